"""What a branch or an assertion may take for granted: sizes that its test fixes, ranks that it fixes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.alternatives import narrowed
from shapelint.engine.builtins import BUILTINS
from shapelint.engine.families import family_in
from shapelint.engine.objects import Either, Frame, Function, Scope
from shapelint.engine.symbols import axis_source, shape_source
from shapelint.engine.trials import again
from shapelint.engine.walk import walk
from shapelint.rules.registry import find
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, Tensor, Value
from shapelint.sizes import Dim, Shape, Size, facts
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def assume(run: Run, frame: Frame, test: p.Expr, outcome: bool) -> None:
    """Take the outcome of a test for granted: sizes that it fixes, ranks that it fixes."""
    handler = _ASSUME.get(type(test))
    if handler is not None:
        handler(run, frame, test, outcome)


def insist(run: Run, frame: Frame, test: p.Expr, outcome: bool) -> None:
    """Take an outcome for granted without which no run goes on: that of an assertion, or the way around a `raise`."""
    assume(run, frame, test, outcome)
    for each in walk(test):
        if isinstance(each, p.Name):
            scope = frame.scope.outer.get(each.id, frame.scope)
            run.certain(scope, each.id, scope.slots.get(each.id))


def _assume_name(run: Run, frame: Frame, test: p.Name | p.Attr, outcome: bool) -> None:
    """`if mask:`: what counts as true is not None."""
    if outcome:
        _narrow(run, frame, test, lambda option: option is not None)


def _assume_call(run: Run, frame: Frame, test: p.Call, outcome: bool) -> None:
    """`isinstance(x, torch.Tensor)`, `torch.is_tensor(x)`, or a function of the program's own: `exists(x)`."""
    from shapelint.engine.expressions import evaluate

    if not test.args or not isinstance(test.args[0].value, p.Name | p.Attr):
        return
    if any(each.star or each.keyword for each in test.args):
        return
    with run.silent():
        value = again(run, frame, test.args[0].value)
        if not isinstance(value, Either):
            return
        callee = evaluate(run, frame, test.func)
        rest = tuple(evaluate(run, frame, each.value) for each in test.args[1:])
        if callee is BUILTINS["isinstance"] or callee is find("torch.is_tensor") or isinstance(callee, Function):
            _narrow(run, frame, test.args[0].value, lambda option: _is(run.call(callee, (option, *rest)), outcome))


def _is(found: Value, outcome: bool) -> bool | None:
    return found is outcome if isinstance(found, bool) else None


def _assume_unary(run: Run, frame: Frame, test: p.Unary, outcome: bool) -> None:
    if test.op == "not":
        assume(run, frame, test.value, not outcome)


def _assume_logic(run: Run, frame: Frame, test: p.Logic, outcome: bool) -> None:
    """All of `a and b` where it is true, none of `a or b` where it is false."""
    for value in test.values if outcome is (test.op == "and") else ():
        assume(run, frame, value, outcome)


_NEGATED: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _assume_compare(run: Run, frame: Frame, test: p.Compare, outcome: bool) -> None:
    op, right_node = test.rest[0]
    if op in ("is", "is not") and len(test.rest) == 1 and isinstance(right_node, p.Const) and right_node.value is None:
        none = outcome is (op == "is")
        _narrow(run, frame, test.left, lambda option: (option is None) is none)
    if op not in _NEGATED or len(test.rest) > 1:
        return
    op = op if outcome else _NEGATED[op]
    left, right = again(run, frame, test.left), again(run, frame, right_node)
    if op == "==" and isinstance(right, int):
        _assume_rank(run, frame, test.left, right)
    if op == "==" and isinstance(right, tuple):
        _assume_shape(run, frame, test.left, right)
    if op == "==" and isinstance(right, int | Dim):
        _assume_length(run, frame, test.left, right)
    if op == "==" and not isinstance(left, int) and isinstance(right, int | Dim):
        _assume_axis(run, frame, test.left, right)
    if not isinstance(left, int | Dim) or not isinstance(right, int | Dim):
        return
    match op:
        case "==":
            facts.assume_equal(left, right)
        case ">=":
            _at_least(left, right)
        case ">":
            _at_least(left, right + 1)
        case "<=":
            _at_least(right, left)
        case "<":
            _at_least(right, left + 1)
        case _:
            pass


_ASSUME: Final[dict[type, Callable[[Run, Frame, Any, bool], None]]] = {
    p.Unary: _assume_unary,
    p.Logic: _assume_logic,
    p.Compare: _assume_compare,
    p.Name: _assume_name,
    p.Attr: _assume_name,
    p.Call: _assume_call,
}


