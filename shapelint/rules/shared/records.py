"""Types of records: arrays of NumPy whose items have fields, each a number or an array of its own."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.values import DictValue, ListValue, Value, items_of
from shapelint.sizes import Shape


class Record(str):
    """A kind of number that is a record; `fields` are the shape and the kind of each, by name."""

    fields: Mapping[str, tuple[Shape, str | None]]

    @classmethod
    def of(cls, fields: Mapping[str, tuple[Shape, str | None]]) -> Record:
        """The type with these fields."""
        rows = "; ".join(f"{name} {shape} {kind}" for name, (shape, kind) in fields.items())
        made = cls(f"record of {rows}")
        made.fields = fields
        return made


def pairs_of(dtype: Value) -> list[tuple[Value, ...]] | None:
    """The fields of a type as a program writes them: `[("x", "f4"), ("y", "f4", (3,))]`, or names beside formats."""
    if isinstance(dtype, DictValue) and {"names", "formats"} <= dtype.slots.keys():
        names, formats = items_of(dtype.slots["names"]), items_of(dtype.slots["formats"])
        plain = names is not None and formats is not None and dtype.slots.keys() == {"names", "formats"}
        return list(zip(names or (), formats or (), strict=False)) if plain else None
    rows = items_of(dtype) if isinstance(dtype, ListValue) else None
    if not rows or not all(isinstance(row, tuple) and len(row) in (2, 3) for row in rows):
        return None
    return list(rows)
