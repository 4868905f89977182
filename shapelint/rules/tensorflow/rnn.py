"""Recurrent cells of TensorFlow 1, and the functions that run them over sequences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import UNKNOWN, Instance, Named, Tensor, Value, items_of
from shapelint.sizes import Shape, Size

_CELL: Final = "tf.nn.rnn_cell.RNNCell"
_STATE, _OUTPUT = "state_size", "output_size"  # attributes of a cell
_FIELDS: Final = ("c", "h")


def _names(short: str) -> tuple[str, ...]:
    return f"tf.nn.rnn_cell.{short}", f"tf.contrib.rnn.{short}"


@kind(_names("RNNCell"), runs="call")
def rnn_cell(trainable=True, name=None, dtype=None, **kwargs):
    """What all cells are: one step from an input and a state to an output and a state.

    >>> BasicRNNCell(3).output_size
    3
    """


def _set_up(cell: Value, machine: Machine, state: Value, output: Value) -> None:
    machine.put(cell, _STATE, state)
    machine.put(cell, _OUTPUT, output)


_PAIRED: Final = "state_is_tuple"
_DOC: Final = """One step of {what}.

    >>> {name}(3).zero_state(4, "float32")
    {state}
    >>> {name}(3)([4, 5], {name}(3).zero_state(4, "float32"))
    ((4, 3), {state})
    """


def _declare(short: str, what: str, body: Callable[..., None], state: str) -> Rule:
    body.__doc__ = _DOC.format(what=what, name=short, state=state)
    return kind(_names(short), bases=(_CELL,), runs="call")(body)


def _simple(num_units, activation=None, reuse=None, name=None, dtype=None, *, layer, machine, **kwargs):
    _set_up(layer, machine, size_in(num_units), size_in(num_units))


def _gru(
    num_units, activation=None, reuse=None, kernel_initializer=None, bias_initializer=None, name=None, dtype=None, *,
    layer, machine, **kwargs,
):  # fmt: skip
    _set_up(layer, machine, size_in(num_units), size_in(num_units))


def _basic_lstm(
    num_units, forget_bias=1.0, state_is_tuple=True, activation=None, reuse=None, name=None, dtype=None, *, layer,
    machine, **kwargs,
):  # fmt: skip
    units = size_in(num_units)
    _set_up(layer, machine, _pair(units, units, state_is_tuple), units)


def _lstm(
    num_units, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None,
    num_unit_shards=None, num_proj_shards=None, forget_bias=1.0, state_is_tuple=True, activation=None, reuse=None,
    name=None, dtype=None, *, layer, machine, **kwargs,
):  # fmt: skip
    units = size_in(num_units)
    output = units if num_proj is None else size_in(num_proj)
    _set_up(layer, machine, _pair(units, output, state_is_tuple), output)


def _pair(cell: Size, hidden: Size, apart: Value) -> Value:
    """The sizes of the state of an LSTM, side by side where they are not kept apart."""
    return Named(_FIELDS, (cell, hidden)) if apart is True else cell + hidden if apart is False else UNKNOWN


_declare("BasicRNNCell", "a simple recurrent network", _simple, "(4, 3)")
_declare("GRUCell", "a GRU", _gru, "(4, 3)")
_declare("BasicLSTMCell", "an LSTM", _basic_lstm, "((4, 3), (4, 3))")
_declare("LSTMCell", "an LSTM, whose output may be projected to another size", _lstm, "((4, 3), (4, 3))")


@kind(_names("MultiRNNCell"), bases=(_CELL,), runs="call")
def multi_rnn_cell(cells, state_is_tuple=True, *, layer, machine):
    """Several cells, each on the output of the one before.

    >>> MultiRNNCell((GRUCell(3), BasicLSTMCell(2))).zero_state(4, "float32")
    ((4, 3), ((4, 2), (4, 2)))
    """
    rows = items_of(cells)
    if rows and state_is_tuple is True:
        _set_up(layer, machine, tuple(_size(cell, _STATE) for cell in rows), _size(rows[-1], _OUTPUT))
    else:
        _set_up(layer, machine, UNKNOWN, _size(rows[-1], _OUTPUT) if rows else UNKNOWN)


def _size(cell: Value, attribute: str) -> Value:
    return cell.slots.get(attribute, UNKNOWN) if isinstance(cell, Instance) else UNKNOWN


@kind(_names("DropoutWrapper"), bases=(_CELL,), runs="call")
def dropout_wrapper(cell, input_keep_prob=1.0, output_keep_prob=1.0, state_keep_prob=1.0, *args, layer, machine, **kwargs):  # fmt: skip  # noqa: E501
    """A cell with dropout around it.

    >>> DropoutWrapper(GRUCell(3), output_keep_prob=0.5).zero_state(4, "float32")
    (4, 3)
    """
    _set_up(layer, machine, _size(cell, _STATE), _size(cell, _OUTPUT))


@kind(_names("ResidualWrapper"), bases=(_CELL,), runs="call")
def residual_wrapper(cell, residual_fn=None, *, layer, machine, **kwargs):
    """A cell whose input is added to its output.

    >>> ResidualWrapper(GRUCell(3)).zero_state(4, "float32")
    (4, 3)
    """
    _set_up(layer, machine, _size(cell, _STATE), _size(cell, _OUTPUT))


@kind(_names("DeviceWrapper"), bases=(_CELL,), runs="call")
def device_wrapper(cell, device, *, layer, machine, **kwargs):
    """A cell on a device.

    >>> DeviceWrapper(GRUCell(3), "/cpu:0").zero_state(4, "float32")
    (4, 3)
    """
    _set_up(layer, machine, _size(cell, _STATE), _size(cell, _OUTPUT))


@op(_names("LSTMStateTuple"))
def lstm_state_tuple(c, h):
    """The two parts of the state of an LSTM.

    >>> LSTMStateTuple([4, 3], [4, 3]).h
    (4, 3)
    """
    return Named(_FIELDS, (c, h))


def _states(sizes: Value, batch: Size) -> Value:
    """A state for each sample, from the sizes that a cell's state has."""
    if isinstance(sizes, tuple):
        inner = tuple(_states(size, batch) for size in sizes)
        return sizes.with_items(inner) if isinstance(sizes, Named) else inner
    return UNKNOWN if sizes is UNKNOWN else Shape((batch, size_in(sizes)))


