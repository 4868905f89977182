"""Evaluating expressions: one function per node kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine import attributes, calling_back, in_place
from shapelint.engine.alternatives import there
from shapelint.engine.assuming import assume
from shapelint.engine.builtins import BUILTINS
from shapelint.engine.calls import call
from shapelint.engine.comprehensions import comprehend
from shapelint.engine.conditions import compare, condition, negate, require_truth, truth
from shapelint.engine.dicts import with_all, with_key
from shapelint.engine.doubt import branch, doubtful, takes_turns
from shapelint.engine.forgetting import forget_picked
from shapelint.engine.iterating import sequence
from shapelint.engine.joins import join, join_all
from shapelint.engine.lists import distinct
from shapelint.engine.mixups import may_be_method
from shapelint.engine.modules import resolve
from shapelint.engine.nesting import too_deep
from shapelint.engine.objects import Either, Frame, Function, Scope, Super
from shapelint.engine.operators import binary, unary
from shapelint.engine.paths import Path
from shapelint.engine.presuming import presume
from shapelint.engine.spelled import spelled
from shapelint.engine.subscripts import item
from shapelint.engine.symbols import measured, named_mask
from shapelint.engine.targets import assign
from shapelint.engine.texts import shown, together
from shapelint.engine.versions import judged
from shapelint.engine.yielding import yield_all, yield_one
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Mutable,
    SliceOf,
    SomeBool,
    SomeInt,
    Tensor,
    Value,
    Version,
    items_of,
    kept,
)
from shapelint.sizes import facts
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def evaluate(run: Run, frame: Frame, node: p.Expr) -> Value:
    """The value of an expression."""
    run.step()
    return _EVALUATE[type(node)](run, frame, node)


def _const(run: Run, frame: Frame, node: p.Const) -> Value:
    return node.value


def lookup(scope: Scope, name: str) -> Value:
    """A name seen from a scope: its own, those of enclosing functions, the module's, Python's."""
    at = holder(scope, name)
    return _python(name) if at is None else at.slots[name]


def holder(scope: Scope, name: str) -> Scope | None:
    """Where a name lives that is seen from a scope; None for one of Python's."""
    at: Scope | None = scope.outer.get(name, scope)
    while at is not None and not (name in at.slots and (at.kind != "class" or at is scope)):
        at = at.parent
    return at


def _python(name: str) -> Value:
    return BUILTINS.get(name) or External(f"builtins.{name}")


def _name(run: Run, frame: Frame, node: p.Name) -> Value:
    at = holder(frame.scope, node.id)
    if at is None:
        return _python(node.id)
    value = at.slots[node.id]
    if at is not frame.scope:
        run.memory.read(at, node.id, value)
    return resolve(run, value)


def _attr(run: Run, frame: Frame, node: p.Attr) -> Value:
    owner = evaluate(run, frame, node.value)
    with run.at(frame.scope, node.at):
        return attributes.read(run, owner, node.name)


def _item(run: Run, frame: Frame, node: p.Item) -> Value:
    owner = evaluate(run, frame, node.value)
    index = evaluate(run, frame, node.index)
    if isinstance(owner, Tensor):
        index = named_mask(run, frame, node.index, index)
    with run.at(frame.scope, node.at):
        found = item(run, owner, index)
    return _read(run, frame, node, found)


def _slice(run: Run, frame: Frame, node: p.Slice) -> Value:
    ends = (None if end is None else evaluate(run, frame, end) for end in (node.lower, node.upper, node.step))
    return SliceOf(*ends)


def _call(run: Run, frame: Frame, node: p.Call) -> Value:
    if isinstance(node.func, p.Name) and node.func.id == "super":
        return _super(run, frame, node)
    callee = evaluate(run, frame, node.func)
    found = spelled(run, frame, callee, node)
    if found is not NotImplemented:
        return found
    args = arguments(run, frame, node.args)
    if isinstance(callee, Rule) and callee.presumes is not None:
        args = presume(run, frame, callee, node, args)
    run.became = None
    if isinstance(callee, Tensor) and may_be_method(run, frame, node.func):
        callee = UNKNOWN
    with run.at(frame.scope, node.at):
        result = call(run, callee, args)
    in_place.change(run, frame, node, callee, result)
    if callee is UNKNOWN and isinstance(node.func, p.Attr) and isinstance(node.func.value, p.Item):
        forget_picked(run, frame, node.func.value)
    if callee is UNKNOWN or isinstance(callee, External):
        calling_back.inherited(run, frame, node.func)
    if callee is UNKNOWN and run.alone:
        calling_back.forget(run, frame, node.func)
    return _read(run, frame, node, result)


def _read(run: Run, frame: Frame, node: p.Item | p.Call, found: Value) -> Value:
    """A number that was read, which may be a size that nobody knows: it has a name from then on."""
    named = measured(run, frame, node) if isinstance(found, SomeInt) else UNKNOWN
    return found if named is UNKNOWN else named


