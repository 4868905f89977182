"""Layers that take a size from their first input."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shapelint.rules.apply import MADE
from shapelint.rules.form import Weight
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import Instance, Mutable, Value
from shapelint.rules.weights import patterned
from shapelint.sizes import Dim, Size, equal

_FIRST = "#first"  # beside the constructor's arguments, and the only slot there: the size, None before the first call


def unsettled(bound: dict[str, Value]) -> dict[str, Value]:
    """The constructor's arguments, and a place for the size that the first input will have."""
    return bound | {_FIRST: Mutable({_FIRST: None})}


def settled(made: Mapping[str, Value]) -> Size:
    """The size that the first input had; UNKNOWN where there was none yet."""
    return size_in(made[_FIRST].slots[_FIRST])


def is_unsettled(made: Mapping[str, Value]) -> bool:
    """Whether a layer is to take a size from its first input, and may not have seen one yet."""
    return _FIRST in made and not isinstance(made[_FIRST].slots[_FIRST], int | Dim)


def lazily(patterns: Mapping[str, str], name: str) -> Callable[[Mapping[str, Value]], dict[str, Weight]]:
    """The weights of a layer by patterns in which `name` is the size of the first input."""

    def weights(made: Mapping[str, Value]) -> dict[str, Weight]:
        return patterned(patterns, {**made, name: settled(made)}, {})

    return weights


def settle(layer: Value, machine: Machine, input: Value, size: Size, what: str, taken: Size | None = None) -> None:
    """Keep the size of the first input; any other input must have it too.

    what: what the size counts; taken: what is kept of a first input, if not that size.  Raises Mismatch SHP203 where
    one certainly has not.
    """
    if not isinstance(layer, Instance):
        return
    place = layer.slots[MADE].args[_FIRST]
    first = place.slots[_FIRST]
    if first is None:
        first = size if taken is None else taken
        machine.put(place, _FIRST, first)
    if equal(size_in(first), size) is False:
        raise Mismatch(
            "SHP203",
            "this {layer} took {expected} {what} from its first input, gets {found}",
            operand=culprit(input),
            layer=layer.cls.short,
            what=what,
            axis=what,
            expected=first,
            found=size,
        )
