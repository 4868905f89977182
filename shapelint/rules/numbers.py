"""What is known of the whole numbers in a tensor: between which they lie, and how often each of them stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Final

from shapelint.rules.form import Rule
from shapelint.rules.shared.operands import is_int
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
    of_runs,
    runs_of,
    standing,
)
from shapelint.rules.values.runs import Runs, cut, joined, length_of, often, overwritten, stretched
from shapelint.sizes import Dim, Shape, Size, at_most, maximum, minimum

# What gives the numbers that it is given, in another order or another kind of array: they stay as large as they are.
_REARRANGING: Final = (
    "view", "reshape", "flatten", "ravel", "squeeze", "unsqueeze", "transpose", "permute", "t", "swapaxes",
    "contiguous", "detach", "clone", "copy", "cpu", "cuda", "to", "numpy", "long", "int", "float", "double", "astype",
    "flip", "roll", "from_numpy", "as_tensor", "asarray", "expand_dims", "moveaxis",
    "split", "array_split", "chunk", "tensor_split",
)  # fmt: skip
_WRITTEN: Final = ("array", "tensor", "asarray", "as_tensor", "LongTensor")  # what is written in the program
_MOST_WRITTEN: Final = 512  # whole numbers that are looked through
_SORTING: Final = ("numpy.sort",)
_TURNING: Final = ("transpose", "permute", "t", "swapaxes", "flip", "roll", "moveaxis")  # each gets another place


# What gives each of the numbers as often as any other: all of them, one after the other or side by side.
_REPEATING: Final = ("expand", "repeat", "broadcast_to", "tile", "repeat_interleave")
_EACH_AT_ONCE: Final = ("numpy.repeat", "numpy.ndarray.repeat", "torch.repeat_interleave")
_JOINING: Final = ("cat", "concat", "concatenate", "stack", "hstack", "vstack", "column_stack", "dstack")
_END_TO_END: Final = ("cat", "concat", "concatenate", "hstack")
_FILLING: Final = {"zeros": 0, "ones": 1, "zeros_like": 0, "ones_like": 1}
_WITH_VALUES: Final = ("return_index", "return_inverse", "return_counts", "axis", "dim")
_REMAINDERS: Final = ("mod", "remainder", "__mod__", "fmod")
_QUOTIENTS: Final = ("floor_divide", "__floordiv__")
_OF_ROW: Final[dict[str, Callable[..., Size]]] = {
    "max": maximum, "amax": maximum, "min": minimum, "amin": minimum, "sum": lambda *sizes: sum(sizes, start=0),
}  # fmt: skip


def numbers_in(rule: Rule, operands: list[Tensor], called: Mapping[str, Value], shape: Shape) -> Drawn | None:
    """What is known of the whole numbers in a result of that shape: of those that are given, joined or written."""
    if rule.short in _JOINING:
        return _joined(items_of(next(iter(called.values()), None)), rule.short in _END_TO_END)
    if rule.short in _WRITTEN and not operands:
        row = list(islice(_written(next(iter(called.values()), None)), _MOST_WRITTEN))
        return _all_of(row) if len(row) < _MOST_WRITTEN else None
    if rule.short in _FILLING or rule.short in ("full", "full_like"):
        value = whole_number(_FILLING.get(rule.short, called.get("fill_value")))
        return None if value is None or shape.open else of_runs(((value, shape.numel()),))
    if rule.name == "numpy.repeat" and not operands:
        row = list(_written(next(iter(called.values()), None)))
        return _repeated(rule, Tensor(Shape((len(row),)), "numpy", "int", drawn=_all_of(row)), called, shape)
    if not operands:
        return None
    if rule.short in _REMAINDERS or rule.short in _QUOTIENTS:
        return _shared_out(rule, called, shape)
    if rule.short in _REPEATING:
        return _repeated(rule, operands[0], called, shape)
    if rule.short == "unique":
        alone = not any(called.get(name) for name in _WITH_VALUES)
        return _once_each(operands[0]) if alone else None
    copied = rule.short in _WRITTEN and _only(next(iter(called.values()), None)) is operands[0]
    if rule.short not in _REARRANGING and rule.name not in _SORTING and not copied:
        return None
    given = operands[0].numbers
    turned = rule.short in _TURNING or rule.name in _SORTING or called.get("order") not in (None, "C")
    return given._replace(in_order=False) if turned and given is not None else given


def _only(value: Value) -> Value:
    """The one argument of a function that takes any number."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _once_each(tensor: Tensor) -> Drawn | None:
    """The different numbers, one after the other, where all are known."""
    runs, even = runs_of(tensor), standing(tensor)
    if runs is not None and all(isinstance(length, int) for _, length in runs):
        return of_runs(tuple((number, 1) for number in sorted({number for number, _ in runs})))
    if even is None:
        return None
    least, most = even.least, even.most
    if not isinstance(least, int) or not isinstance(most, int) or most - least > _MOST_WRITTEN:
        return None
    return of_runs(tuple((number, 1) for number in range(least, most + 1)))


