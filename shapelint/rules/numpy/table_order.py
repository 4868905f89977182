"""Rows of tables of pandas put in order, looked up and left out, and columns left out."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.table_names import given_back, unlike
from shapelint.rules.numpy.tables import (
    BOTH,
    FRAME,
    INDEX,
    SERIES,
    alike,
    fewer,
    length_of,
    named,
    names_in,
    names_of,
    picked,
    rows_of,
    table,
    without,
)
from shapelint.rules.numpy.tables import index as new_index
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN
from shapelint.sizes import maximum, minimum


def _ordered(name: str, argument: str) -> None:
    def body(self, *args, axis=0, inplace=False, machine, **kwargs):
        if axis not in (0, "index"):
            return given_back(self, unlike(self, machine), inplace, machine)
        return given_back(self, fewer(self, rows_of(self), machine), inplace, machine)

    body.__doc__ = f"""Put the rows in order.

    >>> DataFrame({{"a": [5], "b": [5]}}).{name}({argument}).values
    (5, 2)
    """
    op(tuple(f"{owner}.{name}" for owner in BOTH))(body)


_ordered("sort_index", "")
_ordered("sort_values", '"a"')


def _fewer(name: str, argument: str = "", owners: tuple[str, ...] = BOTH) -> None:
    def body(self, *args, inplace=False, machine, **kwargs):
        columns_too = name == "dropna" and (args or "axis" in kwargs)
        left = unlike(self, machine) if columns_too else fewer(self, UNKNOWN, machine)
        return given_back(self, left, inplace, machine)

    body.__doc__ = f"""Leave some of the rows.

    >>> DataFrame({{"a": [5], "b": [5]}}).{name}({argument}).values
    (None, 2)
    """
    op(tuple(f"{owner}.{name}" for owner in owners))(body)


_fewer("drop_duplicates")
_fewer("dropna")
_fewer("query", '"a > 0"', (FRAME,))
_fewer("nlargest", '3, "a"', (FRAME,))
_fewer("nsmallest", '3, "a"', (FRAME,))


@op((f"{FRAME}.sample", f"{SERIES}.sample"))
def sample(self, n=None, frac=None, replace=False, weights=None, random_state=None, axis=None, ignore_index=False, *,
           machine):  # fmt: skip
    """Some of the rows by chance, in any order.

    >>> DataFrame([9, 3]).sample(frac=1).values
    (9, 3)
    >>> DataFrame([9, 3]).sample(4).values
    (4, 3)
    >>> DataFrame([9, 3]).sample(frac=0.5).values
    (4, 3)
    """
    if axis not in (None, 0, "index"):
        return unlike(self, machine)
    count = UNKNOWN if n is None or frac is not None else n if is_int(n) else UNKNOWN
    if n is None and frac is None:
        count = 1
    elif n is None:
        rows = rows_of(self)
        part = round(frac * rows) if isinstance(frac, float) and isinstance(rows, int) else UNKNOWN
        count = rows if frac == 1 else part
    by = new_index(machine, count, counts=True) if ignore_index is True else None
    return fewer(self, count, machine, by=by)


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
        return fewer(self, UNKNOWN, machine)
    return fewer(self, minimum(rows, n) if n >= 0 else maximum(rows + n, 0), machine)


@op(f"{FRAME}.drop")
def drop(self, labels=None, *, axis=0, index=None, columns=None, level=None, inplace=False, errors="raise", machine):
    """Leave columns or rows out.

    >>> DataFrame({"a": [5], "b": [5], "c": [5]}).drop("a", axis=1).values
    (5, 2)
    >>> DataFrame({"a": [5], "b": [5], "c": [5]}).drop(columns="a").values
    (5, 2)
    >>> DataFrame({"a": [5], "b": [5]}).drop((0, 1)).values
    (None, 2)
    """
    of_columns = axis in (1, "columns")
    gone = labels if of_columns and labels is not None else columns
    rows_too = index is not None or (labels is not None and not of_columns)
    plain = axis in (0, 1, "index", "columns") and level is None
    left = self
    if gone is not None:
        names = names_in(gone) if isinstance(gone, tuple) else named(gone)
        known = errors == "raise" or names_of(self) is not None
        left = without(self, names if known else None, machine)
    if not plain:
        left = table(machine)
    return given_back(self, fewer(left, UNKNOWN, machine) if rows_too else alike(left, machine), inplace, machine)


@op(f"{SERIES}.drop")
def drop_rows(self, labels=None, *args, inplace=False, machine, **kwargs):
    """Leave rows out.

    >>> Series([5]).drop(0).values
    (None,)
    """
    return given_back(self, fewer(self, UNKNOWN, machine), inplace, machine)


@op(tuple(f"{owner}.reindex" for owner in BOTH))
def reindex(self, labels=None, *args, index=None, columns=None, axis=None, machine, **kwargs):
    """A row for each of these names.

    >>> DataFrame([5, 3]).reindex(range(7)).values
    (7, 3)
    >>> DataFrame({"a": [5], "b": [5]}).reindex(columns=("a", "b", "c")).values
    (5, 3)
    """
    if axis in (1, "columns"):
        labels, columns = None, labels
    by = index if index is not None else labels
    left = self
    if columns is not None and machine.is_a(self, FRAME):
        width = length_of(columns)
        left = picked(self, names_in(columns), machine, UNKNOWN if width is None else width)
    left = alike(left, machine, sure=False)
    if by is None:
        return left
    rows = length_of(by)
    return fewer(left, UNKNOWN if rows is None else rows, machine, by=by if machine.is_a(by, INDEX) else None)
