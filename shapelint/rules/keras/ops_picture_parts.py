"""`keras.ops.image`: parts and patches of images."""

from __future__ import annotations

from shapelint.rules.keras.pictures import image, places_of, with_places
from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int, optional_size, per_axis
from shapelint.rules.shared.windows import named_windows
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, less, product


def _moved(
    name: str, images: Value, ends: tuple[Value, ...], target: tuple[Value, Value], form: Value, sign: int
) -> Tensor:
    """Images to which rows and columns are added (sign: 1), or from which they are cut (-1)."""
    found = image(name, images, form)
    if found is None:
        return tensor(UNKNOWN_SHAPE)
    old = places_of(*found)
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
    return with_places(*found, new if fits else (UNKNOWN, UNKNOWN))


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
    known = size is not UNKNOWN
    shape = check_rank(images, name, count + 1, count + 2 if known else count + 3, "batch … channels")
    if is_int(padding):  # PyTorch's backend takes a number and does not look at it
        padding = "valid"
    known = known and form in (None, "channels_last", "channels_first") and padding in ("valid", "same")
    if shape.open or not known:
        return tensor(UNKNOWN_SHAPE)
    first = form == "channels_first"
    places = shape.dims[-count:] if first else shape.dims[-count - 1 : -1]
    channels = shape.dims[-count - 1] if first else shape.dims[-1]
    kernel = per_axis(size, count)
    steps = size if strides in (None, 0) else strides
    found = named_windows(places, kernel, steps, padding, rate, operand=culprit(images))
    inner = channels * product(kernel)
    return tensor(Shape((*shape.dims[: -count - 1], *((inner, *found) if first else (*found, inner)))))


def _axes_of(size: Value) -> int:
    """How many axes a patch has: 3 where its size says so.  Raises Mismatch SHP707 where it says neither 2 nor 3."""
    items = items_of(size)
    if items is not None and len(items) not in (2, 3):
        raise Mismatch("SHP707", "`size` holds {found} numbers, expected 2 or 3", found=len(items))
    return 2 if items is None else len(items)


declare(
    "keras.ops.image.extract_patches",
    "images, size, strides=None, dilation_rate=1, padding='valid', data_format=None",
    lambda images, size, strides, dilation_rate, padding, data_format: _patches(
        "extract_patches", images, size, strides, dilation_rate, padding, data_format, _axes_of(size)
    ),
    """Put the pixels of every patch into one axis.

    >>> ops.image.extract_patches([2, 8, 8, 3], (4, 4))
    (2, 2, 2, 48)
    >>> ops.image.extract_patches([8, 8, 3], 2, 1, padding="same")
    (8, 8, 12)
    >>> ops.image.extract_patches([2, 8, 8, 8, 1], (4, 4, 4))
    (2, 2, 2, 2, 64)
    >>> ops.image.extract_patches([8, 8], 2)
    SHP101
    >>> ops.image.extract_patches([8, 8, 3], 2, padding=0)
    (4, 4, 12)
    """,
    least={"size": 1, "strides": 0, "dilation_rate": 1},
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
    (4, 4, 4, 64)
    """,
    least={"size": 1, "strides": 0, "dilation_rate": 1},
)
