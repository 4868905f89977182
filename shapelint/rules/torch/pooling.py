"""Pooling layers."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.torch.pooled import adapted, pooled


@layer("torch.nn.MaxPool1d", "N? C L")
def max_pool1d(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False, *, input, axes):
    """The greatest value of every window over the last axis.

    >>> MaxPool1d(2)([2, 3, 10])
    (2, 3, 5)
    >>> MaxPool1d(3, stride=2, return_indices=True)([2, 3, 10])
    ((2, 3, 4), (2, 3, 4))
    >>> MaxPool1d(3)([2, 3, 2])
    SHP503
    >>> MaxPool1d(2)([4])
    SHP101
    """
    return pooled(input, axes, 1, (kernel_size, stride, padding, dilation), ceil_mode, return_indices)


@layer("torch.nn.AvgPool1d", "N? C L")
def avg_pool1d(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, *, input, axes):
    """The mean of every window over the last axis.

    >>> AvgPool1d(2)([2, 3, 10])
    (2, 3, 5)
    >>> AvgPool1d(3, stride=2)([2, 3, 10])
    (2, 3, 4)
    >>> AvgPool1d(3)([2, 3, 2])
    SHP503
    """
    return pooled(input, axes, 1, (kernel_size, stride, padding, 1), ceil_mode)


@layer("torch.nn.LPPool1d", "N? C L")
def lp_pool1d(norm_type, kernel_size, stride=None, ceil_mode=False, *, input, axes):
    """The p-norm of every window over the last axis.

    >>> LPPool1d(2, 2)([2, 3, 10])
    (2, 3, 5)
    >>> LPPool1d(2, 3)([2, 3, 2])
    SHP503
    """
    return pooled(input, axes, 1, (kernel_size, stride, 0, 1), ceil_mode)


@layer("torch.nn.AdaptiveAvgPool1d", "N? C L")
def adaptive_avg_pool1d(output_size, *, axes):
    """The mean of as many windows as asked for over the last axis.

    >>> AdaptiveAvgPool1d(1)([2, 3, 10])
    (2, 3, 1)
    >>> AdaptiveAvgPool1d((5,))([2, 3, 10])
    (2, 3, 5)
    >>> AdaptiveAvgPool1d(1)([3])
    SHP101
    """
    return adapted(axes, 1, output_size)


@layer("torch.nn.AdaptiveMaxPool1d", "N? C L")
def adaptive_max_pool1d(output_size, return_indices=False, *, axes):
    """The greatest value of as many windows as asked for over the last axis.

    >>> AdaptiveMaxPool1d(3)([2, 3, 10])
    (2, 3, 3)
    >>> AdaptiveMaxPool1d(1)([3])
    SHP101
    """
    return adapted(axes, 1, output_size, return_indices)


@layer("torch.nn.MaxPool2d", "N? C H W")
def max_pool2d(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False, *, input, axes):
    """The greatest value of every window over the last two axes.

    >>> MaxPool2d(2)([2, 3, 10, 12])
    (2, 3, 5, 6)
    >>> MaxPool2d(3, stride=2, return_indices=True)([2, 3, 10, 12])
    ((2, 3, 4, 5), (2, 3, 4, 5))
    >>> MaxPool2d(2)([2, 1, 3, 3])
    (2, 1, 1, 1)
    >>> MaxPool2d(2, stride=1)([2, 1, 3, 3])
    (2, 1, 2, 2)
    >>> MaxPool2d(2, ceil_mode=True)([2, 1, 3, 3])
    (2, 1, 2, 2)
    >>> MaxPool2d(3)([2, 3, 2, 2])
    SHP503
    >>> MaxPool2d(2)([4, 4])
    SHP101
    """
    return pooled(input, axes, 2, (kernel_size, stride, padding, dilation), ceil_mode, return_indices)


@layer("torch.nn.AvgPool2d", "N? C H W")
def avg_pool2d(
    kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None, *, input, axes
):
    """The mean of every window over the last two axes.

    >>> AvgPool2d(2)([2, 3, 10, 12])
    (2, 3, 5, 6)
    >>> AvgPool2d(3, stride=2)([2, 3, 10, 12])
    (2, 3, 4, 5)
    >>> AvgPool2d(3)([2, 3, 2, 2])
    SHP503
    """
    return pooled(input, axes, 2, (kernel_size, stride, padding, 1), ceil_mode)


@layer("torch.nn.LPPool2d", "N? C H W")
def lp_pool2d(norm_type, kernel_size, stride=None, ceil_mode=False, *, input, axes):
    """The p-norm of every window over the last two axes.

    >>> LPPool2d(2, 2)([2, 3, 10, 12])
    (2, 3, 5, 6)
    >>> LPPool2d(2, 3)([2, 3, 2, 2])
    SHP503
    """
    return pooled(input, axes, 2, (kernel_size, stride, 0, 1), ceil_mode)


@layer("torch.nn.AdaptiveAvgPool2d", "N? C H W")
def adaptive_avg_pool2d(output_size, *, axes):
    """The mean of as many windows as asked for over the last two axes.

    >>> AdaptiveAvgPool2d(1)([2, 3, 10, 12])
    (2, 3, 1, 1)
    >>> AdaptiveAvgPool2d((5, 5))([2, 3, 10, 12])
    (2, 3, 5, 5)
    >>> AdaptiveAvgPool2d((None, 5))([2, 3, 10, 12])
    (2, 3, 10, 5)
    >>> AdaptiveAvgPool2d(1)([3])
    SHP101
    """
    return adapted(axes, 2, output_size)


@layer("torch.nn.AdaptiveMaxPool2d", "N? C H W")
def adaptive_max_pool2d(output_size, return_indices=False, *, axes):
    """The greatest value of as many windows as asked for over the last two axes.

    >>> AdaptiveMaxPool2d(3)([2, 3, 10, 12])
    (2, 3, 3, 3)
    >>> AdaptiveMaxPool2d(1)([3])
    SHP101
    """
    return adapted(axes, 2, output_size, return_indices)


@layer("torch.nn.MaxPool3d", "N? C D H W")
def max_pool3d(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False, *, input, axes):
    """The greatest value of every window over the last three axes.

    >>> MaxPool3d(2)([2, 3, 10, 12, 8])
    (2, 3, 5, 6, 4)
    >>> MaxPool3d(3, stride=2, return_indices=True)([2, 3, 10, 12, 8])
    ((2, 3, 4, 5, 3), (2, 3, 4, 5, 3))
    >>> MaxPool3d(3)([2, 3, 2, 2, 2])
    SHP503
    >>> MaxPool3d(2)([4, 4, 4])
    SHP101
    """
    return pooled(input, axes, 3, (kernel_size, stride, padding, dilation), ceil_mode, return_indices)


@layer("torch.nn.AvgPool3d", "N? C D H W")
def avg_pool3d(
    kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None, *, input, axes
):
    """The mean of every window over the last three axes.

    >>> AvgPool3d(2)([2, 3, 10, 12, 8])
    (2, 3, 5, 6, 4)
    >>> AvgPool3d(3, stride=2)([2, 3, 10, 12, 8])
    (2, 3, 4, 5, 3)
    >>> AvgPool3d(3)([2, 3, 2, 2, 2])
    SHP503
    """
    return pooled(input, axes, 3, (kernel_size, stride, padding, 1), ceil_mode)


@layer("torch.nn.LPPool3d", "N? C D H W")
def lp_pool3d(norm_type, kernel_size, stride=None, ceil_mode=False, *, input, axes):
    """The p-norm of every window over the last three axes.

    >>> LPPool3d(2, 2)([2, 3, 10, 12, 8])
    (2, 3, 5, 6, 4)
    >>> LPPool3d(2, 3)([2, 3, 2, 2, 2])
    SHP503
    """
    return pooled(input, axes, 3, (kernel_size, stride, 0, 1), ceil_mode)


@layer("torch.nn.AdaptiveAvgPool3d", "N? C D H W")
def adaptive_avg_pool3d(output_size, *, axes):
    """The mean of as many windows as asked for over the last three axes.

    >>> AdaptiveAvgPool3d(1)([2, 3, 10, 12, 8])
    (2, 3, 1, 1, 1)
    >>> AdaptiveAvgPool3d((5, 5, 5))([2, 3, 10, 12, 8])
    (2, 3, 5, 5, 5)
    >>> AdaptiveAvgPool3d((None, 5, 5))([2, 3, 10, 12, 8])
    (2, 3, 10, 5, 5)
    >>> AdaptiveAvgPool3d(1)([3])
    SHP101
    """
    return adapted(axes, 3, output_size)


@layer("torch.nn.AdaptiveMaxPool3d", "N? C D H W")
def adaptive_max_pool3d(output_size, return_indices=False, *, axes):
    """The greatest value of as many windows as asked for over the last three axes.

    >>> AdaptiveMaxPool3d(3)([2, 3, 10, 12, 8])
    (2, 3, 3, 3, 3)
    >>> AdaptiveMaxPool3d(1)([3])
    SHP101
    """
    return adapted(axes, 3, output_size, return_indices)
