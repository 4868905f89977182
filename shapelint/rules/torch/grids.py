"""Values at given places of an image, and the places that an affine map reaches."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, sizes_of
from shapelint.sizes import Shape, Size, at_most, equal

_BICUBIC: Final = 2  # as the functions of `torch` itself take it


@op("torch.nn.functional.grid_sample")
def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    """Give the values at the places that a grid names, one coordinate for every axis behind the channels.

    >>> grid_sample([2, 3, 8, 8], [2, 5, 6, 2])
    (2, 3, 5, 6)
    >>> grid_sample([2, 3, 4, 8, 8], [2, 5, 6, 7, 3], "nearest", align_corners=True)
    (2, 3, 5, 6, 7)
    >>> grid_sample([2, 3, 8, 8], [2, 5, 6, 3])
    SHP201
    >>> grid_sample([2, 3, 8, 8], [4, 5, 6, 2])
    SHP201
    >>> grid_sample([2, 3, 8, 8], [5, 6, 2])
    SHP101
    >>> grid_sample([2, 3, 4, 8, 8], [2, 5, 6, 7, 3], mode="bicubic")
    SHP101
    """
    return sampled(input, grid, (4,) if mode == "bicubic" else (4, 5), "grid_sample")


@op("torch.grid_sampler")
def grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners):
    """Give the values at the places that a grid names, one coordinate for every axis behind the channels.

    >>> torch.grid_sampler([2, 3, 8, 8], [2, 5, 6, 2], 0, 0, False)
    (2, 3, 5, 6)
    >>> torch.grid_sampler([2, 3, 4, 8, 8], [2, 5, 6, 7, 3], 1, 0, align_corners=True)
    (2, 3, 5, 6, 7)
    >>> torch.grid_sampler([2, 3, 8, 8], [2, 5, 6, 3], 0, 0, False)
    SHP201
    """
    return sampled(input, grid, (4,) if interpolation_mode == _BICUBIC else (4, 5), "grid_sampler")


@op("torch.grid_sampler_2d")
def grid_sampler_2d(input, grid, interpolation_mode, padding_mode, align_corners):
    """Give the values at the places of an image that a grid names.

    >>> torch.grid_sampler_2d([2, 3, 8, 8], [2, 5, 6, 2], 0, 0, False)
    (2, 3, 5, 6)
    >>> torch.grid_sampler_2d([2, 3, 4, 8, 8], [2, 5, 6, 7, 3], 0, 0, False)
    SHP101
    """
    return sampled(input, grid, (4,), "grid_sampler_2d")


@op("torch.grid_sampler_3d")
def grid_sampler_3d(input, grid, interpolation_mode, padding_mode, align_corners):
    """Give the values at the places of a volume that a grid names.

    >>> torch.grid_sampler_3d([2, 3, 4, 8, 8], [2, 5, 6, 7, 3], 0, 0, False)
    (2, 3, 5, 6, 7)
    >>> torch.grid_sampler_3d([2, 3, 8, 8], [2, 5, 6, 2], 0, 0, False)
    SHP101
    """
    if interpolation_mode == _BICUBIC:
        raise Mismatch(
            "SHP101", "grid_sampler_3d knows no bicubic interpolation: that is for 4 axes", operand=culprit(input)
        )
    return sampled(input, grid, (5,), "grid_sampler_3d")


def sampled(input: Value, grid: Value, ranks: tuple[int, ...], name: str) -> Shape:
    """The channels of the input at the places of the grid.

    Raises Mismatch SHP101 or SHP201.
    """
    shape = check_rank(name, input, ranks, "batch, channels and two or three more")
    places = check_rank(
        f"{name}'s grid", grid, ranks if shape.open else (len(shape.dims),), "batch, the places, and coordinates last"
    )
    if shape.open:
        if places.open:
            return UNKNOWN_SHAPE
        shape = check_rank(name, input, (len(places.dims),), "as many as the grid")
    batch, channels, *others = shape.dims
    _expect(name, grid, "coordinates", len(others), places.dims[-1])
    _expect(name, grid, "batch", batch, places.dims[0])
    return Shape((batch, channels, *places.dims[1:-1]))


def _expect(name: str, grid: Value, axis: str, expected: Size, found: Size) -> None:
    if equal(expected, found) is False:
        raise Mismatch(
            "SHP201",
            "{name}'s grid needs {expected} on its axis `{axis}`, gets {found}",
            operand=culprit(grid),
            name=name,
            axis=axis,
            expected=expected,
            found=found,
        )


@op("torch.nn.functional.affine_grid")
def affine_grid(theta, size, align_corners=None):
    """Give the places that an affine map reaches, for `grid_sample`.

    >>> affine_grid([2, 2, 3], (2, 4, 8, 6))
    (2, 8, 6, 2)
    >>> affine_grid([2, 3, 4], (2, 4, 8, 6, 5), align_corners=True)
    (2, 8, 6, 5, 3)
    >>> affine_grid([2, 3], (2, 4, 8, 6))
    SHP101
    >>> affine_grid([2, 3, 4], (2, 4, 8, 6))
    SHP201
    >>> affine_grid([1, 2, 3], (2, 4, 8, 6))
    SHP201
    >>> affine_grid([2, 2, 3], (2, 4, 8))
    SHP706
    >>> affine_grid([2, 2, 3], (2, 0, 8, 6))
    SHP707
    """
    require_at_least(1, "size", size)
    return reached(theta, size, "affine_grid")


@op("torch.affine_grid_generator")
def affine_grid_generator(theta, size, align_corners):
    """Give the places that an affine map reaches, for `grid_sampler`.

    >>> torch.affine_grid_generator([2, 2, 3], (2, 4, 8, 6), False)
    (2, 8, 6, 2)
    >>> torch.affine_grid_generator([2, 3, 4], (2, 4, 8, 6, 5), align_corners=True)
    (2, 8, 6, 5, 3)
    >>> torch.affine_grid_generator([1, 2, 3], (2, 4, 8, 6), False)
    SHP201
    """
    return reached(theta, size, "affine_grid_generator")


def reached(theta: Value, size: Value, name: str) -> Shape:
    """The places of a batch of images or volumes of this size, two or three coordinates each.

    Without places the rows may be any.  Raises Mismatch SHP101 or SHP201 for the matrices, SHP706 for another number of
    sizes, SHP707 for sizes below 0.
    """
    shape = check_rank(name, theta, (3,), "batch, and a matrix")
    sizes = sizes_of(size)
    if sizes is None:
        return UNKNOWN_SHAPE
    if len(sizes) not in (4, 5):
        raise Mismatch(
            "SHP706",
            "{name} takes a size of 4 or 5 numbers, gets {sizes}",
            operand=culprit(theta),
            name=name,
            sizes=sizes,
        )
    batch, _, *places = sizes
    require_at_least(0, "size", (batch, *places))
    count = len(places)
    rows = count if all(at_most(1, size) for size in places) else UNKNOWN
    wanted = (("batch", batch), ("rows", rows), ("columns", count + 1))
    for (axis, expected), found in zip(wanted, shape.tail(3), strict=True):
        if equal(expected, found) is False:
            raise Mismatch(
                "SHP201",
                "{name} needs {expected} on the axis `{axis}` of its matrices, gets {found}",
                operand=culprit(theta),
                name=name,
                axis=axis,
                expected=expected,
                found=found,
            )
    return Shape((batch, *places, count))
