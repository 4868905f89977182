"""Tables of pandas as arrays, as rows of Python, and how large they are."""

from __future__ import annotations

from shapelint.rules.form import op, prop
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.table_columns import row_of
from shapelint.rules.numpy.table_picks import column_of
from shapelint.rules.numpy.tables import (
    FRAME,
    SERIES,
    column,
    columns_of,
    header_of,
    holds_numbers,
    names_of,
    rows_of,
)
from shapelint.rules.values import UNKNOWN, DictValue, ListValue, Many, SomeBool, SomeNumber, Value, shape_of
from shapelint.sizes import Size, equal, less


@prop((f"{FRAME}.values", f"{SERIES}.values"))
def values(self):
    """The elements as an array.

    >>> DataFrame([5, 3]).values
    (5, 3)
    >>> DataFrame({"a": [5], "b": [5]})["a"].values
    (5,)
    """
    return _as_array(self)


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


def _as_array(self: Value) -> Value:
    return array(shape_of(self), None)


@prop((f"{FRAME}.size", f"{SERIES}.size"))
def size(self):
    """The number of elements.

    >>> DataFrame([5, 3]).size
    15
    """
    return shape_of(self).numel()


@prop((f"{FRAME}.ndim", f"{SERIES}.ndim"))
def ndim(self):
    """The number of axes.

    >>> DataFrame([5, 3]).ndim
    2
    """
    rank = shape_of(self).rank
    return UNKNOWN if rank is None else rank


@prop((f"{FRAME}.empty", f"{SERIES}.empty"))
def empty(self):
    """Whether there is no element.

    >>> DataFrame([5, 3]).empty
    False
    >>> DataFrame().empty
    True
    """
    count: Size = shape_of(self).numel()
    return True if equal(count, 0) is True else False if less(0, count) is True else SomeBool()


@op(f"{FRAME}.iterrows")
def iterrows(self, *, machine):
    """The name of each row, and the row as a column.

    >>> DataFrame({"a": [2], "b": [2]}).iterrows()
    ((None, (2,)), (None, (2,)))
    """
    row = column(machine, columns_of(self), by=header_of(self), sure=holds_numbers(self))
    return Many((UNKNOWN, row), rows_of(self))


@op(f"{FRAME}.itertuples")
def itertuples(self, index=True, name="Pandas"):
    """Each row as a tuple.

    >>> DataFrame({"a": [2], "b": [2]}).itertuples(index=False, name=None)
    ((None, None), (None, None))
    """
    names = names_of(self)
    plain = name is None and isinstance(index, bool) and names is not None
    return Many((UNKNOWN,) * (len(names or ()) + index) if plain else UNKNOWN, rows_of(self))


@op((f"{FRAME}.items", f"{FRAME}.iteritems"))
def items(self, *, machine):
    """The name of each column, and the column.

    >>> DataFrame({"a": [2]}).items()
    (('a', (2,)),)
    """
    names = names_of(self)
    if names is None:
        return Many((UNKNOWN, column_of(self, None, machine)), columns_of(self))
    return tuple((name, column_of(self, name, machine)) for name in names)


@op(f"{FRAME}.to_dict")
def to_dict(self, orient="dict", **kwargs):
    """As dicts and lists of Python: with "records" a dict for each row, with "list" a list for each column.

    >>> DataFrame({"a": [2], "b": [2]}).to_dict("records")
    ({'a': None, 'b': None}, {'a': None, 'b': None})
    >>> DataFrame({"a": [2]}).to_dict("list")
    {'a': (None, None)}
    """
    names = names_of(self)
    cell = SomeNumber() if holds_numbers(self) else UNKNOWN
    if kwargs or orient not in ("records", "list"):
        return UNKNOWN
    if orient == "list":
        return UNKNOWN if names is None else DictValue({name: ListValue(Many(cell, rows_of(self))) for name in names})
    row = UNKNOWN if names is None else DictValue(dict.fromkeys(names, cell))
    return ListValue(Many(row, rows_of(self)), plain=True)


@op(f"{SERIES}.items")
def column_items(self):
    """The name of each row, and its element.

    >>> Series([2]).items()
    ((None, None), (None, None))
    """
    return Many((UNKNOWN, row_of(self).each), rows_of(self))
