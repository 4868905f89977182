"""Padding, rolling, flipping and turning arrays; grids of coordinates."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array, check_even
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, culprit, is_int, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, DictValue, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal


@op("numpy.pad")
def pad(array, pad_width, mode="constant", **kwargs):
    """Add elements before and behind every axis: one number for all, a pair for all, or a pair for each axis.

    >>> pad([2, 3], 1)
    (4, 5)
    >>> pad([2, 3], (1, 2))
    (5, 6)
    >>> pad([2, 3], ((0, 0), (1, 2)))
    (2, 6)
    >>> pad([2, 3], ((1,), (2,)), "edge")
    (4, 7)
    >>> pad([2, 3], ((0, 0), (1, 2), (0, 0)))
    SHP301 (3, 2) widths do not pad (2, 3), which has 2 axes
    >>> pad([2, 3], ((1, 2), (3,)))
    SHP304
    >>> pad([2, 3], -1)
    SHP707
    """
    check_even(pad_width)
    shape, given = measured(array), measured(pad_width)
    if shape.open or given.open or isinstance(pad_width, DictValue):
        return Tensor(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), "numpy", number_kind(array))
    if len(given.dims) > 2 or not _pads(given, len(shape.dims)):
        raise Mismatch(
            "SHP301",
            "{given} widths do not pad {shape}, which has {rank} axes",
            operand=culprit(array),
            help="one pair (before, behind) for each axis",
            given=str(given),
            shape=shape,
            rank=len(shape.dims),
        )
    require_at_least(0, "pad_width", pad_width)
    widths = _widths(pad_width, given, len(shape.dims))
    dims = tuple(size + before + behind for size, (before, behind) in zip(shape.dims, widths, strict=True))
    return Tensor(Shape(dims), "numpy", number_kind(array))


def _pads(given: Shape, rank: int) -> bool:
    """Whether widths of that shape may be stretched to a pair for each axis."""
    rows, columns = (1, 1, *given.dims)[-2:]
    fits = all(
        equal(size, 1) is not False or equal(size, wanted) is not False for size, wanted in ((rows, rank), (columns, 2))
    )
    return fits or (rank == 0 and len(given.dims) < 2)


def _widths(pad_width: Value, given: Shape, rank: int) -> list[tuple[Size, Size]]:
    """The widths before and behind, for each axis."""
    if not given.dims:
        return [(size_in(pad_width),) * 2] * rank
    rows = items_of(pad_width) or ()
    if len(given.dims) == 1:
        rows = (rows,)
    pairs = [items_of(row) or (UNKNOWN,) for row in rows] or [(UNKNOWN,)]
    found = [(size_in(pair[0]), size_in(pair[-1])) for pair in pairs]
    return found * rank if len(found) == 1 else found if len(found) == rank else [(UNKNOWN, UNKNOWN)] * rank


_SAME = """Move the elements around; the shape stays.

    >>> @({0})
    (2, 3)
    >>> @({1})
    {2}
    """


def _rolled(a: Value, axis: Value) -> Tensor:
    for each in axes_in(axis) or ():
        check_axis(a, each, least=0)
    return array(measured(a), number_kind(a))


declare("numpy.roll", "a, shift, axis=None", _rolled, _SAME.format("[2, 3], 1", "[2, 3], 1, axis=2", "SHP502"))


def _turned(m: Value, axis: Value) -> Tensor:
    places = [check_axis(m, each, least=0) for each in axes_in(axis) or ()]
    if None not in places and len(set(places)) < len(places):
        raise Mismatch("SHP502", "{axis} names an axis of {shape} twice", axis=axis, shape=measured(m))
    return array(measured(m), number_kind(m))


declare(
    "numpy.flip",
    "m, axis=None",
    _turned,
    _SAME.format("[2, 3], 1", "[2, 3], (0, 2)", "SHP502"),
)


def _flipped(name: str, m: Value, least: int) -> Tensor:
    shape = measured(m)
    if not shape.open and len(shape.dims) < least:
        raise Mismatch(
            "SHP101",
            "{name} expects at least {least} axes, gets {found}",
            operand=culprit(m),
            name=name,
            least=least,
            found=str(shape),
        )
    return array(shape, number_kind(m))


declare("numpy.fliplr", "m", lambda m: _flipped("fliplr", m, 2), _SAME.format("[2, 3]", "[3]", "SHP101"))
declare("numpy.flipud", "m", lambda m: _flipped("flipud", m, 1), _SAME.format("[2, 3]", "[]", "SHP101"))


@op("numpy.rot90")
def rot90(m, k=1, axes=(0, 1)):
    """Turn two axes by a right angle, `k` times.

    >>> rot90([2, 3])
    (3, 2)
    >>> rot90([2, 3], 2)
    (2, 3)
    >>> rot90([2, 3, 4], axes=(1, 2))
    (2, 4, 3)
    >>> rot90([2, 3, 4], axes=(0, 3))
    SHP502
    >>> rot90([2, 3, 4], axes=(1, -2))
    SHP502
    """
    shape, named = measured(m), axes_in(axes)
    if named is not None and len(named) != 2:
        raise Mismatch("SHP502", "{axes} is not two axes", axes=named)
    if named is None or shape.open:
        return array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), number_kind(m))
    first, second = (check_axis(m, axis, name="an axis to turn", least=0) for axis in named)
    if first is None or second is None or first == second:
        raise Mismatch("SHP502", "{axes} is not two axes of {shape}", operand=culprit(m), axes=named, shape=shape)
    if not is_int(k) and shape.dims[first] != shape.dims[second]:
        return array(shape.replace(first, UNKNOWN).replace(second, UNKNOWN), number_kind(m))
    turned = shape.replace(first, shape.dims[second]).replace(second, shape.dims[first])
    return array(turned if is_int(k) and k % 2 else shape, number_kind(m))


@op("numpy.meshgrid")
def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    """Make grids of coordinates, one for each of the vectors; with "xy" the first two axes are exchanged.

    >>> meshgrid([2], [3])
    ((3, 2), (3, 2))
    >>> meshgrid([2], [3], indexing="ij")
    ((2, 3), (2, 3))
    >>> meshgrid([2], [3], [4], sparse=True)
    ((1, 2, 1), (3, 1, 1), (1, 1, 4))
    """
    sizes = [measured(each).numel() for each in xi]
    if indexing not in ("xy", "ij") or not isinstance(sparse, bool):
        return (array(Shape((UNKNOWN,) * len(sizes))),) * len(sizes)
    places = list(range(len(sizes)))
    if indexing == "xy" and len(sizes) > 1:
        places[:2] = 1, 0
    dims = tuple(sizes[place] for place in places)
    grids = [Shape(dims)] * len(sizes)
    if sparse:
        grids = [Shape((1,) * len(sizes)).replace(places[at], size) for at, size in enumerate(sizes)]
    return tuple(array(grid, number_kind(each)) for grid, each in zip(grids, xi, strict=True))
