"""Calls of which more is known from how they are spelled than from their arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine.builtins import BUILTINS
from shapelint.engine.iterating import sequence
from shapelint.engine.objects import Frame
from shapelint.engine.symbols import named_axis
from shapelint.engine.uneven import first_of
from shapelint.rules.values import UNKNOWN, Many, Value
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def spelled(run: Run, frame: Frame, callee: Value, node: p.Call) -> Value:
    """What the call returns; NotImplemented where its spelling tells nothing."""
    for builtin, read in _READ:
        if callee is builtin and len(node.args) == 1 and node.args[0].keyword is None:
            return read(run, frame, node.args[0])
    return NotImplemented


def _first(run: Run, frame: Frame, arg: p.Arg) -> Value:
    """`next(f(…))`: nobody else has taken anything of what the call returns."""
    from shapelint.engine.expressions import evaluate

    if not isinstance(arg.value, p.Call) or arg.star:
        return NotImplemented
    items = sequence(run, evaluate(run, frame, arg.value))
    return first_of(items.each if isinstance(items, Many) else items[0] if items else UNKNOWN)


def _turned(run: Run, frame: Frame, arg: p.Arg) -> Value:
    """`zip(*rows)` of any number of rows alike: a row of each column."""
    from shapelint.engine.expressions import evaluate

    if arg.star != "*":
        return NotImplemented
    rows = sequence(run, evaluate(run, frame, arg.value))
    if isinstance(rows, tuple):
        return run.call(BUILTINS["zip"], rows)
    return tuple(Many(column, rows.length) for column in rows.each) if isinstance(rows.each, tuple) else Many(UNKNOWN)


def _length(run: Run, frame: Frame, arg: p.Arg) -> Value:
    """`len(x)` of a tensor of which nobody knows it."""
    found = UNKNOWN if arg.star else named_axis(run, frame, arg.value, 0)
    return NotImplemented if found is UNKNOWN else found


_READ: Final[tuple[tuple[Value, Callable[[Run, Frame, p.Arg], Value]], ...]] = (
    (BUILTINS["next"], _first),
    (BUILTINS["zip"], _turned),
    (BUILTINS["len"], _length),
)
