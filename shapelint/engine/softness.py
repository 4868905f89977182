"""Values that may be anything."""

from __future__ import annotations

from typing import Final

from shapelint.engine.objects import Either
from shapelint.rules.values import UNKNOWN, External, Instance, SomeInt, SomeNumber, Value, Version, is_soft

SETTINGS: Final = "#settings"  # slot of an object of settings: the symbol after which its attributes are named


def is_settings(value: Value) -> bool:
    """Whether a value stands for a parameter that settings are read from."""
    return isinstance(value, Instance) and SETTINGS in value.slots


def maybe_anything(value: Value, but: type | None = None) -> bool:
    """Whether nobody knows what the value is (`but`: a kind of value that is known well enough)."""
    if but is not None and isinstance(value, but):
        return False
    unknown = value is UNKNOWN or isinstance(value, External | Version | Either | SomeInt | SomeNumber)
    return unknown or is_soft(value) or is_settings(value)
