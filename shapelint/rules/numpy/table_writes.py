"""What is put into tables of pandas: columns that are set, added and taken out."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.tables import (
    FRAME,
    become,
    column,
    columns_of,
    named,
    names_of,
    rows_left,
    rows_of,
    table,
    without,
)
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import ListValue, Tensor, Value, items_of
from shapelint.sizes import equal, less


def _check_length(self: Value, value: Value) -> None:
    """A column has a number for each row; a table without rows takes any.

    Raises Mismatch SHP804, or SHP101 where it is no column.
    """
    rows = rows_of(self)
    if less(0, rows) is not True:
        return
    items = items_of(value) if isinstance(value, ListValue) else None
    shape = measured(value) if isinstance(value, Tensor) and value.family == "numpy" else None
    if items is None and (shape is None or shape.rank in (0, None)):
        return
    count = len(items) if items is not None else shape.dims[0] if shape is not None else 0
    if equal(rows, count) is False:
        raise Mismatch("SHP804", "a column of {count} stands in a table of {rows} rows", operand=culprit(value),
                       count=count, rows=rows)  # fmt: skip
    if shape is not None and shape.rank == 2 and less(1, shape.dims[1]) is True:
        raise Mismatch("SHP101", "a column has one axis, gets {shape}", operand=culprit(value), shape=shape)


@op(f"{FRAME}.__setitem__")
def setitem(self, key, value, *, machine):
    """Change a column, or add one.

    >>> df = DataFrame({"a": [5]})
    >>> df.__setitem__("b", 1)
    >>> df.values
    (5, 2)
    >>> df.__setitem__("b", [5])
    >>> df.__setitem__("b", [4])
    SHP804 a column of 4 stands in a table of 5 rows
    """
    names, added = names_of(self), named(key)
    if isinstance(key, str):
        _check_length(self, value)
    if added is None:
        return
    known = None if names is None else names + tuple(name for name in added if name not in names)
    become(self, table(machine, rows_left(self), names=known), machine)


@op(f"{FRAME}.insert")
def insert(self, loc, column, value, allow_duplicates=False, *, machine):
    """Add a column.

    >>> df = DataFrame({"a": [5]})
    >>> df.insert(0, "b", 1)
    >>> df.values
    (5, 2)
    >>> df.insert(0, "b", 1, allow_duplicates=True)
    >>> df.values
    (5, None)
    >>> df.insert(0, "c", [4])
    SHP804
    >>> df = DataFrame({"a": [5]})
    >>> df.insert(2, "c", 1)
    SHP506
    """
    count = columns_of(self)
    if is_int(loc) and (loc < 0 or less(count, loc) is True):
        raise Mismatch("SHP506", "no column can stand at {loc}: there are {count}", loc=loc, count=count)
    _check_length(self, value)
    names = names_of(self)
    known = names is not None and isinstance(column, str) and allow_duplicates is False
    become(self, table(machine, rows_left(self), names=(column, *(names or ())) if known else None), machine)


@op(f"{FRAME}.pop")
def pop(self, item, *, machine):
    """Take a column out.

    >>> df = DataFrame({"a": [5], "b": [5]})
    >>> taken = df.pop("a")
    >>> taken.values
    (5,)
    >>> df.values
    (5, 1)
    """
    become(self, without(self, named(item), machine), machine)
    return column(machine, rows_of(self))


@op(f"{FRAME}.__delitem__")
def delitem(self, key, *, machine):
    """Leave a column out.

    >>> df = DataFrame({"a": [5], "b": [5]})
    >>> df.__delitem__("a")
    >>> df.values
    (5, 1)
    """
    become(self, without(self, named(key), machine), machine)
