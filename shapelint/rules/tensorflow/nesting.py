"""`tf.nest`: functions of every tensor in nested rows and dicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from shapelint.rules.form import op
from shapelint.rules.values import REST, UNKNOWN, DictValue, ListValue, Named, Tensor, Value

Function: TypeAlias = Callable[[tuple[Value, ...]], Value]


def _rows(value: Value) -> tuple[Value, ...] | None:
    """What is nested in a value, one level deep; None for a leaf, or where nobody knows."""
    if isinstance(value, DictValue):
        known = REST not in value.slots and all(isinstance(key, str) for key in value.slots)
        return tuple(value.slots[key] for key in sorted(value.slots)) if known else None
    items = value.items if isinstance(value, ListValue) else value
    return items if isinstance(items, tuple) else None


def _is_leaf(value: Value) -> bool:
    return value is None or isinstance(value, Tensor | str | int | float | bool)


def _mapped(structures: tuple[Value, ...], function: Function) -> Value:
    """The nesting of the first structure with what `function` gives of the leaves of all; UNKNOWN where they differ."""
    first = structures[0]
    if all(map(_is_leaf, structures)):
        return function(structures)
    levels = [_rows(each) for each in structures]
    if None in levels or len({type(each) for each in structures}) > 1:
        return UNKNOWN
    known = [level for level in levels if level is not None]
    if len({len(level) for level in known}) > 1:
        return UNKNOWN
    made = tuple(_mapped(parts, function) for parts in zip(*known, strict=True))
    if isinstance(first, DictValue):
        values = dict(zip(sorted(first.slots, key=str), made, strict=True))
        return DictValue({key: values[key] for key in first.slots})
    return (
        ListValue(made)
        if isinstance(first, ListValue)
        else first.with_items(made)
        if isinstance(first, Named)
        else made
    )


@op("tf.nest.map_structure")
def map_structure(func, *structure, machine, **kwargs):
    """Run a function on every leaf of a structure, or on those of several that stand in the same place.

    >>> tf.nest.map_structure(lambda x: tf.expand_dims(x, 0), ([2], [3, 4]))
    ((1, 2), (1, 3, 4))
    >>> tf.nest.map_structure(lambda x, y: x + y, ([2], [3, 4]), ([2], [4]))
    ((2,), (3, 4))
    >>> tf.nest.map_structure(lambda x: tf.expand_dims(x, 3), ([2], [3, 4]))
    SHP502
    """
    return _mapped(structure, lambda leaves: machine.call(func, leaves)) if structure else UNKNOWN


def _leaves(value: Value) -> tuple[Value, ...] | None:
    if _is_leaf(value):
        return (value,)
    rows = _rows(value)
    if rows is None:
        return None
    found = [_leaves(row) for row in rows]
    return None if None in found else tuple(leaf for row in found for leaf in row or ())


@op("tf.nest.flatten")
def flatten(structure, expand_composites=False, *, machine):
    """Give all leaves in one list; dicts in the order of their keys.

    >>> tf.nest.flatten(([2], ([3, 4], [5])))
    ((2,), (3, 4), (5,))
    """
    leaves = _leaves(structure)
    return UNKNOWN if leaves is None else machine.list(leaves)


@op("tf.nest.pack_sequence_as")
def pack_sequence_as(structure, flat_sequence, expand_composites=False):
    """Put a flat row into the places of the leaves of a structure.

    >>> tf.nest.pack_sequence_as(([2], ([3, 4], [5])), ([6], [7], [8]))
    ((6,), ((7,), (8,)))
    """
    row, leaves = _rows(flat_sequence), _leaves(structure)
    if row is None or leaves is None or len(row) != len(leaves):
        return UNKNOWN
    left = iter(row)
    return _mapped((structure,), lambda _: next(left))
