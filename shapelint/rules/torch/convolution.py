"""Convolutions."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.mismatch import require_divides
from shapelint.rules.shared.windows import windows
from shapelint.rules.torch.per_axis import spread

_WEIGHTS = {"weight": "out_channels in_channels//groups *kernel_size", "bias": "out_channels if bias"}
_LAZY_WEIGHTS = {"weight": "out_channels _ *kernel_size", "bias": "out_channels if bias"}
_PER_AXIS = ("kernel_size", "stride", "padding", "dilation")


@layer(
    "torch.nn.Conv1d",
    "N? in_channels L -> N? out_channels L2",
    weights=_WEIGHTS,
    adjust=spread(1, *_PER_AXIS),
)
def conv1d(
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    input,
    L,
):
    """Slide a kernel over the last axis.

    >>> Conv1d(3, 8, 5)([2, 3, 10])
    (2, 8, 6)
    >>> Conv1d(3, 8, 5, padding="same")([3, 10])
    (8, 10)
    >>> Conv1d(3, 8, 5)([2, 10, 3])
    SHP201 axis `in_channels` is 10, expected 3
    >>> Conv1d(3, 8, 5)([2, 3, 4])
    SHP503
    >>> Conv1d(3, 8, 5).weight
    (8, 3, 5)
    >>> Conv1d(3, 8, 5, groups=2)
    SHP202
    """
    (L2,) = windows((L,), kernel_size, stride, padding, dilation, operand=input)
    return {"L2": L2}


@layer(
    "torch.nn.Conv2d",
    "N? in_channels H W -> N? out_channels H2 W2",
    weights=_WEIGHTS,
    adjust=spread(2, *_PER_AXIS),
)
def conv2d(
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    input,
    H,
    W,
):
    """Slide a kernel over the last two axes.

    >>> Conv2d(3, 32, kernel_size=5, stride=1, padding=2)([16, 3, 256, 256])
    (16, 32, 256, 256)
    >>> Conv2d(3, 6, 5)([3, 32, 32])
    (6, 28, 28)
    >>> Conv2d(3, 96, 11, stride=4)([1, 3, 227, 227])
    (1, 96, 55, 55)
    >>> Conv2d(3, 8, (3, 5), padding=(1, 0), dilation=(1, 2))([2, 3, 9, 11])
    (2, 8, 9, 3)
    >>> Conv2d(3, 6, 5)([2, 1, 32, 32])
    SHP201 axis `in_channels` is 1, expected 3
    >>> Conv2d(3, 6, 5)([2, 3])
    SHP101
    >>> Conv2d(3, 6, 5)([3, 4, 32])
    SHP503
    >>> Conv2d(4, 8, 3, groups=2).weight
    (8, 2, 3, 3)
    >>> Conv2d(4, 6, 3, groups=4)
    SHP202 out_channels is 6, which groups = 4 does not divide
    """
    H2, W2 = windows((H, W), kernel_size, stride, padding, dilation, operand=input)
    return {"H2": H2, "W2": W2}


@layer(
    "torch.nn.Conv3d",
    "N? in_channels D H W -> N? out_channels D2 H2 W2",
    weights=_WEIGHTS,
    adjust=spread(3, *_PER_AXIS),
)
def conv3d(
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    input,
    D,
    H,
    W,
):
    """Slide a kernel over the last three axes.

    >>> Conv3d(3, 8, 3)([2, 3, 8, 9, 10])
    (2, 8, 6, 7, 8)
    >>> Conv3d(3, 8, (1, 3, 3), padding=(0, 1, 1))([3, 8, 9, 10])
    (8, 8, 9, 10)
    >>> Conv3d(3, 8, 3)([2, 4, 8, 9, 10])
    SHP201 axis `in_channels` is 4, expected 3
    >>> Conv3d(3, 8, 3).weight
    (8, 3, 3, 3, 3)
    """
    D2, H2, W2 = windows((D, H, W), kernel_size, stride, padding, dilation, operand=input)
    return {"D2": D2, "H2": H2, "W2": W2}


@conv1d.construction
@conv2d.construction
@conv3d.construction
def _groups_divide(in_channels, out_channels, groups):
    require_divides(groups, in_channels, "groups", "in_channels")
    require_divides(groups, out_channels, "groups", "out_channels")


@layer(
    "torch.nn.LazyConv1d",
    "N? in_channels L -> N? out_channels L2",
    weights=_LAZY_WEIGHTS,
    adjust=spread(1, *_PER_AXIS),
)
def lazy_conv1d(
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    input,
    L,
):
    """A Conv1d that takes its channels from the first input.

    >>> LazyConv1d(6, 3)([2, 3, 8])
    (2, 6, 6)
    >>> LazyConv1d(6, 9)([2, 3, 8])
    SHP503
    """
    (L2,) = windows((L,), kernel_size, stride, padding, dilation, operand=input)
    return {"L2": L2}


@layer(
    "torch.nn.LazyConv2d",
    "N? in_channels H W -> N? out_channels H2 W2",
    weights=_LAZY_WEIGHTS,
    adjust=spread(2, *_PER_AXIS),
)
def lazy_conv2d(
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    input,
    H,
    W,
):
    """A Conv2d that takes its channels from the first input.

    >>> LazyConv2d(6, 3)([2, 3, 8, 9])
    (2, 6, 6, 7)
    >>> LazyConv2d(6, 9)([2, 3, 8, 9])
    SHP503
    """
    H2, W2 = windows((H, W), kernel_size, stride, padding, dilation, operand=input)
    return {"H2": H2, "W2": W2}


@layer(
    "torch.nn.LazyConv3d",
    "N? in_channels D H W -> N? out_channels D2 H2 W2",
    weights=_LAZY_WEIGHTS,
    adjust=spread(3, *_PER_AXIS),
)
def lazy_conv3d(
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    input,
    D,
    H,
    W,
):
    """A Conv3d that takes its channels from the first input.

    >>> LazyConv3d(6, 3)([2, 3, 8, 9, 10])
    (2, 6, 6, 7, 8)
    >>> LazyConv3d(6, 9)([2, 3, 8, 9, 10])
    SHP503
    """
    D2, H2, W2 = windows((D, H, W), kernel_size, stride, padding, dilation, operand=input)
    return {"D2": D2, "H2": H2, "W2": W2}
