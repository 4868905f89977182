"""The weights of layers and models: names, shapes, and which of them training changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shapelint.rules.apply import BUILT, MADE, weight_shapes
from shapelint.rules.form import Rule
from shapelint.rules.machine import Machine
from shapelint.rules.values import Flow, Instance, ListValue, Site, Tensor, Value
from shapelint.sizes import Shape

_STATISTICS: Final = ("moving_mean", "moving_variance", "mean", "variance", "count")


@dataclass(frozen=True, slots=True)
class Variable:
    """One weight: `owner` is the layer that made it, by its class."""

    name: str
    shape: Shape
    owner: str = ""
    made: Site | None = None

    @property
    def trainable(self) -> bool:
        """Whether training changes it."""
        return self.name not in _STATISTICS


def array_of(variable: Variable, family: str = "numpy") -> Tensor:
    """The weight as a tensor that knows whose it is."""
    what = f"{variable.owner}.{variable.name}"
    return Tensor(variable.shape, family, "float", flow=Flow(what, variable.shape, variable.made))


Held = tuple[Variable, ...] | None


def variables(layer: Value, machine: Machine) -> Held:
    """All weights of a layer or model in Keras' order; None where they are not known, as before the first call."""
    if not isinstance(layer, Instance):
        return None
    layers = layer.slots.get("#layers")
    if machine.is_a(layer, "keras.Model") and layers is not None:
        return _of_all(layers, machine) if isinstance(layers, tuple) else None
    if MADE in layer.slots:
        return _of_declared(layer, machine)
    return _of_own(layer, machine)


def _of_all(layers: tuple[Value, ...], machine: Machine) -> Held:
    found: list[Variable] = []
    for layer in layers:
        held = variables(layer, machine)
        if held is None:
            return None
        found.extend(held)
    return tuple(found)


def _of_declared(layer: Instance, machine: Machine) -> Held:
    """Of a layer that Keras has itself."""
    if BUILT not in layer.slots:
        return None
    rule = layer.cls if isinstance(layer.cls, Rule) else None
    if rule is None:
        return None
    inner = _WRAPPERS.get(rule.short)
    if inner is not None:
        return inner(layer, machine)
    shapes = weight_shapes(rule, layer.slots[MADE].args, layer.slots[BUILT])
    return tuple(Variable(name, shape, rule.short, layer.made) for name, shape in shapes.items())


def _of_own(layer: Instance, machine: Machine) -> Held:
    """Of a layer of the program's own: what it added itself, then those of the layers among its attributes."""
    if BUILT not in layer.slots and machine.user_method(layer, "build") is not None:
        return None
    added = layer.slots.get("#weights", ())
    if not isinstance(added, tuple) or not all(isinstance(pair, tuple) for pair in added):
        return None
    own = tuple(Variable(name, shape, "", layer.made) for name, shape in added)
    inner: list[Value] = []
    for name, value in layer.slots.items():
        if isinstance(name, str) and not name.startswith("#"):
            inner.extend(_layers_in(value, machine))
    held = _of_all(tuple(inner), machine)
    return None if held is None else own + held


def _layers_in(value: Value, machine: Machine) -> list[Value]:
    if isinstance(value, ListValue) and isinstance(value.items, tuple):
        value = value.items
    items = value if isinstance(value, tuple) else (value,)
    return [item for item in items if machine.is_a(item, "keras.layers.Layer")]


def _wrapped(name: str) -> Callable[[Instance, Machine], Held]:
    def inner(layer: Instance, machine: Machine) -> Held:
        return variables(layer.slots[MADE].args.get(name), machine)

    return inner


def _bidirectional(layer: Instance, machine: Machine) -> Held:
    forward = variables(layer.slots[MADE].args.get("layer"), machine)
    backward = layer.slots[MADE].args.get("backward_layer")
    behind = forward if backward is None else variables(backward, machine)
    return None if forward is None or behind is None else forward + behind


_WRAPPERS: Final[dict[str, Callable[[Instance, Machine], Held]]] = {
    "TimeDistributed": _wrapped("layer"),
    "Bidirectional": _bidirectional,
    "RNN": _wrapped("cell"),
}
