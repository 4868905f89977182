"""Tables of pandas and their columns: for NumPy an array of two axes, or of one; their rows and columns have names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from shapelint.rules.values import (
    AS_ARRAY,
    UNKNOWN,
    Instance,
    ListValue,
    Many,
    Range,
    SomeBool,
    SomeBytes,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    is_soft,
    items_of,
    range_length,
    shape_of,
)
from shapelint.sizes import Dim, Shape, Size, equal, less

FRAME: Final = "pandas.DataFrame"
SERIES: Final = "pandas.Series"
INDEX: Final = "pandas.Index"
BOTH: Final = (FRAME, SERIES)
OWNER: Final = "#owner"  # slot of what belongs to a table: the table
NAMES: Final = "#names"  # slot of a table or of an index: the names of the columns, where all are known
_ROWS: Final = "#rows"  # slot of a table or column: the index that names its rows
_HEADER: Final = "#header"  # slot of a table: the index of its columns
_SURE: Final = "#numbers"  # slot of a table or column: where it certainly holds numbers, see `Sure`
_COUNTS: Final = "#counts"  # slot of an index: whether it counts 0, 1, 2, ... as that of a new table does
_LEVELS: Final = "#levels"  # slot of an index of columns: whether a name may stand for several columns
_MOST_NAMES: Final = 256  # of columns that are counted, which are kept

Label: TypeAlias = str | int
Names: TypeAlias = tuple[Label, ...] | None


@dataclass(frozen=True, slots=True)
class Sure:
    """Which columns of a table certainly hold numbers: those of these names; None for all there are."""

    labels: frozenset[Label] | None = None


NOWHERE: Final = Sure(frozenset())
EVERYWHERE: Final = Sure()


def index(
    machine,
    length: Size = UNKNOWN,
    names: Names = None,
    *,
    counts: bool = False,
    sure: bool = False,
    cls: str = INDEX,
) -> Value:
    """A new index of so many names.

    counts: whether it is the one of a new table, 0, 1, 2, ...; sure: whether its names certainly are numbers.
    """
    slots = {AS_ARRAY: Shape((length if names is None else len(names),)), NAMES: UNKNOWN if names is None else names}
    return machine.make(cls, {**slots, _COUNTS: counts, _SURE: EVERYWHERE if counts or sure else NOWHERE})


def table(
    machine,
    rows: Size = UNKNOWN,
    columns: Size = UNKNOWN,
    names: Names = None,
    *,
    by: Value = None,
    header: Value = None,
    sure: Sure = NOWHERE,
    levels: bool = False,
) -> Value:
    """A table of that size; as many columns as there are names, where these are known.

    by: the index of its rows, a new one where there is none; header: likewise that of its columns; levels: whether a
    name may stand for several columns, where the names are not known.
    """
    if header is None:
        header = index(machine, columns if names is None else len(names), names)
        machine.put(header, _LEVELS, levels and names is None)
    width = columns if names is None else len(names)
    return machine.make(
        FRAME,
        {
            AS_ARRAY: Shape((rows, width)),
            NAMES: UNKNOWN if names is None else names,
            _ROWS: index(machine, rows) if by is None else by,
            _HEADER: header,
            _SURE: sure,
        },
    )


def column(machine, rows: Size = UNKNOWN, *, by: Value = None, sure: bool = False) -> Value:
    """A column of so many rows; by: their index, a new one where there is none."""
    named_by = index(machine, rows) if by is None else by
    return machine.make(SERIES, {AS_ARRAY: Shape((rows,)), _ROWS: named_by, _SURE: EVERYWHERE if sure else NOWHERE})


def rows_of(self: Value) -> Size:
    """How many rows there are."""
    shape = shape_of(self)
    return shape.axis(0) if shape.dims else UNKNOWN


def columns_of(self: Value) -> Size:
    """How many columns a table has."""
    shape = shape_of(self)
    return shape.axis(1) if shape.rank == 2 else UNKNOWN


def names_of(self: Value) -> Names:
    """The names of all columns, or all those of an index; None where they are not known."""
    found = self.slots.get(NAMES) if isinstance(self, Instance) else None
    return found if isinstance(found, tuple) and all(map(is_label, found)) else None


def index_of(self: Value) -> Value:
    """The index of the rows; None where nobody knows which it is."""
    return _held(self, _ROWS)


def header_of(self: Value) -> Value:
    """The index of the columns; None where nobody knows which it is."""
    return _held(self, _HEADER)


def _held(self: Value, slot: str) -> Value:
    found = self.slots.get(slot) if isinstance(self, Instance) else None
    return found if isinstance(found, Instance) else None


def sure_of(self: Value) -> Sure:
    """Where it certainly holds numbers."""
    found = self.slots.get(_SURE) if isinstance(self, Instance) else None
    return found if isinstance(found, Sure) else NOWHERE


def holds_numbers(self: Value) -> bool:
    """Whether every element certainly is a number."""
    labels, names = sure_of(self).labels, names_of(self)
    return labels is None or (bool(names) and labels.issuperset(names or ()))


def is_same_index(one: Value, other: Value) -> bool:
    """Whether two indexes certainly name the same rows, in the same order."""
    if not isinstance(one, Instance) or not isinstance(other, Instance):
        return False
    if one is other:
        return True
    known = names_of(one) is not None and names_of(one) == names_of(other)
    return known or (counts(one) and counts(other) and equal(rows_of(one), rows_of(other)) is True)


def counts(by: Value) -> bool:
    """Whether an index is the one of a new table: 0, 1, 2, ..."""
    return isinstance(by, Instance) and by.slots.get(_COUNTS) is True


def same_rows(one: Value, other: Value) -> bool:
    """Whether tables or columns certainly have the same rows."""
    return is_same_index(index_of(one), index_of(other))


def alike(self: Value, machine, *, sure: bool | None = None) -> Value:
    """A new table or column with the same rows and columns; sure: whether it holds numbers, None: where it does now."""
    if machine.is_a(self, SERIES):
        return column(machine, rows_of(self), by=index_of(self), sure=holds_numbers(self) if sure is None else sure)
    kinds = sure_of(self) if sure is None else EVERYWHERE if sure else NOWHERE
    return _with_columns(self, rows_of(self), index_of(self), kinds, machine)


def fewer(self: Value, rows: Size, machine, *, by: Value = None) -> Value:
    """Other rows of the same columns: fewer of them, or in another order; by: their index."""
    if machine.is_a(self, SERIES):
        return column(machine, rows, by=by, sure=holds_numbers(self))
    return _with_columns(self, rows, by, sure_of(self), machine)


def _with_columns(self: Value, rows: Size, by: Value, sure: Sure, machine) -> Value:
    return table(machine, rows, columns_of(self), names_of(self), by=by, header=header_of(self), sure=sure)


def picked(self: Value, names: Names, machine, width: Size = UNKNOWN) -> Value:
    """Some columns of a table, by their names; by their number where the names are not known."""
    return table(machine, rows_of(self), width, names, by=index_of(self), sure=sure_of(self), levels=has_levels(self))


def has_levels(self: Value) -> bool:
    """Whether a name may stand for several columns of a table."""
    header = header_of(self)
    return header is not None and header.slots.get(_LEVELS) is True


def is_flat(columns: Value) -> bool:
    """Whether what names columns has one name for each."""
    items = items_of(columns) if isinstance(columns, ListValue | tuple) else None
    if any(isinstance(each, tuple) for each in items or ()):
        return False
    return columns is None or isinstance(columns, ListValue | tuple | Range | Tensor | Instance | str)


def without(self: Value, gone: Names, machine) -> Value:
    """A table without these columns."""
    names = names_of(self)
    if gone is None:
        return picked(self, None, machine)
    if names is None:
        return picked(self, None, machine, columns_of(self) - len(set(gone)))
    return picked(self, tuple(name for name in names if name not in gone), machine)


def become(self: Value, other: Value, machine) -> None:
    """Let a table be what another one is."""
    for slot in (AS_ARRAY, NAMES, _ROWS, _HEADER, _SURE):
        found = other.slots.get(slot, UNKNOWN) if isinstance(other, Instance) else UNKNOWN
        if isinstance(self, Instance) and self.slots.get(slot) != found:
            machine.put(self, slot, found)


def loosened(self: Instance) -> dict[str, Value]:
    """The slots of a table that someone else may have changed; none of anything else."""
    if not isinstance(self.slots.get(_HEADER), Instance):
        return {}
    return {AS_ARRAY: Shape((UNKNOWN, UNKNOWN)), NAMES: UNKNOWN, _ROWS: UNKNOWN, _HEADER: UNKNOWN, _SURE: NOWHERE}


def is_label(value: Value) -> bool:
    """Whether it is a name that a column can have: a text, or a number that counts them."""
    return type(value) in (str, int)


def named(value: Value) -> Names:
    """One name, or several in a list or an index; None for anything else."""
    return (value,) if is_label(value) else None if isinstance(value, tuple) else names_in(value)


def names_in(value: Value) -> Names:
    """The names in a row of them; None for anything else."""
    if isinstance(value, Instance):
        return names_of(value)
    items = items_of(value) if isinstance(value, ListValue | tuple | Range) else None
    return items if items is not None and all(map(is_label, items)) else None


def counted(width: Size) -> Names:
    """The names of columns that are only counted."""
    return tuple(range(width)) if isinstance(width, int) and 0 <= width <= _MOST_NAMES else None


_SINGLE: Final = (int, float, complex, str, bytes, SomeBool, SomeInt, SomeNumber, SomeText, SomeBytes)


def length_of(value: Value) -> Size | None:
    """How many items a row has, whatever they are; None for a single one."""
    if value is None or isinstance(value, _SINGLE) or (isinstance(value, Dim) and not is_soft(value)):
        return None
    if isinstance(value, Range):
        return range_length(value)
    items = value.items if isinstance(value, ListValue) else value
    if isinstance(items, tuple):
        return len(items)
    if isinstance(items, Many):
        return items.length if items.whole is UNKNOWN else items.whole
    if not isinstance(value, Tensor | Instance):
        return UNKNOWN
    shape = shape_of(value)
    return None if shape.rank == 0 and isinstance(value, Tensor) else shape.axis(0) if shape.dims else UNKNOWN


def are_numbers(value: Value) -> bool:
    """Whether a column made of it certainly holds numbers."""
    if isinstance(value, Instance):
        return holds_numbers(value)
    kinds = ("int", "float", "bool", "complex")
    if isinstance(value, Tensor):
        return value.family == "numpy" and value.dtype in kinds
    if isinstance(value, int | float | SomeBool | SomeInt | SomeNumber | Range):
        return True
    items = items_of(value) if isinstance(value, ListValue | tuple) else None
    return bool(items) and all(isinstance(each, int | float | SomeInt | SomeNumber) for each in items or ())


def is_single(value: Value) -> bool:
    """Whether it is one number, truth or text."""
    scalar = isinstance(value, Tensor) and value.shape == Shape(())
    return scalar or isinstance(value, bool | int | float | str | SomeBool | SomeInt | SomeNumber | SomeText)


def is_empty(self: Value) -> bool | None:
    """Whether a table has no rows."""
    rows = rows_of(self)
    return True if equal(rows, 0) is True else False if less(0, rows) is True else None
