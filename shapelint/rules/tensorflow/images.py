"""Images: rows of (height, width, channels), alone or in batches."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, Size

_SAME = """Change every pixel; the shape stays.

    >>> @([8, 8, 3]{})
    (8, 8, 3)
    """
_KEEPING: Final = (
    ("flip_left_right", "image", ""),
    ("flip_up_down", "image", ""),
    ("random_flip_left_right", "image, seed=None", ""),
    ("random_flip_up_down", "image, seed=None", ""),
    ("adjust_brightness", "image, delta", ", 0.1"),
    ("adjust_contrast", "images, contrast_factor", ", 0.1"),
    ("random_brightness", "image, max_delta, seed=None", ", 0.1"),
    ("random_contrast", "image, lower, upper, seed=None", ", 0.1, 0.2"),
    ("random_saturation", "image, lower, upper, seed=None", ", 0.1, 0.2"),
    ("random_hue", "image, max_delta, seed=None", ", 0.1"),
    ("per_image_standardization", "image", ""),
)


def _kept(**given: Value) -> Shape:
    return measured(next(iter(given.values())))


for _name, _parameters, _given in _KEEPING:
    declare(f"tf.image.{_name}", _parameters, _kept, _SAME.format(_given))


def _resized(images: Value, height: Size, width: Size) -> Shape:
    shape = measured(images)
    if shape.open or len(shape.dims) not in (3, 4):
        return UNKNOWN_SHAPE
    return Shape((*shape.dims[:-3], height, width, shape.dims[-1]))


@op(("tf.image.resize", "tf.image.resize_images"), dtype="float")
def resize(images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False, name=None):
    """Scale to another height and width.

    >>> resize([2, 8, 8, 3], (4, 6))
    (2, 4, 6, 3)
    >>> resize([8, 8, 3], (4, 6))
    (4, 6, 3)
    """
    both = items_of(size)
    known = both is not None and len(both) == 2 and preserve_aspect_ratio is False
    height, width = (size_in(both[0]), size_in(both[1])) if both is not None and known else (UNKNOWN, UNKNOWN)
    return _resized(images, height, width)


_FITTED = """Cut, or add borders, to another height and width.

    >>> @([2, 8, 8, 3], 4, 10)
    (2, 4, 10, 3)
    """
declare(
    ("tf.image.resize_with_crop_or_pad", "tf.image.resize_image_with_crop_or_pad"),
    "image, target_height, target_width",
    lambda image, target_height, target_width: _resized(image, size_in(target_height), size_in(target_width)),
    _FITTED,
)
declare(
    "tf.image.resize_with_pad",
    "image, target_height, target_width, method='bilinear', antialias=False",
    lambda image, target_height, target_width: _resized(image, size_in(target_height), size_in(target_width)),
    _FITTED,
    dtype="float",
)


@op("tf.image.crop_to_bounding_box")
def crop_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    """Cut out a part.

    >>> crop_to_bounding_box([2, 8, 8, 3], 1, 1, 4, 5)
    (2, 4, 5, 3)
    """
    return _resized(image, size_in(target_height), size_in(target_width))


@op(("tf.image.random_crop", "tf.random_crop"))
def random_crop(value, size, seed=None, name=None):
    """Cut out a part of that shape, at random.

    >>> random_crop([8, 8, 3], (4, 5, 3))
    (4, 5, 3)
    """
    sizes = items_of(size)
    return UNKNOWN_SHAPE if sizes is None else Shape(tuple(map(size_in, sizes)))


@op("tf.image.rgb_to_grayscale")
def rgb_to_grayscale(images, name=None):
    """Make one channel of three.

    >>> rgb_to_grayscale([2, 8, 8, 3])
    (2, 8, 8, 1)
    """
    return measured(images).replace(-1, 1)


@op("tf.image.grayscale_to_rgb")
def grayscale_to_rgb(images, name=None):
    """Make three channels of one.

    >>> grayscale_to_rgb([2, 8, 8, 1])
    (2, 8, 8, 3)
    """
    return measured(images).replace(-1, 3)


@op(("tf.nn.space_to_depth", "tf.space_to_depth"))
def space_to_depth(input, block_size, data_format="NHWC", name=None):
    """Move blocks of pixels into channels.

    >>> space_to_depth([2, 8, 8, 3], 2)
    (2, 4, 4, 12)
    """
    shape, block = measured(input), size_in(block_size)
    if shape.rank != 4 or data_format != "NHWC":
        return UNKNOWN_SHAPE
    n, h, w, c = shape.dims
    return Shape((n, h // block, w // block, c * block * block))


@op(("tf.nn.depth_to_space", "tf.depth_to_space"))
def depth_to_space(input, block_size, data_format="NHWC", name=None):
    """Move channels into blocks of pixels.

    >>> depth_to_space([2, 4, 4, 12], 2)
    (2, 8, 8, 3)
    """
    shape, block = measured(input), size_in(block_size)
    if shape.rank != 4 or data_format != "NHWC":
        return UNKNOWN_SHAPE
    n, h, w, c = shape.dims
    return Shape((n, h * block, w * block, c // (block * block)))
