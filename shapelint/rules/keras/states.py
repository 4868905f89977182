"""What recurrent layers take and give: states, steps and the last output."""

from __future__ import annotations

from typing import Final

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


def outputs(
    sequence: Shape, output: tuple[Size, ...], states: tuple[Size, ...], sequences: Value, state: Value
) -> Value:
    """The outputs of all steps or of the last one, and the states where they are asked for.

    sequence: (batch, steps, …); output: the axes of one step's output; states: the size of each state.
    """
    batch = UNKNOWN if sequence.open else sequence.axis(0)
    steps = UNKNOWN if sequence.open else sequence.axis(1)
    if sequences is True:
        result = Shape((batch, steps, *output))
    elif sequences is False:
        result = Shape((batch, *output))
    else:
        result = Shape(output, open=True)
    if state is False:
        return result
    if state is True:
        return (result, *(Shape((batch, size)) for size in states))
    return UNKNOWN


_SEQUENCE: Final = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "RNN", "CuDNNLSTM", "CuDNNGRU")


def check_sequence(sequence: Value, name: str) -> None:
    """A recurrent layer wants (batch, steps, features).  Raises Mismatch SHP101."""
    shape = shape_of(sequence)
    if len(shape.dims) == 3 or (shape.open and len(shape.dims) < 3):
        return
    before = sequence.flow.what if isinstance(sequence, Tensor) and sequence.flow is not None else ""
    help = None
    if len(shape.dims) == 2 and not shape.open:
        help = f"return_sequences=True keeps the steps of the {before} before" if before in _SEQUENCE else None
    raise Mismatch(
        "SHP101",
        "{layer} expects 3 axes (batch steps features), gets {found}",
        operand=sequence if isinstance(sequence, Tensor) else None,
        help=help,
        layer=name,
        found=str(shape),
    )


def check_states(sequence: Value, sizes: tuple[Size, ...], initial: Value) -> None:
    """The initial states must be one for each of `sizes`, of that size and the sequence's batch.

    Raises Mismatch SHP601.
    """
    if initial is None or initial is UNKNOWN:
        return
    states = (initial,) if isinstance(initial, Tensor) else items_of(initial)
    if states is None:
        return
    if len(states) != len(sizes):
        raise Mismatch(
            "SHP601",
            "the layer has {wanted} states, gets {found}",
            operand=states[0] if states and isinstance(states[0], Tensor) else None,
            wanted=len(sizes),
            found=len(states),
        )
    batch = shape_of(sequence).axis(0) if not shape_of(sequence).open else UNKNOWN
    for at, (state, size) in enumerate(zip(states, sizes, strict=True)):
        _check_state(state, Shape((batch, size)), carried=at > 0)


def _check_state(state: Value, wanted: Shape, *, carried: bool) -> None:
    """carried: whether the state is only multiplied, not put through weights.  A size of 1 is stretched by Keras 3."""
    found = shape_of(state)
    if found.open:
        return
    stretched = (True, carried)
    if len(found.dims) != 2 or any(
        equal(size, want) is False and not (may and equal(size, 1) is not False)
        for size, want, may in zip(found.dims, wanted.dims, stretched, strict=True)
    ):
        raise Mismatch(
            "SHP601",
            "an initial state of {wanted} is wanted, gets {found}",
            operand=state if isinstance(state, Tensor) else None,
            wanted=str(wanted),
            found=str(found),
        )
