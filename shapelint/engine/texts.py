"""Texts that nobody knows: how long they are, where what they are made of says so."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.objects import BoundFunction, ClassValue
from shapelint.engine.spans import Span, one_number, span
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    UNKNOWN,
    External,
    Instance,
    Many,
    SomeInt,
    SomeText,
    Tensor,
    Value,
    is_soft,
    kept,
    number_within,
)
from shapelint.sizes import Dim, Shape, Size, bounds, maximum, minimum

if TYPE_CHECKING:
    from shapelint.engine.run import Run

MOST_TEXT: Final = 100_000  # characters of a text that is put together
_TEXT: Final = (str, SomeText)
_KNOWN: Final = (str, int, float, type(None))
_ASCII: Final = 128  # characters, of which each is one in upper and lower case
_LARGE: Final = 1 << 50  # of whole numbers, which floats still tell apart
_WIDE: Final = re.compile(r"\d{5}")
# Of whole numbers: the farther from 0 one is, the longer is what these give.
_WHOLE: Final = ("", *"dboxXfF%")
_OF_TEXT: Final = re.compile(r"(?:(?:.)?[<>^])?([1-9]\d*)?(?:\.(\d+))?s?", re.DOTALL)
_PERCENT: Final = re.compile(r"%(?P<spec>[-+ #0]*\d*(?:\.\d*)?)(?P<kind>.)", re.DOTALL)
_FORMATTER: Final = string.Formatter()


def length_of(text: Value) -> Size:
    """How many characters a text has, in upper and lower case alike; UNKNOWN where these are not as many.

    >>> length_of("abc"), length_of(SomeText(4)), length_of("ß")
    (3, 4, ?)
    """
    if isinstance(text, str):
        alike = text.isascii() or len(text.upper()) == len(text) == len(text.lower())
        return len(text) if alike else UNKNOWN
    return text.length if isinstance(text, SomeText) else UNKNOWN


def either_text(left: Value, right: Value) -> SomeText:
    """One of two texts.

    >>> either_text("ab", SomeText(2)), length_span(either_text("ab", "abc"))
    (SomeText(length=2), (2, 3))
    """
    one, other = length_of(left), length_of(right)
    if one == other and one is not UNKNOWN:
        return SomeText(one)
    (least, most), (low, high) = length_span(left), length_span(right)
    return SomeText(
        UNKNOWN,
        None if least is None or low is None else min(least, low),
        None if most is None or high is None else max(most, high),
    )


def length_span(text: Value) -> Span:
    """Between which ends the length of a text lies, in upper and lower case alike.

    >>> length_span("abc"), length_span(SomeText()), length_span(SomeText(UNKNOWN, 2, 5))
    ((3, 3), (None, None), (2, 5))
    """
    length = length_of(text)
    if length is not UNKNOWN:
        return bounds(length)
    return (text.least, text.most) if isinstance(text, SomeText) else (None, None)


def in_variable(value: Value) -> Value:
    """A value as a variable holds it: a number is the same each time that it is read there, and a text as long."""
    if isinstance(value, SomeText) and value.most is not None:
        return SomeText(counted(value))
    return one_number(value) if isinstance(value, SomeInt) else kept(value)


def counted(text: SomeText) -> Size:
    """How many characters a text has, by a name where that is not known but for the most that there may be."""
    return text.length if text.most is None else number_within(text.least or 0, text.most)


def character(code: Value) -> Value:
    """`chr(code)`

    >>> from shapelint.rules.values import SomeInt
    >>> character(65), character(SomeInt(32, 126)), character(SomeInt())
    ('A', SomeText(length=1), SomeText(length=?))
    """
    if isinstance(code, int):
        return _attempt(lambda: chr(code))
    low, high = span(code)
    return SomeText(1 if low is not None and low >= 0 and high is not None and high < _ASCII else UNKNOWN)


def together(parts: Iterable[Value]) -> Value:
    """Texts one behind the other.

    >>> together(("a", "bc")), together(("a", SomeText(2)))
    ('abc', SomeText(length=3))
    """
    row = tuple(parts)
    if all(isinstance(part, str) for part in row) and sum(map(len, row)) < MOST_TEXT:
        return "".join(row)
    return SomeText(sum(map(length_of, row)))


def joined(between: Value, row: tuple[Value, ...] | Many) -> Value:
    """`between.join(row)`"""
    if isinstance(row, tuple):
        parts = [part for each in row for part in (between, each)][1:]
        return together(parts) if all(isinstance(part, _TEXT) for part in (between, *row)) else SomeText()
    if not isinstance(row.each, _TEXT) or row.length is UNKNOWN:
        return SomeText()
    return SomeText(row.length * length_of(row.each) + maximum(row.length - 1, 0) * length_of(between))


def repeated(text: Value, count: Value) -> Value:
    """`text * count`"""
    if isinstance(text, str) and isinstance(count, int) and len(text) * count < MOST_TEXT:
        return text * count
    counted = isinstance(count, int | Dim) and not is_soft(count)
    return SomeText(length_of(text) * maximum(count, 0) if counted else UNKNOWN)


def at_least_so_long(text: Value, width: Value) -> SomeText:
    """A text filled up to a width: `text.ljust(width)`."""
    known = isinstance(width, int | Dim) and not is_soft(width)
    return SomeText(maximum(length_of(text), width) if known else UNKNOWN)


def formatted(value: Value, spec: str | None = "", conversion: str | None = None) -> Value:
    """What stands in a text for `{value!conversion:spec}`; spec: None where nobody knows it.

    >>> formatted(3, "02d"), formatted(SomeText(3), "5"), formatted(SomeText(), ".2f")
    ('03', SomeText(length=5), SomeText(length=?))
    """
    value = value if conversion == "r" else _number(value)
    if spec is None or _WIDE.search(spec) or conversion not in (None, "s", "r"):
        return SomeText()
    if isinstance(value, _KNOWN):
        made = repr(value) if conversion == "r" else str(value) if conversion == "s" else value
        return _attempt(lambda: format(made, spec))
    if isinstance(value, SomeText):
        return SomeText(_in_width(value.length, spec) if conversion != "r" else UNKNOWN)
    if conversion is not None:
        return formatted(SomeText(_as_long(value, str)), spec)
    if spec[-1:].isalpha() and spec[-1:] not in _WHOLE:
        return SomeText()
    return SomeText(_as_long(value, lambda number: format(number, spec)))


def shown(run: Run, value: Value, spec: str | None = "", conversion: str | None = None) -> Value:
    """As `formatted`; an object of the program or of Python's own library tells itself how it is shown."""
    own = _showing(run, value, conversion)
    if own is not None:
        by_format = own.function.name == "__format__"
        found = run.call(own, (SomeText() if spec is None else spec,) if by_format else ())
        text = isinstance(found, str | SomeText)
        return (found if by_format else formatted(found, spec)) if text else SomeText()
    if (
        isinstance(value, Instance)
        and isinstance(value.cls, External)
        and conversion in (None, "s")
        and spec is not None
    ):
        own = run.get(value, "__format__")
        return run.call(own, (spec,)) if own is not UNKNOWN else SomeText()
    return formatted(value, spec, conversion)


