"""Functions of Keras that do to shapes what NumPy's do."""

from __future__ import annotations

from dataclasses import replace

from shapelint.rules.keras.nested import each
from shapelint.rules.machine import Machine
from shapelint.rules.registry import find
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of
from shapelint.sizes import Shape


def tensor(shape: Shape, dtype: str | None = "float", content: Value = None) -> Tensor:
    """A tensor of Keras's."""
    return Tensor(shape, "keras", dtype, content)


def as_keras(value: Value) -> Value:
    """What NumPy's rules made, as Keras's."""
    return each(value, lambda leaf: replace(leaf, family="keras") if isinstance(leaf, Tensor) else leaf)


def twin(name: str, machine: Machine, *args: Value) -> Value:
    """What NumPy's function of that name makes of the arguments, as Keras's tensors.

    Raises what NumPy's rule raises.
    """
    rule = find(name)
    if rule is None:
        return UNKNOWN
    extra = {"machine": machine} if "machine" in rule.injected else {}
    return as_keras(rule.body(*args, **extra))


def whole_row(value: Value) -> Value:
    """A row of sizes, also where a tensor holds it."""
    items = items_of(value)
    return value if items is None else items
