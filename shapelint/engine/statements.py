"""Executing statements: one function per node kind.  Each says whether anything gets past it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine import contracts
from shapelint.engine.assertions import execute_assert
from shapelint.engine.attributes import external, remove
from shapelint.engine.branches import execute_if, execute_match, execute_try
from shapelint.engine.calls import call
from shapelint.engine.contexts import execute_with
from shapelint.engine.definitions import define_class, define_function
from shapelint.engine.dicts import forget_key
from shapelint.engine.expressions import evaluate
from shapelint.engine.lists import remove_at, set_slice
from shapelint.engine.loops import execute_for, execute_while
from shapelint.engine.modules import Deferred, module, star
from shapelint.engine.objects import Exit, Frame
from shapelint.engine.operators import DUNDER, binary
from shapelint.engine.overwriting import overwritten
from shapelint.engine.remarks import remarked
from shapelint.engine.special_methods import special
from shapelint.engine.symbols import name_axes, name_read
from shapelint.engine.targets import assign
from shapelint.engine.walk import walk
from shapelint.rules.binding import Args
from shapelint.rules.names import canonical
from shapelint.rules.registry import everything, libraries
from shapelint.rules.values import UNKNOWN, DictValue, External, Instance, ListValue, SliceOf, Tensor, Value
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def execute_block(run: Run, frame: Frame, block: p.Block) -> bool:
    """Run statements in order; False where none of them lets anything through to the end."""
    return all(execute(run, frame, statement) for statement in block)


def execute(run: Run, frame: Frame, node: p.Stmt) -> bool:
    """Run one statement."""
    run.step()
    return _EXECUTE[type(node)](run, frame, node)


def _do(run: Run, frame: Frame, node: p.Do) -> bool:
    value = evaluate(run, frame, node.value)
    return not (isinstance(value, External) and value.name in ("builtins.exit", "sys.exit"))


def _assign(run: Run, frame: Frame, node: p.Assign) -> bool:
    if node.value is None:
        _field(run, frame, node)
        return True
    name_read(run, frame, node.targets[0], node.value)
    value = evaluate(run, frame, node.value)
    if node.annotation is not None:
        _field(run, frame, node)
        value = contracts.assigned(run, frame, node, value)
    value = remarked(run, frame, node.at, node.note, value)
    for target in node.targets:
        assign(run, frame, target, name_axes(run, frame, target, node.value, value))
    return True


def _field(run: Run, frame: Frame, node: p.Assign) -> None:
    """An annotated name of a class body is a field, should the class be a dataclass."""
    target = node.targets[0]
    if frame.scope.kind == "class" and isinstance(target, p.Name) and not _is_shared(node.annotation):
        known = frame.scope.slots.get("#fields", ())
        run.heap.write(frame.scope, "#fields", (*known, target.id))


def _is_shared(annotation: p.Expr | None) -> bool:
    """`ClassVar[int]`."""
    named = annotation.value if isinstance(annotation, p.Item) else annotation
    return (named.id if isinstance(named, p.Name) else getattr(named, "name", "")) == "ClassVar"


def _aug_assign(run: Run, frame: Frame, node: p.AugAssign) -> bool:
    target = _with_calls_done(run, frame, node.target)
    left = evaluate(run, frame, target)
    right = evaluate(run, frame, node.value)
    if isinstance(left, ListValue) and node.op == "+":
        call(run, run.get(left, "extend"), Args((right,)))
        return True
    if isinstance(left, Tensor):
        overwritten(run, left)
    with run.at(frame.scope, node.at):
        operate = _in_place if isinstance(left, Tensor | Instance) else binary
        value = operate(run, node.op, left, right)
    if isinstance(target, p.Name | p.Attr) or not isinstance(left, Tensor):
        assign(run, frame, target, value)
    return True


def _with_calls_done(run: Run, frame: Frame, target: p.Expr) -> p.Expr:
    """A target that is read and written, `counts[row.pop()] += 1`: what it calls is called once."""

    def done(part: p.Expr) -> p.Expr:
        acts = any(isinstance(each, p.Call) for each in walk(part)) and not isinstance(part, p.Slice | p.Seq)
        return p.Const(part.at, evaluate(run, frame, part)) if acts else part

    if isinstance(target, p.Attr):
        return replace(target, value=done(target.value))
    return replace(target, value=done(target.value), index=done(target.index)) if isinstance(target, p.Item) else target


def _in_place(run: Run, op: str, left: Value, right: Value) -> Value:
    """`x += y`: what `__iadd__` gives where the family or class has it, else what `x + y` gives."""
    name = "__i" + DUNDER[op][2:] if op in DUNDER else ""
    own = run.get(left, name) if isinstance(left, Tensor) and name else special(run, left, name) or UNKNOWN
    return binary(run, op, left, right) if own is UNKNOWN else run.call(own, (right,))


def _return(run: Run, frame: Frame, node: p.Return) -> bool:
    value = None if node.value is None else contracts.leave(run, frame, node, evaluate(run, frame, node.value))
    value = remarked(run, frame, node.at, node.note, value)
    frame.exits.append(Exit("return", run.delta(frame, frame.returns), value=value))
    return False


def _raise(run: Run, frame: Frame, node: p.Raise) -> bool:
    if node.value is not None:
        with run.silent():
            evaluate(run, frame, node.value)
    return False


def _jump(run: Run, frame: Frame, node: p.Jump) -> bool:
    if frame.loops:
        frame.exits.append(Exit(node.kind, run.delta(frame, frame.loops[-1]), len(frame.loops)))
    return False


def _delete(run: Run, frame: Frame, node: p.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, p.Name):
            run.heap.delete(frame.scope.outer.get(target.id, frame.scope), target.id)
        elif isinstance(target, p.Attr):
            remove(run, evaluate(run, frame, target.value), target.name)
        elif isinstance(target, p.Item):
            _delete_item(run, evaluate(run, frame, target.value), evaluate(run, frame, target.index))
    return True


def _delete_item(run: Run, owner: Value, index: Value) -> None:
    if isinstance(owner, DictValue):
        forget_key(run, owner, index)
    elif isinstance(owner, ListValue):
        if isinstance(index, SliceOf):
            set_slice(run, owner, index, ())
        else:
            remove_at(run, owner, index)
    elif isinstance(owner, Instance):
        call(run, run.get(owner, "__delitem__"), Args((index,)))


def _outer(run: Run, frame: Frame, node: p.Outer) -> bool:
    for name in node.names:
        scope = frame.scope.module
        if node.kind == "nonlocal":
            at = frame.scope.parent
            while at is not None and name not in at.slots:
                at = at.parent
            scope = at or scope
        frame.scope.outer[name] = scope
    return True


def _import(run: Run, frame: Frame, node: p.Import) -> bool:
    for name, alias in node.names:
        root = name.partition(".")[0]
        if _may_be_own(run, name, 0):
            deferred = Deferred(name if alias else root, 0, None, frame.scope.file)
            run.bind(frame.scope, alias or root, deferred, node.at)
            if alias is None and name != root:  # what it does may matter though nobody names it
                run.heap.write(frame.scope, f"#{name}", Deferred(name, 0, None, frame.scope.file))
        elif alias is not None:
            run.bind(frame.scope, alias, external(name), node.at)
        else:
            run.bind(frame.scope, root, External(_root(root)), node.at)
    return True


def _may_be_own(run: Run, module: str, level: int) -> bool:
    """Whether a module may be one of the project's: it is not one that has rules."""
    return run.modules is not None and (level > 0 or canonical(module).partition(".")[0] not in libraries())


