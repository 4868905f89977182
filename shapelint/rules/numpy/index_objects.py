"""`np.c_[...]`, `np.r_[...]`, `np.s_[...]`, `np.mgrid[...]` and `np.ogrid[...]`, which are indexed and not called."""

from __future__ import annotations

import math

from shapelint.rules.fixes import bracketed
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.joining import as_column
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.joining import concatenated
from shapelint.rules.shared.operands import is_int
from shapelint.rules.shared.windows import max_known
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, AsIs, SliceOf, Value, shape_of
from shapelint.sizes import Dim, Shape, Size


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


@op("numpy.s_")
def s_(*args):
    """Write an index down: `np.s_[:4]`.  It is indexed, not called.

    >>> s_([4])
    SHP704 np.s_ is indexed, not called
    """
    raise _called("s_")


@op("numpy.index_exp")
def index_exp(*args):
    """Write an index down, always as a tuple: `np.index_exp[:4]`.  It is indexed, not called.

    >>> index_exp([4])
    SHP704 np.index_exp is indexed, not called
    """
    raise _called("index_exp")


@op("numpy.s_.__getitem__")
def s_item(key):
    """The index itself.

    >>> s_[2]
    2
    """
    return AsIs(key)


@op("numpy.index_exp.__getitem__")
def index_exp_item(key):
    """The index itself, as a tuple.

    >>> index_exp[2]
    (2,)
    """
    return AsIs(key if isinstance(key, tuple) else (key,))


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
    >>> r_["0,2", [3], [3]]
    (2, 3)
    >>> r_["-1", [4, 2], [4, 3]]
    (4, 5)
    >>> r_["1,2,0", [3], [3]]
    (3, 2)
    """
    items = key if isinstance(key, tuple) else (key,)
    axis, rank, place = 0, 1, -1
    if items and isinstance(items[0], str):
        told = _directive(items[0])
        if told is None:
            return array(UNKNOWN_SHAPE)
        axis, rank, place = told
        items = items[1:]
    shapes = tuple(_of_rank(_item(item), rank, place) for item in items)
    return array(concatenated(shapes, axis), promoted(*items))


def _directive(text: str) -> tuple[int, int, int] | None:
    """The axis, the least rank, and where the axes of what has fewer stand; None where it asks for a matrix.

    >>> _directive("0,2"), _directive("1,2,0"), _directive("-1"), _directive("r")
    ((0, 2, -1), (1, 2, 0), (-1, 1, -1), None)
    """
    numbers = [part.strip() for part in text.split(",")]
    if len(numbers) > 3 or not all(part.removeprefix("-").isdecimal() for part in numbers):
        return None
    axis, rank, place = [*map(int, numbers), *(0, 1, -1)[len(numbers) :]]
    return axis, rank, place


def _of_rank(shape: Shape, rank: int, place: int) -> Shape:
    """With axes of size 1 where there are fewer than wanted: in front, or so that the others stand from `place` on."""
    missing = max(rank, 1) - len(shape.dims)
    if shape.open or missing <= 0:
        return shape
    before = missing if place == -1 else place + missing + 1 if place < 0 else min(place, missing)
    return Shape((1,) * before + shape.dims + (1,) * (missing - before))


def _item(item: Value) -> Shape:
    """An array, a number, or a slice that counts."""
    if not isinstance(item, SliceOf):
        return shape_of(item)
    ends = (item.lower or 0, item.upper, 1 if item.step is None else item.step)
    return Shape((len(range(*ends)),)) if all(map(is_int, ends)) and ends[2] else Shape((UNKNOWN,))


@op("numpy.mgrid")
def mgrid(*args):
    """The coordinates of a grid, as rows of one array: `np.mgrid[0:3, 0:4]`.  It is indexed, not called.

    >>> mgrid[0:3, 0:4]
    (2, 3, 4)
    >>> mgrid((0, 3))
    SHP704 np.mgrid is indexed, not called
    """
    raise _called("mgrid")


@op("numpy.ogrid")
def ogrid(*args):
    """The coordinates of a grid, an array for each axis, which broadcast.  It is indexed, not called.

    >>> ogrid[0:3, 0:4]
    ((3, 1), (1, 4))
    >>> ogrid((0, 3))
    SHP704 np.ogrid is indexed, not called
    """
    raise _called("ogrid")


@op("numpy.mgrid.__getitem__")
def mgrid_item(key):
    """The coordinates of a grid, as rows of one array.

    >>> mgrid[0:5, 0:3]
    (2, 5, 3)
    >>> mgrid[1:6:2]
    (3,)
    >>> mgrid[0:5, 0:-3]
    SHP707
    """
    sizes = _steps(key)
    if not isinstance(key, tuple):
        return array(Shape(tuple(map(max_known, sizes))), None)
    require_at_least(0, "the number of coordinates", sizes)
    return array(Shape((len(sizes), *sizes)), None)


@op("numpy.ogrid.__getitem__")
def ogrid_item(key):
    """The coordinates of a grid, an array for each axis.

    >>> ogrid[0:5, 0:3]
    ((5, 1), (1, 3))
    >>> ogrid[1:6:2]
    (3,)
    """
    sizes = tuple(map(max_known, _steps(key)))
    if not isinstance(key, tuple):
        return array(Shape(sizes), None)
    alone = (Shape((1,) * at + (size,) + (1,) * (len(sizes) - at - 1)) for at, size in enumerate(sizes))
    return tuple(array(shape, None) for shape in alone)


def _steps(key: Value) -> tuple[Size, ...]:
    """How many coordinates there are on each axis."""
    return tuple(map(_coordinates, key if isinstance(key, tuple) else (key,)))


def _coordinates(item: Value) -> Size:
    """From a slice: an imaginary step counts the coordinates, both ends included."""
    if not isinstance(item, SliceOf):
        return UNKNOWN
    start, stop, step = item.lower or 0, item.upper, 1 if item.step is None else item.step
    if isinstance(step, complex):
        return int(abs(step))
    if step == 0:
        raise Mismatch("SHP707", "a step of 0 never arrives at {stop}", stop=stop)
    if all(isinstance(each, int | float) and not isinstance(each, bool) for each in (start, stop, step)):
        count: int = math.ceil((stop - start) / step)
        return count
    return stop - start if isinstance(start, int | Dim) and isinstance(stop, int | Dim) and step == 1 else UNKNOWN