def _all_of(row: list[int | None]) -> Drawn | None:
    """What is known of a row, None where one of its items is no whole number, or where it has none."""
    whole = tuple(number for number in row if number is not None)
    return among(whole) if len(whole) == len(row) > 0 else None


def whole_number(value: Value) -> int | None:
    """A number as a whole one, `2.0` as 2; None where it is none."""
    if isinstance(value, Tensor):
        value = value.content if value.shape == Shape(()) else None
    return int(value) if isinstance(value, int | float) and value == value // 1 else None


def written(tensor: Tensor, index: Value, value: Value) -> Drawn | None:
    """What is known of the numbers of a vector once one number stands at a row of its places: `y[50:100] = 1`."""
    number, part = whole_number(value), _part(tensor, index)
    return None if number is None or part is None else of_runs(overwritten(*part, number))


def taken(tensor: Tensor, index: Value) -> Drawn | None:
    """What is known of the numbers of a part of a vector, `y[50:100]`, where each of them is known."""
    part = _part(tensor, index)
    return None if part is None else of_runs(cut(*part))


def _part(tensor: Tensor, index: Value) -> tuple[Runs, int, int] | None:
    """The numbers of a vector in their order, and the ends of a row of its places; None where either is not known."""
    runs, known, whole = runs_of(tensor), tensor.numbers, tensor.shape.numel()
    ends = _ends(index, whole) if isinstance(whole, int) and tensor.shape.rank == 1 else None
    if runs is None or ends is None or known is None or not known.in_order:
        return None
    return runs, *ends


def _ends(index: Value, whole: int) -> tuple[int, int] | None:
    """The first place that an index names and the one after its last, where it names all between them."""
    if type(index) is int and -whole <= index < whole:
        return index % whole, index % whole + 1
    if isinstance(index, Range) and index.step == 1:
        ends: tuple[Value, ...] = (index.start, index.stop, None)
    elif isinstance(index, SliceOf) and index.step in (None, 1):
        ends = (index.lower, index.upper, None)
    else:
        return None
    plain = all(end is None or type(end) is int for end in ends)
    return slice(*ends).indices(whole)[:2] if plain else None