def _showing(run: Run, value: Value, conversion: str | None) -> BoundFunction | None:
    """The method by which an object of the program shows itself; None where it has none."""
    if not isinstance(value, Instance) or not isinstance(value.cls, ClassValue):
        return None
    names = ("__repr__",) if conversion == "r" else ("__str__", "__repr__")
    for name in names if conversion else ("__format__", *names):
        own = run.user_method(value, name)
        if isinstance(own, BoundFunction):
            return own
    return None


def _number(value: Value) -> Value:
    """What NumPy writes as Python writes the number that it holds."""
    whole = isinstance(value, Tensor) and value.shape == Shape(()) and value.family == "numpy" and value.dtype == "int"
    return value.number if whole else value


def _attempt(make: Callable[[], str]) -> Value:
    try:
        return make()
    except (ArithmeticError, IndexError, KeyError, TypeError, ValueError):
        return SomeText()


def _in_width(length: Size, spec: str) -> Size:
    """How long a text of some length is once it is formatted."""
    match = _OF_TEXT.fullmatch(spec)
    if match is None:
        return UNKNOWN
    width, most = match.groups()
    if most is not None:
        length = minimum(length, int(most))
    return maximum(length, int(width)) if width is not None else length


def _as_long(value: Value, write: Callable[[int], str]) -> Size:
    """How long a whole number is once it is written, of which one knows between which ends it lies."""
    low, high = span(value)
    if low is None or high is None or max(-low, high) > _LARGE:
        return UNKNOWN
    try:
        lengths = {len(write(number)) for number in (low, high, -1, 0) if low <= number <= high}
    except (ArithmeticError, ValueError):
        return UNKNOWN
    return number_within(min(lengths), max(lengths))


def filled(template: str, args: Args) -> Value:
    """`template.format(*args)`"""
    if args.open:
        return SomeText()
    try:
        return together(_fields(template, args))
    except (IndexError, KeyError, ValueError):
        return SomeText()


def _fields(template: str, args: Args) -> Iterator[Value]:
    turn = 0
    for literal, name, spec, conversion in _FORMATTER.parse(template):
        yield literal
        if name is None:
            continue
        if not name:
            name, turn = str(turn), turn + 1
        if "{" in (spec or "") or "." in name or "[" in name:
            yield SomeText()
        else:
            yield formatted(args.positional[int(name)] if name.isdecimal() else args.keywords[name], spec, conversion)


def percent(template: Value, values: Value) -> Value:
    """`template % values`"""
    row = values if isinstance(values, tuple) else (values,)
    if isinstance(template, str) and all(isinstance(each, str | int | float) for each in row):
        return _attempt(lambda: template % values) if not _WIDE.search(template) else SomeText()
    return together(_percents(template, list(row))) if isinstance(template, str) else SomeText()


def _percents(template: str, values: list[Value]) -> Iterator[Value]:
    at = 0
    for match in _PERCENT.finditer(template):
        yield template[at : match.start()]
        at = match.end()
        yield "%" if match[0] == "%%" else _percent_of(match, values.pop(0) if values else UNKNOWN)
    if "%" in template[at:] or values:
        yield SomeText()
    yield template[at:]


def _percent_of(match: re.Match[str], value: Value) -> Value:
    value, how = _number(value), match[0]
    if _WIDE.search(how):
        return SomeText()
    if isinstance(value, (*_KNOWN, *_TEXT)):
        return _percent_of_text(match, value)
    if match["kind"] not in "dioxXfFs":
        return SomeText()
    return SomeText(_as_long(value, lambda number: how % number))


def _percent_of_text(match: re.Match[str], value: Any) -> Value:
    if not isinstance(value, SomeText):
        return _attempt(lambda: match[0] % (value,))
    width, _, most = match["spec"].lstrip("-+ #0").partition(".")
    spec = width + (f".{most or 0}" if "." in match["spec"] else "")
    return SomeText(_in_width(value.length, spec) if match["kind"] == "s" else UNKNOWN)
