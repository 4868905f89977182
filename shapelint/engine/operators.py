"""Arithmetic, by what the operands are; tensors go to the rules of their family's operators."""

from __future__ import annotations

import operator
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.alternatives import in_each, is_open, there
from shapelint.engine.hints import either
from shapelint.engine.joins import MOST_ITEMS, join_all, row_and
from shapelint.engine.lists import SETS
from shapelint.engine.mixups import counted_with
from shapelint.engine.octets import bytes_binary
from shapelint.engine.spans import opposite
from shapelint.engine.special_methods import combined, special
from shapelint.engine.texts import percent, repeated, together
from shapelint.engine.versions import hangs_on_version
from shapelint.rules.binding import Args
from shapelint.rules.mismatch import tuple_for_tensor
from shapelint.rules.nonzero import others
from shapelint.rules.registry import find
from shapelint.rules.shared.operands import number_in
from shapelint.rules.values import (
    CLASSES,
    FLOAT,
    UNKNOWN,
    Instance,
    ListValue,
    Many,
    SomeBool,
    SomeBytes,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    Version,
    is_float,
    is_number,
    is_soft,
)
from shapelint.sizes import Dim, Shape, at_most, equal, maximum

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_PYTHON: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}
DUNDER: Final = {
    "+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__", "//": "__floordiv__", "%": "__mod__",
    "**": "__pow__", "@": "__matmul__", "&": "__and__", "|": "__or__", "^": "__xor__", "<<": "__lshift__",
    ">>": "__rshift__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "==": "__eq__", "!=": "__ne__",
}  # fmt: skip
_UNARY: Final[dict[str, Callable[[Any], Any]]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
_UNARY_DUNDER: Final = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
_NUMBER: Final = (int, float, complex)
_BIG: Final = 1 << 62
_MOST_BITS: Final = 4096  # of a product


def binary(run: Run, op: str, left: Value, right: Value) -> Value:
    """`left op right`."""
    if hangs_on_version(left, right):
        return Version()
    left, right = there(left), there(right)
    if is_open(left) or is_open(right):
        return in_each(run, Args((left, right)), lambda each: binary(run, op, *each.positional))
    if op in DUNDER and counted_with(run, left, right):
        return UNKNOWN
    if isinstance(left, Instance) or isinstance(right, Instance):
        found = combined(run, DUNDER.get(op, ""), left, right)
        if found is not None:
            return found
    if isinstance(left, SomeBool) or isinstance(right, SomeBool):
        return _of_truths(run, op, left, right)
    if op == "%" and isinstance(left, str | SomeText):
        return _text(op, left, right)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _repeated_by(op, left, right) or tensor_binary(run, op, left, right)
    if isinstance(left, _NUMBER) and isinstance(right, _NUMBER):
        return _number(op, left, right)
    if isinstance(left, int | Dim) and isinstance(right, int | Dim):
        return _size(op, left, right)
    if isinstance(left, float | Dim) and isinstance(right, float | Dim):
        return _share(op, left, right) or _some_number(op, left, right)
    if any(isinstance(side, str | SomeText) for side in (left, right)):
        return _text(op, left, right)
    if any(isinstance(side, bytes | SomeBytes) for side in (left, right)):
        return bytes_binary(op, left, right)
    if isinstance(left, SomeInt | SomeNumber) or isinstance(right, SomeInt | SomeNumber):
        return _some_number(op, left, right)
    return _sequence(op, left, right)


def _of_truths(run: Run, op: str, left: Value, right: Value) -> Value:
    """Of what is true or false: with another a truth again or a number, with a number or a tensor of numbers one."""
    sides = (left, right)
    if op in ("&", "|", "^") and all(isinstance(side, bool | SomeBool) for side in sides):
        return SomeBool()
    if not all(isinstance(side, bool | SomeBool | Tensor) or is_number(side) for side in sides):
        return UNKNOWN
    numbers = not any(isinstance(side, Tensor) and side.dtype not in ("int", "float") for side in sides)
    truth = SomeInt() if numbers else UNKNOWN
    return binary(run, op, *(truth if isinstance(side, SomeBool) else side for side in sides))


def tensor_binary(run: Run, op: str, left: Value, right: Value) -> Value:
    """An operator of which one side at least is a tensor: the rule of the family that wins."""
    families = [value.family for value in (left, right) if isinstance(value, Tensor)]
    family = next((family for family in families if family != "numpy"), families[0])
    rules = [find(f"{cls}.{DUNDER[op]}") for cls in CLASSES[family]] if op in DUNDER else []
    rule = next((rule for rule in rules if rule is not None), None)
    if rule is None or (op == "*" and isinstance(left, tuple | ListValue)):  # an int tensor may repeat a list
        return UNKNOWN
    if family == "torch" and isinstance(right, tuple | ListValue) and op in _PYTHON:
        run.report(tuple_for_tensor("`{op}` of a tensor expects another, gets {row}", right, op=op))
        return UNKNOWN
    from shapelint.engine.calls import call

    result = call(run, rule, Args((left, right)))
    if isinstance(result, Tensor) and result.shape == Shape(()):
        return replace(result, content=_content(op, left, right))
    return result


def _content(op: str, left: Value, right: Value) -> Value:
    """What an operator on single numbers gives, None where they are not known."""
    numbers = [side.number if isinstance(side, Tensor) else side for side in (left, right)]
    if op in _PYTHON and all(isinstance(number, int | float) for number in numbers):
        found = _number(op, *numbers)
        return found if isinstance(found, int | float) else None
    if op not in ("+", "-", "*", "//") or not all(isinstance(number, int | Dim) for number in numbers):
        return None
    found = _size(op, *numbers)
    return None if found is UNKNOWN else found


def unary(run: Run, op: str, value: Value) -> Value:
    """`-value`, `+value`, `~value`."""
    value = there(value)
    if is_open(value):
        return in_each(run, Args((value,)), lambda each: unary(run, op, *each.positional))
    if isinstance(value, Tensor):
        turned = others(value) if op == "~" and value.dtype == "bool" else None
        return Tensor(value.shape, value.family, value.dtype, flow=value.flow, ones=turned)
    if isinstance(value, Instance):
        own = special(run, value, _UNARY_DUNDER.get(op, ""))
        return UNKNOWN if own is None else run.call(own)
    if isinstance(value, int | float | complex):
        return _UNARY[op](value)
    if isinstance(value, SomeInt | SomeNumber) and op == "+":
        return value
    if isinstance(value, SomeInt | SomeNumber) and op == "-":
        return opposite(value) if isinstance(value, SomeInt) else SomeNumber(floating=value.floating)
    if isinstance(value, SomeBool):
        return SomeInt()
    if isinstance(value, Dim):
        return -value if op == "-" else value if op == "+" else UNKNOWN if is_soft(value) else SomeInt()
    return UNKNOWN


def _some_number(op: str, left: Value, right: Value) -> Value:
    """What comes of numbers that are not known."""
    if not is_number(left) or not is_number(right):
        return UNKNOWN
    whole = all(isinstance(side, int | Dim | SomeInt) for side in (left, right))
    if whole and op in ("+", "-", "*", "//", "%"):
        return SomeInt()
    floating = op == "/" or (op != "**" and (is_float(left) or is_float(right)))
    return SomeNumber(floating=floating) if op in ("+", "-", "*", "/", "//", "%", "**") else UNKNOWN


def _number(op: str, left: Any, right: Any) -> Value:
    if op not in _PYTHON:
        return UNKNOWN
    whole = isinstance(left, int) and isinstance(right, int)
    if op == "*" and whole and left.bit_length() + right.bit_length() > _MOST_BITS:
        return UNKNOWN
    if op in ("**", "<<") and isinstance(right, int) and (abs(right) > 128 or abs(left) > _BIG):
        return UNKNOWN
    try:
        return _PYTHON[op](left, right)
    except (ArithmeticError, TypeError, ValueError):
        return UNKNOWN


def _size(op: str, left: Any, right: Any) -> Value:
    if op == "/":
        return _ratio(left, right)
    if op in ("+", "-", "*", "//", "%", "**"):
        with suppress(ArithmeticError, TypeError, ValueError):
            found = _PYTHON[op](left, right)
            if found is not UNKNOWN:
                return found
    return _number_of_sizes(op, left, right)


def _number_of_sizes(op: str, left: Any, right: Any) -> Value:
    """A number that is no size: what a soft one stands for need not be one."""
    if is_soft(left) or is_soft(right) or (op in ("/", "//", "%") and equal(right, 0) is True):
        return UNKNOWN
    if op == "/":
        return FLOAT
    return SomeNumber() if op == "**" and at_most(0, right) is not True else SomeInt()


def _ratio(left: Any, right: Any) -> Value:
    """`size / number` is a float of which only `int()` is a size again; known where it divides exactly."""
    with suppress(ArithmeticError, TypeError):
        quotient = left // right
        if quotient * right == left:
            return quotient
    return _share("/", left, right) or _number_of_sizes("/", left, right)


def _share(op: str, left: Any, right: Any) -> SomeNumber | None:
    """A part of a size: `0.9 * n`, `n / 10`."""
    size, by = (right, left) if op == "*" and isinstance(right, Dim) else (left, right)
    part = isinstance(by, int | float) and (0 < by <= 1 if op == "*" else by >= 1 and op == "/")
    counted = part and isinstance(size, Dim) and not is_soft(size) and at_most(0, size) is True
    return SomeNumber((size, op, by), floating=True) if counted else None


def _text(op: str, left: Value, right: Value) -> Value:
    texts = [isinstance(side, str | SomeText) for side in (left, right)]
    if op == "+" and all(texts):
        return together((left, right))
    if op == "%" and texts[0]:
        return percent(left, right)
    if op == "*" and not all(texts):
        text, count = (left, right) if texts[0] else (right, left)
        return repeated(text, count) if is_number(count) else UNKNOWN
    return UNKNOWN


def _sequence(op: str, left: Value, right: Value) -> Value:
    """`+` and `*` of lists and tuples, `|` of annotations."""
    if op == "+":
        return _joined(left, right)
    if op == "*":
        if isinstance(left, int | Dim):
            left, right = right, left
        return _repeated(left, right)
    if op in SETS and isinstance(left, ListValue) and isinstance(right, ListValue):
        return ListValue(SETS[op](left.items, right.items))
    return either(left, right) if op == "|" else UNKNOWN


def _joined(left: Value, right: Value) -> Value:
    lists = isinstance(left, ListValue), isinstance(right, ListValue)
    if lists[0] is not lists[1]:
        return UNKNOWN
    one, other = (side.items if isinstance(side, ListValue) else side for side in (left, right))
    if not isinstance(one, tuple | Many) or not isinstance(other, tuple | Many):
        return UNKNOWN
    both = row_and(one, other)
    return ListValue(both) if lists[0] else both


def _repeated_by(op: str, left: Value, right: Value) -> Value:
    """A list times the single number that an array holds; None where there is nothing of the kind."""
    row, count = (left, right) if isinstance(right, Tensor) else (right, left)
    held = number_in(count) if isinstance(count, Tensor) and count.family == "numpy" else count
    whole = op == "*" and isinstance(row, tuple | ListValue) and isinstance(held, int | Dim)
    return _repeated(row, held) if whole else None


def _repeated(value: Value, count: Value) -> Value:
    if not isinstance(value, tuple | ListValue | Many) or (not is_number(count) and not isinstance(count, Dim)):
        return UNKNOWN
    items = value.items if isinstance(value, ListValue) else value
    times = maximum(count, 0) if isinstance(count, int | Dim) else UNKNOWN
    if isinstance(items, tuple) and isinstance(times, int) and len(items) * times <= MOST_ITEMS:
        repeated: Value = items * times
    elif isinstance(items, Many):
        repeated = Many(items.each, items.length * times)
    else:
        repeated = Many(join_all(items), len(items) * times)
    return ListValue(repeated) if isinstance(value, ListValue) else repeated
