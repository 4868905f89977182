"""Functions of every element, or of elements that broadcast against each other."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.batch import check_aligned
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.joining import parts, stacked
from shapelint.rules.shared.operands import measured, require_scalar
from shapelint.rules.shared.pairing import check_scores
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, Many, Tensor, Value
from shapelint.sizes import Clash, Shape, broadcast

_EACH = """Work on every element by itself.

    >>> @([2, 3])
    (2, 3)
    """
_IN_BOTH: Final = words("abs acos acosh asin asinh atan atanh ceil cos cosh exp floor negative round sign sin sinh "
                        "sqrt square tan tanh")  # fmt: skip
_IN_MATH: Final = words("expm1 log log1p rsqrt reciprocal erf lgamma digamma is_nan is_inf is_finite")


def same(x: Value) -> Value:
    """The shape of the operand."""
    return measured(x)


def _unary(name: str) -> None:
    names = (f"tf.{name}", f"tf.math.{name}") if name in _IN_BOTH else (f"tf.math.{name}", f"tf.{name}")
    declare(names, "x, name=None", lambda x: same(x), _EACH, dtype="bool" if name.startswith("is_") else None)


for _name in (*_IN_BOTH, *_IN_MATH):
    _unary(_name)


def _sigmoid(x, machine):
    check_scores(x, machine)
    return measured(x)


declare(("tf.sigmoid", "tf.math.sigmoid", "tf.nn.sigmoid"), "x, name=None", _sigmoid, _EACH)
declare("tf.nn.tanh", "x, name=None", same, _EACH)

_ACTIVATIONS: Final = (
    ("tf.nn.relu", "features, name=None"),
    ("tf.nn.relu6", "features, name=None"),
    ("tf.nn.elu", "features, name=None"),
    ("tf.nn.selu", "features, name=None"),
    ("tf.nn.gelu", "features, approximate=False, name=None"),
    ("tf.nn.leaky_relu", "features, alpha=0.2, name=None"),
    (("tf.nn.softplus", "tf.math.softplus"), "features, name=None"),
    (("tf.nn.softsign", "tf.math.softsign"), "features, name=None"),
    (("tf.nn.silu", "tf.nn.swish"), "features, beta=1.0"),
)
for _names, _parameters in _ACTIVATIONS:
    declare(_names, _parameters, lambda features: same(features), _EACH)


@op(("tf.cast", "tf.dtypes.cast"))
def cast(x, dtype, name=None):
    """Convert every element to another kind of number.

    >>> cast([2, 3], "int32")
    (2, 3)
    """
    content = x.content if isinstance(x, Tensor) else None
    return tensor(measured(x), dtype_kind(dtype), x, content=content)


def _as_it_is(input: Value) -> Value:
    return Tensor(input.shape, input.family, input.dtype, input.content) if isinstance(input, Tensor) else same(input)


for _name in ("identity", "stop_gradient"):
    declare(f"tf.{_name}", "input, name=None", _as_it_is, _EACH)


@op("tf.Tensor.__neg__")
def negated(x, name=None):
    """Change every sign.

    >>> [2, 3].__neg__()
    (2, 3)
    """
    return measured(x)


@op("tf.Tensor.__abs__")
def absolute(x, name=None):
    """Leave every sign away: `abs(x)`.

    >>> [2, 3].__abs__()
    (2, 3)
    """
    return measured(x)


_PAIRS = """Combine two operands element by element; axes of size 1, and missing ones in front, are stretched.

    >>> @([4, 1], [3])
    (4, 3)
    >>> @([2, 3], [2, 4])
    SHP301 3 meets 4 on axis -1
    """


def pair(x: Value, y: Value) -> Value:
    """Two operands broadcast against each other."""
    return broadcasted(x, y)


def _combined(x: Value, y: Value, machine: Machine) -> Value:
    """Two operands of arithmetic."""
    check_aligned(x, y, machine)
    return pair(x, y)


_ARITHMETIC: Final = words("add subtract multiply divide pow maximum minimum floordiv truediv")
_COMPARISONS: Final = words("equal not_equal less less_equal greater greater_equal")
for _name in _ARITHMETIC:
    declare((f"tf.{_name}", f"tf.math.{_name}"), "x, y, name=None", _combined, _PAIRS)
for _name in _COMPARISONS:
    _two = _PAIRS if _name not in ("equal", "not_equal") else _PAIRS.partition("    >>> @([2, 3]")[0]
    declare((f"tf.{_name}", f"tf.math.{_name}"), "x, y, name=None", pair, _two, dtype="bool")
for _name in ("logical_and", "logical_or", "logical_xor"):
    declare(
        (f"tf.math.{_name}", f"tf.{_name}") if _name == "logical_xor" else (f"tf.{_name}", f"tf.math.{_name}"),
        "x, y, name=None",
        pair,
        _PAIRS.replace("@([", "@(bools[").replace(", [", ", bools["),
        dtype="bool",
    )
declare(("tf.logical_not", "tf.math.logical_not"), "x, name=None", same, _EACH.replace("@([", "@(bools["), dtype="bool")
for _old, _name in (("sub", "subtract"), ("mul", "multiply"), ("div", "divide"), ("mod", "floormod")):
    declare(f"tf.{_old}", "x, y, name=None", _combined, _PAIRS)
declare(("tf.math.squared_difference", "tf.squared_difference"), "x, y, name=None", pair, _PAIRS)
declare(("tf.math.divide_no_nan", "tf.div_no_nan"), "x, y, name=None", pair, _PAIRS)
declare(("tf.math.floormod", "tf.floormod", "tf.math.mod"), "x, y, name=None", pair, _PAIRS)
declare(("tf.atan2", "tf.math.atan2"), "y, x, name=None", lambda y, x: pair(y, x), _PAIRS)

for _name in ("left_shift", "right_shift", "bitwise_and", "bitwise_or", "bitwise_xor"):
    _bits = _PAIRS.replace("@([", "@(ints[").replace(", [", ", ints[")
    declare(f"tf.bitwise.{_name}", "x, y, name=None", pair, _bits)

_OPERATORS: Final = {
    "__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__floordiv__": "//", "__mod__": "%",
    "__pow__": "**", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">=", "__eq__": "==", "__ne__": "!=",
    "__and__": "&", "__or__": "|", "__xor__": "^",
}  # fmt: skip
_OPERATOR = """Combine two operands element by element, `@`; axes of size 1 and missing ones in front are stretched.

    >>> {kind}[4, 1] @ {kind}[3]
    (4, 3)
    """


def _equals(self: Value, other: Value) -> Value:
    """Tensors whose shapes do not broadcast are not equal: one answer for both."""
    found = broadcast(measured(self), measured(other))
    return Shape(()) if isinstance(found, Clash) else found


def _operator(name: str, sign: str) -> None:
    test = "bool" if sign[0] in "<>=!" else None
    kind = "bools" if sign in "&|^" else "floats"
    doc = _OPERATOR.format(kind=kind)
    if sign not in ("==", "!="):
        doc = doc.rstrip() + f"\n    >>> {kind}[2, 3] @ {kind}[2, 4]\n    SHP301 3 meets 4 on axis -1\n    "
    parameters = "self, other" if sign in ("==", "!=") else "x, y, name=None" if sign[0] in "<>" else "x, y"
    made = _equals if sign in ("==", "!=") else pair if sign[0] in "<>&|^" else _combined
    declare(f"tf.Tensor.{name}", parameters, made, doc, call=sign, dtype=test)


for _name, _sign in _OPERATORS.items():
    _operator(_name, _sign)


@op("tf.where")
def where(condition, x=None, y=None, name=None):
    """Choose between two operands element by element; with the condition alone, the places where it holds.

    >>> where(bools[2, 3], [2, 3], 0.0)
    (2, 3)
    >>> where(bools[2, 3], [4], 0.0)
    SHP301
    """
    if x is None and y is None:
        rank = measured(condition).rank
        return tensor(Shape((UNKNOWN, UNKNOWN if rank is None else rank)), "int", condition)
    return tensor(broadcasted(condition, x, y, what="tf.where"), number_kind(x), condition, x, y)


@op("tf.clip_by_value")
def clip_by_value(t, clip_value_min, clip_value_max, name=None):
    """Keep every element between two bounds.

    >>> clip_by_value([2, 3], 0.0, 1.0)
    (2, 3)
    """
    return measured(t)


@op(("tf.add_n", "tf.math.add_n"))
def add_n(inputs, name=None):
    """Add several tensors of one shape.

    >>> add_n([[2, 3], [2, 3]])
    (2, 3)
    >>> add_n([[2, 3], [2, 4]])
    SHP304
    >>> add_n([[2, 3], [2, 1]])
    SHP304
    """
    row = parts(inputs)
    if isinstance(row, Many):
        return measured(row.each)
    return stacked(inputs).drop(0) if isinstance(row, tuple) and row else UNKNOWN


@op(("tf.math.scalar_mul", "tf.scalar_mul"))
def scalar_mul(scalar, x, name=None):
    """Multiply every element with one number.

    >>> scalar_mul(2.0, [2, 3])
    (2, 3)
    >>> scalar_mul([2], [2, 3])
    SHP101
    """
    require_scalar("scalar_mul", "scalar", scalar)
    return measured(x)


@op(("tf.saturate_cast", "tf.dtypes.saturate_cast"))
def saturate_cast(value, dtype, name=None):
    """Convert every element to another kind of number, or to the nearest that there is.

    >>> saturate_cast([2, 3], "int32")
    (2, 3)
    """
    return tensor(measured(value), dtype_kind(dtype), value)


for _name, _kind in (("float", "float"), ("double", "float"), ("int32", "int"), ("int64", "int")):
    declare(f"tf.to_{_name}", "x, name=None", same, _EACH, dtype=_kind)


@op(("tf.as_string", "tf.strings.as_string"), dtype="object")
def as_string(input, precision=-1, scientific=False, shortest=False, width=-1, fill="", name=None):
    """Write every element as text.

    >>> as_string([2, 3])
    (2, 3)
    """
    return measured(input)


@op("tf.clip_by_norm")
def clip_by_norm(t, clip_norm, axes=None, name=None):
    """Make a tensor shorter where its norm exceeds a bound.

    >>> clip_by_norm([2, 3], 1.0)
    (2, 3)
    """
    return measured(t)


@op("tf.clip_by_global_norm")
def clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None):
    """Make several tensors shorter where their common norm exceeds a bound; the norm stands beside them.

    >>> clip_by_global_norm([[2, 3], [4]], 1.0)
    (((2, 3), (4,)), ())
    """
    return t_list, tensor(Shape(()))


@op("tf.math.polyval")
def polyval(coeffs, x, name=None):
    """Give the values of a polynomial.

    >>> polyval([[], []], [2, 3])
    (2, 3)
    >>> polyval([[2], [3]], [2])
    SHP301
    """
    row = parts(coeffs)
    return broadcasted(x, *row, what="polyval") if isinstance(row, tuple) and row else UNKNOWN
