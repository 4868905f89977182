"""Recurrent layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, layer
from shapelint.rules.keras.arguments import RECURRENT
from shapelint.rules.keras.states import check_sequence, check_states, outputs
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import Value, shape_of

_CALL: Final = "sequence, initial_state=None, mask=None, training=False"
_DOC: Final = """Run {what} over the steps of a sequence.

    >>> {name}(3)([2, 7, 5])
    (2, 3)
    >>> {name}(3, return_sequences=True)([2, 7, 5])
    (2, 7, 3)
    >>> {name}(3, return_state=True)([2, 7, 5])
    {state}
    >>> {name}(3)([2, 7])
    SHP101
    >>> {name}(3)([2, 7, 5], initial_state={wrong})
    SHP601
    """


def run(
    name: str,
    sequence: Value,
    axes: dict[str, Value],
    units: Value,
    states: int,
    initial: Value,
    sequences: Value,
    state: Value,
) -> Value:
    """What a recurrent layer of one size gives.  Raises Mismatch SHP101 or SHP601."""
    check_sequence(sequence, name)
    axes["features"] = shape_of(sequence).axis(-1)
    size = size_in(units)
    check_states(sequence, (size,) * states, initial)
    return outputs(shape_of(sequence), (size,), (size,) * states, sequences, state)


def _simple(
    units,
    activation="tanh",
    use_bias=True,
    kernel_initializer="glorot_uniform",
    recurrent_initializer="orthogonal",
    bias_initializer="zeros",
    kernel_regularizer=None,
    recurrent_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    recurrent_constraint=None,
    bias_constraint=None,
    dropout=0.0,
    recurrent_dropout=0.0,
    return_sequences=False,
    return_state=False,
    go_backwards=False,
    stateful=False,
    unroll=False,
    seed=None,
    *,
    sequence,
    initial_state,
    axes,
):
    return run("SimpleRNN", sequence, axes, units, 1, initial_state, return_sequences, return_state)


def _gru(
    units,
    activation="tanh",
    recurrent_activation="sigmoid",
    use_bias=True,
    kernel_initializer="glorot_uniform",
    recurrent_initializer="orthogonal",
    bias_initializer="zeros",
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
    unroll=False,
    reset_after=True,
    use_cudnn="auto",
    *,
    sequence,
    initial_state,
    axes,
):
    size = size_in(units)
    axes["bias_shape"] = gru_bias(size, reset_after)
    return run("GRU", sequence, axes, units, 1, initial_state, return_sequences, return_state)


def gru_bias(units: Value, reset_after: Value) -> Value:
    """The bias of a GRU: one row, or two where the reset gate comes after the product."""
    return (2, 3 * units) if reset_after is True else (3 * units,)


def _lstm(
    units,
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
    unroll=False,
    use_cudnn="auto",
    *,
    sequence,
    initial_state,
    axes,
):
    return run("LSTM", sequence, axes, units, 2, initial_state, return_sequences, return_state)


def _cudnn(states: int) -> Callable[..., Value]:
    def body(
        units,
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
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        *,
        sequence,
        initial_state,
        axes,
    ):
        name = "CuDNNGRU" if states == 1 else "CuDNNLSTM"
        return run(name, sequence, axes, units, states, initial_state, return_sequences, return_state)

    return body


def _declare(name: str, gates: int, states: int, what: str, body: Callable[..., Value], bias: str) -> Rule:
    body.__doc__ = _DOC.format(
        name=name,
        what=what,
        state="((2, 3), (2, 3))" if states == 1 else "((2, 3), (2, 3), (2, 3))",
        wrong="[2, 4]" if states == 1 else "[[2, 4], [2, 4]]",
    )
    weights = {"kernel": f"features {gates}*units", "recurrent_kernel": f"units {gates}*units", "bias": bias}
    return layer(
        f"keras.layers.{name}",
        "*all",
        weights=weights,
        call=_CALL,
        legacy=RECURRENT,
        least={"units": 1},
    )(body)


SIMPLE_RNN: Final = _declare("SimpleRNN", 1, 1, "a plain recurrent cell", _simple, "units if use_bias")
GRU: Final = _declare("GRU", 3, 1, "a gated recurrent unit", _gru, "*bias_shape if use_bias")
LSTM: Final = _declare("LSTM", 4, 2, "a long short-term memory", _lstm, "4*units if use_bias")
CUDNN_GRU: Final = _declare("CuDNNGRU", 3, 1, "a gated recurrent unit on a GPU", _cudnn(1), "6*units")
CUDNN_LSTM: Final = _declare("CuDNNLSTM", 4, 2, "a long short-term memory on a GPU", _cudnn(2), "8*units")
