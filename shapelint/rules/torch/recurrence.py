"""What recurrent layers share: their weights, the shapes that they expect and give, packed sequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal

PACKED: Final = "#packed"  # slot of a PackedSequence: its batch, and the features of its elements
_MOST_LAYERS: Final = 64


@dataclass(frozen=True, slots=True)
class Packed:
    """A packed sequence: how many samples, and the axes of one element of a sequence."""

    batch: Size
    rest: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class Recurrent:
    """The constructor arguments that decide about shapes; `stacks` is layers times directions."""

    name: str
    input_size: Size
    hidden_size: Size
    output_size: Size
    layers: Size
    directions: Size
    batch_first: Value

    @property
    def stacks(self) -> Size:
        """The first axis of the states."""
        return self.layers * self.directions


def recurrent(name: str, made: Mapping[str, Value]) -> Recurrent:
    """A layer by its constructor arguments."""
    projected = made.get("proj_size", 0)
    hidden = size_in(made["hidden_size"])
    bidirectional = made["bidirectional"]
    return Recurrent(
        name,
        size_in(made["input_size"]),
        hidden,
        hidden if projected == 0 and is_int(projected) else size_in(projected),
        size_in(made["num_layers"]),
        (2 if bidirectional else 1) if isinstance(bidirectional, bool) else UNKNOWN,
        made["batch_first"],
    )


def stacked_weights(gates: int) -> Callable[[Mapping[str, Value]], Mapping[str, Shape]]:
    """The weights of all layers and directions, in the order of `_flat_weights`; none where layers are not counted."""

    def weights(made: Mapping[str, Value]) -> Mapping[str, Shape]:
        layer = recurrent("", made)
        if not isinstance(layer.layers, int) or not isinstance(layer.directions, int) or layer.layers > _MOST_LAYERS:
            return {}
        projected = made.get("proj_size", 0) != 0
        return dict(_stacked(layer, gates, made["bias"] is not False, projected))

    return weights


def _stacked(layer: Recurrent, gates: int, bias: bool, projected: bool) -> Iterator[tuple[str, Shape]]:
    rows = gates * layer.hidden_size
    assert isinstance(layer.layers, int)
    assert isinstance(layer.directions, int)
    for index in range(layer.layers):
        inputs = layer.input_size if index == 0 else layer.output_size * layer.directions
        for suffix in ("", "_reverse")[: layer.directions]:
            yield f"weight_ih_l{index}{suffix}", Shape((rows, inputs))
            yield f"weight_hh_l{index}{suffix}", Shape((rows, layer.output_size))
            if bias:
                yield f"bias_ih_l{index}{suffix}", Shape((rows,))
                yield f"bias_hh_l{index}{suffix}", Shape((rows,))
            if projected:
                yield f"weight_hr_l{index}{suffix}", Shape((layer.output_size, layer.hidden_size))


def run(layer: Recurrent, input: Value, machine: Machine) -> tuple[Value, Shape]:
    """The outputs of the last layer for every step, and the axes of one state behind its first.

    Raises Mismatch SHP101 or SHP201.
    """
    packed = input.slots.get(PACKED) if isinstance(input, Instance) else None
    if isinstance(packed, Packed):
        _check_features(layer, packed.rest[-1] if packed.rest else UNKNOWN, None)
        outputs = machine.make(_PACKED_CLASS, {PACKED: Packed(packed.batch, (layer.output_size * layer.directions,))})
        return outputs, Shape((packed.batch,))
    shape = shape_of(input)
    if not isinstance(input, Tensor):
        return UNKNOWN, UNKNOWN_SHAPE  # it may be packed
    if len(shape.dims) > 3 or (not shape.open and len(shape.dims) < 2):
        raise Mismatch(
            "SHP101",
            "{layer} expects 2 or 3 axes ({axes}), gets {found}",
            operand=culprit(input),
            layer=layer.name,
            axes="batch, length, features" if layer.batch_first is True else "length, batch, features",
            found=shape,
        )
    _check_features(layer, shape.axis(-1), input)
    features = layer.output_size * layer.directions
    return Shape((*shape.dims[:-1], features), shape.open), _batch(layer, shape)


_PACKED_CLASS: Final = "torch.nn.utils.rnn.PackedSequence"


def _batch(layer: Recurrent, shape: Shape) -> Shape:
    """The axes between a state's first and its features: the batch, none for an unbatched input."""
    if shape.open:
        return UNKNOWN_SHAPE
    if len(shape.dims) == 2:
        return Shape(())
    return Shape((shape.dims[0 if layer.batch_first else 1] if isinstance(layer.batch_first, bool) else UNKNOWN,))


def _check_features(layer: Recurrent, found: Size, operand: Value) -> None:
    if equal(found, layer.input_size) is False:
        raise Mismatch(
            "SHP201",
            "{layer} expects {expected} features, gets {found}",
            operand=culprit(operand),
            layer=layer.name,
            axis="input_size",
            expected=layer.input_size,
            found=found,
        )


def state_shape(layer: Recurrent, batch: Shape, size: Size) -> Shape:
    """The shape of a state of all layers."""
    return Shape((size,), open=True) if batch.open else Shape((layer.stacks, *batch.dims, size))


def check_state(layer: Recurrent, state: Value, batch: Shape, size: Size, what: str) -> None:
    """An initial state must have the shape that the layer gives back.

    Raises Mismatch SHP601.
    """
    if not isinstance(state, Tensor) or state.shape.open or batch.open:
        return
    wanted, found = state_shape(layer, batch, size), state.shape
    fits = len(wanted.dims) == len(found.dims) and not any(
        equal(a, b) is False for a, b in zip(wanted.dims, found.dims, strict=True)
    )
    if not fits:
        raise Mismatch(
            "SHP601",
            "{layer} expects {what} of shape {wanted}, gets {found}",
            operand=state,
            help=_state_help(layer, wanted, found),
            layer=layer.name,
            what=what,
            wanted=wanted,
            found=found,
        )


def _state_help(layer: Recurrent, wanted: Shape, found: Shape) -> str | None:
    if layer.batch_first is True and len(wanted.dims) == len(found.dims) == 3:
        return "batch_first does not move the batch of the states: it stands on dim 1"
    if len(found.dims) == len(wanted.dims) - 1:
        return "the first axis counts layers times directions"
    return None


def pair(state: Value) -> tuple[Value, Value] | None:
    """The two states of an LSTM, None where they are not given as a pair."""
    items = items_of(state) if not isinstance(state, Tensor) else None
    return (items[0], items[1]) if items is not None and len(items) == 2 else None
