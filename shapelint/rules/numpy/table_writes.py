"""What is put into tables of pandas: columns that are set, added and taken out."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.table_names import given_back
from shapelint.rules.numpy.table_picks import ALL, column_of, owner_of
from shapelint.rules.numpy.tables import (
    FRAME,
    INDEX,
    SERIES,
    Names,
    Sure,
    alike,
    are_numbers,
    become,
    columns_of,
    counts,
    fewer,
    has_levels,
    header_of,
    index,
    index_of,
    is_empty,
    is_label,
    length_of,
    named,
    names_of,
    rows_of,
    sure_of,
    table,
    without,
)
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import (
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    SliceOf,
    Tensor,
    Value,
    is_soft,
    items_of,
    shape_of,
)
from shapelint.sizes import Dim, Size, at_most, equal, less


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


def with_columns(self: Value, added: Names, value: Value, machine) -> Value:
    """The table with columns of these names changed or added, where there are none yet; None: of unknown names."""
    rows, by = _rows_left(self, value, machine)
    names, labels = names_of(self), sure_of(self).labels
    levels = has_levels(self)
    if added is None:
        return table(machine, rows, by=by, levels=levels)
    known = labels if labels is not None else None if names is None else frozenset(names)
    if known is None:
        sure = sure_of(self) if are_numbers(value) else Sure(frozenset())
    else:
        sure = Sure(known | set(added) if are_numbers(value) else known - set(added))
    if names is None:
        return table(machine, rows, by=by, sure=sure, levels=levels)
    more = names + tuple(name for name in dict.fromkeys(added) if name not in names)
    return table(machine, rows, names=more, by=by, header=header_of(self) if more == names else None, sure=sure)


def _rows_left(self: Value, value: Value, machine) -> tuple[Size, Value]:
    """How many rows there are once a column is set, and their index: one of a table without rows brings them."""
    empty = is_empty(self)
    if empty is False:
        return rows_of(self), index_of(self)
    length = length_of(value)
    if empty is None or length is UNKNOWN or isinstance(value, DictValue):
        return UNKNOWN, index_of(self) if rows_of(self) is UNKNOWN else None
    if length is None:
        return rows_of(self), index_of(self)
    if machine.is_a(value, SERIES):
        return length, index_of(value)
    return length, index(machine, length, counts=True)


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
    >>> empty = DataFrame()
    >>> empty.__setitem__("a", [5])
    >>> empty.__setitem__("b", [5])
    >>> empty.values
    (5, 2)
    """
    added = named(key)
    if is_label(key):
        _check_length(self, value)
    if added is None and _only_cells(self, key, machine):
        become(self, alike(self, machine, sure=None if are_numbers(value) else False), machine)
        return
    become(self, with_columns(self, added, value, machine), machine)


def _only_cells(self: Value, key: Value, machine) -> bool:
    """Whether what is set are cells that are there: of a mask or a slice of rows, or of a table of truths."""
    mask = isinstance(key, Tensor) and key.dtype == "bool"
    return mask or isinstance(key, SliceOf) or machine.is_a(key, FRAME) or machine.is_a(key, SERIES)


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
    if names is None or not is_label(column) or allow_duplicates is not False:
        become(self, with_columns(self, None, value, machine), machine)
        return
    made = with_columns(self, (column,), value, machine)
    at = loc if is_int(loc) else len(names)
    ordered = (*names[:at], column, *names[at:])
    if is_int(loc) and column not in names:
        made = table(machine, rows_of(made), names=ordered, by=index_of(made), sure=sure_of(made))
    elif not is_int(loc):
        made = table(machine, rows_of(made), columns_of(made), by=index_of(made))
    become(self, made, machine)


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
    taken = column_of(self, item if is_label(item) else None, machine)
    become(self, without(self, named(item), machine), machine)
    return taken


@op(f"{FRAME}.__delitem__")
def delitem(self, key, *, machine):
    """Leave a column out.

    >>> df = DataFrame({"a": [5], "b": [5]})
    >>> df.__delitem__("a")
    >>> df.values
    (5, 1)
    """
    become(self, without(self, named(key), machine), machine)


