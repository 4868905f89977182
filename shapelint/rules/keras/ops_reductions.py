"""`keras.ops` and the older `keras.backend`: reductions along axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured
from shapelint.rules.shared.predictions import check_loss
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import Value
from shapelint.sizes import Shape

_DOC: Final = """Reduce a tensor along one axis, several, or all of them.

    >>> @({kind}[2, 3, 4], axis=1)
    (2, 4)
    >>> @({kind}[2, 3, 4], axis=(0, 2), keepdims=True)
    (1, 3, 1)
    >>> @({kind}[2, 3])
    ()
    >>> @({kind}[2, 3], axis=3)
    SHP502 axis 3 is out of range
    """
_PARAMETERS: Final = "x, axis=None, keepdims=False"
_MORE: Final = {
    "max": f"{_PARAMETERS}, initial=None",
    "min": f"{_PARAMETERS}, initial=None",
    "prod": f"{_PARAMETERS}, dtype=None",
}


def _reduced(x: Value, axis: Value, keepdims: Value) -> Value:
    return tensor(reduced(x, axis, keepdims), number_kind(x))


def _summed(x: Value, axis: Value, keepdims: Value, machine: Value) -> Value:
    if axis is None:
        check_loss(x, machine)
    return _reduced(x, axis, keepdims)


for _name in ("sum", "mean", "max", "min", "prod", "std", "var", "logsumexp"):
    declare(
        (f"keras.ops.{_name}", f"keras.backend.{_name}"),
        _MORE.get(_name, _PARAMETERS),
        _summed if _name in ("sum", "mean") else _reduced,
        _DOC.format(kind="floats"),
    )
for _name in ("amax", "amin", "median"):
    declare(f"keras.ops.{_name}", _PARAMETERS, _reduced, _DOC.format(kind="floats"))
for _name in ("any", "all"):
    declare(
        (f"keras.ops.{_name}", f"keras.backend.{_name}"),
        _PARAMETERS,
        _reduced,
        _DOC.format(kind="bools"),
        dtype="bool",
    )


@op("keras.ops.count_nonzero")
def count_nonzero(x, axis=None):
    """Count the elements that are not zero.

    >>> ops.count_nonzero([2, 3], axis=1)
    (2,)
    """
    return tensor(reduced(x, axis), "int")


_ARG: Final = """Say where along an axis the extreme element stands.

    >>> @([2, 3], axis=1)
    (2,)
    >>> @([2, 3], axis=2)
    SHP502
    """


def _extreme(x: Value, axis: Value, keepdims: Value = False) -> Value:
    return tensor(reduced(x, axis, keepdims), "int")


for _name in ("argmax", "argmin"):
    declare(f"keras.ops.{_name}", _PARAMETERS, lambda x, axis, keepdims: _extreme(x, axis, keepdims), _ARG)
    declare(f"keras.backend.{_name}", "x, axis=-1", lambda x, axis: _extreme(x, axis), _ARG)


@op("keras.ops.average")
def average(x, axis=None, weights=None):
    """Take the mean along an axis, weighted or not.

    >>> ops.average([2, 3], axis=1)
    (2,)
    """
    return _reduced(x, axis, False)


@op("keras.ops.moments")
def moments(x, axes, keepdims=False, synchronized=False):
    """Take mean and variance along axes.

    >>> ops.moments([2, 3, 4], axes=(0, 1))
    ((4,), (4,))
    """
    shape = reduced(x, axes, keepdims)
    return tensor(shape), tensor(shape)


@op("keras.ops.norm")
def norm(x, ord=None, axis=None, keepdims=False):
    """Take the norm along an axis, of matrices on two axes, or of everything.

    >>> ops.norm([2, 3], axis=1)
    (2,)
    >>> ops.norm([2, 3])
    ()
    """
    return tensor(reduced(x, axis, keepdims))


@op("keras.ops.top_k")
def top_k(x, k, sorted=True):
    """Give the largest elements of the last axis, and where they stand.

    >>> ops.top_k([2, 5], 3)
    ((2, 3), (2, 3))
    """
    shape = measured(x).replace(-1, k) if isinstance(k, int) else Shape((), open=True)
    return tensor(shape, number_kind(x)), tensor(shape, "int")
