"""Pools that keep the mean or a norm, as layers and as functions."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.torch.families import as_function, as_layer
from shapelint.rules.torch.pooled import example_words, pooled

_MEAN: Final = """The mean of every window over the last {axes}.

    >>> @({batch}; 2)
    {halves}
    >>> @({sample}; {kernel}, stride={strides})
    {uneven}
    >>> @({batch}; 3, 2, 1, count_include_pad=False)
    {padded}
    >>> @({batch}; 3, stride=2, ceil_mode=True)
    {padded}
    >>> @({small}; 3)
    SHP503
    >>> @({flat}; 2)
    SHP101
    >>> @({batch}; 2, stride=0)
    SHP707
    >>> @({batch}; 3, padding=2)
    SHP707 padding is 2, at most half of the kernel, 3, is allowed
    """
_NORM: Final = """The p-norm of every window over the last {axes}.

    >>> @({batch}; 2, 2)
    {halves}
    >>> @({sample}; 2, {plain_kernel}, stride={strides})
    {uneven}
    >>> @({batch}; 2, 3, 2, ceil_mode=True)
    {padded}
    >>> @({small}; 2, 3)
    SHP503
    """


def _declare(count: int) -> None:
    """The pools over so many axes; those over three must fit without their padding."""
    axes_of = f"N? C {' '.join(axis_names(count))}"
    words, whole = example_words(count), count == 3

    def mean(input, axes, window, ceil_mode):
        return pooled(input, axes, count, (*window, 1), ceil_mode, whole=whole)

    def mean_layer(
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
        *,
        input,
        axes,
    ):
        return mean(input, axes, (kernel_size, stride, padding), ceil_mode)

    def short_mean_layer(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, *, input, axes):
        return mean(input, axes, (kernel_size, stride, padding), ceil_mode)

    def mean_function(
        input,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
        *,
        axes,
    ):
        return mean(input, axes, (kernel_size, stride, padding), ceil_mode)

    def short_mean_function(
        input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, *, axes
    ):
        return mean(input, axes, (kernel_size, stride, padding), ceil_mode)

    name = f"AvgPool{count}d"
    layer_body = short_mean_layer if count == 1 else mean_layer
    layer_body.__doc__ = as_layer(_MEAN.format(**words), name)
    layer(f"torch.nn.{name}", axes_of)(layer_body)
    name = f"avg_pool{count}d"
    names = (f"torch.nn.functional.{name}", *((f"torch.{name}",) if count == 1 else ()))
    body = short_mean_function if count == 1 else mean_function
    body.__doc__ = as_function(_MEAN.format(**words), name)
    op(names, f"input: {axes_of}", code="SHP201")(body)

    def norm(input, axes, kernel_size, stride, ceil_mode):
        return pooled(input, axes, count, (kernel_size, stride, 0, 1), ceil_mode, whole=whole, single=False)

    def norm_layer(norm_type, kernel_size, stride=None, ceil_mode=False, *, input, axes):
        return norm(input, axes, kernel_size, stride, ceil_mode)

    def norm_function(input, norm_type, kernel_size, stride=None, ceil_mode=False, *, axes):
        return norm(input, axes, kernel_size, stride, ceil_mode)

    norm_layer.__doc__ = as_layer(_NORM.format(**words), f"LPPool{count}d")
    layer(f"torch.nn.LPPool{count}d", axes_of)(norm_layer)
    norm_function.__doc__ = as_function(_NORM.format(**words), f"lp_pool{count}d")
    op(f"torch.nn.functional.lp_pool{count}d", f"input: {axes_of}", code="SHP201")(norm_function)


for _count in (1, 2, 3):
    _declare(_count)
