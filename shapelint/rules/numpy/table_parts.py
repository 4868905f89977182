"""Columns of pandas seen as texts, times or classes: `.str`, `.dt` and `.cat`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.numpy.table_dates import FIELDS, TRUTHS
from shapelint.rules.numpy.table_picks import owner_of
from shapelint.rules.numpy.tables import INDEX, OWNER, SERIES, alike, index, index_of, names_of, rows_of, table
from shapelint.rules.values import UNKNOWN, Value

_TEXTS: Final = "pandas.StringMethods"
_TIMES: Final = "pandas.DatetimeProperties"
_CLASSES: Final = "pandas.CategoricalAccessor"
# What is done with every text, and how an example calls it.
_EACH: Final = {
    "lower": "", "upper": "", "strip": "", "lstrip": "", "rstrip": "", "title": "", "capitalize": "", "swapcase": "",
    "casefold": "", "len": "", "contains": '"a"', "startswith": '"a"', "endswith": '"a"', "match": '"a"',
    "fullmatch": '"a"', "replace": '"a", "b"', "count": '"a"', "find": '"a"', "findall": '"a"', "get": "0",
    "slice": "0, 1",
    "split": '" "', "rsplit": '" "', "zfill": "5", "pad": "5", "isdigit": "", "isnumeric": "", "isalpha": "",
    "isdecimal": "", "isalnum": "", "isupper": "", "islower": "", "isspace": "", "istitle": "", "repeat": "2",
    "normalize": '"NFC"', "join": '"-"', "removeprefix": '"a"', "removesuffix": '"a"', "ljust": "5", "rjust": "5",
    "center": "5",
}  # fmt: skip
_TRUE: Final = ("isdigit", "isnumeric", "isalpha", "isdecimal", "isalnum", "isupper", "islower", "isspace", "istitle")
_MASKS: Final = ("contains", "startswith", "endswith", "match", "fullmatch", *_TRUE)
_NUMBERS: Final = ("len", "count", "find")
_OF_NAMES: Final[dict[str, Callable[[str], str]]] = {
    "lower": str.lower, "upper": str.upper, "strip": str.strip, "title": str.title, "capitalize": str.capitalize,
    "lstrip": str.lstrip, "rstrip": str.rstrip,
}  # fmt: skip


@prop((f"{SERIES}.str", f"{INDEX}.str"))
def texts(self, *, machine):
    """A column as texts.

    >>> Series(("a", "b")).str.upper().values
    (2,)
    """
    return machine.make(_TEXTS, {OWNER: self})


@kind(_TEXTS)
def string_methods(*args, layer, **kwargs):
    """A column as texts.

    >>> Series(("a", "b")).str.upper().values
    (2,)
    """


def _each_text(name: str, argument: str) -> None:
    def body(self, *args, machine, **kwargs):
        owner = owner_of(self)
        if owner is None:
            return UNKNOWN
        if machine.is_a(owner, INDEX):
            return _of_index(owner, name, not args and not kwargs, machine)
        if kwargs.get("expand", False) is not False:
            return table(machine, rows_of(owner), by=index_of(owner))
        return alike(owner, machine, sure=name in _NUMBERS or name in _MASKS)

    body.__doc__ = f"""Something of every text, or made of it.

    >>> Series(("a", "b")).str.{name}({argument}).values
    (2,)
    """
    op(f"{_TEXTS}.{name}")(body)


def _of_index(owner: Value, name: str, plain: bool, machine) -> Value:
    names, made = names_of(owner), _OF_NAMES.get(name)
    if name in _MASKS or name in ("split", "rsplit", "len"):
        return UNKNOWN
    if names is not None and plain and made is not None and all(isinstance(each, str) for each in names):
        return index(machine, names=tuple(made(str(each)) for each in names))
    return index(machine, rows_of(owner))


for _name, _argument in _EACH.items():
    _each_text(_name, _argument)


@op(f"{_TEXTS}.__getitem__")
def part_of_texts(self, key, *, machine):
    """An item or a part of every text.

    >>> Series(("a", "b")).str[0].values
    (2,)
    """
    owner = owner_of(self)
    return alike(owner, machine, sure=False) if machine.is_a(owner, SERIES) else UNKNOWN


@op(f"{_TEXTS}.extract")
def extract(self, pat, flags=0, expand=True, *, machine):
    """A column for each group of a pattern.

    >>> Series(("a", "b")).str.extract("(a)(b)")
    (2, None)
    """
    owner = owner_of(self)
    return table(machine, rows_of(owner), by=index_of(owner)) if owner is not None and expand is True else UNKNOWN


@op(f"{_TEXTS}.get_dummies")
def dummies(self, *args, machine, **kwargs):
    """A column for each text that stands between the separators.

    >>> Series(("a|b", "b")).str.get_dummies()
    (2, None)
    """
    owner = owner_of(self)
    return table(machine, rows_of(owner), by=index_of(owner)) if machine.is_a(owner, SERIES) else UNKNOWN


@prop(f"{SERIES}.dt")
def times(self, *, machine):
    """A column as times.

    >>> to_datetime(Series(("2020-01-01", "2020-01-02"))).dt.hour.values
    (2,)
    """
    return machine.make(_TIMES, {OWNER: self})


@kind(_TIMES)
def datetime_properties(*args, layer, **kwargs):
    """A column as times.

    >>> to_datetime(Series(("2020-01-01", "2020-01-02"))).dt.hour.values
    (2,)
    """


def _each_time(name: str, argument: str | None) -> None:
    def body(self, *args, machine, **kwargs):
        owner = owner_of(self)
        return UNKNOWN if owner is None else alike(owner, machine, sure=name in (*FIELDS, *TRUTHS))

    called = name if argument is None else f"{name}({argument})"
    body.__doc__ = f"""Something of every time.

    >>> to_datetime(Series(("2020-01-01", "2020-01-02"))).dt.{called}.values
    (2,)
    """
    if argument is None:
        prop(f"{_TIMES}.{name}")(body)
    else:
        op(f"{_TIMES}.{name}")(body)


for _name in (*FIELDS, *TRUTHS, "date", "time"):
    _each_time(_name, None)


def _of_spans(name: str) -> None:
    def body(self, *, machine):
        owner = owner_of(self)
        return UNKNOWN if owner is None else alike(owner, machine, sure=True)

    body.__doc__ = f"""A part of every span of time.

    >>> to_timedelta(Series(("1 days", "2 days"))).dt.{name}.values
    (2,)
    """
    prop(f"{_TIMES}.{name}")(body)


for _name in ("days", "seconds", "microseconds"):
    _of_spans(_name)
for _name, _argument in (
    ("total_seconds", ""), ("strftime", '"%Y"'), ("floor", '"D"'), ("ceil", '"D"'), ("round", '"D"'), ("normalize", ""),
    ("day_name", ""), ("month_name", ""), ("tz_localize", '"UTC"'), ("to_period", '"M"'),
):  # fmt: skip
    _each_time(_name, _argument)


@prop(f"{SERIES}.cat")
def classes(self, *, machine):
    """A column as classes.

    >>> Series(("a", "b")).astype("category").cat.codes.values
    (2,)
    """
    return machine.make(_CLASSES, {OWNER: self})


@kind(_CLASSES)
def categorical_accessor(*args, layer, **kwargs):
    """A column as classes.

    >>> Series(("a", "b")).astype("category").cat.codes.values
    (2,)
    """


@prop(f"{_CLASSES}.codes")
def codes(self, *, machine):
    """The number of every class.

    >>> Series(("a", "b")).astype("category").cat.codes.values
    (2,)
    """
    owner = owner_of(self)
    return UNKNOWN if owner is None else alike(owner, machine, sure=True)


@prop(f"{_CLASSES}.categories")
def categories(self, *, machine):
    """The classes.

    >>> Series(("a", "b")).astype("category").cat.categories.values
    (None,)
    """
    return index(machine)
