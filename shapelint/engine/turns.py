"""Taking what is known of one turn of a loop only out of what outlives it: its counter, the sizes that it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.alternatives import of_each
from shapelint.engine.objects import Either
from shapelint.engine.spans import span
from shapelint.rules.values import (
    UNKNOWN,
    DictValue,
    ListValue,
    Many,
    Mutable,
    Named,
    SomeBytes,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    stamps,
)
from shapelint.sizes import Dim, Shape, Size, bounds, made_since

if TYPE_CHECKING:
    from shapelint.engine.heap import Mark
    from shapelint.engine.run import Run


def forget_turn(run: Run, since: int, mark: Mark) -> None:
    """Take sizes made since a moment out of everything that has changed since `mark`."""
    for owner, slot, now in run.heap.delta(mark, Mutable.births).values():
        cleaned = without(since, now)
        if cleaned is not now:
            run.heap.write(owner, slot, cleaned)


def without(since: int, value: Value) -> Value:
    """The value with every size unknown that was made since a moment; the value itself where none was."""
    clean = _CLEAN.get(type(value))
    return clean(since, value) if clean else value


def _dim(since: int, value: Dim) -> Value:
    return SomeInt(*span(value)) if made_since(since, value) else value


def _shape(since: int, value: Shape) -> Shape:
    if not any(made_since(since, size) for size in value.dims):
        return value
    dims: tuple[Size, ...] = tuple(UNKNOWN if made_since(since, size) else size for size in value.dims)
    return Shape(dims, value.open)


def _tensor(since: int, value: Tensor) -> Tensor:
    shape, content, strides = _shape(since, value.shape), without(since, value.content), without(since, value.strides)
    ones = None if made_since(since, value.ones) else value.ones
    drawn = None if value.drawn and any(made_since(since, end) for end in value.drawn.sizes) else value.drawn
    same = shape is value.shape and content is value.content and strides is value.strides
    if same and ones is value.ones and drawn is value.drawn:
        return value
    return replace(value, shape=shape, content=None, strides=None, ones=ones, drawn=drawn)


def _tuple(since: int, value: tuple[Value, ...]) -> tuple[Value, ...]:
    cleaned = tuple(without(since, item) for item in value)
    if all(new is old for new, old in zip(cleaned, value, strict=True)):
        return value
    return value.with_items(cleaned) if isinstance(value, Named) else cleaned


def _text(since: int, value: SomeText) -> SomeText:
    return SomeText(UNKNOWN, *bounds(value.length)) if made_since(since, value.length) else value


def _many(since: int, value: Many) -> Many:
    each = without(since, value.each)
    length = UNKNOWN if made_since(since, value.length) else value.length
    return value if each is value.each and length is value.length else Many(each, length)


def _fresh(since: int, value: Mutable) -> Mutable:
    """A list or dict, which the turn itself may have made: cleaned in place, for nothing else can hold its sizes."""
    for slot, held in list(value.slots.items()):
        cleaned = without(since, held)
        if cleaned is not held:
            value.slots[slot] = cleaned
            value.stamp = next(stamps)
    return value


_CLEAN: Final[dict[type, Callable[[int, Any], Value]]] = {
    Dim: _dim,
    Shape: _shape,
    Tensor: _tensor,
    tuple: _tuple,
    Named: _tuple,
    Many: _many,
    SomeNumber: lambda since, value: (
        replace(value, share=None) if value.share and made_since(since, value.share[0]) else value
    ),
    SomeBytes: lambda since, value: SomeBytes() if made_since(since, value.length) else value,
    SomeText: _text,
    Either: lambda since, value: of_each(value, lambda option: without(since, option)),
    ListValue: _fresh,
    DictValue: _fresh,
}
