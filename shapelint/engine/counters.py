"""Taking the counter of a loop out of what outlives its turn: there it would pass for the counter of another turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.rules.values import UNKNOWN, DictValue, ListValue, Many, Mutable, Named, SomeInt, Tensor, Value
from shapelint.sizes import Dim, Shape, Size

if TYPE_CHECKING:
    from shapelint.engine.heap import Mark
    from shapelint.engine.run import Run


def forget_counter(run: Run, counter: Dim, mark: Mark) -> None:
    """Take a counter out of everything that has changed since `mark`."""
    for owner, slot, now in run.heap.delta(mark, Mutable.births).values():
        cleaned = without(counter, now)
        if cleaned is not now:
            run.heap.write(owner, slot, cleaned)


def without(counter: Dim, value: Value) -> Value:
    """The value with every size that hangs on the counter unknown; the value itself where none does."""
    clean = _CLEAN.get(type(value))
    return clean(counter, value) if clean else value


def _hangs_on(counter: Dim, size: Value) -> bool:
    return isinstance(size, Dim) and not size.symbols().isdisjoint(counter.symbols())


def _dim(counter: Dim, value: Dim) -> Value:
    return SomeInt() if _hangs_on(counter, value) else value


def _shape(counter: Dim, value: Shape) -> Shape:
    if not any(_hangs_on(counter, size) for size in value.dims):
        return value
    dims: tuple[Size, ...] = tuple(UNKNOWN if _hangs_on(counter, size) else size for size in value.dims)
    return Shape(dims, value.open)


def _tensor(counter: Dim, value: Tensor) -> Tensor:
    shape, content = _shape(counter, value.shape), without(counter, value.content)
    if shape is value.shape and content is value.content:
        return value
    return replace(value, shape=shape, content=None)


def _tuple(counter: Dim, value: tuple[Value, ...]) -> tuple[Value, ...]:
    cleaned = tuple(without(counter, item) for item in value)
    if all(new is old for new, old in zip(cleaned, value, strict=True)):
        return value
    return value.with_items(cleaned) if isinstance(value, Named) else cleaned


def _many(counter: Dim, value: Many) -> Many:
    each = without(counter, value.each)
    length = UNKNOWN if _hangs_on(counter, value.length) else value.length
    return value if each is value.each and length is value.length else Many(each, length)


def _fresh(counter: Dim, value: Mutable) -> Mutable:
    """A list or dict, which the turn itself may have made: cleaned in place, for nothing else can hold the counter."""
    for slot, held in list(value.slots.items()):
        value.slots[slot] = without(counter, held)
    return value


_CLEAN: Final[dict[type, Callable[[Dim, Any], Value]]] = {
    Dim: _dim,
    Shape: _shape,
    Tensor: _tensor,
    tuple: _tuple,
    Named: _tuple,
    Many: _many,
    ListValue: _fresh,
    DictValue: _fresh,
}
