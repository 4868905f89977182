"""Our values in plain values, as examples are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.shared.batch import BATCH
from shapelint.rules.values import (
    AS_ARRAY,
    FIELDS,
    SHAPED,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Named,
    OfTensor,
    Range,
    SomeBool,
    SomeBytes,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    items_of,
)
from shapelint.sizes import Dim, Shape, made_since


def plain(value: Value) -> Any:
    """A value in plain values: tensors by their sizes, None for what is not known, `...` before an open shape."""
    handler = _PLAIN.get(type(value))
    return handler(value) if handler else value


def _plain_shape(shape: Shape) -> Any:
    return (*((...,) if shape.open else ()), *map(plain, shape.dims))


def _plain_size(size: Dim) -> str | None:
    """What it is called; None for the batch, and for a size by chance, which has a name of its own each time."""
    return None if str(size) == str(BATCH) or made_since(0, size) else str(size)


def _plain_instance(instance: Instance) -> Any:
    """A named tuple is the row of its fields, as a framework shows it; a table its sizes."""
    for slot in (AS_ARRAY, SHAPED):
        if slot in instance.slots:
            return plain(instance.slots[slot])
    fields = instance.slots.get(FIELDS)
    return instance.cls.short if fields is None else tuple(plain(instance.slots[name]) for name in fields)


_PLAIN: Final[dict[type, Callable[[Any], Any]]] = {
    Tensor: lambda value: _plain_shape(value.shape),
    Shape: _plain_shape,
    type(UNKNOWN): lambda value: None,
    SomeBool: lambda value: None,
    SomeText: lambda value: None,
    SomeBytes: lambda value: None,
    OfTensor: lambda value: None,
    SomeInt: lambda value: None,
    SomeNumber: lambda value: None,
    Dim: _plain_size,
    tuple: lambda value: tuple(map(plain, value)),
    Named: lambda value: tuple(map(plain, value)),
    ListValue: lambda value: plain(value.items),
    Many: lambda value: (
        plain((value.each,) * value.length) if isinstance(value.length, int) else (..., plain(value.each))
    ),
    DictValue: lambda value: {key: plain(each) for key, each in value.slots.items()},
    External: lambda value: value.name,
    Instance: _plain_instance,
    Range: lambda value: tuple(items_of(value) or ()),
}
