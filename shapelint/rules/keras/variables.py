"""The weights of layers and models: names, shapes, and which of them training changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shapelint.rules.apply import BUILT, MADE, OPEN
from shapelint.rules.form import Rule
from shapelint.rules.keras.editions import may_be_keras_1
from shapelint.rules.keras.nested import leaves
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, DictValue, Flow, Instance, ListValue, Site, Tensor, Value, items_of
from shapelint.rules.weights import layer_weights
from shapelint.sizes import Shape, equal

_STATISTICS: Final = (
    "moving_mean",
    "moving_variance",
    "moving_stddev",
    "renorm_mean",
    "renorm_stddev",
    "mean",
    "variance",
    "count",
)
_GATED: Final = ("LSTM", "GRU")  # of which Keras 1 keeps the weights of each gate apart
_NO_LAYERS: Final = ("name", "trainable")  # attributes that every layer has


@dataclass(frozen=True, slots=True)
class Variable:
    """One weight.

    owner: the layer that made it, by its class; trainable: whether training changes it, None where nobody knows; key:
    what no other weight has, so that a layer that is met twice is counted once.
    """

    name: str
    shape: Shape
    owner: str = ""
    made: Site | None = None
    trainable: bool | None = True
    key: tuple[int, ...] = ()


def array_of(variable: Variable, family: str = "numpy") -> Tensor:
    """The weight as a tensor that knows whose it is."""
    what = f"{variable.owner}.{variable.name}"
    return Tensor(variable.shape, family, "float", flow=Flow(what, variable.shape, variable.made))


Held = tuple[Variable, ...] | None


def variables(layer: Value, machine: Machine) -> Held:
    """All weights of a layer or model in Keras' order; None where they are not known, as before the first call."""
    if not isinstance(layer, Instance):
        return None
    held, changing = _held(layer, machine), _is_changing(layer)
    if held is None or (changing is True and "trainable" not in layer.slots):
        return held
    return tuple(_set(each, changing) for each in held)


def _set(variable: Variable, changing: bool | None) -> Variable:
    """A variable of something of which `trainable` was set; what was set before for a part of it may count no more."""
    if variable.name in _STATISTICS:
        return variable
    return replace(variable, trainable=changing if variable.trainable else None if changing else variable.trainable)


def _is_changing(layer: Instance) -> bool | None:
    """Whether the layer as a whole is `trainable`; what is set for a whole model is set for what it consists of."""
    made = layer.slots.get(MADE)
    given = made.args.get("trainable", True) if made is not None and OPEN not in made.args else None
    found = layer.slots.get("trainable", True if made is None else given)
    return found if isinstance(found, bool) else None


def _held(layer: Instance, machine: Machine) -> Held:
    layers = layer.slots.get("#layers")
    if machine.is_a(layer, "keras.Model") and layers is not None:
        return _of_all(layers, machine) if isinstance(layers, tuple) else None
    if MADE in layer.slots:
        return _of_declared(layer, machine)
    return _of_own(layer, machine)


def check_fill(held: Held, arrays: Value) -> None:
    """Arrays that are to stand for the weights must be as many, and of the same shapes.

    Raises Mismatch SHP713.
    """
    items = items_of(arrays) if isinstance(arrays, tuple | ListValue) else None
    if held is None or items is None:
        return
    if len(items) != len(held):
        raise Mismatch(
            "SHP713",
            "the layer has {count} weights {shapes}, gets {found}",
            count=len(held),
            shapes=tuple(each.shape.dims for each in held),
            found=len(items),
        )
    for weight, value in zip(held, items, strict=True):
        if isinstance(value, Tensor):
            _check_alike(weight, value)


def _check_alike(weight: Variable, array: Tensor) -> None:
    wanted, found = weight.shape, array.shape
    if wanted.open or found.open:
        return
    facts: dict[str, Value] = {"operand": array, "name": weight.name, "wanted": str(wanted), "shape": str(found)}
    if len(wanted.dims) != len(found.dims):
        raise Mismatch("SHP713", "the weight `{name}` is {wanted}, the array is {shape}", **facts)
    for axis, (want, size) in enumerate(zip(wanted.dims, found.dims, strict=True)):
        if equal(want, size) is False:
            sentence = "the weight `{name}` is {wanted}, the array is {shape}"
            raise Mismatch("SHP713", sentence, axis=axis, expected=want, found=size, **facts)


def _of_all(layers: Sequence[Value], machine: Machine) -> Held:
    found: dict[tuple[int, ...], Variable] = {}
    for layer in layers:
        held = variables(layer, machine)
        if held is None:
            return None
        found |= {each.key: each for each in held if each.key not in found}
    return tuple(found.values())


