"""Functions of every element, or of elements that broadcast against each other."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from shapelint.rules.form import op
from shapelint.rules.nonzero import rows_of_places
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.table_functions import both, each
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
    arcsinh arccosh arctanh degrees radians deg2rad rad2deg spacing""")
_KEEPING = words("abs absolute fabs sign negative positive square floor ceil rint trunc conj conjugate reciprocal")
_TESTS = words("isnan isinf isfinite logical_not signbit")
_SPELLINGS = {"arccos": "acos", "arccosh": "acosh", "arcsin": "asin", "arcsinh": "asinh", "arctan": "atan",
              "arctanh": "atanh"}  # fmt: skip
_NUMBERS: Final[dict[str, Callable[[Any], Any]]] = {
    "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "log2": math.log2, "log10": math.log10, "abs": abs,
    "absolute": abs, "floor": math.floor, "ceil": math.ceil, "square": lambda x: x * x,
}  # fmt: skip
_WHOLE_TOO: Final = ("abs", "absolute", "square")  # of a whole number they are one, which may be a size
_SIZES: Final = ("abs", "absolute", "floor", "ceil")  # of a size they are that size
_EACH = """Work on every element by itself.

    >>> @([2, 3])
    (2, 3)
    """


def _unary(name: str) -> None:
    def made(x: Value, machine: Any) -> Value:
        of_table = each(x, machine, sure=True if name in (*_FLOATING, *_TESTS) else None, test=name in _TESTS)
        if of_table is not None:
            return of_table
        if isinstance(x, Dim) and name in _SIZES:
            return x
        if isinstance(x, int) and not isinstance(x, bool) and name in _WHOLE_TOO:
            return _number(_NUMBERS[name], x)
        kind = number_kind(x)
        if name in _TESTS:
            kind = "bool"
        elif name in _FLOATING and kind in ("int", "bool"):
            kind = "float"
        made, held = array(measured(x), kind), _known(x)
        found = _number(_NUMBERS[name], held) if held is not None and name in _NUMBERS else UNKNOWN
        return made if found is UNKNOWN else replace(made, content=found)

    short = _SPELLINGS.get(name)
    declare((f"numpy.{name}", f"numpy.{short}") if short else f"numpy.{name}", _ONE, made, _EACH)


def _known(x: Value) -> int | float | None:
    """The one number that an operand is, or holds."""
    number = x.content if isinstance(x, Tensor) and x.shape == Shape(()) else x
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None


def _number(function: Callable[[Any], Any], x: float) -> Value:
    try:
        return function(x)
    except (ValueError, OverflowError):
        return UNKNOWN


for _name in (*_FLOATING, *_KEEPING, *_TESTS):
    _unary(_name)

PAIRS = """Combine two operands element by element; axes of size 1, and missing ones in front, are stretched.

    >>> @([4, 1], [3])
    (4, 3)
    >>> @([2, 3], [2, 4])
    SHP301 3 meets 4 on axis -1
    """
_INT_PAIRS = PAIRS.replace("@([", "@(ints[").replace(", [", ", ints[")
_COMPARISONS = words("""equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor""")
_ARITHMETIC = words("""add subtract multiply power maximum minimum fmax fmin mod remainder fmod floor_divide hypot
    arctan2 float_power copysign logaddexp logaddexp2 heaviside nextafter""")
_WHOLE = words("gcd lcm ldexp")
_DIVISIONS = ("divide", "true_divide")
_BITS = words("bitwise_and bitwise_or bitwise_xor")
_SHIFTS = {"left_shift": "bitwise_left_shift", "right_shift": "bitwise_right_shift"}


def pair(x1: Value, x2: Value, division: bool = False, test: bool = False) -> Tensor:
    """Two operands broadcast against each other; text and None stand for one element."""
    one, other = (Shape(()) if isinstance(x, str | bytes | None) else x for x in (x1, x2))
    return array(broadcasted(one, other), "bool" if test else promoted(x1, x2, division=division) or _at_least(x1, x2))


def _at_least(*operands: Value) -> str | None:
    """What comes of floats and of what nobody knows is no whole number, nor a truth."""
    return "float" if any(isinstance(each, Tensor) and each.dtype == "float" for each in operands) else None


def _paired(x1: Value, x2: Value, machine: Any, *, division: bool = False, test: bool = False) -> Value:
    """Two operands of which one may be a table or column of pandas."""
    of_tables = both(x1, x2, machine, test=test)
    return pair(x1, x2, division, test) if of_tables is None else of_tables


_OTHERS = {"arctan2": "atan2", "power": "pow"}
for _name in _ARITHMETIC:
    _names = (f"numpy.{_name}", f"numpy.{_OTHERS[_name]}") if _name in _OTHERS else f"numpy.{_name}"
    declare(_names, _TWO, lambda x1, x2, machine: _paired(x1, x2, machine), PAIRS)
