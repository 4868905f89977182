"""`assert`: what it asks for holds from there on; what it asks of shapes and is false on every run is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shapelint.engine.assuming import insist
from shapelint.engine.conditions import decide, truth
from shapelint.engine.objects import Frame, body_of
from shapelint.engine.symbols import axis_source, shape_source
from shapelint.engine.trials import again
from shapelint.engine.walk import walk
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_MEASURES: Final = ("shape", "ndim", "size", "dim", "ndimension", "numel", "get_shape")


def execute_assert(run: Run, frame: Frame, node: p.Assert) -> bool:
    """Run an assertion; reports SHP711."""
    outcome = decide(run, frame, node.test)
    if outcome is False:
        _tell(run, frame, node.test)
        return False
    insist(run, frame, node.test, True)
    return True


def _tell(run: Run, frame: Frame, test: p.Expr) -> None:
    """Report what is false, if it is about the shape of a tensor."""
    if isinstance(test, p.Logic) and test.op == "and":
        false = [value for value in test.values if truth(run, again(run, frame, value)) is False]
        test = false[0] if false else test
    measured = _measured(run, frame, test)
    if measured is None:
        return
    with run.at(frame.scope, test.at):
        run.report(_false(run, frame, test, measured))


def _measured(run: Run, frame: Frame, test: p.Expr) -> Tensor | None:
    """A tensor of which a test asks a size, itself or by a variable that a size was read into; the left's first."""
    from shapelint.engine.expressions import lookup

    sources = _sizes_read(frame)
    sides = (test.left, test) if isinstance(test, p.Compare) else (test,)
    for node in (each for side in sides for each in walk(side)):
        value: Value = None
        if isinstance(node, p.Attr) and node.name in _MEASURES:
            value = again(run, frame, node.value)
        elif isinstance(node, p.Name) and node.id in sources:
            value = lookup(frame.scope, sources[node.id])
        if isinstance(value, Tensor):
            return value
    return None


def _sizes_read(frame: Frame) -> dict[str, str]:
    """Variables that the function reads sizes into, `B, C = x.shape` and `B = x.size(0)`, and the tensors' names."""
    found: dict[str, str] = {}
    for node in walk(frame.function.node) if frame.function is not None and body_of(frame.function) else ():
        if not isinstance(node, p.Assign) or len(node.targets) != 1:
            continue
        target = node.targets[0]
        whole, one = shape_source(node.value), axis_source(node.value)
        if whole is not None and isinstance(target, p.Seq):
            found |= {item.id: whole for item in target.items if isinstance(item, p.Name)}
        elif one is not None and isinstance(target, p.Name):
            found[target.id] = one[0]
    return found


def _false(run: Run, frame: Frame, test: p.Expr, measured: Tensor) -> Mismatch:
    if not isinstance(test, p.Compare) or len(test.rest) != 1:
        return Mismatch("SHP711", "the assertion is false", operand=measured)
    op, right = test.rest[0]
    left, other = again(run, frame, test.left), again(run, frame, right)
    text = _text(test.left)
    if not text or left is UNKNOWN or other is UNKNOWN or isinstance(left, Tensor) or isinstance(other, Tensor):
        return Mismatch("SHP711", "the assertion is false", operand=measured)
    return Mismatch(
        "SHP711",
        "asserts {text} {op} {right}, and it is {left}",
        operand=measured,
        excess=_excess(left, other),
        text=text,
        op=op,
        right=other,
        left=left,
    )


def _excess(left: Value, right: Value) -> int | None:
    """How many axes a shape has too many where a row of another length was expected."""
    found, wanted = items_of(left), items_of(right)
    if found is None or wanted is None:
        return None
    return len(found) - len(wanted) or None


def _text(node: p.Expr) -> str:
    """How an expression is written, if it is a short one: `x.shape[-1]`, `x.size(1)`."""
    match node:
        case p.Name():
            return node.id
        case p.Const():
            return str(node.value)
        case p.Unary(op="-"):
            return f"-{_text(node.value)}"
        case p.Attr():
            return f"{_text(node.value)}.{node.name}" if _text(node.value) else ""
        case p.Item():
            return f"{_text(node.value)}[{_text(node.index)}]" if _text(node.value) and _text(node.index) else ""
        case p.Call(args=()):
            return f"{_text(node.func)}()" if _text(node.func) else ""
        case p.Call(args=(only,)):
            return f"{_text(node.func)}({_text(only.value)})" if _text(node.func) and _text(only.value) else ""
        case _:
            return ""
