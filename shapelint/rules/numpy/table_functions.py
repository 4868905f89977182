"""NumPy's functions of tables and columns of pandas, which give such again where they work on every element."""

from __future__ import annotations

from typing import Final

from shapelint.rules.numpy.table_numbers import combined, is_table
from shapelint.rules.numpy.table_summaries import over_columns
from shapelint.rules.numpy.tables import FRAME, INDEX, alike, column, holds_numbers, index, index_of, rows_of
from shapelint.rules.values import UNKNOWN, Value

_OWN: Final = ("sum", "prod", "mean", "std", "var", "max", "min", "amax", "amin", "any", "all")


def each(x: Value, machine, *, sure: bool | None = None, test: bool = False) -> Value:
    """A table, a column or an index with something of every element of one; None where it is none.

    sure: whether these are numbers, None: where they were; test: whether they are truths.
    """
    if machine.is_a(x, INDEX) and not test:
        return index(machine, rows_of(x), sure=holds_numbers(x) if sure is None else sure)
    return alike(x, machine, sure=sure) if is_table(x, machine) else None


def both(x1: Value, x2: Value, machine, *, test: bool = False) -> Value:
    """Two operands of which one at least is a table or column, element by element; None where neither is.

    test: whether truths come of it.
    """
    if not is_table(x1, machine) and not is_table(x2, machine):
        return None
    found = combined(x1, x2, machine) if is_table(x1, machine) else combined(x2, x1, machine)
    return alike(found, machine, sure=True) if test and is_table(found, machine) else found


def reduced(name: str, a: Value, axis: Value, machine) -> Value:
    """What a function that a table has itself sums it up to; None where NumPy sums up.

    Without an axis versions of pandas do not agree.
    """
    if not machine.is_a(a, FRAME) or name not in _OWN:
        return None
    if axis in (0, "index") and type(axis) is not bool:
        return over_columns(a, name.removeprefix("a") if name in ("amax", "amin") else name, machine)
    return column(machine, rows_of(a), by=index_of(a), sure=holds_numbers(a)) if axis == 1 else UNKNOWN