@op(f"{_CELL}.zero_state", dtype="float", least={"batch_size": 0})
def zero_state(self, batch_size, dtype):
    """A state of zeros for so many samples.

    >>> BasicRNNCell(3).zero_state(4, "float32")
    (4, 3)
    """
    return _states(_size(self, _STATE), size_in(batch_size))


@op(f"{_CELL}.call", dtype="float")
def cell_called(self, inputs, state, scope=None):
    """One step: the output, and the state after it.

    >>> BasicRNNCell(3)([4, 5], [4, 3])
    ((4, 3), (4, 3))
    >>> BasicRNNCell(3)([4, 7, 5], [4, 3])
    SHP101
    >>> BasicRNNCell(3)([4, 5], [4, 2])
    SHP601
    """
    shape = check_rank(inputs, "a recurrent cell", 2, 2, "batch features")
    return _run(self, shape.axis(0), state)


def _run(cell: Value, batch: Size, initial: Value, length: Value = None) -> tuple[Value, Value]:
    """The output of one step, and the state after the last.

    Raises Mismatch SHP601 where the initial state is for other cells or samples, or SHP804 where there are other
    numbers of lengths than of sequences.
    """
    state = _states(_size(cell, _STATE), batch)
    _check_state(initial, state)
    lengths = measured(length)
    if isinstance(length, Tensor) and agree(lengths, Shape((batch,))) is False:
        raise Mismatch(
            "SHP804",
            "sequence_length is {lengths}, the sequences are {count}",
            operand=culprit(length),
            lengths=lengths,
            count=batch,
        )
    return Shape((batch, size_in(_size(cell, _OUTPUT)))), state


def _check_state(given: Value, wanted: Value) -> None:
    if isinstance(wanted, tuple):
        rows = None if isinstance(given, Tensor) else items_of(given)
        for row, part in zip(rows or (), wanted, strict=False):
            _check_state(row, part)
    elif given is not None and isinstance(wanted, Shape) and agree(measured(given), wanted) is False:
        raise Mismatch(
            "SHP601",
            "the cell expects a state of {wanted}, gets {given}",
            operand=culprit(given),
            wanted=wanted,
            given=measured(given),
        )


def _sequence(inputs: Value, time_major: Value) -> tuple[Size, Size]:
    """How many samples there are, and how many steps."""
    shape = check_rank(inputs, "dynamic_rnn", 3, 3, "batch steps features")
    if shape.open or not isinstance(time_major, bool):
        return UNKNOWN, UNKNOWN
    return (shape.dims[1], shape.dims[0]) if time_major else (shape.dims[0], shape.dims[1])


