"""Recurrent layers."""

from __future__ import annotations

from shapelint.rules.form import kind, layer, op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.recurrence import (
    PACKED,
    Packed,
    check_state,
    pair,
    recurrent,
    run,
    stacked_weights,
    state_shape,
)
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, ListValue, Tensor, Value, shape_of
from shapelint.sizes import Shape

_CLASSES = ("torch.nn.GRU", "torch.nn.LSTM", "torch.nn.RNN")


def _one_state(name: str, made: dict[str, Value], input: Value, hx: Value, machine: Machine) -> Value:
    made_of = recurrent(name, made)
    outputs, batch = run(made_of, input, machine)
    check_state(made_of, hx, batch, made_of.output_size, "an initial state")
    return outputs, state_shape(made_of, batch, made_of.output_size)


@layer("torch.nn.GRU", call="input, hx=None", weights=stacked_weights(3))
def gru(
    input_size,
    hidden_size,
    num_layers=1,
    bias=True,
    batch_first=False,
    dropout=0.0,
    bidirectional=False,
    device=None,
    dtype=None,
    *,
    input,
    hx,
    layer,
    machine,
):
    """Read a sequence with gated recurrent units: outputs of every step, and the last state.

    Sequences are (length, batch, features), with `batch_first` (batch, length, features), alone (length, features).

    >>> GRU(5, 7)([11, 2, 5])
    ((11, 2, 7), (1, 2, 7))
    >>> GRU(5, 7, num_layers=2, bidirectional=True, batch_first=True)([2, 11, 5])
    ((2, 11, 14), (4, 2, 7))
    >>> GRU(5, 7)([11, 5], [1, 7])
    ((11, 7), (1, 7))
    >>> GRU(5, 7)([11, 2, 6])
    SHP201 axis `input_size` is 6, expected 5
    >>> GRU(5, 7)([11, 2, 5, 1])
    SHP101
    >>> GRU(5, 7, batch_first=True)([2, 11, 5], [2, 1, 7])
    SHP601
    >>> GRU(96, 96).weight_ih_l0
    (288, 96)
    >>> GRU(5, 7, 2, bidirectional=True).weight_ih_l1_reverse
    (21, 14)
    """
    return _one_state("GRU", _made(layer), input, hx, machine)


def _made(layer: Value) -> dict[str, Value]:
    made = layer.slots["#made"].args
    return dict(made)


@layer("torch.nn.RNN", call="input, hx=None", weights=stacked_weights(1))
def rnn(
    input_size,
    hidden_size,
    num_layers=1,
    nonlinearity="tanh",
    bias=True,
    batch_first=False,
    dropout=0.0,
    bidirectional=False,
    device=None,
    dtype=None,
    *,
    input,
    hx,
    layer,
    machine,
):
    """Read a sequence step by step: outputs of every step, and the last state.

    >>> RNN(5, 7)([11, 2, 5])
    ((11, 2, 7), (1, 2, 7))
    >>> RNN(5, 7)([11, 2, 5], [1, 3, 7])
    SHP601
    >>> RNN(5, 7).weight_hh_l0
    (7, 7)
    """
    return _one_state("RNN", _made(layer), input, hx, machine)


@layer("torch.nn.LSTM", call="input, hx=None", weights=stacked_weights(4))
def lstm(
    input_size,
    hidden_size,
    num_layers=1,
    bias=True,
    batch_first=False,
    dropout=0.0,
    bidirectional=False,
    proj_size=0,
    device=None,
    dtype=None,
    *,
    input,
    hx,
    layer,
    machine,
):
    """Read a sequence with long short-term memory: outputs of every step, and the last state and cell.

    >>> LSTM(5, 7)([11, 2, 5])
    ((11, 2, 7), ((1, 2, 7), (1, 2, 7)))
    >>> LSTM(5, 7, proj_size=3, bidirectional=True)([11, 2, 5])
    ((11, 2, 6), ((2, 2, 3), (2, 2, 7)))
    >>> LSTM(5, 7)([11, 2, 5], ([1, 2, 7], [1, 2, 7]))
    ((11, 2, 7), ((1, 2, 7), (1, 2, 7)))
    >>> LSTM(5, 7)([11, 2, 5], ([2, 7], [2, 7]))
    SHP601
    >>> LSTM(5, 7)([11, 2, 7])
    SHP201
    >>> LSTM(5, 7).weight_ih_l0
    (28, 5)
    >>> LSTM(5, 7, proj_size=3).weight_hr_l0
    (3, 7)
    """
    made_of = recurrent("LSTM", _made(layer))
    outputs, batch = run(made_of, input, machine)
    states = pair(hx)
    if states is not None:
        check_state(made_of, states[0], batch, made_of.output_size, "an initial state")
        check_state(made_of, states[1], batch, made_of.hidden_size, "an initial cell")
    state, cell = (state_shape(made_of, batch, size) for size in (made_of.output_size, made_of.hidden_size))
    return outputs, (state, cell)


