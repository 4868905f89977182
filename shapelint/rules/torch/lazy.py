"""Layers that take a size from their first input."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.apply import MADE
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import Instance, Mutable, Value
from shapelint.sizes import Size, equal

_FIRST = "#first"  # beside the constructor's arguments, and the only slot there: the size, None before the first call


def unsettled(bound: dict[str, Value]) -> dict[str, Value]:
    """The constructor's arguments, and a place for the size that the first input will have."""
    return bound | {_FIRST: Mutable({_FIRST: None})}


def settled(made: Mapping[str, Value]) -> Size:
    """The size that the first input had; UNKNOWN where there was none yet."""
    return size_in(made[_FIRST].slots[_FIRST])


def settle(layer: Value, machine: Machine, input: Value, size: Value, what: str) -> None:
    """Keep the size of the first input; any other input must have it too.

    what: what the size counts.  Raises Mismatch SHP203 where one certainly has not.
    """
    if not isinstance(layer, Instance):
        return
    place = layer.slots[MADE].args[_FIRST]
    first = place.slots[_FIRST]
    if first is None:
        machine.put(place, _FIRST, size_in(size))
    elif equal(size_in(first), size_in(size)) is False:
        raise Mismatch(
            "SHP203",
            "this {layer} took {expected} {what} from its first input, gets {found}",
            operand=culprit(input),
            related=((layer.made, f"{layer.cls.short} is made here"),) if layer.made else (),
            layer=layer.cls.short,
            what=what,
            axis=what,
            expected=first,
            found=size,
        )
