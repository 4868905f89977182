"""What a value is as an array, a sequence, a number or a shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.values.kinds import (
    UNKNOWN_SHAPE,
    Many,
    Named,
    Range,
    SomeBool,
    SomeInt,
    SomeNumber,
    Value,
    is_soft,
)
from shapelint.rules.values.objects import AS_ARRAY, Instance, ListValue
from shapelint.rules.values.tensors import Tensor
from shapelint.sizes import UNKNOWN, Dim, Shape, Size, equal


def shape_of(value: Value) -> Shape:
    """The shape that `value` has as an array: numbers are `()`, lists stack their items; open where not known."""
    measure = _SHAPES.get(type(value))
    return measure(value) if measure else UNKNOWN_SHAPE


def _shape_of_items(value: Value) -> Shape:
    items = value.items if isinstance(value, ListValue) else value
    if isinstance(items, Many):
        inner = shape_of(items.each)
        return Shape((items.length, *inner.dims)) if not inner.open else UNKNOWN_SHAPE
    if not items:
        return Shape((0,))
    inner = shape_of(items[0])
    for item in items[1:]:
        inner = inner.join(shape_of(item))
    return UNKNOWN_SHAPE if inner.open else Shape((len(items), *inner.dims))


def _scalar(_: Value) -> Shape:
    return Shape(())


_SHAPES: Final[dict[type, Callable[[Any], Shape]]] = {
    Tensor: lambda value: value.shape,
    int: _scalar,
    float: _scalar,
    bool: _scalar,
    complex: _scalar,
    Dim: lambda value: UNKNOWN_SHAPE if is_soft(value) else Shape(()),
    SomeBool: _scalar,
    SomeInt: _scalar,
    SomeNumber: _scalar,
    tuple: _shape_of_items,
    Named: _shape_of_items,
    ListValue: _shape_of_items,
    Many: _shape_of_items,
    Range: lambda value: Shape((range_length(value),)),
    Instance: lambda value: value.slots.get(AS_ARRAY, UNKNOWN_SHAPE),
}


def range_length(value: Range) -> Size:
    """How many numbers a range yields."""
    start, stop, step = value.start, value.stop, value.step
    if isinstance(start, int) and isinstance(stop, int) and isinstance(step, int) and step:
        return len(range(start, stop, step))
    return stop - start if step == 1 and equal(start, 0) else UNKNOWN


def items_of(value: Value) -> tuple[Value, ...] | None:
    """The items of a sequence whose length is known, else None."""
    if isinstance(value, ListValue):
        value = value.items
    if isinstance(value, tuple):
        return value
    if isinstance(value, Shape):
        return None if value.open else value.dims
    if isinstance(value, Range):
        ends = (value.start, value.stop, value.step)
        if all(isinstance(end, int) for end in ends) and value.step:
            whole = range(*ends)  # type: ignore[arg-type]
            return tuple(whole) if len(whole) <= 4096 else None
    if isinstance(value, Many) and value.fresh is not None:
        return value.fresh
    if isinstance(value, Many) and isinstance(value.length, int) and value.length <= 64:
        return (value.each,) * value.length
    if isinstance(value, Tensor) and isinstance(value.content, tuple):
        return value.content
    return None


def progression(items: tuple[Value, ...]) -> Range | None:
    """The `range` of three numbers or more that grow by the same step; None of anything else.

    >>> progression((0, 3, 6))
    Range(start=0, stop=9, step=3)
    """
    if len(items) < 3 or not all(type(each) is int for each in items[:3]):
        return None
    numbers: Any = items
    step = numbers[1] - numbers[0]
    if step < 1 or not all(type(each) is int for each in numbers):
        return None
    found = range(numbers[0], numbers[-1] + step, step)
    return Range(found.start, found.stop, step) if numbers == tuple(found) else None


def sizes_of(value: Value) -> tuple[Size, ...] | None:
    """A shape argument as sizes: an int alone is one axis; None where the number of axes is not known."""
    if is_soft(value):
        return None
    if isinstance(value, int | Dim):
        return (value,)
    items = items_of(value)
    if items is None:
        return None
    return tuple(item if isinstance(item, int | Dim) else UNKNOWN for item in items)
