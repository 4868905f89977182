"""New tensors, variables and random numbers."""

from __future__ import annotations

import math
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import is_int, measured, optional_size, size_in
from shapelint.rules.tensorflow.tensors import constant, shape_argument, tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Dim, Shape, Size, ceil_div, equal, maximum

_FILLED = """Make a tensor of {}.

    >>> @((2, 3))
    (2, 3)
    >>> @(())
    ()
    """
for _name in ("zeros", "ones"):
    declare(
        f"tf.{_name}",
        "shape, dtype='float32', name=None, layout=None",
        lambda shape, dtype: tensor(shape_argument(shape), dtype_kind(dtype)),
        _FILLED.format(_name),
        least={"shape": 0},
    )


@op("tf.fill", least={"dims": 0})
def fill(dims, value, name=None, layout=None):
    """Make a tensor of one value.

    >>> fill((2, 3), 7.0)
    (2, 3)
    """
    return tensor(shape_argument(dims), number_kind(value))


@op("tf.constant", least={"shape": 0})
def constant_of(value, dtype=None, shape=None, name="Const"):
    """Make a tensor of a number, nested rows or an array; `shape` stretches one number, or reshapes.

    >>> constant(((1, 2, 3), (4, 5, 6)))
    (2, 3)
    >>> constant(0.1, shape=(32,))
    (32,)
    >>> constant((1, 2, 3, 4), shape=(2, 2))
    (2, 2)
    >>> constant((1, 2, 3), shape=(2, 2))
    SHP501 3 elements
    """
    made = constant(value, dtype)
    if shape is None:
        return made
    wanted = shape_argument(shape)
    _check_count(made, wanted)
    return tensor(wanted, made.dtype)


def _check_count(made: Tensor, wanted: Shape) -> None:
    """One value fills any shape; more have to be as many as the shape holds.  Raises Mismatch SHP501."""
    count, room = made.shape.numel(), wanted.numel()
    if equal(count, 1) is False and equal(count, room) is False:
        raise Mismatch("SHP501", "{count} elements do not fill {wanted}", count=count, wanted=wanted)


@op("tf.Variable", legacy={"expected_shape": "shape"})
def variable(
    initial_value=None,
    trainable=None,
    validate_shape=True,
    caching_device=None,
    name=None,
    variable_def=None,
    dtype=None,
    import_scope=None,
    constraint=None,
    synchronization=None,
    aggregation=None,
    shape=None,
    experimental_enable_variable_lifting=True,
):
    """Make a variable of an initial value.

    >>> Variable(tf.zeros((2, 3)))
    (2, 3)
    >>> Variable(0.5)
    ()
    >>> Variable(tf.zeros((2, 3)), shape=tf.TensorShape((None, 3)))
    (None, 3)
    >>> Variable(tf.zeros((2, 3)), shape=(2, 4))
    SHP301
    """
    made = constant(initial_value, dtype) if initial_value is not UNKNOWN else tensor(UNKNOWN_SHAPE, None)
    declared = made.shape if shape is None else shape_argument(shape)
    if differ(made.shape, declared):
        raise Mismatch("SHP301", "a value of {value} has not the shape {declared}", value=made.shape, declared=declared)
    return Tensor(declared if validate_shape is True else UNKNOWN_SHAPE, "tf", made.dtype)


_CONVERTED = """Turn a number, nested rows or an array into a tensor.

    >>> @((1, 2, 3))
    (3,)
    >>> @([2, 3])
    (2, 3)
    """
declare(
    "tf.convert_to_tensor",
    "value, dtype=None, dtype_hint=None, name=None",
    lambda value, dtype: constant(value, dtype),
    _CONVERTED,
    legacy={"preferred_dtype": "dtype_hint"},
)


@op("tf.range")
def range_of(start, limit=None, delta=1, dtype=None, name="range"):
    """Count from a start to a limit (exclusive).

    >>> tf.range(5)
    (5,)
    >>> tf.range(2, 10, 3)
    (3,)
    >>> tf.range(2, 10, 0)
    SHP707
    """
    first, last = (0, start) if limit is None else (start, limit)
    if is_int(delta) and delta == 0:
        raise Mismatch("SHP707", "delta is {delta}: the count gets nowhere", delta=delta)
    kind = dtype_kind(dtype, "int" if {number_kind(first), number_kind(last)} == {"int"} else None)
    return tensor(Shape((_count(_number(first), _number(last), _number(delta)),)), kind)


def _number(value: Value) -> Value:
    return value.content if isinstance(value, Tensor) else value


def _count(start: Value, stop: Value, step: Value) -> Size:
    if all(isinstance(each, int | float) for each in (start, stop, step)):
        return max(math.ceil((stop - start) / step), 0) if step else UNKNOWN
    if all(isinstance(each, int | Dim) for each in (start, stop)) and is_int(step) and step > 0:
        return maximum(ceil_div(stop - start, step), 0)
    return UNKNOWN


@op(("tf.linspace", "tf.lin_space"))
def linspace(start, stop, num, name=None, axis=0):
    """Make so many numbers between two ends.

    >>> linspace(0.0, 1.0, 5)
    (5,)
    >>> linspace(0.0, 1.0, 5, axis=1)
    SHP502
    """
    ends = broadcasted(start, stop)
    check_axis(ends, axis, extra=1)
    return tensor(ends.insert(axis, size_in(num)) if is_int(axis) else UNKNOWN_SHAPE)


@op(("tf.eye", "tf.linalg.eye"), least={"num_rows": 0, "num_columns": 0})
def eye(num_rows, num_columns=None, batch_shape=None, dtype="float32", name=None):
    """Make an identity matrix, or a row of them.

    >>> eye(3)
    (3, 3)
    >>> eye(2, 3, batch_shape=(4,))
    (4, 2, 3)
    """
    rows = size_in(num_rows)
    batch = Shape(()) if batch_shape is None else shape_argument(batch_shape)
    columns = optional_size(num_columns)
    return tensor(Shape((*batch.dims, rows, rows if columns is None else columns), batch.open), dtype_kind(dtype))


