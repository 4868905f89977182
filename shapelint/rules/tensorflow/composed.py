"""Functions of `tf.nn` that are several others in one: a product and a bias, two convolutions, a normalisation."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared import products
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import same
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.tensorflow.convolution import convolved, depthwise
from shapelint.rules.tensorflow.products import check_matrices
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, equal


def _product_and_bias(x: Value, weights: Value, biases: Value) -> Shape:
    """Raises Mismatch SHP101, SHP302 where the product does not fit, or SHP301 where the biases do not."""
    check_matrices(x, weights)
    bias = check_rank(biases, "biases", 1, 1)
    product = products.matmul(x, weights)
    if equal(product.axis(-1), bias.axis(0)) is False:
        raise Mismatch("SHP301", "{count} biases, {columns} columns", operand=culprit(biases), count=bias.axis(0),
                       columns=product.axis(-1))  # fmt: skip
    return product


for _name in ("xw_plus_b", "relu_layer"):
    declare(
        f"tf.nn.{_name}",
        "x, weights, biases, name=None",
        _product_and_bias,
        """Multiply with weights and add biases.

    >>> @([4, 5], [5, 3], [3])
    (4, 3)
    >>> @([2, 4, 5], [5, 3], [3])
    (2, 4, 3)
    >>> @([4, 5], [6, 3], [3])
    SHP302
    >>> @([4, 5], [5, 3], [4])
    SHP301
    """,
    )


@op("tf.nn.fused_batch_norm")
def fused_batch_norm(
    x, scale, offset, mean=None, variance=None, epsilon=0.001, data_format="NHWC", is_training=True, name=None,
    exponential_avg_factor=1.0,
):  # fmt: skip
    """Shift and scale by the mean and the variance of the batch, which are given too.

    >>> fused_batch_norm([2, 5, 5, 3], [3], [3])
    ((2, 5, 5, 3), (3,), (3,))
    >>> fused_batch_norm([2, 5, 5, 3], [4], [4])
    SHP301
    >>> fused_batch_norm([5, 3], [3], [3])
    SHP101
    """
    shape = check_rank(x, "fused_batch_norm", 4, 5, "batch height width channels")
    channels = shape.axis(1 if isinstance(data_format, str) and data_format.startswith("NC") else -1)
    for each in (scale, offset):
        given = check_rank(each, "fused_batch_norm", 1, 1)
        if equal(given.axis(0), channels) is False:
            raise Mismatch("SHP301", "a scale or offset of {given}, {channels} channels", operand=culprit(each),
                           given=given, channels=channels)  # fmt: skip
    return shape, Shape((channels,)), Shape((channels,))


@op("tf.nn.separable_conv2d", legacy={"rate": "dilations"})
def separable_conv2d(
    input, depthwise_filter, pointwise_filter, strides, padding, data_format=None, dilations=None, name=None, *, machine
):
    """Slide filters over each channel by itself, then mix the channels.

    >>> separable_conv2d([2, 10, 10, 3], [3, 3, 3, 2], [1, 1, 6, 8], (1, 1, 1, 1), "VALID")
    (2, 8, 8, 8)
    >>> separable_conv2d([2, 10, 10, 3], [3, 3, 3, 2], [1, 1, 4, 8], (1, 1, 1, 1), "VALID")
    SHP201 axis `in_channels` is 6, expected 4
    >>> separable_conv2d([2, 10, 10, 4], [3, 3, 3, 2], [1, 1, 6, 8], (1, 1, 1, 1), "VALID")
    SHP201
    """
    mixing = check_rank(pointwise_filter, "the second filter", 4, 4, "1 1 channels out_channels")
    apart = depthwise("tf.nn.separable_conv2d", input, depthwise_filter, strides, padding, data_format, dilations,
                      machine)  # fmt: skip
    if any(equal(size, 1) is False for size in mixing.dims[:2]):
        raise Mismatch("SHP503", "the second filter is {mixing}, expected 1 by 1", operand=culprit(pointwise_filter),
                       mixing=mixing)  # fmt: skip
    return convolved("tf.nn.separable_conv2d", 2, apart, mixing, 1, "VALID", data_format, None, machine)


@op("tf.nn.atrous_conv2d", least={"rate": 1})
def atrous_conv2d(value, filters, rate, padding, name=None, *, machine):
    """Slide filters with holes over height and width.

    >>> atrous_conv2d([2, 10, 10, 3], [3, 3, 3, 8], 2, "VALID")
    (2, 6, 6, 8)
    >>> atrous_conv2d([2, 10, 10, 4], [3, 3, 3, 8], 2, "VALID")
    SHP201
    """
    return convolved("tf.nn.atrous_conv2d", 2, value, filters, 1, padding, "NHWC", rate, machine)


@op("tf.nn.crelu")
def crelu(features, axis=-1, name=None):
    """Put what is above zero beside what is below it.

    >>> crelu([2, 5, 3])
    (2, 5, 6)
    >>> crelu([2, 3], axis=2)
    SHP502
    """
    place, shape = check_axis(features, axis, least=0), measured(features)
    return UNKNOWN_SHAPE if place is None else shape.replace(place, shape.dims[place] * 2)


_SCORES: Final = """Compare labels with scores, element by element.

    >>> @([4, 10], [4, 10], 2.0)
    (4, 10)
    >>> @([4, 10], [4, 9], 2.0)
    SHP403
    """


def _weighted(labels: Value, logits: Value, pos_weight: Value) -> Shape:
    shape = same(logits, labels, "weighted_cross_entropy_with_logits")
    return broadcasted(shape, pos_weight)


declare(
    "tf.nn.weighted_cross_entropy_with_logits",
    "labels, logits, pos_weight, name=None",
    _weighted,
    _SCORES,
    legacy={"targets": "labels"},
)


@op("tf.nn.log_poisson_loss")
def log_poisson_loss(targets, log_input, compute_full_loss=False, name=None):
    """Compare counts with the logarithms of their expectations, element by element.

    >>> log_poisson_loss([4, 10], [4, 10])
    (4, 10)
    >>> log_poisson_loss([4, 10], [4, 9])
    SHP403
    """
    return same(log_input, targets, "log_poisson_loss")


@op(("tf.nn.zero_fraction", "tf.math.zero_fraction"), dtype="float")
def zero_fraction(value, name=None):
    """How many of the elements are zero.

    >>> zero_fraction([4, 10])
    ()
    """
    return Shape(())


@op(("tf.linalg.global_norm", "tf.global_norm"), dtype="float")
def global_norm(t_list, name=None):
    """The norm of all elements of several tensors.

    >>> tf.linalg.global_norm([[2], [3]])
    ()
    """
    return Shape(())
