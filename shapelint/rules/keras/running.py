"""Cells run over a sequence: `RNN`, stacks of cells, and the cell within a recurrent layer."""

from __future__ import annotations

from typing import Final

from shapelint.rules.apply import BUILT, MADE, Made
from shapelint.rules.form import layer, prop
from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.graph import symbolic
from shapelint.rules.keras.states import check_states, outputs
from shapelint.rules.machine import Machine
from shapelint.rules.registry import find
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Dim, Shape, Size

_STATES: Final = {"SimpleRNNCell": 1, "GRUCell": 1, "LSTMCell": 2}


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
    initial_state,
    machine: Machine,
):
    """Run a cell, or a stack of cells, over the steps of a sequence; a stack gives a row of states for each cell.

    >>> RNN(LSTMCell(3))([2, 7, 5])
    (2, 3)
    >>> RNN(LSTMCell(3), return_sequences=True, return_state=True)([2, 7, 5])
    ((2, 7, 3), (2, 3), (2, 3))
    >>> RNN((LSTMCell(3), LSTMCell(4)), return_state=True)([2, 7, 5])
    ((2, 4), ((2, 3), (2, 3)), ((2, 4), (2, 4)))
    >>> RNN((LSTMCell(3), GRUCell(4)), return_state=True)([2, 7, 5])
    ((2, 4), ((2, 3), (2, 3)), None)
    >>> RNN(LSTMCell(3), return_sequences=True)([2, 7, 5])
    (2, 7, 3)
    >>> RNN((LSTMCell(3), GRUCell(4)))([2, 7, 5])
    (2, 4)
    >>> RNN(LSTMCell(3))([2])
    SHP101
    >>> RNN(LSTMCell(3))([2, 7, 5], initial_state=([2, 3], [2, 4]))
    SHP601
    >>> RNN((LSTMCell(3), LSTMCell(4)))([2, 7, 5], initial_state=(([2, 3], [2, 3]), ([2, 3], [2, 3])))
    SHP601
    """
    shape, cells = shape_of(sequence), cells_of(cell)
    _check_initial(cells or (cell,), cells is not None, sequence, initial_state)
    step = Tensor(Shape((), open=True) if shape.open else shape.drop(1), "keras", "float")
    steps = _through(cells or (cell,), step, machine)
    output = steps[-1][0] if steps else UNKNOWN
    if not isinstance(output, Tensor) or output.shape.open:
        return UNKNOWN
    result = outputs(shape, output.shape.dims[1:], (), return_sequences, False)
    if return_state is False:
        return result
    if return_state is not True or any(states is None for _, states in steps):
        return UNKNOWN
    kept = [states or () for _, states in steps]
    if cells is None:
        return (result, *kept[0])
    return (result, *(_of_one_cell(states, sequence, machine) for states in kept))


def _of_one_cell(states: tuple[Value, ...], sequence: Value, machine: Machine) -> Value:
    """The states of a cell within a stack; Keras 3 puts a single one into a list, too, unless it is symbolic."""
    if len(states) > 1 or edition(machine) == 3:
        return states[0] if len(states) == 1 and symbolic(sequence) else ListValue(states)
    return states[0] if symbolic(sequence) or edition(machine) == 2 else UNKNOWN


def _through(cells: tuple[Value, ...], step: Tensor, machine: Machine) -> list[tuple[Value, tuple[Value, ...] | None]]:
    """The output of one step, and the states, of each cell that is known; each hands its output on to the next."""
    found: list[tuple[Value, tuple[Value, ...] | None]] = []
    for cell in cells:
        result = items_of(_called(cell, step, machine)) or (UNKNOWN,)
        states = result[1] if len(result) == 2 else UNKNOWN
        found.append((result[0], (states,) if isinstance(states, Tensor) else items_of(states)))
        if not isinstance(result[0], Tensor):
            return [(UNKNOWN, None)]
        step = result[0]
    return found


def _called(cell: Value, step: Tensor, machine: Machine) -> Value:
    sizes = _state_sizes(cell, machine)
    states: Value = UNKNOWN if sizes is None else ListValue(tuple(_state(step, size) for size in sizes))
    return machine.call(cell, (step, states))


def _state(step: Tensor, size: Size) -> Tensor:
    return Tensor(Shape((step.shape.axis(0) if not step.shape.open else UNKNOWN, size)), "keras", "float")


def _state_sizes(cell: Value, machine: Machine) -> tuple[Size, ...] | None:
    """The sizes of a cell's states; None where the program's own cell may have states of any shape."""
    sizes = _own_sizes(cell)
    if sizes is not None:
        return sizes
    told = machine.get(cell, "state_size")
    if isinstance(told, int | Dim):
        return (told,)
    items = items_of(told)
    return items if items and all(isinstance(size, int | Dim) for size in items) else None


def _own_sizes(cell: Value) -> tuple[Size, ...] | None:
    """The sizes of the states of a cell that Keras has itself."""
    made = cell.slots.get(MADE) if isinstance(cell, Instance) else None
    if made is None or "units" not in made.args:
        return None
    return (size_in(made.args["units"]),) * _STATES.get(getattr(cell.cls, "short", ""), 1)


def _check_initial(cells: tuple[Value, ...], stacked: bool, sequence: Value, initial: Value) -> None:
    """Initial states must fit the cells of Keras' own; those of a stack stand in a row for each.  Raises SHP601."""
    rows = (initial,) if not stacked else items_of(initial) if isinstance(initial, tuple | ListValue) else None
    if rows is None or len(rows) != len(cells):
        return
    for cell, row in zip(cells, rows, strict=True):
        sizes = _own_sizes(cell)
        if sizes is not None and (not stacked or isinstance(row, tuple | ListValue)):
            check_states(sequence, sizes, row)


def cells_of(cell: Value) -> tuple[Value, ...] | None:
    """The cells of a stack, or of a row that becomes one; None for a single cell."""
    if isinstance(cell, tuple | ListValue):
        return items_of(cell)
    made = cell.slots.get(MADE) if isinstance(cell, Instance) else None
    return items_of(made.args["cells"]) if made is not None and "cells" in made.args else None


@layer("keras.layers.StackedRNNCells", call="inputs, states=None, training=False")
def stacked_cells(cells, *, inputs, machine: Machine):
    """Put cells on top of each other.

    >>> RNN(StackedRNNCells((LSTMCell(3), GRUCell(4))))([2, 7, 5])
    (2, 4)
    """
    row = items_of(cells)
    if not isinstance(inputs, Tensor) or not row:
        return UNKNOWN
    return _through(row, inputs, machine)[-1][0], UNKNOWN


@prop(("keras.layers.LSTM.cell", "keras.layers.GRU.cell", "keras.layers.SimpleRNN.cell"))
def cell_of(self, *, machine):
    """The cell that the layer runs, which holds its weights.

    >>> lstm = LSTM(3)
    >>> y = lstm([2, 7, 5])
    >>> lstm.cell.get_weights()
    ((5, 12), (3, 12), (12,))
    >>> lstm.cell.kernel
    (5, 12)
    >>> lstm.cell.units
    3
    """
    rule = find(f"{self.cls.name}Cell") if isinstance(self, Instance) and hasattr(self.cls, "name") else None
    made = self.slots.get(MADE) if isinstance(self, Instance) else None
    if rule is None or made is None:
        return UNKNOWN
    own = {param.name for param in rule.params}
    slots = {MADE: Made({name: value for name, value in made.args.items() if name in own})}
    built = {BUILT: self.slots[BUILT]} if BUILT in self.slots else {}
    return machine.make(rule.name, slots | built)
