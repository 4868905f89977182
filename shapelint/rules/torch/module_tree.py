"""What a module is made of: its parameters, its buffers and its children, by name."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final, Literal

from shapelint.rules.apply import MADE, Made
from shapelint.rules.form import Rule, Weight
from shapelint.rules.machine import Machine
from shapelint.rules.torch.lazy import is_unsettled
from shapelint.rules.values import (
    MAYBE,
    OPAQUE,
    REST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Tensor,
    Value,
)
from shapelint.rules.weights import layer_weights
from shapelint.sizes import Dim

CONTAINERS: Final = ("torch.nn.Sequential", "torch.nn.ModuleList", "torch.nn.ModuleDict")
ITEMS: Final = "#items"  # slot of a container: its modules or parameters in order, a tuple or a `Many`
NAMES: Final = "#names"  # slot of a container: their names, where these are not their numbers
HELD: Final = "#held"  # slot of a container by name: a DictValue
BUFFERS: Final = "#buffers"  # slot: the names of what is kept and not learnt, each with whether it is saved
_HOLDERS: Final = (*CONTAINERS, "torch.nn.ParameterList", "torch.nn.ParameterDict")
_COPYING: Final = {"torch.nn.TransformerEncoder": "encoder_layer", "torch.nn.TransformerDecoder": "decoder_layer"}
_MOST_COPIES: Final = 64
_GIVEN: Final = ("weight", "pos_weight")  # what the constructor of a loss takes and keeps
_MADE_BUFFERS: Final = ("Buffer", "UninitializedBuffer")
_STATISTICS: Final = ("running_mean", "running_var", "num_batches_tracked")
# Bases of a class that add nothing to its modules.
_BARE: Final = frozenset(["builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"])
# What a module may define to keep or save its state in its own way.
_OWN_WAYS: Final = (
    "__setattr__",
    "_save_to_state_dict",
    "_load_from_state_dict",
    "get_extra_state",
    "state_dict",
    "parameters",
    "named_parameters",
)


@dataclass(frozen=True, slots=True)
class Member:
    """Something that a module holds; saved: whether it is part of its state."""

    name: str
    value: Value
    role: Literal["parameter", "buffer", "module"]
    saved: bool = True


def rule_of(module: Instance) -> Rule | None:
    """The framework's class that a module is of, or derives from."""
    classes = module.cls.order if hasattr(module.cls, "order") else (module.cls,)
    return next((cls for cls in classes if isinstance(cls, Rule)), None)


def is_parameter(value: Value) -> bool:
    """Whether a tensor was made by `nn.Parameter`, or is a parameter of a framework's layer."""
    if not isinstance(value, Tensor) or value.flow is None:
        return False
    what = value.flow.what
    return what in ("Parameter", "UninitializedParameter") or ("." in what and not _is_statistic(what))


def may_be_shared(value: Value) -> bool:
    """Whether a parameter was taken from another module, so that both may hold it."""
    return isinstance(value, Tensor) and value.flow is not None and "." in value.flow.what


def _is_statistic(name: str) -> bool:
    return name.rpartition(".")[2] in _STATISTICS


def members(module: Instance, machine: Machine) -> list[Member] | None:
    """What a module itself holds: parameters, then buffers, then modules, each in order; None where that is not known.

    Parameters of a framework's layer are told by its rule; a dot in their names is a layer within it.
    """
    rule = rule_of(module)
    if rule is None or MAYBE in module.slots or OPAQUE in module.slots or not _is_of_known_classes(module):
        return None
    if any(machine.user_method(module, name) is not None for name in _OWN_WAYS):
        return None
    parts = (_own_weights(module), _held(module, machine), _set(module, machine), _copies(module, rule))
    if any(part is None for part in parts):
        return None
    found = _once([member for part in parts for member in part or ()])
    return sorted(found, key=lambda member: ("parameter", "buffer", "module").index(member.role))


def _is_of_known_classes(module: Instance) -> bool:
    classes = module.cls.order if hasattr(module.cls, "order") else (module.cls,)
    return all(not isinstance(cls, External) or cls.name in _BARE for cls in classes) and UNKNOWN not in classes


def _own_weights(module: Instance) -> list[Member] | None:
    rule, made = rule_of(module), module.slots.get(MADE)
    if rule is None or rule.kind != "layer":
        return []
    if not isinstance(made, Made):
        return None
    if rule.weights_of is not None and rule.weights_of(made.args) is None:
        return None
    weights = {name: weight for name, weight in layer_weights(rule, made.args, {}).items() if name not in module.slots}
    if any(weight.there is None for weight in weights.values()) or is_unsettled(made.args):
        return None
    given = {name: made.args[name] for name in _GIVEN if made.args.get(name) is not None and name not in weights}
    if any(not isinstance(value, Tensor) for value in given.values()):
        return None
    found = [_weight(name, weight) for name, weight in weights.items() if weight.there]
    return [*found, *(Member(name, value, "buffer") for name, value in given.items())]


def _weight(name: str, weight: Weight) -> Member:
    dtype = "int" if name.endswith("num_batches_tracked") else "float"
    return Member(name, Tensor(weight.shape, "torch", dtype), "buffer" if _is_statistic(name) else "parameter")


