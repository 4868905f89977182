"""What becomes of a layer when one of its weights is replaced."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.apply import MADE, Made
from shapelint.rules.form import Rule
from shapelint.rules.machine import Machine
from shapelint.rules.torch.module_tree import rule_of
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value
from shapelint.rules.weights import layer_weights
from shapelint.sizes import Shape, equal


def reweigh(layer: Value, name: Value, value: Value, machine: Machine) -> None:
    """The layer does what its new weight says; its attributes go on saying how it was made."""
    rule = rule_of(layer) if isinstance(layer, Instance) else None
    made = layer.slots.get(MADE) if rule is not None and rule.kind == "layer" else None
    if not isinstance(made, Made) or value is None or rule is None:
        return
    weight = layer_weights(rule, made.args, {}).get(name) if isinstance(name, str) else None
    shape = value.shape if isinstance(value, Tensor) else UNKNOWN_SHAPE
    if weight is None or _same(weight.shape, shape):
        return
    if not weight.shape.open and not shape.open and len(weight.shape.dims) != len(shape.dims):
        machine.put(layer, MADE, None)  # it is no layer of that kind any more
        return
    changed = {key: size for key, size in _sizes(rule, name, made.args, shape).items() if key in made.args}
    for key in changed:
        if key not in layer.slots:
            machine.put(layer, key, made.args[key])
    machine.put(layer, MADE, Made({**made.args, **changed}))


def _same(old: Shape, new: Shape) -> bool:
    if old.open or new.open or len(old.dims) != len(new.dims):
        return False
    return all(equal(a, b) is True for a, b in zip(old.dims, new.dims, strict=True))


def _sizes(rule: Rule, name: str, made: Mapping[str, Value], shape: Shape) -> dict[str, Value]:
    """The arguments that the weight's pattern names, read off the new shape; UNKNOWN where it cannot be read."""
    pattern = rule.weights.get(name, "").partition(" if ")[0].split()
    if not pattern:
        return {key: UNKNOWN for key, value in made.items() if isinstance(value, int) and not isinstance(value, bool)}
    if all(word.isidentifier() for word in pattern) and not shape.open and len(shape.dims) == len(pattern):
        return dict(zip(pattern, shape.dims, strict=True))
    words = "".join(char if char.isalnum() or char == "_" else " " for word in pattern for char in f"{word} ").split()
    return {word: UNKNOWN for word in words if word in made}
