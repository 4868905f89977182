"""Images of other sizes: interpolation, and sampling at given places."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of, shape_of, sizes_of
from shapelint.sizes import Dim, Shape, Size, equal

# The ranks that a mode can do.
_RANKS: Final = {
    "nearest": (3, 4, 5),
    "nearest-exact": (3, 4, 5),
    "area": (3, 4, 5),
    "linear": (3,),
    "bilinear": (4,),
    "bicubic": (4,),
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
    >>> interpolate([3, 8], scale_factor=2)
    SHP101
    >>> interpolate([2, 3, 8], scale_factor=2, mode="bilinear")
    SHP101
    >>> interpolate([2, 3, 8, 8], size=(4, 4, 4))
    SHP706
    """
    return resized(input, size, scale_factor, mode, "interpolate")


@op(("torch.nn.functional.upsample", "torch.nn.functional.upsample_nearest", "torch.nn.functional.upsample_bilinear"))
def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    """Give the axes behind the channels other sizes.

    >>> upsample([2, 3, 8, 6], scale_factor=2)
    (2, 3, 16, 12)
    >>> upsample([8, 6], scale_factor=2)
    SHP101
    """
    return resized(input, size, scale_factor, mode, "upsample")


@layer("torch.nn.Upsample")
def upsample_layer(
    size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None, *, input
):
    """Give the axes behind the channels other sizes.

    >>> Upsample(scale_factor=2)([2, 3, 8, 6])
    (2, 3, 16, 12)
    >>> Upsample((5, 7), mode="bilinear")([2, 3, 8, 6])
    (2, 3, 5, 7)
    >>> Upsample(scale_factor=2, mode="bilinear")([2, 3, 8])
    SHP101
    """
    return resized(input, size, scale_factor, mode, "Upsample")


@layer("torch.nn.UpsamplingNearest2d")
def upsampling_nearest(size=None, scale_factor=None, *, input):
    """Give the axes behind the channels other sizes, by the nearest values.

    >>> UpsamplingNearest2d(scale_factor=2)([2, 3, 8, 6])
    (2, 3, 16, 12)
    >>> UpsamplingNearest2d(scale_factor=2)([8, 6])
    SHP101
    """
    return resized(input, size, scale_factor, "nearest", "UpsamplingNearest2d")


@layer("torch.nn.UpsamplingBilinear2d")
def upsampling_bilinear(size=None, scale_factor=None, *, input):
    """Give height and width other sizes, linearly.

    >>> UpsamplingBilinear2d(scale_factor=2)([2, 3, 8, 6])
    (2, 3, 16, 12)
    >>> UpsamplingBilinear2d(scale_factor=2)([3, 8, 6])
    SHP101
    """
    return resized(input, size, scale_factor, "bilinear", "UpsamplingBilinear2d")


def resized(input: Value, size: Value, scale_factor: Value, mode: Value, name: str) -> Shape:
    """The shape with every axis behind the channels of the size asked for, or so many times as long, rounded down.

    Raises Mismatch SHP101 where the mode certainly cannot do the rank, SHP706 where sizes are asked for another
    number of axes.
    """
    ranks = _RANKS.get(mode, (3, 4, 5)) if isinstance(mode, str) else (3, 4, 5)
    shape = check_rank(name, input, ranks, f"batch, channels and what `{mode}` resizes")
    if shape.open and len(ranks) > 1:
        return UNKNOWN_SHAPE
    dims = shape.tail(ranks[0]) if shape.open else shape.dims
    old = dims[2:]
    return Shape((*dims[:2], *_sized(input, old, size, scale_factor, name)))


