"""`keras.ops.image`: rows of (height, width, channels), alone or in batches."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import culprit, is_int, measured, optional_size, per_axis, size_in
from shapelint.rules.shared.windows import named_windows
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Clash, Shape, Size, broadcast, equal, less, product


def _image(name: str, images: Value, data_format: Value, least: int = 3, most: int = 4) -> tuple[Shape, int] | None:
    """The shape of images, and the axis of their channels; None where not both are known.

    Raises Mismatch SHP101.
    """
    shape = check_rank(images, name, least, most, "height width channels")
    if shape.open or data_format not in (None, "channels_last", "channels_first"):
        return None
    return shape, -3 if data_format == "channels_first" else -1


def _with_places(shape: Shape, channels: int, sizes: tuple[Size, ...], count: Size | None = None) -> Tensor:
    """Images of another height and width, and of so many channels."""
    rank = len(sizes) + 1
    many = shape.dims[channels] if count is None else count
    inner = (*sizes, many) if channels == -1 else (many, *sizes)
    return tensor(Shape((*shape.dims[:-rank], *inner)))


def _places(shape: Shape, channels: int) -> tuple[Size, ...]:
    return shape.dims[-3:-1] if channels == -1 else shape.dims[-2:]


def _same(name: str, images: Value, data_format: Value, colours: int | None = None) -> Tensor:
    found = _image(name, images, data_format)
    if found is not None and colours is not None:
        _check_channels(name, images, found[0].dims[found[1]], colours)
    return tensor(measured(images), number_kind(images))


def _check_channels(name: str, images: Value, found: Size, wanted: int) -> None:
    """Raises Mismatch SHP201."""
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
    found = _image("resize", images, data_format)
    sizes = items_of(size)
    if sizes is not None and len(sizes) != 2:
        raise Mismatch("SHP707", "resize takes a height and a width, gets {count} sizes", count=len(sizes))
    if found is None:
        return tensor(UNKNOWN_SHAPE)
    return _with_places(*found, tuple(map(size_in, sizes)) if sizes is not None else (UNKNOWN, UNKNOWN))


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
        return _same(name, images, data_format, colours)

    doc = _SAME.format(name=name, more=more)
    if colours is not None:
        doc = doc.rstrip() + f"\n    >>> ops.image.{name}([8, 8, 4])\n    SHP201 expects 3 channels\n    "
    declare(f"keras.ops.image.{name}", parameters, made, doc)


for _row in _KEEPING:
    _declare_keeping(*_row)


@op("keras.ops.image.affine_transform")
def affine_transform(images, transform, interpolation="bilinear", fill_mode="constant", fill_value=0, data_format=None):
    """Turn, move and scale images, by 8 numbers for each or for all.

    >>> ops.image.affine_transform([2, 8, 8, 3], [2, 8])
    (2, 8, 8, 3)
    >>> ops.image.affine_transform([8, 8], [8])
    SHP101
    >>> ops.image.affine_transform([8, 8, 3], [6])
    SHP201
    """
    shape = check_rank(transform, "affine_transform", 1, 2, "images 8")
    if shape.dims and equal(shape.dims[-1], 8) is False:
        raise Mismatch(
            "SHP201", "affine_transform expects 8 numbers, gets {shape}", operand=culprit(transform), shape=shape
        )
    count, pictures = shape.dims[0] if shape.rank == 2 else 1, measured(images)
    if pictures.rank in (3, 4) and count != 1 and equal(count, pictures.dims[0] if pictures.rank == 4 else 1) is False:
        raise Mismatch("SHP301", "there are {count} rows of numbers for images of {shape}", operand=culprit(transform),
                       count=count, shape=pictures)  # fmt: skip
    return _same("affine_transform", images, data_format)


@op("keras.ops.image.perspective_transform")
def perspective_transform(images, start_points, end_points, interpolation="bilinear", fill_value=0, data_format=None):
    """Turn images in space: four points of each become four others.

    >>> points = keras.random.uniform((2, 4, 2), seed=1)
    >>> ops.image.perspective_transform([2, 8, 8, 3], points, points)
    (2, 8, 8, 3)
    >>> ops.image.perspective_transform([8, 8, 3], [3, 2], [3, 2])
    SHP201 expects 4 points of 2 numbers
    """
    for points in (start_points, end_points):
        shape = check_rank(points, "perspective_transform", 2, 3, "images 4 2")
        if any(equal(size, wanted) is False for size, wanted in zip(shape.dims[-2:], (4, 2), strict=False)):
            raise Mismatch(
                "SHP201",
                "perspective_transform expects 4 points of 2 numbers, gets {shape}",
                operand=culprit(points),
                shape=shape,
            )
    if agree(measured(start_points), measured(end_points)) is False:
        raise Mismatch("SHP301", "there are {a} points before and {b} after", operand=culprit(end_points, start_points),
                       a=measured(start_points), b=measured(end_points))  # fmt: skip
    return _same("perspective_transform", images, data_format)


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
    found = _image("rgb_to_grayscale", images, data_format)
    if found is None:
        return tensor(UNKNOWN_SHAPE)
    shape, channels = found
    if equal(shape.dims[channels], 1) is False:
        _check_channels("rgb_to_grayscale", images, shape.dims[channels], 3)
    return _with_places(shape, channels, _places(shape, channels), 1)


def _moved(
    name: str, images: Value, ends: tuple[Value, ...], target: tuple[Value, Value], form: Value, sign: int
) -> Tensor:
    """Images to which rows and columns are added (sign: 1), or from which they are cut (-1)."""
    found = _image(name, images, form)
    if found is None:
        return tensor(UNKNOWN_SHAPE)
    old = _places(*found)
    new = tuple(
        _length(size, ends[i], ends[i + 2], wanted, sign)
        for i, (size, wanted) in enumerate(zip(old, target, strict=True))
    )
    if sign < 0 and any(less(size, 0) is True for size in new):
        raise Mismatch("SHP707", "cutting leaves {sizes} of {shape}", operand=culprit(images), sizes=Shape(new),
                       shape=found[0])  # fmt: skip
    inner, outer = (new, old) if sign < 0 else (old, new)
    first = (each if is_int(each) else 0 for each in ends[:2])
    out = [less(whole, part + at) for whole, part, at in zip(outer, inner, first, strict=True)]
    if sign > 0 and True in out:
        raise Mismatch("SHP707", "{shape} does not fit into {sizes}", operand=culprit(images), sizes=Shape(new),
                       shape=found[0])  # fmt: skip
    fits = sign > 0 or all(each is False for each in out)  # what sticks out is cut off in other ways
    return _with_places(*found, new if fits else (UNKNOWN, UNKNOWN))


def _length(size: Size, before: Value, after: Value, wanted: Value, sign: int) -> Size:
    if wanted is not None:
        return UNKNOWN if (told := optional_size(wanted)) is None else told
    counts = [0 if each is None else each if is_int(each) else UNKNOWN for each in (before, after)]
    return size + sign * (counts[0] + counts[1]) if UNKNOWN not in counts else UNKNOWN


declare(
    "keras.ops.image.crop_images",
    "images, top_cropping=None, left_cropping=None, bottom_cropping=None, right_cropping=None, target_height=None, "
    "target_width=None, data_format=None",
    lambda images, top_cropping, left_cropping, bottom_cropping, right_cropping, target_height, target_width,
    data_format: _moved(
        "crop_images", images, (top_cropping, left_cropping, bottom_cropping, right_cropping),
        (target_height, target_width), data_format, -1,
    ),
    """Cut out a part.

    >>> ops.image.crop_images([2, 8, 8, 3], 1, 2, target_height=4, target_width=5)
    (2, 4, 5, 3)
    >>> ops.image.crop_images([8, 8, 3], 6, 2, target_height=4, target_width=5)
    (None, None, 3)
    >>> ops.image.crop_images([8, 8, 3], 1, 2, 3, 1)
    (4, 5, 3)
    >>> ops.image.crop_images([8, 8], 1, 2, 3, 1)
    SHP101
    """,
    least={f"{side}_cropping": 0 for side in ("top", "left", "bottom", "right")},
)  # fmt: skip
declare(
    "keras.ops.image.pad_images",
    "images, top_padding=None, left_padding=None, bottom_padding=None, right_padding=None, target_height=None, "
    "target_width=None, data_format=None",
    lambda images, top_padding, left_padding, bottom_padding, right_padding, target_height, target_width,
    data_format: _moved(
        "pad_images", images, (top_padding, left_padding, bottom_padding, right_padding),
        (target_height, target_width), data_format, 1,
    ),
    """Put an image into a larger one of zeros.

    >>> ops.image.pad_images([2, 8, 8, 3], 1, 2, target_height=10, target_width=12)
    (2, 10, 12, 3)
    >>> ops.image.pad_images([8, 8, 3], 1, 2, 3, 1)
    (12, 11, 3)
    >>> ops.image.pad_images([8, 8, 3], 1, 2, target_height=8, target_width=12)
    SHP707
    >>> ops.image.pad_images([8, 8], 1, 2, 3, 1)
    SHP101
    """,
    least={f"{side}_padding": 0 for side in ("top", "left", "bottom", "right")},
)  # fmt: skip


def _patches(
    name: str, images: Value, size: Value, strides: Value, rate: Value, padding: Value, form: Value, count: int
) -> Tensor:
    shape = check_rank(images, name, count + 1, count + 2, "batch … channels")
    if shape.open or form not in (None, "channels_last", "channels_first") or padding not in ("valid", "same"):
        return tensor(UNKNOWN_SHAPE)
    first = form == "channels_first"
    places = shape.dims[-count:] if first else shape.dims[-count - 1 : -1]
    channels = shape.dims[-count - 1] if first else shape.dims[-1]
    kernel = per_axis(size, count)
    found = named_windows(places, kernel, size if strides is None else strides, padding, rate, operand=culprit(images))
    inner = channels * product(kernel)
    return tensor(Shape((*shape.dims[: -count - 1], *((inner, *found) if first else (*found, inner)))))


declare(
    "keras.ops.image.extract_patches",
    "images, size, strides=None, dilation_rate=1, padding='valid', data_format=None",
    lambda images, size, strides, dilation_rate, padding, data_format: _patches(
        "extract_patches", images, size, strides, dilation_rate, padding, data_format, 2
    ),
    """Put the pixels of every patch into one axis.

    >>> ops.image.extract_patches([2, 8, 8, 3], (4, 4))
    (2, 2, 2, 48)
    >>> ops.image.extract_patches([8, 8, 3], 2, 1, padding="same")
    (8, 8, 12)
    >>> ops.image.extract_patches([8, 8], 2)
    SHP101
    >>> ops.image.extract_patches([8, 8, 3], 2, padding=0)
    (...,)
    """,
    least={"size": 1, "strides": 1, "dilation_rate": 1},
)
declare(
    "keras.ops.image.extract_patches_3d",
    "volumes, size, strides=None, dilation_rate=1, padding='valid', data_format=None",
    lambda volumes, size, strides, dilation_rate, padding, data_format: _patches(
        "extract_patches_3d", volumes, size, strides, dilation_rate, padding, data_format, 3
    ),
    """Put the voxels of every patch into one axis.

    >>> ops.image.extract_patches_3d([2, 8, 8, 8, 1], (4, 4, 4))
    (2, 2, 2, 2, 64)
    >>> ops.image.extract_patches_3d([8, 8, 8], 2)
    SHP101
    >>> ops.image.extract_patches_3d([8, 8, 8, 8], 2, padding=0)
    (...,)
    """,
    least={"size": 1, "strides": 1, "dilation_rate": 1},
)


@op("keras.ops.image.map_coordinates")
def map_coordinates(inputs, coordinates, order, fill_mode="constant", fill_value=0):
    """Read an array at places between its elements: the first axis of the coordinates has one row for each axis.

    >>> ops.image.map_coordinates([8, 8], [2, 5, 4], 1)
    (5, 4)
    >>> ops.image.map_coordinates([8, 8, 3], [2, 5], 1)
    SHP301 2 rows of coordinates, 3 axes in (8, 8, 3)
    """
    shape, places = measured(inputs), check_rank(coordinates, "map_coordinates", 2)
    if not shape.open and not places.open and equal(places.dims[0], len(shape.dims)) is False:
        raise Mismatch(
            "SHP301",
            "{rows} rows of coordinates, {rank} axes in {shape}",
            operand=culprit(coordinates, inputs),
            rows=places.dims[0],
            rank=len(shape.dims),
            shape=shape,
        )
    return tensor(places.drop(0), number_kind(inputs))


@op("keras.ops.image.scale_and_translate")
def scale_and_translate(images, output_shape, scale, translation, spatial_dims, method, antialias=True):
    """Scale and move images.

    >>> ops.image.scale_and_translate([8, 8, 3], (4, 6, 3), [2], [2], (0, 1), "linear")
    (4, 6, 3)
    >>> ops.image.scale_and_translate([8, 8, 3], (4, 6, 3), [4], [3], (0, 4), "linear")
    (...,)
    >>> ops.image.scale_and_translate([8, 8, 3], (4, 6, 3), [1], [2], (0, 1), "linear")
    SHP301
    """
    for numbers in (scale, translation):
        check_rank(numbers, "scale_and_translate", 1)
    shape, sizes, places = measured(images), items_of(output_shape), items_of(spatial_dims)
    check_rank(images, "scale_and_translate", 1)
    for numbers in (scale, translation):
        count = measured(numbers).axis(0) if measured(numbers).rank == 1 else UNKNOWN
        if places is not None and less(count, len(places)) is True:
            raise Mismatch("SHP301", "{count} numbers stand for {axes} axes", count=count, axes=len(places))
    known = sizes is not None and places is not None and all(map(is_int, places)) and not shape.open
    if known and any(place % len(shape.dims) >= len(sizes or ()) for place in places or ()):
        raise Mismatch("SHP502", "{sizes} has no size for one of the axes {places}", sizes=sizes, places=places)
    if not known or sizes is None or places is None or max(places, default=0) >= min(len(sizes), len(shape.dims)):
        return tensor(UNKNOWN_SHAPE)
    dims = list(shape.dims)
    for place in places:
        dims[place] = size_in(sizes[place])
    return tensor(Shape(tuple(dims)))


@op("keras.ops.image.ssim")
def ssim(image1, image2, max_val=1.0, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03, data_format=None):
    """Say how alike images are: a number for each.

    >>> ops.image.ssim([2, 16, 16, 3], [2, 16, 16, 3])
    (2,)
    >>> ops.image.ssim([16, 16], [16, 16])
    SHP101
    """
    shapes = [check_rank(image, "ssim", 3, 4, "height width channels") for image in (image1, image2)]
    if isinstance(broadcast(*shapes), Clash):
        raise Mismatch(
            "SHP301", "ssim compares {a} with {b}", operand=culprit(image1, image2), a=shapes[0], b=shapes[1]
        )
    known = not any(shape.open for shape in shapes) and len({len(shape.dims) for shape in shapes}) == 1
    if not known:
        return tensor(UNKNOWN_SHAPE)
    for size in _places(shapes[0], -3 if data_format == "channels_first" else -1):
        if is_int(filter_size) and less(size, filter_size) is True:
            raise Mismatch(
                "SHP503",
                "ssim compares windows of {filter}, larger than {shape}",
                operand=culprit(image1, image2),
                filter=filter_size,
                shape=shapes[0],
            )
    return tensor(Shape(shapes[0].dims[:-3]) if len(shapes[0].dims) == 4 else Shape(()))
