"""Axes turned round, shifted or turned by quarters."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axes, check_axis, check_rank, swapped
from shapelint.rules.shared.operands import axes_in, is_int
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN_SHAPE, shape_of, sizes_of


@op(("torch.flip", "torch.Tensor.flip"))
def flip(input, *args, dims=None):
    """Turn axes round.

    >>> [2, 3].flip(0, 1)
    (2, 3)
    >>> flip([2, 3], (1,))
    (2, 3)
    >>> flip([2, 3], dims=(0, -1))
    (2, 3)
    >>> [2, 3].flip(2)
    SHP502
    >>> [2, 3].flip(1, -1)
    SHP502
    """
    check_axes(input, axes_in(row(args, dims)) or (), "dim")
    return shape_of(input)


@op(("torch.roll", "torch.Tensor.roll"))
def roll(input, shifts, dims=()):
    """Shift along axes, what falls out coming in at the other end.

    >>> roll([2, 3], 1, 1)
    (2, 3)
    >>> [2, 3].roll((1, 1), (0, 1))
    (2, 3)
    >>> roll([2, 3], 1)
    (2, 3)
    >>> roll([2, 3], 1, 2)
    SHP502
    >>> roll([2, 3], (1, 1), 0)
    SHP504
    """
    axes, counts = axes_in(() if dims is None else dims), sizes_of(shifts)
    for axis in axes or ():
        check_rank(input, "roll", 1)
        check_axis(input, axis, name="dim")
    if axes is not None and counts is not None and len(counts) != (len(axes) or 1):
        raise Mismatch(
            "SHP504", "the {count} shifts of roll do not pair up with dims {dims}", count=len(counts), dims=axes
        )
    return shape_of(input)


@op(("torch.fliplr", "torch.Tensor.fliplr"))
def fliplr(input):
    """Turn the second axis round.

    >>> fliplr([2, 3])
    (2, 3)
    >>> fliplr([2])
    SHP101
    """
    return check_rank(input, "fliplr", 2)


@op(("torch.flipud", "torch.Tensor.flipud"))
def flipud(input):
    """Turn the first axis round.

    >>> flipud([2, 3])
    (2, 3)
    >>> flipud([])
    SHP101
    """
    return check_rank(input, "flipud", 1)


@op(("torch.rot90", "torch.Tensor.rot90"))
def rot90(input, k=1, dims=(0, 1)):
    """Turn by quarters in the plane of two axes.

    >>> rot90([2, 3])
    (3, 2)
    >>> rot90([2, 3], 2)
    (2, 3)
    >>> rot90([2, 3, 4], 1, (1, 2))
    (2, 4, 3)
    >>> [2, 3].rot90(-1, (0, -1))
    (3, 2)
    >>> rot90([2])
    SHP101
    >>> rot90([2, 3], 1, (0, 0))
    SHP504
    """
    check_rank(input, "rot90", 2)
    plane = axes_in(dims)
    if plane is None:
        return UNKNOWN_SHAPE
    places = [check_axis(input, axis, name="dim") for axis in plane]
    if len(plane) != 2 or (None not in places and len(set(places)) == 1):
        raise Mismatch("SHP504", "rot90 turns in the plane of two different axes, gets dims {dims}", dims=plane)
    shape, turned = shape_of(input), swapped(input, *plane, name="dim")
    if is_int(k):
        return turned if k % 2 else shape
    return shape if turned == shape else UNKNOWN_SHAPE
