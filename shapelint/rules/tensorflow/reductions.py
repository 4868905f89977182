"""Sums, means, maxima and the like along axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, measured
from shapelint.rules.shared.predictions import check_loss
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Dim, Shape, product

# The names of TensorFlow 1.
AXIS: Final = {"reduction_indices": "axis", "keep_dims": "keepdims", "dimension": "axis", "dim": "axis"}
_DOC = """Reduce a tensor along one axis, several, or all of them.

    >>> @({kind}[2, 3, 4], axis=1)
    (2, 4)
    >>> @({kind}[2, 3, 4], axis=(0, 2), keepdims=True)
    (1, 3, 1)
    >>> @({kind}[2, 3])
    ()
    >>> @({kind}[2, 3], axis=3)
    SHP502 axis 3 is out of range
    """
_PARAMETERS: Final = "input_tensor, axis=None, keepdims=False, name=None"


def reduced_along(input_tensor: Value, axis: Value, keepdims: Value) -> Shape:
    """The shape without some axes, or with 1 in their place.  Raises Mismatch SHP502."""
    for each in axes_in(axis) or ():
        check_axis(input_tensor, each, least=0)
    return reduced(input_tensor, axis, False if keepdims is None else keepdims)


def _summed(input_tensor, axis, keepdims, machine):
    if axis is None:
        check_loss(input_tensor, machine)
    return reduced_along(input_tensor, axis, keepdims)


def _multiplied(input_tensor, axis, keepdims):
    content = input_tensor.content if isinstance(input_tensor, Tensor) else None
    if axis is None and isinstance(content, tuple) and all(isinstance(size, int | Dim) for size in content):
        return tensor(Shape(()), "int", content=product(content))
    return reduced_along(input_tensor, axis, keepdims)


_MADE: Final[dict[str, Callable[..., Value]]] = {"sum": _summed, "mean": _summed, "prod": _multiplied}
for _name in ("sum", "mean", "max", "min", "prod", "logsumexp"):
    declare(
        (f"tf.reduce_{_name}", f"tf.math.reduce_{_name}"),
        _PARAMETERS,
        _MADE.get(_name, reduced_along),
        _DOC.format(kind="floats"),
        legacy=AXIS,
    )
for _name in ("any", "all"):
    declare(
        (f"tf.reduce_{_name}", f"tf.math.reduce_{_name}"),
        _PARAMETERS,
        reduced_along,
        _DOC.format(kind="bools"),
        legacy=AXIS,
    )
for _name in ("std", "variance", "euclidean_norm"):
    declare(f"tf.math.reduce_{_name}", _PARAMETERS, reduced_along, _DOC.format(kind="floats"), legacy=AXIS)

_ARG = """Say where along an axis (the first unless told otherwise) the extreme element stands.

    >>> @([2, 3])
    (3,)
    >>> @([2, 3], axis=1)
    (2,)
    >>> @([2, 3], axis=2)
    SHP502
    """


def _extreme(x: Value, axis: Value) -> Shape:
    check_axis(x, axis, least=0)
    return reduced(x, axis)


for _name in ("argmax", "argmin"):
    declare(
        (f"tf.{_name}", f"tf.math.{_name}", f"tf.{_name[:3]}_{_name[3:]}"),
        "input, axis=None, output_type='int64', name=None",
        lambda **given: _extreme(given["input"], 0 if given["axis"] is None else given["axis"]),
        _ARG,
        dtype="int",
        legacy=AXIS,
    )
_RUNNING = """Sum or multiply up along an axis.

    >>> @([2, 3], axis=1)
    (2, 3)
    >>> @([2, 3], axis=2)
    SHP502
    """


def _checked(x: Value, axis: Value) -> Shape:
    for each in axes_in(axis) or ():
        check_axis(x, each, least=0)
    return measured(x)


for _name in ("cumsum", "cumprod"):
    declare(
        (f"tf.{_name}", f"tf.math.{_name}") if _name == "cumsum" else (f"tf.math.{_name}", f"tf.{_name}"),
        "x, axis=0, exclusive=False, reverse=False, name=None",
        _checked,
        _RUNNING,
    )

declare("tf.math.cumulative_logsumexp", "x, axis=0, exclusive=False, reverse=False, name=None", _checked, _RUNNING)

_NORMALIZED = """Work along an axis (the last unless told otherwise); the shape stays.

    >>> @([2, 3])
    (2, 3)
    >>> @([2, 3], axis=2)
    SHP502
    """
for _names in (("tf.nn.softmax", "tf.math.softmax"), ("tf.nn.log_softmax", "tf.math.log_softmax")):
    declare(
        _names,
        "logits, axis=None, name=None",
        lambda logits, axis: _checked(logits, -1 if axis is None else axis),
        _NORMALIZED,
        legacy=AXIS,
    )


@op(("tf.math.l2_normalize", "tf.nn.l2_normalize", "tf.linalg.l2_normalize"))
def l2_normalize(x, axis=None, epsilon=1e-12, name=None, dim=None):
    """Divide by the length along an axis, or several.

    >>> l2_normalize([2, 3], axis=1)
    (2, 3)
    >>> l2_normalize([2, 3], axis=1, dim=0)
    SHP706
    """
    if axes_in(axis) is not None and axes_in(dim) is not None:
        raise Mismatch("SHP706", "l2_normalize gets the axis twice: axis={axis} and dim={dim}", axis=axis, dim=dim)
    return _checked(x, dim if axis is None else axis)


@op(("tf.norm", "tf.linalg.norm"), legacy=AXIS)
def norm(tensor, ord="euclidean", axis=None, keepdims=None, name=None):
    """Take the norm along one axis (of vectors), two (of matrices), or of everything.

    >>> norm([2, 3], axis=1)
    (2,)
    >>> norm([2, 3])
    ()
    """
    return reduced_along(tensor, axis, keepdims)


@op("tf.nn.moments", legacy=AXIS)
def moments(x, axes, shift=None, keepdims=False, name=None):
    """Take mean and variance along axes.

    >>> moments([2, 3, 4], axes=(0, 1))
    ((4,), (4,))
    """
    shape = reduced_along(x, axes, keepdims)
    return shape, shape


@op("tf.nn.l2_loss")
def l2_loss(t, name=None):
    """Half the sum of the squares of all elements.

    >>> l2_loss([2, 3])
    ()
    """
    return Shape(())


@op(("tf.math.count_nonzero", "tf.count_nonzero"), dtype="int", legacy=AXIS)
def count_nonzero(input, axis=None, keepdims=None, dtype="int64", name=None):
    """Count what is not 0 along one axis, several, or all of them.

    >>> count_nonzero([2, 3, 4], axis=1)
    (2, 4)
    >>> count_nonzero([2, 3])
    ()
    >>> count_nonzero([2, 3], axis=2)
    SHP502
    """
    return reduced_along(input, axis, keepdims)


@op("tf.linalg.normalize")
def normalize(tensor, ord="euclidean", axis=None, name=None):
    """Divide by the norm along one axis (of vectors), two (of matrices), or of everything; the norm stands beside it.

    >>> normalize([2, 3], axis=1)
    ((2, 3), (2, 1))
    >>> normalize([2, 3])
    ((2, 3), (1, 1))
    """
    return measured(tensor), reduced_along(tensor, axis, True)