@op(f"{FRAME}.assign")
def assign(self, *, machine, **kwargs):
    """A table with more columns, or changed ones; a function makes one of the table so far.

    >>> DataFrame({"a": [5]}).assign(b=[5], c=1).values
    (5, 3)
    """
    made = self
    for name, value in kwargs.items():
        machine.hand(value)
        row = isinstance(value, Tensor | ListValue | tuple | Instance)
        made = with_columns(made, (name,), value if row or length_of(value) is None else UNKNOWN, machine)
    return made if kwargs else fewer(self, rows_of(self), machine, by=index_of(self))


@op(f"{FRAME}.eval")
def evaluated(self, expr, *, inplace=False, machine, **kwargs):
    """Whatever a text says.

    >>> DataFrame({"a": [5]}).eval("b = a + 1").values
    (5, None)
    """
    sets = isinstance(expr, str) and "=" in expr.replace("==", "").replace(">=", "").replace("<=", "").replace("!=", "")
    made = table(machine, rows_of(self), by=index_of(self)) if sets else UNKNOWN
    return given_back(self, made, inplace, machine)


@op(f"{FRAME}.update")
def update(self, other, *args, machine, **kwargs):
    """Change elements that are there.

    >>> df = DataFrame({"a": [5]})
    >>> df.update(DataFrame({"a": [5]}))
    >>> df.values
    (5, 1)
    """
    names, rows = names_of(self), rows_of(self)
    become(self, table(machine, rows, columns_of(self), names, by=index_of(self), header=header_of(self)), machine)


@op("pandas.Locator.__setitem__")
def assigned_by_name(self, key, value, *, machine):
    """Change what stands there, or add a row or a column of that name.

    >>> df = DataFrame([5, 3])
    >>> df.loc.__setitem__(7, 0)
    >>> df.values
    (None, 3)
    >>> df = DataFrame({"a": [5], "b": [5]})
    >>> df.loc.__setitem__((slice(0, 2), "a"), 0)
    >>> df.values
    (5, 2)
    """
    owner = owner_of(self)
    if owner is None:
        return
    row, *columns = key if isinstance(key, tuple) and key else (key,)
    there = _names_rows_that_are_there(row, machine) or _is_counted(owner, row)
    if machine.is_a(owner, SERIES):
        become(owner, alike(owner, machine, sure=False) if there else fewer(owner, UNKNOWN, machine), machine)
        return
    made = owner
    if columns and not _only_there(columns):
        made = with_columns(owner, named(columns[0]) if len(columns) == 1 else None, value, machine)
        made = table(machine, rows_of(owner) if is_empty(owner) is False else UNKNOWN, columns_of(made),
                     names_of(made), by=index_of(made))  # fmt: skip
    elif is_empty(owner) is not False:
        there = False
    sure = table(machine, rows_of(made), columns_of(made), names_of(made), by=index_of(made), header=header_of(made))
    become(owner, sure if there else fewer(sure, UNKNOWN, machine), machine)


def _only_there(columns: list[Value]) -> bool:
    """Whether the columns that are named are there: a slice or a mask of them."""
    only = columns[0] if len(columns) == 1 else None
    return isinstance(only, SliceOf) or only == ALL or (isinstance(only, Tensor) and only.dtype == "bool")


def _names_rows_that_are_there(row: Value, machine) -> bool:
    """A slice adds none, nor does a mask or any other row of names."""
    several = isinstance(row, SliceOf | ListValue | Tensor) and shape_of(row).rank != 0
    return several or machine.is_a(row, SERIES) or machine.is_a(row, INDEX)


def _is_counted(owner: Value, row: Value) -> bool:
    """Whether it is the number of a row that is there, where the rows are counted."""
    whole = isinstance(row, int | Dim) and not isinstance(row, bool) and not is_soft(row)
    return whole and counts(index_of(owner)) and at_most(0, row) is True and less(row, rows_of(owner)) is True


@op(f"{SERIES}.__setitem__")
def set_rows(self, key, value, *, machine):
    """Change elements, or add one of another name.

    >>> s = Series([5])
    >>> s.__setitem__(slice(0, 2), 1.0)
    >>> s.values
    (5,)
    >>> s.__setitem__("a", 1.0)
    >>> s.values
    (None,)
    """
    there = _names_rows_that_are_there(key, machine) or _is_counted(self, key)
    become(self, alike(self, machine, sure=False) if there else fewer(self, UNKNOWN, machine), machine)
