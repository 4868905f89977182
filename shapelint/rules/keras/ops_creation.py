"""`keras.ops` and `keras.random`: new tensors."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.mismatch import require_at_least
from shapelint.rules.numpy.arrays import converted
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, measured, optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, is_soft, items_of
from shapelint.sizes import Dim, Shape, less


def shape_argument(shape: Value) -> Shape:
    """A `shape` argument: one size, or a row of them."""
    if isinstance(shape, Shape):
        return shape
    if isinstance(shape, int | Dim):
        return UNKNOWN_SHAPE if is_soft(shape) else Shape((shape,))
    items = items_of(shape)
    return UNKNOWN_SHAPE if items is None else Shape(tuple(map(size_in, items)))


_FILLED: Final = """Make a tensor of one value.

    >>> @((2, 3))
    (2, 3)
    >>> @((2, -3))
    SHP707
    """
_SHAPE: Final = {"shape": 0}
for _name in ("zeros", "ones"):
    declare(
        f"keras.ops.{_name}",
        "shape, dtype=None",
        lambda shape, dtype: tensor(shape_argument(shape), dtype_kind(dtype, "float")),
        _FILLED,
        least=_SHAPE,
    )
declare("keras.ops.empty", "shape, dtype=None", lambda shape: tensor(shape_argument(shape)), _FILLED, least=_SHAPE)


def _rank(value: Value) -> int:
    return len(measured(value).dims)


@op("keras.ops.full")
def full(shape, fill_value, dtype=None):
    """Make a tensor of a value that broadcasts to the shape.

    >>> ops.full((2, 3), 7.0)
    (2, 3)
    >>> ops.full((2, 3), [3])
    (...,)
    """
    one = measured(fill_value) == Shape(())  # PyTorch's backend repeats an array, and does not look at all of the shape
    sizes = items_of(shape)
    require_at_least(0, "shape", shape if one or sizes is None else sizes[: max(0, len(sizes) - _rank(fill_value))])
    return tensor(shape_argument(shape) if one else UNKNOWN_SHAPE, dtype_kind(dtype, number_kind(fill_value)))


_LIKE: Final = """Make a tensor of the same shape.

    >>> @([2, 3])
    (2, 3)
    """
for _name in ("zeros_like", "ones_like", "empty_like"):
    declare(
        (f"keras.ops.{_name}", f"keras.backend.{_name}"),
        "x, dtype=None",
        lambda x, dtype: tensor(measured(x), dtype_kind(dtype, number_kind(x))),
        _LIKE,
    )


@op("keras.ops.full_like")
def full_like(x, fill_value, dtype=None):
    """Make a tensor of the same shape and one value.

    >>> ops.full_like([2, 3], 7.0)
    (2, 3)
    """
    return tensor(measured(x), dtype_kind(dtype, number_kind(x)))


@op("keras.ops.arange")
def arange(start, stop=None, step=None, dtype=None, *, machine):
    """Count from a start to a stop (exclusive).

    >>> ops.arange(5)
    (5,)
    >>> ops.arange(2, 10, 3)
    (3,)
    """
    step = 1 if step is None else step
    found = twin("numpy.arange", machine, start) if stop is None else twin("numpy.arange", machine, start, stop, step)
    return tensor(found.shape if isinstance(found, Tensor) else UNKNOWN_SHAPE, dtype_kind(dtype, number_kind(start)))


_SPACED: Final = """Give evenly spaced numbers.

    >>> ops.@(1.0, 2.0, 5)
    (5,)
    >>> ops.@([3], [3], 5)
    (5, 3)
    >>> ops.@(1.0, 2.0, 5, axis=1)
    SHP502
    >>> ops.@([3], [4], 5)
    SHP301
    """


def _spaced(start: Value, stop: Value, num: Value, axis: Value) -> Tensor:
    ends = broadcasted(start, stop)
    check_axis(ends, axis, extra=1)
    if measured(start).rank != measured(stop).rank:  # PyTorch's backend stretches them where they are
        return tensor(UNKNOWN_SHAPE)
    return tensor(ends.insert(axis, size_in(num)) if is_int(axis) else UNKNOWN_SHAPE)


def _linspace(start: Value, stop: Value, num: Value, retstep: Value, axis: Value) -> Value:
    found = _spaced(start, stop, num, axis)
    return found if retstep is False else (found, UNKNOWN) if retstep is True else UNKNOWN


declare(
    "keras.ops.linspace",
    "start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0",
    _linspace,
    _SPACED + ">>> ops.@([], [1], 5)\n    (...,)\n    >>> ops.@(1.0, 2.0, 5, retstep=True)\n    ((5,), None)\n    ",
    least={"num": 0},
)
_SPARE: Final = ">>> ops.@([1], [], 5, endpoint=False)\n    (...,)\n    "
for _name, _more in (("logspace", "base=10, "), ("geomspace", "")):
    declare(
        f"keras.ops.{_name}",
        f"start, stop, num=50, endpoint=True, {_more}dtype=None, axis=0",
        _spaced,
        _SPACED + (">>> ops.@([], [1], 5)\n    (...,)\n    " if _name == "logspace" else _SPARE),
        least={"num": 0},
    )


@op("keras.ops.eye", least={"N": 0, "M": 0})
def eye(N, M=None, k=0, dtype=None):
    """Make a matrix with ones on a diagonal.

    >>> ops.eye(3)
    (3, 3)
    >>> ops.eye(3, 4)
    (3, 4)
    """
    rows, columns = size_in(N), optional_size(M)
    return tensor(Shape((rows, rows if columns is None else columns)))


@op("keras.ops.identity", least={"n": 0})
def identity(n, dtype=None):
    """Make an identity matrix.

    >>> ops.identity(3)
    (3, 3)
    """
    return tensor(Shape((size_in(n), size_in(n))))


@op("keras.ops.tri", least={"N": 0, "M": 0})
def tri(N, M=None, k=0, dtype=None):
    """Make a matrix with ones at and below a diagonal.

    >>> ops.tri(3)
    (3, 3)
    >>> ops.tri(3, 4, 1)
    (3, 4)
    >>> ops.tri(3, 0)
    (3, None)
    """
    rows, columns = size_in(N), optional_size(M)
    if columns is not None and less(0, columns) is not True:  # PyTorch's backend takes 0 for no number
        columns = UNKNOWN
    return tensor(Shape((rows, rows if columns is None else columns)))


_WINDOW: Final = """Make a window of `x` weights that fade to both sides.

    >>> ops.@(5)
    (5,)
    """
for _name in ("bartlett", "blackman", "hamming", "hanning"):
    declare(f"keras.ops.{_name}", "x", lambda x: tensor(Shape((size_in(x),))), _WINDOW, least={"x": 0})
declare(
    "keras.ops.kaiser",
    "x, beta",
    lambda x: tensor(Shape((size_in(x),))),
    _WINDOW.replace("(5)", "(5, 14.0)"),
    least={"x": 0},
)


_CONVERTED: Final = """Turn a number, nested rows or an array into a tensor.

    >>> @((1, 2, 3))
    (3,)
    >>> @([2, 3])
    (2, 3)
    """


def constant(x: Value, dtype: Value = None) -> Tensor:
    """A tensor of whatever NumPy makes an array of."""
    made = Tensor(UNKNOWN_SHAPE) if is_soft(x) else x if isinstance(x, Tensor) else converted(x)
    return tensor(made.shape, dtype_kind(dtype, made.dtype), made.content)


declare(
    "keras.ops.convert_to_tensor",
    "x, dtype=None, sparse=None, ragged=None",
    lambda x, dtype: constant(x, dtype),
    _CONVERTED,
)
declare("keras.ops.array", "x, dtype=None", lambda x, dtype: constant(x, dtype), _CONVERTED)


@op("keras.ops.convert_to_numpy")
def convert_to_numpy(x):
    """Turn a tensor into an array.

    >>> ops.convert_to_numpy([2, 3])
    (2, 3)
    """
    return Tensor(measured(x), "numpy", number_kind(x))


@op("keras.ops.one_hot")
def one_hot(x, num_classes, axis=-1, dtype=None, sparse=False):
    """Make a row of classes of every number.

    >>> ops.one_hot(ints[2, 3], 5)
    (2, 3, 5)
    >>> ops.one_hot(ints[2, 3], 5, axis=1)
    (2, 5, 3)
    >>> ops.one_hot(ints[2, 3], 5, axis=-2)
    (None, None, None)
    """
    shape = measured(x)
    if is_int(axis) and (axis < -1 or axis > len(shape.dims) + 1):
        check_axis(x, axis, extra=1)
    if not is_int(axis) or axis < -1 or (not shape.open and axis > len(shape.dims)):
        return tensor(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * (len(shape.dims) + 1)))
    return tensor(shape.insert(axis, size_in(num_classes)))
