"""Tables of pandas turned: columns that name rows, names of rows that become columns, rows as columns."""

from __future__ import annotations

from shapelint.rules.form import op, prop
from shapelint.rules.numpy.table_names import given_back
from shapelint.rules.numpy.tables import (
    EVERYWHERE,
    FRAME,
    INDEX,
    NOWHERE,
    SERIES,
    columns_of,
    fewer,
    header_of,
    holds_numbers,
    index,
    index_of,
    named,
    names_of,
    rows_of,
    table,
    without,
)
from shapelint.rules.values import UNKNOWN, Instance, Value


@op(f"{FRAME}.set_index")
def set_index(self, keys, *, drop=True, append=False, inplace=False, verify_integrity=False, machine):
    """Let columns name the rows.

    >>> DataFrame({"a": [5], "b": [5]}).set_index("a").values
    (5, 1)
    >>> DataFrame({"a": [5], "b": [5]}).set_index(Index([5])).values
    (5, 2)
    """
    if isinstance(keys, Instance):
        left: Value = self if machine.is_a(keys, INDEX) or machine.is_a(keys, SERIES) else table(machine, rows_of(self))
    else:
        left = self if drop is False else without(self, named(keys) if drop is True else None, machine)
    return given_back(self, fewer(left, rows_of(self), machine), inplace, machine)


@op((f"{FRAME}.reset_index", f"{SERIES}.reset_index"))
def reset_index(self, level=None, *, drop=False, inplace=False, machine, **kwargs):
    """Number the rows; what named them becomes a column unless it is dropped.

    >>> DataFrame([5, 3]).reset_index(drop=True).values
    (5, 3)
    >>> DataFrame([5, 3]).reset_index().values
    (5, None)
    """
    rows = rows_of(self)
    by = index(machine, rows, counts=level is None)
    dropped = drop is True
    left = fewer(self, rows, machine, by=by) if dropped else table(machine, rows, by=by)
    if drop not in (True, False):
        left = UNKNOWN if machine.is_a(self, SERIES) else table(machine, rows, by=by)
    return given_back(self, left, inplace, machine)


@prop(f"{FRAME}.T")
def turned(self, *, machine):
    """Rows as columns.

    >>> DataFrame([5, 3]).T.values
    (3, 5)
    """
    return _turned(self, machine)


@op(f"{FRAME}.transpose")
def transpose(self, *args, copy=False, machine):
    """Rows as columns.

    >>> DataFrame([5, 3]).transpose().values
    (3, 5)
    """
    return _turned(self, machine)


def _turned(self: Value, machine) -> Value:
    sure = EVERYWHERE if holds_numbers(self) else NOWHERE
    names = names_of(index_of(self))
    return table(machine, columns_of(self), rows_of(self), names, by=header_of(self), sure=sure, levels=True)
