"""Rows and columns picked out of tables of pandas, by their names or by their numbers."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.tables import (
    FRAME,
    INDEX,
    OWNER,
    SERIES,
    Label,
    Names,
    alike,
    column,
    fewer,
    has_levels,
    header_of,
    holds_numbers,
    index_of,
    is_label,
    length_of,
    named,
    names_of,
    picked,
    rows_of,
    same_rows,
    sure_of,
    table,
)
from shapelint.rules.shared.indexing import indexed
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import (
    UNKNOWN,
    Instance,
    ListValue,
    Many,
    SliceOf,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    is_soft,
    shape_of,
)
from shapelint.sizes import Dim, Shape, Size

ALL: Final = SliceOf(None, None, None)


def column_of(self: Value, label: Label | None, machine) -> Value:
    """The column of a name; the columns, where several have it."""
    names = names_of(self)
    if names is None and has_levels(self):
        return UNKNOWN
    if label is not None and names is not None and names.count(label) > 1:
        return picked(self, (label,) * names.count(label), machine)
    sure = sure_of(self).labels
    return column(machine, rows_of(self), by=index_of(self), sure=sure is None or label in sure)


@op(f"{FRAME}.__getitem__")
def getitem(self, key, *, machine):
    """One column by its name, several as a table, or the rows of a mask.

    >>> DataFrame({"a": [5], "b": [5]})["a"].values
    (5,)
    >>> DataFrame([5, 3])[1:3].values
    (2, 3)
    >>> df = DataFrame({"a": [5], "b": [5]})
    >>> df[df.columns[1:]].values
    (5, 1)
    """
    if is_label(key) or isinstance(key, SomeText):
        return column_of(self, key if is_label(key) else None, machine)
    if machine.is_a(key, FRAME):
        return alike(self, machine)
    if isinstance(key, ListValue) or machine.is_a(key, INDEX):
        return columns_at(self, key, machine)
    if isinstance(key, Tensor) and key.dtype is None and key.shape.rank == 1:  # names, or a mask
        return table(machine)
    rows = picked_rows(self, key, machine)
    return UNKNOWN if rows is None else fewer(self, rows, machine)


def columns_at(self: Value, key: Value, machine) -> Value:
    """Columns by their names; a list may be a mask as well."""
    names = named(key)
    if names is not None and isinstance(key, ListValue):
        return _of_names(self, names, machine)
    if machine.is_a(key, INDEX):
        if names is None and key is header_of(self):
            return alike(self, machine)
        return _of_names(self, names, machine, rows_of(key))
    items = key.items
    texts = (items.each,) if isinstance(items, Many) else items
    if texts and all(is_label(each) or isinstance(each, SomeText | SomeInt) for each in texts):
        length = length_of(key)
        return picked(self, None, machine, UNKNOWN if length is None else length)
    return table(machine)


def _of_names(self: Value, names: Names, machine, width: Size = UNKNOWN) -> Value:
    """Names that several columns have give all of them."""
    own = names_of(self)
    if own is not None and len(set(own)) < len(own):
        return picked(self, None, machine)
    return picked(self, names, machine, width)


@op(f"{SERIES}.__getitem__")
def column_getitem(self, key, *, machine):
    """Some of the rows.

    >>> DataFrame({"a": [5], "b": [5]})["a"][:4].values
    (4,)
    """
    names = names_of(index_of(self))
    if is_label(key) and names is not None and names.count(key) == 1:
        return SomeNumber() if holds_numbers(self) else UNKNOWN
    rows = picked_rows(self, key, machine)
    return UNKNOWN if rows is None else fewer(self, rows, machine)


@op(f"{FRAME}.get")
def get(self, key, default=None, *, machine):
    """A column by its name, where there is one.

    >>> DataFrame({"a": [5], "b": [5]}).get("a").values
    (5,)
    >>> DataFrame({"a": [5], "b": [5]}).get("c", 7)
    7
    """
    names = names_of(self)
    if not is_label(key) or names is None:
        return UNKNOWN
    return column_of(self, key, machine) if key in names else default


def picked_rows(self: Value, key: Value, machine) -> Size | None:
    """How many rows a slice, or a mask for all of them, leaves; None where the key may be something else."""
    if isinstance(key, SliceOf):
        return indexed(array(Shape((rows_of(self),))), key).axis(0) if counts_rows(key) else UNKNOWN
    if isinstance(key, Tensor):
        mask = key.dtype == "bool" and key.shape.rank == 1
        return (UNKNOWN if key.ones is None else key.ones) if mask else None
    return UNKNOWN if machine.is_a(key, SERIES) and (same_rows(self, key) or holds_numbers(key)) else None


def counts_rows(key: SliceOf) -> bool:
    """Whether a slice counts rows, and does not name them."""
    ends = (key.lower, key.upper, key.step)
    return all(end is None or is_int(end) or (isinstance(end, Dim) and not is_soft(end)) for end in ends)


def owner_of(self: Value) -> Value:
    """The table that something belongs to."""
    found = self.slots.get(OWNER) if isinstance(self, Instance) else None
    return found if isinstance(found, Instance) and shape_of(found).rank in (1, 2) else None
