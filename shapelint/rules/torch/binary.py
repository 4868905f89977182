"""Functions and operators of two tensors, element by element."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit
from shapelint.rules.values import UNKNOWN, Tensor, Value, shape_of
from shapelint.sizes import Shape, equal

# Name, its signature behind `input, other`, what it does, its operator.
_ARITHMETIC: Final = (
    ("add", "*, alpha=1, out=None", "Add", "__add__"),
    ("sub", "*, alpha=1, out=None", "Subtract", "__sub__"),
    ("subtract", "*, alpha=1, out=None", "Subtract", ""),
    ("mul", "*, out=None", "Multiply", "__mul__"),
    ("multiply", "*, out=None", "Multiply", ""),
    ("floor_divide", "*, out=None", "Divide and round down", "__floordiv__"),
    ("remainder", "*, out=None", "Give the remainder", "__mod__"),
    ("fmod", "*, out=None", "Give the remainder with the sign of the dividend", ""),
    ("pow", "*, out=None", "Raise to a power", "__pow__"),
    ("maximum", "*, out=None", "Take the greater", ""),
    ("minimum", "*, out=None", "Take the smaller", ""),
    ("fmax", "*, out=None", "Take the greater, whatever is a number", ""),
    ("fmin", "*, out=None", "Take the smaller, whatever is a number", ""),
    ("heaviside", "*, out=None", "Give the step function", ""),
    ("copysign", "*, out=None", "Take the sign of the other", ""),
)
_DIVISION: Final = (
    ("div", "*, rounding_mode=None, out=None", "Divide", "__truediv__"),
    ("divide", "*, rounding_mode=None, out=None", "Divide", ""),
    ("true_divide", "*, out=None", "Divide", ""),
    ("float_power", "*, out=None", "Raise to a power", ""),
    ("atan2", "*, out=None", "Give the angle of a point", ""),
    ("arctan2", "*, out=None", "Give the angle of a point", ""),
    ("hypot", "*, out=None", "Give the length of a vector", ""),
    ("logaddexp", "*, out=None", "Add in logarithms", ""),
    ("logaddexp2", "*, out=None", "Add in logarithms to base 2", ""),
    ("xlogy", "*, out=None", "Multiply with a logarithm", ""),
    ("nextafter", "*, out=None", "Give the next number towards the other", ""),
)
_COMPARISON: Final = (
    ("eq", "*, out=None", "Tell whether they are equal", "__eq__"),
    ("ne", "*, out=None", "Tell whether they differ", "__ne__"),
    ("lt", "*, out=None", "Tell whether the first is less", "__lt__"),
    ("le", "*, out=None", "Tell whether the first is at most the other", "__le__"),
    ("gt", "*, out=None", "Tell whether the first is greater", "__gt__"),
    ("ge", "*, out=None", "Tell whether the first is at least the other", "__ge__"),
    ("not_equal", "*, out=None", "Tell whether they differ", ""),
    ("less", "*, out=None", "Tell whether the first is less", ""),
    ("less_equal", "*, out=None", "Tell whether the first is at most the other", ""),
    ("greater", "*, out=None", "Tell whether the first is greater", ""),
    ("greater_equal", "*, out=None", "Tell whether the first is at least the other", ""),
    ("isclose", "rtol=1e-05, atol=1e-08, equal_nan=False", "Tell whether they are nearly equal", ""),
    ("logical_and", "*, out=None", "Tell whether both are not 0", ""),
    ("logical_or", "*, out=None", "Tell whether one is not 0", ""),
    ("logical_xor", "*, out=None", "Tell whether just one is not 0", ""),
)
_BITS: Final = (
    ("bitwise_and", "*, out=None", "Join by and", "__and__"),
    ("bitwise_or", "*, out=None", "Join by or", "__or__"),
    ("bitwise_xor", "*, out=None", "Join by exclusive or", "__xor__"),
    ("bitwise_left_shift", "*, out=None", "Shift to the left", "__lshift__"),
    ("bitwise_right_shift", "*, out=None", "Shift to the right", "__rshift__"),
)
_FUNCTION_ONLY: Final = frozenset(
    {"float_power", "maximum", "minimum", "fmax", "fmin", "isclose", "logaddexp", "logaddexp2"}
)


def _arithmetic(input: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(input, other), "torch", promoted(input, other))


def _division(input: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(input, other), "torch", promoted(input, other, division=True))


def _comparison(input: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(input, other), "torch", "bool")


def in_place(input: Value, *others: Value) -> Shape:
    """The shape of a tensor that is changed in place: the others must broadcast to it, it does not grow.

    Raises Mismatch SHP301.
    """
    shape, result = shape_of(input), broadcasted(input, *others)
    if shape.open or result.open:
        return shape
    if len(shape.dims) != len(result.dims) or any(
        equal(a, b) is False for a, b in zip(shape.dims, result.dims, strict=True)
    ):
        raise Mismatch(
            "SHP301",
            "{shape} cannot hold the result {result} in place",
            operand=culprit(input),
            shape=shape,
            result=result,
        )
    return shape


def _in_place(input: Value, other: Value) -> Shape:
    return in_place(input, other)


def _doc(does: str, kind: str = "") -> str:
    return f"""{does}, element by element; axes of size 1 stretch.

>>> @({kind}[2, 3], {kind}[3])
(2, 3)
>>> {kind}[2, 3].@({kind}[2, 1])
(2, 3)
>>> @({kind}[2, 3], {kind}[2])
SHP301
"""


def _doc_in_place(does: str, kind: str) -> str:
    return f"""{does} in place; the other stretches to the first.

