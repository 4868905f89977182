"""Convolution by function: filters are tensors, with the channels on their last two axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.axes import check_rank as check_ranks
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.shared.windows import windows
from shapelint.rules.tensorflow.sliding import channels_first, slid, spatial
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, Size, divides, equal

WORDS: Final = {1: "width", 2: "height width", 3: "depth height width"}


def check_rank(layer: str, x: Value, rank: int, what: str, pattern: str) -> None:
    """Raises Mismatch SHP101 where `x` certainly has another rank."""
    shape = measured(x)
    if len(shape.dims) > rank or (not shape.open and len(shape.dims) != rank):
        raise Mismatch(
            "SHP101",
            "{layer} expects {what} of {rank} axes ({pattern}), gets {shape}",
            operand=culprit(x),
            help=_help(layer, what, shape, rank),
            layer=layer,
            what=what,
            rank=rank,
            pattern=pattern,
            shape=str(shape),
        )


def _help(layer: str, what: str, shape: Shape, rank: int) -> str | None:
    if what == "filters" and not shape.open and len(shape.dims) == rank - 1:
        return f"all samples share the filters of {layer}: they have no batch axis, but an axis each for in and out"
    return None


def convolved(
    layer: str,
    count: int,
    input: Value,
    filters: Value,
    strides: Value,
    padding: Value,
    data_format: Value,
    dilations: Value,
    machine: Machine,
) -> Shape:
    """The shape after a convolution over `count` spatial axes.

    Raises Mismatch SHP101 for ranks, SHP201 for channels, SHP503 for a filter larger than the input.
    """
    check_rank(layer, filters, count + 2, "filters", f"{WORDS[count]} in_channels out_channels")
    shape, kernel = measured(input), measured(filters)
    first = channels_first(data_format)
    if not shape.open and len(shape.dims) < count + 2:
        check_rank(layer, input, count + 2, "an input", f"batch {WORDS[count]} channels")
    if shape.open or kernel.open or first is None:
        return UNKNOWN_SHAPE
    *leading, one, two = ends(shape.dims, count, first)
    sizes, channels = (two, one) if first else (one, two)
    _check_channels(layer, input, channels[0], kernel.dims[count])
    steps = spatial(strides, count, first, "strides")
    holes = spatial(dilations, count, first, "dilations")
    found = slid_or_padded(sizes, kernel.dims[:count], steps, padding, holes, input, machine)
    if divides(kernel.dims[count], channels[0]) is True and 0 not in found:  # where there is no place, nobody asks
        require_divides(channels[0] // kernel.dims[count], kernel.dims[-1], "groups", "out_channels")
    out = (kernel.dims[-1],)
    return Shape((*leading[0], *(out + found if first else found + out)))


def ends(dims: tuple[Size, ...], count: int, first: bool) -> tuple[tuple[Size, ...], ...]:
    """The leading axes, and the spatial and channel axes in the order in which they stand."""
    leading, rest = dims[: -count - 1], dims[-count - 1 :]
    return (leading, rest[:1], rest[1:]) if first else (leading, rest[:-1], rest[-1:])


def _check_channels(layer: str, input: Value, channels: Size, wanted: Size) -> None:
    """The input may have a multiple of the filters' channels: they are groups then.  Raises Mismatch SHP201."""
    if divides(wanted, channels) is False:
        raise Mismatch(
            "SHP201",
            "{layer} has filters for {expected} channels, the input has {found}",
            operand=culprit(input),
            layer=layer,
            axis="in_channels",
            expected=wanted,
            found=channels,
        )


def slid_or_padded(
    sizes: tuple[Size, ...],
    kernel: tuple[Size, ...],
    strides: Value,
    padding: Value,
    dilations: Value,
    operand: Value,
    machine: Machine,
) -> tuple[Size, ...]:
    """The places at which filters can stand, with padding by name or by a pair of numbers for every axis."""
    if isinstance(padding, str):
        return slid(sizes, kernel, strides, padding, dilations, operand, machine)
    pairs = items_of(padding)
    if pairs is None or len(pairs) != len(sizes) + 2:
        return (UNKNOWN,) * len(sizes)
    padded = []
    for size, pair in zip(sizes, pairs[1:-1], strict=True):
        both = items_of(pair)
        padded.append(size + size_in(both[0]) + size_in(both[1]) if both is not None and len(both) == 2 else UNKNOWN)
    return windows(padded, kernel, strides, 0, dilations, operand=culprit(operand))


_DOC = """Slide filters over {count} spatial {axes}; they have the shape ({words}, in_channels, out_channels).

    >>> {good}
    {after}
    >>> {rank}
    SHP101 expects filters of {total} axes
    >>> {channels}
    SHP201 axis `in_channels` is 4, expected 3
    >>> {empty}
    SHP508 a window of 3 does not fit
    >>> {large}
    SHP503 a window of 3 does not fit
    """


