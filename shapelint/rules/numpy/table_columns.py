"""Columns of tables of pandas by themselves: changed by functions, and as rows of Python."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.tables import SERIES, alike, are_numbers, index_of, named, rows_of, table
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, SomeNumber, Value
from shapelint.sizes import Shape


@op(f"{SERIES}.map")
def mapped(self, *args, machine, **kwargs):
    """Change every element.

    >>> Series([5]).map({}).values
    (5,)
    """
    return alike(self, machine, sure=False)


@op(f"{SERIES}.apply")
def applied(self, func, *args, machine, **kwargs):
    """Change every element by a function; columns that it gives become those of a table.

    >>> Series([5]).apply(np.sqrt).values
    (5,)
    >>> Series([5]).apply(Series)
    (5, None)
    """
    if func is UNKNOWN:
        return UNKNOWN
    with machine.silent():
        found = machine.call(func, (UNKNOWN,))
    if machine.is_a(found, SERIES):
        return table(machine, rows_of(self), by=index_of(self))
    return UNKNOWN if isinstance(found, Instance) else alike(self, machine, sure=False)


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
