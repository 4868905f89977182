"""Functions and operators of two tensors, element by element."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from shapelint.rules.form import op
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.elementwise import broadcasted, in_place
from shapelint.rules.shared.families import declare, of, words
from shapelint.rules.torch.old_orders import number_second
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape

# Name, its signature behind `input`, what it does, its operator.
_ARITHMETIC: Final = (
    ("add", "other, *, alpha=1, out=None", "Add", "__add__"),
    ("sub", "other, *, alpha=1, out=None", "Subtract", "__sub__"),
    ("subtract", "other, alpha=1, *, out=None", "Subtract", ""),
    ("mul", "other, *, out=None", "Multiply", "__mul__"),
    ("multiply", "other, *, out=None", "Multiply", ""),
    ("floor_divide", "other, *, out=None", "Divide and round down", "__floordiv__"),
    ("remainder", "other, *, out=None", "Give the remainder", "__mod__"),
    ("fmod", "other, *, out=None", "Give the remainder with the sign of the dividend", ""),
    ("pow", "exponent, *, out=None", "Raise to a power", "__pow__"),
    ("maximum", "other, *, out=None", "Take the greater", ""),
    ("minimum", "other, *, out=None", "Take the smaller", ""),
    ("fmax", "other, *, out=None", "Take the greater, whatever is a number", ""),
    ("fmin", "other, *, out=None", "Take the smaller, whatever is a number", ""),
    ("heaviside", "values, *, out=None", "Give the step function", ""),
    ("copysign", "other, *, out=None", "Take the sign of the other", ""),
)
_DIVISION: Final = (
    ("div", "other, *, rounding_mode=None, out=None", "Divide", "__truediv__"),
    ("divide", "other, *, rounding_mode=None, out=None", "Divide", ""),
    ("true_divide", "other, *, out=None", "Divide", ""),
    ("float_power", "exponent, *, out=None", "Raise to a power", ""),
    ("atan2", "other, *, out=None", "Give the angle of a point", ""),
    ("arctan2", "other, *, out=None", "Give the angle of a point", ""),
    ("hypot", "other, *, out=None", "Give the length of a vector", ""),
    ("logaddexp", "other, *, out=None", "Add in logarithms", ""),
    ("logaddexp2", "other, *, out=None", "Add in logarithms to base 2", ""),
    ("xlogy", "other, *, out=None", "Multiply with a logarithm", ""),
    ("nextafter", "other, *, out=None", "Give the next number towards the other", ""),
    ("igamma", "other, *, out=None", "Give the lower incomplete gamma function", ""),
    ("igammac", "other, *, out=None", "Give the upper incomplete gamma function", ""),
    ("ldexp", "other, *, out=None", "Multiply by a power of 2", ""),
)
_COMPARISON: Final = (
    ("eq", "other, *, out=None", "Tell whether they are equal", "__eq__"),
    ("ne", "other, *, out=None", "Tell whether they differ", "__ne__"),
    ("lt", "other, *, out=None", "Tell whether the first is less", "__lt__"),
    ("le", "other, *, out=None", "Tell whether the first is at most the other", "__le__"),
    ("gt", "other, *, out=None", "Tell whether the first is greater", "__gt__"),
    ("ge", "other, *, out=None", "Tell whether the first is at least the other", "__ge__"),
    ("not_equal", "other, *, out=None", "Tell whether they differ", ""),
    ("less", "other, *, out=None", "Tell whether the first is less", ""),
    ("less_equal", "other, *, out=None", "Tell whether the first is at most the other", ""),
    ("greater", "other, *, out=None", "Tell whether the first is greater", ""),
    ("greater_equal", "other, *, out=None", "Tell whether the first is at least the other", ""),
    ("isclose", "other, rtol=1e-05, atol=1e-08, equal_nan=False", "Tell whether they are nearly equal", ""),
    ("logical_and", "other, *, out=None", "Tell whether both are not 0", ""),
    ("logical_or", "other, *, out=None", "Tell whether one is not 0", ""),
    ("logical_xor", "other, *, out=None", "Tell whether just one is not 0", ""),
)
_OF_INTS: Final = (
    ("bitwise_and", "other, *, out=None", "Join by and", "__and__"),
    ("bitwise_or", "other, *, out=None", "Join by or", "__or__"),
    ("bitwise_xor", "other, *, out=None", "Join by exclusive or", "__xor__"),
    ("bitwise_left_shift", "other, *, out=None", "Shift to the left", "__lshift__"),
    ("bitwise_right_shift", "other, *, out=None", "Shift to the right", "__rshift__"),
    ("gcd", "other, *, out=None", "Give the greatest common divisor", ""),
    ("lcm", "other, *, out=None", "Give the least common multiple", ""),
)
_NOT_IN_PLACE: Final = frozenset(words("maximum minimum fmax fmin isclose logaddexp logaddexp2 float_power"))
_FUNCTION_IN_PLACE: Final = frozenset(words("gcd lcm ldexp xlogy"))
_TENSORS_ONLY: Final = frozenset(
    words(
        """maximum minimum fmax fmin heaviside atan2 arctan2 hypot logaddexp logaddexp2 nextafter igamma igammac ldexp
        isclose logical_and logical_or logical_xor gcd lcm"""
    )
)
_ALSO: Final = {
    "igamma": ("torch.special.gammainc",),
    "igammac": ("torch.special.gammaincc",),
    "xlogy": ("torch.special.xlogy",),
}


def _arithmetic(input: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(input, other), "torch", promoted(input, other))


def _division(input: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(input, other), "torch", promoted(input, other, division=True))


def _comparison(input: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(input, other), "torch", "bool")


def _doc(does: str, kind: str, number: bool) -> str:
    with_number = f">>> {kind}[2, 3].@(2)\n(2, 3)\n" if number else ""
    return f"""{does}, element by element; axes of size 1 stretch.

