"""Branches: a decided condition takes its branch, an undecided one takes both and joins what they left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapelint.engine.assuming import assume, insist
from shapelint.engine.conditions import condition, decide, same_value, truth
from shapelint.engine.doubt import branch
from shapelint.engine.heap import Written
from shapelint.engine.objects import Frame
from shapelint.engine.paths import Path, fork
from shapelint.engine.versions import judged
from shapelint.rules.values import UNKNOWN, Many, Value, items_of
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def execute_if(run: Run, frame: Frame, node: p.If) -> bool:
    """`if` / `elif` / `else`."""
    from shapelint.engine.statements import execute_block

    test = condition(run, frame, node.test)
    decided = truth(run, test)
    if decided is not None:
        assume(run, frame, node.test, decided)
        return execute_block(run, frame, node.body if decided else node.orelse)

    def path(outcome: bool, block: p.Block) -> Path:
        def go() -> bool:
            assume(run, frame, node.test, outcome)
            return execute_block(run, frame, block)

        return go

    with judged(run, test):
        live, alive = branch(run, frame, node.test, [path(True, node.body), path(False, node.orelse)])
    if len(alive) == 1:  # what the only way through took for granted holds from here on
        other = node.orelse if alive[0] == 0 else node.body
        raises = bool(other) and isinstance(other[-1], p.Raise)
        (insist if raises else assume)(run, frame, node.test, alive[0] == 0)
    return live


def execute_try(run: Run, frame: Frame, node: p.Try) -> bool:
    """`try`: its body is expected to fail, so nothing in it is reported; a handler starts from any state of it."""
    from shapelint.engine.statements import execute_block

    states: list[Written] = []

    def body() -> bool:
        with run.heap.watched() as written, run.silent():
            live = execute_block(run, frame, node.body)
        states.append(written)
        return live and execute_block(run, frame, node.orelse)

    def handler(each: p.Handler) -> Path:
        def go() -> bool:
            for written in states:
                run.heap.meet(written)
            if each.name:
                run.bind(frame.scope, each.name, UNKNOWN, each.at)
            with run.silent():
                return execute_block(run, frame, each.body)

        return go

    handlers = [] if _is_import(node) else [handler(each) for each in node.handlers]
    live, _ = fork(run, [body, *handlers])
    return execute_block(run, frame, node.final) and live


def _is_import(node: p.Try) -> bool:
    """Whether a `try` tells whether a library is there, as far as one can see: it is taken to be."""
    if _imports_only(node.orelse):  # and behind `except` stand-ins for what is imported
        return all(_imports_only(each.body) for each in node.handlers)
    return _imports_only(node.body) and _import_handlers(node)


def _imports_only(block: p.Block) -> bool:
    return bool(block) and all(isinstance(statement, p.Import | p.ImportFrom) for statement in block)


def _import_handlers(node: p.Try) -> bool:
    """`except ImportError`: the import is taken to work."""
    names = {"ImportError", "ModuleNotFoundError", "Exception"}
    return all(each.type is None or (isinstance(each.type, p.Name) and each.type.id in names) for each in node.handlers)


def execute_match(run: Run, frame: Frame, node: p.Match) -> bool:
    """`match`: the first case that certainly fits; undecided ones join with those after them."""
    from shapelint.engine.expressions import evaluate

    subject = evaluate(run, frame, node.subject)
    return _cases(run, frame, subject, node.cases)


def _cases(run: Run, frame: Frame, subject: Value, cases: tuple[p.Case, ...]) -> bool:
    from shapelint.engine.statements import execute_block

    if not cases:
        return True
    case, rest = cases[0], cases[1:]
    fits = matches(run, frame, case.pattern, subject)
    if fits is False:
        return _cases(run, frame, subject, rest)
    if fits is True and case.guard is not None:
        fits = decide(run, frame, case.guard)
        if fits is False:
            return _cases(run, frame, subject, rest)
    if fits is True:
        return execute_block(run, frame, case.body)
    paths: list[Path] = [lambda: execute_block(run, frame, case.body), lambda: _cases(run, frame, subject, rest)]
    live, _ = branch(run, frame, None, paths)
    return live


def matches(run: Run, frame: Frame, pattern: p.Pattern, value: Value) -> bool | None:
    """Whether a pattern fits, binding its names as if it did."""
    from shapelint.engine.expressions import evaluate

    if pattern.kind == "value" and pattern.expr is not None:
        return same_value(value, evaluate(run, frame, pattern.expr))
    if pattern.kind == "capture":
        fits = matches(run, frame, pattern.items[0], value) if pattern.items else True
        if pattern.name is not None:
            run.bind(frame.scope, pattern.name, value, pattern.at)
        return fits
    if pattern.kind == "or":
        outcomes = [matches(run, frame, item, value) for item in pattern.items]
        return True if True in outcomes else (None if None in outcomes else False)
    if pattern.kind == "sequence":
        return _match_sequence(run, frame, pattern, value)
    for item in pattern.items:
        matches(run, frame, item, UNKNOWN)
    if pattern.kind in ("mapping", "star", "class") and pattern.name is not None:
        run.bind(frame.scope, pattern.name, UNKNOWN, pattern.at)
    return None


def _match_sequence(run: Run, frame: Frame, pattern: p.Pattern, value: Value) -> bool | None:
    items = None if isinstance(value, str) else items_of(value)
    starred = any(item.kind == "star" for item in pattern.items)
    if items is None or starred:
        for item in pattern.items:
            matches(run, frame, item, Many(UNKNOWN) if item.kind == "star" else UNKNOWN)
        return None
    if len(items) != len(pattern.items):
        return False
    outcomes = [matches(run, frame, item, each) for item, each in zip(pattern.items, items, strict=True)]
    return False if False in outcomes else (None if None in outcomes else True)
