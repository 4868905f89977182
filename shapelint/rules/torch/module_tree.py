"""What a module is made of: its children, and its parameters by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shapelint.rules.apply import MADE, weight_shapes
from shapelint.rules.form import Rule
from shapelint.rules.machine import Machine
from shapelint.rules.values import MAYBE, REST, UNKNOWN, DictValue, Instance, Many, Tensor, Value

CONTAINERS: Final = ("torch.nn.Sequential", "torch.nn.ModuleList", "torch.nn.ModuleDict")
ITEMS: Final = "#items"  # slot of a container: its modules or parameters in order, a tuple or a `Many`
NAMES: Final = "#names"  # slot of a container: their names, where these are not their numbers
HELD: Final = "#held"  # slot of a container by name: a DictValue
_BUFFERS: Final = ("running_mean", "running_var", "num_batches_tracked")


def rule_of(module: Instance) -> Rule | None:
    """The framework's class that a module is of, or derives from."""
    classes = module.cls.order if hasattr(module.cls, "order") else (module.cls,)
    return next((cls for cls in classes if isinstance(cls, Rule)), None)


def is_parameter(value: Value) -> bool:
    """Whether a tensor was made by `nn.Parameter`."""
    return isinstance(value, Tensor) and value.flow is not None and value.flow.what == "Parameter"


def entries(module: Instance, machine: Machine) -> list[tuple[str, Value]] | None:
    """The children and own parameters of a module in order; None where one of them may not be known.

    Parameters of a framework's layer are told by its rule; a dot in their names is a layer within it.
    """
    if MAYBE in module.slots:
        return None
    found: list[tuple[str, Value]] = list(_own_weights(module))
    for name, value in module.slots.items():
        if name == ITEMS:
            if isinstance(value, Many):
                return None
            found.extend(zip(names_of(module), value, strict=True))
        elif isinstance(name, str) and not name.startswith("#"):
            if value is UNKNOWN:
                return None
            if is_parameter(value) or machine.is_a(value, "torch.nn.Module"):
                found.append((name, value))
    return _once(found)


def names_of(container: Instance) -> tuple[str, ...]:
    """The names of the items of a container."""
    items, names = container.slots.get(ITEMS, ()), container.slots.get(NAMES)
    return names if isinstance(names, tuple) and len(names) == len(items) else tuple(map(str, range(len(items))))


def take_in(container: Instance, name: Value, value: Value, machine: Machine) -> None:
    """A container holds a module that is set under a name; what nobody knows may be one."""
    if value is not UNKNOWN and not machine.is_a(value, "torch.nn.Module"):
        return
    if HELD in container.slots:
        hold(container, name, value, machine)
    elif isinstance(container.slots.get(ITEMS, ()), tuple):
        _take_item(container, name, value, machine)


def hold(container: Instance, name: Value, value: Value, machine: Machine) -> None:
    """A container by name holds something more."""
    held = container.slots[HELD].slots
    certain = isinstance(name, str) and value is not UNKNOWN
    machine.put(container, HELD, DictValue({**held, **({name: value} if certain else {REST: UNKNOWN})}))


def _take_item(container: Instance, name: Value, value: Value, machine: Machine) -> None:
    items, names = container.slots.get(ITEMS, ()), names_of(container)
    if not isinstance(name, str) or value is UNKNOWN:
        machine.put(container, ITEMS, Many(UNKNOWN))
    elif name in names:
        at = names.index(name)
        machine.put(container, ITEMS, (*items[:at], value, *items[at + 1 :]))
    else:
        machine.put(container, NAMES, (*names, name))
        machine.put(container, ITEMS, (*items, value))


def _once(found: list[tuple[str, Value]]) -> list[tuple[str, Value]]:
    """Without those that stand under two names, as a named item of a container does."""
    seen: list[Value] = []
    kept = []
    for name, value in found:
        if not isinstance(value, Instance) or not any(value is other for other in seen):
            seen.append(value)
            kept.append((name, value))
    return kept


def _own_weights(module: Instance) -> Iterator[tuple[str, Value]]:
    rule, made = rule_of(module), module.slots.get(MADE)
    if rule is not None and made is not None:
        for name, shape in weight_shapes(rule, made.args, {}).items():
            yield name, Tensor(shape, "torch", "float")


def parameters(module: Instance, machine: Machine, prefix: str = "") -> list[tuple[str, Value]] | None:
    """All parameters with their names, those of children included; None where one of them may not be known."""
    own = entries(module, machine)
    if own is None:
        return None
    found: list[tuple[str, Value]] = []
    for name, value in own:
        if not isinstance(value, Instance):
            found.append((prefix + name, value))
            continue
        inner = parameters(value, machine, f"{prefix}{name}.")
        if inner is None:
            return None
        found.extend(inner)
    return found


def is_buffer(name: str) -> bool:
    """Whether a weight of a framework's layer is kept but not learnt."""
    return name.rpartition(".")[2] in _BUFFERS


def children(module: Instance, machine: Machine) -> list[tuple[str, Instance]] | None:
    """The modules directly below, with their names; None where they are not all known."""
    own = entries(module, machine)
    if own is None or any("." in name and not isinstance(value, Instance) for name, value in own):
        return None
    return [(name, value) for name, value in own if isinstance(value, Instance)]


def descendants(module: Instance, machine: Machine, prefix: str = "") -> list[tuple[str, Instance]] | None:
    """The module itself and all below it, with their names; None where they are not all known."""
    found = [(prefix, module)]
    below = children(module, machine)
    if below is None:
        return None
    for name, child in below:
        inner = descendants(child, machine, f"{prefix}.{name}" if prefix else name)
        if inner is None:
            return None
        found.extend(inner)
    return found
