"""New arrays of a given shape."""

from __future__ import annotations

import math
from typing import Final

from shapelint.rules.form import Rule, op
from shapelint.rules.numpy.arrays import array, check_dtype, converted, made, shape_argument
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import is_int, measured, optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Dim, Shape, Size, ceil_div, maximum

_FILLED: Final = {"zeros": "zeros", "ones": "ones", "empty": "whatever the memory holds"}


def _filled(name: str, content: str) -> Rule:
    def body(shape, dtype=None, order="C", *, device=None, like=None):
        return made(f"np.{name}", shape, dtype)

    body.__doc__ = f"""Make an array of {content}; all sizes stand in one tuple.

    >>> {name}((2, 3))
    (2, 3)
    >>> {name}(4)
    (4,)
    >>> {name}(2, 3)
    SHP701 3 stands where the dtype is expected
    """
    return op(f"numpy.{name}")(body)


for _name, _content in _FILLED.items():
    _filled(_name, _content)


@op("numpy.full")
def full(shape, fill_value, dtype=None, order="C", *, device=None, like=None):
    """Make an array of one value.

    >>> full((2, 3), 7)
    (2, 3)
    >>> full((2, 3), [3])
    (2, 3)
    >>> full((2, 3), [4])
    SHP301
    """
    check_dtype("np.full", shape, dtype)
    wanted = shape_argument(shape)
    check_fits(wanted, fill_value)
    return array(wanted, dtype_kind(dtype, number_kind(fill_value)))


@op("numpy.eye")
def eye(N, M=None, k=0, dtype="float", order="C", *, device=None, like=None):
    """Make a matrix with ones on a diagonal.

    >>> eye(3)
    (3, 3)
    >>> eye(3, 4)
    (3, 4)
    """
    rows, columns = size_in(N), optional_size(M)
    return array(Shape((rows, rows if columns is None else columns)), dtype_kind(dtype, "float"))


@op("numpy.identity")
def identity(n, dtype=None, *, like=None):
    """Make an identity matrix.

    >>> identity(3)
    (3, 3)
    """
    return array(Shape((size_in(n), size_in(n))), dtype_kind(dtype, "float"))


@op("numpy.arange", legacy={"start": "start_or_stop"})
def arange(start_or_stop, stop=None, step=1, *, dtype=None, device=None, like=None):
    """Count from a start to a stop (exclusive).

    >>> arange(5)
    (5,)
    >>> arange(2, 10, 3)
    (3,)
    >>> arange(0, 1, 0.25)
    (4,)
    """
    start, end = (0, start_or_stop) if stop is None else (start_or_stop, stop)
    kinds = {number_kind(each) for each in (start, end, step)}
    kind = "int" if kinds == {"int"} else "float" if kinds <= {"int", "float"} else None
    return array(Shape((_count(start, end, step),)), dtype_kind(dtype, kind))


def _count(start: Value, stop: Value, step: Value) -> Size:
    """How many numbers `arange` gives."""
    if all(isinstance(each, int | float) for each in (start, stop, step)):
        return max(math.ceil((stop - start) / step), 0) if step else UNKNOWN
    if all(isinstance(each, int | Dim) for each in (start, stop)) and is_int(step) and step > 0:
        return maximum(ceil_div(stop - start, step), 0)
    return UNKNOWN


def _spaced(name: str) -> None:
    def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None):
        return _samples(start, stop, num, retstep, axis)

    def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
        return _samples(start, stop, num, False, axis)

    body = {"linspace": linspace, "logspace": logspace}[name]
    body.__doc__ = f"""Make so many numbers between two ends, 50 unless told otherwise.

    >>> {name}(0, 1)
    (50,)
    >>> {name}(0, 1, 5)
    (5,)
    >>> {name}([3], 1.0, 5)
    (5, 3)
    """
    op(f"numpy.{name}")(body)


def _samples(start: Value, stop: Value, num: Value, retstep: Value, axis: Value) -> Value:
    ends = broadcasted(start, stop)
    shape = ends.insert(axis, size_in(num)) if is_int(axis) else UNKNOWN_SHAPE
    if retstep is False:
        return array(shape)
    return (array(shape), array(ends)) if retstep is True else UNKNOWN


for _name in ("linspace", "logspace"):
    _spaced(_name)


@op("numpy.array")
def array_of(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0, ndmax=0, like=None):
    """Make an array of a number, nested rows of numbers, or rows of arrays.

    >>> array((1, 2, 3))
    (3,)
    >>> array(((1, 2, 3), (4, 5, 6)))
    (2, 3)
    >>> array([[2, 3], [2, 3]])
    (2, 2, 3)
    >>> array(5, ndmin=2)
    (1, 1)
    """
    made_of = converted(object, dtype)
    if not is_int(ndmin):
        return UNKNOWN
    if made_of.shape.open:
        return made_of
    missing = max(ndmin - len(made_of.shape.dims), 0)
    return made_of.reshaped(Shape((1,) * missing + made_of.shape.dims)) if missing else made_of


def _conversion(name: str) -> None:
    def asarray(a, dtype=None, order=None, *, device=None, copy=None, like=None):
        return converted(a, dtype)

    def ascontiguousarray(a, dtype=None, *, like=None):
        return converted(a, dtype)

    def asanyarray(a, dtype=None, order=None, *, device=None, copy=None, like=None):
        return converted(a, dtype)

    def asfortranarray(a, dtype=None, *, like=None):
        return converted(a, dtype)

    bodies = (asarray, ascontiguousarray, asanyarray, asfortranarray)
    body = next(body for body in bodies if body.__name__ == name)
    body.__doc__ = f"""Turn a number, nested rows or an array into an array.

    >>> {name}([2, 3])
    (2, 3)
    >>> {name}(((1, 2), (3, 4)))
    (2, 2)
    """
    op(f"numpy.{name}")(body)


for _name in ("asarray", "ascontiguousarray", "asanyarray", "asfortranarray"):
    _conversion(_name)


def _like(name: str) -> None:
    def zeros_like(a, dtype=None, order="K", subok=True, shape=None, *, device=None):
        return _alike(a, dtype, shape)

    def empty_like(prototype, dtype=None, order="K", subok=True, shape=None, *, device=None):
        return _alike(prototype, dtype, shape)

    def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None, *, device=None):
        return _alike(a, dtype, shape)

    bodies = {"zeros_like": zeros_like, "ones_like": zeros_like, "empty_like": empty_like, "full_like": full_like}
    extra = ", 1.0" if name == "full_like" else ""

    def declare(body, doc):
        body.__doc__ = doc
        op(f"numpy.{name}")(body)

    declare(
        bodies[name],
        f"""Make an array of the shape of another.

    >>> {name}([2, 3]{extra})
    (2, 3)
    >>> {name}([2, 3]{extra}, shape=(4,))
    (4,)
    """,
    )


def _alike(a: Value, dtype: Value, shape: Value) -> Tensor:
    kind = dtype_kind(dtype, number_kind(a))
    return array(measured(a) if shape is None else shape_argument(shape), kind)


for _name in ("zeros_like", "ones_like", "empty_like", "full_like"):
    _like(_name)
