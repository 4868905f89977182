"""A limit to how deep rows nest in rows, so that whoever walks values may recurse: `t = (t, t)` in a loop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from shapelint.rules.values import DictValue, ListValue, Many, Value

_MOST: Final = 10


def too_deep(items: Iterable[Value]) -> bool:
    """Whether a row of these items would nest deeper than anybody writes; each container is looked at once a level."""
    level = items
    for _ in range(_MOST):
        inner = {id(item): item for item in level if isinstance(item, tuple | ListValue | DictValue)}
        if not inner:
            return False
        level = [part for item in inner.values() for part in _parts(item)]
    return True


def _parts(value: Value) -> Iterable[Value]:
    if isinstance(value, DictValue):
        return value.slots.values()
    items = value.items if isinstance(value, ListValue) else value
    return (items.each,) if isinstance(items, Many) else items
