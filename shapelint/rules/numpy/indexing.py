"""Parts of arrays: indices, slices, masks, and what is assigned to them."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.nonzero import listed_places, picks_once, rows_of_places
from shapelint.rules.numbers import distinct
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.assignment import check_assignment
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.indexing import check_inside, content_at, indexed
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.shared.records import Record
from shapelint.rules.values import (
    CELL,
    NUMBERS,
    UNKNOWN,
    UNKNOWN_SHAPE,
    ListValue,
    Mutable,
    Tensor,
    Value,
    is_soft,
    items_of,
    shape_of,
)
from shapelint.sizes import Dim, Shape, Size


@op("numpy.ndarray.__getitem__")
def getitem(self, key):
    """Pick a part of an array.

    >>> [5, 4][0]
    (4,)
    >>> [5, 4][1:3, None]
    (2, 1, 4)
    >>> [5, 4, 3][..., 0]
    (5, 4)
    >>> [5, 4][ints[2, 6]]
    (2, 6, 4)
    >>> np.zeros(5, dtype=[("x", "f4"), ("y", "f4", (3,))])["y"]
    (5, 3)
    >>> [5, 4][5]
    SHP506 index 5 lies outside axis 0, which has 5
    >>> [5, 4][0, 0, 0]
    SHP506 3 indices on (5, 4)
    """
    if isinstance(key, str):
        return _field(self, key)
    names = items_of(key) if isinstance(key, ListValue) else None
    if names and all(isinstance(name, str) for name in names):
        return array(self.shape, None)
    if self.shape.rank == 0 and self.dtype not in NUMBERS:
        return UNKNOWN
    picked = content_at(self, key)
    if picked is not None:
        return Tensor(Shape((len(picked),) if isinstance(picked, tuple) else ()), "numpy", self.dtype, picked)
    shape = indexed(self, key)
    if (
        self.dtype not in NUMBERS and not isinstance(self.dtype, Record) and shape == Shape(())
    ):  # the item may be anything, an array even
        return self.item
    return array(shape, self.dtype)


def _field(records: Tensor, name: str) -> Value:
    """One field of all records."""
    found = records.dtype.fields.get(name) if isinstance(records.dtype, Record) else None
    if found is None:
        return UNKNOWN
    shape, kind = found
    plain = not shape.dims or not records.shape.open
    return array(Shape((*records.shape.dims, *shape.dims), records.shape.open) if plain else UNKNOWN_SHAPE, kind)


@op("numpy.ndarray.__setitem__")
def setitem(self, key, value, *, machine):
    """Assign to a part of an array; the value broadcasts.

    >>> [5, 4].__setitem__(0, [4])
    None
    >>> [5, 4].__setitem__(0, [1, 4])
    None
    >>> [5, 4].__setitem__(0, [3])
    SHP301 (3,) does not fit into (4,): 3 meets 4 on axis -1
    """
    if self.dtype in NUMBERS:
        check_assignment(self, key, value)
    elif isinstance(self.content, Mutable):
        known = self.content.slots.get(CELL, value)
        machine.put(self.content, CELL, _both(known, value))


def _both(known: Value, value: Value) -> Value:
    """What holds of two items of an array of objects."""
    if isinstance(known, Tensor) and isinstance(value, Tensor) and known.family == value.family:
        dtype = known.dtype if known.dtype == value.dtype else None
        return Tensor(known.shape.join(value.shape), known.family, dtype)
    return known if known is value else UNKNOWN


def _taken(a: Value, indices: Value, axis: Value, mode: Value) -> Tensor:
    picked, shape = measured(indices), measured(a)
    place = check_axis(a, axis)
    if mode == "raise" and (axis is None or place is not None):
        size = shape.numel() if axis is None or shape == Shape(()) else shape.axis(place or 0)
        check_all_inside(a, indices, size, place or 0)
    if axis is None:
        return array(picked, number_kind(a))
    if place is None or picked.open:
        return array(UNKNOWN_SHAPE, number_kind(a))
    return array(Shape((*shape.dims[:place], *picked.dims, *shape.dims[place + 1 :])), number_kind(a))


def check_all_inside(a: Value, indices: Value, size: Size, axis: int) -> None:
    """Numbers among the indices must lie inside their axis.  Raises Mismatch SHP506."""
    for each in (indices,) if is_int(indices) else items_of(indices) or ():
        if is_int(each):
            check_inside(each, size, axis, operand=culprit(a))


_TAKE = """Pick by index along an axis; without one, from all elements in a row.

    >>> {0}ints[3], axis=1)
    (5, 3)
    >>> {0}ints[3, 2])
    (3, 2)
    >>> {0}(0, 1), axis=0)
    (2, 4)
    >>> {0}3, axis=-1)
    (5,)
    >>> {0}ints[3], axis=2)
    SHP502
    >>> {0}(0, 4), axis=1)
    SHP506
    """
declare("numpy.take", "a, indices, axis=None, out=None, mode='raise'", _taken, _TAKE.format("@([5, 4], "))
declare(
    "numpy.ndarray.take",
    "self, indices, /, axis=None, out=None, mode='raise'",
    lambda self, indices, axis, mode: _taken(self, indices, axis, mode),
    _TAKE.format("[5, 4].@("),
)


@op("numpy.take_along_axis")
def take_along_axis(arr, indices, axis=-1):
    """Pick by an array of indices of the same rank.

    >>> take_along_axis([5, 4], ints[5, 2], axis=1)
    (5, 2)
    >>> take_along_axis([5, 4], ints[1, 2], axis=1)
    (5, 2)
    >>> take_along_axis([5, 4], ints[3], axis=None)
    (3,)
    >>> take_along_axis([5, 4], ints[5], axis=1)
    SHP101
    >>> take_along_axis([5, 4], ints[4, 2], axis=1)
    SHP301
    """
    return array(check_along(arr, indices, axis, "take_along_axis"), number_kind(arr))


def check_along(arr: Value, indices: Value, axis: Value, name: str) -> Shape:
    """The places that indices name along an axis, one for each vector of the array.

    Raises Mismatch SHP502, SHP101 where the ranks differ, or SHP301.
    """
    picked = measured(indices)
    shape = Shape((measured(arr).numel(),)) if axis is None else measured(arr)
    place = check_axis(shape, 0 if axis is None else axis, least=0)
    if shape.open or picked.open:
        return UNKNOWN_SHAPE
    if len(shape.dims) != len(picked.dims):
        raise Mismatch(
            "SHP101",
            "{name} expects {wanted} axes of indices, gets {found}",
            operand=culprit(indices),
            name=name,
            wanted=len(shape.dims),
            found=str(picked),
        )
    if place is None:
        return Shape((UNKNOWN,) * len(shape.dims))
    return broadcasted(shape.replace(place, picked.dims[place]), indices)


_PLACES = """Find the places of the elements that are not zero: one row of indices for each axis.

    >>> len({0})
    2
    >>> {2}
    ((None,),)
    >>> {1}
    SHP101 nonzero expects at least one axis, gets a number
    """
declare("numpy.nonzero", "a", lambda a: _places(a), _PLACES.format("@([2, 3])", "@([])", "@([4])"))
declare(
    "numpy.ndarray.nonzero", "self, /", lambda self: _places(self), _PLACES.format("[2, 3].@()", "[].@()", "[4].@()")
)


def _places(a: Value) -> Value:
    rank = measured(a).rank
    if rank == 0:
        raise Mismatch("SHP101", "nonzero expects at least one axis, gets a number", operand=culprit(a))
    return rows_of_places(a, "numpy")


@op("numpy.argwhere")
def argwhere(a):
    """Find the places of the elements that are not zero, one in each row.

    >>> argwhere([2, 3])
    (None, 2)
    """
    return listed_places(a, "numpy")


@op("numpy.unique")
def unique(
    ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True
):
    """Find the different elements, in order; perhaps with where and how often they stand.

    >>> unique([2, 3])
    (None,)
    >>> unique([2, 3], axis=1)
    (2, None)
    >>> unique([4], return_inverse=True, return_counts=True)
    ((None,), (4,), (None,))
    >>> unique([2, 3], axis=2)
    SHP502
    """
    wanted = (return_index, return_inverse, return_counts)
    check_axis(ar, axis, least=0)
    if not all(isinstance(each, bool) for each in wanted):
        return UNKNOWN
    several = distinct(ar)
    values = array(Shape((several,)) if axis is None else _thinned(measured(ar), axis), number_kind(ar))
    # The inverse had one axis before NumPy 2.0.
    inverse = array(measured(ar) if measured(ar).rank == 1 else UNKNOWN_SHAPE, "int")
    count = array(Shape((several if axis is None else UNKNOWN,)), "int")
    extra = tuple(found for found, asked in zip((count, inverse, count), wanted, strict=True) if asked)
    return (values, *extra) if extra else values


def _thinned(shape: Shape, axis: Value) -> Shape:
    """The shape with fewer entries on one axis."""
    return shape.replace(axis, UNKNOWN) if is_int(axis) else Shape((UNKNOWN,) * len(shape.dims), shape.open)


_FOUND = """Find where values would have to be put in.

    >>> {}[2, 3])
    (2, 3)
    >>> {}[3])
    SHP101
    """


def _searched(a: Value, v: Value) -> Tensor:
    check_vector("searchsorted", a)
    return array(measured(v), "int")


declare("numpy.searchsorted", "a, v, side='left', sorter=None", _searched, _FOUND.format("@([5], ", "@([5, 2], "))
declare(
    "numpy.ndarray.searchsorted",
    "self, v, /, side='left', sorter=None",
    lambda self, v: _searched(self, v),
    _FOUND.format("[5].@(", "[5, 2].@("),
)


def check_vector(name: str, x: Value) -> None:
    """Raises Mismatch SHP101 where `x` certainly has not one axis."""
    if measured(x).rank not in (1, None):
        raise Mismatch(
            "SHP101", "{name} expects one axis, gets {found}", operand=culprit(x), name=name, found=measured(x)
        )


@op("numpy.delete")
def delete(arr, obj, axis=None):
    """Leave out one element, or several, along an axis.

    >>> delete([5, 4], 0, axis=0)
    (4, 4)
    >>> delete([5, 4], 0)
    (19,)
    >>> delete([5, 4], (0, 2, -3), axis=0)
    (3, 4)
    >>> delete([5, 4], 5, axis=0)
    SHP506
    """
    shape = Shape((measured(arr).numel(),)) if axis is None else measured(arr)
    place = check_axis(shape, 0 if axis is None else axis, least=0)
    if place is None:
        return array(_thinned(shape, axis), number_kind(arr))
    size = shape.dims[place]
    check_all_inside(arr, obj, size, place)
    return array(shape.replace(place, size - _left_out(obj, size)), number_kind(arr))


def _left_out(index: Value, size: Size) -> Size:
    """How many places of an axis are named."""
    if isinstance(size_in(index), int | Dim) and not is_soft(index):
        return 1
    if isinstance(index, Tensor) and index.dtype == "bool":
        return UNKNOWN if index.ones is None else index.ones
    row = items_of(index) if isinstance(index, tuple | ListValue) else None
    if row is not None and isinstance(size, int) and size > 0 and all(map(is_int, row)):
        return len({each % size for each in row})
    return shape_of(index).numel() if picks_once(index) else UNKNOWN
