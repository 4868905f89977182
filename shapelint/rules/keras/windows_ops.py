"""Convolutions and pooling as functions: `keras.ops.conv`, `keras.backend.conv2d` and their like."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.arguments import channels_first
from shapelint.rules.keras.convolution import convolved, image_axes
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured, per_axis
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import divides


def _convolved(
    x: Value, kernel: Value, strides: Value, padding: Value, data_format: Value, dilation: Value, machine: Machine
) -> Value:
    """A convolution with a kernel (*sizes, channels in, channels out).  Raises Mismatch SHP101, SHP201 or SHP503."""
    weights, shape = measured(kernel), measured(x)
    if weights.open or shape.open or len(weights.dims) < 3:
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
    if divides(weights.dims[-2], channels) is False:
        raise Mismatch(
            "SHP201",
            "the kernel {kernel} takes {expected} channels, gets {found}",
            operand=culprit(x),
            kernel=weights,
            expected=weights.dims[-2],
            found=channels,
        )
    return tensor(convolved(x, rank, weights.dims[-1], weights.dims[:rank], strides, padding, dilation, first)[0])


_DOC: Final = """Slide a kernel (sizes, channels in, channels out) over the axes between batch and channels.

    >>> @({x}, {kernel})
    {after}
    """
declare(
    "keras.ops.conv",
    "inputs, kernel, strides=1, padding='valid', data_format=None, dilation_rate=1",
    lambda inputs, kernel, strides, padding, data_format, dilation_rate, machine: _convolved(
        inputs, kernel, strides, padding, data_format, dilation_rate, machine
    ),
    _DOC.format(x="[2, 9, 9, 3]", kernel="[3, 3, 3, 8]", after="(2, 7, 7, 8)"),
)
for _rank, _x, _kernel, _after in (
    (1, "[2, 9, 3]", "[3, 3, 8]", "(2, 7, 8)"),
    (2, "[2, 9, 9, 3]", "[3, 3, 3, 8]", "(2, 7, 7, 8)"),
):
    declare(
        f"keras.backend.conv{_rank}d",
        f"x, kernel, strides={1 if _rank == 1 else (1, 1)}, padding='valid', data_format=None, "
        f"dilation_rate={1 if _rank == 1 else (1, 1)}",
        lambda x, kernel, strides, padding, data_format, dilation_rate, machine: _convolved(
            x, kernel, strides, padding, data_format, dilation_rate, machine
        ),
        _DOC.format(x=_x, kernel=_kernel, after=_after),
    )


def _pooled(x: Value, pool: Value, strides: Value, padding: Value, data_format: Value, machine: Machine) -> Value:
    shape = measured(x)
    if shape.open or len(shape.dims) < 3:
        return tensor(UNKNOWN_SHAPE)
    rank = len(shape.dims) - 2
    size = per_axis(pool, rank)
    first = channels_first(data_format, machine)
    return tensor(convolved(x, rank, None, size, size if strides is None else strides, padding, 1, first)[0])


_POOL: Final = """Take one number of each window.

    >>> @([2, 9, 9, 3], 2)
    (2, 4, 4, 3)
    """
for _name in ("max_pool", "average_pool"):
    declare(
        f"keras.ops.{_name}",
        "inputs, pool_size, strides=None, padding='valid', data_format=None",
        lambda inputs, pool_size, strides, padding, data_format, machine: _pooled(
            inputs, pool_size, strides, padding, data_format, machine
        ),
        _POOL,
    )


@op("keras.backend.pool2d")
def pool2d(x, pool_size, strides=(1, 1), padding="valid", data_format=None, pool_mode="max", *, machine):
    """Take one number of each window.

    >>> pool2d([2, 9, 9, 3], (2, 2), (2, 2))
    (2, 4, 4, 3)
    """
    return _pooled(x, pool_size, strides, padding, data_format, machine)


@op("keras.backend.resize_images")
def resize_images(x, height_factor, width_factor, data_format, interpolation="nearest", *, machine):
    """Repeat every row and column.

    >>> resize_images([2, 4, 4, 3], 2, 3, "channels_last")
    (2, 8, 12, 3)
    """
    from shapelint.rules.keras.resizing import stretched

    return tensor(stretched(x, 2, (height_factor, width_factor), channels_first(data_format, machine)))
