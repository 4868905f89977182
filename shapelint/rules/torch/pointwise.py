"""Functions of one tensor, element by element."""

from __future__ import annotations

from functools import partial
from typing import Final

from shapelint.rules.form import op, prop
from shapelint.rules.shared.families import declare, words
from shapelint.rules.torch.families import unchanged
from shapelint.rules.values import Named, Tensor, Value, shape_of

# Name, its signature behind `input`, what it gives.
_TO_FLOAT: Final = (
    ("exp", "", "e to the power of every value"),
    ("exp2", "", "2 to the power of every value"),
    ("expm1", "", "e to the power of every value, minus 1"),
    ("log", "", "the natural logarithm"),
    ("log2", "", "the logarithm to base 2"),
    ("log10", "", "the logarithm to base 10"),
    ("log1p", "", "the logarithm of 1 plus every value"),
    ("sqrt", "", "the square root"),
    ("rsqrt", "", "1 over the square root"),
    ("reciprocal", "", "1 over every value"),
    ("sin", "", "the sine"),
    ("cos", "", "the cosine"),
    ("tan", "", "the tangent"),
    ("asin", "", "the arc sine"),
    ("acos", "", "the arc cosine"),
    ("atan", "", "the arc tangent"),
    ("arcsin", "", "the arc sine"),
    ("arccos", "", "the arc cosine"),
    ("arctan", "", "the arc tangent"),
    ("sinh", "", "the hyperbolic sine"),
    ("cosh", "", "the hyperbolic cosine"),
    ("tanh", "", "the hyperbolic tangent"),
    ("asinh", "", "the inverse hyperbolic sine"),
    ("acosh", "", "the inverse hyperbolic cosine"),
    ("atanh", "", "the inverse hyperbolic tangent"),
    ("arcsinh", "", "the inverse hyperbolic sine"),
    ("arccosh", "", "the inverse hyperbolic cosine"),
    ("arctanh", "", "the inverse hyperbolic tangent"),
    ("sinc", "", "the normalised sinc"),
    ("sigmoid", "", "1 over 1 plus e to the power of minus every value"),
    ("logit", "eps=None", "the inverse of the sigmoid"),
    ("erf", "", "the error function"),
    ("erfc", "", "1 minus the error function"),
    ("erfinv", "", "the inverse error function"),
    ("lgamma", "", "the logarithm of the gamma function"),
    ("digamma", "", "the derivative of `lgamma`"),
    ("i0", "", "the modified Bessel function of order 0"),
    ("deg2rad", "", "degrees as radians"),
    ("rad2deg", "", "radians as degrees"),
)
_SAME: Final = (
    ("abs", "", "the magnitude"),
    ("absolute", "", "the magnitude"),
    ("neg", "", "every value negated"),
    ("negative", "", "every value negated"),
    ("square", "", "every value squared"),
    ("ceil", "", "every value rounded up"),
    ("floor", "", "every value rounded down"),
    ("round", "*, decimals=0", "every value rounded"),
    ("trunc", "", "the whole part"),
    ("fix", "", "the whole part"),
    ("frac", "", "what is behind the point"),
    ("sign", "", "-1, 0 or 1"),
    ("sgn", "", "-1, 0 or 1"),
    ("nan_to_num", "nan=None, posinf=None, neginf=None", "every value, with what is no number replaced"),
    ("relu", "", "what is positive, else 0"),
    ("conj_physical", "", "the conjugate"),
)
_TO_BOOL: Final = (
    ("isnan", "", "whether a value is no number"),
    ("isinf", "", "whether a value is infinite"),
    ("isfinite", "", "whether a value is finite"),
    ("isneginf", "*, out=None", "whether a value is minus infinity"),
    ("isposinf", "*, out=None", "whether a value is infinity"),
    ("isreal", "", "whether a value has no imaginary part"),
    ("signbit", "*, out=None", "whether a value is negative"),
)
# Other names of some of them.
_ALSO: Final = {
    "relu": ("torch.nn.functional.relu_",),
    "sigmoid": ("torch.nn.functional.sigmoid", "torch.special.expit"),
    "tanh": ("torch.nn.functional.tanh",),
    "abs": ("torch.Tensor.__abs__",),
    "neg": ("torch.Tensor.__neg__",),
    "positive": ("torch.Tensor.__pos__",),
} | {name: (f"torch.special.{name}",) for name in words("erf erfc erfinv exp2 expm1 log1p logit digamma i0 sinc round")}
_NO_FUNCTION_IN_PLACE: Final = frozenset(words("erfinv absolute sign sgn digamma lgamma"))