def _set(module: Instance, machine: Machine) -> list[Member] | None:
    """What was set as an attribute or registered."""
    buffers = module.slots.get(BUFFERS, ())
    if not isinstance(buffers, tuple):
        return None
    saved = dict(buffers)
    found: list[Member] = []
    for name, value in module.slots.items():
        if not isinstance(name, str) or name.startswith("#"):
            continue
        if isinstance(value, Tensor) and value.flow is not None and value.flow.what in _MADE_BUFFERS:
            return None  # and nobody knows whether it is saved
        if name in saved and isinstance(value, Tensor):
            found.append(Member(name, value, "buffer", saved[name]))
        elif is_parameter(value):
            found.append(Member(name, value, "parameter"))
        elif machine.is_a(value, "torch.nn.Module"):
            found.append(Member(name, value, "module"))
        elif not _is_plain(value):
            return None
    return found


def _is_of_python(cls: Value) -> bool:
    """Whether a class is one of Python's own library (`types.SimpleNamespace`)."""
    return isinstance(cls, External) and cls.name.partition(".")[0] in sys.stdlib_module_names


def _is_plain(value: Value) -> bool:
    """Whether this certainly holds no part of a module's state."""
    if isinstance(value, Instance):
        return _is_of_known_classes(value) or _is_of_python(value.cls)
    return value is not UNKNOWN and not hasattr(value, "options")  # of which one may be a module


def _held(module: Instance, machine: Machine) -> list[Member] | None:
    """The items of a container."""
    if not any(machine.is_a(module, holder) for holder in _HOLDERS):
        return []
    if HELD in module.slots:
        held = module.slots[HELD]
        if not isinstance(held, DictValue) or REST in held.slots:
            return None
        pairs = list(held.slots.items())
    else:
        items = module.slots.get(ITEMS, ())
        if not isinstance(items, tuple):
            return None
        pairs = list(zip(names_of(module), items, strict=True))
    learnt = not any(machine.is_a(module, container) for container in CONTAINERS)
    found: list[Member] = []
    for name, value in pairs:
        if machine.is_a(value, "torch.nn.Module"):
            found.append(Member(name, value, "module"))
        elif learnt and isinstance(value, Tensor):
            found.append(Member(name, value, "parameter"))
        elif not learnt or not _is_plain(value):
            return None
    return found


def _copies(module: Instance, rule: Rule) -> list[Member] | None:
    """The copies that a stack of transformer layers makes of one."""
    given = _COPYING.get(rule.name)
    if given is None:
        return []
    made = module.slots.get(MADE)
    args = made.args if isinstance(made, Made) else {}
    layer, count, norm = (args.get(name, UNKNOWN) for name in (given, "num_layers", "norm"))
    if not isinstance(layer, Instance) or not isinstance(count, int) or count > _MOST_COPIES:
        return None
    found = [Member(f"layers.{at}", _copy(layer), "module") for at in range(count)]
    if norm is None:
        return found
    return [*found, Member("norm", norm, "module")] if isinstance(norm, Instance) else None


def _copy(layer: Instance) -> Instance:
    return Instance(layer.cls, layer.made, dict(layer.slots))


def names_of(container: Instance) -> tuple[str, ...]:
    """The names of the items of a container."""
    items, names = container.slots.get(ITEMS, ()), container.slots.get(NAMES)
    return names if isinstance(names, tuple) and len(names) == len(items) else tuple(map(str, range(len(items))))


def _once(found: list[Member]) -> list[Member]:
    """Without what stands there twice, as an item of a container that is an attribute as well."""
    firsts: dict[str, Member] = {}
    for member in found:
        firsts.setdefault(member.name, member)
    return list(firsts.values())


_NO_MODULES: Final = (int, float, str, tuple, Dim, Tensor, ListValue, DictValue)


def take_in(container: Instance, name: Value, value: Value, machine: Machine) -> None:
    """A container holds a module that is set under a name; what is no plain value may be one."""
    if value is None or isinstance(value, _NO_MODULES):
        return
    if not machine.is_a(value, "torch.nn.Module"):
        value = UNKNOWN
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


def children(module: Instance, machine: Machine) -> list[tuple[str, Instance]] | None:
    """The modules directly below, each once, with their names; None where they are not all known."""
    below = _below(module, machine)
    return None if below is None else _distinct(below)


def _below(module: Instance, machine: Machine) -> list[tuple[str, Instance]] | None:
    own = members(module, machine)
    if own is None or any("." in member.name for member in own):
        return None
    return [(member.name, member.value) for member in own if member.role == "module"]


def _distinct(pairs: list[tuple[str, Instance]]) -> list[tuple[str, Instance]]:
    """Each module once, under its first name."""
    seen: list[Instance] = []
    kept = []
    for name, value in pairs:
        if not any(value is other for other in seen):
            seen.append(value)
            kept.append((name, value))
    return kept


def descendants(
    module: Instance, machine: Machine, prefix: str = "", *, once: bool = True
) -> list[tuple[str, Instance]] | None:
    """The module itself and all below it, with their names; None where they are not all known.

    once: whether one that stands under several names counts once.
    """
    below = _below(module, machine)
    if below is None:
        return None
    found = [(prefix, module)]
    for name, child in below:
        inner = descendants(child, machine, f"{prefix}.{name}" if prefix else name, once=once)
        if inner is None:
            return None
        found.extend(inner)
    return _distinct(found) if once else found
