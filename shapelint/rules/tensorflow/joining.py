"""Tensors put together, taken apart and repeated."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.shared.axes import check_axes, check_axis
from shapelint.rules.shared.batch import BATCH, counts_batch
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.joining import concatenated, stacked
from shapelint.rules.shared.operands import MOST_PARTS, axes_in, is_int, measured, optional_size, size_in
from shapelint.rules.tensorflow.graphs import builds_graphs
from shapelint.rules.tensorflow.tensors import sizes_content, tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Many, Tensor, Value, is_soft, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


def _rows(values: Value) -> tuple[Value, ...]:
    return (items_of(values) or ()) if isinstance(values, tuple | ListValue) else ()


def _kind(values: Value) -> str | None:
    return number_kind(_rows(values)[0]) if _rows(values) else None


@op("tf.concat", legacy={"concat_dim": "axis"})
def concat(values, axis, name="concat", *, machine):
    """Put tensors one behind the other along an axis; all others must agree.

    >>> concat([[2, 3], [4, 3]], 0)
    (6, 3)
    >>> concat([[2, 3], [2, 5]], axis=-1)
    (2, 8)
    >>> concat([[2, 3], [4, 3]], 1)
    SHP303 2 meets 4 on axis 0
    >>> concat([2, 3], 0)
    (2, 3)
    """
    shape = shape_of(values) if isinstance(values, Tensor) else concatenated(values, axis)
    if builds_graphs(machine):
        shape = _fed_together(shape)
    content = sizes_content(values) if shape.rank == 1 else None
    return tensor(shape, _kind(values), *_rows(values), content=content)


def _fed_together(shape: Shape) -> Shape:
    """Without a size that counts what several placeholders are fed: another one may be fed as many."""
    sizes = (UNKNOWN if size != BATCH and counts_batch(size) else size for size in shape.dims)
    return Shape(tuple(sizes), shape.open)


@op(("tf.stack", "tf.pack"))
def stack(values, axis=0, name="stack"):
    """Put tensors of one shape side by side along a new axis.

    >>> stack([[2, 3], [2, 3]])
    (2, 2, 3)
    >>> stack([[2, 3], [2, 3]], axis=-1)
    (2, 3, 2)
    >>> stack([[2, 3], [2, 4]])
    SHP304
    """
    shape = stacked(values, axis)
    content = sizes_content(values) if shape.rank == 1 else None
    return tensor(shape, _kind(values), *_rows(values), content=content)


@op(("tf.unstack", "tf.unpack"))
def unstack(value, num=None, axis=0, name="unstack", *, machine):
    """Take a tensor apart along an axis, which is gone then.

    >>> unstack([2, 3], axis=0)
    ((3,), (3,))
    >>> unstack([2, 3], axis=2)
    SHP502
    """
    if isinstance(value, Tensor) and isinstance(value.content, tuple):
        return machine.list(value.content)
    shape, place = measured(value), check_axis(value, axis, least=0)
    rest = tensor(UNKNOWN_SHAPE if place is None else shape.drop(place), number_kind(value), value)
    given = optional_size(num)
    count = given if given is not None else UNKNOWN if place is None else shape.axis(place)
    return machine.list((rest,) * count) if isinstance(count, int) and count <= MOST_PARTS else Many(rest, count)


@op("tf.split", legacy={"split_dim": "axis"})
def split(value, num_or_size_splits, axis=0, num=None, name="split", *, machine):
    """Cut a tensor into so many equal parts, or parts of the given sizes.

    >>> split([6, 4], 3)
    ((2, 4), (2, 4), (2, 4))
    >>> split([6, 4], (1, 5))
    ((1, 4), (5, 4))
    >>> split([6, 4], 4)
    SHP202 axis 0 is 6, which the number of parts = 4 does not divide
    >>> split([6, 4], (1, 4))
    SHP501 parts of 5 in all, axis 0 has 6
    """
    shape, place = measured(value), check_axis(value, axis, least=0)
    size = UNKNOWN if place is None else shape.axis(place)
    sizes = _cut(size, num_or_size_splits, axis)
    if sizes is None:
        return Many(tensor(UNKNOWN_SHAPE, number_kind(value), value))
    if isinstance(sizes, Many):
        part = UNKNOWN_SHAPE if place is None else shape.replace(place, sizes.each)
        return Many(tensor(part, number_kind(value), value), sizes.length)
    return machine.list(
        tensor(UNKNOWN_SHAPE if place is None else shape.replace(place, each), number_kind(value), value)
        for each in sizes
    )


def _cut(size: Size, parts: Value, axis: Value) -> list[Size] | Many | None:
    """The sizes of the parts.  Raises Mismatch SHP202 or SHP501."""
    if is_int(parts):
        require_at_least(1, "the number of parts", parts)
        require_divides(parts, size, "the number of parts", f"axis {axis}")
        return Many(size // parts, parts) if parts > MOST_PARTS else [size // parts] * parts
    items = items_of(parts)
    if items is None:
        return None
    sizes = [size_in(item) for item in items]
    known: Size = 0
    for each in sizes:
        known = known + (0 if isinstance(each, int) and each == -1 else each)
    if -1 in sizes:
        return [size - known if isinstance(each, int) and each == -1 else each for each in sizes]
    if equal(known, size) is False:
        raise Mismatch("SHP501", "parts of {known} in all, axis {axis} has {size}", known=known, axis=axis, size=size)
    return sizes


@op("tf.tile", least={"multiples": 0})
def tile(input, multiples, name=None):
    """Repeat the whole tensor along its axes.

    >>> tile([2, 3], (2, 1))
    (4, 3)
    >>> tile([2, 3], (2,))
    SHP101 1 multiples for (2, 3), which has 2 axes
    """
    shape, counts = measured(input), items_of(multiples)
    if counts is None:
        return Shape((UNKNOWN,) * len(shape.dims), shape.open)
    if shape.open:
        return Shape((UNKNOWN,) * len(counts))
    if len(counts) != len(shape.dims):
        raise Mismatch(
            "SHP101",
            "{count} multiples for {shape}, which has {rank} axes",
            operand=input if isinstance(input, Tensor) else None,
            count=len(counts),
            shape=shape,
            rank=len(shape.dims),
        )
    return Shape(tuple(size * size_in(count) for size, count in zip(shape.dims, counts, strict=True)))


@op("tf.repeat", least={"repeats": 0})
def repeat(input, repeats, axis=None, name=None):
    """Repeat each element along an axis; without one, of all elements in a row.

    >>> repeat([2, 3], 2, axis=0)
    (4, 3)
    >>> repeat([2, 3], 2)
    (12,)
    """
    shape, place = measured(input), check_axis(input, axis)
    count = UNKNOWN if is_soft(repeats) else size_in(repeats)
    if axis is None or shape == Shape(()):
        return Shape((shape.numel() * count,))
    return UNKNOWN_SHAPE if place is None else shape.replace(place, shape.dims[place] * count)


@op("tf.pad", least={"paddings": 0})
def pad(tensor, paddings, mode="CONSTANT", constant_values=0, name=None):
    """Add elements before and behind every axis: a pair for each.

    >>> pad([2, 3], ((0, 0), (1, 2)))
    (2, 6)
    >>> pad([2, 3], ((1, 1),))
    SHP101 1 pairs of widths for (2, 3), which has 2 axes
    """
    shape = measured(tensor)
    pairs = items_of(paddings)
    if pairs is None:
        return Shape((UNKNOWN,) * len(shape.dims), shape.open)
    if not shape.open and len(pairs) != len(shape.dims):
        raise Mismatch(
            "SHP101",
            "{count} pairs of widths for {shape}, which has {rank} axes",
            operand=tensor if isinstance(tensor, Tensor) else None,
            count=len(pairs),
            shape=shape,
            rank=len(shape.dims),
        )
    dims = shape.tail(len(pairs))
    return Shape(tuple(size + _width(pair) for size, pair in zip(dims, pairs, strict=True)))


def _width(pair: Value) -> Size:
    both = items_of(pair)
    if both is None:
        return UNKNOWN
    if len(both) != 2:
        raise Mismatch("SHP707", "an axis has a width before and one behind, gets {count}", count=len(both))
    return size_in(both[0]) + size_in(both[1])


_SAME = """Move the elements around; the shape stays.

    >>> {}
    (2, 3)
    >>> {}
    SHP502
    """


def _moved(x: Value, axis: Value) -> Shape:
    for each in axes_in(axis) or ():
        check_axis(x, each, least=0)
    return measured(x)


def _reversed(tensor: Value, axis: Value) -> Shape:
    """TensorFlow leaves a scalar as it is whatever the axes; others have each of them once."""
    shape = measured(tensor)
    if shape.dims:
        check_axes(tensor, axes_in(axis) or ())
    return shape


declare(
    ("tf.reverse", "tf.reverse_v2"),
    "tensor, axis, name=None",
    _reversed,
    _SAME.format("@([2, 3], axis=(1,))", "@([2, 3], axis=(2,))"),
)
declare(
    "tf.roll",
    "input, shift, axis, name=None",
    lambda **given: _moved(given["input"], given["axis"]),
    _SAME.format("@([2, 3], 1, axis=1)", "@([2, 3], 1, axis=2)"),
)


@op("tf.meshgrid")
def meshgrid(*args, **kwargs):
    """Make grids of coordinates, one for each of the vectors; with "xy" the first two axes are exchanged.

    >>> meshgrid([2], [3])
    ((3, 2), (3, 2))
    >>> meshgrid([2], [3], indexing="ij")
    ((2, 3), (2, 3))
    """
    sizes = [measured(each).numel() for each in args]
    if kwargs.get("indexing", "xy") == "xy" and len(sizes) > 1:
        sizes[:2] = sizes[1::-1]
    return tuple(Shape(tuple(sizes)) for _ in args)


@op("tf.sequence_mask", dtype="bool")
def sequence_mask(lengths, maxlen=None, dtype="bool", name=None):
    """Mark, for each length, the places before it.

    >>> sequence_mask(ints[3], 5)
    (3, 5)
    """
    last = optional_size(maxlen)
    return Shape((*measured(lengths).dims, UNKNOWN if last is None else last), measured(lengths).open)
