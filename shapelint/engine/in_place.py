"""Calls that change a tensor itself: methods in place, and `out=` of PyTorch, which takes the shape of the result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapelint.engine import attributes
from shapelint.engine.builtins import BUILTINS
from shapelint.engine.objects import Frame
from shapelint.engine.overwriting import changes_itself, overwritten, resized, writes
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, Many, Method, Tensor, Value, items_of
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def change(run: Run, frame: Frame, node: p.Call, callee: Value, result: Value) -> None:
    """Let variables hold what a call has made of them."""
    if isinstance(node.func, p.Attr) and isinstance(callee, Method):
        itself, before = changes_itself(node.func.name), callee.self
        changed = result if itself else run.became
        written = itself or run.became is not None or callee.rule.short == "__setitem__" or writes(callee.rule)
        if written and isinstance(before, Tensor):
            overwritten(run, before)
        if isinstance(changed, Tensor):
            if isinstance(before, Tensor) and before.shape != changed.shape:
                resized(run, before)
            stale = isinstance(before, Tensor) and changed.ones == before.ones
            _put(run, frame, node.func.value, replace(changed, ones=None) if stale else changed)
    elif isinstance(node.func, p.Attr) and isinstance(node.func.value, p.Name) and changes_itself(node.func.name):
        owner = frame.scope.slots.get(node.func.value.id)
        if isinstance(owner, Tensor):
            overwritten(run, owner)
    if callee is BUILTINS["next"] and node.args and isinstance(node.args[0].value, p.Name):
        _take_first(run, frame, node.args[0].value)
    rule = callee.rule if isinstance(callee, Method) else callee
    if isinstance(rule, Rule) and rule.family == "torch":
        out = next((each.value for each in node.args if each.keyword == "out"), None)
        if out is not None:
            _fill(run, frame, out, result)


def _take_first(run: Run, frame: Frame, node: p.Name) -> None:
    """What `next(items)` leaves of a generator expression, which is the row of its items."""
    scope = frame.scope.outer.get(node.id, frame.scope)
    held = scope.slots.get(node.id)
    if isinstance(held, tuple):
        run.heap.write(scope, node.id, held[1:])
    elif isinstance(held, Many) and held.length is not UNKNOWN:
        run.heap.write(scope, node.id, Many(held.each))


def _fill(run: Run, frame: Frame, out: p.Expr, result: Value) -> None:
    if isinstance(out, p.Seq):
        values = items_of(result) or (UNKNOWN,) * len(out.items)
        for target, value in zip(out.items, values, strict=False):
            _fill(run, frame, target, value)
    elif not (isinstance(out, p.Const) and out.value is None):
        _put(run, frame, out, result if isinstance(result, Tensor) else UNKNOWN)


def _put(run: Run, frame: Frame, target: p.Expr, value: Value) -> None:
    from shapelint.engine.expressions import evaluate

    while isinstance(target, p.Call) and isinstance(target.func, p.Attr) and changes_itself(target.func.name):
        target = target.func.value  # `x.unsqueeze_(0).t_()` gives x itself twice
    held = evaluate(run, frame, target) if isinstance(target, p.Name | p.Attr) else None
    if isinstance(held, Tensor):
        overwritten(run, held)
    if isinstance(target, p.Name):
        run.heap.write(frame.scope.outer.get(target.id, frame.scope), target.id, value)
    elif isinstance(target, p.Attr) and isinstance(target.value, p.Name):
        attributes.put(run, evaluate(run, frame, target.value), target.name, value)
