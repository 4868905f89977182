"""The same elements several times over."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.shared.reshaping import target_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, at_most, equal, less


def stretched(input: Value, sizes: Value) -> Shape:
    """The shape after `expand(sizes)`, where -1 keeps an axis.

    Raises Mismatch SHP301 where an axis other than 1 would have to grow, or SHP101 where axes would go.
    """
    shape, wanted = shape_of(input), target_sizes(sizes)
    if wanted is None:
        return UNKNOWN_SHAPE
    if not shape.open and len(wanted) < len(shape.dims):
        raise Mismatch(
            "SHP101",
            "{shape} cannot be expanded to {wanted}, which has fewer axes",
            operand=culprit(input),
            shape=shape,
            wanted=wanted,
        )
    old = shape.tail(len(wanted)) if shape.open else (None,) * (len(wanted) - len(shape.dims)) + shape.dims
    return Shape(tuple(_stretched(input, wanted, *pair) for pair in zip(old, wanted, strict=True)))


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
        shape=shape_of(input),
        wanted=wanted,
        old=old,
        new=new,
    )


@op("torch.Tensor.expand")
def expand(input, *args, size=None, implicit=False):
    """Stretch axes of size 1, and add axes in front; -1 keeps an axis.

    >>> [2, 1].expand(2, 5)
    (2, 5)
    >>> [3].expand((4, -1))
    (4, 3)
    >>> [2, 3].expand(2, 5)
    SHP301
    >>> [2, 3].expand(6)
    SHP101
    """
    return stretched(input, row(args, size))


@op("torch.Tensor.expand_as")
def expand_as(input, other):
    """Stretch to the shape of another tensor.

    >>> [2, 1].expand_as([4, 2, 5])
    (4, 2, 5)
    >>> [2, 3].expand_as([2, 5])
    SHP301
    """
    shape = shape_of(other)
    return UNKNOWN_SHAPE if shape.open else stretched(input, shape)


@op(("torch.broadcast_to", "torch.Tensor.broadcast_to"))
def broadcast_to(input, size):
    """Stretch axes of size 1, and add axes in front.

    >>> broadcast_to([2, 1], (4, 2, 5))
    (4, 2, 5)
    >>> broadcast_to([2, 3], (2, 5))
    SHP301
    """
    return stretched(input, row((size,)))


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
    """
    sizes = [target_sizes(shape) for shape in shapes]
    if any(each is None for each in sizes):
        return UNKNOWN
    return broadcasted(*(Shape(each) for each in sizes if each is not None)).dims


@op("torch.Tensor.repeat")
def repeat(input, *args, repeats=None):
    """Put the tensor side by side so often along every axis, new axes in front.

    >>> [2, 3].repeat(4, 1)
    (8, 3)
    >>> [3].repeat((4, 2))
    (4, 6)
    >>> [2, 3].repeat(4)
    SHP101
    """
    return repeated(input, row(args, repeats), strict=True)


@op(("torch.tile", "torch.Tensor.tile"))
def tile(input, *args, dims=None):
    """Put the tensor side by side so often along the last axes.

    >>> tile([2, 3], (2,))
    (2, 6)
    >>> [3].tile(4, 2)
    (4, 6)
    """
    return repeated(input, row(args, dims), strict=False)


def repeated(input: Value, counts: Value, strict: bool) -> Shape:
    """The shape after repeating along the last axes; strict: as many counts as axes are needed at least.

    Raises Mismatch SHP101.
    """
    shape, times = shape_of(input), target_sizes(counts)
    if times is None or shape.open:
        return UNKNOWN_SHAPE if times is None or not strict else Shape((UNKNOWN,) * len(times))
    missing = len(shape.dims) - len(times)
    if missing > 0 and strict:
        raise Mismatch(
            "SHP101",
            "{shape} has {rank} axes, more than the {count} counts {counts}",
            operand=culprit(input),
            help="one count per axis",
            shape=shape,
            rank=len(shape.dims),
            count=len(times),
            counts=times,
        )
    padded = (1,) * max(missing, 0) + times
    dims = (1,) * max(-missing, 0) + shape.dims
    return Shape(tuple(size * count for size, count in zip(dims, padded, strict=True)))


@op(("torch.repeat_interleave", "torch.Tensor.repeat_interleave"))
def repeat_interleave(input=None, repeats=None, dim=None, *, output_size=None):
    """Repeat every element of an axis on the spot; without `dim`, of the flattened tensor.

    >>> repeat_interleave([2, 3], 2, 1)
    (2, 6)
    >>> [2, 3].repeat_interleave(2)
    (12,)
    >>> repeat_interleave([2, 3], ints[3], dim=1)
    (2, None)
    >>> repeat_interleave([2, 3], 2, 2)
    SHP502
    """
    if repeats is None or input is None:
        return Shape((UNKNOWN,))
    shape = shape_of(input)
    count = size_in(repeats)
    if output_size is not None:
        total = size_in(output_size)
    if dim is None:
        return Shape((total if output_size is not None else shape.numel() * count,))
    check_axis(input, dim, name="dim")
    if not is_int(dim):
        return UNKNOWN_SHAPE
    return shape.replace(dim, total if output_size is not None else shape.axis(dim) * count)


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


@op("torch.Tensor.unfold")
def unfold(input, dimension, size, step):
    """Give every window of an axis; the window becomes the last axis.

    >>> [2, 7].unfold(1, 3, 2)
    (2, 3, 3)
    >>> [2, 7].unfold(0, 3, 1)
    SHP503
    >>> [2, 7].unfold(2, 3, 1)
    SHP502
    """
    check_axis(input, dimension, name="dimension")
    shape, extent = shape_of(input), size_in(size)
    if not is_int(dimension) or (shape.open and dimension >= 0):
        return UNKNOWN_SHAPE
    whole = shape.axis(dimension)
    if at_most(extent, whole) is False:
        raise Mismatch(
            "SHP503",
            "a window of {extent} does not fit on dim {dim}, which has {size}",
            operand=culprit(input),
            extent=extent,
            dim=dimension,
            size=whole,
        )
    steps = size_in(step)
    places = (whole - extent) // steps + 1 if less(0, steps) is True else UNKNOWN
    after = shape.replace(dimension, places)
    return Shape((*after.dims, extent), after.open)


@op(("torch.as_strided", "torch.Tensor.as_strided"))
def as_strided(input, size, stride, storage_offset=None):
    """Give the memory another shape.

    >>> as_strided([3, 3], (2, 2), (1, 2))
    (2, 2)
    """
    sizes = target_sizes(size)
    return UNKNOWN_SHAPE if sizes is None else Shape(sizes)


@op(("torch.diff", "torch.Tensor.diff"))
def diff(input, n=1, dim=-1, prepend=None, append=None, *, out=None):
    """Give the differences of neighbours along an axis.

    >>> diff([2, 5])
    (2, 4)
    >>> diff([2, 5], 2, 0)
    (0, 5)
    >>> diff([2, 5], dim=2)
    SHP502
    """
    check_axis(input, dim, name="dim")
    if not is_int(dim) or not is_int(n):
        return UNKNOWN_SHAPE
    shape = shape_of(input)
    size = shape.axis(dim)
    for extra in (prepend, append):
        size = size if extra is None else size + shape_of(extra).axis(dim)
    return shape.replace(dim, size - n if at_most(n, size) else UNKNOWN)