def _sized(input: Value, old: tuple[Size, ...], size: Value, scale: Value, name: str) -> tuple[Size, ...]:
    if size is not None and size is not UNKNOWN and scale in (None, UNKNOWN):
        wanted = sizes_of(size)
        if isinstance(size, int | Dim):
            return (size,) * len(old)
        return (UNKNOWN,) * len(old) if wanted is None else _fitting(input, wanted, old, "sizes", name)
    if size is None and scale is not None:
        factors = items_of(scale)
        if factors is None:
            return tuple(scaled(each, scale) for each in old)
        factors = _fitting(input, factors, old, "factors", name)
        return tuple(scaled(each, factor) for each, factor in zip(old, factors, strict=True))
    return (UNKNOWN,) * len(old)


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
    if isinstance(factor, bool) or not isinstance(factor, int | float | Dim):
        return UNKNOWN
    if not isinstance(factor, float):
        return size * factor
    if not 0 < factor < _COARSE:
        return UNKNOWN
    if isinstance(size, int):
        return floor(size * factor)
    exact = Fraction(factor)
    return (size * exact.numerator) // exact.denominator if exact.denominator < _COARSE else UNKNOWN


@op("torch.nn.functional.grid_sample")
def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    """Give the values at the places that a grid names, one coordinate for every axis behind the channels.

    >>> grid_sample([2, 3, 8, 8], [2, 5, 6, 2])
    (2, 3, 5, 6)
    >>> grid_sample([2, 3, 4, 8, 8], [2, 5, 6, 7, 3])
    (2, 3, 5, 6, 7)
    >>> grid_sample([2, 3, 8, 8], [2, 5, 6, 3])
    SHP201
    >>> grid_sample([2, 3, 8, 8], [4, 5, 6, 2])
    SHP201
    >>> grid_sample([2, 3, 8, 8], [5, 6, 2])
    SHP101
    """
    shape = check_rank("grid_sample", input, (4, 5), "batch, channels and two or three more")
    places = check_rank("grid_sample's grid", grid, (4, 5), "batch, the places, and coordinates last")
    rank = len(places.dims) if shape.open else len(shape.dims)
    if shape.open and places.open:
        return UNKNOWN_SHAPE
    known, at = Shape(shape.tail(rank)), Shape(places.tail(rank))
    if (not places.open and len(places.dims) != rank) or len(known.dims) != rank:
        raise Mismatch(
            "SHP101",
            "grid_sample gets an input of {rank} axes, {shape}, and a grid of {other}: {places}",
            operand=culprit(grid),
            rank=len(shape.dims),
            shape=shape,
            other=len(places.dims),
            places=places,
        )
    _expect(grid, "coordinates", rank - 2, at.dims[-1])
    _expect(grid, "batch", known.dims[0], at.dims[0])
    return Shape((*known.dims[:2], *at.dims[1:-1]))


def _expect(grid: Value, axis: str, expected: Size, found: Size) -> None:
    if equal(expected, found) is False:
        raise Mismatch(
            "SHP201",
            "grid_sample's grid needs {expected} on its axis `{axis}`, gets {found}",
            operand=culprit(grid),
            axis=axis,
            expected=expected,
            found=found,
        )


@op("torch.nn.functional.affine_grid")
def affine_grid(theta, size, align_corners=None):
    """Give the places that an affine map reaches, for `grid_sample`.

    >>> affine_grid([2, 2, 3], (2, 4, 8, 6))
    (2, 8, 6, 2)
    >>> affine_grid([2, 3, 4], (2, 4, 8, 6, 5))
    (2, 8, 6, 5, 3)
    >>> affine_grid([2, 3], (2, 4, 8, 6))
    SHP101
    >>> affine_grid([2, 3, 4], (2, 4, 8, 6))
    SHP201
    """
    shape = check_rank("affine_grid", theta, (3,), "batch, and a matrix")
    sizes = sizes_of(size)
    if sizes is None or len(sizes) not in (4, 5):
        return UNKNOWN_SHAPE
    count = len(sizes) - 2
    for axis, expected, found in (("rows", count, shape.axis(-2)), ("columns", count + 1, shape.axis(-1))):
        if equal(expected, found) is False:
            raise Mismatch(
                "SHP201",
                "affine_grid needs matrices with {expected} {axis}, gets {found}",
                operand=culprit(theta),
                axis=axis,
                expected=expected,
                found=found,
            )
    return Shape((size_in(sizes[0]), *sizes[2:], count))
