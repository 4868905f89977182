"""Recurrent layers."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer, op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.recurrence import check_pair, check_state, recurrent, run, stacked_weights, state_shape
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Value
from shapelint.sizes import at_most

_BASE: Final = "torch.nn.RNNBase"
_LEAST: Final = {"input_size": 1, "hidden_size": 1, "num_layers": 1}
_GATES: Final = {"RNN_TANH": 1, "RNN_RELU": 1, "GRU": 3, "LSTM": 4}


def _weights_by_mode(made):
    return stacked_weights(_GATES[made["mode"]])(made) if made["mode"] in _GATES else None


@layer(_BASE, weights=_weights_by_mode, least=_LEAST | {"proj_size": 0})
def rnn_base(
    mode,
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
):
    """What recurrent layers have in common: their weights.  It is not called itself.

    >>> nn.RNNBase("GRU", 5, 7).weight_ih_l0
    (21, 5)
    >>> nn.RNNBase("LSTM", 5, 7, proj_size=3).weight_hr_l0
    (3, 7)
    >>> nn.RNNBase("LSTM", 5, 7, proj_size=7)
    SHP707
    """
    return UNKNOWN


@rnn_base.construction
def _projection_fits(hidden_size, proj_size):
    hidden, projected = size_in(hidden_size), size_in(proj_size)
    if at_most(hidden, projected) is True:
        raise Mismatch(
            "SHP707",
            "proj_size is {found}, which must be smaller than hidden_size, {hidden}",
            found=projected,
            hidden=hidden,
        )


def _one_state(name: str, made: dict[str, Value], input: Value, hx: Value, machine: Machine) -> Value:
    made_of = recurrent(name, made)
    outputs, batch = run(made_of, input, machine)
    check_state(made_of, hx, batch, made_of.output_size, "an initial state", input)
    return outputs, state_shape(made_of, batch.shape, made_of.output_size)


@layer("torch.nn.GRU", call="input, hx=None", base=_BASE, weights=stacked_weights(3), least=_LEAST)
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
    >>> GRU(5, 7, batch_first=True)([2, 11, 5], hx=[1, 2, 7])
    ((2, 11, 7), (1, 2, 7))
    >>> packed = torch.nn.utils.rnn.pack_padded_sequence([11, 2, 5], (11, 4))
    >>> GRU(5, 7)(packed, [1, 2, 7])[1]
    (1, 2, 7)
    >>> GRU(5, 7)([11, 2, 6])
    SHP201 axis `input_size` is 6, expected 5
    >>> GRU(5, 7)([2, 11, 5], ([1, 2, 7], [1, 2, 7]))
    SHP708
    >>> GRU(5, 0)
    SHP707
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


@layer("torch.nn.RNN", call="input, hx=None", base=_BASE, weights=stacked_weights(1), least=_LEAST)
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
    >>> RNN(5, 7, 2, "relu")([11, 5], [2, 7])
    ((11, 7), (2, 7))
    >>> RNN(5, 7, bidirectional=True, batch_first=True)([2, 11, 5], [2, 2, 7])
    ((2, 11, 14), (2, 2, 7))
    >>> RNN(5, 7)([11, 2, 5], [1, 3, 7])
    SHP601
    >>> RNN(5, 7).weight_hh_l0
    (7, 7)
    """
    return _one_state("RNN", _made(layer), input, hx, machine)


@layer(
    "torch.nn.LSTM",
    call="input, hx=None",
    base=_BASE,
    weights=stacked_weights(4),
    least=_LEAST | {"proj_size": 0},
)
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
    >>> LSTM(5, 7, 2, proj_size=3, batch_first=True)([2, 11, 5], ([2, 2, 3], [2, 2, 7]))
    ((2, 11, 3), ((2, 2, 3), (2, 2, 7)))
    >>> LSTM(5, 7)([11, 5], ([1, 7], [1, 7]))
    ((11, 7), ((1, 7), (1, 7)))
    >>> packed = torch.nn.utils.rnn.pack_padded_sequence([11, N, 5], (11, 4))
    >>> LSTM(5, 7)(packed, ([1, N, 7], [1, N, 7]))[1]
    ((1, 2, 7), (1, 2, 7))
    >>> LSTM(5, 7)(packed, ([1, 3, 7], [1, 3, 7]))
    SHP601
    >>> LSTM(5, 7)([11, 2, 5], ([2, 7], [2, 7]))
    SHP601
    >>> LSTM(5, 7)([11, 2, 5], [1, 2, 7])
    SHP601 LSTM expects a pair of states, gets a tensor
    >>> LSTM(5, 7)([11, 2, 7])
    SHP201
    >>> LSTM(5, 7).weight_ih_l0
    (28, 5)
    >>> LSTM(5, 7, proj_size=3).weight_hr_l0
    (3, 7)
    """
    made_of = recurrent("LSTM", _made(layer))
    outputs, batch = run(made_of, input, machine)
    states = None if hx is None or batch.shape.open else check_pair("LSTM", hx, single=batch.single)
    if states is not None:
        check_state(made_of, states[0], batch, made_of.output_size, "an initial state", input)
        check_state(made_of, states[1], batch, made_of.hidden_size, "an initial cell", input)
    state, cell = (state_shape(made_of, batch.shape, size) for size in (made_of.output_size, made_of.hidden_size))
    return outputs, (state, cell)


lstm.construction(_projection_fits)


@prop(f"{_BASE}._flat_weights")
def flat_weights(self, *, machine):
    """All weights in a row.

    >>> GRU(5, 7)._flat_weights
    ((21, 5), (21, 7), (21,), (21,))
    """
    return machine.list(_weights(self, machine))


def _weights(self: Instance, machine: Machine) -> list[Value]:
    names = {"torch.nn.GRU": 3, "torch.nn.LSTM": 4, "torch.nn.RNN": 1}
    gates = next((count for name, count in names.items() if machine.is_a(self, name)), None)
    weights = None if gates is None else stacked_weights(gates)(_made(self))
    return [machine.get(self, name) for name, weight in (weights or {}).items() if weight.there is not False]


@prop(f"{_BASE}.all_weights")
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


@op(f"{_BASE}.flatten_parameters")
def flatten_parameters(self):
    """Lay the weights side by side in memory.

    >>> GRU(5, 7).flatten_parameters()
    None
    """
    return
