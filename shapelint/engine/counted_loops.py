"""`while len(found) < n:` of which each turn finds one at most: when it is over, there are n."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shapelint.engine.expressions import evaluate
from shapelint.engine.objects import Frame, Function
from shapelint.engine.targets import assign
from shapelint.engine.walk import targets_of, walk
from shapelint.rules.values import MOST, ListValue, Many, Value, is_soft
from shapelint.sizes import Dim, Size, at_most, equal
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_DEFINING: Final = (p.Outer, p.FunctionDef, p.ClassDef, p.Import, p.ImportFrom, p.Match, p.Try, p.Lambda)
_MIRRORED: Final = {"<": "<", "<=": "<=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Goal:
    """What a loop counts up to: the variable, whether the items of it are counted or itself, and the number."""

    counted: p.Name
    items: bool
    bound: p.Expr
    number: Size
    past: int  # by how much the number is passed where the loop is over: `<=` goes one further


def goal(run: Run, frame: Frame, node: p.While) -> Goal | None:
    """What a loop that is about to begin counts up to; None where it may take other steps, or stop elsewhere."""
    sides = _sides(node.test)
    if sides is None or any(isinstance(each, _DEFINING) for each in walk(node.body)):
        return None
    counted, items, op, bound = sides
    if not (_grows_by_one if items else _adds_one)(node.body, counted.id):
        return None
    if not items and not _is_own(frame, node, counted.id):
        return None
    begin = evaluate(run, frame, counted)
    begin, number, past = _length(begin) if items else begin, evaluate(run, frame, bound), int(op == "<=")
    if not _is_size(begin) or not _is_size(number) or at_most(begin, number + past) is not True:
        return None
    return Goal(counted, items, bound, number, past)


def _is_own(frame: Frame, node: p.While, name: str) -> bool:
    """Whether no function that the loop calls can give the variable another value."""
    scope = frame.scope
    if name in scope.outer or scope.kind == "class":
        return False
    around = frame.function.node if frame.function is not None else ()
    if scope.kind == "function":
        return not any(isinstance(each, p.Outer) and name in each.names for each in walk(around))
    called = {each.func.id for each in walk(node.body) if isinstance(each, p.Call) and isinstance(each.func, p.Name)}
    return not any(isinstance(scope.slots.get(each), Function) for each in called)


def reach(run: Run, frame: Frame, goal: Goal) -> None:
    """Once the condition of the loop is false: as many as were wanted, if that number is what it was."""
    if equal(evaluate(run, frame, goal.bound), goal.number) is not True:
        return
    count = goal.number + goal.past
    if not goal.items:
        assign(run, frame, goal.counted, count)
        return
    found = evaluate(run, frame, goal.counted)
    if isinstance(found, ListValue) and isinstance(found.items, Many):
        run.heap.write(found, "items", Many(found.items.each, count))


def _sides(test: p.Expr) -> tuple[p.Name, bool, str, p.Expr] | None:
    """Of `len(x) < n` or `n > len(x)` what is counted, whether its items are, `<` or `<=`, and the number."""
    if not isinstance(test, p.Compare) or len(test.rest) != 1 or test.rest[0][0] not in _MIRRORED:
        return None
    op, right = test.rest[0]
    count, bound = (test.left, right) if op in ("<", "<=") else (right, test.left)
    items = _calls(count, "len") and isinstance(count, p.Call) and len(count.args) == 1
    counted = count.args[0].value if items and isinstance(count, p.Call) else count
    if not isinstance(counted, p.Name) or not isinstance(bound, p.Const | p.Name | p.Attr | p.Item):
        return None
    return counted, items, _MIRRORED[op], bound


def _grows_by_one(body: p.Block, name: str) -> bool:
    """Whether a turn appends to a list once at most, and does nothing else that could change its length."""
    appends = [each for each in _once(body) if _is_append(each, name)]
    mentions = [each for each in walk(body) if isinstance(each, p.Name) and each.id == name]
    looked_at = sum(1 for each in walk(body) if _looks(each, name))
    return len(appends) == 1 and len(mentions) == 1 + looked_at


def _is_append(node: p.Node, name: str) -> bool:
    call = node.value if isinstance(node, p.Do) else None
    method = call.func if isinstance(call, p.Call) else None
    return isinstance(method, p.Attr) and method.name == "append" and _is(method.value, name)


def _looks(node: p.Node, name: str) -> bool:
    """`len(x)`, `x[at]`, `each in x`"""
    if isinstance(node, p.Call) and (_calls(node, "len") or _calls(node, "print")):
        return any(_is(arg.value, name) for arg in node.args)
    if isinstance(node, p.Compare):
        return any(op in ("in", "not in") and _is(right, name) for op, right in node.rest)
    return isinstance(node, p.Item) and not isinstance(node.index, p.Slice) and _is(node.value, name)


def _adds_one(body: p.Block, name: str) -> bool:
    """Whether a turn adds one to a variable once at most, and gives it no other value."""
    given = [each for each in walk(body) if name in _given(each)]
    return len(given) == 1 and any(each is given[0] and _is_step(each) for each in _once(body))


def _is_step(node: p.Node) -> bool:
    if not isinstance(node, p.AugAssign) or node.op != "+" or not isinstance(node.value, p.Const):
        return False
    return node.value.value == 1 and node.value.value is not True


def _given(node: p.Node) -> set[str]:
    targets = (node.target,) if isinstance(node, p.Walrus) else targets_of(node)
    return {each.id for target in targets for each in walk(target) if isinstance(each, p.Name)}


def _once(block: p.Block) -> Iterator[p.Stmt]:
    """The statements that one turn gets to once at most."""
    for each in block:
        yield each
        if isinstance(each, p.If):
            yield from _once(each.body)
            yield from _once(each.orelse)
        elif isinstance(each, p.With):
            yield from _once(each.body)


def _is(node: p.Expr, name: str) -> bool:
    return isinstance(node, p.Name) and node.id == name


def _calls(node: p.Node, name: str) -> bool:
    return isinstance(node, p.Call) and _is(node.func, name)


def _length(value: Value) -> Value:
    """How many items a list has that keeps all of them; None where that is not known."""
    if not isinstance(value, ListValue) or MOST in value.slots:
        return None
    items = value.items
    return len(items) if isinstance(items, tuple) else items.length if isinstance(items, Many) else None


def _is_size(value: Value) -> bool:
    return isinstance(value, int | Dim) and not isinstance(value, bool) and not is_soft(value)
