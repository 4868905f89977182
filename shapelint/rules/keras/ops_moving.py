"""`keras.ops`: elements moved around, and padded."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, culprit, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape


@op("keras.ops.pad")
def pad(x, pad_width, mode="constant", constant_values=None):
    """Add elements before and behind every axis.

    >>> ops.pad([2, 3], ((0, 0), (1, 2)))
    (2, 6)
    >>> ops.pad([2, 3], 1)
    (None, None)
    >>> ops.pad([2, 3], ((0, 0), (1, 2), (0, 0)))
    SHP301 3 pairs of widths pad (2, 3), which has 2 axes
    """
    whole, pairs = measured(x), items_of(pad_width)
    if whole.open:
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    widths = [items_of(pair) for pair in pairs or ()]
    for width in widths:
        if width is not None and len(width) not in (1, 2):
            raise Mismatch("SHP301", "{width} is not a pair of widths, before and behind", width=width)
    if len({len(width) for width in widths if width is not None}) > 1:
        raise Mismatch("SHP301", "{widths} has pairs of widths, and single ones", widths=pairs)
    if pairs and len(pairs) not in (1, len(whole.dims)) and None not in widths:
        raise Mismatch(
            "SHP301",
            "{pairs} pairs of widths pad {shape}, which has {rank} axes",
            operand=culprit(x),
            pairs=len(pairs),
            shape=whole,
            rank=len(whole.dims),
        )
    padded = [
        size + size_in(width[0]) + size_in(width[1]) if width is not None and len(width) == 2 else UNKNOWN
        for size, width in zip(whole.dims, widths, strict=False)
    ]
    # Only a pair for each axis means the same to all backends.
    clear = len(widths) == len(whole.dims)
    return tensor(Shape(tuple(padded) if clear else (UNKNOWN,) * len(whole.dims)), number_kind(x))


@op("keras.ops.roll")
def roll(x, shift, axis=None):
    """Move the elements around; the shape stays.

    >>> ops.roll([2, 3], 1)
    (2, 3)
    >>> ops.roll([2, 3], (1, 2), (0, 1))
    (2, 3)
    >>> ops.roll([2, 3], 1, axis=2)
    SHP502
    >>> ops.roll([2, 3], (1, 2, 1), (0, 1))
    SHP706
    """
    shifts, axes = (None if isinstance(each, int) else items_of(each) for each in (shift, axis))
    if shifts is not None and axes is not None and len(shifts) != len(axes) and 1 not in (len(shifts), len(axes)):
        raise Mismatch("SHP706", "roll gets {count} shifts for {axes} axes", count=len(shifts), axes=len(axes))
    for each in axes_in(axis) or ():
        check_axis(x, each, least=0)
    return tensor(measured(x), number_kind(x))


@op("keras.ops.flip")
def flip(x, axis=None):
    """Turn axes round; the shape stays.

    >>> ops.flip([2, 3], 1)
    (2, 3)
    >>> ops.flip([2, 3], (0, -1))
    (2, 3)
    >>> ops.flip([2, 3], 2)
    SHP502
    """
    places = [check_axis(x, each) for each in axes_in(axis) or ()]
    if None not in places and len(set(places)) < len(places):
        raise Mismatch("SHP502", "{axis} names an axis of {shape} twice", axis=axis, shape=str(measured(x)))
    return tensor(measured(x), number_kind(x))


_FLIPPED: Final = """Turn an axis round; the shape stays.

    >>> ops.@([2, 3])
    (2, 3)
    """


def _flipped(name: str, x: Value, least: int) -> Value:
    shape = measured(x)
    if not shape.open and len(shape.dims) < least and least > 1:  # of one axis not all backends ask
        raise Mismatch(
            "SHP101",
            "{name} expects at least {least} axes, gets {found}",
            operand=culprit(x),
            name=name,
            least=least,
            found=str(shape),
        )
    return tensor(shape, number_kind(x))


declare("keras.ops.fliplr", "x", lambda x: _flipped("fliplr", x, 2), _FLIPPED + ">>> ops.@([3])\n    SHP101\n    ")
declare("keras.ops.flipud", "x", lambda x: _flipped("flipud", x, 1), _FLIPPED)


@op("keras.ops.rot90")
def rot90(array, k=1, axes=(0, 1), *, machine):
    """Turn two axes by a right angle, `k` times.

    >>> ops.rot90([2, 3])
    (3, 2)
    >>> ops.rot90([2, 3, 4], axes=(1, 2))
    (2, 4, 3)
    >>> ops.rot90([2, 3], 2)
    (2, 3)
    >>> ops.rot90([2, 3, 4], axes=(0, 3))
    SHP502
    """
    return twin("numpy.rot90", machine, array, k, axes)
