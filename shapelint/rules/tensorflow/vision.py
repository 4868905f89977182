"""Patches of images, boxes on them, and how alike two of them are."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int, measured, per_axis, size_in
from shapelint.rules.shared.windows import windows
from shapelint.rules.tensorflow.sliding import slid, spatial
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Named, Value, items_of
from shapelint.sizes import Shape, Size, equal, less, minimum


@op("tf.image.crop_and_resize", least={"crop_size": 1})
def crop_and_resize(image, boxes, box_indices, crop_size, method="bilinear", extrapolation_value=0.0, name=None):
    """Cut a part for every box out of a batch of images, all of one size.

    >>> crop_and_resize([2, 8, 8, 3], [5, 4], ints[5], (4, 6))
    (5, 4, 6, 3)
    >>> crop_and_resize([8, 8, 3], [5, 4], ints[5], (4, 6))
    SHP101
    """
    shape = check_rank(image, "crop_and_resize", 4, 4, "batch height width channels")
    rows = _boxes("crop_and_resize", boxes)
    numbers = check_rank(box_indices, "crop_and_resize", 1, 1, "boxes")
    if equal(numbers.axis(0), rows.axis(0)) is False:
        raise Mismatch("SHP301", "{boxes} boxes have {images} indices of images", operand=culprit(box_indices),
                       boxes=rows.axis(0), images=numbers.axis(0))  # fmt: skip
    sizes = items_of(crop_size) or (UNKNOWN, UNKNOWN)
    if len(sizes) != 2:
        raise Mismatch("SHP707", "crop_size is a height and a width, gets {count} sizes", count=len(sizes))
    return Shape((rows.axis(0), *map(size_in, sizes), shape.axis(-1)))


@op("tf.image.draw_bounding_boxes")
def draw_bounding_boxes(images, boxes, colors, name=None):
    """Draw boxes on a batch of images.

    >>> draw_bounding_boxes([2, 8, 8, 3], [2, 5, 4], [1, 3])
    (2, 8, 8, 3)
    >>> draw_bounding_boxes([8, 8, 3], [2, 5, 4], [1, 3])
    SHP101
    """
    rows = _boxes("draw_bounding_boxes", boxes, 2)
    shape = check_rank(images, "draw_bounding_boxes", 4, 4, "batch height width channels")
    palette = measured(colors) if colors is None else check_rank(colors, "colors", 2, 2, "colours channels")
    if equal(rows.axis(0), shape.axis(0)) is False:
        raise Mismatch("SHP301", "boxes for {boxes} images meet {images}", operand=culprit(boxes),
                       boxes=rows.axis(0), images=shape.axis(0))  # fmt: skip
    channels = shape.axis(-1)
    if isinstance(channels, int) and channels not in (1, 3, 4):
        raise Mismatch("SHP201", "images have 1, 3 or 4 channels, not {count}", operand=culprit(images), count=channels)
    if less(palette.axis(-1), channels) is True:
        raise Mismatch("SHP201", "colours of {given} channels meet images of {channels}", operand=culprit(colors),
                       given=palette.axis(-1), channels=channels)  # fmt: skip
    return shape


@op("tf.image.central_crop")
def central_crop(image, central_fraction):
    """Cut the middle out of an image.

    >>> central_crop([8, 9, 3], 0.5)
    (4, 5, 3)
    >>> central_crop([8, 8], 0.5)
    SHP101
    """
    shape = check_rank(image, "central_crop", 3, 4, "height width channels")
    if shape.open:
        return UNKNOWN_SHAPE
    sides = (_middle(size, central_fraction) for size in shape.dims[-3:-1])
    return Shape((*shape.dims[:-3], *sides, shape.dims[-1]))


def _middle(size: Size, fraction: Value) -> Size:
    """How much is left of a side, as many pixels cut from its beginning as from its end."""
    if not isinstance(size, int) or not isinstance(fraction, float | int) or not 0 < fraction <= 1:
        return UNKNOWN
    return size - 2 * int((size - size * fraction) / 2)


@op("tf.image.rot90")
def rot90(image, k=1, name=None):
    """Turn by a quarter, so many times.

    >>> rot90([8, 6, 3])
    (6, 8, 3)
    >>> rot90([8, 6, 3], 2)
    (8, 6, 3)
    >>> rot90([8, 6])
    SHP101
    """
    shape = check_rank(image, "rot90", 3, 4, "height width channels")
    if shape.open:
        return UNKNOWN_SHAPE
    height, width = shape.dims[-3:-1]
    if not is_int(k):
        height, width = UNKNOWN, UNKNOWN
    elif k % 2:
        height, width = width, height
    return Shape((*shape.dims[:-3], height, width, shape.dims[-1]))


@op(("tf.image.extract_patches", "tf.extract_image_patches"), legacy={"ksizes": "sizes"})
def extract_patches(images, sizes, strides, rates, padding, name=None, *, machine):
    """Put the pixels of every patch into one axis.

    >>> extract_patches([2, 8, 8, 3], (1, 3, 3, 1), (1, 2, 2, 1), (1, 1, 1, 1), "VALID")
    (2, 3, 3, 27)
    >>> extract_patches([2, 8, 8, 3], (1, 3, 3, 1), (1, 2, 2, 1), (1, 1, 1, 1), "SAME")
    (2, 4, 4, 27)
    """
    shape = check_rank(images, "extract_patches", 4, 4, "batch height width channels")
    named = (("sizes", sizes), ("strides", strides), ("rates", rates))
    kernel, step, rate = (spatial(_first_four(row), 2, False, what) for what, row in named)
    if shape.open or not isinstance(padding, str):
        return UNKNOWN_SHAPE
    places = slid(shape.dims[1:3], kernel, step, padding, rate, images, machine)
    height, width = per_axis(kernel, 2)
    return Shape((shape.dims[0], *places, height * width * shape.dims[3]))


def _first_four(row: Value) -> Value:
    """TensorFlow reads no further."""
    items = items_of(row)
    return row if items is None else items[:4]


def _boxes(name: str, boxes: Value, before: int = 1) -> Shape:
    """Boxes of four corners each, after so many other axes.  Raises Mismatch SHP101, or SHP201."""
    shape = check_rank(boxes, name, before + 1, before + 1, "boxes 4")
    if shape.dims and equal(shape.dims[-1], 4) is False:
        raise Mismatch("SHP201", "{name} expects 4 numbers for each box, gets {shape}", operand=culprit(boxes),
                       name=name, shape=shape)  # fmt: skip
    return shape


_ALIKE: Final = """Say how alike images are: a number for each.

    >>> @([2, {0}, {0}, 3], [2, {0}, {0}, 3], 1.0)
    (2,)
    >>> @([{0}, 3], [{0}, 3], 1.0)
    SHP101
    """


def _alike(first: Value, second: Value) -> Shape:
    for image in (first, second):
        check_rank(image, "a comparison of images", 3)
    a, b = measured(first), measured(second)
    for left, right in zip(a.dims[-3:], b.dims[-3:], strict=False):
        if not a.open and not b.open and equal(left, right) is False:
            raise Mismatch("SHP301", "images of one size are compared, not {a} and {b}", operand=culprit(first, second),
                           a=a, b=b)  # fmt: skip
    shape = broadcasted(first, second, what="a comparison of images")
    return UNKNOWN_SHAPE if shape.open else Shape(shape.dims[:-3])


def _similar(first: Value, second: Value, filter_size: Value, mapped: Value) -> Shape:
    """A number for each image, or for each place of a window on it."""
    shape = _alike(first, second)
    if mapped is False:
        return shape
    sizes = measured(first).tail(3)[:2]
    places = windows(sizes, filter_size, operand=culprit(first))
    return Shape((*shape.dims, *places), shape.open) if mapped is True else UNKNOWN_SHAPE


declare("tf.image.psnr", "a, b, max_val, name=None", lambda a, b: _alike(a, b), _ALIKE.format(16))
declare(
    "tf.image.ssim",
    "img1, img2, max_val, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03, return_index_map=False",
    lambda img1, img2, filter_size, return_index_map: _similar(img1, img2, filter_size, return_index_map),
    _ALIKE.format(16),
)
declare(
    "tf.image.ssim_multiscale",
    "img1, img2, max_val, power_factors=(0.0448, 0.2856, 0.3001, 0.2363, 0.1333), filter_size=11, filter_sigma=1.5, "
    "k1=0.01, k2=0.03",
    lambda img1, img2: _alike(img1, img2),
    _ALIKE.format(180),
)


@op("tf.image.total_variation")
def total_variation(images, name=None):
    """Add up how much neighbouring pixels differ: a number for each image.

    >>> total_variation([2, 8, 8, 3])
    (2,)
    >>> total_variation([8, 8, 3])
    ()
    >>> total_variation([8, 8])
    SHP101
    """
    shape = check_rank(images, "total_variation", 3, 4, "height width channels")
    return UNKNOWN_SHAPE if shape.open else Shape(shape.dims[:-3])


@op("tf.image.image_gradients")
def image_gradients(image):
    """Give how much neighbouring pixels differ, downwards and to the right.

    >>> image_gradients([2, 8, 8, 3])
    ((2, 8, 8, 3), (2, 8, 8, 3))
    >>> image_gradients([8, 8, 3])
    SHP101
    """
    shape = check_rank(image, "image_gradients", 4, 4, "batch height width channels")
    return shape, shape


@op("tf.image.sobel_edges")
def sobel_edges(image):
    """Give the edges in two directions.

    >>> sobel_edges([2, 8, 8, 3])
    (2, 8, 8, 3, 2)
    >>> sobel_edges([8, 8, 3])
    SHP101
    """
    shape = check_rank(image, "sobel_edges", 4, 4, "batch height width channels")
    if not shape.open and any(less(size, 2) is True for size in shape.dims[1:3]):
        raise Mismatch(
            "SHP503", "edges need images of at least 2 by 2, not {shape}", operand=culprit(image), shape=shape
        )
    return UNKNOWN_SHAPE if shape.open else Shape((*shape.dims, 2))


def _chosen(boxes: Value, scores: Value) -> Value:
    rows = _boxes("non_max_suppression", boxes)
    numbers = check_rank(scores, "non_max_suppression", 1, 1, "boxes")
    if equal(rows.axis(0), numbers.axis(0)) is False:
        raise Mismatch("SHP301", "{boxes} boxes have {scores} scores", operand=culprit(scores), boxes=rows.axis(0),
                       scores=numbers.axis(0))  # fmt: skip
    return tensor(Shape((UNKNOWN,)), "int", boxes)


_CHOSEN: Final = "boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=float('-inf')"
declare(
    "tf.image.non_max_suppression",
    f"{_CHOSEN}, name=None",
    lambda boxes, scores: _chosen(boxes, scores),
    """Choose boxes that do not overlap.

    >>> @([5, 4], [5], 3)
    (None,)
    >>> @([1, 5, 4], [5], 3)
    SHP101
    """,
    least={"max_output_size": 0},
)
declare(
    "tf.image.non_max_suppression_with_scores",
    f"{_CHOSEN}, soft_nms_sigma=0.0, name=None",
    lambda boxes, scores: (_chosen(boxes, scores), tensor(Shape((UNKNOWN,)), "float", boxes)),
    """Choose boxes that do not overlap, and give their scores.

    >>> @([5, 4], [5], 3)
    ((None,), (None,))
    """,
    least={"max_output_size": 0},
)


@op("tf.image.combined_non_max_suppression", least={"max_output_size_per_class": 1, "max_total_size": 1})
def combined_non_max_suppression(
    boxes,
    scores,
    max_output_size_per_class,
    max_total_size,
    iou_threshold=0.5,
    score_threshold=float("-inf"),
    pad_per_class=False,
    clip_boxes=True,
    name=None,
):
    """Choose boxes that do not overlap, class by class: boxes, scores, classes, and how many there are.

    >>> combined_non_max_suppression([2, 5, 1, 4], [2, 5, 3], 4, 6)
    ((2, 6, 4), (2, 6), (2, 6), (2,))
    >>> combined_non_max_suppression([5, 1, 4], [2, 5, 3], 4, 6)
    SHP101
    """
    shape = _boxes("combined_non_max_suppression", boxes, 3)
    numbers = check_rank(scores, "combined_non_max_suppression", 3, 3, "batch boxes classes")
    classes = numbers.axis(2)
    if any(equal(shape.axis(at), numbers.axis(at)) is False for at in (0, 1)) or (
        equal(shape.axis(2), 1) is False and equal(shape.axis(2), classes) is False
    ):
        raise Mismatch("SHP301", "the scores {scores} are not of the boxes {boxes}", operand=culprit(scores, boxes),
                       scores=numbers, boxes=shape)  # fmt: skip
    batch, most = shape.axis(0), size_in(max_total_size)
    if pad_per_class is not False:
        most = minimum(most, size_in(max_output_size_per_class) * classes) if pad_per_class is True else UNKNOWN
    parts = (Shape((batch, most, 4)), Shape((batch, most)), Shape((batch, most)), Shape((batch,)))
    return Named(("nmsed_boxes", "nmsed_scores", "nmsed_classes", "valid_detections"), [tensor(each) for each in parts])


@op("tf.image.sample_distorted_bounding_box")
def sample_distorted_bounding_box(
    image_size,
    bounding_boxes,
    seed=0,
    min_object_covered=0.1,
    aspect_ratio_range=None,
    area_range=None,
    max_attempts=None,
    use_image_if_no_bounding_boxes=None,
    name=None,
):
    """Draw a part of an image: where it begins, how large it is, and the box.

    >>> sample_distorted_bounding_box((8, 8, 3), tf.constant((((0.0, 0.0, 1.0, 1.0),),)))
    ((3,), (3,), (1, 1, 4))
    """
    require_at_least(0, "image_size", (items_of(image_size) or ())[:2])
    return tensor(Shape((3,)), "int"), tensor(Shape((3,)), "int"), tensor(Shape((1, 1, 4)))
