"""Names for sizes nobody knows: `B, T, C = x.shape` calls them B, T and C, and x has that shape from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapelint.engine.objects import Frame
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Dim, Shape, fresh
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def name_axes(run: Run, frame: Frame, target: p.Expr, node: p.Expr | None, value: Value) -> Value:
    """The value to assign: unknown axes of an unpacked shape become symbols named as the targets are."""
    source = _shape_source(node)
    if source is None or not isinstance(target, p.Seq) or any(not isinstance(each, p.Name) for each in target.items):
        return value
    scope = frame.scope.outer.get(source, frame.scope)
    held = scope.slots.get(source, UNKNOWN)
    if not (held is UNKNOWN or isinstance(held, Tensor)):
        return value
    sizes = _known_sizes(held, len(target.items))
    if sizes is None:
        return value
    named = tuple(_symbol(each) if size is UNKNOWN else size for each, size in zip(target.items, sizes, strict=True))
    if isinstance(held, Tensor):
        run.heap.write(scope, source, held.reshaped(Shape(named)))
    elif _in_torch_module(frame):
        run.heap.write(scope, source, Tensor(Shape(named), "torch"))
    return named


def _in_torch_module(frame: Frame) -> bool:
    """Whether a method of a `torch.nn.Module` runs: what has a shape there is a tensor."""
    owner = frame.function.owner if frame.function is not None else None
    return owner is not None and any(
        isinstance(cls, Rule) and "torch.nn.Module" in (*cls.names, *cls.bases) for cls in owner.order
    )


def _symbol(target: p.Expr) -> Dim | Value:
    """A symbol of its own for every time that the statement is run: another call has another tensor."""
    name = target.id if isinstance(target, p.Name) else ""
    return UNKNOWN if name in ("", "_") else fresh(name)


def _known_sizes(held: Value, count: int) -> tuple[Value, ...] | None:
    """The sizes of the tensor as far as they are known, if its rank can be `count`."""
    if held is UNKNOWN:
        return (UNKNOWN,) * count
    dims: tuple[Value, ...] = held.shape.dims
    if held.shape.open and len(dims) <= count:
        return (UNKNOWN,) * (count - len(dims)) + dims
    return dims if len(dims) == count and UNKNOWN in dims else None


def _shape_source(node: p.Expr | None) -> str | None:
    """`x` of `x.shape` or `x.size()`."""
    if isinstance(node, p.Call) and not node.args and isinstance(node.func, p.Attr) and node.func.name == "size":
        node = node.func
    elif not (isinstance(node, p.Attr) and node.name == "shape"):
        return None
    return node.value.id if isinstance(node, p.Attr) and isinstance(node.value, p.Name) else None
