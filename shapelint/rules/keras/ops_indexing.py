"""`keras.ops`: picking parts of a tensor, and putting others in their place."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.operands import is_int, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, items_of
from shapelint.sizes import Shape, equal


@op("keras.ops.slice")
def slice_of(inputs, start_indices, shape):
    """Cut out a block of a shape.

    >>> ops.slice([5, 6], (1, 2), (3, 2))
    (3, 2)
    """
    sizes = items_of(shape)
    return tensor(UNKNOWN_SHAPE if sizes is None else Shape(tuple(map(size_in, sizes))), number_kind(inputs))


@op("keras.ops.slice_update")
def slice_update(inputs, start_indices, updates):
    """Put a block into a tensor.

    >>> ops.slice_update([5, 6], (1, 2), [3, 2])
    (5, 6)
    """
    return tensor(measured(inputs), number_kind(inputs))


@op("keras.ops.scatter_update")
def scatter_update(inputs, indices, updates, reduction=None):
    """Put values in places of a tensor.

    >>> ops.scatter_update([5], ((1,), (2,)), (1.0, 2.0))
    (5,)
    """
    return tensor(measured(inputs), number_kind(inputs))


@op("keras.ops.take")
def take(x, indices, axis=None):
    """Pick elements along an axis; without one, of all elements in a row.

    >>> ops.take([5, 6], ints[2, 3], axis=1)
    (5, 2, 3)
    >>> ops.take([5, 6], ints[4])
    (4,)
    """
    whole, picked = measured(x), measured(indices)
    if axis is None:
        return tensor(picked, number_kind(x))
    place = check_axis(x, axis)
    if place is None or picked.open:
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    return tensor(Shape((*whole.dims[:place], *picked.dims, *whole.dims[place + 1 :])), number_kind(x))


@op("keras.ops.take_along_axis")
def take_along_axis(x, indices, axis=None):
    """Pick an element for each index along an axis.

    >>> ops.take_along_axis([5, 6], ints[5, 2], axis=1)
    (5, 2)
    """
    picked = measured(indices)
    whole = measured(x)
    place = whole.normal_axis(axis) if is_int(axis) else None
    if place is None or picked.open or len(picked.dims) != len(whole.dims):
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    dims = [a if equal(a, b) is True else UNKNOWN for a, b in zip(picked.dims, whole.dims, strict=True)]
    return tensor(Shape((*dims[:place], picked.dims[place], *dims[place + 1 :])), number_kind(x))
