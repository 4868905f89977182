"""What is done with tables of pandas before they are arrays."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.tables import (
    FRAME,
    SERIES,
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
from shapelint.rules.shared.indexing import indexed
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, Instance, ListValue, SliceOf, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, maximum, minimum

_INDEXER: Final = "pandas.Indexer"
_LOCATOR: Final = "pandas.Locator"
OWNER: Final = "#owner"
_SAME: Final = (
    "abs", "astype", "bfill", "clip", "copy", "cumsum", "diff", "ffill", "fillna", "infer_objects", "interpolate",
    "pct_change", "rank", "replace", "round", "shift", "sort_index", "sort_values",
)  # fmt: skip
_FEWER: Final = ("drop_duplicates", "dropna", "query", "sample")


def alike(self: Value, rows: Size, machine) -> Value:
    """A table or a column with other rows."""
    if machine.is_a(self, SERIES):
        return column(machine, rows)
    return table(machine, rows, columns_of(self), names_of(self))


def _given_back(self: Value, result: Value, inplace: Value, machine) -> Value:
    """What a method gives that may also change its own table."""
    if inplace is False:
        return result
    become(self, result if inplace is True else table(machine), machine)
    return None if inplace is True else UNKNOWN


def _same(name: str) -> None:
    def body(self, *args, inplace=False, machine, **kwargs):
        return _given_back(self, alike(self, rows_of(self), machine), inplace, machine)

    argument = {"astype": '"float32"', "fillna": "0", "sort_values": '"a"', "replace": "0, 1"}.get(name, "")
    body.__doc__ = f"""Change the elements, or their order; the sizes stay.

    >>> DataFrame({{"a": [5], "b": [5]}}).{name}({argument}).values
    (5, 2)
    """
    op(tuple(f"{owner}.{name}" for owner in (FRAME, SERIES)))(body)


def _fewer(name: str) -> None:
    def body(self, *args, inplace=False, machine, **kwargs):
        columns_too = name == "dropna" and (args or "axis" in kwargs)
        left = table(machine) if columns_too else alike(self, UNKNOWN, machine)
        return _given_back(self, left, inplace, machine)

    body.__doc__ = f"""Leave some of the rows.

    >>> DataFrame({{"a": [5], "b": [5]}}).{name}({'"a > 0"' if name == "query" else ""}).values
    (None, 2)
    """
    op(tuple(f"{owner}.{name}" for owner in ((FRAME,) if name == "query" else (FRAME, SERIES))))(body)


for _name in _SAME:
    _same(_name)
for _name in _FEWER:
    _fewer(_name)


@op((f"{FRAME}.head", f"{SERIES}.head", f"{FRAME}.tail", f"{SERIES}.tail"))
def head(self, n=5, *, machine):
    """Leave the first or the last rows.

    >>> DataFrame([9, 3]).head().values
    (5, 3)
    >>> DataFrame([9, 3]).tail(20).values
    (9, 3)
    >>> DataFrame([9, 3]).head(-2).values
    (7, 3)
    """
    rows = rows_of(self)
    if not is_int(n):
        return alike(self, UNKNOWN, machine)
    return alike(self, minimum(rows, n) if n >= 0 else maximum(rows + n, 0), machine)


@op(f"{FRAME}.drop")
def drop(self, labels=None, axis=0, index=None, columns=None, level=None, inplace=False, errors="raise", *, machine):
    """Leave columns or rows out.

    >>> DataFrame({"a": [5], "b": [5], "c": [5]}).drop("a", axis=1).values
    (5, 2)
    >>> DataFrame({"a": [5], "b": [5], "c": [5]}).drop(columns="a").values
    (5, 2)
    """
    gone = columns if columns is not None else labels if axis in (1, "columns") else None
    sure = index is None and gone is not None and errors == "raise"
    left = without(self, named(gone), machine) if sure else table(machine, UNKNOWN, columns_of(self), names_of(self))
    return _given_back(self, left if index is None or columns is None else table(machine), inplace, machine)


@op(f"{FRAME}.set_index")
def set_index(self, keys, drop=True, append=False, inplace=False, verify_integrity=False, *, machine):
    """Let columns name the rows.

    >>> DataFrame({"a": [5], "b": [5]}).set_index("a").values
    (5, 1)
    """
    names = named(keys) if drop is True else None
    left = self if drop is False else without(self, names, machine)
    return _given_back(self, alike(left, rows_of(self), machine), inplace, machine)


@op(f"{FRAME}.reset_index")
def reset_index(self, level=None, drop=False, inplace=False, *, machine, **kwargs):
    """Number the rows; what named them becomes a column unless it is dropped.

    >>> DataFrame([5, 3]).reset_index(drop=True).values
    (5, 3)
    >>> DataFrame([5, 3]).reset_index().values
    (5, None)
    """
    left = alike(self, rows_of(self), machine) if drop is True else table(machine, rows_of(self))
    return _given_back(self, left, inplace, machine)


@prop((f"{FRAME}.iloc", f"{SERIES}.iloc"))
def iloc(self, *, machine):
    """Pick rows and columns by their numbers.

    >>> DataFrame([5, 3]).iloc[:, :-1].values
    (5, 2)
    >>> DataFrame([5, 3]).iloc[1:, -1].values
    (4,)
    >>> DataFrame([5, 3]).iloc[0].values
    (3,)
    """
    return machine.make(_INDEXER, {OWNER: self})


@kind(_INDEXER)
def indexer(*args, layer, **kwargs):
    """What a table is indexed by, `df.iloc`.

    >>> DataFrame([5, 3]).iloc[:2].values
    (2, 3)
    """


@op(f"{_INDEXER}.__getitem__")
def located(self, key, *, machine):
    """Pick rows and columns by their numbers.

    >>> DataFrame([5, 3]).iloc[:, 0:2].values
    (5, 2)
    """
    owner = self.slots.get(OWNER, UNKNOWN) if isinstance(self, Instance) else UNKNOWN
    keys = key if isinstance(key, tuple) else (key,)
    if shape_of(owner).open or not all(is_int(each) or isinstance(each, SliceOf | ListValue | Tensor) for each in keys):
        return UNKNOWN
    found = indexed(array(shape_of(owner)), key)
    if found.rank == 2 and not any(isinstance(each, ListValue | Tensor) for each in keys):
        return table(machine, found.axis(0), found.axis(1))
    return column(machine, found.axis(0)) if found.rank == 1 else UNKNOWN


@prop((f"{FRAME}.loc", f"{FRAME}.at"))
def loc(self, *, machine):
    """Pick rows and columns by their names; nobody knows how many that are.

    >>> DataFrame([5, 3]).loc[0]
    None
    """
    return machine.make(_LOCATOR, {OWNER: self})


@kind(_LOCATOR)
def locator(*args, layer, **kwargs):
    """What the names of rows and columns are put to, `df.loc`.

    >>> DataFrame([5, 3]).loc[0]
    None
    """


@op(f"{_LOCATOR}.__setitem__")
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
    owner = self.slots.get(OWNER, UNKNOWN) if isinstance(self, Instance) else UNKNOWN
    if not isinstance(owner, Instance):
        return
    row, *columns = key if isinstance(key, tuple) else (key,)
    rows = rows_left(owner) if _names_rows_that_are_there(row, machine) else UNKNOWN
    if not columns or columns == [SliceOf(None, None, None)]:
        become(owner, table(machine, rows, columns_of(owner), names_of(owner)), machine)
        return
    names, added = names_of(owner), named(columns[0])
    if names is not None and added is not None and len(columns) == 1:
        names += tuple(each for each in added if each not in names)
    else:
        names = None
    become(owner, table(machine, rows, names=names), machine)


def _names_rows_that_are_there(row: Value, machine) -> bool:
    """A slice adds none, nor does a mask or any other row of names."""
    return (isinstance(row, SliceOf | ListValue | Tensor) and shape_of(row).rank != 0) or machine.is_a(row, SERIES)


@prop(f"{FRAME}.T")
def turned(self, *, machine):
    """Rows as columns.

    >>> DataFrame([5, 3]).T.values
    (3, 5)
    """
    return table(machine, columns_of(self), rows_of(self))


@op("pandas.get_dummies")
def get_dummies(data, *args, machine, **kwargs):
    """A column for each class of a column; how many there are depends on the data.

    >>> get_dummies(Series([5])).values
    (5, None)
    """
    return table(machine, rows_of(data))


@op("pandas.concat")
def concat(objs, axis=0, *args, machine, **kwargs):
    """Put tables below or beside each other.

    >>> concat((DataFrame([5, 3]), DataFrame([4, 3]))).values
    (9, None)
    >>> concat((DataFrame([5, 3]), DataFrame([5, 2])), axis=1).values
    (None, 5)
    """
    items = items_of(objs) or ()
    shapes = [shape_of(each) for each in items]
    if not items or any(shape.rank != 2 for shape in shapes):
        return UNKNOWN
    if axis in (1, "columns"):
        return table(machine, UNKNOWN, sum(shape.axis(1) for shape in shapes))
    names = {names_of(each) for each in items}
    return table(machine, sum(shape.axis(0) for shape in shapes), names=names.pop() if len(names) == 1 else None)


@op((f"{SERIES}.map", f"{SERIES}.apply"))
def mapped(self, *args, machine, **kwargs):
    """Change every element.

    >>> Series([5]).map({}).values
    (5,)
    """
    return column(machine, rows_of(self)) if args and not kwargs else UNKNOWN


@op(f"{SERIES}.to_frame")
def to_frame(self, name=None, *, machine):
    """A table of one column.

    >>> Series([5]).to_frame().values
    (5, 1)
    """
    return table(machine, rows_of(self), 1)


@op(f"{SERIES}.unique")
def unique(self):
    """The elements without repetition.

    >>> Series([5]).unique()
    (None,)
    """
    return array(Shape((UNKNOWN,)), None)
