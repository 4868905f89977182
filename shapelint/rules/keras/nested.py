"""Nested values: Keras takes and gives tensors alone, in lists and tuples, or in dicts."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.rules.values import (
    AS_ARRAY,
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    Tensor,
    Value,
    items_of,
    shape_of,
)
from shapelint.sizes import Shape


def leaves(value: Value) -> tuple[Value, ...]:
    """What is nested in a value, flat, dicts in the order of their keys; `UNKNOWN` for what cannot be gone through."""
    if isinstance(value, tuple):
        return tuple(leaf for item in value for leaf in leaves(item))
    if isinstance(value, ListValue):
        items = value.items
        return (UNKNOWN,) if isinstance(items, Many) else leaves(items)
    if isinstance(value, DictValue):
        if REST in value.slots or not all(isinstance(key, str) for key in value.slots):
            return (UNKNOWN,)
        return tuple(leaf for key in sorted(value.slots) for leaf in leaves(value.slots[key]))
    return () if value is None else (value,)


def tensors(value: Value) -> tuple[Tensor, ...]:
    """The tensors nested in a value."""
    return tuple(leaf for leaf in leaves(value) if isinstance(leaf, Tensor))


def alone(value: Value) -> Value:
    """A single tensor in a list is that tensor: so Keras gives what a model computes, of tensors since Keras 3."""
    items = items_of(value) if isinstance(value, tuple | ListValue) else None
    return items[0] if items and len(items) == 1 and isinstance(items[0], Tensor) else value


def each(value: Value, function: Callable[[Value], Value]) -> Value:
    """The same nesting with `function` of every leaf."""
    if isinstance(value, tuple):
        return tuple(each(item, function) for item in value)
    if isinstance(value, ListValue):
        items = value.items
        if isinstance(items, Many):
            return ListValue(Many(each(items.each, function), items.length))
        return ListValue(each(items, function))
    if isinstance(value, DictValue):
        return DictValue({key: each(item, function) for key, item in value.slots.items()})
    return function(value)


def arrays_in(value: Value) -> Value:
    """The same nesting with tables and columns of pandas as the arrays that Keras makes of them."""
    return each(value, lambda leaf: Tensor(shape_of(leaf), "numpy", None) if is_table(leaf) else leaf)


def is_table(value: Value) -> bool:
    """Whether it is an object that NumPy takes for an array."""
    return isinstance(value, Instance) and AS_ARRAY in value.slots


def shapes(value: Value) -> Value:
    """The shapes of nested tensors as Keras hands them to `build`: tuples of sizes, in the same nesting."""
    return each(value, shape_value)


def shape_value(value: Value) -> Value:
    """A shape as a program sees it: a tuple of sizes, or the open `Shape` itself."""
    shape = value if isinstance(value, Shape) else shape_of(value)
    return shape if shape.open else shape.dims
