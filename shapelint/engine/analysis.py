"""The order of an analysis: the module as a script first, then what it never reached."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from shapelint.engine.budget import STEPS, BudgetSpent
from shapelint.engine.journal import Journal
from shapelint.engine.modules import Modules
from shapelint.engine.objects import Frame, Scope
from shapelint.engine.open_world import explore
from shapelint.engine.results import Analysis, result
from shapelint.engine.run import Run
from shapelint.engine.statements import execute_block
from shapelint.engine.walk import assigned_names, walk
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, forget_flows
from shapelint.sizes import facts
from shapelint.source.program import ClassDef, Expr, For, FunctionDef, If, Lambda, Name, Program, While

_RECURSION: Final = 12_000  # of Python's own stack: calls within calls of the program cost some 15 frames each


def analyse_program(
    program: Program,
    strict: bool,
    modules: Modules | None = None,
    witnesses: bool = False,
    trust_comments: bool = False,
    unasked: bool = False,
    stating: bool = True,
) -> Analysis:
    """Run the module with `__name__ == "__main__"`, then each function and class that nothing called.

    stating: whether somebody wants to know of the shapes of variables.
    """
    forget_flows()
    run = Run(program.file, strict, modules, Journal() if witnesses else None, trust_comments, unasked, stating)
    run.program = program
    scope = run.scopes[program.file] = Scope("module", None, program.file)
    scope.slots.update({"__name__": "__main__", "__file__": program.file, "__doc__": program.doc})
    known, whole = facts.mark(), False
    with _deep_stack():
        try:
            frame = Frame(scope, returns=run.heap.mark(), rooted=True)
            run.frames.append(frame)
            execute_block(run, frame, program.body)
            whole = True
            for name in _taken_when_started(program):
                run.heap.write(scope, name, UNKNOWN)
            explore(run, program, scope)
        except BudgetSpent:
            pass  # what was found so far is kept
        except RecursionError:
            run.taken, run.ended = STEPS - run.steps, "depth"
        finally:
            facts.undo(known)
            if not whole:
                _forget_turns(run, program)
            found = result(run, program)
            run.heap.give_back()
    return _own(found, strict, modules)


def _forget_turns(run: Run, program: Program) -> None:
    """Of what may run again, in functions and loops, the shapes are not all known where a run was cut off."""
    again = (each for each in walk(program.body) if isinstance(each, FunctionDef | Lambda | For | While))
    places = {node.at for each in again for node in walk(each)}
    for (at, name), shapes in run.bound.items():
        if at in places:
            run.bound[at, name] = {UNKNOWN_SHAPE: next(filter(None, shapes.values()), None)}


def _taken_when_started(program: Program) -> set[str]:
    """The names of functions and classes that get another value where the file is started itself.

    Whoever imports it has the functions.
    """
    defined = {each.name for each in program.body if isinstance(each, FunctionDef | ClassDef)}
    started = [each for each in program.body if isinstance(each, If) and _asks_for_name(each.test)]
    return defined & {name for block in started for name in assigned_names(block.body)}


def _asks_for_name(test: Expr) -> bool:
    return any(isinstance(each, Name) and each.id == "__name__" for each in walk(test))


def _own(found: Analysis, strict: bool, modules: Modules | None) -> Analysis:
    """Less the findings that the file in which the operation lies has by itself, whoever calls it."""
    elsewhere = {report.origin[0] for report in found.reports if report.origin is not None}
    if modules is None or not elsewhere:
        return found
    told = {
        (file, report.at, report.code)
        for file in elsewhere
        if (program := modules.read(file)) is not None
        for report in analyse_program(program, strict, stating=False).reports
    }
    kept = (each for each in found.reports if each.origin is None or (*each.origin, each.code) not in told)
    return replace(found, reports=tuple(kept))


@contextmanager
def _deep_stack() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
