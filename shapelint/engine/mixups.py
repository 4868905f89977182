"""What tensors are mixed up with: methods that are not called, what is called, rows where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapelint.engine.instances import declared
from shapelint.engine.objects import ClassValue, Descriptor, Frame
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import require_axes
from shapelint.rules.values import CLASSES, NUMBERS, UNKNOWN, Instance, Method, Tensor, Value, is_number
from shapelint.sizes import Dim, Shape
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def is_method(value: Value) -> bool:
    """Whether it certainly is a method of a tensor: Python can neither index it nor count with it."""
    if not isinstance(value, Method) or not isinstance(value.self, Tensor):
        return False
    return any(name.rpartition(".")[0] in CLASSES[value.self.family] for name in value.rule.names)


def uncalled(run: Run, method: Method) -> Value:
    """`x.size[0]`, `x.values - 1`: reports that the method is not called."""
    run.report(
        Mismatch(
            "SHP710",
            "`.{name}` is a method of tensors, and is not called here",
            operand=method.self,
            help=f".{method.rule.short}(…), with round brackets",
            name=method.rule.short,
        )
    )
    return UNKNOWN


def counted_with(run: Run, left: Value, right: Value) -> bool:
    """Whether one side of an arithmetic operator is a method of a tensor, which is reported, and the other a value."""
    for method, other in ((left, right), (right, left)):
        if is_method(method) and (isinstance(other, Tensor) or is_number(other) or is_method(other)):
            uncalled(run, method)
            return True
    return False


def tensor_called(run: Run, callee: Tensor) -> Value:
    """`x.T()`: reports that a tensor is called; what comes out of an array of anything may be a function.

    What functions make of an operand that nobody knows may be no tensor.
    """
    guessed = callee.flow is not None and callee.flow.guessed
    if not guessed and (callee.shape.rank or callee.family != "numpy" or callee.dtype in NUMBERS):
        run.report(Mismatch("SHP704", "a tensor is not called", operand=callee))
    return UNKNOWN


def may_be_method(run: Run, frame: Frame, func: p.Expr) -> bool:
    """Whether an attribute that is called is a property of a class that is looked at by itself: where the one that
    is used overrides it, it is a method.
    """
    from shapelint.engine.expressions import lookup

    if not run.alone or not isinstance(func, p.Attr) or not isinstance(func.value, p.Name):
        return False
    owner = lookup(frame.scope, func.value.id)
    held = declared(owner.cls, func.name) if isinstance(owner, Instance) and isinstance(owner.cls, ClassValue) else None
    return isinstance(held, Descriptor) and held.computed


def row_called(run: Run, callee: Shape | tuple[Value, ...]) -> Value:
    """`x.shape(0)`: reports that a shape is called."""
    if isinstance(callee, Shape) or (callee and all(isinstance(size, int | Dim) for size in callee)):
        help = "shape[…], with square brackets"
        run.report(Mismatch("SHP704", "a shape is indexed, not called: it is {shape}", shape=callee, help=help))
    return UNKNOWN


def require_rows(run: Run, value: Value) -> None:
    """Report an array without axes that is gone through or unpacked."""
    if isinstance(value, Tensor):
        try:
            require_axes("rows", value)
        except Mismatch as mismatch:
            run.report(mismatch)
