"""`np.c_[...]` and `np.r_[...]`, which are indexed and not called."""

from __future__ import annotations

from shapelint.rules.fixes import bracketed
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.joining import as_column
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.joining import concatenated
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, SliceOf, Value, shape_of
from shapelint.sizes import Shape


@op("numpy.c_")
def c_(*args):
    """Put columns beside each other: `np.c_[a, b]`; a vector is a column.  It is indexed, not called.

    >>> c_[[4, 2], [4]]
    (4, 3)
    >>> c_[[4], [4]]
    (4, 2)
    >>> c_([4, 2], [4])
    SHP704 np.c_ is indexed, not called
    """
    raise _called("c_")


@op("numpy.r_")
def r_(*args):
    """Put arrays one behind the other along the first axis: `np.r_[a, b]`.  It is indexed, not called.

    >>> r_[[4], [2], 0.0]
    (7,)
    >>> r_([4], [2])
    SHP704 np.r_ is indexed, not called
    """
    raise _called("r_")


def _called(name: str) -> Mismatch:
    fix = bracketed("square", text=f"np.{name}[…], with square brackets")
    return Mismatch("SHP704", "np.{name} is indexed, not called", name=name, help=fix)


@op("numpy.c_.__getitem__")
def c_item(key):
    """Put columns beside each other.

    >>> c_[[4, 2], [4]]
    (4, 3)
    >>> c_[[4], [5]]
    SHP303
    """
    items = key if isinstance(key, tuple) else (key,)
    if any(isinstance(item, str) for item in items):
        return array(UNKNOWN_SHAPE)
    shapes = tuple(as_column(_item(item)) for item in items)
    return array(concatenated(shapes, -1), promoted(*items))


@op("numpy.r_.__getitem__")
def r_item(key):
    """Put arrays one behind the other along the first axis.

    >>> r_[[4, 2], [3, 2]]
    (7, 2)
    >>> r_[1:5, 0]
    (5,)
    """
    items = key if isinstance(key, tuple) else (key,)
    if any(isinstance(item, str) for item in items):
        return array(UNKNOWN_SHAPE)
    shapes = tuple(shape if shape.open or shape.dims else Shape((1,)) for shape in map(_item, items))
    return array(concatenated(shapes, 0), promoted(*items))


def _item(item: Value) -> Shape:
    """An array, a number, or a slice that counts."""
    if not isinstance(item, SliceOf):
        return shape_of(item)
    ends = (item.lower or 0, item.upper, 1 if item.step is None else item.step)
    return Shape((len(range(*ends)),)) if all(map(is_int, ends)) and ends[2] else Shape((UNKNOWN,))
