"""Taking and putting whole places of an axis by a vector of indices."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal


def _count(name: str, input: Value, dim: Value, index: Value) -> Size:
    """How many places a vector of indices names; one without axes names one.

    Raises Mismatch SHP101 or SHP502.
    """
    check_axis(input, dim, name="dim")
    places = check_rank(index, f"{name}'s index", most=1)
    return UNKNOWN if places.open else places.numel()


@op(("torch.index_select", "torch.Tensor.index_select"))
def index_select(input, dim, index, *, out=None):
    """Take places of an axis by a vector of indices.

    >>> index_select([4, 5], 1, ints[3])
    (4, 3)
    >>> [4, 5].index_select(-2, ints[()])
    (1, 5)
    >>> index_select([], 0, ints[1])
    ()
    >>> index_select([4, 5], 1, ints[2, 3])
    SHP101
    >>> index_select([4, 5], 2, ints[3])
    SHP502
    >>> index_select([], 0, ints[2])
    SHP506
    """
    count, shape = _count("index_select", input, dim, index), shape_of(input)
    if shape == Shape(()) and equal(count, 1) is False:
        raise Mismatch("SHP506", "a scalar has 1 place, {count} are asked for", operand=culprit(input), count=count)
    return shape.replace(dim, count) if is_int(dim) else UNKNOWN_SHAPE


# Name, its parameters behind the index, what it does, the last arguments of an example.
_PUTS: Final = (
    ("index_add", "source, *, alpha=1, out=None", "Add to", ""),
    ("index_reduce", "source, reduce, *, include_self=True, out=None", "Reduce into", ", 'mean'"),
    ("index_copy", "source, *, out=None", "Put into", ""),
)


def _putting(name: str, parameters: str, does: str, more: str) -> None:
    def put(input: Value, dim: Value, index: Value, source: Value) -> Shape:
        count = _count(name, input, dim, index)
        _check_source(name, input, dim, source, count, lenient=name == "index_copy")
        return shape_of(input)

    declare(
        (f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"),
        f"input, dim, index, {parameters}",
        put,
        f"""{does} places of an axis; the source has as many of them, and the other axes of the tensor.

        >>> @([4, 5], 1, ints[1], [4, 1]{more})
        (4, 5)
        >>> [4, 5].@(-2, ints[3], [3, 5]{more})
        (4, 5)
        >>> @([], 0, ints[()], []{more})
        ()
        >>> @([4, 5], 2, ints[1], [4, 1]{more})
        SHP502
        >>> @([4, 5], 1, ints[2], [4, 3]{more})
        SHP301
        >>> @([4, 5], 1, ints[2], [3, 2]{more})
        SHP301
        """,
    )


def _check_source(name: str, input: Value, dim: Value, source: Value, count: Size, lenient: bool) -> None:
    """The source has the sizes of the input, and `count` on the axis.

    lenient: whether tensors without axes and those with one pass for each other.  Raises Mismatch SHP301.
    """
    shape, given = shape_of(input), shape_of(source)
    if shape.open or given.open or not is_int(dim):
        return
    wanted, found = Shape(shape.dims or (1,)).replace(dim, count), Shape(given.dims or (1,))
    other_rank = len(shape.dims) != len(given.dims) and not lenient
    if other_rank or len(found.dims) != len(wanted.dims) or False in map(equal, found.dims, wanted.dims):
        raise Mismatch(
            "SHP301",
            "{name} expects a source of shape {wanted}, gets {given}",
            operand=culprit(source),
            name=name,
            wanted=wanted,
            given=given,
        )


for _row in _PUTS:
    _putting(*_row)


@op(("torch.index_fill", "torch.Tensor.index_fill", "torch.Tensor.index_fill_"))
def index_fill(input, dim, index, value):
    """Fill places of an axis with a number.

    >>> index_fill([4, 5], 1, ints[2], 0.5)
    (4, 5)
    >>> [4, 5].index_fill_(0, ints[()], [])
    (4, 5)
    >>> index_fill([4, 5], 2, ints[1], 0.5)
    SHP502
    >>> index_fill([4, 5], 1, ints[2], [1])
    SHP101
    """
    _count("index_fill", input, dim, index)
    if isinstance(value, Tensor):
        check_rank(value, "index_fill's value", most=0)
    return shape_of(input)
