"""Which of several values belongs to which input or output of a model: in a row by place, in a dict by name."""

from __future__ import annotations

from shapelint.rules.keras.graph import node_of
from shapelint.rules.keras.nested import leaves, tensors
from shapelint.rules.machine import Machine
from shapelint.rules.values import REST, UNKNOWN, AutoName, DictValue, ListValue, Tensor, Value, items_of, shape_of


def names_of(structure: Value, machine: Machine) -> tuple[Value, ...]:
    """The names of the tensors that a model begins or ends with, flat: keys of a dict, else the layers' own."""
    if isinstance(structure, DictValue):
        return tuple(sorted(key for key in structure.slots if isinstance(key, str)))
    return tuple(_name_of(tensor, machine) for tensor in tensors(structure))


def _name_of(tensor: Tensor, machine: Machine) -> Value:
    node = node_of(tensor)
    # Programs rename layers by `_name`; versions differ in when that counts.
    if node is None or "_name" in node.layer.slots:
        return UNKNOWN
    return machine.get(node.layer, "name")


def by_name(values: DictValue, names: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """What stands under each name, None where nothing does; None where that is not certain."""
    if REST in values.slots:
        return None
    found: list[Value] = []
    for name in names:
        if isinstance(name, str):
            found.append(values.slots.get(name))
            continue
        fitting = [key for key in values.slots if isinstance(key, str) and (may_be(name, key))]
        if len(fitting) != 1 or sum(may_be(other, fitting[0]) for other in names) != 1:
            return None
        found.append(values.slots[fitting[0]])
    return tuple(found)


def may_be(name: Value, key: str) -> bool:
    """Whether an input or output of that name is meant by a key."""
    return name.may_be(key) if isinstance(name, AutoName) else name is UNKNOWN or name == key


def per_output(targets: Value, outputs: Value, machine: Machine) -> tuple[Value, ...]:
    """The target of each output; nothing where they cannot be told apart."""
    count = len(tensors(outputs))
    if isinstance(targets, DictValue):
        return by_name(targets, names_of(outputs, machine)) or ()
    if count == 1 and (isinstance(targets, Tensor) or shape_of(targets).dims):
        found = leaves(targets)
        return (found[0],) if len(found) == 1 else (targets,)
    if isinstance(targets, Tensor):  # Keras of TensorFlow 2 takes it for each of them, any other refuses it
        return (targets,) * count
    items = items_of(targets) if isinstance(targets, tuple | ListValue) else None
    return items if items is not None and len(items) == count else ()


def shared_out(value: Value, outputs: Value, machine: Machine) -> tuple[Value, ...]:
    """A loss for each output: one for all, a row of them, or a dict; UNKNOWN where it cannot be told."""
    count = len(tensors(outputs))
    unknown = (UNKNOWN,) * count
    if isinstance(value, DictValue):
        return by_name(value, names_of(outputs, machine)) or unknown
    items = items_of(value) if isinstance(value, tuple | ListValue) else (value,) * count
    return items if items is not None and len(items) == count else unknown


def metrics_of(value: Value, outputs: Value, machine: Machine) -> tuple[tuple[Value, ...], ...]:
    """The metrics of each output; none where it cannot be told whose they are."""
    if not isinstance(value, DictValue) and len(tensors(outputs)) == 1:
        return (_row(value),)
    return tuple(_row(each) for each in shared_out(value, outputs, machine))


def _row(value: Value) -> tuple[Value, ...]:
    if isinstance(value, tuple | ListValue):
        return tuple(leaf for leaf in leaves(value) if leaf is not UNKNOWN)
    return () if value is None or value is UNKNOWN else (value,)
