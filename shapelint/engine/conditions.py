"""Truth, comparison, and what a branch may take for granted."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.alternatives import in_each, is_open, there
from shapelint.engine.enums import is_member
from shapelint.engine.kinds import TYPES, agreed
from shapelint.engine.lists import is_plain
from shapelint.engine.modules import held
from shapelint.engine.objects import BoundFunction, Builtin, ClassValue, Either, Frame, Function
from shapelint.engine.operators import DUNDER, tensor_binary
from shapelint.engine.softness import is_settings, maybe_anything
from shapelint.engine.spans import below
from shapelint.engine.special_methods import combined
from shapelint.engine.texts import counted
from shapelint.engine.versions import hangs_on_version
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import number_in, require_number
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    AutoName,
    DictValue,
    External,
    Instance,
    ListValue,
    Method,
    Named,
    OfTensor,
    Range,
    SomeBool,
    SomeInt,
    SomeText,
    Tensor,
    Value,
    Version,
    is_number,
    is_soft,
    items_of,
)
from shapelint.sizes import Dim, Shape, at_most, equal, less
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_OBJECTS: Final = (Function, BoundFunction, ClassValue, Rule, Method, Builtin)


def truth(run: Run, value: Value) -> bool | None:
    """Whether the value counts as true; None where it may or may not."""
    measure = _TRUTH.get(type(value))
    return measure(run, value) if measure else None


def decide(run: Run, frame: Frame, node: p.Expr) -> bool | None:
    """The truth of a condition of the program."""
    return truth(run, condition(run, frame, node))


def condition(run: Run, frame: Frame, node: p.Expr) -> Value:
    """The value of a condition of the program, which is no row of several."""
    from shapelint.engine.expressions import evaluate

    value = evaluate(run, frame, node)
    with run.at(frame.scope, node.at):
        require_truth(run, value)
    return value


def require_truth(run: Run, value: Value) -> None:
    """Report a tensor of several values, which counts neither as true nor as false."""
    require_one(run, "a condition", value, help=".all() or .any()")


def require_one(run: Run, what: str, value: Value, help: str | None = None) -> None:
    """Report a tensor that cannot be taken for a number; of empty arrays NumPy thought otherwise in old versions."""
    if not isinstance(value, Tensor) or value.family not in ("torch", "numpy"):
        return
    if value.family == "numpy" and at_most(1, value.shape.numel()) is not True:
        return
    try:
        require_number(what, value, help)
    except Mismatch as mismatch:
        run.report(mismatch)


def negate(outcome: bool | None) -> Value:
    """`not` of an outcome."""
    return SomeBool() if outcome is None else not outcome


def _plain(run: Run, value: Value) -> bool:
    return bool(value)


def _of_dim(run: Run, value: Dim) -> bool | None:
    return True if not is_soft(value) and at_most(1, value) else None


def _of_list(run: Run, value: ListValue) -> bool | None:
    items = value.items
    return bool(items) if isinstance(items, tuple) else None


def _of_tensor(run: Run, value: Tensor) -> bool | None:
    held = number_in(value)
    return bool(held) if isinstance(held, int | float) else None


def _of_text(run: Run, value: SomeText) -> bool | None:
    return at_most(1, counted(value))


def _of_dict(run: Run, value: DictValue) -> bool | None:
    return None if REST in value.slots else bool(value.slots)


def _of_instance(run: Run, value: Instance) -> bool | None:
    if (
        is_settings(value)
        or isinstance(value.cls, External)
        or run.user_method(value, "__bool__")
        or run.user_method(value, "__len__")
    ):
        return None
    if any(run.is_a(value, name) for name in ("torch.nn.Sequential", "torch.nn.ModuleList", "torch.nn.ModuleDict")):
        return None
    return True


def _always(run: Run, value: Value) -> bool:
    return True


_TRUTH: Final[dict[type, Callable[[Run, Any], bool | None]]] = {
    **dict.fromkeys((int, float, bool, str, bytes, tuple, Named, type(None), complex), _plain),
    **dict.fromkeys(_OBJECTS, _always),
    Dim: _of_dim,
    ListValue: _of_list,
    DictValue: _of_dict,
    Instance: _of_instance,
    SomeText: _of_text,
    Tensor: _of_tensor,
}


def compare(run: Run, op: str, left: Value, right: Value) -> Value:
    """`left op right`: a bool, UNKNOWN, a tensor of bools, or what hangs on a version."""
    if hangs_on_version(left, right):
        return Version()
    if op in _ORDER:
        left, right = there(number_in(left)), there(number_in(right))
    if op in ("is", "is not"):
        outcome = _identical(left, right)
    elif op in ("in", "not in"):
        outcome = _contained(run, left, right)
    elif is_open(left) or is_open(right):
        return in_each(run, Args((left, right)), lambda each: compare(run, op, *each.positional))
    elif (found := _by_rule(run, op, left, right)) is not None:
        return found
    elif isinstance(left, Tensor) or isinstance(right, Tensor):
        return _with_outcome(tensor_binary(run, op, left, right), op, number_in(left), number_in(right))
    elif op in ("==", "!="):
        outcome = same_value(left, right)
    else:
        outcome = _ordered(op, left, right)
    if outcome is None and op not in _SAYING and not (_is_plain(left) and _is_plain(right)):
        return UNKNOWN  # anything may come of operators that objects define
    return negate(outcome) if op in ("is not", "not in", "!=") else (SomeBool() if outcome is None else outcome)


def _by_rule(run: Run, op: str, left: Value, right: Value) -> Value | None:
    """What an object of a framework makes of the comparison; None where there is none that says."""
    of_rule = any(isinstance(side, Instance) and isinstance(side.cls, Rule) for side in (left, right))
    return combined(run, DUNDER[op], left, right) if of_rule else None


_SAYING: Final = ("is", "is not", "in", "not in")  # which give true or false, whatever they compare


def _is_plain(value: Value) -> bool:
    return is_number(value) or isinstance(value, _OF_PYTHON) or value is None


_OF_PYTHON: Final = (bool, SomeBool, str, SomeText, tuple, ListValue, DictValue)


def _identical(left: Value, right: Value) -> bool | None:
    """`left is right`, where it is known."""
    if isinstance(left, Either) and right is not None:
        return agreed(_identical(option, right) for option in left.options)
    if left is None or right is None:
        other = right if left is None else left
        if other is None:
            return True
        if isinstance(other, Either) and None not in other.options:
            return False
        return None if maybe_anything(other) else False
    if (isinstance(left, bool) and isinstance(right, bool)) or (is_member(left) and is_member(right)):
        return left is right
    if isinstance(left, _OBJECTS) and left is right:
        return None if isinstance(left, Instance) and left.among else True
    return False if _other_classes(left, right) else None


def same_value(left: Value, right: Value) -> bool | None:
    """`left == right`, where it is known."""
    if left is None and right is None:
        return True
    if isinstance(left, Either) and right is not None:
        return agreed(same_value(option, right) for option in left.options)
    if isinstance(left, Shape) or isinstance(right, Shape):
        return None
    if is_member(left) and (is_member(right) or isinstance(right, _CONSTANT)):
        return left is right
    if isinstance(left, AutoName) or isinstance(right, AutoName):
        stem, other = (left, right) if isinstance(left, AutoName) else (right, left)
        return False if isinstance(other, str) and not stem.may_be(other) else None
    if _other_classes(left, right):
        return False
    if isinstance(left, ClassValue | Rule | Builtin) and left is right:
        return True
    if isinstance(left, SomeInt) or isinstance(right, SomeInt):
        return False if below(left, right) or below(right, left) else None
    if maybe_anything(left) or maybe_anything(right):
        if isinstance(left, OfTensor):  # of a kind there are several
            return None
        one = isinstance(left, External | Dim) and type(left) is type(right) and left == right
        return True if one else None
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            return False
        outcomes = [same_value(one, other) for one, other in zip(left, right, strict=True)]
        return False if False in outcomes else (None if None in outcomes else True)
    if isinstance(left, ListValue) and isinstance(right, ListValue):
        return _same_rows(left.items, right.items)
    if isinstance(left, int | Dim) and isinstance(right, int | Dim):
        return equal(left, right)
    if isinstance(left, _CONSTANT) and isinstance(right, _CONSTANT):
        return bool(left == right)
    if left is None or right is None:
        return False if not isinstance(left, Instance) and not isinstance(right, Instance) else None
    return None


def _same_rows(left: Value, right: Value) -> bool | None:
    """Whether two lists are equal, or two sets, in which it does not matter what stands where."""
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        return None
    outcome = same_value(left, right)
    moved = outcome is False and len(left) == len(right) and all(map(is_plain, (*left, *right)))
    return None if moved and set(left) == set(right) else outcome


_CONSTANT: Final = (int, float, str, bytes, complex)


def _with_outcome(found: Value, op: str, left: Value, right: Value) -> Value:
    """What a comparison of two single numbers gives, with the outcome where it is known."""
    numbers = isinstance(left, int | float | Dim) and isinstance(right, int | float | Dim)
    if not numbers or not isinstance(found, Tensor) or found.shape != Shape(()) or op not in ("==", "!="):
        return found
    outcome = same_value(left, right)
    return found if outcome is None else replace(found, content=outcome is (op == "=="))


_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _other_classes(left: Value, right: Value) -> bool:
    """Whether these are two classes, and not the same; those of a library that nobody read are told by their names."""
    if not _is_class(left) or not _is_class(right):
        return False
    if isinstance(left, ClassValue) or isinstance(right, ClassValue):
        return left is not right and not isinstance(left, External) and not isinstance(right, External)
    return bool(left.name.rpartition(".")[2] != right.name.rpartition(".")[2])


def _is_class(value: Value) -> bool:
    if isinstance(value, External):
        name = value.name.rpartition(".")[2]
        return name[:1].isupper() and not name.isupper()
    if isinstance(value, Rule):
        return value.kind in ("layer", "class") or value.short[:1].isupper()
    return isinstance(value, ClassValue) or (isinstance(value, Builtin) and value.name in TYPES)


def _ordered(op: str, left: Value, right: Value) -> bool | None:
    if isinstance(left, int | float | str) and isinstance(right, int | float | str):
        try:
            return _ORDER[op](left, right)
        except TypeError:
            return None
    if isinstance(left, SomeInt) or isinstance(right, SomeInt):
        return _between(op, left, right)
    if not isinstance(left, int | Dim) or not isinstance(right, int | Dim) or is_soft(left) or is_soft(right):
        return None
    if op in (">", ">="):
        left, right = right, left
    return less(left, right) if op in ("<", ">") else at_most(left, right)


def _between(op: str, left: Value, right: Value) -> bool | None:
    """`left op right` of numbers of which the ends are known."""
    if op in (">", ">="):
        left, right = right, left
    return True if below(left, right) else (False if below(right, left) else None)


def _contained(run: Run, left: Value, right: Value) -> bool | None:
    if isinstance(right, str):
        return left in right if isinstance(left, str) else None
    if isinstance(right, DictValue):
        if not isinstance(left, str | int) and not is_member(left):
            return None
        return held(run, right, left) or (None if REST in right.slots else False)
    if isinstance(right, Range):
        whole = items_of(right)
        return None if whole is None or not isinstance(left, int) else left in whole
    items = items_of(right)
    if items is None:
        return None
    outcomes = [same_value(left, each) for each in items]
    return True if True in outcomes else (None if None in outcomes else False)
