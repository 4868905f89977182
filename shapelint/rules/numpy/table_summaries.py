"""Numbers that sum tables of pandas up: of every column, of every row, and how often what stands there."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.tables import (
    EVERYWHERE,
    FRAME,
    SERIES,
    column,
    columns_of,
    header_of,
    holds_numbers,
    index_of,
    length_of,
    names_of,
    rows_of,
    table,
)
from shapelint.rules.values import UNKNOWN, ListValue, SomeInt, Tensor, Value
from shapelint.sizes import Shape

_MEANS: Final = ("mean", "std", "var", "median", "sem", "skew", "kurt", "kurtosis")  # which are numbers, or refused
_REFUSED: Final = ("var", "sem", "skew", "kurt", "kurtosis")  # of times and texts
_SUMS: Final = ("sum", "min", "max", "prod", "product")  # of texts they are none
_TRUTHS: Final = ("any", "all")
_COUNTS: Final = ("count", "nunique")
_KINDS: Final = {**dict.fromkeys(_TRUTHS, "bool"), **dict.fromkeys(_COUNTS, "int")}
_PLAIN: Final = frozenset({"skipna", "ddof", "numeric_only", "dropna", "min_count", "bool_only"})


def single(name: str, numbers: bool) -> Value:
    """What a column is summed up to."""
    if name in _COUNTS:
        return SomeInt()
    if not numbers and name not in _REFUSED:
        return UNKNOWN
    return array(Shape(()), _KINDS.get(name, "float" if numbers and name in _MEANS else None))


def over_columns(self: Value, name: str, machine, *, whole: bool = True) -> Value:
    """A number for every column; whole: whether none is left out."""
    numbers = holds_numbers(self)
    sure = numbers or name in _COUNTS
    if not whole and not numbers:
        return column(machine)
    kept = numbers or name in (*_TRUTHS, *_COUNTS)
    return column(machine, columns_of(self), by=header_of(self), sure=sure) if kept else column(machine)


def _statistic(name: str) -> None:
    def body(self, axis=0, *args, machine, **kwargs):
        if args or kwargs.keys() - _PLAIN:
            return UNKNOWN
        if machine.is_a(self, SERIES):
            return single(name, holds_numbers(self)) if axis in (0, None, "index", "rows") else UNKNOWN
        if axis in (0, "index", "rows"):
            return over_columns(self, name, machine, whole=kwargs.get("numeric_only", False) is False)
        if axis not in (1, "columns"):
            return UNKNOWN
        return column(machine, rows_of(self), by=index_of(self), sure=holds_numbers(self) or name in _MEANS)

    body.__doc__ = f"""A number for every column, or (axis 1) for every row; for a column one.

    >>> DataFrame([5, 3]).{name}().values
    (3,)
    >>> DataFrame([5, 3]).{name}(axis=1).values
    (5,)
    """
    op(f"{FRAME}.{name}")(body)


def _statistic_of_column(name: str) -> None:
    def body(self, axis=0, *args, machine, **kwargs):
        plain = not args and not kwargs.keys() - _PLAIN and axis in (0, None, "index", True, False)
        return single(name, holds_numbers(self)) if plain else UNKNOWN

    shown = "None" if name in _COUNTS else "()"
    body.__doc__ = f"""One number for all rows.

    >>> Series([5]).{name}()
    {shown}
    """
    op(f"{SERIES}.{name}")(body)


for _name in (*_MEANS, *_SUMS, *_TRUTHS, *_COUNTS):
    _statistic(_name)
    _statistic_of_column(_name)


@op((f"{FRAME}.quantile", f"{SERIES}.quantile"))
def quantile(self, q=0.5, *args, machine, **kwargs):
    """The number below which such a share of them lies, one for each share; for each column.

    >>> Series([5]).quantile(0.1)
    ()
    >>> Series([5]).quantile((0.1, 0.9)).values
    (2,)
    >>> DataFrame([5, 3]).quantile(0.1).values
    (3,)
    """
    one = isinstance(q, int | float)
    if args or kwargs.keys() - {"interpolation"} or not (one or isinstance(q, ListValue | tuple | Tensor)):
        return UNKNOWN
    if one:
        frame = machine.is_a(self, FRAME)
        return over_columns(self, "mean", machine) if frame else single("mean", holds_numbers(self))
    length = length_of(q)
    shares = UNKNOWN if length is None else length
    if machine.is_a(self, SERIES):
        return column(machine, shares)
    return table(machine, shares, columns_of(self), names_of(self)) if holds_numbers(self) else table(machine)


def _places(name: str) -> None:
    def body(self, *args, machine, **kwargs):
        return array(Shape(()), "int")

    body.__doc__ = f"""The number of the row with the largest or the smallest element.

    >>> Series([5]).{name}()
    ()
    """
    op(f"{SERIES}.{name}")(body)


_places("argmax")
_places("argmin")


def _labels(name: str) -> None:
    def body(self, axis=0, *args, machine, **kwargs):
        if args or kwargs or axis not in (0, 1, "index", "columns"):
            return UNKNOWN
        if axis in (1, "columns"):
            return column(machine, rows_of(self), by=index_of(self))
        return column(machine, columns_of(self), by=header_of(self))

    body.__doc__ = f"""The name of the row with the largest or the smallest element, for each column.

    >>> DataFrame([5, 3]).{name}().values
    (3,)
    >>> DataFrame([5, 3]).{name}(axis=1).values
    (5,)
    """
    op(f"{FRAME}.{name}")(body)


_labels("idxmax")
_labels("idxmin")


@op((f"{FRAME}.value_counts", f"{SERIES}.value_counts"))
def value_counts(self, *args, machine, **kwargs):
    """How often each element stands there.

    >>> Series([5]).value_counts().values
    (None,)
    """
    return column(machine, sure=True)


@op((f"{FRAME}.mode", f"{SERIES}.mode"))
def mode(self, *args, machine, **kwargs):
    """What stands there most often.

    >>> Series([5]).mode().values
    (None,)
    """
    return column(machine) if machine.is_a(self, SERIES) else table(machine)


@op(f"{FRAME}.describe")
def describe(self, *args, machine, **kwargs):
    """A few numbers for every column.

    >>> DataFrame([9, 3]).describe().values
    (None, None)
    """
    return table(machine)


@op(f"{SERIES}.describe")
def describe_column(self, *args, machine, **kwargs):
    """A few numbers.

    >>> Series([9]).describe().values
    (None,)
    """
    return column(machine)


def _together(name: str) -> None:
    def body(self, *args, machine, **kwargs):
        if not holds_numbers(self) or kwargs.get("numeric_only", False) is not False:
            return table(machine)
        header = header_of(self)
        return table(machine, columns_of(self), columns_of(self), names_of(self), by=header, header=header,
                     sure=EVERYWHERE)  # fmt: skip

    body.__doc__ = f"""How much each two columns go together; older versions leave out those that hold no numbers.

    >>> DataFrame([9, 3]).{name}().values
    (3, 3)
    >>> DataFrame({{"a": Series([9])}}).astype("object").{name}().values
    (None, None)
    """
    op(f"{FRAME}.{name}")(body)


_together("corr")
_together("cov")


@op((f"{SERIES}.corr", f"{SERIES}.cov"))
def correlation(self, other, *args, machine, **kwargs):
    """How much two columns go together: a number of NumPy's, or nan, which is one of Python's.

    >>> Series([9]).corr(Series([9]))
    None
    """
    return UNKNOWN


@op("pandas.crosstab")
def crosstab(index, columns, *args, machine, **kwargs):
    """How often values stand beside each other.

    >>> crosstab(Series([5]), Series([5])).values
    (None, None)
    """
    return table(machine)