>>> {kind}[2, 3].@({kind}[3])
(2, 3)
>>> {kind}[3].@({kind}[2, 3])
SHP301
"""


for _table, _made, _kind in (
    (_ARITHMETIC, _arithmetic, ""),
    (_DIVISION, _division, ""),
    (_COMPARISON, _comparison, ""),
    (_BITS, _arithmetic, "ints"),
):
    for _name, _more, _does, _operator in _table:
        _names = (f"torch.{_name}", f"torch.Tensor.{_name}")
        _operators = (f"torch.Tensor.{_operator}",) if _operator else ()
        declare((*_names, *_operators), f"input, other, {_more}", _made, _doc(_does, _kind))
        if _name not in _FUNCTION_ONLY:
            declare(f"torch.Tensor.{_name}_", f"input, other, {_more}", _in_place, _doc_in_place(_does, _kind))


@op(("torch.rsub", "torch.Tensor.__rsub__"))
def rsub(input, other, *, alpha=1):
    """Subtract the first from the other.

    >>> rsub([2, 3], [3])
    (2, 3)
    >>> rsub([2, 3], [2])
    SHP301
    """
    return broadcasted(input, other)


@op(("torch.ldexp", "torch.Tensor.ldexp"))
def ldexp(input, other, *, out=None):
    """Multiply by a power of 2.

    >>> ldexp([2, 3], [3])
    (2, 3)
    """
    return broadcasted(input, other)


@op("torch.where")
def where(condition, input=None, other=None, *, out=None):
    """Take from the first where the condition holds, else from the second; alone, give the indices where it holds.

    >>> where(bools[2, 1], [3], [2, 3])
    (2, 3)
    >>> where(bools[2, 3], 1.0, 0.0)
    (2, 3)
    >>> where(bools[2, 3], [4], [2, 3])
    SHP301
    >>> where(bools[2, 3])
    ((None,), (None,))
    """
    if input is None:
        shape = shape_of(condition)
        index = Tensor(Shape((UNKNOWN,)), "torch", "int")
        return UNKNOWN if shape.open else (index,) * max(len(shape.dims), 1)
    return Tensor(broadcasted(condition, input, other), "torch", promoted(input, other))


@op("torch.Tensor.where")
def where_method(input, condition, other):
    """Take from the tensor where the condition holds, else from the other.

    >>> [2, 3].where(bools[2, 1], [3])
    (2, 3)
    >>> [2, 3].where(bools[2], [3])
    SHP301
    """
    return broadcasted(input, condition, other)


@op(
    (
        "torch.clamp",
        "torch.Tensor.clamp",
        "torch.clip",
        "torch.Tensor.clip",
        "torch.Tensor.clamp_",
        "torch.Tensor.clip_",
        "torch.clamp_",
    )
)
def clamp(input, min=None, max=None, *, out=None):
    """Cut every value at both ends.

    >>> clamp([2, 3], 0, 1)
    (2, 3)
    >>> [2, 3].clamp(min=[3])
    (2, 3)
    >>> clamp([2, 3], [2])
    SHP301
    """
    return broadcasted(*(operand for operand in (input, min, max) if operand is not None))


@op(("torch.clamp_min", "torch.Tensor.clamp_min", "torch.Tensor.clamp_min_"))
def clamp_min(input, min):
    """Cut every value from below.

    >>> clamp_min([2, 3], 0)
    (2, 3)
    """
    return broadcasted(input, min)


@op(("torch.clamp_max", "torch.Tensor.clamp_max", "torch.Tensor.clamp_max_"))
def clamp_max(input, max):
    """Cut every value from above.

    >>> clamp_max([2, 3], 1)
    (2, 3)
    """
    return broadcasted(input, max)


@op(("torch.lerp", "torch.Tensor.lerp"))
def lerp(input, end, weight, *, out=None):
    """Go from the first to the second by a part.

    >>> lerp([2, 3], [3], 0.5)
    (2, 3)
    >>> lerp([2, 3], [3], [2])
    SHP301
    """
    return broadcasted(input, end, weight)


def _weighted(name: str, does: str) -> None:
    def body(input, tensor1, tensor2, *, value=1, out=None):
        return broadcasted(input, tensor1, tensor2)

    body.__doc__ = f"""{does}

    >>> {name}([2, 3], [3], [2, 1])
    (2, 3)
    >>> {name}([2, 3], [3], [2])
    SHP301
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"))(body)


_weighted("addcmul", "Add a product, element by element.")
_weighted("addcdiv", "Add a quotient, element by element.")


def _weighted_in_place(name: str, does: str) -> None:
    def body(input, tensor1, tensor2, *, value=1):
        return in_place(input, tensor1, tensor2)

    body.__doc__ = f"""{does}

    >>> [2, 3].{name}([3], [2, 1])
    (2, 3)
    >>> [3].{name}([2, 3], [2, 1])
    SHP301
    """
    op(f"torch.Tensor.{name}")(body)


_weighted_in_place("addcmul_", "Add a product in place.")
_weighted_in_place("addcdiv_", "Add a quotient in place.")


@op("torch.Tensor.lerp_")
def lerp_in_place(input, end, weight):
    """Go to another tensor by a part, in place.

    >>> [2, 3].lerp_([3], 0.5)
    (2, 3)
    >>> [3].lerp_([2, 3], 0.5)
    SHP301
    """
    return in_place(input, end, weight)