def _of_declared(layer: Instance, machine: Machine) -> Held:
    """Of a layer that Keras has itself."""
    if BUILT not in layer.slots:
        return None
    rule = layer.cls if isinstance(layer.cls, Rule) else None
    if rule is None or (rule.short in _GATED and may_be_keras_1(machine)):
        return None
    inner = _WRAPPERS.get(rule.short)
    if inner is not None:
        return inner(layer, machine)
    if any(_layers_in(value, machine) for value in layer.slots[MADE].args.values()):
        return None
    weights = layer_weights(rule, layer.slots[MADE].args, layer.slots[BUILT])
    if any(weight.there is None for weight in weights.values()):
        return None
    return tuple(
        Variable(name, weight.shape, rule.short, layer.made, name not in _STATISTICS, (layer.born, at))
        for at, (name, weight) in enumerate(weights.items())
        if weight.there
    )


def _of_own(layer: Instance, machine: Machine) -> Held:
    """Of a layer of the program's own: what it added itself, then those of the layers among its attributes."""
    built = BUILT in layer.slots or layer.slots.get("built") is True
    if not built and machine.user_method(layer, "build") is not None:
        return None
    added = layer.slots.get("#weights", ())
    if not isinstance(added, tuple) or not all(isinstance(entry, tuple) for entry in added):
        return None
    own = tuple(
        Variable(name, shape, "", layer.made, trainable, (layer.born, at))
        for at, (name, shape, trainable) in enumerate(added)
    )
    if any(map(_is_variable, layer.slots.values())):
        return None
    inner = own_layers(layer, machine)
    held = None if inner is None else _of_all(inner, machine)
    return None if held is None else own + held


def _is_variable(value: Value) -> bool:
    """Whether an attribute holds what counts among the weights without having been added by name."""
    return any(
        isinstance(leaf, Tensor) and leaf.flow is not None and leaf.flow.what in ("Variable", "variable")
        for leaf in leaves(value)
    )


def own_layers(layer: Instance, machine: Machine, *, ordered: bool = True) -> tuple[Instance, ...] | None:
    """The layers among the attributes of one of the program's own, in Keras' order; None where nobody knows.

    Keras 3 counts them as they are put into attributes and into the lists there, Keras 2 attribute by attribute: where
    these differ may be where they were not made in that order.  ordered: whether the order counts.
    """
    found: dict[int, Instance] = {}
    several = False
    for name, value in layer.slots.items():
        if isinstance(name, str) and not name.startswith("#") and name not in _NO_LAYERS:
            if any(leaf is UNKNOWN for leaf in leaves(value)):
                return None  # it may hold layers
            inner = _layers_in(value, machine)
            several = several or (bool(inner) and not isinstance(value, Instance))
            found.update((id(each), each) for each in inner if id(each) not in found)
    layers = tuple(found.values())
    made = [each.born for each in layers]
    return None if ordered and several and made != sorted(made) else layers


def _layers_in(value: Value, machine: Machine) -> list[Instance]:
    if isinstance(value, DictValue):  # Keras keeps their order
        return [layer for item in value.slots.values() for layer in _layers_in(item, machine)]
    return [leaf for leaf in leaves(value) if isinstance(leaf, Instance) and machine.is_a(leaf, "keras.layers.Layer")]


def _run(layer: Instance, machine: Machine) -> Held:
    """Of the cell, or of a row of them, that a layer runs."""
    cell = layer.slots[MADE].args.get("cell")
    row = items_of(cell) if isinstance(cell, tuple | ListValue) else None
    return variables(cell, machine) if row is None else _of_all(row, machine)


def _wrapped(name: str) -> Callable[[Instance, Machine], Held]:
    def inner(layer: Instance, machine: Machine) -> Held:
        return variables(layer.slots[MADE].args.get(name), machine)

    return inner


def _row_of(name: str) -> Callable[[Instance, Machine], Held]:
    def inner(layer: Instance, machine: Machine) -> Held:
        row = items_of(layer.slots[MADE].args.get(name))
        return None if row is None else _of_all(row, machine)

    return inner


def _bidirectional(layer: Instance, machine: Machine) -> Held:
    forward = variables(layer.slots[MADE].args.get("layer"), machine)
    backward = layer.slots[MADE].args.get("backward_layer")
    behind = forward if backward is None else variables(backward, machine)
    if forward is None or behind is None:
        return None
    return forward + tuple(replace(each, key=(*each.key, layer.born)) for each in behind)  # it has copies of its own


_WRAPPERS: Final[dict[str, Callable[[Instance, Machine], Held]]] = {
    "TimeDistributed": _wrapped("layer"),
    "Bidirectional": _bidirectional,
    "RNN": _run,
    "StackedRNNCells": _row_of("cells"),
    "Pipeline": _row_of("layers"),
}
