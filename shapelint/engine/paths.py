"""Going several ways from one state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shapelint.sizes import facts

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Path = Callable[[], bool]  # runs one way through; whether anything gets to its end


def fork(run: Run, paths: list[Path]) -> tuple[bool, list[int]]:
    """Run every path from the present state and go on from the join of those that get through.

    Returns whether any did, and the indexes of those that did.
    """
    mark, known = run.heap.mark(), facts.mark()
    deltas, alive = [], []
    for index, path in enumerate(paths):
        with run.forked():
            live = path()
        delta = run.heap.take(mark)
        facts.undo(known)
        if live:
            deltas.append(delta)
            alive.append(index)
    if deltas:
        run.heap.merge(deltas, mark)
    return bool(deltas), alive
