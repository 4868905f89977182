"""Python's functions that give numbers: `sum`, `max`, `int` and their like."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.conditions import require_one
from shapelint.engine.iterating import all_are, keys_of, sequence
from shapelint.engine.joins import join, join_all, one_of
from shapelint.engine.operators import binary
from shapelint.engine.spans import Span, span
from shapelint.engine.texts import character, shown
from shapelint.rules.binding import Args
from shapelint.rules.shared.operands import number_in
from shapelint.rules.values import (
    UNKNOWN,
    Instance,
    Many,
    SomeBool,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    is_float,
    is_number,
    is_soft,
    number_within,
)
from shapelint.sizes import Dim, Shape, Size, at_most, bounded, bounds, maximum, minimum

if TYPE_CHECKING:
    from shapelint.engine.run import Run


_DIGITS: Final = 15  # of numbers that are read


def _sum(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    if isinstance(items, Many):
        if isinstance(items.each, Tensor) and len(args.positional) == 1:
            return items.each
        start = args.positional[1] if len(args.positional) > 1 else 0
        if type(items.each) is int and isinstance(items.length, int | Dim) and isinstance(start, int | Dim):
            return start + items.each * items.length
        each = SomeInt() if isinstance(items.each, bool | SomeBool) else items.each
        known = is_number(each) and is_number(start)
        return join(binary(run, "+", start, each), start) if known else UNKNOWN
    total: Value = args.positional[1] if len(args.positional) > 1 else 0
    for item in items:
        total = binary(run, "+", total, item)
    return total


def _int(run: Run, args: Args) -> Value:
    value = args.positional[0] if args.positional else 0
    if isinstance(value, int | float | str) and len(args.positional) < 2:
        return int(value)
    if isinstance(value, Tensor):
        _require_one(run, "int()", value)
        value = value.number
    if isinstance(value, float) and math.isfinite(value):
        return int(value)
    if isinstance(value, SomeText) and len(args.positional) == 1:
        return _read(value)
    return value if isinstance(value, int | Dim) else _made_whole("int", value)


def _read(text: SomeText) -> Size:
    """`int(text)`, which has no more digits than the text has characters."""
    most = bounds(text.length)[1]
    if most is None or not 0 < most <= _DIGITS:
        return number_within(UNKNOWN, UNKNOWN)
    return number_within(1 - 10 ** (most - 1), 10**most - 1)


def _made_whole(how: str, value: Value) -> Size:
    """A whole number of which no more is known than what it is made of; of the same the same."""
    if not isinstance(value, SomeNumber) or value.share is None:
        return number_within(UNKNOWN, UNKNOWN)
    size, op, by = value.share
    name, show = (f"{how}({text}{op}{by})" for text in (size.written, f"({size})" if len(size.terms) > 1 else size))
    return bounded(name, show, 0, size)


def plainly(
    function: Callable[..., Any], numbers: bool = False, unknown: Value = UNKNOWN
) -> Callable[[Run, Args], Value]:
    """A function of Python's that is simply computed where its arguments are plain numbers or text.

    numbers: whether it takes nothing else, and a tensor for the one that it holds; unknown: what it gives of others.
    """

    def go(run: Run, args: Args) -> Value:
        values = (*args.positional, *args.keywords.values())
        for value in values if numbers else ():
            _require_one(run, f"{function.__name__}()", value)
        if numbers and any(isinstance(value, Tensor) for value in values):
            args = Args(tuple(map(number_in, args.positional)), args.keywords, args.open)
            values = (*args.positional, *args.keywords.values())
        if args.open or not all(isinstance(value, int | float | str) or value is None for value in values):
            found = SomeBool() if function is bool else SomeNumber(floating=function is float)
            return found if numbers else unknown
        return function(*args.positional, **args.keywords)

    return go


def whole(function: Callable[..., Any]) -> Callable[[Run, Args], Value]:
    """A function of Python's that makes a number whole."""

    def go(run: Run, args: Args) -> Value:
        if len(args.positional) == 1 and isinstance(args.positional[0], int | Dim):
            return args.positional[0]
        found = plainly(function, True)(run, args)
        if not isinstance(found, SomeNumber) or len(args.positional) != 1:
            return found
        return _made_whole(_AS_INT.get(function.__name__, function.__name__), args.positional[0])

    return go


_AS_INT: Final = {"floor": "int", "trunc": "int"}  # of what is not negative


def _require_one(run: Run, what: str, value: Value) -> None:
    require_one(run, what, value)


def _abs(run: Run, args: Args) -> Value:
    value = args.positional[0]
    if isinstance(value, Tensor):
        return run.call(run.get(value, "__abs__"))
    if isinstance(value, Dim) and not is_soft(value):
        return value if at_most(0, value) is True else number_within(0, UNKNOWN)
    if isinstance(value, SomeInt | SomeNumber):
        return number_within(0, UNKNOWN) if isinstance(value, SomeInt) else SomeNumber(floating=value.floating)
    return plainly(abs)(run, args)


