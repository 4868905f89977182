"""The order of an analysis: the module as a script first, then what it never reached."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from shapelint.engine.objects import Frame, Scope
from shapelint.engine.open_world import explore
from shapelint.engine.run import Analysis, BudgetSpent, Run
from shapelint.engine.statements import execute_block
from shapelint.sizes import facts
from shapelint.source.program import Program

_RECURSION: Final = 12_000  # of Python's own stack: calls within calls of the program cost some 15 frames each


def analyse_program(program: Program, strict: bool) -> Analysis:
    """Run the module with `__name__ == "__main__"`, then each function and class that nothing called."""
    run = Run(program.file, strict)
    scope = Scope("module", None, program.file)
    scope.slots.update({"__name__": "__main__", "__file__": program.file, "__doc__": program.doc})
    known = facts.mark()
    with _deep_stack():
        try:
            frame = Frame(scope, returns=run.heap.mark(), rooted=True)
            run.frames.append(frame)
            execute_block(run, frame, program.body)
            explore(run, program, scope)
        except (BudgetSpent, RecursionError):
            run.spent = True
        finally:
            facts.undo(known)
    return run.result()


@contextmanager
def _deep_stack() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
