"""`copy.deepcopy`: objects that change apart from those that they were copied from."""

from __future__ import annotations

from dataclasses import replace

from shapelint.engine.objects import ClassValue, Scope
from shapelint.rules.apply import Made
from shapelint.rules.values import Instance, Many, Mutable, Value


def deep_copy(value: Value, memo: dict[int, Value] | None = None) -> Value:
    """A copy of everything that a program can change; classes and functions stay what they are."""
    memo = {} if memo is None else memo
    if id(value) in memo:
        return memo[id(value)]
    if isinstance(value, Mutable) and not isinstance(value, ClassValue | Scope):
        return _copied(value, memo)
    if isinstance(value, tuple):
        return tuple(deep_copy(item, memo) for item in value)
    if isinstance(value, Many):
        return replace(value, each=deep_copy(value.each, memo))
    if isinstance(value, Made):
        return Made({name: deep_copy(item, memo) for name, item in value.args.items()})
    return value


def _copied(value: Mutable, memo: dict[int, Value]) -> Mutable:
    made = Instance(value.cls, value.made) if isinstance(value, Instance) else type(value)()
    memo[id(value)] = made
    made.slots = {name: deep_copy(item, memo) for name, item in value.slots.items()}
    return made
