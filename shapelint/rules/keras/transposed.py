"""Convolutions turned round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, layer
from shapelint.rules.keras.arguments import CONVOLUTION, WINDOWS, check_apart, spread
from shapelint.rules.keras.convolution import image_axes, image_shape
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import per_axis, size_in
from shapelint.rules.shared.windows import axis_names, named_unwindowed
from shapelint.rules.values import Value, items_of, shape_of
from shapelint.sizes import at_most

_WEIGHTS: Final = {"kernel": "*kernel_size filters channels", "bias": "filters if use_bias"}
_EXAMPLES: Final = {
    1: """Spread each step of a sequence over a window.

    >>> Conv1DTranspose(8, 3, strides=2)([2, 9, 3])
    (2, 19, 8)
    >>> Conv1DTranspose(8, 3, padding="same", dilation_rate=2)([2, 9, 3])
    (2, 9, 8)
    >>> Conv1DTranspose(8, 3)([2, 9])
    SHP101
    """,
    2: """Spread each pixel of an image over a window.

    >>> Conv2DTranspose(8, 3, strides=2)([2, 9, 9, 3])
    (2, 19, 19, 8)
    >>> Conv2DTranspose(8, 3, strides=2, padding="same")([2, 9, 9, 3])
    (2, 18, 18, 8)
    >>> Conv2DTranspose(8, 3, strides=2, padding="same", output_padding=0)([2, 9, 9, 3])
    (2, 17, 17, 8)
    >>> Conv2DTranspose(8, (3, 2), strides=(2, 3), data_format="channels_first")([2, 3, 9, 9])
    (2, 8, 19, 27)
    >>> Conv2DTranspose(8, 3)([2, 9, 9])
    SHP101
    >>> Conv2DTranspose(8, 3, strides=2, output_padding=2)
    SHP707
    """,
    3: """Spread each voxel of a volume over a window.

    >>> Conv3DTranspose(8, 2, strides=2)([1, 4, 4, 4, 3])
    (1, 8, 8, 8, 8)
    >>> Conv3DTranspose(8, 2)([1, 4, 4, 3])
    SHP101
    """,
}


def check_extra(strides, output_padding):
    """What is added to an axis is less than a stride.  Raises Mismatch SHP707."""
    steps = items_of(strides) or ()
    for step, more in zip(steps, per_axis(output_padding, len(steps)), strict=True):
        if output_padding is not None and at_most(step, more) is True:
            raise Mismatch(
                "SHP707", "output_padding is {more}, it must be less than the stride, {step}", more=more, step=step
            )


def _spread_out(
    rank: int,
    inputs: Value,
    axes: dict[str, Value],
    filters: Value,
    kernel: Value,
    strides: Value,
    padding: Value,
    extra: Value,
    data_format: Value,
    dilation: Value,
    machine: Machine,
) -> Value:
    first = channels_first(data_format, machine)
    shape = shape_of(inputs)
    spatial, axes["channels"] = image_axes(shape, rank, first)
    sizes = named_unwindowed(spatial, kernel, strides, padding, extra, dilation)
    return image_shape(shape, sizes, size_in(filters), first)


def _flat(rank: int) -> Callable[..., Value]:
    ones = 1 if rank == 1 else (1,) * rank

    def body(
        filters,
        kernel_size,
        strides=ones,
        padding="valid",
        output_padding=None,
        data_format=None,
        dilation_rate=ones,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        *,
        inputs,
        axes,
        machine: Machine,
    ):
        window = (filters, kernel_size, strides, padding, output_padding, data_format, dilation_rate)
        return _spread_out(rank, inputs, axes, *window, machine)

    return body


def _deep(
    filters,
    kernel_size,
    strides=(1, 1, 1),
    padding="valid",
    data_format=None,
    output_padding=None,
    dilation_rate=(1, 1, 1),
    activation=None,
    use_bias=True,
    kernel_initializer="glorot_uniform",
    bias_initializer="zeros",
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    *,
    inputs,
    axes,
    machine: Machine,
):
    window = (filters, kernel_size, strides, padding, output_padding, data_format, dilation_rate)
    return _spread_out(3, inputs, axes, *window, machine)


def _declare(names: tuple[str, ...], rank: int, body: Callable[..., Value]) -> Rule:
    body.__doc__ = _EXAMPLES[rank]
    made = layer(
        names,
        f"batch {' '.join(axis_names(rank))} channels",
        weights=_WEIGHTS,
        legacy=CONVOLUTION,
        adjust=spread(rank, "kernel_size", "strides", "dilation_rate"),
        least={"filters": 1, **WINDOWS, "output_padding": 0},
    )(body)
    made.construction(check_extra)
    made.construction(check_apart)
    return made


TRANSPOSED: Final = (
    _declare(("keras.layers.Conv1DTranspose", "keras.layers.Convolution1DTranspose"), 1, _flat(1)),
    _declare(
        ("keras.layers.Conv2DTranspose", "keras.layers.Convolution2DTranspose"),
        2,
        _flat(2),
    ),
    _declare(("keras.layers.Conv3DTranspose", "keras.layers.Convolution3DTranspose"), 3, _deep),
)
