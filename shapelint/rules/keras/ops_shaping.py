"""`keras.ops`: the same elements on other axes, taken apart, repeated, and put together."""

from __future__ import annotations

import re

from shapelint.rules.form import op
from shapelint.rules.keras.twins import as_keras, tensor, whole_row
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.axes import expanded, moved, squeezed, swapped, transposed
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.shared.samples import batch_reshaped
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, equal, product


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
    >>> ops.reshape((3, 4), [2, 6])
    SHP702
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
    >>> ops.squeeze([2, 1, 3, 1], (1, -1))
    (2, 3)
    >>> ops.squeeze([2, 1], 2)
    SHP502
    """
    return tensor(squeezed(x, axis, strict=False), number_kind(x))


@op("keras.ops.broadcast_to", least={"shape": -1})
def broadcast_to(x, shape):
    """Stretch axes of size 1, and missing ones in front, to a shape.

    >>> ops.broadcast_to([3], (2, 3))
    (2, 3)
    >>> ops.broadcast_to([3], (2, -1))
    (2, 3)
    >>> ops.broadcast_to([4], (2, 3))
    SHP301
    >>> ops.broadcast_to([1, 3], (3,))
    SHP301
    """
    sizes = items_of(shape)
    if sizes is None:
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    own = measured(x)
    sizes = (UNKNOWN,) * len(sizes) if own.open and -1 in sizes else sizes
    kept = (UNKNOWN,) * (len(sizes) - len(own.dims)) + own.dims  # what -1 stands for
    wanted = Shape(tuple(old if size == -1 else size_in(size) for size, old in zip(sizes, kept, strict=False)))
    if -1 in sizes[: max(0, len(sizes) - len(own.dims))] and not own.open:
        raise Mismatch("SHP301", "-1 keeps an axis of {found}, which has none there", operand=culprit(x), found=own)
    check_fits(wanted, x, extra=False)
    return tensor(wanted, number_kind(x))


@op("keras.ops.meshgrid")
def meshgrid(*x, indexing="xy", machine):
    """Make grids of coordinates, one for each of the vectors.

    >>> ops.meshgrid([2], [3])
    ((3, 2), (3, 2))
    >>> ops.meshgrid([2], [3], [4], indexing="ij")
    ((2, 3, 4), (2, 3, 4), (2, 3, 4))
    """
    sizes = [measured(each).numel() for each in x]
    if indexing not in ("xy", "ij"):
        return UNKNOWN
    if indexing == "xy" and len(sizes) > 1:
        sizes[:2] = sizes[1::-1]
    return machine.list([tensor(Shape(tuple(sizes)), number_kind(each)) for each in x])


@op("keras.ops.view")
def view(x, dtype=None):
    """Read the same bytes as numbers of another kind; the last axis may get longer or shorter.

    >>> ops.view([2, 4])
    (2, 4)
    >>> ops.view([2, 4], "int16")
    (2, None)
    """
    shape = measured(x)
    return tensor(shape if dtype is None else shape.replace(-1, UNKNOWN), None)


@op("keras.ops.rearrange")
def rearrange(tensor, pattern, *, machine, **axes_lengths):
    """Put axes together, take them apart and change their order, as the pattern of `einops.rearrange` says.

    >>> ops.rearrange([2, 3, 4], "a b c -> (a b) c")
    (6, 4)
    >>> ops.rearrange([2, 6, 1], "a b -> b a")
    (6, 2)
    >>> ops.rearrange([2, 6, 4], "a b -> b a")
    SHP101
    """
    rule = find("einops.rearrange")
    if rule is None:
        return UNKNOWN
    shape, named = measured(tensor), _named_axes(pattern)
    if len(shape.dims) > named and not shape.open and equal(product(shape.dims[named:]), 1) is True:
        tensor = Tensor(Shape(shape.dims[:named]), "keras", number_kind(tensor))  # the rest is not looked at
    try:
        return as_keras(machine.call(rule, (tensor, pattern), axes_lengths))
    except Mismatch as mismatch:
        if mismatch.code == "SHP101" and _may_be_left_out(measured(tensor), pattern):
            return UNKNOWN
        raise


def _named_axes(pattern: Value) -> int:
    return len(re.findall(r"\([^)]*\)|[^\s()]+", str(pattern).partition("->")[0]))


def _may_be_left_out(shape: Shape, pattern: Value) -> bool:
    """Whether the axes that a pattern does not name may hold one element, which Keras does not look at."""
    named = _named_axes(pattern)
    return len(shape.dims) > named and equal(product(shape.dims[named:]), 1) is not False
