"""The mask that Keras hands to a layer's `call` by itself: which steps count, after `Masking` or an `Embedding`.

Source: https://keras.io/guides/understanding_masking_and_padding/
"""

from __future__ import annotations

from typing import Final

from shapelint.rules.apply import MADE
from shapelint.rules.form import Rule
from shapelint.rules.keras.graph import Node, node_of
from shapelint.rules.keras.nested import tensors
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, Instance, Tensor, Value
from shapelint.sizes import Shape

_RECURRENT: Final = frozenset({"GRU", "LSTM", "SimpleRNN"})  # which keep it where they give every step back
_KEEPING: Final = frozenset({
    "Dense", "TimeDistributed", "Dropout", "SpatialDropout1D", "LayerNormalization", "BatchNormalization",
    "GroupNormalization", "UnitNormalization", "Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax",
    "GaussianNoise", "GaussianDropout", "Rescaling", "Identity",
})  # fmt: skip
_LOSING: Final = frozenset({
    "Conv1D", "Flatten", "Permute", "Reshape", "GlobalAveragePooling1D", "GlobalMaxPooling1D", "Lambda",
})  # fmt: skip
_MOST: Final = 200  # calls of layers that are looked at


def mask_for(inputs: Value, machine: Machine) -> Value:
    """The mask of what a layer is called with; None where there certainly is none, UNKNOWN where nobody knows."""
    seen: dict[int, bool | None] = {}
    masked = {_is_masked(tensor, machine, seen) for tensor in tensors(inputs)}
    if masked <= {False}:
        return None
    if not isinstance(inputs, Tensor) or masked != {True} or inputs.shape.open:
        return UNKNOWN
    return Tensor(Shape(inputs.shape.dims[:2]), "keras", "bool")


def _is_masked(tensor: Tensor, machine: Machine, seen: dict[int, bool | None]) -> bool | None:
    """Whether a tensor carries a mask, None where nobody knows; what is no output of a layer carries none.

    seen: what was found of the calls of layers that were met.
    """
    node = node_of(tensor)
    if node is None or not node.args:
        return False
    if id(node) not in seen:
        if len(seen) >= _MOST:
            return None
        seen[id(node)] = None
        found = _given(node, machine)
        if found is None:
            before = {_is_masked(each, machine, seen) for each in tensors(node.args)}
            found = False if before <= {False} else True if before == {True} and _keeps(node) else None
        seen[id(node)] = found
    return seen[id(node)]


def _given(node: Node, machine: Machine) -> bool | None:
    """Whether a layer gives a mask whatever it gets; None where that hangs on its input."""
    layer = node.layer
    if not isinstance(layer.cls, Rule):
        supports = layer.slots.get("supports_masking", False) is not False
        return None if supports or machine.user_method(layer, "compute_mask") is not None else False
    name = layer.cls.short
    if name == "Embedding":
        masks = _option(layer, "mask_zero")
        return masks if isinstance(masks, bool) else None
    return True if name == "Masking" else False if name in _LOSING else None


def _keeps(node: Node) -> bool:
    """Whether a layer of Keras certainly hands the mask of its input on."""
    name = node.layer.cls.short if isinstance(node.layer.cls, Rule) else ""
    if name == "Bidirectional":
        inner = _option(node.layer, "layer")
        return isinstance(inner, Instance) and _gives_every_step(inner)
    return name in _KEEPING or _gives_every_step(node.layer)


def _gives_every_step(layer: Instance) -> bool:
    recurrent = isinstance(layer.cls, Rule) and layer.cls.short in _RECURRENT
    return recurrent and _option(layer, "return_sequences") is True


def _option(layer: Instance, name: str) -> Value:
    made = layer.slots.get(MADE)
    return UNKNOWN if made is None else made.args.get(name, UNKNOWN)
