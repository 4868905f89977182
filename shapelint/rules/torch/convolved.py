"""What convolutions share, be they layers or functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.fixes import Fix, changed
from shapelint.rules.form import Advise
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.shared.windows import axis_names, unwindowed, windows
from shapelint.rules.torch.channels import rearranged
from shapelint.rules.torch.padding import padded
from shapelint.rules.torch.per_axis import numbers
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of
from shapelint.sizes import Size, at_most, equal, less

_COPIES: Final = ("reflect", "replicate", "circular")
_WORDS: Final = ("same", "valid")

Window = tuple[Value, Value, Value, Value]  # kernel, stride, padding, dilation


def convolved(input: Value, sizes: tuple[Size, ...], window: Window, mode: Value = "zeros") -> tuple[Size, ...]:
    """The sizes behind the channels after a convolution; mode: what a layer pads with.

    Raises Mismatch SHP706 or SHP707 for arguments that no convolution can have, SHP503 where the kernel does not fit.
    """
    count = len(sizes)
    kernel, stride, padding, dilation = window
    kernels = numbers("kernel_size", kernel, count, least=1, single=False)
    strides = numbers("stride", stride, count, least=1)
    dilations = numbers("dilation", dilation, count, least=1)
    if isinstance(padding, str):
        check_word(padding, strides)
    if mode in _COPIES:
        sizes = _copied(input, sizes, _pads(padding, kernels, dilations), mode)
        padding = 0
    elif not isinstance(padding, str):
        padding = numbers("padding", padding, count, least=0 if mode == "zeros" else None)
    return windows(sizes, kernels, strides, padding, dilations, operand=culprit(input))


def check_word(padding: str, strides: tuple[Size, ...] = ()) -> None:
    """Padding by name is "same" or "valid", and "same" needs a stride of 1.

    Raises Mismatch SHP706 or SHP707.
    """
    if padding not in _WORDS:
        lower = padding.lower()
        raise Mismatch(
            "SHP706",
            '`padding="{padding}"` is neither a number, "same" nor "valid"',
            help=changed("padding", lower, text=f'padding="{lower}"') if lower in _WORDS else None,
            padding=padding,
        )
    if padding == "same" and any(equal(stride, 1) is False for stride in strides):
        raise Mismatch(
            "SHP707",
            '`padding="same"` needs a stride of 1, the stride is {stride}',
            stride=strides[0] if len(strides) == 1 else strides,
        )


def _pads(padding: Value, kernels: tuple[Size, ...], dilations: tuple[Size, ...]) -> tuple[Size, ...]:
    """Two numbers per axis, the last axis first, as `pad` takes them."""
    if padding == "same" and isinstance(padding, str):
        room = [d * (k - 1) for k, d in zip(kernels, dilations, strict=True)]
        return tuple(part for each in reversed(room) for part in (each // 2, each - each // 2))
    if padding == "valid" and isinstance(padding, str):
        return (0,) * (2 * len(kernels))
    items = items_of(padding)
    if items is None:
        items = (size_in(padding),) * len(kernels)
    return tuple(size_in(item) for item in reversed(items) for _ in range(2))


def _copied(input: Value, sizes: tuple[Size, ...], pads: tuple[Size, ...], mode: str) -> tuple[Size, ...]:
    """The sizes after the padding that a layer does by itself.

    Raises Mismatch SHP706 where channels are padded too.
    """
    shape = padded(input, pads, mode, "padding")
    count = len(sizes)
    before, after = shape_of(input).axis(-count - 1), shape.axis(-count - 1)
    if equal(before, after) is False:
        raise Mismatch("SHP706", "the padding has {found} numbers for {count} axes", found=len(pads) // 2, count=count)
    return shape.tail(count)


def unconvolved(
    input: Value,
    sizes: tuple[Size, ...],
    window: Window,
    output_padding: Value,
    output_size: Value = None,
) -> tuple[Size, ...]:
    """The sizes behind the channels after a transposed convolution.

    Raises Mismatch SHP706 or SHP707 for arguments that none can have, SHP503 where padding leaves less than nothing.
    """
    count = len(sizes)
    kernel, stride, padding, dilation = window
    kernels = numbers("kernel_size", kernel, count, least=1, single=False)
    strides = numbers("stride", stride, count, least=1, single=output_size is None)
    pads = numbers("padding", padding, count, least=0, single=output_size is None)
    dilations = numbers("dilation", dilation, count, least=1)
    if output_size is not None:
        return _asked_for(input, unwindowed(sizes, kernels, strides, pads, 0, dilations), strides, output_size)
    extra = numbers("output_padding", output_padding, count, least=0)
    for more, step, gap in zip(extra, strides, dilations, strict=True):
        if at_most(step, more) and at_most(gap, more):
            raise Mismatch(
                "SHP707",
                "output_padding is {more}, it must be smaller than the stride, {step}, or the dilation, {gap}",
                more=more,
                step=step,
                gap=gap,
            )
    after = unwindowed(sizes, kernels, strides, pads, extra, dilations)
    for name, size in zip(axis_names(count), after, strict=True):
        if less(size, 0):
            raise Mismatch(
                "SHP503",
                "the padding takes more off axis `{name}` than there is: {size} would be left",
                operand=culprit(input),
                name=name,
                size=size,
            )
    return after


def _asked_for(input: Value, least: tuple[Size, ...], strides: tuple[Size, ...], wanted: Value) -> tuple[Size, ...]:
    """The sizes that `output_size` asks for: each from the least to the last before another place of the input.

    Raises Mismatch SHP706 for another number of sizes, SHP707 for a size that cannot be.
    """
    count, items = len(least), items_of(wanted)
    if items is None:
        return (UNKNOWN,) * count
    shape = shape_of(input)
    known = len(shape.dims) if not shape.open or len(shape.dims) == count + 2 else None
    if len(items) not in ((count, known) if known is not None else (count, count + 1, count + 2)):
        raise Mismatch(
            "SHP706",
            "output_size has {found} numbers, expected {wanted}",
            operand=culprit(input),
            found=len(items),
            wanted=count if known is None else f"{count} or {known}",
        )
    sizes = tuple(map(size_in, items[-count:]))
    for low, size, step in zip(least, sizes, strides, strict=True):
        if at_most(low, size) is False or less(size, low + step) is False:
            raise Mismatch(
                "SHP707",
                "output_size asks for {size}, from {low} to {high} are possible",
                operand=culprit(input),
                size=size,
                low=low,
                high=low + step - 1,
            )
    return sizes


def check_groups(groups: Value, in_channels: Size, out_channels: Size, weight: str = "out_channels") -> None:
    """Both numbers of channels must be multiples of the groups, and there must be one to give.

    Raises Mismatch SHP202 or SHP707.
    """
    require_divides(size_in(groups), in_channels, "groups", "in_channels")
    require_divides(size_in(groups), out_channels, "groups", weight)
    require_at_least(1, weight, out_channels)


def slides(sizes: tuple[Size, ...], window: Window) -> bool:
    """Whether a kernel may fit on axes of these sizes."""
    try:
        windows(sizes, *window)
    except Mismatch:
        return False
    return True


def advice(count: int, *, sliding: bool = True) -> Advise:
    """What edit of an input would make it fit a layer over `count` axes; sliding: whether its kernel must fit there."""

    def advise(input: Value, made: Mapping[str, Value]) -> Fix | None:
        window = (made["kernel_size"], made["stride"], made["padding"], made["dilation"])
        return rearranged(
            input, size_in(made["in_channels"]), count, lambda sizes: not sliding or slides(sizes, window)
        )

    return advise
