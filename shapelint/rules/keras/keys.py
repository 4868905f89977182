"""Dicts of what belongs to the inputs and outputs of a model: every key must be the name of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.graph import node_of
from shapelint.rules.keras.nested import tensors
from shapelint.rules.keras.per_output import may_be, names_of
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import REST, UNKNOWN, DictValue, Instance, ListValue, Tensor, Value, items_of

OPTIONAL: Final = "#optional"  # slot of an input layer: whether nothing may come in
_RENAMED: Final = ("input_names", "output_names")  # slots of a model whose program has given names by itself


def check_input_keys(model: Instance, declared: Value, given: Value, machine: Machine) -> None:
    """A dict must hold something for every input; what else it holds is left.

    Raises Mismatch SHP706.
    """
    names = _names(model, declared, machine)
    if names and _is_known(given) and not any(map(is_optional, tensors(declared))):
        _check("input", names, given, "the data is", lacking=True)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a model was compiled with."""

    loss: Value
    weights: Value
    metrics: Value


def check_training_keys(model: Instance, outputs: Value, targets: Value, compiled: Compiled, machine: Machine) -> None:
    """The names in dicts of losses, their weights, metrics and targets must be those of outputs.

    Versions differ in whether an output may lack its loss, and in what they do with names that are left over.
    Raises Mismatch SHP706.
    """
    names, loss = _names(model, outputs, machine), compiled.loss
    if not names or loss is None or loss is UNKNOWN:
        return
    by_key, several, keras = isinstance(outputs, DictValue), len(names) > 1, edition(machine)
    losses = tuple(name for name in names if _has_loss(name, loss))
    if _is_known(loss) and (keras == 3 or not by_key):
        _check("output", names, loss, "the losses are", strange=True, lacking=keras == 3 and not by_key)
    counted = _is_known(compiled.weights) and (isinstance(loss, str) or _is_known(loss))
    if counted and several and not by_key and _lacking(losses, compiled.weights):
        _check("output", names, compiled.weights, "the weights of losses are", strange=True)
    for each in items_of(compiled.metrics) or ():
        if _is_known(each) and several and keras != 2:
            _check("output", names, each, "the metrics are", strange=True)
    if _is_known(targets) and (by_key or _lacking(losses, targets)):
        _check("output", names, targets, "the targets are", strange=True)


def is_optional(tensor: Tensor) -> bool:
    """Whether nothing may come in for an input, or nobody knows."""
    node = node_of(tensor)
    return node is None or node.layer.slots.get(OPTIONAL, False) is not False


def _names(model: Instance, structure: Value, machine: Machine) -> tuple[Value, ...]:
    """The names of inputs or outputs; none where one of them is not certain."""
    if isinstance(structure, DictValue):
        parts = tuple(structure.slots.values())
    else:
        parts = items_of(structure) or () if isinstance(structure, tuple | ListValue) else (structure,)
    if not all(isinstance(part, Tensor) for part in parts) or any(name in model.slots for name in _RENAMED):
        return ()
    names = names_of(structure, machine)
    texts = [name for name in names if isinstance(name, str)]
    return names if len(names) == len(parts) and len(set(texts)) == len(texts) else ()


def _is_known(value: Value) -> bool:
    """Whether it is a dict of which all keys are known."""
    if not isinstance(value, DictValue) or REST in value.slots or value.factory is not None:
        return False
    return bool(value.slots) and all(isinstance(key, str) for key in value.slots)


def _has_loss(name: Value, loss: Value) -> bool:
    """Whether the output of that name certainly has a loss."""
    if isinstance(loss, DictValue):
        return name in loss.slots and loss.slots[name] is not None
    return not isinstance(loss, tuple | ListValue) or None not in (items_of(loss) or (None,))


def _lacking(names: tuple[Value, ...], given: DictValue) -> list[str]:
    return [name for name in names if isinstance(name, str) and name not in given.slots]


def _check(
    what: str, names: tuple[Value, ...], given: DictValue, head: str, *, strange: bool = False, lacking: bool = False
) -> None:
    """strange: whether a key must be a name; lacking: whether a name must be a key.  Raises Mismatch SHP706."""
    extra = [key for key in given.slots if not any(may_be(name, key) for name in names)] if strange or lacking else []
    missing = _lacking(names, given)
    if not (strange and extra) and not (lacking and missing):
        return
    swap = len(missing) == 1 and len(extra) == 1
    raise Mismatch(
        "SHP706",
        "{head} for {given} where the model's {what} {names}",
        help=f"{missing[0]!r} in place of {extra[0]!r}" if swap else None,
        head=head,
        given=_listed(tuple(given.slots)),
        what=f"{what}s are" if len(names) > 1 else f"{what} is",
        names=_listed(names),
    )


def _listed(names: tuple[Value, ...]) -> str:
    """Names as a sentence has them.

    >>> _listed(("a", "b", UNKNOWN))
    '`a`, `b` and one without a name'
    """
    row = [f"`{name}`" if isinstance(name, str) else "one without a name" for name in names]
    return row[0] if len(row) == 1 else f"{', '.join(row[:-1])} and {row[-1]}"
