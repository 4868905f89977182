"""Names for sizes nobody knows: `B, T, C = x.shape` calls them B, T and C, and x has that shape from then on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapelint.engine.families import family_in
from shapelint.engine.objects import Frame, Scope
from shapelint.rules.values import UNKNOWN, Instance, Tensor, Value, number_within
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
    else:
        family = family_in(run, frame, source)
        if family is not None:
            run.heap.write(scope, source, Tensor(Shape(named), family, None))
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


def name_read(run: Run, frame: Frame, target: p.Expr, node: p.Expr) -> None:
    """A size that is about to be read into a variable, `batch = x.shape[0]`, has the name of that."""
    read = _axis_read(node) if isinstance(target, p.Name) and target.id != "_" else None
    if read is not None and isinstance(target, p.Name):
        named_axis(run, frame, *read, target.id)


def measured(run: Run, frame: Frame, node: p.Expr) -> Value:
    """A size that nobody knows and that is counted with, `x.shape[0]` or `x.size(-1)`: x has a symbol there from then
    on.
    """
    read = _axis_read(node)
    return UNKNOWN if read is None else named_axis(run, frame, *read)


def named_axis(run: Run, frame: Frame, source: p.Expr, axis: int, name: str = "") -> Value:
    """A symbol for an axis of a variable or attribute, which has it from then on; UNKNOWN where the axis is known."""
    held = _place(frame, source)
    value = None if held is None else held[0].slots.get(held[1])
    if held is None or not isinstance(value, Tensor) or value.shape.open or value.shape.has_axis(axis) is not True:
        return UNKNOWN
    if value.shape.axis(axis) is not UNKNOWN:
        return UNKNOWN
    size = fresh(name) if name else fresh("n", 0)
    run.heap.write(*held, replace(value, shape=value.shape.replace(axis, size)))
    return size


def named_mask(run: Run, frame: Frame, source: p.Expr, mask: Value) -> Value:
    """A mask that is used as an index: how many places it names has a symbol from then on, where nobody knows it."""
    if not isinstance(mask, Tensor) or mask.dtype != "bool" or mask.ones is not None or not mask.shape.dims:
        return mask
    held = _place(frame, source)
    stands_there = held is not None and held[0].slots.get(held[1]) is mask
    if held is None or not stands_there or mask.shape.open:
        return mask
    named = replace(mask, ones=number_within(0, mask.shape.numel()))
    run.heap.write(*held, named)
    return named


def _place(frame: Frame, node: p.Expr) -> tuple[Scope | Instance, str] | None:
    """Where a variable or an attribute of an object stands."""
    from shapelint.engine.expressions import holder, lookup

    if isinstance(node, p.Name):
        scope = holder(frame.scope, node.id)
        return None if scope is None else (scope, node.id)
    if isinstance(node, p.Attr) and isinstance(node.value, p.Name):
        owner = lookup(frame.scope, node.value.id)
        return (owner, node.name) if isinstance(owner, Instance) and node.name in owner.slots else None
    return None


def axis_source(node: p.Expr | None) -> tuple[str, int] | None:
    """`x` and 0 of `x.shape[0]`, `x.size()[0]` or `x.size(0)`."""
    read = _axis_read(node)
    if read is None or not isinstance(read[0], p.Name):
        return None
    return read[0].id, read[1]


def _axis_read(node: p.Expr | None) -> tuple[p.Expr, int] | None:
    """Of what a size is read, and of which axis."""
    if isinstance(node, p.Item):
        source, axis = _shape_read(node.value), node.index
    elif not isinstance(node, p.Call) or len(node.args) != 1:
        return None
    elif isinstance(node.func, p.Attr) and node.func.name == "size":
        source, axis = node.func.value, node.args[0].value
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
    source = _shape_read(node)
    return source.id if isinstance(source, p.Name) else None


def _shape_read(node: p.Expr | None) -> p.Expr | None:
    """Of what the shape is read."""
    if isinstance(node, p.Call) and not node.args and isinstance(node.func, p.Attr) and node.func.name == "size":
        node = node.func
    elif not (isinstance(node, p.Attr) and node.name == "shape"):
        return None
    return node.value if isinstance(node, p.Attr) else None
