"""What is worked out of tables of pandas: element by element, for every column, for windows of rows."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.numpy.table_steps import OWNER, alike
from shapelint.rules.numpy.tables import FRAME, SERIES, column, rows_of, table
from shapelint.rules.values import UNKNOWN, Instance

_ROLLING: Final = "pandas.Rolling"


@op((f"{FRAME}.rolling", f"{SERIES}.rolling"))
def rolling(self, window, *args, machine, **kwargs):
    """Windows of rows, to be reduced.

    >>> DataFrame([9, 3]).rolling(4).mean().values
    (9, 3)
    """
    return machine.make(_ROLLING, {OWNER: self}) if not args and kwargs.keys() <= {"min_periods"} else UNKNOWN


@kind(_ROLLING)
def windows_of_rows(*args, layer, **kwargs):
    """Windows of rows.

    >>> Series([9]).rolling(4).sum().values
    (9,)
    """


def _of_windows(name: str) -> None:
    def body(self, *, machine):
        owner = self.slots.get(OWNER, UNKNOWN) if isinstance(self, Instance) else UNKNOWN
        return alike(owner, rows_of(owner), machine) if isinstance(owner, Instance) else UNKNOWN

    body.__doc__ = f"""A number for every window, at the row where it ends.

    >>> DataFrame([9, 3]).rolling(2).{name}().values
    (9, 3)
    """
    op(f"{_ROLLING}.{name}")(body)


for _name in ("max", "mean", "median", "min", "std", "sum", "var"):
    _of_windows(_name)


@op(f"{FRAME}.corr")
def corr(self, method="pearson", min_periods=1, numeric_only=False, *, machine):
    """How much each two columns go together; older versions leave out those that hold no numbers.

    >>> DataFrame([9, 3]).corr().values
    (None, None)
    """
    return table(machine)


@op("pandas.crosstab")
def crosstab(index, columns, *args, machine, **kwargs):
    """How often values stand beside each other.

    >>> crosstab(Series([5]), Series([5])).values
    (None, None)
    """
    return table(machine) if not args and not kwargs else UNKNOWN


_COMPARISONS: Final = ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__")
_ARITHMETIC: Final = ("__add__", "__sub__", "__mul__", "__truediv__", "__floordiv__", "__mod__", "__pow__")
_LOGIC: Final = ("__and__", "__or__", "__xor__")


def _operator(name: str) -> None:
    def body(self, other, *, machine):
        """Element by element with a number; tables and columns are matched by what names their rows.

        >>> (Series({0}[5])).@({1}).values
        (5,)
        """
        plain = isinstance(other, str | bool | int | float) or name in _COMPARISONS
        if not plain and machine.is_a(self, FRAME):
            return table(machine, rows_of(self) if machine.is_a(other, SERIES) else UNKNOWN)
        return alike(self, rows_of(self) if plain else UNKNOWN, machine)

    body.__doc__ = str(body.__doc__).replace("@", name).format(*(("bools", True) if name in _LOGIC else ("floats", 2)))
    op(tuple(f"{owner}.{name}" for owner in (FRAME, SERIES)))(body)


for _name in (*_COMPARISONS, *_ARITHMETIC, *_LOGIC):
    _operator(_name)


def _statistic(name: str) -> None:
    def body(self, *, machine):
        return column(machine)

    body.__doc__ = f"""A number for every column.

    >>> DataFrame([5, 3]).{name}().values
    (None,)
    """
    op(f"{FRAME}.{name}")(body)


for _name in ("max", "mean", "median", "min", "std", "sum", "var"):
    _statistic(_name)
