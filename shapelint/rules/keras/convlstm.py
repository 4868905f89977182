"""Recurrent layers whose products are convolutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, layer
from shapelint.rules.keras.arguments import CONVOLUTION, WINDOWS, spread
from shapelint.rules.keras.convolution import convolved
from shapelint.rules.keras.keras_1 import kernel_or_stride
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import size_in
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.values import UNKNOWN, Tensor, Value, shape_of
from shapelint.sizes import Shape

_DOC: Final = """Run a long short-term memory over the steps, with convolutions for products.

    >>> {name}(4, 3)({x})
    {after}
    >>> {name}(4, 3, padding="same", return_sequences=True)({x})
    {all}
    >>> {name}(4, 3)([2, 7])
    SHP101
    """
_EXAMPLES: Final = {
    1: ("[2, 7, 8, 3]", "(2, 6, 4)", "(2, 7, 8, 4)"),
    2: ("[2, 7, 8, 8, 3]", "(2, 6, 6, 4)", "(2, 7, 8, 8, 4)"),
    3: ("[1, 2, 4, 4, 4, 3]", "(1, 2, 2, 2, 4)", "(1, 2, 4, 4, 4, 4)"),
}


def _body(rank: int) -> Callable[..., Value]:
    def body(
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        unit_forget_bias=True,
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        *,
        sequence,
        axes,
        machine: Machine,
    ):
        shape = shape_of(sequence)
        if shape.open:
            return UNKNOWN
        first = channels_first(data_format, machine)
        step = Tensor(shape.drop(1), "keras", flow=sequence.flow if isinstance(sequence, Tensor) else None)
        after, axes["channels"] = convolved(
            step, rank, size_in(filters), kernel_size, strides, padding, dilation_rate, first
        )
        whole = Shape((after.dims[0], shape.dims[1], *after.dims[1:]))
        if not isinstance(return_sequences, bool) or not isinstance(return_state, bool):
            return UNKNOWN
        result = whole if return_sequences else after
        return (result, after, after) if return_state else result

    return body


def _declare(rank: int) -> Rule:
    name = f"ConvLSTM{rank}D"
    x, after, every = _EXAMPLES[rank]
    body = _body(rank)
    body.__doc__ = _DOC.format(name=name, x=x, after=after, all=every)
    return layer(
        f"keras.layers.{name}",
        f"batch steps {' '.join(axis_names(rank))} channels",
        weights={
            "kernel": "*kernel_size channels 4*filters",
            "recurrent_kernel": "*kernel_size filters 4*filters",
            "bias": "4*filters if use_bias",
        },
        call="sequence, initial_state=None, mask=None, training=False",
        legacy=CONVOLUTION,
        adapt=kernel_or_stride(2) if rank == 2 else None,
        adjust=spread(rank, "kernel_size", "strides", "dilation_rate"),
        least={"filters": 1, **WINDOWS},
    )(body)


LAYERS: Final = tuple(map(_declare, (1, 2, 3)))
