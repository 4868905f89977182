"""Loops over many numbers that end early: `if start + width > len(rows): break`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine.objects import Frame
from shapelint.engine.targets import assign
from shapelint.engine.trials import undone
from shapelint.engine.walk import walk
from shapelint.rules.values import Range, Value, items_of
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def until_break(run: Run, frame: Frame, node: p.For, numbers: Value) -> Value:
    """The numbers that a loop goes through before it breaks, where that is at a bound that they come nearer to evenly.

    The numbers as they are where they are no range between known ends, or nothing is known of the bound.
    """
    turns, found = _turns(numbers), None if node.orelse else _first_break(node.body)
    if turns is None or found is None or len(turns) < 3:
        return numbers
    before, test = found

    def distance(number: int) -> int | None:
        return _distance(run, frame, node.target, before, test, number)

    first, second, last = distance(turns[0]), distance(turns[1]), distance(turns[-1])
    if first is None or second is None or last is None or last - first != (second - first) * (len(turns) - 1):
        return numbers
    breaks = _ORDERS[test.rest[0][0]]
    if second == first or breaks(first) or not breaks(last):
        return numbers
    count = bisect_left(turns, True, key=lambda number: breaks(distance(number) or 0))
    return Range(turns.start, turns[count], turns.step)


def leaves_at_last(run: Run, frame: Frame, node: p.For, iterable: Value, turn: Callable[[], bool]) -> bool:
    """Whether the last turn of a loop certainly leaves it: `for i in reversed(range(100)): ...; if i == 0: return x`.

    The variables are as any number of turns may leave them.
    """
    items = _turns(iterable) or items_of(iterable)
    if not items or not any(_ends(each) for statement in node.body for each in walk(statement)):
        return False
    with undone(run, frame), run.silent():
        assign(run, frame, node.target, items[-1])
        return not turn()


def _ends(statement: p.Node) -> bool:
    return isinstance(statement, p.Return) or (isinstance(statement, p.Jump) and statement.kind == "break")


def _turns(numbers: Value) -> range | None:
    if not isinstance(numbers, Range):
        return None
    start, stop, step = numbers.start, numbers.stop, numbers.step
    if isinstance(start, int) and isinstance(stop, int) and isinstance(step, int) and step:
        return range(start, stop, step)
    return None


def _first_break(body: p.Block) -> tuple[p.Block, p.Compare] | None:
    """The plain assignments before the first `if a > b: break` of a body, and its test; None where there is no such."""
    for place, statement in enumerate(body):
        if isinstance(statement, p.If):
            test = statement.test
            ordered = isinstance(test, p.Compare) and len(test.rest) == 1 and test.rest[0][0] in _ORDERS
            return (body[:place], test) if isinstance(test, p.Compare) and ordered and _breaks(statement) else None
        if not isinstance(statement, p.Assign) or not all(isinstance(each, p.Name) for each in statement.targets):
            return None
    return None


def _breaks(statement: p.If) -> bool:
    return len(statement.body) == 1 and all(
        isinstance(each, p.Jump) and each.kind == "break" for each in statement.body
    )


_ORDERS: Final[dict[str, Callable[[int], bool]]] = {
    ">": lambda distance: distance > 0,
    ">=": lambda distance: distance >= 0,
    "<": lambda distance: distance < 0,
    "<=": lambda distance: distance <= 0,
}


def _distance(run: Run, frame: Frame, target: p.Expr, before: p.Block, test: p.Compare, number: int) -> int | None:
    """How far the left side of the test is above the right one in the turn with a number; None if that is unknown."""
    from shapelint.engine.expressions import evaluate
    from shapelint.engine.statements import execute_block

    with undone(run, frame), run.silent():
        assign(run, frame, target, number)
        if not execute_block(run, frame, before):
            return None
        left, right = evaluate(run, frame, test.left), evaluate(run, frame, test.rest[0][1])
    return left - right if type(left) is int and type(right) is int else None