def _declare(count: int, name: str, parameters: str, stride: str) -> None:
    step = "stride" if count == 1 else "strides"

    def made(*, machine, **given):
        return convolved(
            f"tf.nn.{name}",
            count,
            given["input"],
            given["filters"],
            given[step],
            given["padding"],
            given["data_format"],
            given["dilations"],
            machine,
        )

    sizes, kernel = ", ".join(["10"] * count), ", ".join(["3"] * count)
    tail = f"{stride}, 'VALID')"
    doc = _DOC.format(
        count=count,
        axes="axis" if count == 1 else "axes",
        words=", ".join(WORDS[count].split()),
        good=f"@([2, {sizes}, 3], [{kernel}, 3, 8], {tail}",
        after=f"(2, {', '.join(['8'] * count)}, 8)",
        rank=f"@([2, {sizes}, 3], [{kernel}, 3], {tail}",
        total=count + 2,
        channels=f"@([2, {sizes}, 4], [{kernel}, 3, 8], {tail}",
        empty=f"@([2, {', '.join(['2'] * count)}, 3], [{kernel}, 3, 8], {tail}",
        large=f"@([2, {', '.join(['1'] * count)}, 3], [{kernel}, 3, 8], {tail}",
    )
    declare(f"tf.nn.{name}", parameters, made, doc, legacy={"filter": "filters", "value": "input"})


_declare(1, "conv1d", "input, filters, stride, padding, data_format='NWC', dilations=None, name=None", "1")
_declare(2, "conv2d", "input, filters, strides, padding, data_format='NHWC', dilations=None, name=None", "1")
_FIVE: Final = "(1, 1, 1, 1, 1)"
_declare(3, "conv3d", "input, filters, strides, padding, data_format='NDHWC', dilations=None, name=None", _FIVE)


@op(("tf.nn.depthwise_conv2d", "tf.nn.depthwise_conv2d_native"), legacy={"rate": "dilations", "input_": "input"})
def depthwise_conv2d(input, filter, strides, padding, data_format=None, dilations=None, name=None, *, machine):
    """Slide filters over each channel by itself; they have the shape (height, width, channels, multiplier).

    >>> depthwise_conv2d([2, 10, 10, 3], [3, 3, 3, 2], (1, 1, 1, 1), "VALID")
    (2, 8, 8, 6)
    >>> depthwise_conv2d([2, 10, 10, 4], [3, 3, 3, 2], (1, 1, 1, 1), "VALID")
    SHP201 filters for 3 channels
    """
    return depthwise("tf.nn.depthwise_conv2d", input, filter, strides, padding, data_format, dilations, machine)


def depthwise(
    layer: str,
    input: Value,
    filter: Value,
    strides: Value,
    padding: Value,
    data_format: Value,
    dilations: Value,
    machine: Machine,
) -> Shape:
    """The shape after filters over each channel by itself.

    Raises Mismatch SHP101 for ranks, SHP201 for channels, SHP503 for a filter larger than the input.
    """
    check_rank(layer, filter, 4, "filters", "height width channels multiplier")
    check_rank(layer, input, 4, "an input", "batch height width channels")
    shape, kernel = measured(input), measured(filter)
    if shape.open or kernel.open or channels_first(data_format) is not False:
        return UNKNOWN_SHAPE
    if equal(shape.dims[3], kernel.dims[2]) is False:
        raise Mismatch(
            "SHP201",
            "{layer} has filters for {wanted} channels, gets {shape}",
            operand=culprit(input),
            layer=layer,
            wanted=kernel.dims[2],
            shape=shape,
        )
    steps, holes = spatial(strides, 2, False, "strides"), spatial(dilations, 2, False, "dilations")
    found = slid_or_padded(shape.dims[1:3], kernel.dims[:2], steps, padding, holes, input, machine)
    return Shape((shape.dims[0], *found, kernel.dims[2] * kernel.dims[3]))


@op("tf.nn.bias_add")
def bias_add(value, bias, data_format=None, name=None):
    """Add one number for each channel.

    >>> bias_add([2, 5, 3], [3])
    (2, 5, 3)
    >>> bias_add([2, 5, 3], [5])
    SHP301 5 biases, 3 channels
    """
    shape, biases, first = measured(value), check_ranks(bias, "tf.nn.bias_add", 1, 1), channels_first(data_format)
    if first is None or not biases.dims or not shape.dims or biases.open:
        return shape
    count, channels = biases.dims[0], shape.axis(1 if first else -1)
    if divides(count, channels) is False or divides(channels, count) is False:
        raise Mismatch(
            "SHP301",
            "{count} biases, {channels} channels in {shape}",
            operand=culprit(value),
            count=count,
            channels=channels,
            shape=str(shape),
        )
    return shape