>>> @({kind}[2, 3], {kind}[3])
(2, 3)
>>> {kind}[2, 1].@({kind}[4, 1, 3])
(4, 2, 3)
{with_number}>>> @({kind}[2, 3], {kind}[2])
SHP301
"""


def _doc_in_place(does: str, kind: str, cast: str = "") -> str:
    return f"""{does} in place; the other stretches to the first.

>>> {kind}[2, 3]{cast}.@({kind}[3])
(2, 3)
>>> {kind}[2, 3]{cast}.@({kind}[2, 1])
(2, 3)
>>> {kind}[3]{cast}.@({kind}[2, 3])
SHP301
>>> {kind}[2, 1]{cast}.@({kind}[2, 3])
SHP301
"""


def _in_place_names(name: str, operator: str) -> Iterator[str]:
    yield f"torch.Tensor.{name}_"
    if name in _FUNCTION_IN_PLACE:
        yield f"torch.{name}_"
    if operator:
        yield f"torch.Tensor.__i{operator[2:]}"


def _declare(name: str, more: str, does: str, operator: str, made: Callable[[Value, Value], Value], kind: str) -> None:
    second = more.partition(",")[0]
    kwargs: dict[str, Any] = {"adapt": number_second("alpha", 2)} if name in ("add", "sub") else {}
    if second != "other":
        kwargs["legacy"] = {"other": second}
    names = (f"torch.{name}", f"torch.Tensor.{name}", *_ALSO.get(name, ()))
    if operator:
        names = (*names, f"torch.Tensor.{operator}")
    declare(names, f"input, {more}", of(made, "input", second), _doc(does, kind, name not in _TENSORS_ONLY), **kwargs)
    if name not in _NOT_IN_PLACE:
        every = tuple(_in_place_names(name, "" if made is _comparison else operator))
        declare(every, f"input, {more}", of(in_place, "input", second), _doc_in_place(does, kind), **kwargs)


for _table, _made, _kind in (
    (_ARITHMETIC, _arithmetic, ""),
    (_DIVISION, _division, ""),
    (_COMPARISON, _comparison, ""),
    (_OF_INTS, _arithmetic, "ints"),
):
    for _row in _table:
        _declare(*_row, _made, _kind)
declare(
    "torch.Tensor.float_power_",
    "input, exponent",
    of(in_place, "input", "exponent"),
    _doc_in_place("Raise to a power", "", ".double()"),
)


@op(("torch.rsub", "torch.Tensor.__rsub__"))
def rsub(input, other, alpha=1):
    """Subtract the first from the other.

    >>> rsub([2, 3], [3])
    (2, 3)
    >>> rsub([2, 3], 2)
    (2, 3)
    >>> rsub([2, 3], [2])
    SHP301
    """
    return broadcasted(input, other)


@op(("torch.equal", "torch.Tensor.equal"))
def equal(input, other):
    """Tell whether two tensors have the same shape and the same values.

    >>> equal([2, 3], [2])
    None
    """
    return UNKNOWN


@op(("torch.allclose", "torch.Tensor.allclose"))
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Tell whether all values of two tensors are nearly equal.

    >>> allclose([2, 3], [3])
    None
    >>> [2, 3].allclose([2])
    SHP301
    """
    broadcasted(input, other)
    return UNKNOWN


@op(("torch.dist", "torch.Tensor.dist"))
def dist(input, other, p=2):
    """Give the length of the difference of two tensors.

    >>> dist([2, 3], [3])
    ()
    >>> [2, 3].dist([2, 1], p=1)
    ()
    >>> dist([2, 3], [2])
    SHP301
    """
    broadcasted(input, other)
    return Shape(())
