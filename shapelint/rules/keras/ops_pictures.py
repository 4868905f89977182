"""`keras.ops.image`: sizes, colours and edges of images."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.pictures import check_channels, image, places_of, same, with_places
from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, equal, less, product


@op("keras.ops.image.resize", least={"size": 1})
def resize(
    images,
    size,
    interpolation="bilinear",
    antialias=False,
    crop_to_aspect_ratio=False,
    pad_to_aspect_ratio=False,
    fill_mode="constant",
    fill_value=0.0,
    data_format=None,
):
    """Scale to another height and width.

    >>> ops.image.resize([2, 8, 8, 3], (4, 6))
    (2, 4, 6, 3)
    >>> ops.image.resize([3, 8, 8], (4, 6), data_format="channels_first")
    (3, 4, 6)
    >>> ops.image.resize([8, 8], (4, 6))
    SHP101
    """
    found = image("resize", images, data_format)
    sizes = items_of(size)
    if sizes is not None and len(sizes) != 2:
        raise Mismatch("SHP707", "resize takes a height and a width, gets {count} sizes", count=len(sizes))
    if found is None:
        return tensor(UNKNOWN_SHAPE)
    return with_places(*found, tuple(map(size_in, sizes)) if sizes is not None else (UNKNOWN, UNKNOWN))


_SAME: Final = """Change every pixel; the shape stays.

    >>> ops.image.{name}([2, 8, 8, 3]{more})
    (2, 8, 8, 3)
    >>> ops.image.{name}([8, 8]{more})
    SHP101
    """
_KEEPING: Final = (
    ("elastic_transform", "images, alpha=20.0, sigma=5.0, interpolation='bilinear', fill_mode='reflect', "
                          "fill_value=0.0, seed=None, data_format=None", "", None),
    ("gaussian_blur", "images, kernel_size=(3, 3), sigma=(1.0, 1.0), data_format=None", "", None),
    ("rgb_to_hsv", "images, data_format=None", "", 3),
    ("hsv_to_rgb", "images, data_format=None", "", 3),
)  # fmt: skip


def _declare_keeping(name: str, parameters: str, more: str, colours: int | None) -> None:
    def made(images: Value, data_format: Value) -> Tensor:
        return same(name, images, data_format, colours)

    doc = _SAME.format(name=name, more=more)
    if colours is not None:
        doc = doc.rstrip() + f"\n    >>> ops.image.{name}([8, 8, 4])\n    SHP201 expects 3 channels\n    "
    declare(f"keras.ops.image.{name}", parameters, made, doc)


for _row in _KEEPING:
    _declare_keeping(*_row)


@op("keras.ops.image.sobel_edges")
def sobel_edges(images, data_format=None):
    """Give the edges in two directions.

    >>> ops.image.sobel_edges([2, 8, 8, 3])
    (2, 8, 8, 3, 2)
    >>> ops.image.sobel_edges([8, 8, 3])
    SHP101
    """
    shape = check_rank(images, "sobel_edges", 4, 4, "batch height width channels")
    return tensor(UNKNOWN_SHAPE if shape.open else Shape((*shape.dims, 2)))


@op("keras.ops.image.rgb_to_grayscale")
def rgb_to_grayscale(images, data_format=None):
    """Make one channel of three.

    >>> ops.image.rgb_to_grayscale([2, 8, 8, 3])
    (2, 8, 8, 1)
    >>> ops.image.rgb_to_grayscale([8, 8, 4])
    SHP201 expects 3 channels
    """
    found = image("rgb_to_grayscale", images, data_format)
    if found is None:
        return tensor(UNKNOWN_SHAPE)
    shape, channels = found
    if equal(shape.dims[channels], 1) is False:
        check_channels("rgb_to_grayscale", images, shape.dims[channels], 3)
    return with_places(shape, channels, places_of(shape, channels), 1)


@op("keras.ops.image.ssim")
def ssim(image1, image2, max_val=1.0, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03, data_format=None):
    """Say how alike images are: a number for each.

    >>> ops.image.ssim([2, 16, 16, 3], [2, 16, 16, 3])
    (2,)
    >>> ops.image.ssim([16, 16], [16, 16])
    SHP101
    >>> ops.image.ssim([1, 16, 16, 3], [2, 16, 16, 3])
    SHP301
    >>> ops.image.ssim([2, 16, 16, 3], [16, 16, 3])
    SHP101
    """
    shapes = [check_rank(image, "ssim", 3, 4, "height width channels") for image in (image1, image2)]
    if any(shape.open for shape in shapes):
        return tensor(UNKNOWN_SHAPE)
    left, right = (product(shape.dims) for shape in shapes)
    other_rank = len(shapes[0].dims) != len(shapes[1].dims)
    one = product(places_of(shapes[0], -3 if data_format == "channels_first" else -1))
    # The second is brought into the height and width of the first, whatever its own; a single channel is stretched.
    if other_rank or (equal(left, right) is False and equal(one, right) is False):
        raise Mismatch(
            "SHP101" if other_rank else "SHP301",
            "ssim compares images of one shape, gets {a} and {b}",
            operand=culprit(image1, image2),
            a=shapes[0],
            b=shapes[1],
        )
    for size in places_of(shapes[0], -3 if data_format == "channels_first" else -1):
        if is_int(filter_size) and less(size, filter_size) is True:
            raise Mismatch(
                "SHP503",
                "ssim compares windows of {filter}, larger than {shape}",
                operand=culprit(image1, image2),
                filter=filter_size,
                shape=shapes[0],
            )
    return tensor(Shape(shapes[0].dims[:-3]) if len(shapes[0].dims) == 4 else Shape(()))
