"""Images as (height, width, channels), alone or in batches: what the functions on them share."""

from __future__ import annotations

from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Shape, Size, equal


def image(name: str, images: Value, data_format: Value, least: int = 3, most: int = 4) -> tuple[Shape, int] | None:
    """The shape of images, and the axis of their channels; None where not both are known.

    Raises Mismatch SHP101.
    """
    shape = check_rank(images, name, least, most, "height width channels")
    if shape.open or data_format not in (None, "channels_last", "channels_first"):
        return None
    return shape, -3 if data_format == "channels_first" else -1


def with_places(shape: Shape, channels: int, sizes: tuple[Size, ...], count: Size | None = None) -> Tensor:
    """Images of another height and width, and of so many channels."""
    rank = len(sizes) + 1
    many = shape.dims[channels] if count is None else count
    inner = (*sizes, many) if channels == -1 else (many, *sizes)
    return tensor(Shape((*shape.dims[:-rank], *inner)))


def places_of(shape: Shape, channels: int) -> tuple[Size, ...]:
    """The height and width."""
    return shape.dims[-3:-1] if channels == -1 else shape.dims[-2:]


def same(name: str, images: Value, data_format: Value, colours: int | None = None) -> Tensor:
    """Images of the same shape, of so many channels.  Raises Mismatch SHP101 or SHP201."""
    found = image(name, images, data_format)
    if found is not None and colours is not None:
        check_channels(name, images, found[0].dims[found[1]], colours)
    return tensor(measured(images), number_kind(images))


def check_channels(name: str, images: Value, found: Size, wanted: int) -> None:
    """There must be so many channels.  Raises Mismatch SHP201."""
    if equal(found, wanted) is False:
        raise Mismatch(
            "SHP201",
            "{name} expects {wanted} channels, gets {found} in {shape}",
            operand=culprit(images),
            name=name,
            wanted=wanted,
            found=found,
            shape=measured(images),
        )
