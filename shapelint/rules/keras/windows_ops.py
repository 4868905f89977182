"""Convolutions and pooling as functions: `keras.ops.conv`, `keras.backend.conv2d` and their like."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.arguments import check_padding, one_per_axis
from shapelint.rules.keras.convolution import convolved, image_axes, image_shape
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.shared.windows import named_unwindowed
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, Size, divides, equal


def convolved_with(
    x: Value, kernel: Value, strides: Value, padding: Value, data_format: Value, dilation: Value, machine: Machine
) -> Value:
    """A convolution with a kernel (*sizes, channels in, channels out).  Raises Mismatch SHP101, SHP201 or SHP503."""
    weights, shape = measured(kernel), measured(x)
    if not weights.open and len(weights.dims) < 3:
        raise Mismatch("SHP101", "a kernel has at least 3 axes, gets {kernel}", operand=culprit(kernel), kernel=weights)
    if weights.open or shape.open:
        return tensor(UNKNOWN_SHAPE)
    rank = len(weights.dims) - 2
    if len(shape.dims) != rank + 2:
        raise Mismatch(
            "SHP101",
            "a kernel of {kernel} slides over {wanted} axes, gets {found}",
            operand=culprit(x),
            kernel=weights,
            wanted=rank + 2,
            found=shape,
        )
    first = channels_first(data_format, machine)
    channels = image_axes(shape, rank, first)[1]
    _check_channels(x, weights, channels)
    _check_steps(rank, strides, dilation)
    return tensor(convolved(x, rank, weights.dims[-1], weights.dims[:rank], strides, padding, dilation, first)[0])


def _check_channels(x: Value, kernel: Shape, channels: Size) -> None:
    """The channels must be those of the kernel, or as many for each of several groups.

    Raises Mismatch SHP201, or SHP202 where the filters do not divide into the groups.
    """
    expected = kernel.dims[-2]
    if divides(expected, channels) is False:
        raise _other_channels(x, kernel, expected, channels)
    if isinstance(channels, int) and isinstance(expected, int) and channels and expected:
        require_divides(channels // expected, kernel.dims[-1], "groups", "filters")


def _other_channels(x: Value, kernel: Shape, expected: Size, found: Size) -> Mismatch:
    return Mismatch(
        "SHP201",
        "the kernel {kernel} takes {expected} channels, gets {found}",
        operand=culprit(x),
        kernel=kernel,
        expected=expected,
        found=found,
    )


def _check_steps(rank: int, strides: Value, dilation: Value) -> None:
    """One stride and one dilation per axis.  Raises Mismatch SHP706."""
    one_per_axis("strides", strides, rank)
    one_per_axis("dilation_rate", dilation, rank)


STEPS: Final = {"strides": 1, "dilation_rate": 1}
_DOC: Final = """Slide a kernel (sizes, channels in, channels out) over the axes between batch and channels.

    >>> @({x}, {kernel})
    {after}
    >>> @({x}, {kernel}, 2, "same")
    {halved}
    >>> @({x}, {kernel}, 0)
    SHP707
    """
declare(
    "keras.ops.conv",
    "inputs, kernel, strides=1, padding='valid', data_format=None, dilation_rate=1",
    lambda inputs, kernel, strides, padding, data_format, dilation_rate, machine: convolved_with(
        inputs, kernel, strides, padding, data_format, dilation_rate, machine
    ),
    _DOC.format(x="[2, 9, 9, 3]", kernel="[3, 3, 3, 8]", after="(2, 7, 7, 8)", halved="(2, 5, 5, 8)").rstrip()
    + """
    >>> @([2, 9, 9, 3], [3, 3, 3, 8], (1, 2))
    (2, 7, 4, 8)
    >>> @([2, 9, 9, 4], [3, 3, 2, 8])
    (2, 7, 7, 8)
    >>> @([2, 9, 3], [3, 3, 8], dilation_rate=2)
    (2, 5, 8)
    >>> @([2, 9, 9, 3], [3, 3, 4, 8])
    SHP201
    >>> @([2, 9, 9, 4], [3, 3, 2, 7])
    SHP202
    >>> @([2, 9, 9, 3], [3, 3, 3, 8], (1, 2, 1))
    SHP706
    """,
    least=STEPS,
)
for _rank, _x, _kernel, _after, _halved in (
    (1, "[2, 9, 3]", "[3, 3, 8]", "(2, 7, 8)", "(2, 5, 8)"),
    (2, "[2, 9, 9, 3]", "[3, 3, 3, 8]", "(2, 7, 7, 8)", "(2, 5, 5, 8)"),
):
    declare(
        f"keras.backend.conv{_rank}d",
        f"x, kernel, strides={1 if _rank == 1 else (1, 1)}, padding='valid', data_format=None, "
        f"dilation_rate={1 if _rank == 1 else (1, 1)}",
        lambda x, kernel, strides, padding, data_format, dilation_rate, machine: convolved_with(
            x, kernel, strides, padding, data_format, dilation_rate, machine
        ),
        _DOC.format(x=_x, kernel=_kernel, after=_after, halved=_halved),
        least=STEPS,
    )


def _filters_of(x: Value, kernel: Value, name: str) -> tuple[Shape, Shape] | None:
    """The shapes of images and kernel, None where they are not known.

    Raises Mismatch SHP101 where a kernel does not slide over as many axes as there are.
    """
    weights, shape = measured(kernel), measured(x)
    if weights.open or shape.open:
        return None
    if len(shape.dims) != len(weights.dims):
        raise Mismatch(
            "SHP101",
            "{name} with a kernel of {kernel} expects {wanted} axes, gets {found}",
            operand=culprit(x),
            name=name,
            kernel=weights,
            wanted=len(weights.dims),
            found=str(shape),
        )
    if not 3 <= len(shape.dims) <= 5:
        raise Mismatch("SHP101", "{name} expects 3 to 5 axes, gets {found}", operand=culprit(x), name=name, found=shape)
    return shape, weights


def depthwise(
    x: Value, kernel: Value, strides: Value, padding: Value, data_format: Value, dilation: Value, machine: Machine
) -> Shape:
    """A kernel (*sizes, channels, multiplier) over each channel by itself."""
    found = _filters_of(x, kernel, "a convolution of each channel")
    if found is None:
        return UNKNOWN_SHAPE
    shape, weights = found
    rank = len(weights.dims) - 2
    first = channels_first(data_format, machine)
    channels = image_axes(shape, rank, first)[1]
    if equal(weights.dims[-2], channels) is False:
        raise _other_channels(x, weights, weights.dims[-2], channels)
    _check_steps(rank, strides, dilation)
    many = channels * weights.dims[-1]
    return convolved(x, rank, many, weights.dims[:rank], strides, padding, dilation, first)[0]


@op("keras.ops.depthwise_conv", least=STEPS)
def depthwise_conv(inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1, *, machine):
    """Slide a kernel (sizes, channels, multiplier) over each channel by itself.

    >>> ops.depthwise_conv([2, 9, 9, 3], [3, 3, 3, 2])
    (2, 7, 7, 6)
    >>> ops.depthwise_conv([2, 9, 3], [3, 3, 2], 2, "same")
    (2, 5, 6)
    >>> ops.depthwise_conv([2, 9, 9, 3], [3, 3, 4, 2])
    SHP201
    """
    return tensor(depthwise(inputs, kernel, strides, padding, data_format, dilation_rate, machine))


@op("keras.ops.separable_conv", least=STEPS)
def separable_conv(
    inputs,
    depthwise_kernel,
    pointwise_kernel,
    strides=1,
    padding="valid",
    data_format=None,
    dilation_rate=1,
    *,
    machine,
):
    """Slide a kernel over each channel by itself, then mix the channels.

    >>> ops.separable_conv([2, 9, 9, 3], [3, 3, 3, 2], [1, 1, 6, 8])
    (2, 7, 7, 8)
    >>> ops.separable_conv([2, 9, 3], [3, 3, 2], [1, 6, 8], 2, "same")
    (2, 5, 8)
    >>> ops.separable_conv([2, 9, 9, 3], [3, 3, 3, 2], [1, 1, 5, 8])
    SHP201
    """
    between = depthwise(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate, machine)
    return convolved_with(tensor(between), pointwise_kernel, 1, "valid", data_format, 1, machine)


@op("keras.ops.conv_transpose", least=STEPS)
def conv_transpose(
    inputs,
    kernel,
    strides=1,
    padding="valid",
    output_padding=None,
    data_format=None,
    dilation_rate=1,
    *,
    machine,
):
    """Spread each pixel over a window; the kernel is (sizes, channels out, channels in).

    >>> ops.conv_transpose([2, 9, 9, 3], [3, 3, 8, 3], 2)
    (2, 19, 19, 8)
    >>> ops.conv_transpose([2, 9, 9, 3], [3, 3, 8, 3], 2, "same")
    (2, 18, 18, 8)
    >>> ops.conv_transpose([2, 9, 3], [3, 8, 3], 2, "same", 0)
    (2, 17, 8)
    >>> ops.conv_transpose([2, 9, 9, 3], [3, 3, 8, 4])
    SHP201
    """
    found = _filters_of(inputs, kernel, "a transposed convolution")
    if found is None:
        return tensor(UNKNOWN_SHAPE)
    shape, weights = found
    rank = len(weights.dims) - 2
    first = channels_first(data_format, machine)
    spatial, channels = image_axes(shape, rank, first)
    if equal(weights.dims[-1], channels) is False:
        raise _other_channels(inputs, weights, weights.dims[-1], channels)
    _check_steps(rank, strides, dilation_rate)
    check_padding(padding)
    sizes = named_unwindowed(spatial, weights.dims[:rank], strides, padding, output_padding, dilation_rate)
    return tensor(image_shape(shape, sizes, weights.dims[-2], first))


def pooled(x: Value, pool: Value, strides: Value, padding: Value, data_format: Value, machine: Machine) -> Value:
    shape = measured(x)
    if shape.open:
        return tensor(UNKNOWN_SHAPE)
    if not 3 <= len(shape.dims) <= 5:
        raise Mismatch("SHP101", "pooling expects 3 to 5 axes, gets {found}", operand=culprit(x), found=str(shape))
    rank = len(shape.dims) - 2
    size = one_per_axis("pool_size", pool, rank)
    if strides is not None:
        one_per_axis("strides", strides, rank)
    first = channels_first(data_format, machine)
    return tensor(convolved(x, rank, None, size, size if strides is None else strides, padding, 1, first)[0])


_POOL: Final = """Take one number of each window.

    >>> @([2, 9, 9, 3], 2)
    (2, 4, 4, 3)
    >>> @([2, 9, 9, 3], (2, 3), 1, "same")
    (2, 9, 9, 3)
    >>> @([2, 9, 3], 2, 3)
    (2, 3, 3)
    >>> @([2, 9, 9, 3], 0)
    SHP707
    >>> @([2, 9], 2)
    SHP101
    """
POOLS: Final = {"pool_size": 1, "strides": 1}
for _name in ("max_pool", "average_pool"):
    declare(
        f"keras.ops.{_name}",
        "inputs, pool_size, strides=None, padding='valid', data_format=None",
        lambda inputs, pool_size, strides, padding, data_format, machine: pooled(
            inputs, pool_size, strides, padding, data_format, machine
        ),
        _POOL,
        least=POOLS,
    )


@op("keras.backend.pool2d", least=POOLS)
def pool2d(x, pool_size, strides=(1, 1), padding="valid", data_format=None, pool_mode="max", *, machine):
    """Take one number of each window.

    >>> pool2d([2, 9, 9, 3], (2, 2), (2, 2))
    (2, 4, 4, 3)
    """
    return pooled(x, pool_size, strides, padding, data_format, machine)


@op("keras.backend.resize_images")
def resize_images(x, height_factor, width_factor, data_format, interpolation="nearest", *, machine):
    """Repeat every row and column.

    >>> resize_images([2, 4, 4, 3], 2, 3, "channels_last")
    (2, 8, 12, 3)
    """
    from shapelint.rules.keras.resizing import stretched

    return tensor(stretched(x, 2, (height_factor, width_factor), channels_first(data_format, machine)))
