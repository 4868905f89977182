"""Python's `datetime`: days by chance, of which the written form has a known length."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from shapelint.engine.spans import Span, span
from shapelint.engine.texts import together
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    FLOAT,
    UNKNOWN,
    External,
    Instance,
    SomeInt,
    SomeText,
    Value,
    is_number,
    number_within,
)

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Impl = Callable[["Run", Args], Value]

_DAY: Final = External("datetime.date")
_MOMENT: Final = External("datetime.datetime")
_LENGTH: Final = External("datetime.timedelta")
_DATE: Final = {"year": (1, 9999), "month": (1, 12), "day": (1, 31)}
_TIME: Final = {"hour": (0, 23), "minute": (0, 59), "second": (0, 59), "microsecond": (0, 999_999)}
_PARTS: Final = {_DAY: _DATE, _MOMENT: {**_DATE, **_TIME}}
_EPOCH: Final = 1970
_EARLY: Final = 1000  # years, which are not written alike everywhere
_DIRECTIVE: Final = re.compile("%(.)", re.DOTALL)
_WIDTHS: Final = {"%": 1, "Y": 4, "j": 3, "f": 6, "w": 1, "u": 1, **dict.fromkeys("mdyHIMSUWV", 2)}


def _made(run: Run, kind: External, known: dict[str, Value]) -> Instance:
    """A day or a moment; known: what is known of its parts."""
    return Instance(kind, run.site, {name: _part(known.get(name), *ends) for name, ends in _PARTS[kind].items()})


def _part(value: Value, least: int, most: int) -> Value:
    """A part of a day, without what holds of this day alone: so one that is made in a loop is like the one before."""
    if isinstance(value, int):
        return value
    low, high = span(value)
    return SomeInt(least if low is None else max(low, least), most if high is None else min(high, most))


def _constructor(kind: External) -> Impl:
    def make(run: Run, args: Args) -> Value:
        known = {} if args.open else dict(zip(_PARTS[kind], args.positional, strict=False))
        later = {} if args.open or len(args.positional) < len(_DATE) else dict.fromkeys(_TIME, 0)
        return _made(run, kind, {**later, **known, **args.keywords})

    return make


def _any(kind: External) -> Impl:
    """One of which nobody knows when it is."""
    return lambda run, args: _made(run, kind, {})


def _today(kind: External) -> Impl:
    return lambda run, args: _made(run, kind, {"year": SomeInt(_EPOCH)})


def _within(run: Run, kind: External, ordinals: Span) -> Value:
    """One between two days, which are counted from the first of all."""
    low, high = ordinals
    if low is None or high is None or not 1 <= low <= high <= date.max.toordinal():
        return _made(run, kind, {})
    first, last = date.fromordinal(low), date.fromordinal(high)
    if first == last:
        return _made(run, kind, {"year": first.year, "month": first.month, "day": first.day})
    return _made(run, kind, {"year": SomeInt(first.year, last.year)})


def _from_ordinal(kind: External) -> Impl:
    return lambda run, args: _within(run, kind, span(args.positional[-1]))


def _known(owner: Instance) -> date | None:
    parts = [owner.slots.get(name) for name in _DATE]
    return date(*parts) if all(isinstance(part, int) for part in parts) else None  # type: ignore[arg-type]


def _to_ordinal(run: Run, args: Args) -> Value:
    known = _known(args.positional[0])
    return known.toordinal() if known else number_within(1, date.max.toordinal())


def _day_of(run: Run, args: Args) -> Value:
    """`moment.date()`"""
    return _made(run, _DAY, args.positional[0].slots)


def _replaced(run: Run, args: Args) -> Value:
    owner, *given = args.positional
    parts = dict(zip(_PARTS[owner.cls], given, strict=False))
    known = dict.fromkeys(_PARTS[owner.cls], UNKNOWN) if args.open else {**owner.slots, **parts, **args.keywords}
    return _made(run, owner.cls, known)


def _iso(run: Run, args: Args) -> Value:
    known = _known(args.positional[0])
    return known.isoformat() if known else SomeText(10)


def _formatted(run: Run, args: Args) -> Value:
    """`day.strftime(form)`"""
    owner, form = args.positional
    return together(_pieces(owner, form)) if isinstance(form, str) else SomeText()


def _pieces(owner: Instance, form: str) -> Iterator[Value]:
    early = span(owner.slots["year"])[0]
    at = 0
    for match in _DIRECTIVE.finditer(form):
        yield form[at : match.start()]
        at = match.end()
        certain = match[1] != "Y" or (early is not None and early >= _EARLY)
        yield SomeText(_WIDTHS.get(match[1], UNKNOWN) if certain else UNKNOWN)
    yield form[at:] if "%" not in form[at:] else SomeText()


def _in_text(run: Run, args: Args) -> Value:
    """`f"{day}"` and `f"{day:%Y}"`"""
    owner, form = args.positional
    if form == "":
        return _iso(run, args) if owner.cls == _DAY else SomeText()
    return _formatted(run, args)


def _length(run: Run, args: Args) -> Value:
    """`datetime.timedelta(days=3)`; days: where it is nothing but days, how many."""
    days = args.positional[0] if len(args.positional) == 1 else args.keywords.get("days", UNKNOWN)
    alone = not args.open and len(args.positional) + len(args.keywords) == 1
    low, high = span(days) if alone else (None, None)
    return Instance(_LENGTH, run.site, {"days": days if isinstance(days, int) and alone else SomeInt(low, high)})


def _moved(sign: int) -> Impl:
    """A day or moment and so many days later, or before; between two days there is a time again."""

    def go(run: Run, args: Args) -> Value:
        owner, other = args.positional
        if not isinstance(other, Instance) or not isinstance(other.cls, External):
            return UNKNOWN
        if other.cls in _PARTS and owner.cls == _LENGTH and sign > 0:
            owner, other = other, owner
        if other.cls == _LENGTH and owner.cls == _LENGTH:
            return _length(run, Args(()))
        if other.cls != _LENGTH:
            return _length(run, Args(())) if other.cls == owner.cls and sign < 0 else UNKNOWN
        known, (low, high) = _known(owner), span(other.slots["days"])
        if known is None or low is None or high is None:
            return _made(run, owner.cls, {})
        ends = sorted((known.toordinal() + sign * low, known.toordinal() + sign * high))
        return _within(run, owner.cls, (ends[0], ends[1]))

    return go


def _owned(method: Impl) -> Impl:
    """A method, which may be called on the class with anything (`datetime.strftime(x, form)`)."""

    def go(run: Run, args: Args) -> Value:
        owner = args.positional[0] if args.positional else UNKNOWN
        return method(run, args) if isinstance(owner, Instance) and owner.cls in (*_PARTS, _LENGTH) else UNKNOWN

    return go


def _of_day(kind: External) -> dict[str, Impl]:
    """What can be done with a day, or with a moment."""
    return {
        "": _constructor(kind),
        **{f".{name}": _any(kind) for name in ("fromtimestamp", "fromisoformat")},
        ".today": _today(kind),
        ".fromordinal": _from_ordinal(kind),
        ".toordinal": _owned(_to_ordinal),
        ".strftime": _owned(_formatted),
        ".replace": _owned(_replaced),
        ".weekday": lambda run, args: number_within(0, 6),
        ".isoweekday": lambda run, args: number_within(1, 7),
        ".__format__": _owned(_in_text),
        ".__add__": _owned(_moved(1)),
        ".__sub__": _owned(_moved(-1)),
    }


FUNCTIONS: Final[dict[str, Impl]] = {
    **{f"{kind.name}{name}": run for kind in (_DAY, _MOMENT) for name, run in _of_day(kind).items()},
    f"{_DAY.name}.isoformat": _owned(_iso),
    **{f"{_MOMENT.name}.{name}": _today(_MOMENT) for name in ("now", "utcnow")},
    **{f"{_MOMENT.name}.{name}": _any(_MOMENT) for name in ("strptime", "combine")},
    f"{_MOMENT.name}.isoformat": lambda run, args: SomeText(),
    f"{_MOMENT.name}.date": _owned(_day_of),
    f"{_MOMENT.name}.timestamp": lambda run, args: FLOAT,
    _LENGTH.name: _length,
    f"{_LENGTH.name}.__add__": _owned(_moved(1)),
    f"{_LENGTH.name}.__sub__": _owned(_moved(-1)),
    f"{_LENGTH.name}.__mul__": lambda run, args: _length(run, Args(())) if is_number(args.positional[1]) else UNKNOWN,
    f"{_LENGTH.name}.total_seconds": lambda run, args: FLOAT,
}
