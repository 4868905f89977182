"""Enumerations: their members are objects of which there is one each, with a name and a value.

A member that is text or a number as well (`class Kind(str, Enum)`, `IntEnum`) is that text or number itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shapelint.engine.objects import ClassValue, Descriptor, Function
from shapelint.rules.values import UNKNOWN, External, Instance, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run

AUTO: Final = External("enum.auto()")
_MEMBERS: Final = "#members"  # slot of a class: the names of its members, in order
_MEMBER: Final = "#member"  # slot of an instance that is one
_BASES: Final = ("enum.Enum", "enum.Flag")


def is_enum(base: Value) -> bool:
    """Whether a class of Python's own makes enumerations of those derived from it."""
    return isinstance(base, External) and base.name in (*_BASES, "enum.IntEnum", "enum.StrEnum", "enum.IntFlag")


def make_members(run: Run, cls: ClassValue) -> None:
    """Turn what the body of an enumeration binds into its members."""
    alone = all(
        isinstance(base, ClassValue) or (isinstance(base, External) and base.name in _BASES) for base in cls.bases
    )
    names = [name for name, value in cls.slots.items() if not name.startswith(("_", "#")) and _is_plain(value)]
    last: Value = 0
    for name in names:
        value = cls.slots[name]
        if value == AUTO:
            value = last + 1 if isinstance(last, int) else UNKNOWN
        last = value
        cls.slots[name] = Instance(cls, run.site, {"name": name, "value": value, _MEMBER: True}) if alone else value
    cls.slots[_MEMBERS] = tuple(names)


def _is_plain(value: Value) -> bool:
    return not isinstance(value, Function | Descriptor | ClassValue)


def is_member(value: Value) -> bool:
    """Whether it is the one object of its kind."""
    return isinstance(value, Instance) and _MEMBER in value.slots


def members(value: Value) -> tuple[Value, ...] | None:
    """All members of an enumeration, None for anything else."""
    names = value.slots.get(_MEMBERS) if isinstance(value, ClassValue) else None
    return None if names is None else tuple(value.slots[name] for name in names)


def member_of(cls: ClassValue, value: Value) -> Value:
    """`Kind("text")`: the member of that value; UNKNOWN where nobody knows which."""
    for each in members(cls) or ():
        own = each.slots["value"] if is_member(each) else each
        if isinstance(value, int | str) and type(own) is type(value) and own == value:
            return each
    return UNKNOWN
