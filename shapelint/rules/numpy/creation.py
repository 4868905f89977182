"""New arrays of a given shape."""

from __future__ import annotations

import math
from typing import Final

from shapelint.rules.form import Rule, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array, check_dtype, converted, made, shape_argument
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, measured, optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, between_ends
from shapelint.sizes import Dim, Shape, Size, ceil_div, less, maximum

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
    >>> {name}(2, 3, 4, 5)
    SHP701 (3, 4, 5) stands where the dtype is expected
    >>> {name}((2, -3))
    SHP707
    """
    return op(f"numpy.{name}", least={"shape": 0}, adapt=_loose_sizes)(body)


def _loose_sizes(
    positional: tuple[Value, ...], keywords: dict[str, Value]
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """More sizes than there are parameters: all behind the first stand where the dtype is expected."""
    loose = len(positional) > 3 and all(map(is_int, positional))
    return ((positional[0], positional[1:]), keywords) if loose else (positional, keywords)


for _name, _content in _FILLED.items():
    _filled(_name, _content)


@op("numpy.full", least={"shape": 0})
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


@op("numpy.eye", least={"N": 0, "M": 0})
def eye(N, M=None, k=0, dtype="float", order="C", *, device=None, like=None):
    """Make a matrix with ones on a diagonal.

    >>> eye(3)
    (3, 3)
    >>> eye(3, 4)
    (3, 4)
    """
    rows, columns = size_in(N), optional_size(M)
    return array(Shape((rows, rows if columns is None else columns)), dtype_kind(dtype, "float"))


@op("numpy.identity", least={"n": 0})
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
    >>> arange(0, 5, 0)
    SHP707 arange counts in steps of 0
    """
    start, end = (0, start_or_stop) if stop is None else (start_or_stop, stop)
    if isinstance(step, int | float) and step == 0:
        raise Mismatch("SHP707", "arange counts in steps of {step}", step=step)
    kinds = {number_kind(each) for each in (start, end, step)}
    kind = "int" if kinds == {"int"} else "float" if kinds <= {"int", "float"} else None
    made = array(Shape((_count(start, end, step),)), dtype_kind(dtype, kind))
    return between_ends(made, start, end, step)


def _count(start: Value, stop: Value, step: Value) -> Size:
    """How many numbers `arange` gives."""
    if all(isinstance(each, int | float) for each in (start, stop, step)):
        count = (stop - start) / step
        return max(math.ceil(count), 0) if math.isfinite(count) else UNKNOWN
    if all(isinstance(each, int | Dim) for each in (start, stop)) and is_int(step) and step > 0:
        return maximum(ceil_div(stop - start, step), 0)
    return UNKNOWN


_SPACED = """Make so many numbers between two ends, 50 unless told otherwise.

    >>> @(1, 2)
    (50,)
    >>> @(1, 2, 5)
    (5,)
    >>> @([3], 1.0, 5)
    (5, 3)
    >>> @([3], 1.0, 5, axis=-1)
    (3, 5)
    >>> @(1, 2, 5, axis=1)
    SHP502
    >>> @(1, 2, -5)
    SHP707
    """


def _samples(start: Value, stop: Value, num: Value, axis: Value, retstep: Value = False, base: Value = 10.0) -> Value:
    ends = broadcasted(start, stop, base)
    check_axis(ends, axis, extra=1)
    shape = ends.insert(axis, size_in(num)) if is_int(axis) else UNKNOWN_SHAPE
    if retstep is False:
        return array(shape)
    step = array(ends) if less(1, size_in(num)) is True else UNKNOWN  # less than two numbers have no step
    return (array(shape), step) if retstep is True else UNKNOWN


_STEP = """>>> @(1, 2, 5, retstep=True)
    ((5,), ())
    >>> @(1, 2, 1, retstep=True)
    ((1,), None)
    """
_TAIL: Final = {
    "linspace": "retstep=False, dtype=None, axis=0, *, device=None",
    "logspace": "base=10.0, dtype=None, axis=0",
    "geomspace": "dtype=None, axis=0",
}
for _name, _parameters in _TAIL.items():
    declare(
        f"numpy.{_name}",
        f"start, stop, num=50, endpoint=True, {_parameters}",
        _samples,
        _SPACED + (_STEP if _name == "linspace" else ""),
        least={"num": 0},
    )