def _shared_out(rule: Rule, called: Mapping[str, Value], shape: Shape) -> Drawn | None:
    """`np.arange(n) % k`, `np.arange(n) // k` where k goes into n."""
    first, divisor, *_ = *called.values(), None
    if not isinstance(first, Tensor) or not isinstance(divisor, int) or divisor < 1:
        return None
    total = shape.numel()
    if not isinstance(total, int) or total % divisor or not total or not covers(first, total):
        return None
    if rule.short in _REMAINDERS:
        return Drawn(0, divisor - 1, each=total // divisor)
    return Drawn(0, total // divisor - 1, each=divisor)


def below_in(tensor: Tensor, number: Size) -> Size | None:
    """How many are less than a number; None where that is not known."""
    runs = runs_of(tensor)
    if runs is not None and isinstance(number, int):
        return length_of(run for run in runs if run[0] < number)
    known = standing(tensor)
    return None if known is None else known.each * maximum(minimum(number, known.most + 1) - known.least, 0)


def _repeated(rule: Rule, tensor: Tensor, called: Mapping[str, Value], shape: Shape) -> Drawn | None:
    """The same numbers more often: all as often, unless an array says how often each."""
    known = tensor.numbers
    if known is None:
        return None
    runs, before = runs_of(tensor), tensor.shape.numel()
    numbers, total = known.most - known.least + 1, shape.numel()
    if runs is not None and evenly(called) and isinstance(total, int) and isinstance(before, int) and before:
        at_once = tensor.shape.rank == 1 and rule.name in _EACH_AT_ONCE
        return of_runs(stretched(runs, total // before), at_once and known.in_order)
    if not evenly(called) or standing(tensor) is None or not isinstance(numbers, int) or total is UNKNOWN:
        return known._replace(once=False, each=None, runs=None)
    return known._replace(once=False, each=total // numbers, runs=None)


def evenly(called: Mapping[str, Value]) -> bool:
    """Whether everything is repeated as often; an array may say how often each."""
    return not any(isinstance(called.get(name), Tensor | ListValue | tuple) for name in ("repeats", "rep"))


def distinct(x: Value) -> Size:
    """How many different numbers there are."""
    runs = runs_of(x) if isinstance(x, Tensor) else None
    if runs is not None and all(isinstance(length, int) for _, length in runs):
        return len({number for number, _ in runs})
    known = standing(x) if isinstance(x, Tensor) else None
    return UNKNOWN if known is None else known.most - known.least + 1


def of_all(called: Mapping[str, Value]) -> bool:
    """Whether a reduction goes over all axes."""
    return called.get("dim") is None and called.get("axis") is None


def number_of(rule: Rule, tensor: Tensor) -> Value:
    """What all whole numbers of a tensor come to: of those that are known, or of all between two; None if not known."""
    if rule.short not in _OF_ROW or tensor.dtype != "int":
        return None
    row = tensor.content
    if isinstance(row, tuple) and row and all(is_int(size) or isinstance(size, Dim) for size in row):
        return _OF_ROW[rule.short](*row)
    known = None if rule.short == "sum" else standing(tensor)
    return None if known is None else known.most if "max" in rule.short else known.least


def as_often(first: Value, second: Value) -> Size | None:
    """How often a tensor holds a number (`labels == 3`); None where that is not known."""
    first, second = (_alone(each) for each in (first, second))
    tensor, number = (first, second) if isinstance(first, Tensor) else (second, first)
    if not isinstance(tensor, Tensor):
        return None
    runs = runs_of(tensor)
    if runs is not None and isinstance(number, int | float):
        return often(runs, number)
    if not isinstance(number, int | Dim) or is_soft(number):
        return None
    known = standing(tensor)
    if known is None:
        return None
    inside = at_most(known.least, number), at_most(number, known.most)
    return 0 if False in inside else known.each if inside == (True, True) else None


def _alone(value: Value) -> Value:
    """The number that a tensor without axes holds, where it is known."""
    alone = isinstance(value, Tensor) and value.shape == Shape(()) and isinstance(value.content, int | float | Dim)
    return value.content if alone else value


def _written(value: Value) -> Iterator[int | None]:
    """The whole numbers of rows in rows; None for anything else."""
    row = items_of(value) if isinstance(value, tuple | ListValue) else None
    if row is None:
        yield value if type(value) is int else None
    for item in row or ():
        yield from _written(item)


def _in_a_row(tensors: list[Tensor]) -> bool:
    """Whether vectors whose numbers are in order are joined, so that all are."""
    return all(each.shape.rank == 1 and each.numbers is not None and each.numbers.in_order for each in tensors)


def _joined(parts: tuple[Value, ...] | None, end_to_end: bool) -> Drawn | None:
    """Between the least and the greatest of all; each as often where all have the same, or none what others have."""
    tensors = [part for part in parts or () if isinstance(part, Tensor) and part.numbers is not None]
    if not tensors or len(tensors) < len(parts or ()):
        return None
    known = [tensor.numbers for tensor in tensors if tensor.numbers is not None]
    least, most = minimum(*(each.least for each in known)), maximum(*(each.most for each in known))
    rows = [each for each in map(runs_of, tensors) if each is not None]
    all_known = of_runs(joined(*rows), end_to_end and _in_a_row(tensors)) if len(rows) == len(tensors) else None
    if all_known is not None:
        return all_known
    even = [each for each in map(standing, tensors) if each is not None]
    if len(even) < len(tensors):
        return Drawn(least, most)
    if len({each[:2] for each in even}) == 1:
        return Drawn(least, most, each=sum(each.each for each in even))
    whole = sorted((low, high) for low, high, _ in even if isinstance(low, int) and isinstance(high, int))
    in_a_row = len(whole) == len(even) and all(after[0] == before[1] + 1 for before, after in pairwise(whole))
    return Drawn(least, most, each=even[0].each if in_a_row and len({each.each for each in even}) == 1 else None)
