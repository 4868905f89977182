"""`keras.ops` and the older `keras.backend`: reductions along axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import axes_in, culprit, measured, size_in
from shapelint.rules.shared.predictions import check_loss
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Clash, Shape, broadcast, less

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


# Of all axes at once some backends drop the axes that were to be kept.
_DROPPING: Final = words("sum max min amax amin prod nanprod")
_NAN: Final = words("nansum nanmean nanmax nanmin nanprod nanstd nanvar nanmedian")
_KEPT: Final = """>>> @({kind}[2, 3], keepdims=True)
    {after}
    """


def _reduced(x: Value, axis: Value, keepdims: Value) -> Value:
    return tensor(reduced(x, axis, keepdims), number_kind(x))


def _of_all(x: Value, axis: Value, keepdims: Value) -> Value:
    if axis is None and keepdims is not False:
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    return _reduced(x, axis, keepdims)


def _multiplied(x: Value, axis: Value, keepdims: Value) -> Value:
    axes = axes_in(axis) or ()
    places = {check_axis(x, each) for each in axes}
    if len(places) < len(axes):  # axes are multiplied one after the other, the same one perhaps twice
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    return _of_all(x, axis, keepdims)


def _summed(x: Value, axis: Value, keepdims: Value, machine: Value) -> Value:
    if axis is None:
        check_loss(x, machine)
    return _of_all(x, axis, keepdims)


def _averaged(x: Value, axis: Value, keepdims: Value, machine: Value) -> Value:
    if axis is None:
        check_loss(x, machine)
    return _reduced(x, axis, keepdims)


_MADE: Final[dict[str, Callable[..., Value]]] = {
    "sum": _summed,
    "mean": _averaged,
    "prod": _multiplied,
    "nanprod": _multiplied,
}
for _name in ("sum", "mean", "max", "min", "prod", "std", "var", "logsumexp", "amax", "amin", "median", *_NAN):
    _drops = _name in _DROPPING
    declare(
        f"keras.ops.{_name}",
        _MORE.get(_name, _PARAMETERS),
        _MADE.get(_name, _of_all if _drops else _reduced),
        _DOC.format(kind="floats") + _KEPT.format(kind="floats", after="(...,)" if _drops else "(1, 1)"),
    )
_OLD: Final = {"sum": _averaged, "mean": _averaged}
for _name in ("sum", "mean", "max", "min", "prod", "std", "var", "logsumexp"):
    declare(f"keras.backend.{_name}", _PARAMETERS, _OLD.get(_name, _reduced), _DOC.format(kind="floats"))
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
    >>> ops.count_nonzero([2, 3, 4], axis=1)
    (None, None)
    """
    left = reduced(x, axis)
    if not left.open and len(left.dims) > 1:  # PyTorch's backend gives them in reverse order
        left = Shape((UNKNOWN,) * len(left.dims))
    return tensor(left if not left.open else UNKNOWN_SHAPE, "int")


_ARG: Final = """Say where along an axis the extreme element stands.

    >>> @([2, 3], axis=1)
    (2,)
    >>> @([2, 3], axis=2)
    SHP502
    """


def _extreme(x: Value, axis: Value, keepdims: Value = False) -> Value:
    return tensor(reduced(x, axis, keepdims), "int")


for _name in ("nanargmax", "nanargmin"):
    declare(f"keras.ops.{_name}", _PARAMETERS, lambda x, axis, keepdims: _extreme(x, axis, keepdims), _ARG)
for _name in ("argmax", "argmin"):
    declare(f"keras.ops.{_name}", _PARAMETERS, lambda x, axis, keepdims: _extreme(x, axis, keepdims), _ARG)
    declare(f"keras.backend.{_name}", "x, axis=-1", lambda x, axis: _extreme(x, axis), _ARG)


@op("keras.ops.average")
def average(x, axis=None, weights=None):
    """Take the mean along an axis, weighted or not.

    >>> ops.average([2, 3], axis=1)
    (2,)
    >>> ops.average([2, 3], axis=1, weights=[3])
    (2,)
    >>> ops.average([2, 3], weights=[2, 3])
    (...,)
    >>> ops.average([2, 3], axis=1, weights=[2])
    SHP301
    """
    if weights is None:
        return _reduced(x, axis, False)
    if axis is None:
        broadcasted(x, weights, what="average")
        return tensor(UNKNOWN_SHAPE)
    only = items_of(axis)
    place = check_axis(x, only[0] if only is not None and len(only) == 1 else axis)
    if place is None or measured(weights).rank != 1:
        broadcasted(x, weights, what="average")
        return tensor(UNKNOWN_SHAPE)
    along = Shape((measured(x).axis(place),))
    if isinstance(broadcast(along, measured(weights)), Clash):  # PyTorch's backend counts them from the last axis
        broadcasted(x, weights, what="the weights")
    return _reduced(x, axis, False)


_QUANTILE: Final = """Find the values below which a share `q` of the elements lies.

    >>> @([2, 3], {q}, axis=0)
    (3,)
    >>> @([2, 3], [4], axis=0, keepdims=True)
    (4, 1, 3)
    >>> @([2, 3], {q}, axis=2)
    SHP502
    """


def _quantile(x: Value, q: Value, axis: Value, keepdims: Value) -> Value:
    for each in axes_in(axis) or ():
        check_axis(x, each, least=0)
    shape, shares = reduced(x, axis, keepdims), measured(q)
    return tensor(Shape((*shares.dims, *shape.dims)) if not shares.open and not shape.open else UNKNOWN_SHAPE)


for _name, _q in (("quantile", 0.5), ("nanquantile", 0.5), ("percentile", 50), ("nanpercentile", 50)):
    declare(
        f"keras.ops.{_name}",
        "x, q, axis=None, method='linear', keepdims=False",
        _quantile,
        _QUANTILE.format(q=_q),
    )


@op("keras.ops.ptp")
def ptp(x, axis=None, keepdims=False):
    """Take the distance between the smallest and the largest element.

    >>> ops.ptp([2, 3], axis=1)
    (2,)
    >>> ops.ptp([2, 3], axis=2)
    SHP502
    """
    return _of_all(x, axis, keepdims)


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


@op("keras.ops.top_k", least={"k": 0})
def top_k(x, k, sorted=True):
    """Give the largest elements of the last axis, and where they stand.

    >>> ops.top_k([2, 5], 3)
    ((2, 3), (2, 3))
    >>> ops.top_k([2, 5], 6)
    SHP506
    """
    whole = measured(x)
    check_axis(x, -1, least=0)
    if less(whole.axis(-1), size_in(k)) is True:
        raise Mismatch(
            "SHP506",
            "top_k of {k} of the {size} elements of the last axis",
            operand=culprit(x),
            k=k,
            size=whole.axis(-1),
        )
    shape = whole.replace(-1, size_in(k)) if whole.dims else UNKNOWN_SHAPE
    return tensor(shape, number_kind(x)), tensor(shape, "int")
