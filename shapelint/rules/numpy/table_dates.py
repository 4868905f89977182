"""Times of pandas: as names of rows, read from texts, and what they are made of."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.table_indexes import set_up
from shapelint.rules.numpy.tables import INDEX, NAMES, SERIES, alike, index, length_of, rows_of
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, WHOLE, Instance, ListValue, Tensor, shape_of
from shapelint.sizes import Shape, maximum

DATES: Final = "pandas.DatetimeIndex"


@kind(DATES, bases=(INDEX,))
def dates(data=None, *args, layer, machine, **kwargs):
    """Times as names of rows.

    >>> DatetimeIndex(("2020-01-01", "2020-01-02")).hour.values
    (2,)
    """
    set_up(layer, data, machine)
    machine.put(layer, NAMES, UNKNOWN)


def _ranges(name: str) -> None:
    def body(start=None, end=None, periods=None, *args, machine, **kwargs):
        whole = periods is not None and kwargs.get("inclusive", "both") == "both" and kwargs.get("closed") is None
        return index(machine, maximum(size_in(periods), 0) if whole else UNKNOWN, cls=DATES)

    body.__doc__ = f"""So many times at equal distances.

    >>> {name}("2020-01-01", periods=5).values
    (5,)
    >>> {name}("2020-01-01", "2020-01-03").values
    (None,)
    """
    op(f"pandas.{name}", least={"periods": 0} if name == "date_range" else {})(body)


for _name in ("date_range", "bdate_range"):
    _ranges(_name)


def _parsed(name: str) -> None:
    def body(arg, *args, machine, **kwargs):
        if machine.is_a(arg, SERIES):
            coerced = name == "to_numeric" and kwargs.get("downcast") is None
            return alike(arg, machine, sure=coerced and kwargs.get("errors", "raise") in ("raise", "coerce"))
        length = length_of(arg)
        if length is None or (not isinstance(arg, Tensor | ListValue | tuple) and not machine.is_a(arg, INDEX)):
            return UNKNOWN
        if name == "to_numeric":
            return index(machine, length) if isinstance(arg, Instance) else array(Shape((length,)), None)
        return index(machine, length, cls=DATES if name == "to_datetime" else INDEX)

    texts = "1" if name == "to_numeric" else '"2020-01-01"' if name == "to_datetime" else '"1 days"'
    body.__doc__ = f"""Read what every text says; a column stays one.

    >>> {name}(Series(({texts}, {texts}))).values
    (2,)
    >>> {name}(({texts}, {texts}))
    (2,)
    """
    op(f"pandas.{name}")(body)


for _name in ("to_datetime", "to_numeric", "to_timedelta"):
    _parsed(_name)


FIELDS: Final = (
    "year", "month", "day", "hour", "minute", "second", "microsecond", "nanosecond", "dayofweek", "day_of_week",
    "weekday", "dayofyear", "day_of_year", "quarter", "days_in_month", "daysinmonth",
)  # fmt: skip
TRUTHS: Final = (
    "is_month_start", "is_month_end", "is_quarter_start", "is_quarter_end", "is_year_start", "is_year_end",
    "is_leap_year",
)  # fmt: skip
_EXTRA: Final = ("date", "time")


def _field(name: str) -> None:
    def body(self, *, machine):
        if name in TRUTHS or name in _EXTRA:
            return array(shape_of(self), "bool" if name in TRUTHS else None)
        made = index(machine, rows_of(self), sure=True)
        machine.put(made, WHOLE, True)
        return made

    body.__doc__ = f"""A part of every time.

    >>> date_range("2020-01-01", periods=5).{name}
    (5,)
    """
    prop((f"{DATES}.{name}", f"{INDEX}.{name}"))(body)


for _name in (*FIELDS, *TRUTHS, *_EXTRA):
    _field(_name)


@kind("pandas.Timestamp")
def timestamp(*args, layer, **kwargs):
    """One time.

    >>> to_datetime(Series(("2020-01-01", "2020-01-02"))).__sub__(Timestamp("2020-01-01")).values
    (2,)
    """


@kind("pandas.Timedelta")
def timedelta(*args, layer, **kwargs):
    """A span of time.

    >>> to_datetime(Series(("2020-01-01", "2020-01-02"))).__add__(Timedelta("1 days")).values
    (2,)
    """
