"""What is done with the elements of tables of pandas one by one: the rows stay."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.numpy.table_names import given_back, unlike
from shapelint.rules.numpy.tables import (
    BOTH,
    FRAME,
    SERIES,
    alike,
    are_numbers,
    column,
    fewer,
    index_of,
    rows_of,
    table,
)
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.values import UNKNOWN, ListValue

# Whether what they give certainly holds numbers: where it did before (None), or never.
_SAME: Final = {
    "abs": None, "astype": False, "bfill": None, "clip": None, "convert_dtypes": None, "copy": None, "cummax": None,
    "cummin": None, "cumprod": None, "cumsum": None, "diff": None, "ffill": None, "fillna": False,
    "infer_objects": None, "interpolate": None, "pct_change": None, "rank": None, "replace": False, "round": None,
    "where": False, "mask": False,
}  # fmt: skip
_ARGUMENTS: Final = {
    "astype": '"float32"', "fillna": "0", "replace": "0, 1", "where": "bools[5, 2]", "mask": "bools[5, 2]",
}  # fmt: skip
_FILLING: Final = ("fillna", "replace")
_TRUTHS: Final = ("isna", "isnull", "notna", "notnull")


def _same(name: str, sure: bool | None) -> None:
    def body(self, *args, inplace=False, machine, **kwargs):
        kept = None if name in _FILLING and args and not kwargs and all(map(are_numbers, args)) else sure
        if name == "astype" and args and not kwargs and dtype_kind(args[0]) in ("int", "float", "bool", "complex"):
            kept = True
        return given_back(self, alike(self, machine, sure=kept), inplace, machine)

    body.__doc__ = f"""Change the elements; the sizes stay.

    >>> DataFrame({{"a": [5], "b": [5]}}).{name}({_ARGUMENTS.get(name, "")}).values
    (5, 2)
    """
    op(tuple(f"{owner}.{name}" for owner in BOTH))(body)


for _name, _sure in _SAME.items():
    _same(_name, _sure)


@op((f"{FRAME}.shift", f"{SERIES}.shift"))
def shift(self, periods=1, freq=None, axis=0, fill_value=None, suffix=None, *, machine):
    """Move the elements by so many rows, or (freq) the names of the rows.

    >>> DataFrame({"a": [5], "b": [5]}).shift(2).values
    (5, 2)
    >>> DataFrame({"a": [5], "b": [5]}).shift((1, 2)).values
    (None, None)
    """
    if isinstance(periods, ListValue | tuple) or periods is UNKNOWN:
        return UNKNOWN if machine.is_a(self, SERIES) else table(machine)
    if freq is not None:
        return fewer(self, rows_of(self), machine)
    return alike(self, machine, sure=None if fill_value is None or are_numbers(fill_value) else False)


@op((f"{FRAME}.combine_first", f"{SERIES}.combine_first"))
def combine_first(self, other, *, machine):
    """Fill what is missing from another table, which may have more rows and columns.

    >>> DataFrame({"a": [5]}).combine_first(DataFrame({"b": [5]})).values
    (None, None)
    """
    return unlike(self, machine)


def _asking(name: str) -> None:
    def body(self, *, machine):
        return alike(self, machine, sure=True)

    body.__doc__ = f"""A truth for every element.

    >>> DataFrame({{"a": [5], "b": [5]}}).{name}().values
    (5, 2)
    """
    op(tuple(f"{owner}.{name}" for owner in BOTH))(body)


for _name in _TRUTHS:
    _asking(_name)


@op((f"{FRAME}.isin", f"{SERIES}.isin"))
def isin(self, values, *, machine):
    """A truth for every element.

    >>> Series([5]).isin((1.0, 2.0)).values
    (5,)
    """
    return alike(self, machine, sure=True)


@op(f"{SERIES}.between")
def between(self, left, right, inclusive="both", *, machine):
    """A truth for every element.

    >>> Series([5]).between(0.0, 2.0).values
    (5,)
    """
    return alike(self, machine, sure=True)


@op((f"{FRAME}.duplicated", f"{SERIES}.duplicated"))
def duplicated(self, *args, machine, **kwargs):
    """A truth for every row.

    >>> DataFrame({"a": [5], "b": [5]}).duplicated().values
    (5,)
    """
    return column(machine, rows_of(self), by=index_of(self), sure=True)
