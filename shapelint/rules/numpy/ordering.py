"""Sorting, in full or in part."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.joining import stacked
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, items_of, places
from shapelint.sizes import Shape, Size, less


@op("numpy.ndarray.sort")
def sort_in_place(self, axis=-1, kind=None, order=None, *, stable=None):
    """Sort along an axis, in place.

    >>> [2, 3].sort()
    None
    >>> [2, 3].sort(axis=2)
    SHP502
    """
    check_axis(self, axis, least=0)


def _sorted(a: Value, axis: Value, kind: str | None) -> Tensor:
    if axis is None:
        return array(Shape((measured(a).numel(),)), kind)
    check_axis(a, axis, least=0)
    return array(measured(a), kind)


def _order(a: Value, axis: Value) -> Tensor:
    made = _sorted((a,) if measured(a) == Shape(()) else a, axis, "int")  # a number counts as one of a row
    return places(made.shape, "numpy", made.shape.numel(), once=True) if made.shape.rank == 1 else made


_SORT = """Sort along an axis, or say in which order the elements would stand.

    >>> {0}
    (2, 3)
    >>> {1}
    SHP502
    """
_ORDER = "axis=-1, kind=None, order=None, *, stable=None"
_AT = _SORT.format("@([2, 3])", "@([2, 3], axis=2)")
declare("numpy.sort", f"a, {_ORDER}", lambda a, axis: _sorted(a, axis, number_kind(a)), _AT)
declare("numpy.argsort", f"a, {_ORDER}", _order, _AT)
declare(
    "numpy.ndarray.argsort",
    f"self, /, {_ORDER}",
    lambda self, axis: _order(self, axis),
    _SORT.format("[2, 3].@()", "[2, 3].@(axis=2)"),
)


def _check_places(a: Value, kth: Value, axis: Value) -> None:
    """The places that are sorted for must lie on the axis.  Raises Mismatch SHP502 or SHP506."""
    shape = Shape((measured(a).numel(),)) if axis is None else measured(a)
    place = check_axis(shape, -1 if axis is None else axis, least=0)
    size: Size = shape.dims[place] if place is not None else 0
    for each in () if place is None else (kth,) if is_int(kth) else items_of(kth) or ():
        if is_int(each) and (less(each, size) is False or less(each, -size) is True):
            raise Mismatch(
                "SHP506", "kth is {kth}, axis {axis} has {size}", operand=culprit(a), kth=each, axis=place, size=size
            )


def _partitioned(a: Value, kth: Value, axis: Value, kind: str | None) -> Tensor:
    _check_places(a, kth, axis)
    return array(Shape((measured(a).numel(),)) if axis is None else measured(a), kind)


def _places_by(a: Value, kth: Value, axis: Value) -> Tensor:
    shape = _partitioned(a, kth, axis, "int").shape
    return places(shape, "numpy", shape.numel(), once=True) if shape.rank == 1 else array(shape, "int")


_PARTITION = """Sort so far that the smaller elements come before the `kth`, or say in which order they would stand.

    >>> {0}1)
    {1}
    >>> {0}1, axis=2)
    SHP502
    >>> {0}3)
    SHP506
    """
_KTH = "kth, axis=-1, kind='introselect', order=None"
declare(
    "numpy.partition",
    f"a, {_KTH}",
    lambda a, kth, axis: _partitioned(a, kth, axis, number_kind(a)),
    _PARTITION.format("@([2, 3], ", "(2, 3)"),
)
declare(
    "numpy.argpartition",
    f"a, {_KTH}",
    lambda a, kth, axis: _places_by(a, kth, axis),
    _PARTITION.format("@([2, 3], ", "(2, 3)"),
)
declare(
    "numpy.ndarray.partition",
    f"self, /, {_KTH}",
    lambda self, kth, axis: _check_places(self, kth, axis),
    _PARTITION.format("[2, 3].@(", "None"),
)
declare(
    "numpy.ndarray.argpartition",
    f"self, /, {_KTH}",
    lambda self, kth, axis: _places_by(self, kth, axis),
    _PARTITION.format("[2, 3].@(", "(2, 3)"),
)


@op("numpy.lexsort")
def lexsort(keys, axis=-1):
    """Say in which order rows would stand that are sorted by several keys, the last first.

    >>> lexsort(([4], [4]))
    (4,)
    >>> lexsort(([4], [3]))
    SHP304
    """
    whole = stacked(keys, 0)
    if whole.open or not whole.dims:
        return array(UNKNOWN_SHAPE, "int")
    check_axis(Shape(whole.dims[1:]), axis)
    return array(Shape(whole.dims[1:]), "int")


@op("numpy.sort_complex")
def sort_complex(a):
    """Sort complex numbers, by their real parts first.

    >>> sort_complex([4])
    (4,)
    """
    check_axis(a, -1, least=0)
    return array(measured(a), "complex")
