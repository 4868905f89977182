"""What is one thing or another: a tensor on one path and a number or None on the other.

What can only be done with one of them tells which it is; anything else is done with each, and the results are joined.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Final

from shapelint.engine.joins import ROWS, join_all
from shapelint.engine.objects import Either
from shapelint.engine.paths import Path, fork
from shapelint.findings.report import Report
from shapelint.rules.apply import tensor_parameter
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, ListValue, Many, SomeBool, SomeNumber, SomeText, Tensor, Value, is_number
from shapelint.sizes import Shape

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_MOST: Final = 4  # ways in which something is done
_DEEPEST: Final = 4  # rows in rows


def is_open(value: Value) -> bool:
    """Whether it is one thing or another of which one is a tensor or a row."""
    return isinstance(value, Either) and any(isinstance(option, ROWS) for option in value.options)


def content_of(value: Value) -> Value:
    """What there is to be asked for items, a length or attributes: the tensor or the row, no number and not None."""
    if not is_open(value):
        return value
    return next(option for option in value.options if isinstance(option, ROWS))


def narrowed(value: Value, fits: Callable[[Value], bool | None]) -> Value:
    """What the value is where a test of each of its options may hold; None of a test: nobody knows."""
    if not isinstance(value, Either):
        return value
    options = tuple(option for option in value.options if fits(option) is not False)
    return Either(options) if len(options) > 1 else options[0] if options else value


def there(value: Value) -> Value:
    """What the value is where it is not None."""
    return narrowed(value, lambda option: option is not None)


def of_each(value: Either, action: Callable[[Value], Value]) -> Either:
    """Something done to each of the options; the value itself where that changes none."""
    options = tuple(map(action, value.options))
    same = all(new is old for new, old in zip(options, value.options, strict=True))
    return value if same else Either(options, value.each)


def in_each(run: Run, args: Args, action: Callable[[Args], Value], callee: Rule | None = None) -> Value:
    """What an action gives for arguments of which some are one thing or another.

    callee: the function of a framework that is called, of which some parameters are nothing but a tensor.
    """
    args = _without_doubts(args, callee)
    if callee is not None and callee.params and callee.params[0].name == "tensors" and args.positional:
        args = replace(args, positional=(_all_there(args.positional[0]), *args.positional[1:]))
    family = callee.family if callee is not None else ""
    keywords = {name: _plainly(value, family) for name, value in args.keywords.items()}
    args = replace(args, positional=tuple(_plainly(value, family) for value in args.positional), keywords=keywords)
    names = [*range(len(args.positional)), *args.keywords]
    values = [*args.positional, *args.keywords.values()]
    if not any(map(is_open, values)):
        return action(args)
    options = [_options(value, name, callee) for name, value in zip(names, values, strict=True)]
    ways: list[Callable[[], Value]] = [
        partial(action, replace(args, positional=way[: len(args.positional)], keywords=_named(args, way)))
        for way in product(*options)
    ]
    if len(ways) > _MOST:
        return action(unknown_in(args))
    return each_way(run, ways)


def _plainly(row: Value, family: str, depth: int = _DEEPEST) -> Value:
    """A row of numbers, or of such rows, of which some may be NumPy's, or in a list (a tuple may be an index) None.

    family: whose function takes it; text that nobody knows is something to NumPy alone.
    """
    if not isinstance(row, tuple | ListValue) or not depth:
        return row
    items = row.items if isinstance(row, ListValue) else row
    several = (items.each,) if isinstance(items, Many) else items
    doubtful = isinstance(row, ListValue)

    def plain(item: Value) -> Value:
        if isinstance(item, SomeText):
            return item if family == "numpy" else UNKNOWN
        return _as_one_number(item, family, doubtful) if isinstance(item, Either) else _plainly(item, family, depth - 1)

    found = tuple(map(plain, several))
    if all(new is item for new, item in zip(found, several, strict=True)):
        return row
    return Many(found[0], items.length) if isinstance(items, Many) else found


def _as_one_number(value: Either, family: str, doubtful: bool) -> Value:
    """What is a number on each path: one of Python's, of NumPy's, or (doubtful) None, which PyTorch refuses."""
    options = tuple(option for option in value.options if option is not None or not doubtful)
    if not all(is_number(option) or _is_scalar(option) for option in options):
        return value
    if len(options) < len(value.options) and family != "torch":
        return Tensor(Shape(()), "numpy", None)
    return join_all(options) if all(map(is_number, options)) else SomeNumber()


def _is_scalar(value: Value) -> bool:
    return isinstance(value, Tensor) and value.shape == Shape(()) and value.family == "numpy"


def _all_there(row: Value) -> Value:
    """A row of tensors, of which none is None, for what takes nothing else."""
    items = row.items if isinstance(row, ListValue) else row
    if isinstance(items, Many) and is_open(items.each):
        return Many(content_of(items.each), items.length)
    if not isinstance(items, tuple) or not any(map(is_open, items)):
        return row
    return tuple(map(content_of, items))


def _named(args: Args, values: tuple[Value, ...]) -> dict[str, Value]:
    return dict(zip(args.keywords, values[len(args.positional) :], strict=True))


def _options(value: Value, name: int | str, callee: Rule | None) -> tuple[Value, ...]:
    if not isinstance(value, Either) or not is_open(value):
        return (value,)
    first = tensor_parameter(callee) if callee is not None else None
    return (content_of(value),) if first is not None and name in (0, first) else value.options


def _without_doubts(args: Args, callee: Rule | None) -> Args:
    """The arguments with nothing said of those that are true or false, or some text, or a number or None: options of a
    rule are known or unknown.
    """
    doubts = SomeBool if callee is not None and callee.of_file else SomeBool | SomeText
    return _unknown(args, lambda value: isinstance(value, doubts) or _is_optional_number(value))


def unknown_in(args: Args, callee: Rule | None = None) -> Args:
    """The arguments with nothing said of those that are one thing or another."""
    return _unknown(_without_doubts(args, callee), is_open)


def _is_optional_number(value: Value) -> bool:
    return isinstance(value, Either) and all(option is None or is_number(option) for option in value.options)


def _unknown(args: Args, test: Callable[[Value], bool]) -> Args:
    if not any(map(test, args.positional)) and not any(map(test, args.keywords.values())):
        return args
    positional = tuple(UNKNOWN if test(value) else value for value in args.positional)
    keywords = {name: UNKNOWN if test(value) else value for name, value in args.keywords.items()}
    return replace(args, positional=positional, keywords=keywords)


def each_way(run: Run, ways: list[Callable[[], Value]]) -> Value:
    """Go each of several ways from the same state, and join what they give and leave behind.

    Which of them it is may hang together with anything else, so that a finding is certain only if all have one.
    """
    if len(ways) == 1:
        return ways[0]()
    results: list[Value] = []
    findings: list[list[Report]] = []

    def path(way: Callable[[], Value]) -> Path:
        def go() -> bool:
            with run.captured() as found:
                results.append(way())
            findings.append(found)
            return True

        return go

    fork(run, [path(way) for way in ways])
    if all(findings):
        for report in findings[0] if findings else ():
            run.record_report(report)
    return join_all(tuple(results))
