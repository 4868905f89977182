"""Joining tensors along an axis that they have, or along a new one."""

from __future__ import annotations

from shapelint.rules.fixes import Fix, changed
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.edits import joined_instead
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Many, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal, summed


def concatenated(items: Value, axis: Value, legacy_empty: bool = False) -> Shape:
    """Tensors put one behind the other along `axis`.

    items: a row of values or shapes, or a tensor, whose first axis is that row.  legacy_empty: tensors of shape `(0,)`
    are left out, as `torch.cat` does.  Raises Mismatch SHP303, or SHP502.
    """
    row = parts(items)
    if isinstance(row, Many):
        return _many_joined(row, axis)
    if row is None or not row:
        return UNKNOWN_SHAPE
    kept = [item for item in row if not (legacy_empty and measured(item) == Shape((0,)))]
    if not kept:
        return Shape((0,))
    if legacy_empty and any(_may_be_empty(measured(item)) for item in kept):
        rows = is_int(axis) and axis in (0, -1) and all(measured(item).rank == 1 for item in kept)
        return Shape((UNKNOWN,)) if rows else UNKNOWN_SHAPE
    _check_ranks(kept)
    known = [measured(item) for item in kept if not measured(item).open]
    if not known:
        return _joined_open(kept, axis)
    check_axis(next(item for item in kept if not measured(item).open), axis, help=_stackable(known, axis))
    place = known[0].normal_axis(axis) if is_int(axis) else None
    if place is None:
        return Shape((UNKNOWN,) * len(known[0].dims))
    return _joined(kept, len(known[0].dims), place)


def _stackable(shapes: list[Shape], axis: Value) -> str | None:
    """The advice to stack, where all have one shape and the axis is the one behind their last."""
    first = shapes[0].dims
    if axis != len(first) or any(_differ(Shape(first), other) for other in shapes):
        return None
    return f"stack puts them on a new axis {axis}"


def parts(items: Value) -> tuple[Value, ...] | Many | None:
    """What is joined: a row of values, or a `Many` where their number is not known; None where nothing is known."""
    if isinstance(items, Tensor) and items.content is None:
        if items.shape.open or not items.shape.dims:
            return None
        count, inner = items.shape.dims[0], Tensor(Shape(items.shape.dims[1:]), items.family, items.dtype)
        return (inner,) * count if isinstance(count, int) and count <= 64 else Many(inner, count)
    found = items_of(items)
    if found is not None:
        return found
    if isinstance(items, ListValue):
        items = items.items
    return items if isinstance(items, Many) else None


def _may_be_empty(shape: Shape) -> bool:
    """Whether this could be the `(0,)` that is left out."""
    return (shape.open and len(shape.dims) < 2) or (len(shape.dims) == 1 and equal(shape.dims[0], 0) is None)


def _check_ranks(items: list[Value]) -> None:
    known = [item for item in items if not measured(item).open]
    if any(not measured(item).dims for item in known):
        raise Mismatch("SHP303", "scalars cannot be concatenated", help="stack puts them on a new axis")
    for item in known[1:]:
        first, other = measured(known[0]), measured(item)
        if len(first.dims) != len(other.dims):
            raise Mismatch(
                "SHP303",
                "{first} and {other} cannot be concatenated: {a} axes meet {b}",
                operand=culprit(item, known[0]),
                first=first,
                other=other,
                a=len(first.dims),
                b=len(other.dims),
            )


def _joined(items: list[Value], rank: int, place: int) -> Shape:
    """All of `rank` axes, joined on `place`; the others must agree."""
    dims: list[Size] = []
    for at in range(rank):
        column = [(item, _axis_of(measured(item), rank, at)) for item in items]
        dims.append(_total([size for _, size in column]) if at == place else _common(column, at, place))
    return Shape(tuple(dims))


def _axis_of(shape: Shape, rank: int, at: int) -> Size:
    return shape.axis(at - rank)


def _total(sizes: list[Size]) -> Size:
    total: Size = 0
    for size in sizes:
        total = total + size
    return total