def _root(name: str) -> str:
    value = external(name)
    return value.name if isinstance(value, External) else name


def _import_from(run: Run, frame: Frame, node: p.ImportFrom) -> bool:
    prefix = "." * node.level + node.module
    for name, alias in node.names:
        if name == "*":
            _import_star(run, frame, node)
        elif _may_be_own(run, node.module, node.level):
            deferred = Deferred(node.module, node.level, name, frame.scope.file)
            run.bind(frame.scope, alias or name, deferred, node.at)
        else:
            value = External(f"{prefix}.{name}") if node.level else external(f"{prefix}.{name}")
            run.bind(frame.scope, alias or name, value, node.at)
    return True


def _import_star(run: Run, frame: Frame, node: p.ImportFrom) -> None:
    """A star import brings every name that a library is declared to have, or that a file of the project binds."""
    if _may_be_own(run, node.module, node.level):
        found = module(run, node.module, node.level, frame.scope.file)
        for name, value in star(run, found).items() if found is not None else ():
            run.heap.write(frame.scope, name, value)
        return
    root = canonical(node.module + ".x").rpartition(".")[0]
    for rule in everything() if not node.level else ():
        for name in rule.names:
            if name.rpartition(".")[0] == root:
                run.heap.write(frame.scope, name.rpartition(".")[2], rule)


def _function_def(run: Run, frame: Frame, node: p.FunctionDef) -> bool:
    run.bind(frame.scope.outer.get(node.name, frame.scope), node.name, define_function(run, frame, node), node.at)
    return True


def _class_def(run: Run, frame: Frame, node: p.ClassDef) -> bool:
    run.bind(frame.scope.outer.get(node.name, frame.scope), node.name, define_class(run, frame, node), node.at)
    return True


_EXECUTE: Final[dict[type, Callable[[Run, Frame, Any], bool]]] = {
    p.Do: _do,
    p.Assign: _assign,
    p.AugAssign: _aug_assign,
    p.Return: _return,
    p.Raise: _raise,
    p.Assert: execute_assert,
    p.Jump: _jump,
    p.Delete: _delete,
    p.Outer: _outer,
    p.If: execute_if,
    p.For: execute_for,
    p.While: execute_while,
    p.Try: execute_try,
    p.With: execute_with,
    p.Match: execute_match,
    p.FunctionDef: _function_def,
    p.ClassDef: _class_def,
    p.Import: _import,
    p.ImportFrom: _import_from,
}
