"""Trying something out: the state of a run and of its running function, and the way back to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shapelint.engine.heap import Mark
from shapelint.engine.objects import Frame
from shapelint.rules.values import UNKNOWN, Value
from shapelint.sizes import Size, facts
from shapelint.source.program import Expr

if TYPE_CHECKING:
    from shapelint.engine.run import Run


@dataclass(frozen=True, slots=True)
class Before:
    """Where a run stood."""

    heap: Mark
    known: int
    exits: int
    yields: tuple[int, Size]
    left: tuple[Any, Any]

    @classmethod
    def of(cls, run: Run, frame: Frame) -> Before:
        """Where it stands now."""
        yields = (len(frame.yields), frame.yielded)
        return cls(run.heap.mark(), facts.mark(), len(frame.exits), yields, (frame.left, frame.left_turn))

    def restore(self, run: Run, frame: Frame) -> None:
        """Go back there."""
        run.heap.undo(self.heap)
        facts.undo(self.known)
        count, frame.yielded = self.yields
        del frame.exits[self.exits :], frame.yields[count:]
        frame.left, frame.left_turn = self.left


@contextmanager
def undone(run: Run, frame: Frame) -> Iterator[None]:
    """While something is tried that leaves nothing behind, nor says anything of shapes."""
    before = Before.of(run, frame)
    run.trying += 1
    try:
        with run.forked():
            yield
    finally:
        run.trying -= 1
        before.restore(run, frame)


def again(run: Run, frame: Frame, node: Expr) -> Value:
    """The value of an expression that was evaluated before; UNKNOWN where that changes what there is: `row.pop()`."""
    from shapelint.engine.expressions import evaluate

    mark = run.heap.mark()
    with run.silent():
        value = evaluate(run, frame, node)
    if run.heap.delta(mark):
        run.heap.undo(mark)
        return UNKNOWN
    return value
