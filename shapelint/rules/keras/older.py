"""Layers that only older versions of Keras have."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.keras.arguments import CONVOLUTION, DENSE, spread
from shapelint.rules.keras.convolution import convolved
from shapelint.rules.keras.keras_1 import kernel_of_rows
from shapelint.rules.keras.merging import merged_by
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, Tensor, items_of, shape_of
from shapelint.sizes import Shape, product


@layer(
    "keras.layers.TimeDistributedDense",
    "batch steps features -> batch steps units",
    weights={"kernel": "features units", "bias": "units if use_bias"},
    legacy=DENSE,
)
def time_distributed_dense(units, activation=None, use_bias=True, kernel_initializer="glorot_uniform"):
    """Mix the features of every step, as Keras 0 and 1 do.

    >>> TimeDistributedDense(7)([2, 3, 5])
    (2, 3, 7)
    >>> TimeDistributedDense(7)([2, 5])
    SHP101
    """


@layer("keras.layers.MaxoutDense", "batch features -> batch units", legacy=DENSE)
def maxout_dense(units, nb_feature=4):
    """Take the largest of several mixtures, as Keras 1 does.

    >>> MaxoutDense(7)([2, 5])
    (2, 7)
    """


@layer("keras.layers.Highway", "batch features -> batch features")
def highway(init="glorot_uniform", activation=None):
    """Let a part of the input through, as Keras 1 does.

    >>> Highway()([2, 5])
    (2, 5)
    """


@layer("keras.layers.SReLU", "*axes -> *axes")
def srelu(t_left_init="zero", a_left_init="glorot_uniform", t_right_init="glorot_uniform", a_right_init="one"):
    """Bend the line at two places that are learnt, as Keras 1 does.

    >>> SReLU()([2, 5])
    (2, 5)
    """


@layer("keras.layers.ParametricSoftplus", "*axes -> *axes")
def parametric_softplus(alpha_init=0.2, beta_init=5.0):
    """Take a softplus of which two numbers are learnt, as Keras 1 does.

    >>> ParametricSoftplus()([2, 5])
    (2, 5)
    """


@layer(
    "keras.layers.LocallyConnected1D",
    "batch steps channels",
    weights={"kernel": "length product filters", "bias": "length filters if use_bias"},
    legacy=CONVOLUTION,
    adjust=spread(1, "kernel_size", "strides"),
    least={"filters": 1, "kernel_size": 1, "strides": 1},
)
def locally_connected1d(
    filters,
    kernel_size,
    strides=1,
    padding="valid",
    data_format=None,
    activation=None,
    use_bias=True,
    kernel_initializer="glorot_uniform",
    *,
    inputs,
    axes,
    machine: Machine,
):
    """Slide a window over the steps, with weights of its own at each place, as Keras 1 and 2 do.

    >>> LocallyConnected1D(8, 3)([2, 10, 4])
    (2, 8, 8)
    """
    shape, channels = convolved(
        inputs, 1, size_in(filters), kernel_size, strides, padding, 1, channels_first(data_format, machine)
    )
    axes["length"], axes["product"] = shape.axis(-2), product(items_of(kernel_size) or ()) * channels
    return shape


@layer(
    "keras.layers.LocallyConnected2D",
    "batch H W channels",
    legacy=CONVOLUTION,
    adapt=kernel_of_rows(2),
    adjust=spread(2, "kernel_size", "strides"),
    least={"filters": 1, "kernel_size": 1, "strides": 1},
)
def locally_connected2d(
    filters,
    kernel_size,
    strides=(1, 1),
    padding="valid",
    data_format=None,
    activation=None,
    use_bias=True,
    kernel_initializer="glorot_uniform",
    *,
    inputs,
    machine: Machine,
):
    """Slide a window over an image, with weights of its own at each place, as Keras 1 and 2 do.

    >>> LocallyConnected2D(8, 3)([2, 10, 10, 4])
    (2, 8, 8, 8)
    """
    first = channels_first(data_format, machine, inputs, kernel_size)
    return convolved(inputs, 2, size_in(filters), kernel_size, strides, padding, 1, first)[0]


@layer("keras.layers.Deconvolution2D", "batch A B C", legacy=CONVOLUTION, adapt=kernel_of_rows(2))
def deconvolution2d(
    filters,
    kernel_size,
    output_shape,
    init="glorot_uniform",
    activation=None,
    weights=None,
    padding="valid",
    strides=(1, 1),
    data_format="default",
    *,
    inputs,
):
    """Spread each pixel over a window; the program says what comes out, as Keras 1 wants it.

    >>> Deconvolution2D(3, 2, 2, output_shape=(None, 8, 8, 3))([5, 4, 4, 6])
    (5, 8, 8, 3)
    """
    sizes = items_of(output_shape)
    if sizes is None or len(sizes) != 4:
        return Shape((), open=True)
    return Shape((shape_of(inputs).axis(0) if not shape_of(inputs).open else UNKNOWN, *map(size_in, sizes[1:])))


@layer("keras.layers.Merge", call="inputs")
def merge_layer(layers=None, mode="sum", concat_axis=-1, dot_axes=-1, *, inputs, machine: Machine):
    """Merge tensors in one of many ways, as Keras 1 does.

    >>> Merge(mode="concat")([[2, 3], [2, 4]])
    (2, 7)
    """
    if layers is not None:
        return UNKNOWN  # its inputs go through those layers first, which `Sequential` sees to
    result = merged_by(inputs, mode, concat_axis, dot_axes, machine)
    return result.shape if isinstance(result, Tensor) else result