def _at_least(high: Size, low: Size) -> None:
    if isinstance(low, int):
        facts.assume_at_least(high, low)
    elif isinstance(high, int):
        facts.assume_at_most(low, high)


def _assume_rank(run: Run, frame: Frame, node: p.Expr, rank: int) -> None:
    """`x.ndim == 3`, `x.dim() == 3`, `len(x.shape) == 3` where the rank of x was open."""
    target = _rank_of(node)
    if target is None:
        return
    _refine(run, frame, target, Shape((UNKNOWN,) * rank))


def _assume_shape(run: Run, frame: Frame, node: p.Expr, sizes: tuple[Value, ...]) -> None:
    """`x.shape == (a, b)`, `x.shape[1:] == (a, b)`."""
    known = tuple(size if isinstance(size, int | Dim) else UNKNOWN for size in sizes)
    source = shape_source(node)
    if source is not None:
        _refine(run, frame, source, Shape(known))
    elif isinstance(node, p.Item) and isinstance(node.index, p.Slice) and node.index.upper is node.index.step is None:
        source, lower = shape_source(node.value), node.index.lower
        if source is not None and isinstance(lower, p.Const) and isinstance(lower.value, int):
            _refine(run, frame, source, Shape((*(UNKNOWN,) * lower.value, *known)))


def _assume_axis(run: Run, frame: Frame, node: p.Expr, size: Size) -> None:
    """`x.shape[-1] == a`, `x.size(1) == a`, where the size was not known, or no more than a name."""
    read = axis_source(node)
    if read is None:
        return
    source, axis = read
    scope = frame.scope.outer.get(source, frame.scope)
    value = scope.slots.get(source)
    known = value.shape.axis(axis) if isinstance(value, Tensor) else UNKNOWN
    if isinstance(value, Tensor) and isinstance(known, Dim):
        if known.as_symbol() is None:
            return
        run.heap.write(scope, source, replace(value, shape=value.shape.replace(axis, size)))
    elif axis < 0:
        _refine(run, frame, source, Shape((size, *(UNKNOWN,) * (-axis - 1)), open=True))
    elif isinstance(value, Tensor) and value.shape.rank is not None and axis < value.shape.rank:
        _refine(run, frame, source, Shape((UNKNOWN,) * value.shape.rank).replace(axis, size))


def _assume_length(run: Run, frame: Frame, node: p.Expr, length: Size) -> None:
    """`len(batch) == size`, where nobody knew how long a list was."""
    if not (isinstance(node, p.Call) and isinstance(node.func, p.Name) and node.func.id == "len" and node.args):
        return
    value = again(run, frame, node.args[0].value)
    if isinstance(value, ListValue) and isinstance(value.items, Many) and not isinstance(value.items.length, int):
        run.heap.write(value, "items", Many(value.items.each, length))


def _rank_of(node: p.Expr) -> str | None:
    if isinstance(node, p.Attr) and node.name == "ndim" and isinstance(node.value, p.Name):
        return node.value.id
    if isinstance(node, p.Call) and isinstance(node.func, p.Attr) and node.func.name in ("dim", "ndimension"):
        return node.func.value.id if isinstance(node.func.value, p.Name) else None
    if isinstance(node, p.Call) and isinstance(node.func, p.Name) and node.func.id == "len" and len(node.args) == 1:
        inner = node.args[0].value
        if isinstance(inner, p.Attr) and inner.name == "shape" and isinstance(inner.value, p.Name):
            return inner.value.id
    return None


def _narrow(run: Run, frame: Frame, node: p.Expr, fits: Callable[[Value], bool | None]) -> None:
    """A variable or attribute that is one thing or another is none for which a test does not hold."""
    from shapelint.engine.expressions import lookup

    owner: Value = None
    name = ""
    if isinstance(node, p.Name):
        owner, name = frame.scope.outer.get(node.id, frame.scope), node.id
    elif isinstance(node, p.Attr) and isinstance(node.value, p.Name):
        owner, name = lookup(frame.scope, node.value.id), node.name
    value = owner.slots.get(name) if isinstance(owner, Scope | Instance) else None
    if isinstance(value, Either):
        run.heap.write(owner, name, narrowed(value, fits))


def _refine(run: Run, frame: Frame, name: str, shape: Shape) -> None:
    """What a variable holds is now known to have this shape as well."""
    scope = frame.scope.outer.get(name, frame.scope)
    value = scope.slots.get(name)
    family = family_in(run, frame, name) if value is UNKNOWN else None
    if family is not None:
        run.heap.write(scope, name, Tensor(shape, family, None))
    if isinstance(value, Tensor):
        refined = value.shape.refined(shape)
        if refined != value.shape:
            run.heap.write(scope, name, replace(value, shape=refined))