def arguments(run: Run, frame: Frame, nodes: tuple[p.Arg, ...]) -> Args:
    """The arguments of a call."""
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    open_ = False
    for node in nodes:
        value = evaluate(run, frame, node.value)
        if node.star == "*":
            rows = run.call(run.get(value, "__iter__")) if isinstance(value, Instance) else value
            items = sequence(run, rows) if rows is value and isinstance(rows, Tensor | DictValue) else items_of(rows)
            open_ = open_ or not isinstance(items, tuple)
            positional.extend(items if isinstance(items, tuple) else ())
        elif node.star == "**":
            known = isinstance(value, DictValue) and REST not in value.slots
            open_ = open_ or not known
            if isinstance(value, DictValue):
                keywords.update({key: each for key, each in value.slots.items() if isinstance(key, str)})
        elif node.keyword is not None:
            keywords[node.keyword] = value
        elif not open_:
            positional.append(value)
    return Args(tuple(positional), keywords, open_)


def _super(run: Run, frame: Frame, node: p.Call) -> Value:
    if node.args:
        values = [evaluate(run, frame, arg.value) for arg in node.args]
        return Super(values[0], values[1]) if len(values) == 2 and hasattr(values[0], "order") else UNKNOWN
    at: Frame | None = frame
    owner = at.function.owner if at and at.function else None
    if owner is None or frame.function is None or not frame.function.node.params:
        return UNKNOWN
    return Super(owner, frame.scope.slots.get(frame.function.node.params[0].name, UNKNOWN))


def _seq(run: Run, frame: Frame, node: p.Seq) -> Value:
    found: Value = ()
    plain: list[Value] = []
    for entry in node.items:
        value = evaluate(run, frame, entry)
        if isinstance(entry, p.Star):
            found = binary(run, "+", binary(run, "+", found, tuple(plain)), sequence(run, value))
            plain.clear()
        else:
            plain.append(kept(value))
    found = binary(run, "+", found, tuple(plain)) if found != () else tuple(plain)
    if isinstance(found, tuple) and too_deep(found):
        found = Many(UNKNOWN, len(found))
    if node.kind == "tuple":
        return found
    return ListValue(distinct(found)) if node.kind == "set" else ListValue(found, plain=True)


def _dict(run: Run, frame: Frame, node: p.Dict) -> Value:
    slots: dict[Value, Value] = {}
    for key_node, value_node in node.items:
        value = kept(evaluate(run, frame, value_node))
        if key_node is None:
            slots = with_all(slots, value.slots if isinstance(value, DictValue) else {REST: UNKNOWN})
        else:
            slots = with_key(slots, evaluate(run, frame, key_node), value)
    return DictValue({REST: UNKNOWN} if too_deep(slots.values()) else slots, plain=True)


def _unary(run: Run, frame: Frame, node: p.Unary) -> Value:
    if node.op == "not":
        value = condition(run, frame, node.value)
        return value if isinstance(value, Version) else negate(truth(run, value))
    value = evaluate(run, frame, node.value)
    with run.at(frame.scope, node.at):
        return unary(run, node.op, value)


def _binary(run: Run, frame: Frame, node: p.Binary) -> Value:
    operands: list[p.Binary] = [node]
    while isinstance(operands[-1].left, p.Binary):  # long chains of one side are folded without recursion
        operands.append(operands[-1].left)
    value = _operand(run, frame, operands[-1].left)
    for each in reversed(operands):
        right = _operand(run, frame, each.right)
        with run.at(frame.scope, each.at):
            value = binary(run, each.op, value, right)
    return value


def _operand(run: Run, frame: Frame, node: p.Expr) -> Value:
    """What is counted with: a size that nobody knows has a name from then on."""
    value = evaluate(run, frame, node)
    return measured(run, frame, node) if value is UNKNOWN else value


def _logic(run: Run, frame: Frame, node: p.Logic) -> Value:
    """`and` / `or`: the first operand that decides; an undecided one joins with what follows."""
    known = facts.mark()
    try:
        return _of_operands(run, frame, node)
    finally:
        facts.undo(known)


def _of_operands(run: Run, frame: Frame, node: p.Logic) -> Value:
    result: Value = _NOTHING
    since = Mutable.births
    for index, operand in enumerate(node.values):
        before = node.values[:index] if result is not _NOTHING else ()
        last = index == len(node.values) - 1
        with doubtful(run, frame, before):
            if isinstance(operand, p.Logic) and operand.op == "and" and node.op == "or" and not last:
                value, decided = _all_true(run, frame, operand)
            else:
                value, decided = _with_truth(run, frame, operand)
        if last or decided is (node.op == "or"):
            return value if result is _NOTHING else join(result, value, since)
        with run.at(frame.scope, operand.at):
            require_truth(run, value)
        if decided is None:
            value = _left_with(node.op, value)
            result = value if result is _NOTHING else join(result, value, since)
    return UNKNOWN


