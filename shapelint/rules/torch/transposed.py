"""Transposed convolutions."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.mismatch import require_divides
from shapelint.rules.shared.windows import unwindowed
from shapelint.rules.torch.per_axis import spread
from shapelint.rules.values import UNKNOWN, sizes_of

_WEIGHTS = {"weight": "in_channels out_channels//groups *kernel_size", "bias": "out_channels if bias"}
_LAZY_WEIGHTS = {"weight": "_ out_channels//groups *kernel_size", "bias": "out_channels if bias"}
_PER_AXIS = ("kernel_size", "stride", "padding", "output_padding", "dilation")


def _stretched(sizes, kernel_size, stride, padding, output_padding, dilation, output_size):
    """The sizes after the layer; one asked for by `output_size` is what it says."""
    if output_size is None:
        return unwindowed(sizes, kernel_size, stride, padding, output_padding, dilation)
    wanted = sizes_of(output_size)
    return (UNKNOWN,) * len(sizes) if wanted is None or len(wanted) < len(sizes) else wanted[-len(sizes) :]


@layer(
    "torch.nn.ConvTranspose1d",
    "N? in_channels L -> N? out_channels L2",
    call="input, output_size=None",
    weights=_WEIGHTS,
    adjust=spread(1, *_PER_AXIS),
)
def conv_transpose1d(
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    bias=True,
    dilation=1,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    output_size,
    L,
):
    """Spread every place of the input over a kernel: a convolution turned round.

    >>> ConvTranspose1d(3, 6, 4, 2, 1)([2, 3, 8])
    (2, 6, 16)
    >>> ConvTranspose1d(3, 6, 3, stride=2, padding=1, output_padding=1)([2, 3, 8])
    (2, 6, 16)
    >>> ConvTranspose1d(3, 6, 4, 2, 1)([2, 4, 8])
    SHP201 axis `in_channels` is 4, expected 3
    >>> ConvTranspose1d(4, 6, 3, groups=2).weight
    (4, 3, 3)
    """
    sizes = (L,)
    (L2,) = _stretched(sizes, kernel_size, stride, padding, output_padding, dilation, output_size)
    return {"L2": L2}


@layer(
    "torch.nn.ConvTranspose2d",
    "N? in_channels H W -> N? out_channels H2 W2",
    call="input, output_size=None",
    weights=_WEIGHTS,
    adjust=spread(2, *_PER_AXIS),
)
def conv_transpose2d(
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    bias=True,
    dilation=1,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    output_size,
    H,
    W,
):
    """Spread every place of the input over a kernel: a convolution turned round.

    >>> ConvTranspose2d(3, 6, 4, 2, 1)([2, 3, 8, 9])
    (2, 6, 16, 18)
    >>> ConvTranspose2d(3, 6, 3, stride=2, padding=1, output_padding=1)([2, 3, 8, 9])
    (2, 6, 16, 18)
    >>> ConvTranspose2d(3, 6, 4, 2, 1)([2, 4, 8, 9])
    SHP201 axis `in_channels` is 4, expected 3
    >>> ConvTranspose2d(4, 6, 3, groups=2).weight
    (4, 3, 3, 3)
    """
    sizes = (H, W)
    H2, W2 = _stretched(sizes, kernel_size, stride, padding, output_padding, dilation, output_size)
    return {"H2": H2, "W2": W2}


@layer(
    "torch.nn.ConvTranspose3d",
    "N? in_channels D H W -> N? out_channels D2 H2 W2",
    call="input, output_size=None",
    weights=_WEIGHTS,
    adjust=spread(3, *_PER_AXIS),
)
def conv_transpose3d(
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    bias=True,
    dilation=1,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    output_size,
    D,
    H,
    W,
):
    """Spread every place of the input over a kernel: a convolution turned round.

    >>> ConvTranspose3d(3, 6, 4, 2, 1)([2, 3, 8, 9, 10])
    (2, 6, 16, 18, 20)
    >>> ConvTranspose3d(3, 6, 3, stride=2, padding=1, output_padding=1)([2, 3, 8, 9, 10])
    (2, 6, 16, 18, 20)
    >>> ConvTranspose3d(3, 6, 4, 2, 1)([2, 4, 8, 9, 10])
    SHP201 axis `in_channels` is 4, expected 3
    >>> ConvTranspose3d(4, 6, 3, groups=2).weight
    (4, 3, 3, 3, 3)
    """
    sizes = (D, H, W)
    D2, H2, W2 = _stretched(sizes, kernel_size, stride, padding, output_padding, dilation, output_size)
    return {"D2": D2, "H2": H2, "W2": W2}


@conv_transpose1d.construction
@conv_transpose2d.construction
@conv_transpose3d.construction
def _groups_divide(in_channels, out_channels, groups):
    require_divides(groups, in_channels, "groups", "in_channels")
    require_divides(groups, out_channels, "groups", "out_channels")


@layer(
    "torch.nn.LazyConvTranspose1d",
    "N? in_channels L -> N? out_channels L2",
    call="input, output_size=None",
    weights=_LAZY_WEIGHTS,
    adjust=spread(1, *_PER_AXIS),
)
def lazy_conv_transpose1d(
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    bias=True,
    dilation=1,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    output_size,
    L,
):
    """A ConvTranspose1d that takes its channels from the first input.

    >>> LazyConvTranspose1d(6, 4, 2, 1)([2, 3, 8])
    (2, 6, 16)
    >>> LazyConvTranspose1d(6, 3, stride=2, padding=1, output_padding=1)([2, 3, 8])
    (2, 6, 16)
    """
    sizes = (L,)
    (L2,) = _stretched(sizes, kernel_size, stride, padding, output_padding, dilation, output_size)
    return {"L2": L2}


@layer(
    "torch.nn.LazyConvTranspose2d",
    "N? in_channels H W -> N? out_channels H2 W2",
    call="input, output_size=None",
    weights=_LAZY_WEIGHTS,
    adjust=spread(2, *_PER_AXIS),
)
def lazy_conv_transpose2d(
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    bias=True,
    dilation=1,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    output_size,
    H,
    W,
):
    """A ConvTranspose2d that takes its channels from the first input.

    >>> LazyConvTranspose2d(6, 4, 2, 1)([2, 3, 8, 9])
    (2, 6, 16, 18)
    >>> LazyConvTranspose2d(6, 3, stride=2, padding=1, output_padding=1)([2, 3, 8, 9])
    (2, 6, 16, 18)
    """
    sizes = (H, W)
    H2, W2 = _stretched(sizes, kernel_size, stride, padding, output_padding, dilation, output_size)
    return {"H2": H2, "W2": W2}


@layer(
    "torch.nn.LazyConvTranspose3d",
    "N? in_channels D H W -> N? out_channels D2 H2 W2",
    call="input, output_size=None",
    weights=_LAZY_WEIGHTS,
    adjust=spread(3, *_PER_AXIS),
)
def lazy_conv_transpose3d(
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    bias=True,
    dilation=1,
    padding_mode="zeros",
    device=None,
    dtype=None,
    *,
    output_size,
    D,
    H,
    W,
):
    """A ConvTranspose3d that takes its channels from the first input.

    >>> LazyConvTranspose3d(6, 4, 2, 1)([2, 3, 8, 9, 10])
    (2, 6, 16, 18, 20)
    >>> LazyConvTranspose3d(6, 3, stride=2, padding=1, output_padding=1)([2, 3, 8, 9, 10])
    (2, 6, 16, 18, 20)
    """
    sizes = (D, H, W)
    D2, H2, W2 = _stretched(sizes, kernel_size, stride, padding, output_padding, dilation, output_size)
    return {"D2": D2, "H2": H2, "W2": W2}