for _name in _WHOLE:
    declare(f"numpy.{_name}", _TWO, lambda x1, x2: pair(x1, x2), _INT_PAIRS)
for _name in _DIVISIONS:
    declare(f"numpy.{_name}", _TWO, lambda x1, x2, machine: _paired(x1, x2, machine, division=True), PAIRS)
for _name in _COMPARISONS:
    declare(f"numpy.{_name}", _TWO, lambda x1, x2, machine: _paired(x1, x2, machine, test=True), PAIRS)
for _name in _BITS:
    declare(f"numpy.{_name}", _TWO, lambda x1, x2: pair(x1, x2), _INT_PAIRS)
for _name, _other in _SHIFTS.items():
    declare((f"numpy.{_name}", f"numpy.{_other}"), _TWO, lambda x1, x2: pair(x1, x2), _INT_PAIRS)
_INTS = _EACH.replace("@([", "@(ints[")
declare(
    ("numpy.invert", "numpy.bitwise_invert", "numpy.bitwise_not"),
    _ONE,
    lambda x: array(measured(x), number_kind(x)),
    _INTS,
)
declare("numpy.bitwise_count", _ONE, lambda x: array(measured(x), "int"), _INTS)


def _twice(*operands: Value) -> Value:
    """Two arrays of what the operands broadcast to: the parts of a number, or a quotient and what is left."""
    shape = broadcasted(*operands)
    return array(shape, promoted(*operands)), array(shape, promoted(*operands))


_TWICE = """Split every element into two parts.

    >>> @([2, 3])
    ((2, 3), (2, 3))
    """
_PARTS = "x, /, out=(None, None), *, where=True, casting='same_kind', order='K', dtype=None, "
for _name in ("modf", "frexp"):
    declare(f"numpy.{_name}", _PARTS + "subok=True, signature=None", lambda x: _twice(x), _TWICE)
declare(
    "numpy.divmod",
    _PARTS.replace("x, ", "x1, x2, ", 1) + "subok=True, signature=None",
    lambda x1, x2: _twice(x1, x2),
    """Divide element by element: the quotient, and what is left.

    >>> @([4, 1], [3])
    ((4, 3), (4, 3))
    >>> @([2, 3], [2, 4])
    SHP301 3 meets 4 on axis -1
    """,
)


@op("numpy.where")
def where(condition, x=None, y=None):
    """Choose between two operands element by element; with the condition alone, the places where it holds.

    >>> where(bools[2, 3], [3], 0)
    (2, 3)
    >>> where(bools[2, 3], [4], 0)
    SHP301
    """
    if x is None and y is None:
        return rows_of_places(condition, "numpy")
    return array(broadcasted(condition, x, y, what="np.where"), promoted(x, y))


@op("numpy.clip")
def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None, machine, **kwargs):
    """Keep every element between two bounds, which broadcast.

    >>> clip([2, 3], 0, 1)
    (2, 3)
    """
    of_table = each(a, machine)
    if of_table is not None:
        return of_table
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


def _rounded(a: Value, machine: Any) -> Value:
    of_table = each(a, machine)
    return array(measured(a), number_kind(a)) if of_table is None else of_table


for _name in ("round", "around"):
    declare(f"numpy.{_name}", "a, decimals=0, out=None", _rounded, _EACH)
_SAME: Final = (
    ("numpy.nan_to_num", "x, copy=True, nan=0.0, posinf=None, neginf=None"),
    ("numpy.real", "val"),
    ("numpy.imag", "val"),
    ("numpy.angle", "z, deg=False"),
    ("numpy.sinc", "x"),
    ("numpy.i0", "x"),
    ("numpy.fix", "x, out=None"),
    ("numpy.real_if_close", "a, tol=100"),
    ("numpy.asarray_chkfinite", "a, dtype=None, order=None"),
    ("numpy.astype", "x, dtype, /, *, copy=True, device=None"),
    ("numpy.require", "a, dtype=None, requirements=None, *, like=None"),
    ("numpy.copy", "a, order='K', subok=False"),
)
for _name, _parameters in _SAME:
    declare(
        _name,
        _parameters,
        lambda **given: array(measured(next(iter(given.values()))), number_kind(next(iter(given.values())))),
        _EACH.replace("])", '], "int32")') if _name == "numpy.astype" else _EACH,
    )
for _name, _parameters in (
    ("isneginf", "x, out=None"),
    ("isposinf", "x, out=None"),
    ("iscomplex", "x"),
    ("isreal", "x"),
):
    declare(f"numpy.{_name}", _parameters, lambda x: array(measured(x), "bool"), _EACH)