def _common(column: list[tuple[Value, Size]], at: int, place: int) -> Size:
    """The size that all have on this axis.  Raises Mismatch SHP303."""
    best: tuple[Value, Size] = column[0]
    for item, size in column[1:]:
        if equal(best[1], size) is False:
            raise Mismatch(
                "SHP303",
                "{first} and {other} cannot be concatenated on axis {along}: {a} meets {b} on axis {at}",
                operand=culprit(item, best[0]),
                help=_other_axis(measured(best[0]), measured(item)),
                first=measured(best[0]),
                other=measured(item),
                along=place,
                a=best[1],
                b=size,
                at=at,
            )
        if best[1] is UNKNOWN or (isinstance(size, int) and not isinstance(best[1], int)):
            best = (item, size)
    return best[1]


def _other_axis(first: Shape, other: Shape) -> Fix | None:
    """The advice to join on the only axis on which two shapes differ."""
    place = _only_difference(first, other)
    return None if place is None else changed("axis", place, text=f"they fit on axis {place}")


def _only_difference(first: Shape, other: Shape) -> int | None:
    """The only axis on which two shapes differ, if there is one."""
    if first.open or other.open or len(first.dims) != len(other.dims):
        return None
    verdicts = [equal(a, b) for a, b in zip(first.dims, other.dims, strict=True)]
    return verdicts.index(False) if verdicts.count(True) == len(verdicts) - 1 and False in verdicts else None


def _joined_open(items: list[Value], axis: Value) -> Shape:
    """No item's rank is known: the last axes can still be."""
    if not is_int(axis) or axis >= 0:
        return UNKNOWN_SHAPE
    shapes = [measured(item) for item in items]
    count = min(max(len(shape.dims) for shape in shapes), 8)
    if -axis > count:
        return UNKNOWN_SHAPE
    padded = [Shape(shape.tail(count)) for shape in shapes]
    joined = _joined(list(padded), count, count + axis)
    return Shape(joined.dims, True)


def _many_joined(row: Many, axis: Value) -> Shape:
    shape = measured(row.each)
    check_axis(row.each, axis)
    if not is_int(axis) or (shape.open and axis >= 0):
        return UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims))
    return shape.replace(axis, summed(shape.axis(axis), row.length))


def stacked(items: Value, axis: Value = 0) -> Shape:
    """Tensors of one shape put side by side along a new axis.

    Raises Mismatch SHP304, or SHP502.
    """
    row = parts(items)
    if row is None or row == ():
        return UNKNOWN_SHAPE
    if isinstance(row, Many):
        inner, count, model = measured(row.each), row.length, row.each
    else:
        inner, count, model = _agreed(row), len(row), row[0]
    check_axis(inner if not isinstance(model, Tensor) else model, axis, extra=1)
    if not is_int(axis):
        return UNKNOWN_SHAPE if inner.open else Shape((UNKNOWN,) * (len(inner.dims) + 1))
    return inner.insert(axis, count)


def _agreed(items: tuple[Value, ...]) -> Shape:
    """The shape of all.  Raises Mismatch SHP304."""
    best = measured(items[0])
    for item in items[1:]:
        shape = measured(item)
        if _differ(best, shape):
            raise Mismatch(
                "SHP304",
                "{first} and {other} cannot be stacked: all must have one shape",
                operand=culprit(item, items[0]),
                help=_concatenable(item, best, shape),
                first=best,
                other=shape,
            )
        best = _sharper(best, shape)
    return best


def _concatenable(item: Value, first: Shape, other: Shape) -> Fix | str | None:
    """The advice to concatenate, where the shapes differ on one axis only."""
    place = _only_difference(first, other)
    text = f"they can be concatenated on axis {place}"
    return None if place is None else joined_instead(item, place, text=text)


def _differ(a: Shape, b: Shape) -> bool:
    if not a.open and not b.open and len(a.dims) != len(b.dims):
        return True
    count = min(len(a.dims), len(b.dims))
    return any(equal(x, y) is False for x, y in zip(a.tail(count), b.tail(count), strict=True))


def _sharper(a: Shape, b: Shape) -> Shape:
    """What is known of a shape that both describe."""
    if a.open and not b.open:
        a, b = b, a
    dims = [
        y if x is UNKNOWN or (isinstance(y, int) and not isinstance(x, int)) else x
        for x, y in zip(a.dims[::-1], b.tail(len(a.dims))[::-1], strict=False)
    ]
    return Shape((*a.dims[: len(a.dims) - len(dims)], *dims[::-1]), a.open)
