"""`tf.layers` and `tf.contrib.layers` of TensorFlow 1: layers by function."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured, per_axis, size_in
from shapelint.rules.shared.windows import named_windows
from shapelint.rules.tensorflow.convolution import check_rank
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, product

_DENSE = """Mix the last axis into so many units.

    >>> @([4, 5], 3)
    (4, 3)
    """


def _dense(x: Value, units: Value) -> Shape:
    shape = measured(x)
    return shape.replace(-1, size_in(units)) if shape.dims else UNKNOWN_SHAPE


declare(
    "tf.layers.dense",
    "inputs, units, activation=None, use_bias=True, kernel_initializer=None, bias_initializer=None, "
    "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
    "bias_constraint=None, trainable=True, name=None, reuse=None",
    lambda inputs, units: _dense(inputs, units),
    _DENSE,
)
declare(
    ("tf.contrib.layers.fully_connected", "tf.contrib.layers.linear"),
    "inputs, num_outputs, activation_fn=None, normalizer_fn=None, normalizer_params=None, weights_initializer=None, "
    "weights_regularizer=None, biases_initializer=None, biases_regularizer=None, reuse=None, "
    "variables_collections=None, outputs_collections=None, trainable=True, scope=None",
    lambda inputs, num_outputs: _dense(inputs, num_outputs),
    _DENSE,
)
_FLATTEN = """Put everything but the batch into one axis.

    >>> @([4, 5, 6])
    (4, 30)
    """


def _flattened(inputs: Value) -> Shape:
    shape = measured(inputs)
    return UNKNOWN_SHAPE if shape.open or not shape.dims else Shape((shape.dims[0], product(shape.dims[1:])))


declare("tf.layers.flatten", "inputs, name=None, data_format='channels_last'", _flattened, _FLATTEN)
declare("tf.contrib.layers.flatten", "inputs, outputs_collections=None, scope=None", _flattened, _FLATTEN)
_SAME = """Leave the shape as it is.

    >>> @([4, 5])
    (4, 5)
    """
declare(
    "tf.layers.dropout",
    "inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None",
    lambda inputs: measured(inputs),
    _SAME,
)
declare(
    "tf.layers.batch_normalization",
    "inputs, axis=-1, momentum=0.99, epsilon=1e-3, center=True, scale=True, *args, **kwargs",
    lambda inputs: measured(inputs),
    _SAME,
)
_CONV = """Slide filters over {count} spatial axes.

    >>> @([2, {sizes}, 3], 8, 3)
    (2, {valid}, 8)
    >>> @([2, {sizes}, 3], 8, 3, padding="same")
    (2, {sizes}, 8)
    >>> @([{sizes}, 3], 8, 3)
    SHP101
    """
_REST: Final = (
    "activation=None, use_bias=True, kernel_initializer=None, bias_initializer=None, kernel_regularizer=None, "
    "bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True, "
    "name=None, reuse=None"
)


def _slid(
    name: str,
    x: Value,
    count: int,
    kernel: Value,
    strides: Value,
    padding: Value,
    form: Value,
    rate: Value,
    out: Value,
) -> Shape:
    """The shape after windows over the spatial axes; `out` channels, or those of the input where it is None."""
    check_rank(name, x, count + 2, "an input", "batch … channels")
    shape = measured(x)
    if shape.open or form not in ("channels_last", "channels_first"):
        return UNKNOWN_SHAPE
    first = form == "channels_first"
    sizes = shape.dims[2:] if first else shape.dims[1:-1]
    found = named_windows(sizes, per_axis(kernel, count), strides, padding, rate, operand=culprit(x))
    channels = (shape.dims[1] if first else shape.dims[-1]) if out is None else size_in(out)
    return Shape((shape.dims[0], channels, *found) if first else (shape.dims[0], *found, channels))


def _convolution(count: int) -> None:
    name = f"tf.layers.conv{count}d"

    def made(inputs, filters, kernel_size, strides, padding, data_format, dilation_rate):
        return _slid(name, inputs, count, kernel_size, strides, padding, data_format, dilation_rate, filters)

    doc = _CONV.format(count=count, sizes=", ".join(["10"] * count), valid=", ".join(["8"] * count))
    declare(
        name,
        "inputs, filters, kernel_size, strides=1, padding='valid', data_format='channels_last', dilation_rate=1, "
        + _REST,
        made,
        doc,
    )


_POOL = """Take the {what} of every window.

    >>> @([2, {sizes}, 3], 2, 2)
    (2, {halves}, 3)
    """


def _pooling(kind: str, count: int) -> None:
    name = f"tf.layers.{kind}_pooling{count}d"

    def made(inputs, pool_size, strides, padding, data_format):
        return _slid(name, inputs, count, pool_size, strides, padding, data_format, 1, None)

    what = "largest element" if kind == "max" else "mean"
    doc = _POOL.format(what=what, sizes=", ".join(["10"] * count), halves=", ".join(["5"] * count))
    declare(name, "inputs, pool_size, strides, padding='valid', data_format='channels_last', name=None", made, doc)


for _count in (1, 2, 3):
    _convolution(_count)
    _pooling("max", _count)
    _pooling("average", _count)


@op("tf.contrib.layers.one_hot_encoding")
def one_hot_encoding(labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None):
    """Turn every label into a row of numbers, one of which is on.

    >>> one_hot_encoding(ints[5], 10)
    (5, 10)
    """
    shape = measured(labels)
    return Shape((*shape.dims, size_in(num_classes)), shape.open)
