"""Layers that prepare data: images, numbers and categories."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.keras.arguments import channels_first
from shapelint.rules.keras.convolution import image_axes, image_shape
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.values import UNKNOWN, Value, shape_of
from shapelint.sizes import UNKNOWN_SHAPE, Shape


@layer("keras.layers.Rescaling", "*axes -> *axes")
def rescaling(scale, offset=0.0):
    """Multiply and shift every number.

    >>> Rescaling(0.5)([2, 8, 8, 3])
    (2, 8, 8, 3)
    """


@layer("keras.layers.Normalization", "*axes -> *axes")
def normalization(axis=-1, mean=None, variance=None, invert=False):
    """Shift and scale by a mean and a variance learnt from data.

    >>> Normalization(mean=0.0, variance=1.0)([2, 3])
    (2, 3)
    """


@layer("keras.layers.Discretization", "*axes -> *axes", dtype="int")
def discretization(
    bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode="int", sparse=False, dtype=None, name=None, *, inputs
):
    """Put the number of a bin in the place of every number.

    >>> Discretization((0.0, 1.0))([2, 3])
    (2, 3)
    """
    return shape_of(inputs) if output_mode == "int" else UNKNOWN_SHAPE


def _sized(inputs: Value, height: Value, width: Value, data_format: Value, machine: Machine) -> Shape:
    first = channels_first(data_format, machine)
    shape = shape_of(inputs)
    channels = image_axes(shape, 2, first)[1]
    return image_shape(shape, (size_in(height), size_in(width)), channels, first)


@layer("keras.layers.Resizing", "N? H W channels")
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
    """
    return _sized(inputs, height, width, data_format, machine)


@layer("keras.layers.RandomCrop", "N? H W channels")
def random_crop(height, width, seed=None, data_format=None, name=None, *, inputs, machine: Machine):
    """Cut random parts out of images.

    >>> RandomCrop(4, 5)([2, 9, 8, 3])
    (2, 4, 5, 3)
    """
    return _sized(inputs, height, width, data_format, machine)


@layer("keras.layers.RandomFlip", "*axes -> *axes")
def random_flip(mode="horizontal_and_vertical", seed=None, data_format=None):
    """Turn images round at random.

    >>> RandomFlip()([2, 8, 8, 3])
    (2, 8, 8, 3)
    """


@layer("keras.layers.RandomRotation", "*axes -> *axes")
def random_rotation(factor, fill_mode="reflect", interpolation="bilinear", seed=None, fill_value=0.0, data_format=None):
    """Turn images by a random angle.

    >>> RandomRotation(0.1)([2, 8, 8, 3])
    (2, 8, 8, 3)
    """


@layer("keras.layers.RandomZoom", "*axes -> *axes")
def random_zoom(
    height_factor,
    width_factor=None,
    fill_mode="reflect",
    interpolation="bilinear",
    seed=None,
    fill_value=0.0,
    data_format=None,
):
    """Zoom images at random.

    >>> RandomZoom(0.1)([2, 8, 8, 3])
    (2, 8, 8, 3)
    """


@layer("keras.layers.RandomTranslation", "*axes -> *axes")
def random_translation(
    height_factor,
    width_factor,
    fill_mode="reflect",
    interpolation="bilinear",
    seed=None,
    fill_value=0.0,
    data_format=None,
):
    """Shift images at random.

    >>> RandomTranslation(0.1, 0.1)([2, 8, 8, 3])
    (2, 8, 8, 3)
    """


@layer("keras.layers.RandomContrast", "*axes -> *axes")
def random_contrast(factor, value_range=(0, 255), seed=None):
    """Change the contrast of images at random.

    >>> RandomContrast(0.1)([2, 8, 8, 3])
    (2, 8, 8, 3)
    """


@layer("keras.layers.RandomBrightness", "*axes -> *axes")
def random_brightness(factor, value_range=(0, 255), seed=None):
    """Change the brightness of images at random.

    >>> RandomBrightness(0.1)([2, 8, 8, 3])
    (2, 8, 8, 3)
    """


@layer("keras.layers.CategoryEncoding", call="inputs, count_weights=None", dtype="float")
def category_encoding(num_tokens=None, output_mode="multi_hot", sparse=False, *, inputs):
    """Make a row of classes of every sample, or of every number.

    >>> CategoryEncoding(4)(ints[2, 3])
    (2, 4)
    >>> CategoryEncoding(4, output_mode="one_hot")(ints[2, 3])
    (2, 3, 4)
    """
    shape = measured(inputs)
    if shape.open or not isinstance(output_mode, str):
        return UNKNOWN_SHAPE
    count = UNKNOWN if num_tokens is None else size_in(num_tokens)
    if output_mode == "one_hot":
        return Shape((*(shape.dims[:-1] if shape.dims[-1:] == (1,) else shape.dims), count))
    return Shape((*shape.dims[:-1], count))


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
