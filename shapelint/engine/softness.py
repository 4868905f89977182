"""Values that may be anything."""

from __future__ import annotations

from shapelint.engine.objects import Either
from shapelint.rules.values import UNKNOWN, External, SomeInt, SomeNumber, Value, is_soft


def maybe_anything(value: Value, but: type | None = None) -> bool:
    """Whether nobody knows what the value is (`but`: a kind of value that is known well enough)."""
    if but is not None and isinstance(value, but):
        return False
    return value is UNKNOWN or isinstance(value, External | Either | SomeInt | SomeNumber) or is_soft(value)
