"""Pooling functions."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.torch.pooled import adapted, pooled


@op(("torch.nn.functional.max_pool1d", "torch.max_pool1d"), "input: N? C L", code="SHP201")
def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, axes):
    """The greatest value of every window.

    >>> max_pool1d([2, 3, 10], 2)
    (2, 3, 5)
    >>> max_pool1d([2, 3, 10], 3, 2, return_indices=True)
    ((2, 3, 4), (2, 3, 4))
    >>> max_pool1d([2, 3, 2], 3)
    SHP503
    """
    return pooled(input, axes, 1, (kernel_size, stride, padding, dilation), ceil_mode, return_indices)


@op("torch.nn.functional.max_pool1d_with_indices", "input: N? C L", code="SHP201")
def max_pool1d_with_indices(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, axes
):
    """The greatest value of every window, and where it stands.

    >>> max_pool1d_with_indices([2, 3, 10], 3, 2)
    ((2, 3, 4), (2, 3, 4))
    """
    return pooled(input, axes, 1, (kernel_size, stride, padding, dilation), ceil_mode, True)


@op(("torch.nn.functional.avg_pool1d", "torch.avg_pool1d"), "input: N? C L", code="SHP201")
def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, *, axes):
    """The mean of every window.

    >>> avg_pool1d([2, 3, 10], 2)
    (2, 3, 5)
    >>> avg_pool1d([2, 3, 10], 3, 2)
    (2, 3, 4)
    >>> avg_pool1d([2, 3, 2], 3)
    SHP503
    """
    return pooled(input, axes, 1, (kernel_size, stride, padding, 1), ceil_mode)


@op("torch.nn.functional.lp_pool1d", "input: N? C L", code="SHP201")
def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False, *, axes):
    """The p-norm of every window.

    >>> lp_pool1d([2, 3, 10], 2, 2)
    (2, 3, 5)
    """
    return pooled(input, axes, 1, (kernel_size, stride, 0, 1), ceil_mode)


@op(("torch.nn.functional.adaptive_avg_pool1d", "torch.adaptive_avg_pool1d"), "input: N? C L", code="SHP201")
def adaptive_avg_pool1d(input, output_size, *, axes):
    """The mean of as many windows as asked for.

    >>> adaptive_avg_pool1d([2, 3, 10], 5)
    (2, 3, 5)
    >>> adaptive_avg_pool1d([3], 5)
    SHP101
    """
    return adapted(axes, 1, output_size)


@op("torch.nn.functional.adaptive_max_pool1d", "input: N? C L", code="SHP201")
def adaptive_max_pool1d(input, output_size, return_indices=False, *, axes):
    """The greatest value of as many windows as asked for.

    >>> adaptive_max_pool1d([2, 3, 10], 3)
    (2, 3, 3)
    """
    return adapted(axes, 1, output_size, return_indices)


@op(("torch.nn.functional.max_pool2d", "torch.max_pool2d"), "input: N? C H W", code="SHP201")
def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, axes):
    """The greatest value of every window.

    >>> max_pool2d([2, 3, 10, 12], 2)
    (2, 3, 5, 6)
    >>> max_pool2d([2, 3, 10, 12], 3, 2, return_indices=True)
    ((2, 3, 4, 5), (2, 3, 4, 5))
    >>> max_pool2d([2, 3, 2, 2], 3)
    SHP503
    """
    return pooled(input, axes, 2, (kernel_size, stride, padding, dilation), ceil_mode, return_indices)


@op("torch.nn.functional.max_pool2d_with_indices", "input: N? C H W", code="SHP201")
def max_pool2d_with_indices(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, axes
):
    """The greatest value of every window, and where it stands.

    >>> max_pool2d_with_indices([2, 3, 10, 12], 3, 2)
    ((2, 3, 4, 5), (2, 3, 4, 5))
    """
    return pooled(input, axes, 2, (kernel_size, stride, padding, dilation), ceil_mode, True)


@op("torch.nn.functional.avg_pool2d", "input: N? C H W", code="SHP201")
def avg_pool2d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None, *, axes
):
    """The mean of every window.

    >>> avg_pool2d([2, 3, 10, 12], 2)
    (2, 3, 5, 6)
    >>> avg_pool2d([2, 3, 10, 12], 3, 2)
    (2, 3, 4, 5)
    >>> avg_pool2d([2, 3, 2, 2], 3)
    SHP503
    """
    return pooled(input, axes, 2, (kernel_size, stride, padding, 1), ceil_mode)


@op("torch.nn.functional.lp_pool2d", "input: N? C H W", code="SHP201")
def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False, *, axes):
    """The p-norm of every window.

    >>> lp_pool2d([2, 3, 10, 12], 2, 2)
    (2, 3, 5, 6)
    """
    return pooled(input, axes, 2, (kernel_size, stride, 0, 1), ceil_mode)


@op("torch.nn.functional.adaptive_avg_pool2d", "input: N? C H W", code="SHP201")
def adaptive_avg_pool2d(input, output_size, *, axes):
    """The mean of as many windows as asked for.

    >>> adaptive_avg_pool2d([2, 3, 10, 12], 5)
    (2, 3, 5, 5)
    >>> adaptive_avg_pool2d([3], 5)
    SHP101
    """
    return adapted(axes, 2, output_size)


@op("torch.nn.functional.adaptive_max_pool2d", "input: N? C H W", code="SHP201")
def adaptive_max_pool2d(input, output_size, return_indices=False, *, axes):
    """The greatest value of as many windows as asked for.

    >>> adaptive_max_pool2d([2, 3, 10, 12], 3)
    (2, 3, 3, 3)
    """
    return adapted(axes, 2, output_size, return_indices)


@op(("torch.nn.functional.max_pool3d", "torch.max_pool3d"), "input: N? C D H W", code="SHP201")
def max_pool3d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, axes):
    """The greatest value of every window.

    >>> max_pool3d([2, 3, 10, 12, 8], 2)
    (2, 3, 5, 6, 4)
    >>> max_pool3d([2, 3, 10, 12, 8], 3, 2, return_indices=True)
    ((2, 3, 4, 5, 3), (2, 3, 4, 5, 3))
    >>> max_pool3d([2, 3, 2, 2, 2], 3)
    SHP503
    """
    return pooled(input, axes, 3, (kernel_size, stride, padding, dilation), ceil_mode, return_indices)


@op("torch.nn.functional.max_pool3d_with_indices", "input: N? C D H W", code="SHP201")
def max_pool3d_with_indices(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, axes
):
    """The greatest value of every window, and where it stands.

    >>> max_pool3d_with_indices([2, 3, 10, 12, 8], 3, 2)
    ((2, 3, 4, 5, 3), (2, 3, 4, 5, 3))
    """
    return pooled(input, axes, 3, (kernel_size, stride, padding, dilation), ceil_mode, True)


@op("torch.nn.functional.avg_pool3d", "input: N? C D H W", code="SHP201")
def avg_pool3d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None, *, axes
):
    """The mean of every window.

    >>> avg_pool3d([2, 3, 10, 12, 8], 2)
    (2, 3, 5, 6, 4)
    >>> avg_pool3d([2, 3, 10, 12, 8], 3, 2)
    (2, 3, 4, 5, 3)
    >>> avg_pool3d([2, 3, 2, 2, 2], 3)
    SHP503
    """
    return pooled(input, axes, 3, (kernel_size, stride, padding, 1), ceil_mode)


@op("torch.nn.functional.lp_pool3d", "input: N? C D H W", code="SHP201")
def lp_pool3d(input, norm_type, kernel_size, stride=None, ceil_mode=False, *, axes):
    """The p-norm of every window.

    >>> lp_pool3d([2, 3, 10, 12, 8], 2, 2)
    (2, 3, 5, 6, 4)
    """
    return pooled(input, axes, 3, (kernel_size, stride, 0, 1), ceil_mode)


@op("torch.nn.functional.adaptive_avg_pool3d", "input: N? C D H W", code="SHP201")
def adaptive_avg_pool3d(input, output_size, *, axes):
    """The mean of as many windows as asked for.

    >>> adaptive_avg_pool3d([2, 3, 10, 12, 8], 5)
    (2, 3, 5, 5, 5)
    >>> adaptive_avg_pool3d([3], 5)
    SHP101
    """
    return adapted(axes, 3, output_size)


@op("torch.nn.functional.adaptive_max_pool3d", "input: N? C D H W", code="SHP201")
def adaptive_max_pool3d(input, output_size, return_indices=False, *, axes):
    """The greatest value of as many windows as asked for.

    >>> adaptive_max_pool3d([2, 3, 10, 12, 8], 3)
    (2, 3, 3, 3, 3)
    """
    return adapted(axes, 3, output_size, return_indices)