def _by_operators(function: Callable[..., Any], *operators: str) -> Callable[[Run, Args], Value]:
    """A function of two numbers that gives what one operator does, or a tuple of what several do."""
    plain = plainly(function)

    def go(run: Run, args: Args) -> Value:
        if len(args.positional) != 2 or all(isinstance(value, int | float) for value in args.positional):
            return plain(run, args)
        found = tuple(binary(run, op, *args.positional) for op in operators)
        return found if len(found) > 1 else found[0]

    return go


def _extreme(of_sizes: Callable[..., Value], function: Callable[..., Any]) -> Callable[[Run, Args], Value]:
    def go(run: Run, args: Args) -> Value:
        items = sequence(run, args.positional[0]) if len(args.positional) == 1 else args.positional
        if not items and "default" in args.keywords and not args.open:
            return args.keywords["default"]
        if args.open or not items:
            return UNKNOWN
        if "key" in args.keywords:
            return _by_key(run, function, items, args.keywords["key"])
        if isinstance(items, Many):
            return _any_of(items.each)
        numbers = tuple(map(number_in, items))
        if all_are(numbers, int | float) or all_are(numbers, str):
            return items[function(range(len(items)), key=numbers.__getitem__)]
        if all_are(numbers, int | Dim):
            return of_sizes(*numbers)
        if all_are(items, int | Dim | SomeInt):
            sizes = (number_within(*_ends(span(item))) if isinstance(item, SomeInt) else item for item in items)
            return number_within(*_ends(bounds(of_sizes(*sizes))))
        if all(map(is_number, items)):
            return SomeNumber(floating=all(map(is_float, items)))
        tensors = tuple(item for item in items if isinstance(item, Tensor))
        return _one_of(tensors) if all_are(items, _NUMBERS) else UNKNOWN

    return go


_NUMBERS: Final = int | float | Tensor


def _ends(found: Span) -> tuple[Size, Size]:
    low, high = found
    return UNKNOWN if low is None else low, UNKNOWN if high is None else high


def _by_key(run: Run, function: Callable[..., Any], items: tuple[Value, ...] | Many, key: Value) -> Value:
    """`max(items, key=len)`"""
    if isinstance(items, Many):
        return one_of((items.each,))
    keys = keys_of(run, items, key)
    return one_of(items) if keys is None else items[function(range(len(items)), key=keys.__getitem__)]


def _any_of(each: Value) -> Value:
    """The greatest or least of many numbers that are one like the other."""
    if isinstance(each, int | Dim | SomeInt) and not is_soft(each):
        return each if isinstance(each, int) else number_within(UNKNOWN, UNKNOWN)
    if isinstance(each, Tensor):
        return _one_of((each,))
    return SomeNumber(floating=is_float(each)) if isinstance(each, float | SomeNumber) else UNKNOWN


def _one_of(tensors: tuple[Tensor, ...]) -> Value:
    """The greatest or least of several numbers, of which some are arrays of one number."""
    scalar = tensors and all(tensor.shape == Shape(()) for tensor in tensors)
    return join_all(tensors) if scalar else UNKNOWN


def _str(run: Run, args: Args) -> Value:
    alone = len(args.positional) == 1 and not args.keywords and not args.open
    return shown(run, args.positional[0], "", "s") if alone else plainly(str, unknown=SomeText())(run, args)


def _repr(run: Run, args: Args) -> Value:
    plain = isinstance(args.positional[0], Instance) and not args.open
    return shown(run, args.positional[0], "", "r") if plain else plainly(repr, unknown=SomeText())(run, args)


def _format(run: Run, args: Args) -> Value:
    value, spec = (*args.positional, "")[:2] if args.positional and not args.open else (UNKNOWN, UNKNOWN)
    return shown(run, value, spec if isinstance(spec, str) else None)


FUNCTIONS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    "sum": _sum,
    "int": _int,
    "float": plainly(float, True),
    **{function.__name__: plainly(function, unknown=SomeText()) for function in (bin, hex, oct)},
    "repr": _repr,
    "str": _str,
    "format": _format,
    "chr": lambda run, args: character(args.positional[0]),
    "hash": lambda run, args: SomeInt(),
    "input": lambda run, args: SomeText(),
    "ord": plainly(ord, unknown=SomeInt(0)),
    "bool": plainly(bool, True),
    "round": whole(round),
    "abs": _abs,
    "divmod": _by_operators(divmod, "//", "%"),
    "pow": _by_operators(pow, "**"),
    "complex": plainly(complex),
    "max": _extreme(maximum, max),
    "min": _extreme(minimum, min),
}
