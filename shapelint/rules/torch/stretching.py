"""The same elements stretched over more or larger axes."""

from __future__ import annotations

from shapelint.rules.fixes import Fix
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.edits import new_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.shared.reshaping import target_sizes
from shapelint.rules.shared.strides import seen, strides_of
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


def stretched(input: Value, sizes: Value) -> Shape:
    """The shape after `expand(sizes)`, where -1 keeps an axis.

    Raises Mismatch SHP301 where an axis other than 1 would have to grow, SHP101 where axes would go, or SHP707.
    """
    shape, wanted = shape_of(input), target_sizes(sizes)
    if wanted is None:
        return UNKNOWN_SHAPE
    missing = len(wanted) - len(shape.dims)
    if not shape.open and missing < 0:
        raise Mismatch(
            "SHP101",
            "{shape} cannot be expanded to {wanted}, which has fewer axes",
            operand=culprit(input),
            excess=-missing,
            shape=shape,
            wanted=wanted,
        )
    if shape.dims:
        _check_sizes(wanted, () if shape.open else wanted[:missing])
    old = shape.tail(len(wanted)) if shape.open else (None,) * missing + shape.dims
    return Shape(tuple(_stretched(input, wanted, *pair) for pair in zip(old, wanted, strict=True)))


def _check_sizes(wanted: tuple[Size, ...], added: tuple[Size, ...]) -> None:
    """No size is negative, but for -1 where there is an axis to keep; PyTorch lets others pass beside a 0.

    Raises Mismatch SHP707.
    """
    if any(equal(size, 0) for size in wanted):
        added = tuple(size for size in added if equal(size, -1))
    else:
        require_at_least(-1, "a size", wanted)
    require_at_least(0, "the size of a new axis", added)


def _stretched(input: Value, wanted: tuple[Size, ...], old: Size | None, new: Size) -> Size:
    if isinstance(new, int) and new == -1:
        return UNKNOWN if old is None else old
    if old is None or equal(old, 1) is not False:
        return new
    if equal(old, new) is not False:
        return old if new is UNKNOWN else new
    raise Mismatch(
        "SHP301",
        "{shape} cannot be expanded to {wanted}: {old} is not 1 and cannot become {new}",
        operand=culprit(input),
        help=_behind(input, shape_of(input), wanted),
        shape=shape_of(input),
        wanted=wanted,
        old=old,
        new=new,
    )


def _expanded(input: Value, sizes: Value) -> Tensor:
    """The same memory: an axis that grows takes no step in it."""
    result = stretched(input, sizes)
    strides, old = strides_of(input), shape_of(input).dims
    if strides is None or result.open:
        return seen(input, result)
    added = len(result.dims) - len(old)
    rows = zip((1,) * added + old, result.dims, (UNKNOWN,) * added + strides, strict=True)
    return seen(input, result, tuple(_step(*row) for row in rows))


def _step(before: Size, after: Size, step: Size) -> Size:
    if equal(before, after):
        return step
    return 0 if equal(before, 1) and equal(after, 1) is False else UNKNOWN


def _behind(input: Value, shape: Shape, wanted: tuple[Size, ...]) -> Fix | None:
    """The advice to add a last axis, where the sizes then are those that are wanted."""
    if shape.open or len(wanted) != len(shape.dims) + 1:
        return None
    fits = all(equal(old, new) is True for old, new in zip(shape.dims, wanted, strict=False))
    return new_axis(input, -1, text=".unsqueeze(-1) first") if fits else None


@op("torch.Tensor.expand")
def expand(input, *args, size=None, implicit=False):
    """Stretch axes of size 1, and add axes in front; -1 keeps an axis.

    >>> [2, 1].expand(2, 5)
    (2, 5)
    >>> [3].expand((4, -1))
    (4, 3)
    >>> [].expand(2, 3)
    (2, 3)
    >>> [2, 3].expand(2, 5)
    SHP301
    >>> [2, 3].expand(6)
    SHP101
    >>> [3].expand(-1, 3)
    SHP707
    """
    return _expanded(input, row(args, size))


@op("torch.Tensor.expand_as")
def expand_as(input, other):
    """Stretch to the shape of another tensor.

    >>> [2, 1].expand_as([4, 2, 5])
    (4, 2, 5)
    >>> [2, 3].expand_as([2, 5])
    SHP301
    """
    shape = shape_of(other)
    return UNKNOWN_SHAPE if shape.open else _expanded(input, shape)


@op(("torch.broadcast_to", "torch.Tensor.broadcast_to"))
def broadcast_to(input, size):
    """Stretch axes of size 1, and add axes in front.

    >>> broadcast_to([2, 1], (4, 2, 5))
    (4, 2, 5)
    >>> [3].broadcast_to((2, -1))
    (2, 3)
    >>> broadcast_to([2, 3], (2, 5))
    SHP301
    """
    return _expanded(input, row((size,)))


@op("torch.broadcast_tensors")
def broadcast_tensors(*tensors):
    """Stretch all to their common shape.

    >>> broadcast_tensors([2, 1], [3])
    ((2, 3), (2, 3))
    >>> broadcast_tensors([2], [3])
    SHP301
    """
    items = items_of(tensors[0]) if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    return UNKNOWN if items is None else (broadcasted(*items),) * len(items)


@op("torch.broadcast_shapes")
def broadcast_shapes(*shapes):
    """Give the common shape of several.

    >>> broadcast_shapes((2, 1), (3,))
    (2, 3)
    >>> broadcast_shapes((2,), (3,))
    SHP301
    >>> broadcast_shapes((2, -1), (3,))
    SHP707
    """
    sizes = [target_sizes(shape) for shape in shapes]
    if any(each is None for each in sizes):
        return UNKNOWN
    require_at_least(0, "a size", tuple(sizes))
    return broadcasted(*(Shape(each) for each in sizes if each is not None)).dims


def _at_least(count: int) -> None:
    def body(*tensors):
        if len(tensors) != 1:
            return tuple(at_least(tensor, count) for tensor in tensors)
        items = items_of(tensors[0]) if isinstance(tensors[0], tuple | ListValue) else None
        return at_least(tensors[0], count) if items is None else tuple(at_least(item, count) for item in items)

    padded = {1: "(1,)", 2: "(1, 1)", 3: "(1, 1, 1)"}[count]
    body.__doc__ = f"""Add axes of size 1 where there are fewer than {count}.

    >>> atleast_{count}d([])
    {padded}
    >>> atleast_{count}d([2, 3, 4])
    (2, 3, 4)
    """
    op(f"torch.atleast_{count}d")(body)


def at_least(tensor: Value, count: int) -> Shape:
    """The shape with axes of size 1 added: in front, and one behind the last of a matrix that is to have three."""
    shape = measured(tensor)
    if len(shape.dims) >= count:
        return shape
    if shape.open:
        return UNKNOWN_SHAPE
    dims: tuple[Size, ...] = (*(1,) * (min(count, 2) - len(shape.dims)), *shape.dims)
    return Shape(dims if len(dims) == count else (*dims, 1))


for _count in (1, 2, 3):
    _at_least(_count)
