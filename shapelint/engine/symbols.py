"""Names for sizes nobody knows: `B, T, C = x.shape` calls them B, T and C, and x has that shape from then on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapelint.engine.objects import Frame
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, External, Tensor, Value
from shapelint.sizes import Dim, Shape, fresh
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def name_axes(run: Run, frame: Frame, target: p.Expr, node: p.Expr | None, value: Value) -> Value:
    """The value to assign: unknown axes of an unpacked shape, or of one size read, are named as the targets are."""
    if isinstance(target, p.Name):
        return _name_axis(run, frame, target, node) if value is UNKNOWN else value
    source = shape_source(node)
    if source is None or not isinstance(target, p.Seq):
        return value
    scope = frame.scope.outer.get(source, frame.scope)
    held = scope.slots.get(source, UNKNOWN)
    if not (held is UNKNOWN or isinstance(held, Tensor)):
        return value
    sizes = _known_sizes(held, target.items)
    if sizes is None:
        return value
    names = _spread(target.items, len(sizes))
    named = tuple(_symbol(each) if size is UNKNOWN else size for each, size in zip(names, sizes, strict=True))
    if isinstance(held, Tensor):
        run.heap.write(scope, source, held.reshaped(Shape(named)))
    elif in_torch_module(frame):
        run.heap.write(scope, source, Tensor(Shape(named), "torch", None))
    return named


def _name_axis(run: Run, frame: Frame, target: p.Name, node: p.Expr | None) -> Value:
    """`batch = x.shape[0]`, `batch = x.size(0)`: x has that size there from then on."""
    read = axis_source(node)
    if read is None:
        return UNKNOWN
    source, axis = read
    scope = frame.scope.outer.get(source, frame.scope)
    held = scope.slots.get(source, UNKNOWN)
    if not isinstance(held, Tensor) or held.shape.has_axis(axis) is not True or held.shape.axis(axis) is not UNKNOWN:
        return UNKNOWN
    size = _symbol(target)
    if not held.shape.open or axis < 0:
        run.heap.write(scope, source, replace(held, shape=held.shape.replace(axis, size)))
    return size


def axis_source(node: p.Expr | None) -> tuple[str, int] | None:
    """`x` and 0 of `x.shape[0]`, `x.size()[0]` or `x.size(0)`."""
    if isinstance(node, p.Item):
        source, axis = shape_source(node.value), node.index
    elif (
        isinstance(node, p.Call) and len(node.args) == 1 and isinstance(node.func, p.Attr) and node.func.name == "size"
    ):
        source = node.func.value.id if isinstance(node.func.value, p.Name) else None
        axis = node.args[0].value
    else:
        return None
    if isinstance(axis, p.Unary) and axis.op == "-" and isinstance(axis.value, p.Const):
        place = -axis.value.value if isinstance(axis.value.value, int) else None
    else:
        place = axis.value if isinstance(axis, p.Const) and isinstance(axis.value, int) else None
    return None if source is None or place is None else (source, place)


def _spread(targets: tuple[p.Expr, ...], count: int) -> tuple[p.Expr, ...]:
    """The target of each of `count` values; a starred one takes what the others leave."""
    found: list[p.Expr] = []
    for target in targets:
        found += [target] * (count - len(targets) + 1 if isinstance(target, p.Star) else 1)
    return tuple(found)


def in_torch_module(frame: Frame) -> bool:
    """Whether a method of a `torch.nn.Module` runs: what has a shape there is a tensor."""
    owner = frame.function.owner if frame.function is not None else None
    return owner is not None and any(
        isinstance(cls, Rule) and "torch.nn.Module" in (*cls.names, *cls.bases) for cls in owner.order
    )


def family_of(frame: Frame) -> str | None:
    """What an unknown value with a shape is: a tensor of the one framework that the module has imported."""
    if in_torch_module(frame):
        return "torch"
    held = frame.scope.module.slots.values()
    roots = {value.name.partition(".")[0] for value in held if isinstance(value, External | Rule)}
    return "torch" if roots & {"torch", "tf", "keras", "jax", "flax"} == {"torch"} else None


def _symbol(target: p.Expr) -> Dim | Value:
    """A symbol of its own for every time that the statement is run: another call has another tensor."""
    name = target.id if isinstance(target, p.Name) else ""
    return UNKNOWN if name in ("", "_") else fresh(name)


def _known_sizes(held: Value, targets: tuple[p.Expr, ...]) -> tuple[Value, ...] | None:
    """The sizes of the tensor as far as they are known, if its rank can be what the targets ask for."""
    starred, count = any(isinstance(each, p.Star) for each in targets), len(targets)
    if held is UNKNOWN:
        return None if starred else (UNKNOWN,) * count
    dims: tuple[Value, ...] = held.shape.dims
    if held.shape.open and len(dims) <= count and not starred:
        return (UNKNOWN,) * (count - len(dims)) + dims
    fits = len(dims) >= count - 1 if starred else len(dims) == count
    return dims if fits and not held.shape.open and UNKNOWN in dims else None


def shape_source(node: p.Expr | None) -> str | None:
    """`x` of `x.shape` or `x.size()`."""
    if isinstance(node, p.Call) and not node.args and isinstance(node.func, p.Attr) and node.func.name == "size":
        node = node.func
    elif not (isinstance(node, p.Attr) and node.name == "shape"):
        return None
    return node.value.id if isinstance(node, p.Attr) and isinstance(node.value, p.Name) else None
