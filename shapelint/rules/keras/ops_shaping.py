"""`keras.ops`: the same elements on other axes, taken apart, repeated, and put together."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin, whole_row
from shapelint.rules.shared.axes import expanded, moved, squeezed, swapped, transposed
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.joining import concatenated, parts, stacked
from shapelint.rules.shared.operands import is_int, measured, size_in
from shapelint.rules.shared.samples import batch_reshaped
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Many, Value, items_of
from shapelint.sizes import Shape


@op("keras.ops.shape")
def shape(x):
    """Give the sizes of the axes.

    >>> ops.shape([2, 3])
    (2, 3)
    """
    return shape_value(x)


@op(("keras.ops.ndim", "keras.backend.ndim"))
def ndim(x):
    """Give the number of axes.

    >>> ndim([2, 3])
    2
    """
    rank = measured(x).rank
    return UNKNOWN if rank is None else rank


@op("keras.ops.size")
def size(x):
    """Give the number of elements.

    >>> ops.size([2, 3])
    ()
    """
    return tensor(Shape(()), "int", measured(x).numel())


@op("keras.ops.reshape")
def reshape(x, newshape, *, machine):
    """Put the elements, in order, on axes of other sizes, one of which may be -1.

    >>> ops.reshape([2, 6], (3, -1))
    (3, 4)
    >>> ops.reshape([2, 6], (5, 2))
    SHP501 (2, 6) has 12 elements, (5, 2) has 10
    """
    return tensor(batch_reshaped(x, whole_row(newshape), machine), number_kind(x))


@op("keras.ops.ravel")
def ravel(x):
    """Put all elements in one row.

    >>> ops.ravel([2, 3])
    (6,)
    """
    return tensor(Shape((measured(x).numel(),)), number_kind(x))


@op("keras.ops.transpose")
def transpose(x, axes=None):
    """Reverse the axes, the batch included, or put them in another order.

    >>> ops.transpose([2, 3, 4])
    (4, 3, 2)
    >>> ops.transpose([2, 3, 4], (0, 2, 1))
    (2, 4, 3)
    >>> ops.transpose([2, 3, 4], (1, 0))
    SHP504
    """
    return tensor(transposed(x, axes), number_kind(x))


@op("keras.ops.swapaxes")
def swapaxes(x, axis1, axis2):
    """Exchange two axes.

    >>> ops.swapaxes([2, 3, 4], 1, -1)
    (2, 4, 3)
    >>> ops.swapaxes([2, 3, 4], 1, 3)
    SHP502
    """
    return tensor(swapped(x, axis1, axis2), number_kind(x))


@op("keras.ops.moveaxis")
def moveaxis(x, source, destination):
    """Move an axis, or several, to another place.

    >>> ops.moveaxis([2, 3, 4], 0, -1)
    (3, 4, 2)
    """
    return tensor(moved(x, source, destination), number_kind(x))


@op("keras.ops.expand_dims")
def expand_dims(x, axis):
    """Add axes of size 1.

    >>> ops.expand_dims([2, 3], 1)
    (2, 1, 3)
    >>> ops.expand_dims([2, 3], 4)
    SHP502
    """
    return tensor(expanded(x, axis), number_kind(x))


@op("keras.ops.squeeze")
def squeeze(x, axis=None):
    """Drop axes of size 1: all of them, or those named.

    >>> ops.squeeze([2, 1, 3, 1])
    (2, 3)
    >>> ops.squeeze([2, 1, 3, 1], 1)
    (2, 3, 1)
    """
    return tensor(squeezed(x, axis, strict=False), number_kind(x))


@op("keras.ops.broadcast_to")
def broadcast_to(x, shape):
    """Stretch axes of size 1, and missing ones in front, to a shape.

    >>> ops.broadcast_to([3], (2, 3))
    (2, 3)
    >>> ops.broadcast_to([4], (2, 3))
    SHP301
    """
    sizes = items_of(shape)
    if sizes is None:
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    wanted = Shape(tuple(map(size_in, sizes)))
    broadcasted(x, wanted, what="broadcast_to")
    return tensor(wanted, number_kind(x))


@op("keras.ops.concatenate")
def concatenate(xs, axis=0):
    """Put tensors one behind the other along an axis; all others must agree.

    >>> ops.concatenate([[2, 3], [4, 3]])
    (6, 3)
    >>> ops.concatenate([[2, 3], [4, 3]], axis=1)
    SHP303 2 meets 4 on axis 0
    """
    return tensor(concatenated(xs, axis), _kind(xs))


@op("keras.ops.stack")
def stack(x, axis=0):
    """Put tensors of one shape side by side along a new axis.

    >>> ops.stack([[2, 3], [2, 3]], axis=1)
    (2, 2, 3)
    >>> ops.stack([[2, 3], [2, 4]])
    SHP304
    """
    return tensor(stacked(x, axis), _kind(x))


def _kind(xs: Value) -> str | None:
    row = parts(xs)
    first = row.each if isinstance(row, Many) else row[0] if row else None
    return number_kind(first)


@op("keras.ops.unstack")
def unstack(x, num=None, axis=0, *, machine):
    """Give the parts along an axis, without it.

    >>> ops.unstack([2, 3])
    ((3,), (3,))
    """
    whole = measured(x)
    count = whole.axis(axis) if is_int(axis) else UNKNOWN
    part = tensor(whole.drop(axis) if is_int(axis) else UNKNOWN_SHAPE, number_kind(x))
    return machine.list([part] * count) if isinstance(count, int) and count <= 256 else Many(part, count)


_SPLIT: Final = """Cut a tensor into parts: so many, or at the given places.

    >>> ops.split([6, 4], 3)
    ((2, 4), (2, 4), (2, 4))
    >>> ops.split([7, 4], (2, 3))
    ((2, 4), (1, 4), (4, 4))
    >>> ops.split([7, 4], 2)
    SHP202 axis 0 is 7
    """
declare(
    "keras.ops.split",
    "x, indices_or_sections, axis=0",
    lambda x, indices_or_sections, axis, machine: twin("numpy.split", machine, x, indices_or_sections, axis),
    _SPLIT,
)


@op("keras.ops.repeat")
def repeat(x, repeats, axis=None, *, machine):
    """Repeat each element along an axis; without one, of all elements in a row.

    >>> ops.repeat([2, 3], 2, axis=1)
    (2, 6)
    >>> ops.repeat([2, 3], 2)
    (12,)
    """
    return twin("numpy.repeat", machine, x, repeats, axis)


@op("keras.ops.tile")
def tile(x, repeats, *, machine):
    """Repeat the whole tensor along its axes.

    >>> ops.tile([2, 3], (1, 2))
    (2, 6)
    """
    return twin("numpy.tile", machine, x, whole_row(repeats))


@op("keras.ops.pad")
def pad(x, pad_width, mode="constant", constant_values=None, *, machine):
    """Add elements before and behind every axis.

    >>> ops.pad([2, 3], ((0, 0), (1, 2)))
    (2, 6)
    """
    return twin("numpy.pad", machine, x, pad_width)


@op("keras.ops.roll")
def roll(x, shift, axis=None):
    """Move the elements around; the shape stays.

    >>> ops.roll([2, 3], 1)
    (2, 3)
    """
    return tensor(measured(x), number_kind(x))


@op("keras.ops.flip")
def flip(x, axis=None):
    """Turn axes round; the shape stays.

    >>> ops.flip([2, 3], 1)
    (2, 3)
    """
    return tensor(measured(x), number_kind(x))


_TRIANGLE: Final = """Keep one triangle of every matrix.

    >>> @([2, 3])
    (2, 3)
    """
for _name in ("tril", "triu"):
    declare(f"keras.ops.{_name}", "x, k=0", lambda x: tensor(measured(x), number_kind(x)), _TRIANGLE)


@op("keras.ops.diag")
def diag(x, k=0, *, machine):
    """Make a matrix with a diagonal, or take the diagonal out of one.

    >>> ops.diag([3])
    (3, 3)
    >>> ops.diag([3, 4])
    (3,)
    """
    return twin("numpy.diag", machine, x, k)


@op("keras.ops.meshgrid")
def meshgrid(*x, indexing="xy", machine):
    """Make grids of coordinates, one for each of the vectors.

    >>> ops.meshgrid([2], [3])
    ((3, 2), (3, 2))
    """
    sizes = [measured(each).numel() for each in x]
    if indexing not in ("xy", "ij"):
        return UNKNOWN
    if indexing == "xy" and len(sizes) > 1:
        sizes[:2] = sizes[1::-1]
    return machine.list([tensor(Shape(tuple(sizes)), number_kind(each)) for each in x])