@op("tf.one_hot", least={"depth": 0})
def one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None):
    """Turn every index into a row of `depth` numbers, one of which is on.

    >>> one_hot(ints[5], 10)
    (5, 10)
    >>> one_hot(ints[5, 2], 10, axis=1)
    (5, 10, 2)
    >>> one_hot(ints[5, 2], 10, axis=-2)
    SHP502
    """
    place = -1 if axis is None else axis
    if is_int(place) and place < -1:
        raise Mismatch("SHP502", "axis {axis} is out of range: from -1 on", axis=place)
    check_axis(indices, place, extra=1)
    shape = measured(indices).insert(place, size_in(_number(depth))) if is_int(place) else UNKNOWN_SHAPE
    return tensor(shape, dtype_kind(dtype, "float"), indices)


def _alike(x: Value, dtype: Value) -> Tensor:
    return tensor(measured(x), dtype_kind(dtype, number_kind(x)), x)


_LIKE = """Make a tensor of the shape of another.

    >>> @([2, 3])
    (2, 3)
    """
for _name in ("zeros_like", "ones_like"):
    declare(
        f"tf.{_name}",
        "input, dtype=None, name=None, layout=None",
        lambda **given: _alike(given["input"], given["dtype"]),
        _LIKE,
        legacy={"tensor": "input"},
    )

_RANDOM = """Draw numbers.

    >>> @((2, 3){})
    (2, 3)
    >>> @((){})
    ()
    """
_NORMAL: Final = "shape, mean=0.0, stddev=1.0, dtype='float32', seed=None, name=None"
_UNIFORM: Final = "shape, minval=0, maxval=None, dtype='float32', seed=None, name=None"
_DISTRIBUTIONS: Final = (
    (("tf.random.normal", "tf.random_normal"), _NORMAL, ""),
    (("tf.random.truncated_normal", "tf.truncated_normal"), _NORMAL, ""),
    (("tf.random.uniform", "tf.random_uniform"), _UNIFORM, ""),
    (
        "tf.random.stateless_normal",
        "shape, seed, mean=0.0, stddev=1.0, dtype='float32', name=None, alg='auto_select'",
        ", seed=(1, 2)",
    ),
    (
        "tf.random.stateless_uniform",
        "shape, seed, minval=0, maxval=None, dtype='float32', name=None, alg='auto_select'",
        ", seed=(1, 2)",
    ),
)
for _names, _parameters, _seed in _DISTRIBUTIONS:
    declare(
        _names,
        _parameters,
        lambda shape, dtype: tensor(shape_argument(shape), dtype_kind(dtype)),
        _RANDOM.format(_seed, _seed),
        least={"shape": 0},
    )


@op(("tf.random.shuffle", "tf.random_shuffle"))
def shuffle(value, seed=None, name=None):
    """Put the rows in random order.

    >>> shuffle([5, 2])
    (5, 2)
    """
    return measured(value)


@op(("tf.random.set_seed", "tf.set_random_seed"))
def set_seed(seed):
    """Make the numbers drawn afterwards the same on every run.

    >>> set_seed(1)
    None
    """


@op(("tf.random.categorical", "tf.multinomial"), legacy={"output_dtype": "dtype"}, least={"num_samples": 0})
def categorical(logits, num_samples, dtype=None, seed=None, name=None):
    """Draw classes, so many for each row of scores.

    >>> categorical([4, 10], 3)
    (4, 3)
    >>> categorical([10], 3)
    SHP101
    """
    return _sampled(logits, num_samples)


def _sampled(logits: Value, num_samples: Value) -> Tensor:
    shape = check_rank(logits, "categorical", 2, 2, "batch classes")
    return tensor(Shape((shape.axis(0), size_in(num_samples))), "int", logits)


@op(("tf.random.gamma", "tf.random_gamma"), least={"shape": 0})
def gamma(shape, alpha, beta=None, dtype="float32", seed=None, name=None):
    """Draw numbers, so many for every parameter.

    >>> gamma((2, 3), 1.0)
    (2, 3)
    >>> gamma((2,), [5, 4])
    (2, 5, 4)
    """
    return _for_each(shape, broadcasted(alpha, 1.0 if beta is None else beta))


@op(("tf.random.poisson", "tf.random_poisson"), least={"shape": 0})
def poisson(shape, lam, dtype="float32", seed=None, name=None):
    """Draw counts, so many for every parameter.

    >>> poisson((2, 3), [4])
    (2, 3, 4)
    """
    return _for_each(shape, measured(lam))


def _for_each(shape: Value, parameters: Shape) -> Tensor:
    drawn = shape_argument(shape)
    if drawn.open or parameters.open:
        return tensor(UNKNOWN_SHAPE)
    return tensor(Shape((*drawn.dims, *parameters.dims)))


@op("tf.random.stateless_binomial", least={"shape": 0})
def stateless_binomial(shape, seed, counts, probs, output_dtype="int32", name=None):
    """Draw counts.

    >>> stateless_binomial((2, 3), (1, 2), 10.0, 0.5)
    (2, 3)
    """
    return tensor(shape_argument(shape), "int")


@op("tf.random.stateless_categorical", least={"num_samples": 0})
def stateless_categorical(logits, num_samples, seed, dtype="int64", name=None):
    """Draw classes, so many for each row of scores.

    >>> stateless_categorical([4, 10], 3, (1, 2))
    (4, 3)
    """
    return _sampled(logits, num_samples)
