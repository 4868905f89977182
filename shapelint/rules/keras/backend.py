"""`keras.backend` of Keras 1 and 2: what a tensor says of itself, settings, new tensors, random numbers."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.declared import whole
from shapelint.rules.keras.nested import each
from shapelint.rules.keras.ops_creation import constant, shape_argument
from shapelint.rules.keras.ordering import IMAGE_DATA_FORMAT
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.machine import Machine
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape


@op(("keras.backend.int_shape", "keras.backend.get_variable_shape"))
def int_shape(x):
    """Give the sizes of the axes as Python's numbers.

    >>> int_shape([2, 3])
    (2, 3)
    """
    return shape_value(x)


@op("keras.backend.shape")
def shape(x):
    """Give the sizes of the axes, as a tensor.

    >>> K.shape([2, 3])
    (2,)
    """
    found = measured(x)
    return tensor(UNKNOWN_SHAPE if found.open else Shape((len(found.dims),)), "int", None if found.open else found.dims)


@op("keras.backend.count_params")
def count_params(x):
    """Count the elements.

    >>> count_params([2, 3])
    6
    """
    return measured(x).numel()


@op(("keras.backend.image_data_format", "keras.config.image_data_format"))
def image_data_format(*, machine: Machine):
    """Say where the channels of an image stand, as the program has set it.

    >>> image_data_format()
    "channels_last"
    """
    return machine.settings.slots.get(IMAGE_DATA_FORMAT, "channels_last")


@op(("keras.backend.set_image_data_format", "keras.config.set_image_data_format"))
def set_image_data_format(data_format, *, machine: Machine):
    """Set where the channels of an image stand.

    >>> set_image_data_format("channels_last")
    None
    """
    machine.put(machine.settings, IMAGE_DATA_FORMAT, data_format)


_OLD: Final = {"th": "channels_first", "tf": "channels_last"}


@op(("keras.backend.set_image_dim_ordering", "keras.backend.common.set_image_dim_ordering"))
def set_image_dim_ordering(dim_ordering, *, machine: Machine):
    """Set where the channels of an image stand, as Keras 1 does.

    >>> set_image_dim_ordering("tf")
    None
    """
    format = _OLD.get(dim_ordering, UNKNOWN) if isinstance(dim_ordering, str) else UNKNOWN
    machine.put(machine.settings, IMAGE_DATA_FORMAT, format)


@op(("keras.backend.image_dim_ordering", "keras.backend.common.image_dim_ordering"))
def image_dim_ordering(*, machine: Machine):
    """Say where the channels of an image stand, as Keras 1 does: behind the others unless the program says so.

    >>> image_dim_ordering()
    "tf"
    """
    format = machine.settings.slots.get(IMAGE_DATA_FORMAT, "channels_last")
    return {"channels_first": "th", "channels_last": "tf"}.get(format, UNKNOWN) if isinstance(format, str) else UNKNOWN


_FILLED: Final = """Make a tensor of one value.

    >>> @((2, 3))
    (2, 3)
    """
for _name in ("zeros", "ones"):
    declare(
        f"keras.backend.{_name}", "shape, dtype=None, name=None", lambda shape: tensor(shape_argument(shape)), _FILLED
    )
for _name, _middle in (
    ("random_normal", "mean=0.0, stddev=1.0"),
    ("random_uniform", "minval=0.0, maxval=1.0"),
    ("truncated_normal", "mean=0.0, stddev=1.0"),
    ("random_bernoulli", "p=0.0"),
):
    declare(
        f"keras.backend.{_name}",
        f"shape, {_middle}, dtype=None, seed=None",
        lambda shape: tensor(shape_argument(shape)),
        _FILLED,
        legacy={"std": "stddev", "low": "minval", "high": "maxval"},
    )
for _name, _parameters in (
    ("random_uniform_variable", "shape, low, high, dtype=None, name=None, seed=None"),
    ("random_normal_variable", "shape, mean, scale, dtype=None, name=None, seed=None"),
):
    declare(
        f"keras.backend.{_name}",
        _parameters,
        lambda shape: tensor(shape_argument(shape)),
        _FILLED.replace("@((2, 3))", "@((2, 3), 0.0, 1.0)"),
    )

_MADE: Final = """Make a tensor of a number, nested rows or an array.

    >>> @([2, 3])
    (2, 3)
    """
for _name, _parameters in (
    ("variable", "value, dtype=None, name=None, constraint=None"),
    ("constant", "value, dtype=None, shape=None, name=None"),
):
    declare(f"keras.backend.{_name}", _parameters, lambda **given: _constant(**given), _MADE)


def _constant(value: Value, dtype: Value, shape: Value = None, **rest: Value) -> Value:
    return (
        constant(value, dtype)
        if shape is None
        else tensor(shape_argument(shape), dtype_kind(dtype, number_kind(value)))
    )


@op("keras.backend.placeholder")
def placeholder(shape=None, ndim=None, dtype=None, sparse=False, name=None, ragged=False):
    """Make a tensor to be filled later; None is an axis of any size.

    >>> placeholder((None, 3))
    (None, 3)
    """
    if shape is not None:
        return tensor(whole(shape))
    return tensor(Shape((UNKNOWN,) * ndim) if isinstance(ndim, int) else UNKNOWN_SHAPE)


@op("keras.backend.eye")
def eye(size, dtype=None, name=None):
    """Make a square matrix with ones on the diagonal.

    >>> K.eye(3)
    (3, 3)
    """
    return tensor(Shape((size_in(size), size_in(size))))


@op("keras.backend.arange")
def arange(start, stop=None, step=1, dtype="int32", *, machine):
    """Count from a start to a stop (exclusive).

    >>> K.arange(5)
    (5,)
    """
    found = twin("numpy.arange", machine, start) if stop is None else twin("numpy.arange", machine, start, stop, step)
    return tensor(found.shape if isinstance(found, Tensor) else UNKNOWN_SHAPE, dtype_kind(dtype))


_READ: Final = """Give the value of a tensor as an array.

    >>> @([2, 3])
    (2, 3)
    """
for _name in ("eval", "get_value"):
    declare(f"keras.backend.{_name}", "x", lambda x: Tensor(measured(x), "numpy", number_kind(x)), _READ)


@op("keras.backend.identity")
def identity(x, name=None):
    """Give a tensor of the same values.

    >>> K.identity([2, 3])
    (2, 3)
    """
    return each(x, lambda leaf: tensor(leaf.shape, leaf.dtype) if isinstance(leaf, Tensor) else leaf)


_EITHER: Final = """Give one tensor or the other; both have one shape.

    >>> @([2, 3], [2, 3])
    (2, 3)
    """


def _either(x: Value, alt: Value) -> Value:
    """What holds of both; a function stands for what it returns, which is not known here."""
    if not isinstance(x, Tensor) or not isinstance(alt, Tensor):
        return UNKNOWN
    return tensor(x.shape.join(alt.shape), number_kind(x))


for _name in ("in_train_phase", "in_test_phase"):
    declare(f"keras.backend.{_name}", "x, alt, training=None", lambda x, alt: _either(x, alt), _EITHER)


@op("keras.backend.switch")
def switch(condition, then_expression, else_expression):
    """Choose between two tensors.

    >>> K.switch(bools[2, 3], [2, 3], [2, 3])
    (2, 3)
    """
    return _either(then_expression, else_expression)


@op("keras.backend.dropout")
def dropout(x, level, noise_shape=None, seed=None):
    """Set some numbers to zero.

    >>> K.dropout([2, 3], 0.5)
    (2, 3)
    """
    return tensor(measured(x), number_kind(x))
