"""Layers that prepare data: sizes of images, numbers, categories and texts."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.keras.convolution import image_axes, image_shape
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import axes_in, measured, size_in
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of
from shapelint.sizes import UNKNOWN_SHAPE, Shape, Size, equal, less


@layer("keras.layers.Rescaling", "*axes -> *axes")
def rescaling(scale, offset=0.0):
    """Multiply and shift every number.

    >>> Rescaling(0.5)([2, 8, 8, 3])
    (2, 8, 8, 3)
    """


@layer("keras.layers.Normalization", "*axes -> *axes")
def normalization(axis=-1, mean=None, variance=None, invert=False, *, inputs):
    """Shift and scale by a mean and a variance learnt from data.

    >>> Normalization(mean=0.0, variance=1.0)([2, 3])
    (2, 3)
    >>> Normalization(axis=2, mean=0.0, variance=1.0)([2, 3])
    SHP502
    """
    for each in axes_in(axis) or ():
        check_axis(inputs, each)
    return shape_of(inputs)


@layer("keras.layers.Discretization", "*axes -> *axes", dtype="int")
def discretization(
    bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode="int", sparse=False, dtype=None, name=None, *, inputs
):
    """Put the number of a bin in the place of every number.

    >>> Discretization((0.0, 1.0))([2, 3])
    (2, 3)
    >>> Discretization((0.0, 1.0), output_mode="one_hot")([2, 3])
    (2, 3, 3)
    >>> Discretization((0.0, 1.0), output_mode="count")([2, 4, 5])
    (...,)
    """
    edges = items_of(bin_boundaries)
    count = size_in(num_bins) if bin_boundaries is None else UNKNOWN if edges is None else len(edges) + 1
    return encoded(shape_of(inputs), output_mode, count)


def encoded(shape: Shape, output_mode: Value, count: Size) -> Shape:
    """The shape of numbers of categories, or of what marks or counts the categories of every sample."""
    if output_mode == "int":
        return shape
    if shape.open or output_mode not in ("one_hot", "multi_hot", "count", "tf_idf"):
        return UNKNOWN_SHAPE
    if output_mode == "one_hot":
        one = equal(shape.dims[-1], 1) if shape.dims else None
        if one is None or (one and len(shape.dims) == 1):
            return UNKNOWN_SHAPE
        return Shape((*(shape.dims[:-1] if one else shape.dims), count))
    if not 1 <= len(shape.dims) <= 2 or (shape.dims and equal(shape.dims[-1], 1) is None):
        return UNKNOWN_SHAPE  # versions differ
    return Shape((*shape.dims[:-1], count))


def _sized(inputs: Value, height: Value, width: Value, data_format: Value, machine: Machine) -> Shape:
    first = channels_first(data_format, machine)
    shape = shape_of(inputs)
    channels = image_axes(shape, 2, first)[1]
    sides = (size if less(size, 1) is not True else UNKNOWN for size in (size_in(height), size_in(width)))
    return image_shape(shape, tuple(sides), channels, first)


@layer("keras.layers.Resizing", "N? H W channels", least={"height": 1, "width": 1})
def resizing(
    height,
    width,
    interpolation="bilinear",
    crop_to_aspect_ratio=False,
    pad_to_aspect_ratio=False,
    fill_mode="constant",
    fill_value=0.0,
    antialias=False,
    data_format=None,
    *,
    inputs,
    machine: Machine,
):
    """Bring images to a size.

    >>> Resizing(4, 5)([2, 9, 8, 3])
    (2, 4, 5, 3)
    >>> Resizing(4, 5)([9, 8, 3])
    (4, 5, 3)
    """
    return _sized(inputs, height, width, data_format, machine)


@layer("keras.layers.CenterCrop", "N? H W channels")
def center_crop(height, width, data_format=None, *, inputs, machine: Machine):
    """Cut the middle out of images.

    >>> CenterCrop(4, 5)([2, 9, 8, 3])
    (2, 4, 5, 3)
    >>> CenterCrop(4, 5)([9, 8, 3])
    (4, 5, 3)
    >>> CenterCrop(4, 0)([9, 8, 3])
    (4, None, 3)
    >>> CenterCrop(4, 5)([9, 8])
    SHP101
    """
    return _sized(inputs, height, width, data_format, machine)


@layer("keras.layers.RandomCrop", "N? H W channels")
def random_crop(height, width, seed=None, data_format=None, name=None, *, inputs, machine: Machine):
    """Cut random parts out of images.

    >>> RandomCrop(4, 5)([2, 9, 8, 3])
    (2, 4, 5, 3)
    >>> RandomCrop(4, 5)([9, 8, 3])
    (4, 5, 3)
    """
    return _sized(inputs, height, width, data_format, machine)


@layer("keras.layers.CategoryEncoding", call="inputs, count_weights=None", dtype="float", least={"num_tokens": 1})
def category_encoding(num_tokens=None, output_mode="multi_hot", sparse=False, *, inputs):
    """Make a row of classes of every sample, or of every number.

    >>> CategoryEncoding(4)(ints[2, 3])
    (2, 4)
    >>> CategoryEncoding(4, output_mode="one_hot")(ints[2, 3])
    (2, 3, 4)
    >>> CategoryEncoding(4, output_mode="count")(ints[2, 3, 5])
    (...,)
    """
    count = UNKNOWN if num_tokens is None else size_in(num_tokens)
    return encoded(measured(inputs), output_mode, count) if isinstance(output_mode, str) else UNKNOWN_SHAPE


@layer("keras.layers.TextVectorization", call="inputs", dtype="int")
def text_vectorization(
    max_tokens=None,
    standardize="lower_and_strip_punctuation",
    split="whitespace",
    ngrams=None,
    output_mode="int",
    output_sequence_length=None,
    pad_to_max_tokens=False,
    vocabulary=None,
    idf_weights=None,
    sparse=False,
    ragged=False,
    encoding="utf-8",
    name=None,
    *,
    inputs,
):
    """Turn texts into rows of numbers.

    >>> text = [B, 1]
    >>> TextVectorization(output_sequence_length=7)(text)
    ("B", 7)
    """
    shape = measured(inputs)
    if shape.open or not shape.dims or output_mode != "int" or ragged is not False:
        return UNKNOWN_SHAPE
    return Shape((shape.dims[0], UNKNOWN if output_sequence_length is None else size_in(output_sequence_length)))
