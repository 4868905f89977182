"""What a generator yields, and how many times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shapelint.engine.objects import Frame
from shapelint.rules.values import UNKNOWN, ListValue, Many, Value, is_soft, items_of
from shapelint.sizes import Dim, Size

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def yield_one(run: Run, frame: Frame, value: Value) -> None:
    """`yield value`"""
    frame.orderly = frame.orderly and len(run.forks) == frame.forks and not frame.exits
    _count(run, frame, 1)
    frame.yields.append(_as_it_is(value))


def yield_all(run: Run, frame: Frame, value: Value) -> None:
    """`yield from value`"""
    items = items_of(value)
    frame.orderly = frame.orderly and items is not None and len(run.forks) == frame.forks and not frame.exits
    if items is not None:
        _count(run, frame, len(items))
        frame.yields.extend(items)
    elif isinstance(value, Many):
        _count(run, frame, value.length if value.whole is UNKNOWN else value.whole)
        frame.yields.append(value.each)
    else:
        _count(run, frame, UNKNOWN)
        frame.yields.append(UNKNOWN)


def _count(run: Run, frame: Frame, more: Size) -> None:
    certain = len(run.forks) == frame.steady and not frame.exits
    frame.yielded = frame.yielded + more if certain else UNKNOWN


def _as_it_is(value: Value) -> Value:
    """A list as a generator hands it over, whatever it does with it later."""
    if not isinstance(value, ListValue):
        return value
    made = ListValue(value.items)
    made.among = (value, *value.among)
    return made


@contextmanager
def one_turn(run: Run, frame: Frame, counts: set[Size]) -> Iterator[None]:
    """While a turn of a loop runs that stands for several: how often it yields is added to `counts`."""
    before = frame.yielded, frame.steady
    exits = len(frame.exits)
    frame.yielded, frame.steady = 0, len(run.forks)
    try:
        yield
    finally:
        counts.add(frame.yielded if len(frame.exits) == exits or frame.yielded == 0 else UNKNOWN)
        frame.yielded, frame.steady = before


def yield_in_turns(run: Run, frame: Frame, turns: Size, counts: set[Size]) -> None:
    """What so many turns of a loop yield, of which some were run, and that often each."""
    if counts <= {0}:
        return
    (count, *others) = counts
    known = not others and isinstance(count, int) and isinstance(turns, int | Dim) and not is_soft(turns)
    _count(run, frame, turns * count if known else UNKNOWN)
