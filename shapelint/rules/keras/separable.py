"""Convolutions of each channel by itself, and those followed by a mixing of channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, layer
from shapelint.rules.keras.arguments import CONVOLUTION, WINDOWS, check_apart, spread
from shapelint.rules.keras.convolution import check_batch_alone, convolved
from shapelint.rules.keras.keras_1 import kernel_of_rows, kernel_or_stride
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import size_in
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.values import Value

_DEPTHWISE: Final = {
    "kernel": "*kernel_size channels depth_multiplier",
    "bias": "channels*depth_multiplier if use_bias",
}
_EXAMPLES: Final = {
    1: """Slide a kernel over the steps of each channel by itself.

    >>> DepthwiseConv1D(3)([2, 9, 4])
    (2, 7, 4)
    >>> DepthwiseConv1D(3)([2, 9])
    SHP101
    """,
    2: """Slide a kernel over the height and width of each channel by itself.

    >>> DepthwiseConv2D(3, depth_multiplier=2)([2, 9, 9, 3])
    (2, 7, 7, 6)
    >>> DepthwiseConv2D(3, padding="same", strides=2)([2, 9, 9, 3])
    (2, 5, 5, 3)
    >>> DepthwiseConv2D(3)([2, 2, 9, 3])
    SHP503
    """,
}
_SEPARABLE_EXAMPLES: Final = {
    1: """Slide a kernel over the steps of each channel, then mix the channels.

    >>> SeparableConv1D(8, 3)([2, 9, 4])
    (2, 7, 8)
    >>> SeparableConv1D(8, 3)([2, 9])
    SHP101
    """,
    2: """Slide a kernel over the height and width of each channel, then mix the channels.

    >>> SeparableConv2D(8, 3, depth_multiplier=2)([2, 9, 9, 3])
    (2, 7, 7, 8)
    >>> SeparableConv2D(8, 10)([2, 9, 9, 3])
    SHP503
    """,
}


def _depthwise(rank: int) -> Callable[..., Value]:
    ones = 1 if rank == 1 else (1,) * rank

    def body(
        kernel_size,
        strides=ones,
        padding="valid",
        depth_multiplier=1,
        data_format=None,
        dilation_rate=ones,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        bias_constraint=None,
        *,
        inputs,
        axes,
        channels,
        machine: Machine,
    ):
        check_batch_alone(inputs, rank, machine)
        first = channels_first(data_format, machine)
        many = (channels if first is False else convolved(inputs, rank, 1, 1, 1, "same", 1, first)[1]) * size_in(
            depth_multiplier
        )
        shape, axes["channels"] = convolved(inputs, rank, many, kernel_size, strides, padding, dilation_rate, first)
        return shape

    body.__doc__ = _EXAMPLES[rank]
    return body


def _separable(rank: int) -> Callable[..., Value]:
    ones = 1 if rank == 1 else (1,) * rank

    def body(
        filters,
        kernel_size,
        strides=ones,
        padding="valid",
        data_format=None,
        dilation_rate=ones,
        depth_multiplier=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        pointwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        pointwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        pointwise_constraint=None,
        bias_constraint=None,
        *,
        inputs,
        axes,
        machine: Machine,
    ):
        check_batch_alone(inputs, rank, machine)
        first = channels_first(data_format, machine, inputs, kernel_size)
        shape, axes["channels"] = convolved(
            inputs, rank, size_in(filters), kernel_size, strides, padding, dilation_rate, first
        )
        return shape

    body.__doc__ = _SEPARABLE_EXAMPLES[rank]
    return body


def _declare_depthwise(rank: int) -> Rule:
    made = layer(
        f"keras.layers.DepthwiseConv{rank}D",
        f"batch *more {' '.join(axis_names(rank))} channels",
        weights=_DEPTHWISE,
        legacy=CONVOLUTION,
        adjust=spread(rank, "kernel_size", "strides", "dilation_rate"),
        least={**WINDOWS, "depth_multiplier": 1},
    )(_depthwise(rank))
    made.construction(check_apart)
    return made


def _declare_separable(names: tuple[str, ...], rank: int, **options: Value) -> Rule:
    weights = {
        "depthwise_kernel": "*kernel_size channels depth_multiplier",
        "pointwise_kernel": " ".join(["1"] * rank) + " channels*depth_multiplier filters",
        "bias": "filters if use_bias",
    }
    adjust = spread(rank, "kernel_size", "strides", "dilation_rate")
    pattern = f"batch *more {' '.join(axis_names(rank))} channels"
    least = {"filters": 1, **WINDOWS, "depth_multiplier": 1}
    made = layer(names, pattern, weights=weights, legacy=CONVOLUTION, adjust=adjust, least=least, **options)(
        _separable(rank)
    )
    made.construction(check_apart)
    return made


DEPTHWISE: Final = tuple(map(_declare_depthwise, (1, 2)))
SEPARABLE: Final = (
    _declare_separable(("keras.layers.SeparableConv1D", "keras.layers.SeparableConvolution1D"), 1),
    _declare_separable(("keras.layers.SeparableConv2D",), 2, adapt=kernel_or_stride(2)),
    _declare_separable(("keras.layers.SeparableConvolution2D",), 2, adapt=kernel_of_rows(2)),
)
