"""Functions of every element, or of elements that broadcast against each other."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Dim, Shape

_TAIL: Final = "out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True, signature=None"
_ONE: Final = f"x, /, {_TAIL}"
_TWO: Final = f"x1, x2, /, {_TAIL}"

_FLOATING = words("""exp exp2 expm1 log log2 log10 log1p sqrt cbrt sin cos tan sinh cosh tanh arcsin arccos arctan
    arcsinh arccosh degrees radians deg2rad rad2deg""")
_KEEPING = words("abs absolute fabs sign negative positive square floor ceil rint trunc conj conjugate reciprocal")
_TESTS = words("isnan isinf isfinite logical_not signbit")
_NUMBERS: Final[dict[str, Callable[[Any], Any]]] = {
    "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "log2": math.log2, "log10": math.log10, "abs": abs,
    "absolute": abs, "floor": math.floor, "ceil": math.ceil, "square": lambda x: x * x,
}  # fmt: skip
_SIZES: Final = ("abs", "absolute", "floor", "ceil")  # of a size they are that size
_EACH = """Work on every element by itself.

    >>> @([2, 3])
    (2, 3)
    """


def _unary(name: str) -> None:
    def made(x: Value) -> Value:
        if isinstance(x, Dim) and name in _SIZES:
            return x
        if isinstance(x, int | float) and not isinstance(x, bool) and name in _NUMBERS:
            return _number(_NUMBERS[name], x)
        kind = number_kind(x)
        if name in _TESTS:
            kind = "bool"
        elif name in _FLOATING and kind in ("int", "bool"):
            kind = "float"
        return array(measured(x), kind)

    declare(f"numpy.{name}", _ONE, made, _EACH)


def _number(function: Callable[[Any], Any], x: float) -> Value:
    try:
        return function(x)
    except (ValueError, OverflowError):
        return UNKNOWN


for _name in (*_FLOATING, *_KEEPING, *_TESTS):
    _unary(_name)

_PAIRS = """Combine two operands element by element; axes of size 1, and missing ones in front, are stretched.

    >>> @([4, 1], [3])
    (4, 3)
    >>> @([2, 3], [2, 4])
    SHP301 3 meets 4 on axis -1
    """
_INT_PAIRS = _PAIRS.replace("@([", "@(ints[").replace(", [", ", ints[")
_COMPARISONS = words("""equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor""")
_ARITHMETIC = words("""add subtract multiply power maximum minimum fmax fmin mod remainder fmod floor_divide hypot
    arctan2 float_power copysign logaddexp""")
_DIVISIONS = ("divide", "true_divide")
_BITS = words("bitwise_and bitwise_or bitwise_xor left_shift right_shift")


def pair(x1: Value, x2: Value, division: bool = False, test: bool = False) -> Tensor:
    """Two operands broadcast against each other."""
    return array(broadcasted(x1, x2), "bool" if test else promoted(x1, x2, division=division))


for _name in _ARITHMETIC:
    declare(f"numpy.{_name}", _TWO, lambda x1, x2: pair(x1, x2), _PAIRS)
for _name in _DIVISIONS:
    declare(f"numpy.{_name}", _TWO, lambda x1, x2: pair(x1, x2, division=True), _PAIRS)
for _name in _COMPARISONS:
    declare(f"numpy.{_name}", _TWO, lambda x1, x2: pair(x1, x2, test=True), _PAIRS)
for _name in _BITS:
    declare(f"numpy.{_name}", _TWO, lambda x1, x2: pair(x1, x2), _INT_PAIRS)

_OPERATORS: Final = {
    "__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__floordiv__": "//", "__mod__": "%",
    "__pow__": "**", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">=", "__eq__": "==", "__ne__": "!=",
    "__and__": "&", "__or__": "|", "__xor__": "^", "__lshift__": "<<", "__rshift__": ">>",
}  # fmt: skip
_OPERATOR = """Combine two operands element by element, `@`; axes of size 1 and missing ones in front are stretched.

    >>> {kind}[4, 1] @ {kind}[3]
    (4, 3)
    """


def _operator(name: str, sign: str) -> None:
    test = sign in ("<", "<=", ">", ">=", "==", "!=")

    def made(self: Value, value: Value) -> Tensor:
        return pair(self, value, division=sign == "/", test=test)

    doc = _OPERATOR.format(kind="ints" if sign in ("&", "|", "^", "<<", ">>") else "floats")
    if sign not in ("==", "!="):
        doc = doc.rstrip() + "\n    >>> ints[2, 3] @ ints[2, 4]\n    SHP301 3 meets 4 on axis -1\n    "
    if sign in ("<<", ">>"):
        doc = f"Shift every element, `{sign}`.\n\n    >>> ints[4, 1].{name}(ints[3])\n    (4, 3)\n    "
    parameters = "self, value, mod=None, /" if sign == "**" else "self, value, /"
    declare(f"numpy.ndarray.{name}", parameters, made, doc, call=sign)


for _name, _sign in _OPERATORS.items():
    _operator(_name, _sign)


_IN_PLACE = """Combine with another operand, in place: the shape stays, and the other must broadcast into it.

    >>> {kind}[4, 3].@({kind}[3])
    (4, 3)
    >>> {kind}[3].@({kind}[4, 3])
    SHP301 (4, 3) does not fit into (3,)
    """


def _in_place(self: Value, value: Value, machine: Any) -> Tensor:
    if not isinstance(self, Tensor) or self.shape.rank in (0, None):
        return pair(self, value)  # a number that a reduction gave has no place of its own
    try:
        check_fits(self.shape, value, extra=False)
    except Mismatch as mismatch:
        machine.report(mismatch)  # what the name holds keeps its shape
    return array(self.shape, self.dtype)


for _name, _sign in _OPERATORS.items():
    if _sign[0] not in "<>=!":
        _kind = "ints" if _sign in ("&", "|", "^") else "floats"
        declare(f"numpy.ndarray.__i{_name[2:]}", "self, value, /", _in_place, _IN_PLACE.format(kind=_kind))


@op("numpy.where")
def where(condition, x=None, y=None):
    """Choose between two operands element by element; with the condition alone, the places where it holds.

    >>> where(bools[2, 3], [3], 0)
    (2, 3)
    >>> where(bools[2, 3], [4], 0)
    SHP301
    """
    if x is None and y is None:
        rank = measured(condition).rank
        return UNKNOWN if rank is None else (array(Shape((UNKNOWN,)), "int"),) * max(rank, 1)
    return array(broadcasted(condition, x, y, what="np.where"), promoted(x, y))


@op("numpy.clip")
def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None, **kwargs):
    """Keep every element between two bounds, which broadcast.

    >>> clip([2, 3], 0, 1)
    (2, 3)
    """
    bounds = [bound for bound in (a_min, a_max, min, max) if bound is not None]
    return array(broadcasted(a, *bounds, what="np.clip"), promoted(a, *bounds))


@op("numpy.ndarray.clip")
def array_clip(self, min=None, max=None, out=None, **kwargs):
    """Keep every element between two bounds, which broadcast.

    >>> [2, 3].clip(0, 1)
    (2, 3)
    """
    bounds = [bound for bound in (min, max) if bound is not None]
    return array(broadcasted(self, *bounds, what="clip"), promoted(self, *bounds))


_SAME: Final = (
    ("numpy.round", "a, decimals=0, out=None"),
    ("numpy.around", "a, decimals=0, out=None"),
    ("numpy.nan_to_num", "x, copy=True, nan=0.0, posinf=None, neginf=None"),
    ("numpy.real", "val"),
    ("numpy.imag", "val"),
    ("numpy.angle", "z, deg=False"),
    ("numpy.sinc", "x"),
    ("numpy.copy", "a, order='K', subok=False"),
)
for _name, _parameters in _SAME:
    declare(
        _name,
        _parameters,
        lambda **given: array(measured(next(iter(given.values()))), number_kind(next(iter(given.values())))),
        _EACH,
    )
for _name in ("isclose",):
    declare(
        f"numpy.{_name}",
        "a, b, rtol=1e-5, atol=1e-8, equal_nan=False",
        lambda a, b: pair(a, b, test=True),
        _PAIRS,
    )