@op("numpy.array")
def array_of(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0, ndmax=0, like=None, machine):
    """Make an array of a number, nested rows of numbers, or rows of arrays.

    >>> array((1, 2, 3))
    (3,)
    >>> array(((1, 2, 3), (4, 5, 6)))
    (2, 3)
    >>> array([[2, 3], [2, 3]])
    (2, 2, 3)
    >>> array(5, ndmin=2)
    (1, 1)
    >>> array(((1, 2, 3), (4, 5)))
    SHP304 (3,) stands beside (2,)
    >>> array(((1, 2, 3), (4, 5)), dtype="object")
    (...,)
    """
    made_of = converted(_in_rows(object, machine), dtype)
    if not is_int(ndmin):
        return UNKNOWN
    if made_of.shape.open:
        return made_of
    missing = max(ndmin - len(made_of.shape.dims), 0)
    return made_of.reshaped(Shape((1,) * missing + made_of.shape.dims)) if missing else made_of


def _in_rows(value: Value, machine: Machine) -> Value:
    """What an object of the program's own says of itself as an array."""
    own = machine.user_method(value, "__array__")
    return value if own is None else machine.call(own)


_CONVERTED = """Turn a number, nested rows or an array into an array.

    >>> @([2, 3])
    (2, 3)
    >>> @(((1, 2), (3, 4)))
    (2, 2)
    >>> @(5)
    {}
    """


def _with_axes(a: Value, dtype: Value) -> Tensor:
    """As an array of at least one axis."""
    made_of = converted(a, dtype)
    return made_of.reshaped(Shape((1,))) if made_of.shape == Shape(()) else made_of


for _name in ("asarray", "asanyarray"):
    declare(
        f"numpy.{_name}",
        "a, dtype=None, order=None, *, device=None, copy=None, like=None",
        lambda a, dtype, machine: converted(_in_rows(a, machine), dtype),
        _CONVERTED.format("()"),
    )
for _name in ("ascontiguousarray", "asfortranarray"):
    declare(f"numpy.{_name}", "a, dtype=None, *, like=None", _with_axes, _CONVERTED.format("(1,)"))


_ALIKE = """Make an array of the shape of another.

    >>> @([2, 3]{0})
    (2, 3)
    >>> @([2, 3]{0}, shape=(4,))
    (4,)
    >>> @([2, 3]{0}, shape=(4, -1))
    SHP707
    """
_SHAPED = "dtype=None, order='K', subok=True, shape=None, *, device=None"


def _alike(a: Value, dtype: Value, shape: Value) -> Tensor:
    kind = dtype_kind(dtype, number_kind(a))
    return array(measured(a) if shape is None else shape_argument(shape), kind)


for _name in ("zeros_like", "ones_like"):
    declare(f"numpy.{_name}", f"a, {_SHAPED}", _alike, _ALIKE.format(""), least={"shape": 0})
declare(
    "numpy.empty_like",
    f"prototype, {_SHAPED}",
    lambda prototype, dtype, shape: _alike(prototype, dtype, shape),
    _ALIKE.format(""),
    least={"shape": 0},
)
declare(
    "numpy.full_like",
    f"a, fill_value, {_SHAPED}",
    lambda a, dtype, shape: _alike(a, dtype, shape),
    _ALIKE.format(", 1.0"),
    least={"shape": 0},
)


_READ = """Make a vector of what is read, of which nobody knows how much there is.

    >>> @({})
    (None,)
    """
declare(
    "numpy.frombuffer",
    "buffer, dtype=None, count=-1, offset=0, *, like=None",
    lambda dtype, count: array(Shape((_counted(count),)), dtype_kind(dtype, "float")),
    _READ.format("[3]"),
)
declare(
    "numpy.fromiter",
    "iter, dtype, count=-1, *, like=None",
    lambda dtype, count: array(Shape((_counted(count),)), dtype_kind(dtype)),
    _READ.format('range(3), "int"'),
)


def _counted(count: Value) -> Size:
    return size_in(count) if is_int(count) and count >= 0 else UNKNOWN


@op("numpy.fromfunction", least={"shape": 0})
def fromfunction(function, shape, *, dtype="float", like=None, machine, **kwargs):
    """Run a function on a grid of indices.

    >>> fromfunction(lambda i, j: i + j, (2, 3))
    (2, 3)
    """
    dims = shape_argument(shape)
    if dims.open:
        return UNKNOWN
    return machine.call(function, [array(dims, dtype_kind(dtype, "float"))] * len(dims.dims), kwargs)
