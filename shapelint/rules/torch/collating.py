"""Samples made into a batch, as `default_collate` does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.joining import parts, stacked
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    ListValue,
    Many,
    Named,
    SomeBool,
    SomeInt,
    SomeText,
    Tensor,
    Value,
)
from shapelint.sizes import Dim, Shape, Size

_Items = tuple[Any, ...]


def collated(sample: Value, count: Size) -> Value:
    """A batch of so many such samples: tensors and arrays stacked, numbers a tensor, containers part by part."""
    collate = _COLLATED.get(type(sample))
    return collate(sample, count) if collate else UNKNOWN


def _tensor(sample: Tensor, count: Size) -> Tensor:
    shape = sample.shape
    dims = shape.dims if shape.open else (count, *shape.dims)
    return Tensor(Shape(dims, shape.open), "torch", sample.dtype)


def _number(kind: str) -> Callable[[Any, Size], Tensor]:
    return lambda _, count: Tensor(Shape((count,)), "torch", kind)


def _row(sample: tuple[Value, ...], count: Size) -> ListValue:
    return ListValue(tuple(collated(each, count) for each in sample))


def _list(sample: ListValue, count: Size) -> ListValue:
    items = sample.items
    if isinstance(items, Many):
        return ListValue(Many(collated(items.each, count), items.length))
    return _row(items, count)


_COLLATED: Final[dict[type, Callable[[Any, Size], Value]]] = {
    Tensor: _tensor,
    bool: _number("bool"),
    int: _number("int"),
    Dim: _number("int"),
    float: _number("float"),
    str: lambda _, count: Many(SomeText(), count),
    SomeText: lambda sample, count: Many(sample, count),
    SomeInt: _number("int"),
    SomeBool: _number("bool"),
    tuple: _row,
    Named: lambda sample, count: sample.with_items(collated(each, count) for each in sample),
    ListValue: _list,
    DictValue: lambda sample, count: DictValue({key: collated(each, count) for key, each in sample.slots.items()}),
}


def collated_row(samples: _Items) -> Value:
    """A batch of just these samples.

    Raises Mismatch SHP304 where they cannot be stacked.
    """
    kinds = {type(sample) for sample in samples}
    collate = _ROWS.get(kinds.pop()) if len(kinds) == 1 else None
    return collate(samples) if collate else collated(common(samples), len(samples))


def _stacked(samples: _Items) -> Tensor:
    dtypes = {sample.dtype for sample in samples}
    return Tensor(stacked(samples), "torch", dtypes.pop() if len(dtypes) == 1 else None)


def _columns(samples: _Items) -> Value:
    """Rows of as many parts each: a batch of every part."""
    found = [sample.items if isinstance(sample, ListValue) else sample for sample in samples]
    rows = [row for row in found if isinstance(row, tuple)]
    if len(rows) < len(found):
        return collated(common(samples), len(samples))
    longer = next((row for row in rows if len(row) != len(rows[0])), None)
    if longer is not None:
        raise Mismatch(
            "SHP304",
            "a sample of {a} parts and one of {b} do not make a batch",
            a=len(rows[0]),
            b=len(longer),
        )
    return ListValue(tuple(collated_row(column) for column in zip(*rows, strict=True)))


def _entries(samples: _Items) -> Value:
    """Dicts with the same keys: a batch of every entry."""
    first = samples[0].slots
    if any(sample.slots.keys() != first.keys() or REST in sample.slots for sample in samples):
        return UNKNOWN
    return DictValue({key: collated_row(tuple(sample.slots[key] for sample in samples)) for key in first})


def _named(samples: tuple[Named, ...]) -> Value:
    if len({sample.fields for sample in samples}) > 1:
        return UNKNOWN
    return samples[0].with_items(collated_row(column) for column in zip(*samples, strict=True))


_ROWS: Final[dict[type, Callable[[_Items], Value]]] = {
    Tensor: _stacked,
    bool: lambda samples: Tensor(Shape((len(samples),)), "torch", "bool"),
    tuple: _columns,
    Named: _named,
    ListValue: _columns,
    DictValue: _entries,
}


def common(values: tuple[Value, ...]) -> Value:
    """What holds of each of several samples; of numbers, that they are numbers of a kind."""
    if not values:
        return UNKNOWN
    result = values[0]
    for value in values[1:]:
        result = _both(result, value)
    return result


def _both(left: Value, right: Value) -> Value:
    if left is right:
        return left
    if {type(left), type(right)} == {int, SomeInt}:
        return SomeInt()
    if {type(left), type(right)} == {bool, SomeBool}:
        return SomeBool()
    if {type(left), type(right)} <= {str, SomeText}:
        return left if left == right else SomeText()
    if type(left) is not type(right):
        return UNKNOWN
    join = _BOTH.get(type(left))
    return join(left, right) if join else UNKNOWN


def _tensors(left: Tensor, right: Tensor) -> Value:
    if left.family != right.family:
        return UNKNOWN
    return Tensor(left.shape.join(right.shape), left.family, left.dtype if left.dtype == right.dtype else None)


def _rows(left: tuple[Value, ...], right: tuple[Value, ...]) -> Value:
    if len(left) != len(right):
        return UNKNOWN
    return tuple(_both(a, b) for a, b in zip(left, right, strict=True))


def _both_named(left: Named, right: Named) -> Value:
    rows = _rows(tuple(left), tuple(right)) if left.fields == right.fields else UNKNOWN
    return left.with_items(rows) if isinstance(rows, tuple) else UNKNOWN


def _lists(left: ListValue, right: ListValue) -> Value:
    items = _rows(left.items, right.items) if isinstance(left.items, tuple) and isinstance(right.items, tuple) else None
    return ListValue(items) if isinstance(items, tuple) else UNKNOWN


def _dicts(left: DictValue, right: DictValue) -> Value:
    if left.slots.keys() != right.slots.keys() or REST in left.slots:
        return UNKNOWN
    return DictValue({key: _both(value, right.slots[key]) for key, value in left.slots.items()})


_BOTH: Final[dict[type, Callable[[Any, Any], Value]]] = {
    Tensor: _tensors,
    tuple: _rows,
    Named: _both_named,
    ListValue: _lists,
    DictValue: _dicts,
    int: lambda left, right: left if left == right else SomeInt(),
    SomeInt: lambda left, _: left,
    bool: lambda left, right: left if left is right else SomeBool(),
    SomeBool: lambda left, _: left,
    float: lambda left, _: left,  # no size; collating looks at the kind of a number alone
}


@op(
    (
        "torch.utils.data.default_collate",
        "torch.utils.data._utils.collate.default_collate",
    )
)
def default_collate(batch):
    """Make a batch of samples: tensors are stacked, numbers become a tensor, containers are taken part by part.

    >>> torch.utils.data.default_collate([([2, 3], 1), ([2, 3], 0)])
    ((2, 2, 3), (2,))
    >>> torch.utils.data.default_collate([{"x": [2, 3], "y": (True, 0.5)}, {"x": [2, 3], "y": (False, 1.5)}])
    {"x": (2, 2, 3), "y": ((2,), (2,))}
    >>> torch.utils.data.default_collate([[3], [4]])
    SHP304
    >>> torch.utils.data.default_collate([([2], 1), ([2], 1, 2)])
    SHP304
    """
    row = parts(batch)
    if isinstance(row, Many):
        return collated(row.each, row.length)
    return collated_row(row) if row else UNKNOWN


@op(("torch.utils.data.default_convert", "torch.utils.data._utils.collate.default_convert"))
def default_convert(data):
    """Turn the arrays of a sample into tensors.

    >>> torch.utils.data.default_convert(([2, 3], {"x": [4], "y": 1}))
    ((2, 3), {"x": (4,), "y": 1})
    """
    return converted(data)


def converted(sample: Value) -> Value:
    """A sample whose arrays are tensors, in containers too."""
    convert = _CONVERTED.get(type(sample))
    return convert(sample) if convert else sample


def _converted_list(sample: ListValue) -> ListValue:
    items = sample.items
    if isinstance(items, Many):
        return ListValue(Many(converted(items.each), items.length))
    return ListValue(tuple(map(converted, items)))


_CONVERTED: Final[dict[type, Callable[[Any], Value]]] = {
    Tensor: lambda sample: Tensor(sample.shape, "torch", sample.dtype),
    tuple: lambda sample: ListValue(tuple(map(converted, sample))),
    ListValue: _converted_list,
    DictValue: lambda sample: DictValue({key: converted(each) for key, each in sample.slots.items()}),
}
