"""`keras.ops` and `keras.random`: new tensors."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.numpy.arrays import converted
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, measured, size_in
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, is_soft, items_of
from shapelint.sizes import Dim, Shape


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
    """
for _name in ("zeros", "ones"):
    declare(
        f"keras.ops.{_name}",
        "shape, dtype=None",
        lambda shape, dtype: tensor(shape_argument(shape), dtype_kind(dtype, "float")),
        _FILLED,
    )
declare("keras.ops.empty", "shape, dtype=None", lambda shape: tensor(shape_argument(shape)), _FILLED)


@op("keras.ops.full")
def full(shape, fill_value, dtype=None):
    """Make a tensor of a value that broadcasts to the shape.

    >>> ops.full((2, 3), 7.0)
    (2, 3)
    """
    return tensor(shape_argument(shape), dtype_kind(dtype, number_kind(fill_value)))


_LIKE: Final = """Make a tensor of the same shape.

    >>> @([2, 3])
    (2, 3)
    """
for _name in ("zeros_like", "ones_like"):
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


@op("keras.ops.linspace")
def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """Give evenly spaced numbers.

    >>> ops.linspace(0.0, 1.0, 5)
    (5,)
    """
    return tensor(Shape((size_in(num),)) if measured(start) == measured(stop) == Shape(()) else UNKNOWN_SHAPE)


@op("keras.ops.eye")
def eye(N, M=None, k=0, dtype=None):
    """Make a matrix with ones on a diagonal.

    >>> ops.eye(3)
    (3, 3)
    >>> ops.eye(3, 4)
    (3, 4)
    """
    return tensor(Shape((size_in(N), size_in(N if M is None else M))))


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
    """
    if not is_int(axis):
        return tensor(UNKNOWN_SHAPE)
    check_axis(x, axis, extra=1)
    return tensor(measured(x).insert(axis, size_in(num_classes)))


_RANDOM: Final = """Make a tensor of random numbers.

    >>> @((2, 3))
    (2, 3)
    """
for _name, _parameters in (
    ("normal", "shape, mean=0.0, stddev=1.0, dtype=None, seed=None"),
    ("uniform", "shape, minval=0.0, maxval=1.0, dtype=None, seed=None"),
    ("truncated_normal", "shape, mean=0.0, stddev=1.0, dtype=None, seed=None"),
):
    declare(f"keras.random.{_name}", _parameters, lambda shape: tensor(shape_argument(shape)), _RANDOM)


@op("keras.random.randint")
def randint(shape, minval, maxval, dtype="int32", seed=None):
    """Make a tensor of random whole numbers.

    >>> keras.random.randint((2, 3), 0, 5)
    (2, 3)
    """
    return tensor(shape_argument(shape), "int")


@op("keras.random.dropout")
def dropout(inputs, rate, noise_shape=None, seed=None):
    """Set some numbers to zero.

    >>> keras.random.dropout([2, 3], 0.5)
    (2, 3)
    """
    return tensor(measured(inputs), number_kind(inputs))


@op("keras.random.shuffle")
def shuffle(x, axis=0, seed=None):
    """Put the parts along an axis in random order.

    >>> keras.random.shuffle([2, 3])
    (2, 3)
    """
    return tensor(measured(x), number_kind(x))
