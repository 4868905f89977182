"""Images of other sizes."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, is_soft, items_of, shape_of, sizes_of
from shapelint.sizes import Dim, Shape, Size

# The ranks that a mode can do.
_RANKS: Final = {
    "nearest": (3, 4, 5),
    "nearest-exact": (3, 4, 5),
    "area": (3, 4, 5),
    "linear": (3,),
    "bilinear": (4,),
    "bicubic": (4,),
    "lanczos": (4,),
    "trilinear": (5,),
}
_COARSE: Final = 1 << 20  # a factor with a greater denominator was rounded when it was written


@op("torch.nn.functional.interpolate")
def interpolate(
    input,
    size=None,
    scale_factor=None,
    mode="nearest",
    align_corners=None,
    recompute_scale_factor=None,
    antialias=False,
):
    """Give the axes behind the channels other sizes.

    >>> interpolate([2, 3, 8, 6], scale_factor=2)
    (2, 3, 16, 12)
    >>> interpolate([2, 3, 8, 6], size=(5, 7), mode="bilinear")
    (2, 3, 5, 7)
    >>> interpolate([2, 3, 8], 5)
    (2, 3, 5)
    >>> interpolate([2, 3, 8, 7], scale_factor=0.5)
    (2, 3, 4, 3)
    >>> interpolate([2, 3, 8, 7], scale_factor=(2, 0.5), mode="area")
    (2, 3, 16, 3)
    >>> interpolate([2, 3, 4, 5, 6], (5, 7, 8), mode="trilinear", align_corners=True)
    (2, 3, 5, 7, 8)
    >>> interpolate([2, 3, 8, 7], scale_factor=3, mode="bicubic", recompute_scale_factor=True, antialias=True)
    (2, 3, 24, 21)
    >>> interpolate([3, 8], scale_factor=2)
    SHP101
    >>> interpolate([2, 3, 8], scale_factor=2, mode="bilinear")
    SHP101
    >>> interpolate([2, 3, 8, 8], size=(4, 4, 4))
    SHP706
    >>> interpolate([2, 3, 8, 8])
    SHP706
    >>> interpolate([2, 3, 8], size=0)
    SHP707
    """
    return resized(input, size, scale_factor, mode, "interpolate")


@op("torch.nn.functional.upsample")
def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    """Give the axes behind the channels other sizes.

    >>> upsample([2, 3, 8, 6], scale_factor=2)
    (2, 3, 16, 12)
    >>> upsample([2, 3, 8, 6], (5, 7), mode="bilinear", align_corners=True)
    (2, 3, 5, 7)
    >>> upsample([2, 3, 8], 5, mode="linear")
    (2, 3, 5)
    >>> upsample([8, 6], scale_factor=2)
    SHP101
    """
    return resized(input, size, scale_factor, mode, "upsample")


@op("torch.nn.functional.upsample_nearest")
def upsample_nearest(input, size=None, scale_factor=None):
    """Give the axes behind the channels other sizes, by the nearest values.

    >>> upsample_nearest([2, 3, 8, 6], scale_factor=2)
    (2, 3, 16, 12)
    >>> upsample_nearest([2, 3, 8], 5)
    (2, 3, 5)
    >>> upsample_nearest([2, 3, 8, 6], size=5, scale_factor=2)
    SHP706
    """
    return resized(input, size, scale_factor, "nearest", "upsample_nearest")


@op("torch.nn.functional.upsample_bilinear")
def upsample_bilinear(input, size=None, scale_factor=None):
    """Give height and width other sizes, linearly.

    >>> upsample_bilinear([2, 3, 8, 6], scale_factor=(2, 3))
    (2, 3, 16, 18)
    >>> upsample_bilinear([2, 3, 8, 6], (5, 7))
    (2, 3, 5, 7)
    >>> upsample_bilinear([2, 3, 8], 5)
    SHP101
    """
    return resized(input, size, scale_factor, "bilinear", "upsample_bilinear")


@layer("torch.nn.Upsample")
def upsample_layer(
    size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None, *, input
):
    """Give the axes behind the channels other sizes.

    >>> Upsample(scale_factor=2)([2, 3, 8, 6])
    (2, 3, 16, 12)
    >>> Upsample((5, 7), mode="bilinear")([2, 3, 8, 6])
    (2, 3, 5, 7)
    >>> Upsample(scale_factor=(1, 2, 2), mode="trilinear", align_corners=False)([2, 3, 4, 5, 6])
    (2, 3, 4, 10, 12)
    >>> Upsample(scale_factor=2, mode="bilinear")([2, 3, 8])
    SHP101
    >>> Upsample(scale_factor=0)([2, 3, 8])
    SHP706
    """
    return resized(input, size, _factor(scale_factor), mode, "Upsample")


@layer("torch.nn.UpsamplingNearest2d")
def upsampling_nearest(size=None, scale_factor=None, *, input):
    """Give the axes behind the channels other sizes, by the nearest values.

    >>> UpsamplingNearest2d(scale_factor=2)([2, 3, 8, 6])
    (2, 3, 16, 12)
    >>> UpsamplingNearest2d((5, 7))([2, 3, 8, 6])
    (2, 3, 5, 7)
    >>> UpsamplingNearest2d(scale_factor=2)([8, 6])
    SHP101
    """
    return resized(input, size, _factor(scale_factor), "nearest", "UpsamplingNearest2d")


@layer("torch.nn.UpsamplingBilinear2d")
def upsampling_bilinear(size=None, scale_factor=None, *, input):
    """Give height and width other sizes, linearly.

    >>> UpsamplingBilinear2d(scale_factor=2)([2, 3, 8, 6])
    (2, 3, 16, 12)
    >>> UpsamplingBilinear2d(5)([2, 3, 8, 6])
    (2, 3, 5, 5)
    >>> UpsamplingBilinear2d(scale_factor=2)([3, 8, 6])
    SHP101
    """
    return resized(input, size, _factor(scale_factor), "bilinear", "UpsamplingBilinear2d")


def _factor(scale_factor: Value) -> Value:
    """A layer takes a factor of 0 for none."""
    return None if isinstance(scale_factor, int | float) and not scale_factor else scale_factor


def resized(input: Value, size: Value, scale_factor: Value, mode: Value, name: str) -> Shape:
    """The shape with every axis behind the channels of the size asked for, or so many times as long, rounded down.

    Raises Mismatch SHP101 where the mode certainly cannot do the rank, SHP706 where not one of size and factor is
    given, or numbers for another number of axes, SHP707 where nothing would be left.
    """
    if _both_or_none(size, scale_factor):
        which = "neither" if size is None else "both"
        raise Mismatch(
            "SHP706",
            "{name} takes one of size and scale_factor, gets {which}",
            operand=culprit(input),
            name=name,
            which=which,
        )
    ranks = _RANKS.get(mode, (3, 4, 5)) if isinstance(mode, str) else (3, 4, 5)
    row = items_of(scale_factor if size is None else size)
    if row is not None and shape_of(input).open and len(row) + 2 in ranks:
        ranks = (len(row) + 2,)
    shape = check_rank(name, input, ranks, f"batch, channels and what `{mode}` resizes")
    if shape.open:
        return UNKNOWN_SHAPE
    batch, channels, *old = shape.dims
    sizes = _sized(input, tuple(old), size, scale_factor, name)
    for each in sizes:
        require_at_least(0 if mode == "area" else 1, "a size asked for", each)
    return Shape((batch, channels, *sizes))


def _both_or_none(size: Value, scale_factor: Value) -> bool:
    """Whether not exactly one of the two is given, without doubt."""
    undecided = any(value is UNKNOWN or is_soft(value) for value in (size, scale_factor))
    return not undecided and (size is None) == (scale_factor is None)


def _sized(input: Value, old: tuple[Size, ...], size: Value, scale: Value, name: str) -> tuple[Size, ...]:
    if size is None:
        factors = items_of(scale)
        if factors is None:
            return tuple(scaled(each, scale) for each in old)
        factors = _fitting(input, factors, old, "factors", name)
        return tuple(scaled(each, factor) for each, factor in zip(old, factors, strict=True))
    wanted = sizes_of(size)
    if wanted is None:
        return (UNKNOWN,) * len(old)
    return wanted * len(old) if isinstance(size, int | Dim) else _fitting(input, wanted, old, "sizes", name)


def _fitting(input: Value, row: tuple[Value, ...], old: tuple[Size, ...], what: str, name: str) -> tuple[Value, ...]:
    if len(row) != len(old):
        raise Mismatch(
            "SHP706",
            "{name} gets {count} {what} for the {axes} axes behind the channels of {shape}",
            operand=culprit(input),
            name=name,
            count=len(row),
            what=what,
            axes=len(old),
            shape=shape_of(input),
        )
    return row


def scaled(size: Size, factor: Value) -> Size:
    """`floor(size * factor)`, where the factor is an exact number; UNKNOWN where rounding decides.

    >>> scaled(7, 0.5), scaled(7, 2.0)
    (3, 14)
    """
    if isinstance(factor, bool) or is_soft(factor) or not isinstance(factor, int | float | Dim):
        return UNKNOWN
    if not isinstance(factor, float):
        return size * factor
    if not 0 < factor < _COARSE:
        return UNKNOWN
    if isinstance(size, int):
        return floor(size * factor)
    exact = Fraction(factor)
    return (size * exact.numerator) // exact.denominator if exact.denominator < _COARSE else UNKNOWN
