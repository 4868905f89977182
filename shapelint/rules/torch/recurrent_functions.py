"""Recurrent layers and cells as functions of torch itself, whose weights are arguments."""

from __future__ import annotations

from functools import partial
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.recurrence import check_pair
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal

_CELL: Final = "input, hx, w_ih, w_hh, b_ih=None, b_hh=None"


def _cell(gates: int, input: Value, hx: Value, w_ih: Value, w_hh: Value) -> Shape:
    """The next state of a batch.

    Raises Mismatch SHP101, SHP201 or SHP601.
    """
    x, state, inner = shape_of(input), shape_of(hx), shape_of(w_hh)
    for operand, shape in ((input, x), (hx, state)):
        if len(shape.dims) > 2 or (not shape.open and len(shape.dims) < 2):
            raise Mismatch("SHP101", "a cell takes a batch, gets {found}", operand=culprit(operand), found=shape)
    hidden = inner.axis(-1)
    _agree("SHP201", "the input has {left} features, its weight {right}", x.axis(-1), shape_of(w_ih).axis(-1), input)
    _agree("SHP601", "the state has {left} features, its weight {right}", state.axis(-1), hidden, hx)
    _agree("SHP601", "the state has {left} samples, the input {right}", state.axis(-2), x.axis(-2), hx)
    _agree("SHP201", "the weight has {left} rows, not {right}", shape_of(w_ih).axis(-2), gates * hidden, w_ih)
    return Shape((x.axis(-2), hidden))


def _agree(code: str, template: str, left: Size, right: Size, operand: Value) -> None:
    if equal(left, right) is False:
        raise Mismatch(code, template, operand=culprit(operand), left=left, right=right)


for _name, _gates in (("rnn_tanh_cell", 1), ("rnn_relu_cell", 1), ("gru_cell", 3)):
    _rows = 7 * _gates
    declare(
        f"torch.{_name}",
        _CELL,
        partial(_cell, _gates),
        f"""Compute the next state.

        >>> torch.{_name}([N, 5], [N, 7], [{_rows}, 5], [{_rows}, 7])
        ('N', 7)
        >>> torch.{_name}([N, 6], [N, 7], [{_rows}, 5], [{_rows}, 7])
        SHP201
        >>> torch.{_name}([N, 5], [N, 8], [{_rows}, 5], [{_rows}, 7])
        SHP601
        """,
    )


@op("torch.lstm_cell")
def lstm_cell(input, hx, w_ih, w_hh, b_ih=None, b_hh=None):
    """Compute the next state and cell.

    >>> torch.lstm_cell([N, 5], ([N, 7], [N, 7]), [28, 5], [28, 7])
    (('N', 7), ('N', 7))
    >>> torch.lstm_cell([N, 5], ([N, 8], [N, 7]), [28, 5], [28, 7])
    SHP601
    """
    states = check_pair("lstm_cell", hx, single=False)
    first = _cell(4, input, UNKNOWN if states is None else states[0], w_ih, w_hh)
    return first, first


def _outputs(input: Value, state: Value, bidirectional: Value) -> Shape:
    """Every step has the features of a state, in both directions."""
    x, last = shape_of(input), shape_of(state)
    if x.open or not isinstance(bidirectional, bool):
        return UNKNOWN_SHAPE
    return Shape((*x.dims[:-1], last.axis(-1) * (2 if bidirectional else 1)))


# What layers take; another spelling takes the data of a packed sequence, and the sizes of its batches behind it.
_LAYER: Final = words("input hx params has_biases num_layers dropout train bidirectional batch_first")


def _given(args: tuple[Value, ...], kwargs: dict[str, Value]) -> dict[str, Value] | None:
    """The arguments by name; None for a packed sequence."""
    found = dict(zip(_LAYER, args, strict=False)) | kwargs
    sizes = found.get("hx")
    packed = "batch_sizes" in kwargs or (isinstance(sizes, Tensor) and sizes.dtype != "float")
    return None if packed or not {"input", "hx", "bidirectional"} <= found.keys() else found


def _layer(name: str) -> None:
    def layer(*args, **kwargs):
        given = _given(args, kwargs)
        if given is None or not isinstance(given["hx"], Tensor):
            return UNKNOWN, UNKNOWN
        return _outputs(given["input"], given["hx"], given["bidirectional"]), given["hx"]

    layer.__doc__ = f"""Read a sequence: outputs of every step, and the last state.

    PyTorch does not check all that it should here: the example is for our world alone.

    >>> torch.{name}([5, N, 3], [2, N, 7], ([21, 3],), False, 1, 0.0, False, True, False)
    ((5, 'N', 14), (2, 'N', 7))
    """
    op(f"torch.{name}")(layer)


for _name in ("gru", "rnn_tanh", "rnn_relu"):
    _layer(_name)


@op("torch.lstm")
def lstm(*args, **kwargs):
    """Read a sequence: outputs of every step, the last state and the last cell.

    PyTorch does not check all that it should here: the example is for our world alone.

    >>> torch.lstm([5, N, 3], ([1, N, 7], [1, N, 7]), ([28, 3],), False, 1, 0.0, False, False, False)
    ((5, 'N', 7), (1, 'N', 7), (1, 'N', 7))
    """
    given = _given(args, kwargs)
    states = None if given is None else items_of(given["hx"])
    if given is None or states is None or len(states) != 2:
        return UNKNOWN, UNKNOWN, UNKNOWN
    return _outputs(given["input"], states[0], given["bidirectional"]), states[0], states[1]
