"""Rows and columns of tables of pandas by their numbers, `df.iloc`, and by their names, `df.loc`."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.table_picks import ALL, column_of, columns_at, counts_rows, owner_of
from shapelint.rules.numpy.tables import (
    FRAME,
    INDEX,
    OWNER,
    SERIES,
    Names,
    alike,
    column,
    columns_of,
    fewer,
    header_of,
    holds_numbers,
    is_label,
    named,
    names_of,
    picked,
)
from shapelint.rules.shared.indexing import indexed
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import (
    UNKNOWN,
    ListValue,
    SliceOf,
    SomeInt,
    Tensor,
    Value,
    is_soft,
    items_of,
    shape_of,
)
from shapelint.sizes import Dim, Shape, Size

_NUMBERED: Final = "pandas.Indexer"
_NAMED: Final = "pandas.Locator"


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
    return machine.make(_NUMBERED, {OWNER: self})


@kind(_NUMBERED)
def indexer(*args, layer, **kwargs):
    """What a table is indexed by, `df.iloc`.

    >>> DataFrame([5, 3]).iloc[:2].values
    (2, 3)
    """


@op(f"{_NUMBERED}.__getitem__")
def numbered(self, key, *, machine):
    """Pick rows and columns by their numbers.

    >>> DataFrame([5, 3]).iloc[:, 0:2].values
    (5, 2)
    >>> DataFrame({"a": [5], "b": [5]}).iloc[:, 1:].drop(columns="b").shape
    (5, 0)
    """
    owner = owner_of(self)
    keys = key if isinstance(key, tuple) else (key,)
    if owner is None or not 1 <= len(keys) <= len(shape_of(owner).dims) or not all(map(_counts, keys)):
        return UNKNOWN
    dims = shape_of(owner).dims
    sizes = [indexed(array(Shape((size,))), _as_number(each)) for size, each in zip(dims, keys, strict=False)]
    rows = sizes[0]
    if machine.is_a(owner, SERIES) or len(keys) == 1:
        if not rows.dims:
            return _element(owner) if machine.is_a(owner, SERIES) else _row(owner, machine)
        return _rows(owner, keys[0], rows.axis(0), machine)
    names = _names_at(owner, keys[1])
    if not sizes[1].dims:
        at = names[0] if names else None
        found = column_of(owner, at, machine)
        if not rows.dims:
            return _element(found)
        return _rows(found, keys[0], rows.axis(0), machine) if machine.is_a(found, SERIES) else UNKNOWN
    left = picked(owner, names, machine, sizes[1].axis(0))
    return _rows(left, keys[0], rows.axis(0), machine) if rows.dims else _row(left, machine)


def _element(owner: Value) -> Value:
    return array(Shape(()), None) if holds_numbers(owner) else UNKNOWN


def _row(owner: Value, machine) -> Value:
    return column(machine, columns_of(owner), by=header_of(owner), sure=holds_numbers(owner))


def _rows(owner: Value, key: Value, rows: Size, machine) -> Value:
    return alike(owner, machine) if key == ALL else fewer(owner, rows, machine)


def _as_number(key: Value) -> Value:
    return 0 if isinstance(key, SomeInt) else key


def _counts(key: Value) -> bool:
    if isinstance(key, SliceOf):
        return counts_rows(key)
    one = is_int(key) or isinstance(key, SomeInt) or (isinstance(key, Dim) and not is_soft(key))
    return one or (isinstance(key, ListValue | Tensor) and shape_of(key).rank in (0, 1))


def _names_at(owner: Value, key: Value) -> Names:
    names = names_of(owner)
    if names is None:
        return None
    if is_int(key):
        return (names[key],) if -len(names) <= key < len(names) else None
    if isinstance(key, SliceOf):
        ends = (key.lower, key.upper, key.step)
        return names[slice(*ends)] if all(end is None or is_int(end) for end in ends) and key.step != 0 else None
    places = items_of(key)
    if places is None or not all(is_int(at) and -len(names) <= at < len(names) for at in places):
        return None
    return tuple(names[at] for at in places)


@prop((f"{FRAME}.loc", f"{SERIES}.loc", f"{FRAME}.at", f"{SERIES}.at"))
def loc(self, *, machine):
    """Pick rows and columns by their names.

    >>> DataFrame([5, 3]).loc[0]
    None
    >>> df = DataFrame({"a": [5], "b": [5], "c": [5]})
    >>> df.loc[df["a"].__gt__(0), "a"].values
    (None,)
    >>> df.loc[:, "b":].values
    (5, 2)
    """
    return machine.make(_NAMED, {OWNER: self})


@kind(_NAMED)
def locator(*args, layer, **kwargs):
    """What the names of rows and columns are put to, `df.loc`.

    >>> DataFrame([5, 3]).loc[0]
    None
    """


@op(f"{_NAMED}.__getitem__")
def by_name(self, key, *, machine):
    """Pick rows and columns by their names.

    >>> DataFrame({"a": [5], "b": [5]}).loc[:, "a"].values
    (5,)
    >>> DataFrame({"a": [5], "b": [5]}).loc[1:3].values
    (None, 2)
    """
    owner = owner_of(self)
    row, *columns = key if isinstance(key, tuple) and key else (key,)
    if owner is None or len(columns) >= len(shape_of(owner).dims):
        return UNKNOWN
    left = owner if not columns else _named_columns(owner, columns[0], machine)
    if left is UNKNOWN or not _picks_rows(row, machine):
        return UNKNOWN
    if row == ALL:
        return alike(left, machine)
    mask = isinstance(row, Tensor) and row.dtype == "bool" and row.ones is not None
    return fewer(left, row.ones if mask else UNKNOWN, machine)


def _picks_rows(row: Value, machine) -> bool:
    several = isinstance(row, Tensor) and shape_of(row).rank == 1
    several = several or (isinstance(row, ListValue) and shape_of(row).rank in (1, None))  # of tuples for levels, too
    return several or isinstance(row, SliceOf) or machine.is_a(row, SERIES) or machine.is_a(row, INDEX)


def _named_columns(owner: Value, key: Value, machine) -> Value:
    if is_label(key):
        return column_of(owner, key, machine)
    if isinstance(key, ListValue) and named(key) is None:
        return picked(owner, None, machine)
    if isinstance(key, ListValue) or machine.is_a(key, INDEX):
        return columns_at(owner, key, machine)
    if isinstance(key, Tensor) and key.dtype == "bool" and key.shape.rank == 1:
        return picked(owner, None, machine, UNKNOWN if key.ones is None else key.ones)
    if not isinstance(key, SliceOf):
        return picked(owner, None, machine) if machine.is_a(key, SERIES) else UNKNOWN
    return alike(owner, machine) if key == ALL else picked(owner, _between(names_of(owner), key), machine)


def _between(names: Names, key: SliceOf) -> Names:
    """The names from one to another, both included."""
    known = names is not None and len(set(names)) == len(names) and key.step is None
    if not known or not all(end is None or (is_label(end) and end in (names or ())) for end in (key.lower, key.upper)):
        return None
    names = names or ()
    first = 0 if key.lower is None else names.index(key.lower)
    last = len(names) if key.upper is None else names.index(key.upper) + 1
    return names[first:last]
