"""Moments put together from sums or with weights, and what a normalisation does with them."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import axes_in, measured
from shapelint.rules.tensorflow.reductions import AXIS, reduced_along
from shapelint.rules.values import UNKNOWN
from shapelint.sizes import Shape


@op("tf.nn.weighted_moments", legacy=AXIS)
def weighted_moments(x, axes, frequency_weights, keepdims=False, name=None):
    """Take mean and variance along axes, with weights that broadcast.

    >>> weighted_moments([2, 3, 4], (0, 1), [2, 3, 1])
    ((4,), (4,))
    >>> weighted_moments([2, 3, 4], (0, 1), [2, 5, 1])
    SHP301
    """
    shape = reduced_along(broadcasted(x, frequency_weights, what="weighted_moments"), axes, keepdims)
    return shape, shape


@op("tf.nn.sufficient_statistics", legacy=AXIS)
def sufficient_statistics(x, axes, shift=None, keepdims=False, name=None):
    """Count, and sum up elements and squares, along axes: what means and variances are made of.

    >>> sufficient_statistics([2, 3, 4], (0, 1))
    ((), (4,), (4,), None)
    """
    row = axes_in(axes)  # an axis may be named twice
    shape = reduced_along(x, axes if row is None else tuple(dict.fromkeys(row)), keepdims)
    return Shape(()), shape, shape, None if shift is None else UNKNOWN


@op("tf.nn.normalize_moments")
def normalize_moments(counts, mean_ss, variance_ss, shift, name=None):
    """Make mean and variance of sums.

    >>> normalize_moments(8.0, [4], [4], None)
    ((4,), (4,))
    """
    mean = measured(mean_ss) if shift is None else broadcasted(mean_ss, shift)
    return mean, broadcasted(variance_ss, mean)


@op("tf.nn.batch_norm_with_global_normalization", legacy={"t": "input", "m": "mean", "v": "variance"})
def batch_norm_with_global_normalization(
    input, mean, variance, beta, gamma, variance_epsilon, scale_after_normalization, name=None
):
    """Shift and scale by given means and variances, which broadcast.

    >>> batch_norm_with_global_normalization([2, 5, 5, 3], [3], [3], [3], [3], 0.001, True)
    (2, 5, 5, 3)
    >>> batch_norm_with_global_normalization([2, 5, 5, 3], [4], [3], [3], [3], 0.001, True)
    SHP301
    """
    given = (mean, variance, beta, *((gamma,) if scale_after_normalization is True else ()))
    return broadcasted(input, *given, what="batch_norm_with_global_normalization")
