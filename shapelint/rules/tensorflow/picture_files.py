"""Images as the bytes of files, glimpses of images, and images turned over."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import square
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, equal

_COLOURS: Final = {"png": 4, "jpeg": 3}


def _encoded(name: str, image: Value) -> Shape:
    """Bytes for each image.  Raises Mismatch SHP101, or SHP201 where there are too many channels, or two of JPEG's."""
    most = None if name == "png" else 3
    shape = check_rank(image, f"encode_{name}", 3, most, "height width channels")
    channels = shape.axis(-1)
    if isinstance(channels, int) and (channels > _COLOURS[name] or (name == "jpeg" and channels == 2)):
        raise Mismatch("SHP201", "encode_{name} expects an image of {most} channels at most, gets {shape}",
                       operand=culprit(image), name=name, most=_COLOURS[name], shape=shape)  # fmt: skip
    return UNKNOWN_SHAPE if shape.open else Shape(shape.dims[:-3])


for _name, _parameters in (
    ("png", "image, compression=-1, name=None"),
    ("jpeg", "image, format='', quality=95, progressive=False, optimize_size=False, chroma_downsampling=True, "
             "density_unit='in', x_density=300, y_density=300, xmp_metadata='', name=None"),
):  # fmt: skip
    declare(
        (f"tf.image.encode_{_name}", f"tf.io.encode_{_name}"),
        _parameters,
        lambda image, _name=_name: _encoded(_name, image),
        """Write an image as the bytes of a file.

    >>> @(tf.zeros((8, 6, 3), "uint8"))
    ()
    >>> @(tf.zeros((8, 6), "uint8"))
    SHP101
    >>> @(tf.zeros((8, 6, 5), "uint8"))
    SHP201
    """,
        dtype="object",
    )


@op(("tf.image.extract_jpeg_shape", "tf.io.extract_jpeg_shape"), dtype="int")
def extract_jpeg_shape(contents, output_type="int32", name=None):
    """Height, width and channels, without decoding.

    >>> tf.image.extract_jpeg_shape(tf.io.encode_jpeg(tf.zeros((8, 6, 3), "uint8")))
    (3,)
    """
    return Shape((3,))


@op(("tf.image.is_jpeg", "tf.io.is_jpeg"), dtype="bool")
def is_jpeg(contents, name=None):
    """Whether bytes are those of a JPEG file.

    >>> tf.image.is_jpeg(tf.io.encode_jpeg(tf.zeros((8, 6, 3), "uint8")))
    ()
    """
    return Shape(())


for _name, _parameters, _given in (
    ("adjust_jpeg_quality", "image, jpeg_quality, dct_method='', name=None", "80"),
    ("random_jpeg_quality", "image, min_jpeg_quality, max_jpeg_quality, seed=None", "60, 80"),
    ("stateless_random_jpeg_quality", "image, min_jpeg_quality, max_jpeg_quality, seed", "60, 80, (1, 2)"),
):
    declare(
        f"tf.image.{_name}",
        _parameters,
        lambda image: check_rank(image, "an encoding as JPEG", 3, 3, "height width channels"),
        f"""Lose what JPEG loses; the shape stays.

    >>> @([8, 6, 3], {_given})
    (8, 6, 3)
    >>> @([8, 6], {_given})
    SHP101
    """,
    )


@op(("tf.image.transpose", "tf.image.transpose_image"))
def transpose(image, name=None):
    """Exchange height and width.

    >>> tf.image.transpose([2, 8, 6, 3])
    (2, 6, 8, 3)
    >>> tf.image.transpose([8, 6, 3])
    (6, 8, 3)
    >>> tf.image.transpose([8, 6])
    SHP101
    """
    shape = check_rank(image, "tf.image.transpose", 3, 4, "height width channels")
    if shape.open:
        return UNKNOWN_SHAPE
    *samples, height, width, channels = shape.dims
    return Shape((*samples, width, height, channels))


@op("tf.image.extract_glimpse", least={"size": 1})
def extract_glimpse(input, size, offsets, centered=True, normalized=True, noise="uniform", name=None):
    """Cut a part of one size out of every image, where its row of the offsets says.

    >>> extract_glimpse([2, 8, 8, 3], (4, 6), [2, 2])
    (2, 4, 6, 3)
    >>> extract_glimpse([2, 8, 8, 3], (4, 6), [3, 2])
    SHP301
    >>> extract_glimpse([8, 8, 3], (4, 6), [2, 2])
    SHP101
    """
    shape = check_rank(input, "extract_glimpse", 4, 4, "batch height width channels")
    places, both = check_rank(offsets, "the offsets of extract_glimpse", 2, 2), items_of(size)
    if equal(shape.axis(0), places.axis(0)) is False or equal(places.axis(1), 2) is False:
        raise Mismatch("SHP301", "the offsets {places} are not two for each of the images {shape}",
                       operand=culprit(offsets, input), places=places, shape=shape)  # fmt: skip
    if both is None:
        return UNKNOWN_SHAPE
    if len(both) != 2:
        raise Mismatch("SHP707", "size is a height and a width, gets {count} numbers", count=len(both))
    return Shape((shape.axis(0), *map(size_in, both), shape.axis(-1)))


@op("tf.image.non_max_suppression_overlaps", least={"max_output_size": 0})
def non_max_suppression_overlaps(
    overlaps, scores, max_output_size, overlap_threshold=0.5, score_threshold=float("-inf"), name=None
):
    """Choose boxes that do not overlap, of which is known how much they do.

    >>> non_max_suppression_overlaps([5, 5], [5], 3)
    (None,)
    >>> non_max_suppression_overlaps([5, 4], [5], 3)
    SHP302
    >>> non_max_suppression_overlaps([5, 5], [4], 3)
    SHP301
    """
    check_rank(overlaps, "non_max_suppression_overlaps", 2, 2)
    pairs = square("non_max_suppression_overlaps", overlaps)
    numbers = check_rank(scores, "non_max_suppression_overlaps", 1, 1)
    if equal(pairs.rows, numbers.axis(0)) is False:
        raise Mismatch("SHP301", "{boxes} boxes have {scores} scores", operand=culprit(scores), boxes=pairs.rows,
                       scores=numbers.axis(0))  # fmt: skip
    return tensor(Shape((UNKNOWN,)), "int", overlaps)
