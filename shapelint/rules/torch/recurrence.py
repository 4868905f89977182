"""What recurrent layers share: their weights, the shapes that they expect and give, packed sequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from shapelint.rules.fixes import Fix, changed, remade
from shapelint.rules.form import Weight
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, tuple_for_tensor
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.torch.packed import Packed, check_steps, packed, packed_of
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, at_most, equal, less

_MOST_LAYERS: Final = 64


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

    @property
    def features(self) -> Size:
        """The last axis of the outputs."""
        return self.output_size * self.directions


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


def stacked_weights(gates: int) -> Callable[[Mapping[str, Value]], Mapping[str, Weight] | None]:
    """The weights of all layers and directions, in the order of `_flat_weights`; None where they cannot be told."""

    def weights(made: Mapping[str, Value]) -> Mapping[str, Weight] | None:
        layer = recurrent("", made)
        if not isinstance(layer.layers, int) or not isinstance(layer.directions, int) or layer.layers > _MOST_LAYERS:
            return None
        projected = made.get("proj_size", 0)
        return dict(_stacked(layer, gates, _truth(made["bias"]), _truth(projected)))

    return weights


def _truth(value: Value) -> bool | None:
    return bool(value) if isinstance(value, int) else None


def _stacked(layer: Recurrent, gates: int, bias: bool | None, projected: bool | None) -> Iterator[tuple[str, Weight]]:
    rows = gates * layer.hidden_size
    assert isinstance(layer.layers, int)
    assert isinstance(layer.directions, int)
    for index in range(layer.layers):
        inputs = layer.input_size if index == 0 else layer.output_size * layer.directions
        for suffix in ("", "_reverse")[: layer.directions]:
            yield f"weight_ih_l{index}{suffix}", Weight(Shape((rows, inputs)))
            yield f"weight_hh_l{index}{suffix}", Weight(Shape((rows, layer.output_size)))
            yield f"bias_ih_l{index}{suffix}", Weight(Shape((rows,)), bias)
            yield f"bias_hh_l{index}{suffix}", Weight(Shape((rows,)), bias)
            yield f"weight_hr_l{index}{suffix}", Weight(Shape((layer.output_size, layer.hidden_size)), projected)


@dataclass(frozen=True, slots=True)
class Batch:
    """The axes of a state between its first and its features: none for an unbatched input.

    exact: whether a state must have just these, and not more samples of which some are picked.
    """

    shape: Shape
    exact: bool = True
    packed: bool = False

    @property
    def single(self) -> bool:
        """Whether there is certainly no batch."""
        return self.shape == Shape(()) and not self.packed


def run(layer: Recurrent, input: Value, machine: Machine) -> tuple[Value, Batch]:
    """The outputs of the last layer for every step, and the batch.

    Raises Mismatch SHP101 or SHP201.
    """
    sequences = packed_of(input)
    if sequences is not None:
        return _run_packed(layer, sequences, machine)
    shape = shape_of(input)
    if not isinstance(input, Tensor):
        return UNKNOWN, Batch(UNKNOWN_SHAPE)  # it may be packed
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
    _check_length(layer, shape, input)
    return Shape((*shape.dims[:-1], layer.features), shape.open), _batch(layer, shape)


def _run_packed(layer: Recurrent, sequences: Packed, machine: Machine) -> tuple[Value, Batch]:
    rest = sequences.rest
    many = len(rest.dims) > 1 and layer.name != "LSTM"  # which looks at sizes only, and lets some through
    if many or (not rest.open and len(rest.dims) < 1):
        raise Mismatch(
            "SHP101",
            "{layer} expects packed sequences of features, gets elements of {found}",
            layer=layer.name,
            found=rest,
        )
    check_steps(sequences)
    _check_features(layer, rest.axis(-1), None)
    outputs = packed(replace(sequences, rest=Shape((layer.features,))), machine, "float")
    return outputs, Batch(Shape((sequences.batch,)), sequences.order is None, packed=True)


def _batch(layer: Recurrent, shape: Shape) -> Batch:
    if shape.open:
        return Batch(UNKNOWN_SHAPE)
    if len(shape.dims) == 2:
        return Batch(Shape(()))
    size = shape.dims[0 if layer.batch_first else 1] if isinstance(layer.batch_first, bool) else UNKNOWN
    return Batch(Shape((size,)))


def _check_features(layer: Recurrent, found: Size, operand: Value) -> None:
    if equal(found, layer.input_size) is False:
        raise Mismatch(
            "SHP201",
            "{layer} expects {expected} features, gets {found}",
            operand=culprit(operand),
            help=remade(layer.name, "input_size", found) if isinstance(found, int) else None,
            layer=layer.name,
            axis="input_size",
            expected=layer.input_size,
            found=found,
        )


def _check_length(layer: Recurrent, shape: Shape, input: Value) -> None:
    at = 0 if len(shape.dims) == 2 or layer.batch_first is False else 1 if layer.batch_first is True else None
    if not shape.open and at is not None and equal(shape.dims[at], 0) is True:
        raise Mismatch(
            "SHP707",
            "{layer} gets {found}, a sequence of no steps",
            operand=culprit(input),
            layer=layer.name,
            found=shape,
        )


def state_shape(layer: Recurrent, batch: Shape, size: Size) -> Shape:
    """The shape of a state of all layers."""
    return Shape((size,), open=True) if batch.open else Shape((layer.stacks, *batch.dims, size))


def check_state(layer: Recurrent, state: Value, batch: Batch, size: Size, what: str, input: Value) -> None:
    """An initial state must have the shape that the layer gives back.

    Raises Mismatch SHP601, or SHP708 for a tuple.
    """
    if isinstance(state, tuple | ListValue):
        raise tuple_for_tensor("{layer} expects a tensor as its state, gets {row}", state, layer=layer.name)
    if not isinstance(state, Tensor) or state.shape.open or batch.shape.open:
        return
    wanted, found = state_shape(layer, batch.shape, size), state.shape
    if not _fits(wanted, found, batch):
        raise Mismatch(
            "SHP601",
            "{layer} expects {what} of shape {wanted}, gets {found}",
            operand=state,
            help=_state_help(layer, wanted, found, shape_of(input)),
            layer=layer.name,
            what=what,
            wanted=wanted,
            found=found,
        )


def _fits(wanted: Shape, found: Shape, batch: Batch) -> bool:
    if len(wanted.dims) != len(found.dims):
        return False
    verdicts = [equal(a, b) for a, b in zip(wanted.dims, found.dims, strict=True)]
    if not batch.exact and len(verdicts) == 3:
        verdicts[1] = at_most(wanted.dims[1], found.dims[1])
    return False not in verdicts


def _state_help(layer: Recurrent, wanted: Shape, found: Shape, input: Shape) -> Fix | str | None:
    if len(found.dims) == len(wanted.dims) - 1:
        return "the first axis counts layers times directions"
    if len(wanted.dims) != 3 or len(found.dims) != 3:
        return None
    if layer.batch_first is False and equal(found.dims[1], input.axis(0)) is True:
        text = "batch_first=True takes the batch from the first axis of the input"
        return changed("batch_first", True, text=text)
    if layer.batch_first is True and equal(found.dims[0], wanted.dims[1]) is True:
        return "batch_first does not move the batch of the states: it stands on dim 1"
    return None


def check_pair(layer: str, states: Value, *, single: bool) -> tuple[Value, Value] | None:
    """State and cell; None where they are not known.

    single: whether there is no batch, so that the two are picked out of whatever holds them, be it a tensor.  Raises
    Mismatch SHP601 where they certainly are no pair.
    """
    items = items_of(states) if isinstance(states, tuple | ListValue) else None
    if single and isinstance(states, Tensor) and not states.shape.open:
        rows, rest = states.shape.axis(0), Shape(states.shape.dims[1:])
        items = () if less(rows, 2) is True or not states.shape.dims else (states.reshaped(rest), states.reshaped(rest))
    if items is not None and (len(items) == 2 or (single and len(items) > 2)):
        return items[0], items[1]
    if items is not None or (isinstance(states, Tensor) and not single):
        raise Mismatch(
            "SHP601",
            "{layer} expects a pair of states, gets {found}",
            operand=culprit(states),
            help="(hidden, cell)",
            layer=layer,
            found="a tensor" if isinstance(states, Tensor) else len(items or ()),
        )
    return None
