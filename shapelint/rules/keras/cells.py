"""Recurrent cells: one step of a recurrent layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, layer
from shapelint.rules.keras.arguments import RECURRENT
from shapelint.rules.keras.recurrent import gru_bias
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, ListValue, Tensor, Value, shape_of
from shapelint.sizes import Shape


def _step(inputs: Value, units: Value, states: int) -> Value:
    shape = shape_of(inputs)
    if shape.rank not in (None, 2):
        return UNKNOWN
    state = Shape((UNKNOWN if shape.open else shape.axis(0), size_in(units)))
    new = Tensor(state, "keras", "float")
    return state, ListValue((new,) * states)


def _simple_cell(
    units,
    activation="tanh",
    use_bias=True,
    kernel_initializer="glorot_uniform",
    recurrent_initializer="orthogonal",
    bias_initializer="zeros",
    kernel_regularizer=None,
    recurrent_regularizer=None,
    bias_regularizer=None,
    kernel_constraint=None,
    recurrent_constraint=None,
    bias_constraint=None,
    dropout=0.0,
    recurrent_dropout=0.0,
    seed=None,
    *,
    inputs,
):
    return _step(inputs, units, 1)


def _gru_cell(
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
    kernel_constraint=None,
    recurrent_constraint=None,
    bias_constraint=None,
    dropout=0.0,
    recurrent_dropout=0.0,
    reset_after=True,
    seed=None,
    *,
    inputs,
    axes,
):
    axes["bias_shape"] = gru_bias(size_in(units), reset_after)
    return _step(inputs, units, 1)


def _lstm_cell(
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
    kernel_constraint=None,
    recurrent_constraint=None,
    bias_constraint=None,
    dropout=0.0,
    recurrent_dropout=0.0,
    seed=None,
    *,
    inputs,
):
    return _step(inputs, units, 2)


_DOC: Final = """Take one step of {what}.

    >>> RNN({name}(3))([2, 7, 5])
    (2, 3)
    """


def _declare(name: str, gates: int, what: str, body: Callable[..., Value], bias: str) -> Rule:
    body.__doc__ = _DOC.format(name=name, what=what)
    if gates == 1:  # a cell of one gate takes pictures for steps, too
        body.__doc__ += f">>> RNN({name}(3))([13, 7, 1, 5])\n    None\n    "
    weights = {"kernel": f"features {gates}*units", "recurrent_kernel": f"units {gates}*units", "bias": bias}
    return layer(
        f"keras.layers.{name}",
        "batch features" if name != "SimpleRNNCell" else "batch *inner features",
        weights=weights,
        call="inputs, states=None, training=False",
        legacy=RECURRENT,
        least={"units": 1},
    )(body)


CELLS: Final = (
    _declare("SimpleRNNCell", 1, "a plain recurrent layer", _simple_cell, "units if use_bias"),
    _declare("GRUCell", 3, "a gated recurrent unit", _gru_cell, "*bias_shape if use_bias"),
    _declare("LSTMCell", 4, "a long short-term memory", _lstm_cell, "4*units if use_bias"),
)
