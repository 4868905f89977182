"""Columns of tables of pandas by themselves: as tables, as rows of Python, and repeated."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.tables import SERIES, are_numbers, column, holds_numbers, index_of, named, rows_of, table
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, ListValue, Many, SomeNumber, Value
from shapelint.sizes import Shape


@op(f"{SERIES}.to_frame")
def to_frame(self, name=None, *, machine):
    """A table of one column.

    >>> Series([5]).to_frame().values
    (5, 1)
    >>> Series([5]).to_frame("a").drop(columns="a").shape
    (5, 0)
    """
    return table(machine, rows_of(self), 1, named(name), by=index_of(self))


@op(f"{SERIES}.unique")
def unique(self):
    """The elements without repetition.

    >>> Series([5]).unique()
    (None,)
    """
    return array(Shape((UNKNOWN,)), None)


@op((f"{SERIES}.tolist", f"{SERIES}.to_list"))
def tolist(self):
    """The elements in a list.

    >>> Series([3]).tolist()
    (None, None, None)
    """
    return ListValue(row_of(self), plain=True)


@op(f"{SERIES}.__iter__")
def iterated(self):
    """Element after element.

    >>> list(Series([3]))
    (None, None, None)
    """
    return row_of(self)


def row_of(self: Value) -> Many:
    """The elements one after the other."""
    return Many(SomeNumber() if are_numbers(self) else UNKNOWN, rows_of(self))


@op(f"{SERIES}.explode")
def explode(self, ignore_index=False, *, machine):
    """A row for each item of a row.

    >>> Series([5]).explode().values
    (None,)
    """
    return column(machine)


@op(f"{SERIES}.repeat")
def repeat(self, repeats, axis=None, *, machine):
    """Every element so often.

    >>> Series([5]).repeat(2).values
    (10,)
    """
    return column(machine, rows_of(self) * repeats if is_int(repeats) else UNKNOWN, sure=holds_numbers(self))
