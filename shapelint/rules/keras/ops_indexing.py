"""`keras.ops`: picking parts of a tensor, and putting others in their place."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, at_most, equal, less, product


@op("keras.ops.slice")
def slice_of(inputs, start_indices, shape):
    """Cut out a block of a shape.

    >>> ops.slice([5, 6], (1, 2), (3, 2))
    (3, 2)
    >>> ops.slice([5, 6], (1, 2), (3, 5))
    (3, None)
    >>> ops.slice([5, 6], (1, 2, 0), (3, 2, 1))
    SHP506
    """
    whole, starts, sizes = measured(inputs), items_of(start_indices), items_of(shape)
    if sizes is None:
        return tensor(UNKNOWN_SHAPE, number_kind(inputs))
    count = len(sizes) if starts is None else min(len(starts), len(sizes))
    _check_count(inputs, count)
    if whole.open or starts is None:
        return tensor(UNKNOWN_SHAPE if whole.open else Shape((UNKNOWN,) * len(whole.dims)), number_kind(inputs))
    cut = (_cut(size_in(at), size_in(size), have) for at, size, have in zip(starts, sizes, whole.dims, strict=False))
    return tensor(Shape((*cut, *whole.dims[count:])), number_kind(inputs))


def _cut(start: Size, size: Size, have: Size) -> Size:
    """The size of a block along one axis; some backends cut off what stands out, others move the block."""
    inside = at_most(0, start) is True and at_most(0, size) is True and at_most(start + size, have) is True
    return size if inside else UNKNOWN


def _check_count(x: Value, count: int) -> None:
    rank = measured(x).rank
    if rank is not None and count > rank:
        raise Mismatch(
            "SHP506",
            "{count} indices on {shape}, which has {rank} axes",
            operand=culprit(x),
            count=count,
            shape=str(measured(x)),
            rank=rank,
        )


@op("keras.ops.slice_update")
def slice_update(inputs, start_indices, updates):
    """Put a block into a tensor.

    >>> ops.slice_update([5, 6], (1, 2), [3, 2])
    (5, 6)
    >>> ops.slice_update([5, 6], (1, 2), [6, 2])
    SHP301
    """
    whole, starts, block = measured(inputs), items_of(start_indices), measured(updates)
    if starts is not None and not whole.open and not block.open:
        count = min(len(starts), len(block.dims))
        _check_count(inputs, count)
        # Where the block would stand out, some backends move it and others cut off its place.
        place = Shape((*block.dims[:count], *whole.dims[count:]))
        for size, have in zip(block.dims[:count], whole.dims, strict=False):
            if less(have, size) is True:
                check_fits(whole, updates, extra=False)
                place = whole
        check_fits(place, updates)
    return tensor(whole, number_kind(inputs))


@op("keras.ops.scatter_update")
def scatter_update(inputs, indices, updates, reduction=None):
    """Put values in places of a tensor: a row of indices for each value.

    >>> ops.scatter_update([5], ((1,), (2,)), (1.0, 2.0))
    (5,)
    >>> ops.scatter_update([5, 3], ((1,), (2,)), [2, 3])
    (5, 3)
    >>> ops.scatter_update([5, 3], ((1, 0), (2, 1)), [2])
    (5, 3)
    >>> ops.scatter_update([5, 3], ((1, 0), (2, 1)), [3])
    SHP301
    """
    trailing = _check_scattered(measured(inputs), indices, inputs)
    if trailing is not None:
        check_fits(Shape((measured(indices).dims[0], *trailing)), updates)
    return tensor(measured(inputs), number_kind(inputs))


@op("keras.ops.scatter", least={"shape": 0})
def scatter(indices, values, shape):
    """Put values in places of a tensor of zeros: a row of indices for each value.

    >>> ops.scatter(((1,), (2,)), (1.0, 2.0), (5,))
    (5,)
    >>> ops.scatter(((1,), (2,)), [2, 3], (5, 3))
    (5, 3)
    >>> ops.scatter(((1,), (2,)), [2, 4], (5, 3))
    SHP202
    >>> ops.scatter(((1,), (2,)), [1, 3], (5, 3))
    SHP301
    """
    sizes = items_of(shape)
    whole = UNKNOWN_SHAPE if sizes is None else Shape(tuple(map(size_in, sizes)))
    trailing = _check_scattered(whole, indices, values)
    rows, count = measured(indices), measured(values).numel()
    if trailing is not None:
        if equal(product(trailing), 0) is False:
            require_divides(product(trailing), count, "the size of a part", "the number of values")
        elif equal(product(trailing), 0) is True and less(0, count) is True:
            raise Mismatch("SHP301", "parts of no elements take no values", operand=culprit(values))
        if less(count, rows.dims[0] * product(trailing)) is True:
            raise Mismatch(
                "SHP301",
                "{values} does not hold a value for each of {rows} rows of indices",
                operand=culprit(values),
                values=str(measured(values)),
                rows=rows.dims[0],
            )
    return tensor(whole, number_kind(values))


def _check_scattered(whole: Shape, indices: Value, operand: Value) -> tuple[Size, ...] | None:
    """The sizes of the part that each row of indices names; None where they are not known.

    Raises Mismatch SHP101 or SHP506.
    """
    rows = measured(indices)
    if rows.rank == 1 and not whole.open:
        raise Mismatch(
            "SHP101", "the indices are rows, one for each value: they have 2 axes, gets {found}", found=str(rows)
        )
    if whole.open or rows.rank != 2 or not isinstance(rows.dims[1], int):
        return None
    count = rows.dims[1]
    if count > len(whole.dims):
        raise Mismatch(
            "SHP506",
            "{count} indices on {shape}, which has {rank} axes",
            operand=culprit(operand),
            count=count,
            shape=str(whole),
            rank=len(whole.dims),
        )
    return whole.dims[count:]


@op("keras.ops.take")
def take(x, indices, axis=None):
    """Pick elements along an axis; without one, of all elements in a row.

    >>> ops.take([5, 6], ints[2, 3], axis=1)
    (5, 2, 3)
    >>> ops.take([5, 6], ints[4])
    (4,)
    >>> ops.take([5, 6], (0, 2), axis=-1)
    (5, 2)
    >>> ops.take([5, 6], ints[4], axis=2)
    SHP502
    """
    whole, picked = measured(x), measured(indices)
    if axis is None:
        return tensor(picked, number_kind(x))
    place = check_axis(x, axis, least=0)
    if place is None or picked.open:
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    return tensor(Shape((*whole.dims[:place], *picked.dims, *whole.dims[place + 1 :])), number_kind(x))


@op("keras.ops.take_along_axis")
def take_along_axis(x, indices, axis=None, *, machine):
    """Pick an element for each index along an axis.

    >>> ops.take_along_axis([5, 6], ints[5, 2], axis=1)
    (5, 2)
    >>> ops.take_along_axis([5, 6], ints[1, 2], axis=1)
    (5, 2)
    >>> ops.take_along_axis([5, 6], ints[3])
    (3,)
    >>> ops.take_along_axis([5, 6], ints[5], axis=1)
    SHP101
    >>> ops.take_along_axis([5, 6], ints[3, 2], axis=1)
    SHP301
    """
    if axis is None:
        return tensor(Shape((measured(indices).numel(),)), number_kind(x))
    return twin("numpy.take_along_axis", machine, x, indices, axis)


@op("keras.ops.get_item")
def get_item(x, key, *, machine):
    """Pick a part of a tensor: `x[key]`.

    >>> ops.get_item([5, 4], 0)
    (4,)
    >>> ops.get_item([5, 4], (0, 1))
    ()
    >>> ops.get_item([5, 4], (0, 1, 2))
    SHP506
    """
    return machine.call(machine.get(x, "__getitem__"), (key,)) if isinstance(x, Tensor) else UNKNOWN


@op("keras.ops.searchsorted")
def searchsorted(sorted_sequence, values, side="left"):
    """Find where values would have to be put in.

    >>> ops.searchsorted([5], [2, 3])
    (2, 3)
    >>> ops.searchsorted([5, 2], [3])
    SHP101
    """
    found = measured(sorted_sequence)
    if found.rank not in (None, 1):
        raise Mismatch(
            "SHP101", "searchsorted expects one axis, gets {found}", operand=culprit(sorted_sequence), found=str(found)
        )
    return tensor(measured(values), "int")


@op("keras.ops.digitize")
def digitize(x, bins):
    """Find the bin of every element.

    >>> ops.digitize([2, 3], (0.0, 1.0))
    (2, 3)
    """
    return tensor(measured(x), "int")


@op("keras.ops.nonzero")
def nonzero(x):
    """Find the places of the elements that are not zero: rows of indices, in a tensor or a tuple.

    >>> ops.nonzero([2, 3])
    None
    """
    return UNKNOWN


@op("keras.ops.unravel_index")
def unravel_index(indices, shape):
    """Turn places in a row of all elements into an index for each axis.

    >>> ops.unravel_index(ints[4], (2, 3))
    ((4,), (4,))
    """
    sizes = items_of(shape)
    return UNKNOWN if sizes is None else (tensor(measured(indices), "int"),) * len(sizes)


@op("keras.ops.isin")
def isin(x1, x2, assume_unique=False, invert=False):
    """Say of every element whether it is one of others.

    >>> ops.isin([2, 3], [4])
    (2, 3)
    """
    return tensor(measured(x1), "bool")


@op("keras.ops.select")
def select(condlist, choicelist, default=0):
    """Take every element from the first of several tensors whose condition holds.

    >>> ops.select((bools[2, 3], bools[3]), ([2, 3], [3]))
    (2, 3)
    >>> ops.select((bools[2, 3], bools[2, 3]), ([2, 4], [3]))
    SHP301
    """
    conditions, choices = items_of(condlist), items_of(choicelist)
    if conditions is None or choices is None:
        return tensor(UNKNOWN_SHAPE)
    return tensor(broadcasted(*conditions, *choices, default, what="select"))
