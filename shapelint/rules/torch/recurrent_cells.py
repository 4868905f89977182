"""One step of a recurrent layer."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import layer
from shapelint.rules.mismatch import Mismatch, tuple_for_tensor
from shapelint.rules.torch.recurrence import check_pair
from shapelint.rules.values import UNKNOWN, ListValue, Tensor, Value
from shapelint.sizes import Shape, Size, equal, shape_from

_INPUT = "N? input_size"


def _cell_weights(gates: int | str) -> dict[str, str]:
    return {
        "weight_ih": f"{gates}*hidden_size input_size",
        "weight_hh": f"{gates}*hidden_size hidden_size",
        "bias_ih": f"{gates}*hidden_size if bias",
        "bias_hh": f"{gates}*hidden_size if bias",
    }


_LEAST = {"input_size": 0, "hidden_size": 0}
_BASE = "torch.nn.RNNCellBase"


@layer(_BASE, weights=_cell_weights("num_chunks"), least=_LEAST | {"num_chunks": 0})
def cell_base(input_size, hidden_size, bias, num_chunks, device=None, dtype=None):
    """What recurrent cells have in common: their weights.  It is not called itself.

    >>> nn.RNNCellBase(5, 7, True, 4).weight_ih
    (28, 5)
    >>> nn.RNNCellBase(5, 7, False, 4).bias_hh
    None
    """
    return UNKNOWN


def _next(name: str, axes: Mapping[str, Value], hidden_size: Size, *states: Value) -> Shape:
    """The shape of the next state; those given must have it too.

    Raises Mismatch SHP601, or SHP708 for a tuple.
    """
    wanted = shape_from("N? hidden_size", {**axes, "hidden_size": hidden_size})
    for state in states:
        if isinstance(state, tuple | ListValue):
            raise tuple_for_tensor("{layer} expects a tensor as its state, gets {row}", state, layer=name)
        if isinstance(state, Tensor) and not wanted.open and not state.shape.open:
            if _is_square(wanted, state):
                return state.shape
            _check(name, wanted, state)
    return wanted


def _check(name: str, wanted: Shape, state: Tensor) -> None:
    found = state.shape.dims
    if len(found) != len(wanted.dims) or any(equal(a, b) is False for a, b in zip(found, wanted.dims, strict=True)):
        raise Mismatch(
            "SHP601",
            "{layer} expects a state of shape {wanted}, gets {found}",
            operand=state,
            layer=name,
            wanted=wanted,
            found=state.shape,
        )


def _is_square(wanted: Shape, state: Tensor) -> bool:
    """Whether a state of two axes may pass for one without a batch: it stretches where both are the hidden size."""
    found = state.shape.dims
    return len(wanted.dims) == 1 and len(found) == 2 and all(equal(size, wanted.dims[0]) is not False for size in found)


@layer("torch.nn.RNNCell", _INPUT, call="input, hx=None", base=_BASE, weights=_cell_weights(1), least=_LEAST)
def rnn_cell(input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None, *, hx, axes):
    """Compute the next state.

    >>> RNNCell(5, 7)([2, 5])
    (2, 7)
    >>> RNNCell(5, 7)([5], [7])
    (7,)
    >>> RNNCell(5, 7)([2, 6])
    SHP201 axis `input_size` is 6, expected 5
    >>> RNNCell(5, 7)([2, 5], [3, 7])
    SHP601
    >>> RNNCell(5, 7).weight_hh
    (7, 7)
    """
    return _next("RNNCell", axes, hidden_size, hx)


@layer("torch.nn.GRUCell", _INPUT, call="input, hx=None", base=_BASE, weights=_cell_weights(3), least=_LEAST)
def gru_cell(input_size, hidden_size, bias=True, device=None, dtype=None, *, hx, axes):
    """Compute the next state.

    >>> GRUCell(5, 7)([2, 5], [2, 7])
    (2, 7)
    >>> GRUCell(5, 7, bias=False)([5], hx=[7])
    (7,)
    >>> GRUCell(5, 7)([2, 5], [2, 8])
    SHP601
    >>> GRUCell(5, 7).weight_ih
    (21, 5)
    """
    return _next("GRUCell", axes, hidden_size, hx)


@layer("torch.nn.LSTMCell", _INPUT, call="input, hx=None", base=_BASE, weights=_cell_weights(4), least=_LEAST)
def lstm_cell(input_size, hidden_size, bias=True, device=None, dtype=None, *, hx, axes):
    """Compute the next state and cell.

    >>> LSTMCell(5, 7)([2, 5])
    ((2, 7), (2, 7))
    >>> LSTMCell(5, 7)([2, 5], ([2, 7], [2, 7]))
    ((2, 7), (2, 7))
    >>> LSTMCell(5, 7)([5], ([7], [7]))
    ((7,), (7,))
    >>> LSTMCell(5, 7)([2, 5], ([2, 7], [2, 8]))
    SHP601
    >>> LSTMCell(5, 7)([2, 5], [2, 7])
    SHP601
    >>> LSTMCell(5, 7).bias_ih
    (28,)
    """
    state = _next("LSTMCell", axes, hidden_size)
    if hx is not None and not state.open:
        states = check_pair("LSTMCell", hx, single=len(state.dims) == 1)
        state = _next("LSTMCell", axes, hidden_size, *(states or ()))
    return state, state