def _left_with(op: str, value: Value) -> Value:
    """What an operand that is undecided can be where it is the outcome: `or` passes None over, `and` what is true."""
    if isinstance(value, SomeBool):
        return op == "or"
    return there(value) if op == "or" else value


def _with_truth(run: Run, frame: Frame, node: p.Expr) -> tuple[Value, bool | None]:
    value = evaluate(run, frame, node)
    return value, truth(run, value)


def _all_true(run: Run, frame: Frame, node: p.Logic) -> tuple[Value, bool | None]:
    """What `a and b` is where it is true, as the left side of `or`: its last operand, if none before it is false."""
    sure = True
    for operand in node.values:
        value, decided = _with_truth(run, frame, operand)
        if decided is False:
            return value, False
        with run.at(frame.scope, operand.at):
            require_truth(run, value)
        sure = sure and decided is True
    return value, True if sure else None


_NOTHING: Final = object()


def _compare(run: Run, frame: Frame, node: p.Compare) -> Value:
    left = evaluate(run, frame, node.left)
    results: list[Value] = []
    for op, right_node in node.rest:
        right = evaluate(run, frame, right_node)
        with run.at(frame.scope, node.at):
            results.append(compare(run, op, left, right))
        left = right
    if len(results) == 1:
        return results[0]
    with run.at(frame.scope, node.at):
        for result in results[:-1]:
            require_truth(run, result)
    if any(result is False for result in results):
        return False
    return True if all(result is True for result in results) else UNKNOWN


def _if_else(run: Run, frame: Frame, node: p.IfElse) -> Value:
    test = condition(run, frame, node.test)
    decided = truth(run, test)
    if decided is not None:
        return evaluate(run, frame, node.body if decided else node.orelse)
    values: list[Value] = []
    since = Mutable.births

    def path(outcome: bool, part: p.Expr) -> Path:
        def go() -> bool:
            assume(run, frame, node.test, outcome)
            values.append(evaluate(run, frame, part))
            return True

        return go

    with judged(run, test):
        branch(run, frame, node.test, [path(True, node.body), path(False, node.orelse)])
    found = join_all(tuple(values), since)
    return replace(found, each=True) if isinstance(found, Either) and takes_turns(run, frame, node.test) else found


def _text(run: Run, frame: Frame, node: p.Text) -> Value:
    return together([part if isinstance(part, str) else shown(run, evaluate(run, frame, part)) for part in node.parts])


def _formatted(run: Run, frame: Frame, node: p.Formatted) -> Value:
    return shown(run, evaluate(run, frame, node.value), node.spec, node.conversion)


def _walrus(run: Run, frame: Frame, node: p.Walrus) -> Value:
    value = evaluate(run, frame, node.value)
    assign(run, frame, node.target, value)
    return value


def _yield(run: Run, frame: Frame, node: p.Yield) -> Value:
    value = None if node.value is None else evaluate(run, frame, node.value)
    if node.delegate:
        yield_all(run, frame, value)
    else:
        yield_one(run, frame, value)
    return UNKNOWN


def _lambda(run: Run, frame: Frame, node: p.Lambda) -> Value:
    return Function(node, frame.scope, defaults(run, frame, node.params))


def defaults(run: Run, frame: Frame, params: tuple[p.Param, ...]) -> dict[str, Value]:
    """Default values, evaluated where the function is made."""
    return {param.name: evaluate(run, frame, param.default) for param in params if param.default is not None}


def _comp(run: Run, frame: Frame, node: p.Comp) -> Value:
    scope = Scope("function", frame.scope, frame.scope.file)
    scope.settled = frame.scope.settled
    scope.outer = frame.scope.outer
    return comprehend(run, replace(frame, scope=scope), node)


def _opaque(run: Run, frame: Frame, node: p.Opaque) -> Value:
    return UNKNOWN


def _inner(run: Run, frame: Frame, node: p.Star | p.Quoted) -> Value:
    return evaluate(run, frame, node.value)


_EVALUATE: Final[dict[type, Callable[[Run, Frame, Any], Value]]] = {
    p.Const: _const,
    p.Name: _name,
    p.Attr: _attr,
    p.Item: _item,
    p.Slice: _slice,
    p.Call: _call,
    p.Star: _inner,
    p.Quoted: _inner,
    p.Seq: _seq,
    p.Dict: _dict,
    p.Unary: _unary,
    p.Binary: _binary,
    p.Logic: _logic,
    p.Compare: _compare,
    p.IfElse: _if_else,
    p.Text: _text,
    p.Formatted: _formatted,
    p.Walrus: _walrus,
    p.Yield: _yield,
    p.Lambda: _lambda,
    p.Comp: _comp,
    p.Opaque: _opaque,
}