@prop(tuple(f"{cls}._flat_weights" for cls in _CLASSES))
def flat_weights(self, *, machine):
    """All weights in a row.

    >>> GRU(5, 7)._flat_weights
    ((21, 5), (21, 7), (21,), (21,))
    """
    return machine.list(_weights(self, machine))


def _weights(self: Instance, machine: Machine) -> list[Value]:
    names = {"torch.nn.GRU": 3, "torch.nn.LSTM": 4, "torch.nn.RNN": 1}
    gates = next((count for name, count in names.items() if machine.is_a(self, name)), 1)
    return [machine.get(self, name) for name in stacked_weights(gates)(_made(self))]


@prop(tuple(f"{cls}.all_weights" for cls in _CLASSES))
def all_weights(self, *, machine):
    """The weights of every layer and direction in a list each.

    >>> GRU(5, 7, 2).all_weights[1]
    ((21, 7), (21, 7), (21,), (21,))
    """
    found = _weights(self, machine)
    made = recurrent("", _made(self))
    count = made.stacks
    if not found or not isinstance(count, int):
        return UNKNOWN
    size = len(found) // count
    return ListValue(tuple(ListValue(tuple(found[at : at + size])) for at in range(0, len(found), size)))


@op(tuple(f"{cls}.flatten_parameters" for cls in _CLASSES))
def flatten_parameters(self):
    """Lay the weights side by side in memory.

    >>> GRU(5, 7).flatten_parameters()
    None
    """
    return


@kind("torch.nn.utils.rnn.PackedSequence")
def packed_sequence(data, batch_sizes=None, sorted_indices=None, unsorted_indices=None, *, layer, machine):
    """Sequences of different length without their padding.

    >>> packed = torch.nn.utils.rnn.pack_padded_sequence([5, 2, 3], (5, 4))
    >>> RNN(3, 7)(packed)[1]
    (1, 2, 7)
    """
    machine.put(layer, PACKED, Packed(UNKNOWN, ()))


@op("torch.nn.utils.rnn.pack_padded_sequence")
def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True, *, machine):
    """Take the padding out of sequences.

    >>> GRU(3, 7)(torch.nn.utils.rnn.pack_padded_sequence([5, 2, 3], (5, 4)))[1]
    (1, 2, 7)
    """
    shape = shape_of(input)
    known = not shape.open and len(shape.dims) > 1 and isinstance(batch_first, bool)
    batch = shape.dims[0 if batch_first else 1] if known else UNKNOWN
    rest = shape.dims[2:] if known else ()
    return machine.make("torch.nn.utils.rnn.PackedSequence", {PACKED: Packed(batch, rest)})


@op("torch.nn.utils.rnn.pad_packed_sequence")
def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    """Put the padding back: the sequences, and their lengths.

    >>> packed = torch.nn.utils.rnn.pack_padded_sequence([5, 2, 3], (5, 4))
    >>> torch.nn.utils.rnn.pad_packed_sequence(GRU(3, 7)(packed)[0])
    ((None, 2, 7), (2,))
    >>> torch.nn.utils.rnn.pad_packed_sequence(packed, batch_first=True, total_length=6)
    ((2, 6, 3), (2,))
    """
    packed = sequence.slots.get(PACKED) if isinstance(sequence, Instance) else None
    if not isinstance(packed, Packed) or not isinstance(batch_first, bool) or not packed.rest:
        return UNKNOWN_SHAPE, Tensor(Shape((UNKNOWN,)), "torch", "int")
    length = UNKNOWN if total_length is None else size_in(total_length)
    first = (packed.batch, length) if batch_first else (length, packed.batch)
    return Shape((*first, *packed.rest)), Tensor(Shape((packed.batch,)), "torch", "int")
