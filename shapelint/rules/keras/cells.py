"""Recurrent cells, and the layer that runs one over a sequence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.apply import MADE
from shapelint.rules.form import Rule, layer
from shapelint.rules.keras.arguments import RECURRENT
from shapelint.rules.keras.recurrent import gru_bias
from shapelint.rules.keras.states import outputs
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Dim, Shape, Size

_STATES: Final = {"SimpleRNNCell": 1, "GRUCell": 1, "LSTMCell": 2}


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


@layer("keras.layers.RNN", "batch steps *features", call="sequence, initial_state=None, mask=None, training=False")
def rnn(
    cell,
    return_sequences=False,
    return_state=False,
    go_backwards=False,
    stateful=False,
    unroll=False,
    zero_output_for_mask=False,
    *,
    sequence,
    machine: Machine,
):
    """Run a cell, or a stack of cells, over the steps of a sequence.

    >>> RNN(LSTMCell(3))([2, 7, 5])
    (2, 3)
    >>> RNN(LSTMCell(3), return_sequences=True, return_state=True)([2, 7, 5])
    None
    >>> RNN(LSTMCell(3), return_sequences=True)([2, 7, 5])
    (2, 7, 3)
    >>> RNN([LSTMCell(3), GRUCell(4)])([2, 7, 5])
    (2, 4)
    >>> RNN(LSTMCell(3))([2])
    SHP101
    """
    shape = shape_of(sequence)
    step = Tensor(Shape((), open=True) if shape.open else shape.drop(1), "keras", "float")
    output = _through(cell, step, machine)
    if not isinstance(output, Tensor) or output.shape.open:
        return UNKNOWN
    kept = output.shape.dims[1:]
    return outputs(shape, kept, (), return_sequences, False) if return_state is False else UNKNOWN


def _through(cell: Value, step: Tensor, machine: Machine) -> Value:
    """The output of one step; a stack of cells hands it on."""
    cells = items_of(cell) if isinstance(cell, tuple | ListValue) else _stacked(cell)
    for each in cells or (cell,):
        step = _output(each, step, machine)
        if not isinstance(step, Tensor):
            return UNKNOWN
    return step


def _stacked(cell: Value) -> tuple[Value, ...] | None:
    made = cell.slots.get(MADE) if isinstance(cell, Instance) else None
    return items_of(made.args["cells"]) if made is not None and "cells" in made.args else None


def _output(cell: Value, step: Tensor, machine: Machine) -> Value:
    sizes = _state_sizes(cell, machine)
    states: Value = UNKNOWN if sizes is None else ListValue(tuple(_state(step, size) for size in sizes))
    result = items_of(machine.call(cell, (step, states)))
    return result[0] if result else UNKNOWN


def _state(step: Tensor, size: Size) -> Tensor:
    return Tensor(Shape((step.shape.axis(0) if not step.shape.open else UNKNOWN, size)), "keras", "float")


def _state_sizes(cell: Value, machine: Machine) -> tuple[Size, ...] | None:
    """The sizes of a cell's states; None where the program's own cell may have states of any shape."""
    made = cell.slots.get(MADE) if isinstance(cell, Instance) else None
    if made is not None and "units" in made.args:
        return (size_in(made.args["units"]),) * _STATES.get(getattr(cell.cls, "short", ""), 1)
    told = machine.get(cell, "state_size")
    if isinstance(told, int | Dim):
        return (told,)
    items = items_of(told)
    return items if items and all(isinstance(size, int | Dim) for size in items) else None


@layer("keras.layers.StackedRNNCells", call="inputs, states=None, training=False")
def stacked_cells(cells, *, inputs, machine: Machine):
    """Put cells on top of each other.

    >>> RNN(StackedRNNCells([LSTMCell(3), GRUCell(4)]))([2, 7, 5])
    (2, 4)
    """
    step = inputs if isinstance(inputs, Tensor) else UNKNOWN
    return (_through(cells, step, machine), UNKNOWN) if isinstance(step, Tensor) else UNKNOWN
