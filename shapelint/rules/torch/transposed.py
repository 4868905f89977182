"""Transposed convolution layers."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer
from shapelint.rules.mismatch import require_at_least, require_divides
from shapelint.rules.shared.operands import size_in
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.torch.convolved import advice, check_groups, unconvolved
from shapelint.rules.torch.lazy import lazily, settle, unsettled
from shapelint.rules.torch.per_axis import spread
from shapelint.rules.values import UNKNOWN

_WEIGHTS: Final = {"weight": "in_channels out_channels//groups *kernel_size", "bias": "out_channels if bias"}
_PER_AXIS: Final = ("kernel_size", "stride", "padding", "output_padding", "dilation")

_EXAMPLES: Final = {
    1: """Spread every place of the input over a kernel: a convolution turned round.

    >>> ConvTranspose1d(3, 6, 4, 2, 1)([2, 3, 8])
    (2, 6, 16)
    >>> ConvTranspose1d(3, 6, 3, stride=2, padding=1, output_padding=1)([2, 3, 8])
    (2, 6, 16)
    >>> ConvTranspose1d(4, 6, 3, 3, groups=2, dilation=2)([4, 8], (27,))
    (6, 27)
    >>> ConvTranspose1d(3, 6, 4, 2, 1)([2, 4, 8])
    SHP201 axis `in_channels` is 4, expected 3
    >>> ConvTranspose1d(3, 6, 4, output_padding=1)([2, 3, 8])
    SHP707
    >>> ConvTranspose1d(4, 6, 3, groups=2).weight
    (4, 3, 3)
    """,
    2: """Spread every place of the input over a kernel: a convolution turned round.

    >>> ConvTranspose2d(3, 6, 4, 2, 1)([2, 3, 8, 9])
    (2, 6, 16, 18)
    >>> ConvTranspose2d(3, 6, 3, stride=2, padding=1, output_padding=1)([2, 3, 8, 9])
    (2, 6, 16, 18)
    >>> ConvTranspose2d(3, 6, (3, 2), (2, 3), (1, 0), bias=False)([3, 8, 9])
    (6, 15, 26)
    >>> ConvTranspose2d(3, 6, 3, 2)([2, 3, 8, 9], output_size=(18, 19))
    (2, 6, 18, 19)
    >>> ConvTranspose2d(3, 6, 3, 2)([2, 3, 8, 9], (2, 6, 17, 20))
    (2, 6, 17, 20)
    >>> ConvTranspose2d(3, 6, 3, 2)([2, 3, 8, 9], (16, 20))
    SHP707 output_size asks for 16, from 17 to 18 are possible
    >>> ConvTranspose2d(3, 6, 4, 2, 1)([2, 4, 8, 9])
    SHP201 axis `in_channels` is 4, expected 3
    >>> ConvTranspose2d(3, 6, 3, padding=6)([2, 3, 8, 9])
    SHP503
    >>> ConvTranspose2d(4, 6, 3, groups=2).weight
    (4, 3, 3, 3)
    """,
    3: """Spread every place of the input over a kernel: a convolution turned round.

    >>> ConvTranspose3d(3, 6, 4, 2, 1)([2, 3, 4, 5, 6])
    (2, 6, 8, 10, 12)
    >>> ConvTranspose3d(3, 6, 3, stride=2, padding=1, output_padding=1)([3, 4, 5, 6])
    (6, 8, 10, 12)
    >>> ConvTranspose3d(3, 6, 2, (1, 2, 2))([2, 3, 4, 5, 6], (5, 10, 12))
    (2, 6, 5, 10, 12)
    >>> ConvTranspose3d(3, 6, 4, 2, 1)([2, 4, 4, 5, 6])
    SHP201 axis `in_channels` is 4, expected 3
    >>> ConvTranspose3d(4, 6, 3, groups=2).weight
    (4, 3, 3, 3, 3)
    """,
}

_LAZY_EXAMPLES: Final = {
    1: """
    >>> LazyConvTranspose1d(6, 4, 2, 1)([2, 3, 8])
    (2, 6, 16)
    >>> LazyConvTranspose1d(6, 3, stride=2, padding=1, output_padding=1)([3, 8])
    (6, 16)
    >>> conv = LazyConvTranspose1d(6, 4, groups=2)
    >>> first = conv([2, 4, 8])
    >>> conv.weight
    (4, 3, 4)
    >>> conv([2, 6, 8])
    SHP203
    """,
    2: """
    >>> LazyConvTranspose2d(6, 4, 2, 1)([2, 3, 8, 9])
    (2, 6, 16, 18)
    >>> LazyConvTranspose2d(6, 3, stride=2, padding=1, output_padding=1)([3, 8, 9])
    (6, 16, 18)
    >>> LazyConvTranspose2d(6, 4, groups=4)([2, 4, 8, 9])
    SHP202
    >>> LazyConvTranspose2d(6, 4, groups=4, bias=False)([2, 4, 8, 9])
    (2, 4, 11, 12)
    """,
    3: """
    >>> LazyConvTranspose3d(6, 4, 2, 1)([2, 3, 4, 5, 6])
    (2, 6, 8, 10, 12)
    >>> LazyConvTranspose3d(6, 3, stride=2, padding=1, output_padding=1)([3, 4, 5, 6])
    (6, 8, 10, 12)
    >>> LazyConvTranspose3d(6, 3, stride=2)([2, 3, 4, 5, 6], (9, 11, 15))
    SHP707
    """,
}


def _groups_divide(in_channels, out_channels, groups):
    require_divides(groups, in_channels, "groups", "in_channels")
    require_divides(groups, out_channels, "groups", "out_channels")


def _declare(count: int) -> None:
    places = axis_names(count)
    given, after = f"N? in_channels {' '.join(places)}", " ".join(f"{name}2" for name in places)

    def stretched(input, axes, window, output_padding, output_size):
        sizes = tuple(axes[name] for name in places)
        found = unconvolved(input, sizes, window, output_padding, output_size)
        return dict(zip((f"{name}2" for name in places), found, strict=True))

    def conv_transpose(
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
        input,
        output_size,
        axes,
    ):
        require_at_least(1, "in_channels", in_channels)
        require_at_least(1, "out_channels", out_channels)
        return stretched(input, axes, (kernel_size, stride, padding, dilation), output_padding, output_size)

    conv_transpose.__doc__ = _EXAMPLES[count]
    layer(
        f"torch.nn.ConvTranspose{count}d",
        f"{given} -> N? out_channels {after}",
        call="input, output_size=None",
        weights=_WEIGHTS,
        adjust=spread(count, *_PER_AXIS),
        advise=advice(count, sliding=False),
        least={"in_channels": 0, "out_channels": 0, "kernel_size": 0, "groups": 1},
    )(conv_transpose).construction(_groups_divide)

    def lazy(
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
        input,
        output_size,
        axes,
        layer,
        machine,
    ):
        check_groups(groups, axes["in_channels"], out_channels if bias is True else UNKNOWN)
        each = size_in(out_channels) // size_in(groups)
        require_at_least(1, "out_channels // groups", each)
        found = stretched(input, axes, (kernel_size, stride, padding, dilation), output_padding, output_size)
        settle(layer, machine, input, axes["in_channels"], "channels")
        return found | {"each": each}

    lazy.__doc__ = f"A ConvTranspose{count}d that takes its channels from the first input.\n{_LAZY_EXAMPLES[count]}"
    spreading = spread(count, *_PER_AXIS)
    layer(
        f"torch.nn.LazyConvTranspose{count}d",
        f"{given} -> N? groups*each {after}",
        call="input, output_size=None",
        weights=lazily(_WEIGHTS, "in_channels"),
        adjust=lambda bound: unsettled(spreading(bound)),
        least={"kernel_size": 0, "groups": 1},
    )(lazy)


for _count in (1, 2, 3):
    _declare(_count)