def _floated(input: Value) -> Tensor:
    kept = isinstance(input, Tensor) and input.dtype == "complex"
    return Tensor(shape_of(input), "torch", "complex" if kept else "float")


def _floated_part(input: Value) -> Tensor:
    return Tensor(shape_of(input), "torch", "float")


def _judged(input: Value) -> Tensor:
    return Tensor(shape_of(input), "torch", "bool")


def _both(name: str) -> tuple[str, str]:
    return f"torch.{name}", f"torch.Tensor.{name}"


def _names(name: str) -> tuple[str, ...]:
    in_place = (f"torch.Tensor.{name}_",) if name in _NO_FUNCTION_IN_PLACE else _both(f"{name}_")
    return (*_both(name), *in_place, *_ALSO.get(name, ()))


def _doc(does: str, kind: str = "") -> str:
    return f"Give {does}, element by element.\n\n>>> @({kind}[2, 3])\n(2, 3)\n>>> {kind}[2, 3].@()\n(2, 3)"


def _signature(more: str) -> str:
    parts = [part for part in more.split(", ") if part]
    return ", ".join(["input", *parts, *([] if "*" in parts else ["*"]), "out=None"])


for _table, _made in ((_TO_FLOAT, _floated), (_SAME, unchanged)):
    for _name, _more, _does in _table:
        declare(_names(_name), _signature(_more), _made, _doc(_does))
for _name, _more, _does in _TO_BOOL:
    declare(_both(_name), f"input, {_more}", _judged, _doc(_does))
for _name, _does in (
    ("positive", "every value as it is"),
    ("conj", "the conjugate"),
    ("resolve_conj", "the conjugate, worked out"),
    ("resolve_neg", "the negated values, worked out"),
):
    declare((*_both(_name), *_ALSO.get(_name, ())), "input", unchanged, _doc(_does))

declare("torch.nn.functional.relu", "input, inplace=False", unchanged, _doc("what is positive, else 0"))
declare(
    (*_both("bitwise_not"), "torch.Tensor.bitwise_not_", "torch.Tensor.__invert__"),
    "input, *, out=None",
    unchanged,
    "Turn every bit round.\n\n>>> @(ints[2, 3])\n(2, 3)\n>>> bools[2, 3].@()\n(2, 3)",
)
declare(
    (*_both("logical_not"), "torch.Tensor.logical_not_"),
    "input, *, out=None",
    _judged,
    _doc("whether a value is 0"),
)
for _name in ("real", "imag"):
    declare(
        f"torch.{_name}",
        "input",
        _floated_part,
        "Give a part of every complex number.\n\n>>> @(complexes[2, 3])\n(2, 3)",
    )
    _part = partial(_floated_part)
    _part.__doc__ = f"Give a part of every complex number.\n\n>>> complexes[2, 3].{_name}\n(2, 3)"
    prop(f"torch.Tensor.{_name}")(_part)
declare(_both("angle"), "input, *, out=None", _floated_part, _doc("the angle of every number", "complexes"))


@op(_both("frexp"))
def frexp(input, *, out=None):
    """Split every number into a mantissa and a power of 2.

    >>> frexp([2, 3])
    ((2, 3), (2, 3))
    >>> [2, 3].frexp().exponent
    (2, 3)
    """
    return Named(("mantissa", "exponent"), (_floated(input), Tensor(shape_of(input), "torch", "int")))


declare(
    ("torch.Tensor.polygamma", "torch.Tensor.polygamma_"),
    "input, n",
    _floated,
    "Give the n-th derivative of `digamma`.\n\n>>> [2, 3].@(1)\n(2, 3)\n>>> [2, 3].@(-1)\nSHP707",
    least={"n": 0},
)
declare(
    ("torch.polygamma", "torch.special.polygamma"),
    "n, input, *, out=None",
    _floated,
    "Give the n-th derivative of `digamma`.\n\n>>> @(1, [2, 3])\n(2, 3)\n>>> @(-1, [2, 3])\nSHP707",
    least={"n": 0},
)
declare(
    (*_both("mvlgamma"), "torch.Tensor.mvlgamma_", "torch.special.multigammaln"),
    "input, p, *, out=None",
    _floated,
    """Give the logarithm of the gamma function of so many dimensions.

>>> @([2, 3], 1)
(2, 3)
>>> [2, 3].@(p=1)
(2, 3)
>>> @([2, 3], 0)
SHP707
""",
    least={"p": 1},
)
