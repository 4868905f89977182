"""Batches of which the last one is smaller: each turn is gone through for a whole batch and for the last one, too.

A size that has few known values (`Symbol.cases`) is undecided against a number.  So what is done with a batch is tried
with the size of a whole one, then, in the state that this leaves, with that of the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from shapelint.engine.alternatives import of_each
from shapelint.engine.objects import Either
from shapelint.engine.trials import undone
from shapelint.findings.finding import Fact
from shapelint.findings.report import Report
from shapelint.rules.values import DictValue, ListValue, Many, Named, Tensor, Value
from shapelint.sizes import Cases, Dim, Symbol, substitute, uneven_symbol

if TYPE_CHECKING:
    from shapelint.engine.objects import Frame
    from shapelint.engine.run import Run

Turn: TypeAlias = Callable[[Value], bool]
_LEFT_OUT: Final = "leave the last batch out (drop_last, drop_remainder)"
_HELP: Final = f"take the batch size from the tensor, or {_LEFT_OUT}"
_HELPS: Final = {"SHP707": _LEFT_OUT}  # a batch that is too small in itself


def in_turn(items: tuple[Value, ...]) -> tuple[tuple[Value, ...], Cases | None]:
    """The items of a loop, the last one with the size that it has; of what size it is, if it is another than before."""
    symbol = uneven_in(items[-1]) if items else None
    cases = symbol.cases if symbol is not None else None
    if symbol is None or cases is None or cases.count != len(items):
        return items, None
    sizes = (*(cases.usual,) * (cases.count - 1), cases.last)
    return tuple(put(item, symbol, size) for item, size in zip(items, sizes, strict=True)), cases


def last_turn(run: Run, turn: Callable[[], bool], cases: Cases) -> bool:
    """Run the turn with the last batch; what is found only there is told of it."""
    with run.captured() as found:
        live = turn()
    run.record_new(_of_last_batch(report, cases) for report in found)
    return live


def in_cases(run: Run, frame: Frame, at: int, value: Value, turn: Turn) -> list[Report]:
    """What is found where `turn` is run for a whole batch and then for the last one, and taken back.

    at: the loop or call that it belongs to, which is tried once in each context; value: a batch; turn: whether the next
    one may follow.
    """
    symbol = uneven_in(value)
    if symbol is None or symbol.cases is None:
        return []
    key = (frame.scope.file, at, symbol, tuple(run.sites))
    if run.quiet or run.trying or key in run.tried:
        return []
    run.tried.add(key)
    cases = symbol.cases
    with undone(run, frame):
        with run.captured() as usual:
            live = turn(put(value, symbol, cases.usual))
        with run.captured() as last:
            if live:
                turn(put(value, symbol, cases.last))
    known = {(report.code, report.file, report.at) for report in usual}
    more = [report for report in last if (report.code, report.file, report.at) not in known]
    return [*usual, *(_of_last_batch(report, cases) for report in more)]


def _of_last_batch(report: Report, cases: Cases) -> Report:
    """The same finding, told of the last batch."""
    facts = (*report.facts, Fact("batch.last", cases.last), Fact("batch.size", cases.usual))
    template = "the last batch has {batch.last} of {batch.size}: " + report.template
    return replace(report, template=template, facts=facts, help=_HELPS.get(report.code, _HELP), edits=())


def first_of(value: Value) -> Value:
    """The first of several batches."""
    symbol = uneven_in(value)
    return value if symbol is None or symbol.cases is None else put(value, symbol, symbol.cases.usual)


def uneven_in(value: Value, depth: int = 4) -> Symbol | None:
    """The symbol in a batch, if there is one, that is another number in the last one."""
    if isinstance(value, Tensor):
        return next((symbol for size in value.shape.dims if (symbol := uneven_symbol(size)) is not None), None)
    found = (uneven_in(part, depth - 1) for part in _parts(value)) if depth else iter(())
    return next((symbol for symbol in found if symbol is not None), None)


def _parts(value: Value) -> tuple[Value, ...]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, Either):
        return value.options
    if isinstance(value, ListValue):
        return value.items if isinstance(value.items, tuple) else (value.items.each,)
    if isinstance(value, DictValue):
        return tuple(value.slots.values())
    return (value.each,) if isinstance(value, Many) else ()


def put(value: Value, symbol: Symbol, size: int) -> Value:
    """A batch with a number in the place of the symbol."""
    change = _PUT.get(type(value))
    return change(value, symbol, size) if change else value


def _many(value: Many, symbol: Symbol, size: int) -> Many:
    return Many(put(value.each, symbol, size), substitute(value.length, {symbol: size}))


_PUT: Final[dict[type, Callable[[Any, Symbol, int], Value]]] = {
    Dim: lambda value, symbol, size: substitute(value, {symbol: size}),
    Tensor: lambda value, symbol, size: value.substituted({symbol: size}),
    tuple: lambda value, symbol, size: tuple(put(item, symbol, size) for item in value),
    Named: lambda value, symbol, size: value.with_items(put(item, symbol, size) for item in value),
    Many: _many,
    Either: lambda value, symbol, size: of_each(value, lambda option: put(option, symbol, size)),
    ListValue: lambda value, symbol, size: ListValue(put(value.items, symbol, size)),
    DictValue: lambda value, symbol, size: DictValue(
        {key: put(item, symbol, size) for key, item in value.slots.items()}
    ),
}
