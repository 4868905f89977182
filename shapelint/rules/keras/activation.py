"""Layers that leave every shape as it is."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import axes_in, culprit
from shapelint.rules.shared.pairing import check_scores
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape


@layer("keras.layers.Activation", "*axes -> *axes")
def activation(activation, *, inputs, machine: Machine):
    """Apply a function to every number.

    >>> Activation("relu")([2, 3])
    (2, 3)
    """
    if activation == "sigmoid" if isinstance(activation, str) else getattr(activation, "short", "") == "sigmoid":
        check_scores(inputs, machine)


@layer("keras.layers.ReLU", "*axes -> *axes")
def relu(max_value=None, negative_slope=0.0, threshold=0.0):
    """Cut off what is below zero.

    >>> ReLU()([2, 3])
    (2, 3)
    """


@layer("keras.layers.LeakyReLU", "*axes -> *axes", legacy={"alpha": "negative_slope"})
def leaky_relu(negative_slope=0.3):
    """Flatten what is below zero.

    >>> LeakyReLU()([2, 3])
    (2, 3)
    """


@layer("keras.layers.ThresholdedReLU", "*axes -> *axes")
def thresholded_relu(theta=1.0):
    """Cut off what is below a threshold, as Keras 1 and 2 do.

    >>> ThresholdedReLU()([2, 3])
    (2, 3)
    """


@layer("keras.layers.ELU", "*axes -> *axes")
def elu(alpha=1.0):
    """Let what is below zero run out.

    >>> ELU()([2, 3])
    (2, 3)
    """


@layer("keras.layers.PReLU", "*all -> *all", weights={"alpha": "*learned"})
def prelu(alpha_initializer="Zeros", alpha_regularizer=None, alpha_constraint=None, shared_axes=None, *, inputs, axes):
    """Learn the slope below zero for every number of a sample; on shared axes all have one.

    >>> PReLU()([2, 3])
    (2, 3)
    >>> slopes = PReLU(shared_axes=(1, 2))
    >>> y = slopes([2, 8, 8, 3])
    >>> slopes.alpha
    (1, 1, 3)
    >>> PReLU(shared_axes=(1, 3))([2, 8, 8])
    SHP502 shared axis 3
    """
    axes["learned"] = _slopes(inputs, shared_axes)


def _slopes(inputs: Value, shared: Value) -> Shape:
    shape = shape_of(inputs)
    if shape.open or not shape.dims:
        return UNKNOWN_SHAPE if shape.open else shape
    sizes, named = list(shape.dims[1:]), () if shared is None else axes_in(shared)
    if named is None:
        return Shape((UNKNOWN,) * len(sizes))
    for axis in named:
        if not -len(sizes) <= axis - 1 < len(sizes):
            raise Mismatch(
                "SHP502", "shared axis {axis} is none of {shape}", operand=culprit(inputs), axis=axis, shape=shape
            )
        sizes[axis - 1] = 1
    return Shape(tuple(sizes))


@layer("keras.layers.Softmax", "*axes -> *axes")
def softmax(axis=-1, *, inputs):
    """Make the numbers along an axis, or along several, add up to one.

    >>> Softmax()([2, 3])
    (2, 3)
    >>> Softmax(axis=(1, 2))([2, 3, 4])
    (2, 3, 4)
    >>> Softmax(axis=2)([2, 3])
    SHP502
    """
    for each in axes_in(axis) or ():
        check_axis(inputs, each)


@layer("keras.layers.Identity", call="inputs")
def identity(*, inputs):
    """Give the input back.

    >>> Identity()([2, 3])
    (2, 3)
    """
    return inputs


@layer("keras.layers.ActivityRegularization", "*axes -> *axes")
def activity_regularization(l1=0.0, l2=0.0):
    """Add the size of the input to the loss.

    >>> ActivityRegularization()([2, 3])
    (2, 3)
    """


@layer("keras.layers.Dropout", "*axes -> *axes", legacy={"p": "rate"})
def dropout(rate, noise_shape=None, seed=None):
    """Set some numbers to zero.

    >>> Dropout(0.5)([2, 3])
    (2, 3)
    """


@layer("keras.layers.AlphaDropout", "*axes -> *axes")
def alpha_dropout(rate, noise_shape=None, seed=None):
    """Drop numbers and keep mean and variance.

    >>> AlphaDropout(0.5)([2, 3])
    (2, 3)
    """


@layer("keras.layers.GaussianDropout", "*axes -> *axes", legacy={"p": "rate"})
def gaussian_dropout(rate, seed=None):
    """Multiply by noise.

    >>> GaussianDropout(0.5)([2, 3])
    (2, 3)
    """


@layer("keras.layers.GaussianNoise", "*axes -> *axes", legacy={"sigma": "stddev"})
def gaussian_noise(stddev, seed=None):
    """Add noise.

    >>> GaussianNoise(0.1)([2, 3])
    (2, 3)
    """


@layer("keras.layers.SpatialDropout1D", "batch L channels -> batch L channels", legacy={"p": "rate"})
def spatial_dropout1d(rate, seed=None, name=None, dtype=None):
    """Drop whole channels of a sequence.

    >>> SpatialDropout1D(0.5)([2, 7, 3])
    (2, 7, 3)
    >>> SpatialDropout1D(0.5)([2, 7])
    SHP101
    """


@layer("keras.layers.SpatialDropout2D", "batch H W channels -> batch H W channels", legacy={"p": "rate"})
def spatial_dropout2d(rate, data_format=None, seed=None, name=None, dtype=None):
    """Drop whole channels of an image.

    >>> SpatialDropout2D(0.5)([2, 7, 7, 3])
    (2, 7, 7, 3)
    >>> SpatialDropout2D(0.5)([2, 7, 3])
    SHP101
    """


@layer("keras.layers.SpatialDropout3D", "batch D H W channels -> batch D H W channels", legacy={"p": "rate"})
def spatial_dropout3d(rate, data_format=None, seed=None, name=None, dtype=None):
    """Drop whole channels of a volume.

    >>> SpatialDropout3D(0.5)([2, 7, 7, 7, 3])
    (2, 7, 7, 7, 3)
    """
