"""Masks that choose a known number of places: how many ones there are in a tensor of nothing but ones and zeros."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from shapelint.rules.form import Rule
from shapelint.rules.numbers import as_often, below_in, evenly
from shapelint.rules.values import (
    UNKNOWN,
    Drawn,
    ListValue,
    Range,
    SliceOf,
    Tensor,
    Value,
    among,
    covers,
    is_soft,
    items_of,
    number_within,
    places,
    shape_of,
)
from shapelint.sizes import Dim, Shape, Size, at_most, equal, maximum, minimum

Ones: TypeAlias = "Size | None"
_Count: TypeAlias = Callable[[Mapping[str, Value], Tensor | None, Tensor], Ones]


def ones_in(rule: Rule, called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    """How many ones a rule's result holds, None where it may hold anything.

    called: the arguments; first: the first tensor among them.
    """
    count = _BY_NAME.get(rule.name) or _BY_SHORT.get(rule.short)
    if count is None or result.shape.open:
        return None
    found = count(called, first, result)
    return None if found is UNKNOWN else found


def places_in(x: Value) -> Size:
    """How many elements are not zero: of nothing but ones and zeros the ones, else no more than there are elements."""
    if isinstance(x, Tensor) and x.ones is not None:
        return x.ones
    found: Size = number_within(0, shape_of(x).numel())
    return found


def rows_of_places(x: Value, family: str) -> Value:
    """Where the elements stand that are not zero: a vector of indices for each axis, one for what has no axes."""
    shape = shape_of(x)
    if shape.open:
        return UNKNOWN
    count, dims = places_in(x), shape.dims or (1,)
    return tuple(places(Shape((count,)), family, size, once=len(dims) == 1) for size in dims)


def listed_places(x: Value, family: str) -> Tensor:
    """Where the elements stand that are not zero, one of them in each row."""
    shape = shape_of(x)
    made = Tensor(Shape((places_in(x), UNKNOWN if shape.rank is None else shape.rank)), family, "int")
    return replace(made, drawn=Drawn(0, shape.dims[0] - 1, once=True)) if shape.rank == 1 else made


def others(tensor: Tensor) -> Ones:
    """How many zeros there are: what is one becomes zero, and the other way round."""
    if tensor.ones is None or tensor.shape.open:
        return None
    total = tensor.shape.numel()
    return None if total is UNKNOWN else total - tensor.ones


def set_in(tensor: Tensor, index: Value, part: Value, value: Value) -> Ones:
    """How many ones there are once a part of nothing but zeros is made one, or of nothing but ones zero.

    part: what stands under the index, which names each place once.
    """
    if tensor.ones is None or not isinstance(part, Tensor) or part.shape.open or not _names_each_once(index):
        return None
    size, truth = part.shape.numel(), _truth(value)
    if truth is None or size is UNKNOWN:
        return None
    if truth:
        return size if tensor.ones == 0 else None
    return tensor.ones - size if tensor.ones == tensor.shape.numel() else None


def _names_each_once(index: Value) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    plain = all(isinstance(part, int | Dim | SliceOf) and not isinstance(part, bool) for part in parts)
    return plain or (len(parts) == 1 and picks_once(parts[0]))


def picks_once(index: Value) -> bool:
    """Whether a row of indices, or a mask, names no place twice."""
    if isinstance(index, Range):
        return at_most(0, index.start) is True and isinstance(index.step, int) and index.step > 0
    if isinstance(index, Tensor):
        return index.dtype == "bool" or (index.dtype == "int" and index.numbers is not None and index.numbers.once)
    row = items_of(index) if isinstance(index, ListValue) else None
    return bool(row) and row is not None and all(type(each) is int for each in row) and among(row).once


def _truth(value: Value) -> bool | None:
    return bool(value) if isinstance(value, int | float) and value in (0, 1) else None


def _all(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    return result.shape.numel()


def _none(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    return 0


def _on_diagonal(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    """Those of a unit matrix: as many as its shorter side is long."""
    rows, columns = result.shape.dims if result.shape.rank == 2 else (UNKNOWN, UNKNOWN)
    if called.get("k", 0) != 0 or rows is UNKNOWN or columns is UNKNOWN:
        return None
    if rows == columns:
        return rows
    return min(rows, columns) if isinstance(rows, int) and isinstance(columns, int) else None


def _as_before(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    if first is None or equal(first.shape.numel(), result.shape.numel()) is not True:
        return None
    return first.ones


def _converted(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    """`np.array([True] * 30 + [False] * 70)`, or an array of another."""
    given = next(iter(called.values()), None)
    row = items_of(given) if isinstance(given, ListValue | tuple) and result.shape.rank == 1 else None
    if row and all(type(each) in (bool, int) and each in (0, 1) for each in row):
        return sum(row)
    return _as_before(called, first, result) if given is first else None


def _turned(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    return None if first is None else others(first)


def _repeated(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    if first is None or not isinstance(first.ones, int):
        return None
    before, after = first.shape.numel(), result.shape.numel()
    whole = isinstance(before, int) and isinstance(after, int) and before > 0 and evenly(called)
    return first.ones * (after // before) if whole else None


def _joined(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    """`np.concatenate([np.zeros(30), np.ones(20)])`"""
    parts = items_of(next(iter(called.values()), None)) or ()
    ones = [part.ones if isinstance(part, Tensor) else None for part in parts]
    return sum(each for each in ones if each is not None) if ones and None not in ones else None


def _triangle(upper: bool) -> _Count:
    """What is left of a square of ones above or below a diagonal."""

    def count(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
        offset = called.get("diagonal", called.get("k", 0))
        square = result.shape.rank == 2 and first is not None and first.ones == result.shape.numel()
        rows, columns = result.shape.dims if square else (0, 0)
        if not square or not isinstance(offset, int) or not isinstance(rows, int) or not isinstance(columns, int):
            return None
        above = sum(max(0, min(columns, columns - row - offset)) for row in range(min(rows, _MOST)))
        below = sum(max(0, min(columns, row + offset + 1)) for row in range(min(rows, _MOST)))
        return None if rows > _MOST else above if upper else below

    return count


_MOST: Final = 4096  # rows that are gone through


def _compared(same: float, other: float) -> _Count:
    """A comparison with one number that holds of the ones, and with another that holds of the zeros."""

    def count(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
        number = next((value for value in called.values() if isinstance(value, int | float)), None)
        if first is None or first.ones is None or number not in (same, other):
            sides = list(called.values())[:2]
            often = as_often(*sides) if len(sides) == 2 else None
            return often if often is None or same == 1 else result.shape.numel() - often
        return first.ones if number == same else others(first)

    return count


def _in_order(least: int, above: bool) -> _Count:
    """A comparison of numbers of which it is known how often each stands with one number.

    least: the least number that is no longer less, counted from the one compared with; above: whether the greater ones
    are meant.
    """

    def count(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
        sides = list(called.values())[:2]
        if first is None or len(sides) < 2 or first is not sides[0]:
            return None
        total, number = first.shape.numel(), sides[1]
        if not isinstance(number, int | Dim) or is_soft(number):
            return None
        below = maximum(minimum(number + least, total), 0) if covers(first, total) else below_in(first, number + least)
        return None if below is None else total - below if above else below

    return count


def _filled(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    """`zeros.index_fill(0, index, 1)`"""
    index, value = called.get("index"), called.get("value")
    if first is None or result.shape.rank != 1 or not isinstance(index, Tensor):
        return None
    return set_in(first, index, index, value)


def _chosen(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    """`np.isin(np.arange(n), chosen)`: as many as are chosen, where each of them is among all."""
    every, some, *_ = called.values()
    inside = isinstance(every, Tensor) and isinstance(some, Tensor) and all_in(every, some)
    if not inside or not isinstance(some, Tensor) or not isinstance(called.get("invert"), bool):
        return None
    found = some.shape.numel()
    return result.shape.numel() - found if called["invert"] else found


def all_in(every: Tensor, some: Tensor) -> bool:
    """Whether some numbers, each of which stands once, are among all those below a size."""
    if not covers(every, every.shape.numel()) or some.numbers is None or not some.numbers.once:
        return False
    return at_most(some.numbers.most + 1, every.shape.numel()) is True


def _less_one(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    """`1 - mask`"""
    left = next(iter(called.values()), None)
    return others(first) if first is not None and isinstance(left, int | float) and left == 1 else None


def _on_diagonal_set(called: Mapping[str, Value], first: Tensor | None, result: Tensor) -> Ones:
    """`fill_diagonal_` of zeros with ones, or of ones with zeros."""
    value, square = called.get("fill_value"), result.shape.rank == 2 and result.shape.dims[0] == result.shape.dims[1]
    if first is None or first.ones is None or not square or (truth := _truth(value)) is None:
        return None
    if truth:
        return result.shape.dims[0] if first.ones == 0 else None
    return first.ones - result.shape.dims[0] if first.ones == result.shape.numel() else None


_SAME: Final = (
    "view", "reshape", "flatten", "ravel", "squeeze", "unsqueeze", "transpose", "permute", "t", "swapaxes",
    "contiguous", "detach", "clone", "copy", "cpu", "cuda", "to", "numpy", "long", "int", "float", "double", "half",
    "bool", "astype", "from_numpy", "expand_dims", "type", "type_as",
)  # fmt: skip
_BY_SHORT: Final[Mapping[str, _Count]] = {
    **dict.fromkeys(("ones", "ones_like", "new_ones"), _all),
    **dict.fromkeys(("zeros", "zeros_like", "new_zeros"), _none),
    **dict.fromkeys(("eye", "identity"), _on_diagonal),
    **dict.fromkeys(_SAME, _as_before),
    **dict.fromkeys(("array", "tensor", "asarray", "as_tensor"), _converted),
    **dict.fromkeys(("logical_not", "bitwise_not", "invert"), _turned),
    **dict.fromkeys(("repeat", "tile"), _repeated),
    **dict.fromkeys(("cat", "concat", "concatenate", "stack", "hstack", "vstack", "column_stack"), _joined),
    "triu": _triangle(upper=True),
    "tril": _triangle(upper=False),
    **dict.fromkeys(("eq", "__eq__"), _compared(1, 0)),
    **dict.fromkeys(("ne", "__ne__"), _compared(0, 1)),
    **dict.fromkeys(("sub", "__sub__", "rsub", "__rsub__"), _less_one),
    "fill_diagonal_": _on_diagonal_set,
    **dict.fromkeys(("lt", "__lt__", "less"), _in_order(0, above=False)),
    **dict.fromkeys(("le", "__le__", "less_equal"), _in_order(1, above=False)),
    **dict.fromkeys(("ge", "__ge__", "greater_equal"), _in_order(0, above=True)),
    **dict.fromkeys(("gt", "__gt__", "greater"), _in_order(1, above=True)),
    **dict.fromkeys(("index_fill", "index_fill_"), _filled),
    **dict.fromkeys(("isin", "in1d"), _chosen),
}
_BY_NAME: Final[Mapping[str, _Count]] = {"torch.nn.Identity": _as_before}
