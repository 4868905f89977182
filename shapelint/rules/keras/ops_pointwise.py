"""`keras.ops` and the older `keras.backend`: functions of every element, or of elements that broadcast."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.batch import check_aligned
from shapelint.rules.shared.dtypes import dtype_kind, number_kind, promoted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import axes_in, measured
from shapelint.rules.shared.pairing import check_scores
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape

_EACH: Final = """Work on every element by itself.

    >>> @([2, 3])
    (2, 3)
    """
_IN_BOTH: Final = words("abs square sqrt exp log round sign cos sin tanh softplus softsign hard_sigmoid")
_IN_OPS: Final = words(
    "relu absolute arccos arccosh arcsin arcsinh arctan arctanh ceil cosh erf erfinv expm1 floor log10 log1p log2 "
    "log_sigmoid negative reciprocal relu6 rsqrt sinh tan silu swish hard_silu hard_swish hard_tanh "
    "sparse_plus exp2 trunc conj conjugate copy deg2rad rad2deg nan_to_num cbrt fabs erfc i0 sinc sparse_sigmoid"
)
_TESTS: Final = words("isnan isinf isfinite isneginf isposinf isreal signbit")
_ACTIVATIONS: Final = (
    ("selu", "x"), ("gelu", "x, approximate=True"), ("leaky_relu", "x, negative_slope=0.2"), ("celu", "x, alpha=1.0"),
    ("hard_shrink", "x, threshold=0.5"), ("soft_shrink", "x, threshold=0.5"), ("tanh_shrink", "x"),
    ("squareplus", "x, b=4"), ("threshold", "x, threshold, default_value"), ("saturate_cast", "x, dtype"),
)  # fmt: skip
_GIVEN: Final = {"threshold": ", 0.5, 0.0", "saturate_cast": ', "int32"'}


def same(x: Value) -> Value:
    """The shape of the operand."""
    return tensor(measured(x), number_kind(x))


def _names(name: str, legacy: bool) -> str | tuple[str, ...]:
    return (f"keras.ops.{name}", f"keras.backend.{name}") if legacy else f"keras.ops.{name}"


for _name in _IN_BOTH:
    _parameters = "x, decimals=0" if _name == "round" else "x"
    declare(_names(_name, True), _parameters, lambda x: same(x), _EACH)
for _name in _IN_OPS:
    _parameters = "x, nan=0.0, posinf=None, neginf=None" if _name == "nan_to_num" else "x"
    declare(_names(_name, False), _parameters, lambda x: same(x), _EACH)
for _name in _TESTS:
    declare(_names(_name, False), "x", lambda x: same(x), _EACH, dtype="bool")
for _name in ("real", "imag", "angle"):
    declare(_names(_name, False), "x", lambda x: same(x), _EACH.replace("@([", "@(complexes["), dtype="float")
for _name, _parameters in _ACTIVATIONS:
    declare(_names(_name, False), _parameters, lambda x: same(x), _EACH.replace("])", f"]{_GIVEN.get(_name, '')})"))
declare("keras.ops.elu", "x, alpha=1.0", same, _EACH)
declare("keras.backend.elu", "x, alpha=1.0", same, _EACH)
declare("keras.backend.relu", "x, alpha=0.0, max_value=None, threshold=0.0", lambda x: same(x), _EACH)


def _sigmoid(x, machine):
    check_scores(x, machine)
    return same(x)


declare(_names("sigmoid", True), "x", _sigmoid, _EACH)
declare(_names("stop_gradient", True), "variable", lambda variable: same(variable), _EACH)


@op(("keras.ops.cast", "keras.backend.cast"))
def cast(x, dtype):
    """Convert every element to another kind of number.

    >>> cast([2, 3], "int32")
    (2, 3)
    """
    return tensor(measured(x), dtype_kind(dtype), x.content if isinstance(x, Tensor) else None)


@op("keras.backend.cast_to_floatx")
def cast_to_floatx(x):
    """Convert every element to Keras's own kind of number.

    >>> cast_to_floatx([2, 3])
    (2, 3)
    """
    return tensor(measured(x))


_PAIRS: Final = """Combine two operands element by element; axes of size 1, and missing ones in front, are stretched.

    >>> @([4, 1], [3])
    (4, 3)
    >>> @([2, 3], [2, 4])
    SHP301 3 meets 4 on axis -1
    """
_INTS: Final = _PAIRS.replace("@([", "@(ints[").replace(", [", ", ints[")
_ARITHMETIC: Final = words(
    "add subtract multiply power mod fmod floor_divide arctan2 logaddexp logaddexp2 hypot heaviside nextafter fmax fmin"
)
_COMPARED: Final = words("equal not_equal less less_equal greater greater_equal")


def pair(x1: Value, x2: Value) -> Value:
    """Two operands broadcast against each other."""
    return tensor(broadcasted(x1, x2), promoted(x1, x2))


def _combined(x1: Value, x2: Value, machine: Machine) -> Value:
    check_aligned(x1, x2, machine)
    return pair(x1, x2)


def _divided(x1: Value, x2: Value, machine: Machine) -> Value:
    check_aligned(x1, x2, machine)
    return tensor(broadcasted(x1, x2), promoted(x1, x2, division=True))


def _test(x1: Value, x2: Value) -> Value:
    return tensor(broadcasted(x1, x2), "bool")


for _name in _ARITHMETIC:
    declare(_names(_name, False), "x1, x2", _combined, _PAIRS)
for _name in ("maximum", "minimum"):
    declare(_names(_name, True), "x1, x2", _combined, _PAIRS, legacy={"x": "x1", "y": "x2"})
for _name in ("divide", "true_divide", "divide_no_nan"):
    declare(_names(_name, False), "x1, x2", _divided, _PAIRS)
for _name in _COMPARED:
    declare(_names(_name, True), "x1, x2", _test, _PAIRS, legacy={"x": "x1", "y": "x2"})
for _name in ("logical_and", "logical_or", "logical_xor"):
    declare(_names(_name, False), "x1, x2", _test, _PAIRS.replace("@([", "@(bools[").replace(", [", ", bools["))
_BITS: Final = words("bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift left_shift right_shift")
for _name in _BITS:
    declare(_names(_name, False), "x, y", lambda x, y: pair(x, y), _INTS)
for _name in ("gcd", "lcm"):
    declare(_names(_name, False), "x1, x2", lambda x1, x2: pair(x1, x2), _INTS)
for _name in ("bitwise_invert", "bitwise_not"):
    declare(_names(_name, False), "x", lambda x: same(x), _EACH.replace("@([", "@(ints["))
declare("keras.ops.ldexp", "x1, x2", lambda x1, x2: pair(x1, x2), _INTS.replace("@(ints[", "@(["))
declare("keras.ops.polar", "abs_, angle", lambda abs_, angle: tensor(broadcasted(abs_, angle), "complex"), _PAIRS)


def _all_close(x1: Value, x2: Value) -> Value:
    broadcasted(x1, x2)
    return tensor(Shape(()), "bool")


_CLOSE: Final = "rtol=1e-05, atol=1e-08, equal_nan=False"
declare("keras.ops.isclose", f"x1, x2, {_CLOSE}", lambda x1, x2: _test(x1, x2), _PAIRS)
declare("keras.ops.allclose", f"x1, x2, {_CLOSE}", _all_close, _PAIRS.replace("(4, 3)", "()"))
declare("keras.ops.logical_not", "x", lambda x: same(x), _EACH.replace("@([", "@(bools["), dtype="bool")


@op("keras.backend.pow")
def power(x, a):
    """Raise every element to a power.

    >>> K.pow([2, 3], 2)
    (2, 3)
    """
    return pair(x, a)


@op("keras.ops.where")
def where(condition, x1=None, x2=None):
    """Choose between two operands element by element; with the condition alone, the places where it holds.

    >>> ops.where(bools[2, 3], [3], 0.0)
    (2, 3)
    >>> ops.where(bools[2, 3], [4], 0.0)
    SHP301
    """
    if x1 is None and x2 is None:
        rank = measured(condition).rank
        return UNKNOWN if rank is None else (tensor(Shape((UNKNOWN,)), "int"),) * max(rank, 1)
    return tensor(broadcasted(condition, x1, x2, what="where"), promoted(x1, x2))


@op("keras.ops.clip")
def clip(x, x_min, x_max):
    """Keep every element between two bounds, which broadcast.

    >>> ops.clip([2, 3], 0.0, 1.0)
    (2, 3)
    """
    return tensor(broadcasted(x, x_min, x_max, what="clip"), number_kind(x))


@op("keras.backend.clip")
def clip_between(x, min_value=None, max_value=None):
    """Keep every element between two bounds.

    >>> K.clip([2, 3], 0.0, 1.0)
    (2, 3)
    """
    return same(x)


_ALONG: Final = """Work along an axis, the last unless told otherwise; the shape stays.

    >>> @([2, 3])
    (2, 3)
    """


def along(x: Value, axis: Value) -> Value:
    """The shape of the operand, which must have that axis."""
    for each in axes_in(axis) or ():
        check_axis(x, each)
    return same(x)


for _name in ("softmax", "log_softmax"):
    declare(_names(_name, _name == "softmax"), "x, axis=-1", along, _ALONG)
declare("keras.ops.sort", "x, axis=-1", along, _ALONG + ">>> @([2, 3], axis=2)\n    SHP502\n    ")
declare("keras.ops.argsort", "x, axis=-1", along, _ALONG + ">>> @([2, 3], axis=2)\n    SHP502\n    ", dtype="int")


def _sparse(x: Value, axis: Value) -> Value:
    check_axis(x, axis, least=0)
    return same(x)


declare("keras.ops.sparsemax", "x, axis=-1", _sparse, _ALONG + ">>> @([2, 3], axis=2)\n    SHP502\n    ")


def _normalized(x: Value, axis: Value) -> Value:
    return same((x,)) if measured(x) == Shape(()) else along(x, axis)  # a number counts as one of a row


declare("keras.ops.normalize", "x, axis=-1, order=2, epsilon=None", _normalized, _ALONG, least={"order": 1})
declare("keras.backend.l2_normalize", "x, axis=None", along, _ALONG)
_RUNNING: Final = """Sum or multiply up along an axis.

    >>> @([2, 3], axis=1)
    (2, 3)
    """


def _running(x: Value, axis: Value) -> Value:
    return tensor(Shape((measured(x).numel(),)), number_kind(x)) if axis is None else along(x, axis)


for _name in ("cumsum", "cumprod"):
    declare(_names(_name, False), "x, axis=None, dtype=None", _running, _RUNNING)
    declare(f"keras.backend.{_name}", "x, axis=0", along, _RUNNING)

_CLASSES: Final = words(
    "relu relu6 softplus softsign silu swish gelu tanh sigmoid exponential hard_sigmoid linear mish selu elu celu "
    "hard_shrink soft_shrink tanh_shrink hard_silu hard_swish hard_tanh leaky_relu log_sigmoid sparse_plus "
    "sparse_sigmoid squareplus threshold"
)
for _name in _CLASSES:
    _parameters = {
        "relu": "x, negative_slope=0.0, max_value=None, threshold=0.0",
        "gelu": "x, approximate=False",
        "elu": "x, alpha=1.0",
        "celu": "x, alpha=1.0",
        "hard_shrink": "x, threshold=0.5",
        "soft_shrink": "x, threshold=0.5",
        "leaky_relu": "x, negative_slope=0.2",
        "squareplus": "x, b=4",
        "threshold": "x, threshold, default_value",
    }.get(_name, "x")
    declare(
        f"keras.activations.{_name}",
        _parameters,
        _sigmoid if _name == "sigmoid" else lambda x: same(x),
        _EACH.replace("])", f"]{_GIVEN.get(_name, '')})"),
    )
for _name in ("softmax", "log_softmax", "sparsemax"):
    declare(f"keras.activations.{_name}", "x, axis=-1", _sparse if _name == "sparsemax" else along, _ALONG)
