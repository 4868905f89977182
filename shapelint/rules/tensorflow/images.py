"""Images: rows of (height, width, channels), alone or in batches."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, Size, at_most, equal, less

_SAME = """Change every pixel; the shape stays.

    >>> @([8, 8, 3]{})
    (8, 8, 3)
    """
_ANY_RANK: Final = (
    ("adjust_brightness", "image, delta", ", 0.1"),
    ("adjust_gamma", "image, gamma=1, gain=1", ""),
    ("convert_image_dtype", "image, dtype, saturate=False, name=None", ", 'float32'"),
    ("random_brightness", "image, max_delta, seed=None", ", 0.1"),
    ("stateless_random_brightness", "image, max_delta, seed", ", 0.1, (1, 2)"),
)
_OF_IMAGES: Final = (
    ("flip_left_right", "image", ""),
    ("flip_up_down", "image", ""),
    ("random_flip_left_right", "image, seed=None", ""),
    ("random_flip_up_down", "image, seed=None", ""),
    ("stateless_random_flip_left_right", "image, seed", ", (1, 2)"),
    ("stateless_random_flip_up_down", "image, seed", ", (1, 2)"),
)
_OF_PIXELS: Final = (
    ("adjust_contrast", "images, contrast_factor", ", 0.1"),
    ("random_contrast", "image, lower, upper, seed=None", ", 0.1, 0.2"),
    ("stateless_random_contrast", "image, lower, upper, seed", ", 0.1, 0.2, (1, 2)"),
    ("per_image_standardization", "image", ""),
)
_OF_COLOURS: Final = (
    ("adjust_saturation", "image, saturation_factor, name=None", ", 0.1"),
    ("adjust_hue", "image, delta, name=None", ", 0.1"),
    ("random_saturation", "image, lower, upper, seed=None", ", 0.1, 0.2"),
    ("random_hue", "image, max_delta, seed=None", ", 0.1"),
    ("stateless_random_saturation", "image, lower, upper, seed=None", ", 0.1, 0.2, (1, 2)"),
    ("stateless_random_hue", "image, max_delta, seed", ", 0.1, (1, 2)"),
)


def _kept(**given: Value) -> Shape:
    return measured(next(iter(given.values())))


def _check_image(name: str, image: Value, most: int | None = 4) -> Shape:
    """An image, or a batch of images.  Raises Mismatch SHP101."""
    return check_rank(image, name, 3, most, "height width channels")


def _check_channels(name: str, image: Value, count: int) -> None:
    """Raises Mismatch SHP201 where the last axis certainly has another size."""
    shape = measured(image)
    if shape.dims and equal(shape.dims[-1], count) is False:
        raise Mismatch(
            "SHP201",
            "{name} expects {count} channels, gets {shape}",
            operand=culprit(image),
            name=name,
            count=count,
            shape=shape,
        )


def _keeping(name: str, parameters: str, given: str, most: int | None, channels: int | None) -> None:
    def made(**values: Value) -> Shape:
        image = next(iter(values.values()))
        _check_image(name, image, most)
        if channels is not None:
            _check_channels(name, image, channels)
        return measured(image)

    doc = _SAME.format(given).rstrip() + f"\n    >>> @([8, 3]{given})\n    SHP101\n    "
    if channels is not None:
        doc = doc.rstrip() + f"\n    >>> @([8, 8, 4]{given})\n    SHP201 expects 3 channels\n    "
    declare(f"tf.image.{name}", parameters, made, doc)


for _name, _parameters, _given in _ANY_RANK:
    declare(f"tf.image.{_name}", _parameters, _kept, _SAME.format(_given))
for _name, _parameters, _given in _OF_IMAGES:
    _keeping(_name, _parameters, _given, 4, None)
for _name, _parameters, _given in _OF_PIXELS:
    _keeping(_name, _parameters, _given, None, None)
for _name, _parameters, _given in _OF_COLOURS:
    _keeping(_name, _parameters, _given, None, 3)


def _of_colours(images: Value) -> Shape:
    check_rank(images, "a conversion of colours", 1)
    _check_channels("a conversion of colours", images, 3)
    return measured(images)


for _name in ("rgb_to_hsv", "hsv_to_rgb"):
    declare(f"tf.image.{_name}", "images, name=None", _of_colours, _SAME.format("") + ">>> @([8, 4])\n    SHP201\n    ")
for _name in ("rgb_to_yiq", "yiq_to_rgb", "rgb_to_yuv", "yuv_to_rgb"):
    declare(f"tf.image.{_name}", "images", _of_colours, _SAME.format("") + ">>> @([8, 4])\n    SHP201\n    ")


def resized(images: Value, height: Size, width: Size) -> Shape:
    """An image, or a batch of images, of another height and width.  Raises Mismatch SHP101."""
    shape = _check_image("resizing", images)
    return UNKNOWN_SHAPE if shape.open else Shape((*shape.dims[:-3], height, width, shape.dims[-1]))


@op(("tf.image.resize", "tf.image.resize_images"), dtype="float", least={"size": 1})
def resize(images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False, name=None):
    """Scale to another height and width.

    >>> resize([2, 8, 8, 3], (4, 6))
    (2, 4, 6, 3)
    >>> resize([8, 8, 3], (4, 6))
    (4, 6, 3)
    >>> resize([8, 8], (4, 6))
    SHP101
    >>> resize([8, 8, 3], (4, 6), preserve_aspect_ratio=True)
    (None, None, 3)
    """
    height, width = _height_and_width(size)
    if preserve_aspect_ratio is not False:
        height = width = UNKNOWN
    return resized(images, height, width)


def _height_and_width(size: Value) -> tuple[Size, Size]:
    both = items_of(size)
    if both is None:
        return UNKNOWN, UNKNOWN
    if len(both) != 2:
        raise Mismatch("SHP707", "size is a height and a width, gets {count} numbers", count=len(both))
    return size_in(both[0]), size_in(both[1])


def _all_resized(images: Value, size: Value) -> Shape:
    check_rank(images, "resizing", 4, 4, "batch height width channels")
    height, width = (UNKNOWN if at_most(each, -1) else each for each in _height_and_width(size))
    return resized(images, height, width)  # a graph takes any number, until it is run


for _name in ("bilinear", "nearest_neighbor", "bicubic", "area"):
    declare(
        f"tf.image.resize_{_name}",
        "images, size, align_corners=False, name=None, half_pixel_centers=False",
        lambda images, size: _all_resized(images, size),
        """Scale a batch of images to another height and width.

    >>> @([2, 8, 8, 3], (4, 6))
    (2, 4, 6, 3)
    >>> @([8, 8, 3], (4, 6))
    SHP101
    """,
    )

_FITTED = """Cut, or add borders, to another height and width.

    >>> @([2, 8, 8, 3], 4, 10)
    (2, 4, 10, 3)
    >>> @([8, 8], 4, 10)
    SHP101
    """
declare(
    ("tf.image.resize_with_crop_or_pad", "tf.image.resize_image_with_crop_or_pad"),
    "image, target_height, target_width",
    lambda image, target_height, target_width: resized(image, size_in(target_height), size_in(target_width)),
    _FITTED,
    least={"target_height": 1, "target_width": 1},
)
declare(
    "tf.image.resize_image_with_pad",
    "image, target_height, target_width, method=0, align_corners=False",
    lambda image, target_height, target_width: resized(image, size_in(target_height), size_in(target_width)),
    _FITTED,
    dtype="float",
    least={"target_height": 1, "target_width": 1},
)
declare(
    "tf.image.resize_with_pad",
    "image, target_height, target_width, method='bilinear', antialias=False",
    lambda image, target_height, target_width: resized(image, size_in(target_height), size_in(target_width)),
    _FITTED,
    dtype="float",
    least={"target_height": 1, "target_width": 1},
)


def _placed(image: Value, offsets: tuple[Value, Value], wanted: tuple[Value, Value], *, inside: bool) -> Shape:
    """A part of an image, or the image inside a larger one.  Raises Mismatch SHP101, or SHP506 where it sticks out."""
    shape = _check_image("a bounding box", image)
    sizes = [size_in(size) for size in wanted]
    for offset, size, whole in zip(map(size_in, offsets), sizes, shape.dims[-3:-1], strict=False):
        small, large = (size, whole) if inside else (whole, size)
        if shape.open or less(large, offset + small) is not True:
            continue
        raise Mismatch(
            "SHP506",
            "{small} from {offset} on do not lie inside {large}",
            operand=culprit(image),
            small=small,
            offset=offset,
            large=large,
        )
    return resized(image, *sizes)


def _bounding_box(name: str, doc: str, *, inside: bool) -> None:
    def made(image, offset_height, offset_width, target_height, target_width):
        return _placed(image, (offset_height, offset_width), (target_height, target_width), inside=inside)

    parameters = "image, offset_height, offset_width, target_height, target_width"
    sizes = {"target_height": 1, "target_width": 1} if inside else {}
    declare(f"tf.image.{name}", parameters, made, doc, least={"offset_height": 0, "offset_width": 0, **sizes})


_bounding_box(
    "crop_to_bounding_box",
    """Cut out a part.

    >>> @([2, 8, 8, 3], 1, 1, 4, 5)
    (2, 4, 5, 3)
    >>> @([8, 8, 3], 5, 1, 4, 5)
    SHP506 4 from 5 on do not lie inside 8
    """,
    inside=True,
)
_bounding_box(
    "pad_to_bounding_box",
    """Put an image into a larger one of zeros.

    >>> @([2, 8, 8, 3], 1, 1, 10, 12)
    (2, 10, 12, 3)
    >>> @([8, 8, 3], 5, 1, 10, 12)
    SHP506 8 from 5 on do not lie inside 10
    """,
    inside=False,
)


@op(("tf.image.random_crop", "tf.random_crop"), least={"size": 0})
def random_crop(value, size, seed=None, name=None):
    """Cut out a part of that shape, at random.

    >>> random_crop([8, 8, 3], (4, 5, 3))
    (4, 5, 3)
    >>> random_crop([8, 8, 3], (9, 5, 3))
    SHP506
    >>> random_crop([8, 8, 3], (4, 5))
    SHP101
    """
    return _cropped(value, size)


declare(
    "tf.image.stateless_random_crop",
    "value, size, seed, name=None",
    lambda value, size: _cropped(value, size),
    """Cut out a part of that shape, at random.

    >>> @([8, 8, 3], (4, 5, 3), (1, 2))
    (4, 5, 3)
    """,
    least={"size": 0},
)


def _cropped(value: Value, size: Value) -> Shape:
    sizes, shape = items_of(size), measured(value)
    if sizes is None:
        return UNKNOWN_SHAPE
    wanted = Shape(tuple(map(size_in, sizes)))
    check_rank(value, "random_crop", len(wanted.dims), len(wanted.dims))
    for part, whole in zip(wanted.dims, shape.dims, strict=False):
        if not shape.open and less(whole, part) is True:
            raise Mismatch(
                "SHP506", "{wanted} does not lie inside {shape}", operand=culprit(value), wanted=wanted, shape=shape
            )
    return wanted


@op("tf.image.rgb_to_grayscale")
def rgb_to_grayscale(images, name=None):
    """Make one channel of three.

    >>> rgb_to_grayscale([2, 8, 8, 3])
    (2, 8, 8, 1)
    >>> rgb_to_grayscale([8, 8, 4])
    SHP201
    """
    check_rank(images, "rgb_to_grayscale", 1)
    _check_channels("rgb_to_grayscale", images, 3)
    return measured(images).replace(-1, 1)


@op("tf.image.grayscale_to_rgb")
def grayscale_to_rgb(images, name=None):
    """Make three channels of one.

    >>> grayscale_to_rgb([2, 8, 8, 1])
    (2, 8, 8, 3)
    >>> grayscale_to_rgb([8, 8, 3])
    SHP201
    """
    check_rank(images, "grayscale_to_rgb", 2, help="height width channels")
    _check_channels("grayscale_to_rgb", images, 1)
    return measured(images).replace(-1, 3)
