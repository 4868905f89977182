"""Tables of pandas and their columns: for NumPy an array of two axes, or of one."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.indexing import indexed
from shapelint.rules.shared.operands import measured
from shapelint.rules.shared.records import Record
from shapelint.rules.values import (
    AS_ARRAY,
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    SliceOf,
    Tensor,
    Value,
    items_of,
    shape_of,
)
from shapelint.sizes import UNKNOWN_SHAPE, Shape, Size, equal

FRAME: Final = "pandas.DataFrame"
SERIES: Final = "pandas.Series"
_NAMES: Final = "#names"  # slot of a table: the names of its columns, where all are known

Names = tuple[str, ...] | None


def table(machine, rows: Size = UNKNOWN, columns: Size = UNKNOWN, names: Names = None) -> Value:
    """A table of that size; as many columns as there are names, where these are known."""
    width = columns if names is None else len(names)
    return machine.make(FRAME, {AS_ARRAY: Shape((rows, width)), _NAMES: UNKNOWN if names is None else names})


def column(machine, rows: Size = UNKNOWN) -> Value:
    """A column of so many rows."""
    return machine.make(SERIES, {AS_ARRAY: Shape((rows,))})


def rows_of(self: Value) -> Size:
    """How many rows there are."""
    shape = shape_of(self)
    return shape.axis(0) if shape.dims else UNKNOWN


def rows_left(self: Value) -> Size:
    """How many rows there are once a column is set: one of a table without rows brings them."""
    rows = rows_of(self)
    return UNKNOWN if equal(rows, 0) is True else rows


def columns_of(self: Value) -> Size:
    """How many columns a table has."""
    shape = shape_of(self)
    return shape.axis(1) if shape.rank == 2 else UNKNOWN


def names_of(self: Value) -> Names:
    """The names of all columns; None where they are not known."""
    found = self.slots.get(_NAMES) if isinstance(self, Instance) else None
    return found if isinstance(found, tuple) else None


def named(value: Value) -> Names:
    """One name, or several in a list; None for anything else."""
    if isinstance(value, str):
        return (value,)
    items = items_of(value) if isinstance(value, ListValue) else None
    return items if items is not None and all(isinstance(item, str) for item in items) else None


def become(self: Value, other: Value, machine) -> None:
    """Let a table be what another one is."""
    for slot in (AS_ARRAY, _NAMES):
        machine.put(self, slot, other.slots.get(slot, UNKNOWN))


@kind(FRAME)
def frame(data=None, index=None, columns=None, dtype=None, copy=None, *, layer, machine):
    """A table.

    >>> DataFrame([5, 3]).values
    (5, 3)
    >>> DataFrame([5]).values
    (5, 1)
    >>> DataFrame({"a": [5], "b": [5]}).values
    (5, 2)
    >>> DataFrame([5, 3, 2])
    SHP101
    >>> DataFrame({"a": [5, 3]})
    SHP101
    >>> DataFrame({"a": [5], "b": [4]})
    SHP804
    """
    if isinstance(data, Tensor):
        check_rank(data, "DataFrame", 1, 2, "rows columns")
    become(layer, _made(data, named(columns), machine), machine)


def _made(data: Value, names: Names, machine) -> Value:
    if isinstance(data, DictValue):
        _check_columns([each for each in data.slots.values() if isinstance(each, Tensor)])
        known = names is None and REST not in data.slots and all(isinstance(key, str) for key in data.slots)
        rows = [measured(each) for each in data.slots.values()]
        full = [shape.axis(0) for shape in rows if shape.dims]
        return table(machine, full[0] if full else UNKNOWN, names=tuple(data.slots) if known else names)
    if isinstance(data, Tensor) and isinstance(data.dtype, Record):
        fields = tuple(data.dtype.fields) if names is None else names
        return table(machine, data.shape.axis(0) if data.shape.dims else UNKNOWN, names=fields)
    shape = shape_of(data) if isinstance(data, Tensor | Instance) else UNKNOWN_SHAPE
    if shape.rank == 2:
        return table(machine, shape.axis(0), shape.axis(1), names)
    return table(machine, shape.axis(0), 1, names) if shape.rank == 1 else table(machine, names=names)


def _check_columns(columns: list[Tensor]) -> None:
    """Raises Mismatch SHP101 where a column has more than one axis, or SHP804 where arrays differ in length."""
    for each in columns:
        check_rank(each, "a column", 0, 1)
    rows = [each.shape.axis(0) for each in columns if each.shape.rank == 1]
    for count in rows:
        if equal(rows[0], count) is False:
            raise Mismatch("SHP804", "a column of {first} rows stands beside one of {rows}", operand=columns[-1],
                           first=rows[0], rows=count)  # fmt: skip


@kind(SERIES)
def series(data=None, index=None, dtype=None, name=None, copy=None, *, layer, machine):
    """A column.

    >>> Series([5]).values
    (5,)
    >>> Series([5, 3])
    SHP101
    """
    if isinstance(data, Tensor):
        check_rank(data, "Series", 0, 1)
    shape = shape_of(data)
    alone = isinstance(data, Tensor) and shape.rank == 0 and index is None
    machine.put(layer, AS_ARRAY, Shape((1 if alone else shape.axis(0) if shape.rank == 1 else UNKNOWN,)))


def _reader(name: str) -> None:
    def body(*args, machine, **kwargs):
        return table(machine) if not {"chunksize", "iterator"} & kwargs.keys() else UNKNOWN

    body.__doc__ = f"""Read a table from a file.

    >>> file = [B]
    >>> {name}("data.csv").values
    (None, None)
    """
    op(f"pandas.{name}")(body)


for _name in ("read_csv", "read_table", "read_excel", "read_parquet", "read_pickle", "read_json"):
    _reader(_name)


@prop((f"{FRAME}.values", f"{SERIES}.values"))
def values(self):
    """The elements as an array.

    >>> DataFrame([5, 3]).values
    (5, 3)
    >>> DataFrame({"a": [5], "b": [5]})["a"].values
    (5,)
    """
    return array(shape_of(self), None)


@op((f"{FRAME}.to_numpy", f"{SERIES}.to_numpy"))
def to_numpy(self, dtype=None, copy=False, na_value=None):
    """The elements as an array.

    >>> DataFrame([5, 3]).to_numpy()
    (5, 3)
    """
    return array(shape_of(self), None)


@prop((f"{FRAME}.shape", f"{SERIES}.shape"))
def shape(self):
    """The numbers of rows and columns.

    >>> DataFrame([5, 3]).shape
    (5, 3)
    """
    return shape_of(self).dims


@op((f"{FRAME}.__len__", f"{SERIES}.__len__"))
def length(self):
    """The number of rows.

    >>> DataFrame([5, 3]).__len__()
    5
    """
    return rows_of(self)


@op(f"{FRAME}.__getitem__")
def getitem(self, key, *, machine):
    """One column by its name, several as a table, or the rows of a mask.

    >>> DataFrame({"a": [5], "b": [5]})["a"].values
    (5,)
    >>> DataFrame([5, 3])[1:3].values
    (2, 3)
    """
    if isinstance(key, str):
        return column(machine, rows_of(self))
    if isinstance(key, ListValue):
        names = named(key)
        return UNKNOWN if names is None else table(machine, rows_of(self), names=names)
    rows = picked_rows(self, key)
    return UNKNOWN if rows is None else table(machine, rows, columns_of(self), names_of(self))


@op(f"{SERIES}.__getitem__")
def column_getitem(self, key, *, machine):
    """Some of the rows.

    >>> DataFrame({"a": [5], "b": [5]})["a"][:4].values
    (4,)
    """
    rows = picked_rows(self, key)
    return UNKNOWN if rows is None else column(machine, rows)


def picked_rows(self: Value, key: Value) -> Size | None:
    """How many rows a slice, or a mask for all of them, leaves; None where the key may be something else."""
    if isinstance(key, SliceOf):
        plain = all(end is None or isinstance(end, int) for end in (key.lower, key.upper, key.step))
        return indexed(array(Shape((rows_of(self),))), key).axis(0) if plain else UNKNOWN
    mask = isinstance(key, Tensor) and key.dtype == "bool" and key.shape.rank == 1
    return UNKNOWN if mask or (isinstance(key, Instance) and shape_of(key).rank == 1) else None


def without(self: Value, gone: Names, machine) -> Value:
    """A table without these columns."""
    names = names_of(self)
    if gone is None:
        return table(machine, rows_of(self))
    if names is None:
        return table(machine, rows_of(self), columns_of(self) - len(gone))
    return table(machine, rows_of(self), names=tuple(name for name in names if name not in gone))
