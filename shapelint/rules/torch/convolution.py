"""Convolution layers."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer
from shapelint.rules.mismatch import require_at_least, require_divides
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.torch.convolved import advice, check_groups, check_word, convolved
from shapelint.rules.torch.lazy import lazily, settle, unsettled
from shapelint.rules.torch.per_axis import spread
from shapelint.rules.values import sizes_of

_WEIGHTS: Final = {"weight": "out_channels in_channels//groups *kernel_size", "bias": "out_channels if bias"}
_PER_AXIS: Final = ("kernel_size", "stride", "padding", "dilation")

_EXAMPLES: Final = {
    1: """Slide a kernel over the last axis.

    >>> Conv1d(3, 8, 5)([2, 3, 10])
    (2, 8, 6)
    >>> Conv1d(3, 8, 5, padding="same")([3, 10])
    (8, 10)
    >>> Conv1d(4, 8, (3,), stride=2, padding=2, dilation=2, groups=2)([2, 4, 11])
    (2, 8, 6)
    >>> Conv1d(3, 8, 5, padding=2, padding_mode="reflect")([2, 3, 10])
    (2, 8, 10)
    >>> Conv1d(3, 8, 5, padding=3, padding_mode="circular")([2, 3, 2])
    SHP503
    >>> Conv1d(3, 8, 5)([2, 10, 3])
    SHP201 axis `in_channels` is 10, expected 3
    >>> Conv1d(3, 8, 5)([2, 3, 4])
    SHP503
    >>> Conv1d(3, 8, 5).weight
    (8, 3, 5)
    >>> Conv1d(3, 8, 5, groups=2)
    SHP202
    >>> Conv1d(3, 8, 5, stride=2, padding="same")
    SHP707
    """,
    2: """Slide a kernel over the last two axes.

    >>> Conv2d(3, 32, kernel_size=5, stride=1, padding=2)([16, 3, 32, 32])
    (16, 32, 32, 32)
    >>> Conv2d(3, 6, 5)([3, 32, 32])
    (6, 28, 28)
    >>> Conv2d(3, 96, 11, stride=4)([1, 3, 227, 227])
    (1, 96, 55, 55)
    >>> Conv2d(3, 8, (3, 5), padding=(1, 0), dilation=(1, 2))([2, 3, 9, 11])
    (2, 8, 9, 3)
    >>> Conv2d(4, 8, 3, 1, "same", groups=4, bias=False)([2, 4, 9, 11])
    (2, 8, 9, 11)
    >>> Conv2d(4, 8, 3, padding=(1, 2), padding_mode="replicate")([2, 4, 9, 11])
    (2, 8, 9, 13)
    >>> Conv2d(3, 6, 5)([2, 1, 32, 32])
    SHP201 axis `in_channels` is 1, expected 3
    >>> Conv2d(3, 6, 5)([2, 3])
    SHP101
    >>> Conv2d(3, 6, 5)([3, 4, 32])
    SHP503
    >>> Conv2d(3, 6, 5, stride=0)([3, 32, 32])
    SHP707 stride is 0, expected at least 1
    >>> Conv2d(3, 6, 5, stride=(1, 2, 3))([3, 32, 32])
    SHP706 stride is (1, 2, 3), expected one number or 2
    >>> Conv2d(4, 8, 3, groups=2).weight
    (8, 2, 3, 3)
    >>> Conv2d(4, 6, 3, groups=4)
    SHP202 out_channels is 6, which groups = 4 does not divide
    """,
    3: """Slide a kernel over the last three axes.

    >>> Conv3d(3, 8, 3)([2, 3, 8, 9, 10])
    (2, 8, 6, 7, 8)
    >>> Conv3d(3, 8, (1, 3, 3), padding=(0, 1, 1))([3, 8, 9, 10])
    (8, 8, 9, 10)
    >>> Conv3d(4, 8, 3, stride=(1, 2, 2), padding=1, groups=2, padding_mode="circular")([2, 4, 6, 7, 8])
    (2, 8, 6, 4, 4)
    >>> Conv3d(3, 8, 3)([2, 4, 8, 9, 10])
    SHP201 axis `in_channels` is 4, expected 3
    >>> Conv3d(3, 8, 3).weight
    (8, 3, 3, 3, 3)
    >>> Conv3d(3, 8, (3, 3)).weight
    (8, 3, 3, 3)
    """,
}

_LAZY_EXAMPLES: Final = {
    1: """
    >>> LazyConv1d(6, 3)([2, 3, 8])
    (2, 6, 6)
    >>> LazyConv1d(6, 3, padding="same", dilation=2)([3, 8])
    (6, 8)
    >>> conv = LazyConv1d(6, 3)
    >>> first = conv([2, 4, 8])
    >>> conv.weight
    (6, 4, 3)
    >>> conv([2, 5, 8])
    SHP203
    >>> LazyConv1d(6, 9)([2, 3, 8])
    SHP503
    """,
    2: """
    >>> LazyConv2d(6, 3)([2, 3, 8, 9])
    (2, 6, 6, 7)
    >>> LazyConv2d(6, (3, 2), stride=2, padding=(1, 0), groups=3)([3, 8, 9])
    (6, 4, 4)
    >>> LazyConv2d(6, 3, groups=2)([2, 3, 8, 9])
    SHP202
    >>> LazyConv2d(6, 9)([2, 3, 8, 9])
    SHP503
    """,
    3: """
    >>> LazyConv3d(6, 3)([2, 3, 8, 9, 10])
    (2, 6, 6, 7, 8)
    >>> LazyConv3d(6, (1, 3, 3), padding=(0, 1, 1))([3, 8, 9, 10])
    (6, 8, 9, 10)
    >>> LazyConv3d(6, 9)([2, 3, 8, 9, 10])
    SHP503
    """,
}


def _groups_divide(in_channels, out_channels, groups):
    require_divides(groups, in_channels, "groups", "in_channels")
    require_divides(groups, out_channels, "groups", "out_channels")


def _same_stands_still(padding, stride):
    if isinstance(padding, str):
        check_word(padding, sizes_of(stride) or ())


def _declare(count: int) -> None:
    places = axis_names(count)
    pattern = f"N? in_channels {' '.join(places)} -> N? out_channels {' '.join(f'{name}2' for name in places)}"

    def after(input, axes, window, padding_mode):
        found = convolved(input, tuple(axes[name] for name in places), window, padding_mode)
        return dict(zip((f"{name}2" for name in places), found, strict=True))

    def conv(
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
        axes,
    ):
        require_at_least(1, "out_channels", out_channels)
        return after(input, axes, (kernel_size, stride, padding, dilation), padding_mode)

    conv.__doc__ = _EXAMPLES[count]
    rule = layer(
        f"torch.nn.Conv{count}d",
        pattern,
        weights=_WEIGHTS,
        adjust=spread(count, *_PER_AXIS),
        advise=advice(count),
        least={"in_channels": 0, "out_channels": 0, "kernel_size": 0, "groups": 1},
    )(conv)
    rule.construction(_groups_divide)
    rule.construction(_same_stands_still)

    def lazy(
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
        axes,
        layer,
        machine,
    ):
        check_groups(groups, axes["in_channels"], out_channels)
        found = after(input, axes, (kernel_size, stride, padding, dilation), padding_mode)
        settle(layer, machine, input, axes["in_channels"], "channels")
        return found

    lazy.__doc__ = f"A Conv{count}d that takes its channels from the first input.\n{_LAZY_EXAMPLES[count]}"
    spreading = spread(count, *_PER_AXIS)
    layer(
        f"torch.nn.LazyConv{count}d",
        pattern,
        weights=lazily(_WEIGHTS, "in_channels"),
        adjust=lambda bound: unsettled(spreading(bound)),
        least={"kernel_size": 0, "groups": 1},
    )(lazy).construction(_same_stands_still)


for _count in (1, 2, 3):
    _declare(_count)
