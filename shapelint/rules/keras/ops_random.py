"""`keras.random`: random numbers, drawn or put in random order."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import shape_argument
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE
from shapelint.sizes import Shape

_SHAPE: Final = {"shape": 0}
_RANDOM: Final = """Make a tensor of random numbers.

    >>> @((2, 3))
    (2, 3)
    """
for _name, _parameters in (
    ("normal", "shape, mean=0.0, stddev=1.0, dtype=None, seed=None"),
    ("uniform", "shape, minval=0.0, maxval=1.0, dtype=None, seed=None"),
    ("truncated_normal", "shape, mean=0.0, stddev=1.0, dtype=None, seed=None"),
):
    declare(f"keras.random.{_name}", _parameters, lambda shape: tensor(shape_argument(shape)), _RANDOM, least=_SHAPE)
for _name, _parameters, _given in (
    ("beta", "shape, alpha, beta, dtype=None, seed=None", "1.0, 2.0"),
    ("gamma", "shape, alpha, dtype=None, seed=None", "2.0"),
    ("binomial", "shape, counts, probabilities, dtype=None, seed=None", "5.0, 0.5"),
):
    declare(
        f"keras.random.{_name}",
        _parameters,
        lambda shape: tensor(shape_argument(shape)),
        _RANDOM.replace("3))", f"3), {_given})"),
        least=_SHAPE,
    )


@op("keras.random.categorical", least={"num_samples": 0})
def categorical(logits, num_samples, dtype="int32", seed=None):
    """Draw classes, so many for each row of logits.

    >>> keras.random.categorical([2, 5], 3)
    (2, 3)
    >>> keras.random.categorical([5], 3)
    SHP101
    """
    shape = measured(logits)
    if shape.rank not in (None, 2):
        raise Mismatch("SHP101", "categorical expects 2 axes, gets {found}", operand=culprit(logits), found=str(shape))
    return tensor(Shape((UNKNOWN if shape.open else shape.dims[0], size_in(num_samples))), "int")


@op("keras.random.randint", least=_SHAPE)
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
    >>> keras.random.shuffle([])
    (...,)
    >>> keras.random.shuffle([2, 3], axis=2)
    SHP502
    """
    check_axis(x, axis)
    known = measured(x).open or measured(x).dims  # PyTorch's backend makes a row of a number
    return tensor(measured(x) if known else UNKNOWN_SHAPE, number_kind(x))
