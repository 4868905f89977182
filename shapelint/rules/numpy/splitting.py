"""Arrays taken apart and repeated."""

from __future__ import annotations

from itertools import pairwise

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.numpy.arrays import array, stacked_shape
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import MOST_PARTS, culprit, is_int, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Many, Tensor, Value, is_soft, items_of
from shapelint.sizes import Shape, Size, divides, slice_size


def _pieces(ary: Value, indices: Value, axis: Value, machine, *, even: bool) -> Value:
    """The parts between the indices, or so many parts; `even`: of one size."""
    shape = measured(ary)
    place = check_axis(ary, axis, least=0)
    size = shape.axis(axis) if is_int(axis) else UNKNOWN
    sizes = _cut(size, indices, f"axis {axis}", even=even)
    if sizes is None or place is None or shape.open:
        return Many(array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), number_kind(ary)))
    if isinstance(sizes, Many):
        return Many(array(shape.replace(place, sizes.each), number_kind(ary)), sizes.length)
    return machine.list(array(shape.replace(place, each), number_kind(ary)) for each in sizes)


def _cut(size: Size, indices: Value, name: str, *, even: bool) -> list[Size] | Many | None:
    """The sizes of the parts.

    Raises Mismatch SHP202 where even parts certainly do not come out, SHP707 where there are no parts.
    """
    if is_int(indices):
        require_at_least(1, "the number of parts", indices)
        if even:
            require_divides(indices, size, "the number of parts", name)
            return Many(size // indices, indices) if indices > MOST_PARTS else [size // indices] * indices
        if indices > MOST_PARTS or not isinstance(size, int):
            return Many(size // indices if divides(indices, size) is True else UNKNOWN, indices)
        return [size // indices + (part < size % indices) for part in range(indices)]
    ends = items_of(indices)
    if ends is None:
        return None
    bounds = [None, *map(size_in, ends), None]
    return [slice_size(size, low, high) for low, high in pairwise(bounds)]


_SPLIT = """Cut an array into parts: so many, or at the given places.

    >>> @([6, 4], {three}3)
    ((2, 4), (2, 4), (2, 4))
    >>> @([6, 4], (1, 3))
    ((1, 4), (2, 4), (3, 4))
    >>> @([6, 4], 0)
    SHP707
    """
_UNEVEN = (
    _SPLIT.rstrip()
    + """
    >>> @([7, 4], 2)
    SHP202 axis 0 is 7
    """
)
declare(
    "numpy.split",
    "ary, indices_or_sections, axis=0",
    lambda ary, indices_or_sections, axis, machine: _pieces(ary, indices_or_sections, axis, machine, even=True),
    _UNEVEN.format(three=""),
)
declare(
    "numpy.array_split",
    "ary, indices_or_sections, axis=0",
    lambda ary, indices_or_sections, axis, machine: _pieces(ary, indices_or_sections, axis, machine, even=False),
    _SPLIT.format(three="").rstrip() + "\n    >>> @([7, 4], 2)\n    ((4, 4), (3, 4))\n    ",
)
declare(
    "numpy.vsplit",
    "ary, indices_or_sections",
    lambda ary, indices_or_sections, machine: _stacked_pieces(ary, indices_or_sections, 0, machine),
    _UNEVEN.format(three="").rstrip() + "\n    >>> @([6], 2)\n    SHP101\n    ",
)


def _stacked_pieces(ary: Value, indices: Value, axis: int, machine) -> Value:
    """Even parts along an axis that the array must have, and the second axis in any case."""
    shape, least = measured(ary), max(axis + 1, 2)
    if not shape.open and len(shape.dims) < least:
        raise Mismatch(
            "SHP101",
            "a split on axis {axis} expects at least {least} axes, gets {shape}",
            operand=culprit(ary),
            axis=axis,
            least=least,
            shape=str(shape),
        )
    return _pieces(ary, indices, axis, machine, even=True)


@op("numpy.hsplit")
def hsplit(ary, indices_or_sections, *, machine):
    """Cut an array into parts along its second axis, a vector along its only one.

    >>> hsplit([4, 6], 2)
    ((4, 3), (4, 3))
    >>> hsplit([6], 2)
    ((3,), (3,))
    >>> hsplit([4, 6, 2], (1, 3))
    ((4, 1, 2), (4, 2, 2), (4, 3, 2))
    >>> hsplit([4, 6], 4)
    SHP202
    """
    rank = measured(ary).rank
    if rank is None:
        return UNKNOWN
    if rank == 1:
        return _pieces(ary, indices_or_sections, 0, machine, even=True)
    return _stacked_pieces(ary, indices_or_sections, 1, machine)


@op("numpy.dsplit")
def dsplit(ary, indices_or_sections, *, machine):
    """Cut an array into parts along its third axis.

    >>> dsplit([4, 2, 6], 2)
    ((4, 2, 3), (4, 2, 3))
    >>> dsplit([4, 6], 2)
    SHP101
    """
    return _stacked_pieces(ary, indices_or_sections, 2, machine)


@op("numpy.tile")
def tile(A, reps):
    """Repeat the whole array along its axes.

    >>> tile([2, 3], (2, 1))
    (4, 3)
    >>> tile([3], (2, 1))
    (2, 3)
    >>> tile([2, 3], 2)
    (2, 6)
    """
    require_at_least(0, "reps", reps)
    counts = (reps,) if is_int(reps) else items_of(reps)
    shape = stacked_shape(A)
    if counts is None or shape.open:
        return array(UNKNOWN_SHAPE, number_kind(A))
    rank = max(len(counts), len(shape.dims))
    dims = (1,) * (rank - len(shape.dims)) + shape.dims
    times = (1,) * (rank - len(counts)) + tuple(map(size_in, counts))
    return array(Shape(tuple(size * count for size, count in zip(dims, times, strict=True))), number_kind(A))


def _repeated(a: Value, repeats: Value, axis: Value) -> Tensor:
    require_at_least(0, "repeats", repeats)
    shape = stacked_shape(a)
    place = check_axis(a, axis)
    flat = axis is None or shape == Shape(())
    total = _total(repeats, shape.numel() if flat else shape.axis(axis) if is_int(axis) else UNKNOWN)
    if flat:
        return array(Shape((total,)), number_kind(a))
    if place is None:
        return array(UNKNOWN_SHAPE, number_kind(a))
    return array(shape.replace(place, total), number_kind(a))


def _total(repeats: Value, size: Size) -> Size:
    items = items_of(repeats)
    if items is None:
        return UNKNOWN if is_soft(repeats) else size * size_in(repeats)
    if len(items) == 1:
        return size * size_in(items[0])
    total: Size = 0
    for item in items:
        total = total + size_in(item)
    return total


_REPEAT = """Repeat each element along an axis; without one, of all elements in a row.

    >>> {0}2, axis=0)
    (4, 3)
    >>> {0}2)
    (12,)
    >>> {0}2, axis=2)
    SHP502
    """
declare("numpy.repeat", "a, repeats, axis=None", _repeated, _REPEAT.format("@([2, 3], "))
declare(
    "numpy.ndarray.repeat",
    "self, repeats, /, axis=None",
    lambda self, repeats, axis: _repeated(self, repeats, axis),
    _REPEAT.format("[2, 3].@("),
)
