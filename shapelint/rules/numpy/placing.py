"""Elements put into arrays, picked out of them by condition, or chosen from several."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.nonzero import places_in
from shapelint.rules.numpy.arrays import array, shape_argument
from shapelint.rules.numpy.indexing import check_all_inside, check_along
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.indexing import check_inside, indexed
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Many, Tensor, Value, items_of, places
from shapelint.sizes import Shape, equal, less

_IN_PLACE = """Put values into an array, in place.

    >>> {}
    None
    """


def _put(a: Value, ind: Value, mode: Value) -> None:
    if mode == "raise":
        check_all_inside(a, ind, measured(a).numel(), 0)


def _put_along(arr: Value, indices: Value, axis: Value) -> None:
    check_along(arr, indices, axis, "put_along_axis")


def _check_mask(name: str, a: Value, mask: Value) -> None:
    """A mask has as many elements as the array.  Raises Mismatch SHP301."""
    if equal(measured(a).numel(), measured(mask).numel()) is False:
        raise Mismatch(
            "SHP301",
            "{name} expects a mask like the array {shape}, gets {mask}",
            operand=culprit(mask),
            name=name,
            shape=str(measured(a)),
            mask=str(measured(mask)),
        )


def _check_square(a: Value) -> None:
    shape = measured(a)
    if shape.open:
        return
    if len(shape.dims) < 2:
        raise Mismatch(
            "SHP101", "fill_diagonal expects at least 2 axes, gets {found}", operand=culprit(a), found=str(shape)
        )
    if len(shape.dims) > 2 and any(equal(shape.dims[0], size) is False for size in shape.dims):
        raise Mismatch("SHP302", "{shape} has axes of different sizes", operand=culprit(a), shape=shape)


declare("numpy.put", "a, ind, v, mode='raise'", _put, _IN_PLACE.format("@([5], (0, 2), 1.0)"))
declare(
    "numpy.ndarray.put",
    "self, indices, values, /, mode='raise'",
    lambda self, indices, mode: _put(self, indices, mode),
    _IN_PLACE.format("[5].@((0, 2), 1.0)"),
)
declare(
    "numpy.place",
    "arr, mask, vals",
    lambda arr, mask: _check_mask("place", arr, mask),
    _IN_PLACE.format("@([5], bools[5], (1.0, 2.0))"),
)
declare(
    "numpy.putmask",
    "a, mask, values",
    lambda a, mask: _check_mask("putmask", a, mask),
    _IN_PLACE.format("@([5], bools[5], 1.0)"),
)
declare("numpy.fill_diagonal", "a, val, wrap=False", lambda a: _check_square(a), _IN_PLACE.format("@([3, 3], 1.0)"))
declare(
    "numpy.put_along_axis",
    "arr, indices, values, axis",
    _put_along,
    _IN_PLACE.format("@([5, 4], ints[5, 1], 1.0, axis=1)"),
)


@op("numpy.copyto")
def copyto(dst, src, casting="same_kind", where=True):
    """Copy one array into another, which it must broadcast into.

    >>> copyto([2, 3], [3])
    None
    >>> copyto([2, 3], [4])
    SHP301
    """
    check_fits(measured(dst), src)


@op("numpy.insert")
def insert(arr, obj, values, axis=None):
    """Put values before a place along an axis; without one, into all elements in a row.

    >>> insert([5], 1, 7.0)
    (6,)
    >>> insert([5, 4], 1, [4], axis=0)
    (6, 4)
    >>> insert([5, 4], (1, 2), 0.0, axis=1)
    (5, 6)
    >>> insert([5, 4], 1, 0.0, axis=2)
    SHP502
    >>> insert([5, 4], 1, [3], axis=0)
    SHP301
    >>> insert([5, 4], 6, 0.0, axis=0)
    SHP506
    """
    shape = Shape((measured(arr).numel(),)) if axis is None else measured(arr)
    place = check_axis(shape, 0 if axis is None else axis, least=0)
    kind = number_kind(arr)
    if place is None:
        return array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), kind)
    size, given = shape.dims[place], measured(values)
    row = (obj,) if is_int(obj) else items_of(obj)
    if is_int(obj) and (less(size, obj) is True or less(obj, -size) is True):
        check_inside(obj, size, place, operand=culprit(arr))
    if row is None or not row or given.open or len(given.dims) > len(shape.dims):
        return array(shape.replace(place, UNKNOWN), kind)
    padded = (1,) * (len(shape.dims) - len(given.dims)) + given.dims
    if len(row) > 1:
        check_fits(shape.replace(place, len(row)), values)
        return array(shape.replace(place, size + len(row)), kind)
    if is_int(obj):
        padded = Shape(padded[1:]).insert(place, padded[0]).dims  # the first axis of the values goes along
    check_fits(shape.replace(place, padded[place]), Shape(padded))
    return array(shape.replace(place, size + padded[place]), kind)


@op("numpy.resize", least={"new_shape": 0})
def resize(a, new_shape):
    """Make an array of that shape of the elements, which are repeated if need be.

    >>> resize([2, 3], (4, 5))
    (4, 5)
    >>> resize([2, 3], 7)
    (7,)
    """
    return array(shape_argument(new_shape), number_kind(a))


def _compressed(condition: Value, a: Value, axis: Value) -> Tensor:
    if measured(condition).rank not in (None, 1):
        raise Mismatch(
            "SHP101",
            "compress expects a condition of one axis, gets {found}",
            operand=culprit(condition),
            found=str(measured(condition)),
        )
    shape = Shape((measured(a).numel(),)) if axis is None else measured(a)
    place = check_axis(shape, 0 if axis is None else axis, least=0)
    if place is None:
        return array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), number_kind(a))
    return array(shape.replace(place, UNKNOWN), number_kind(a))


_COMPRESSED = """Keep the parts along an axis for which a condition holds.

    >>> {0}bools[5]{1}axis=0)
    (None, 4)
    >>> {0}bools[5]{2}
    (None,)
    >>> {0}bools[5]{1}axis=2)
    SHP502
    """
declare(
    "numpy.compress",
    "condition, a, axis=None, out=None",
    _compressed,
    _COMPRESSED.format("@(", ", [5, 4], ", ", [5, 4])"),
)
declare(
    "numpy.ndarray.compress",
    "self, condition, /, axis=None, out=None",
    lambda self, condition, axis: _compressed(condition, self, axis),
    _COMPRESSED.format("[5, 4].@(", ", ", ")"),
)


@op("numpy.extract")
def extract(condition, arr):
    """Keep the elements for which a condition holds, in a row.

    >>> extract(bools[2, 3], [2, 3])
    (None,)
    """
    return array(Shape((UNKNOWN,)), number_kind(arr))


@op("numpy.flatnonzero")
def flatnonzero(a):
    """Find the places of the elements that are not zero, among all in a row.

    >>> flatnonzero([2, 3])
    (None,)
    """
    return places(Shape((places_in(a),)), "numpy", measured(a).numel(), once=True)


_CHOSEN = """Take every element from one of several arrays.

    >>> {0}
    (2, 3)
    >>> {1}
    SHP301
    """


def _chosen(a: Value, choices: Value) -> Tensor:
    row = items_of(choices) if isinstance(choices, tuple | ListValue) else None
    return array(UNKNOWN_SHAPE if row is None else broadcasted(a, *row, what="choose"), promoted(*row) if row else None)


declare(
    "numpy.choose",
    "a, choices, out=None, mode='raise'",
    _chosen,
    _CHOSEN.format("@(ints[2, 3], ([2, 3], [3]))", "@(ints[2, 3], ([2, 4], [3]))"),
)
declare(
    "numpy.ndarray.choose",
    "self, choices, /, out=None, mode='raise'",
    lambda self, choices: _chosen(self, choices),
    _CHOSEN.format("ints[2, 3].@(([2, 3], [3]))", "ints[2, 3].@(([2, 4], [3]))"),
)


@op("numpy.select")
def select(condlist, choicelist, default=0):
    """Take every element from the first of several arrays whose condition holds.

    >>> select((bools[2, 3], bools[3]), ([2, 3], [3]))
    (2, 3)
    >>> select((bools[2, 3], bools[2, 3]), ([2, 4], [3]))
    SHP301
    >>> select((bools[2, 3], bools[3]), ([2, 3],))
    SHP706
    """
    conditions, choices = items_of(condlist), items_of(choicelist)
    if conditions is None or choices is None:
        return array(UNKNOWN_SHAPE)
    if len(conditions) != len(choices):
        raise Mismatch("SHP706", "select has {a} conditions for {b} choices", a=len(conditions), b=len(choices))
    return array(broadcasted(*conditions, *choices, default, what="select"), promoted(*choices, default))


@op("numpy.piecewise")
def piecewise(x, condlist, funclist, *args, **kw):
    """Run a function on the elements for which its condition holds.

    >>> piecewise([5], [bools[5]], [1.0])
    (5,)
    >>> piecewise([5], [bools[4]], [1.0])
    SHP506
    >>> piecewise([5], [bools[5]], (1.0, 2.0, 3.0))
    SHP706
    """
    conditions, functions = items_of(condlist), items_of(funclist)
    for each in conditions or ():
        if isinstance(each, Tensor) and isinstance(x, Tensor):
            indexed(x, each)
    if conditions and functions is not None and len(functions) - len(conditions) not in (0, 1):
        raise Mismatch("SHP706", "piecewise has {a} functions for {b} conditions", a=len(functions), b=len(conditions))
    return array(measured(x), number_kind(x))


@op("numpy.apply_along_axis")
def apply_along_axis(func1d, axis, arr, *args, machine, **kwargs):
    """Run a function on every vector along an axis; what it gives stands in the vector's place.

    >>> apply_along_axis(lambda row: row.sum(), 1, [5, 4])
    (5,)
    >>> apply_along_axis(lambda row: row[:2], 1, [5, 4])
    (5, 2)
    >>> apply_along_axis(lambda row: row.sum(), 2, [5, 4])
    SHP502
    """
    shape, place = measured(arr), check_axis(arr, axis, least=0)
    if place is None:
        return array(UNKNOWN_SHAPE)
    given = machine.call(func1d, (array(Shape((shape.dims[place],)), number_kind(arr)), *args), kwargs)
    each = measured(given)
    if given is UNKNOWN or each.open:
        return array(UNKNOWN_SHAPE)
    return array(Shape((*shape.dims[:place], *each.dims, *shape.dims[place + 1 :])), number_kind(given))


_SPLIT_OFF = """Take an array apart along an axis, which is gone from the parts.

    >>> @([2, 3])
    ((3,), (3,))
    >>> @([2, 3], axis=1)
    ((2,), (2,), (2,))
    >>> @([2, 3], axis=2)
    SHP502
    """


def _unstacked(x: Value, axis: Value) -> Value:
    shape, place = measured(x), check_axis(x, axis, least=0)
    if place is None:
        return Many(array(UNKNOWN_SHAPE, number_kind(x)))
    part, count = array(shape.drop(place), number_kind(x)), shape.dims[place]
    return (part,) * count if isinstance(count, int) and less(count, 257) is True else Many(part, count)


declare("numpy.unstack", "x, /, *, axis=0", _unstacked, _SPLIT_OFF)