def _over_time(step: Value, steps: Size, time_major: Value) -> Shape:
    batch, units = measured(step).dims
    if not isinstance(time_major, bool):
        return Shape((UNKNOWN, UNKNOWN, units))
    return Shape((steps, batch, units) if time_major else (batch, steps, units))


@op("tf.nn.dynamic_rnn", dtype="float")
def dynamic_rnn(
    cell, inputs, sequence_length=None, initial_state=None, dtype=None, parallel_iterations=None, swap_memory=False,
    time_major=False, scope=None,
):  # fmt: skip
    """Run a cell over sequences: the outputs of all steps, and the state after the last.

    >>> dynamic_rnn(BasicRNNCell(3), [4, 7, 5], dtype="float32")
    ((4, 7, 3), (4, 3))
    >>> dynamic_rnn(BasicLSTMCell(3), [7, 4, 5], dtype="float32", time_major=True)
    ((7, 4, 3), ((4, 3), (4, 3)))
    >>> dynamic_rnn(BasicRNNCell(3), [4, 5], dtype="float32")
    SHP101
    >>> dynamic_rnn(BasicRNNCell(3), [4, 7, 5], initial_state=[4, 2])
    SHP601
    >>> dynamic_rnn(BasicRNNCell(3), [4, 7, 5], ints[7], dtype="float32")
    SHP804
    """
    batch, steps = _sequence(inputs, time_major)
    step, state = _run(cell, batch, initial_state, sequence_length)
    return _over_time(step, steps, time_major), state


@op("tf.nn.bidirectional_dynamic_rnn", dtype="float")
def bidirectional_dynamic_rnn(
    cell_fw, cell_bw, inputs, sequence_length=None, initial_state_fw=None, initial_state_bw=None, dtype=None,
    parallel_iterations=None, swap_memory=False, time_major=False, scope=None,
):  # fmt: skip
    """Run two cells over sequences, one from the end: their outputs of all steps, and their last states.

    >>> cells = (BasicRNNCell(3), BasicRNNCell(2))
    >>> bidirectional_dynamic_rnn(*cells, [4, 7, 5], dtype="float32")
    (((4, 7, 3), (4, 7, 2)), ((4, 3), (4, 2)))
    """
    batch, steps = _sequence(inputs, time_major)
    ahead = _run(cell_fw, batch, initial_state_fw, sequence_length)
    back = _run(cell_bw, batch, initial_state_bw, sequence_length)
    outputs = tuple(_over_time(step, steps, time_major) for step, _ in (ahead, back))
    return outputs, (ahead[1], back[1])


def _steps(inputs: Value) -> tuple[Size, int | None]:
    """How many samples each step of a list has, and how many steps there are."""
    rows = None if isinstance(inputs, Tensor) else items_of(inputs)
    if not rows:
        return UNKNOWN, None
    for row in rows:
        check_rank(row, "a step of static_rnn", 2, 2, "batch features")
    return measured(rows[0]).axis(0), len(rows)


@op(("tf.nn.static_rnn", "tf.contrib.rnn.static_rnn"), dtype="float")
def static_rnn(cell, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None, *, machine):
    """Run a cell over a list of steps: the list of its outputs, and the state after the last.

    >>> static_rnn(BasicRNNCell(3), tf.unstack([4, 2, 5], axis=1), dtype="float32")
    (((4, 3), (4, 3)), (4, 3))
    """
    batch, count = _steps(inputs)
    step, state = _run(cell, batch, initial_state, sequence_length)
    return (UNKNOWN if count is None else machine.list((step,) * count)), state


@op(("tf.nn.static_bidirectional_rnn", "tf.contrib.rnn.static_bidirectional_rnn"), dtype="float")
def static_bidirectional_rnn(
    cell_fw, cell_bw, inputs, initial_state_fw=None, initial_state_bw=None, dtype=None, sequence_length=None,
    scope=None, *, machine,
):  # fmt: skip
    """Run two cells over a list of steps, one from the end: the list of both outputs side by side, and both states.

    >>> cells = (BasicRNNCell(3), BasicRNNCell(2))
    >>> static_bidirectional_rnn(*cells, tf.unstack([4, 2, 5], axis=1), dtype="float32")
    (((4, 5), (4, 5)), (4, 3), (4, 2))
    """
    batch, count = _steps(inputs)
    ahead, first = _run(cell_fw, batch, initial_state_fw, sequence_length)
    back, last = _run(cell_bw, batch, initial_state_bw, sequence_length)
    both = Shape((batch, measured(ahead).axis(1) + measured(back).axis(1)))
    return (UNKNOWN if count is None else machine.list((both,) * count)), first, last
