"""Operators that objects define by special methods, in the order in which Python asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shapelint.engine.objects import ClassValue
from shapelint.engine.softness import maybe_anything
from shapelint.rules.form import Rule
from shapelint.rules.registry import resolve_method
from shapelint.rules.values import UNKNOWN, External, Instance, Method, Tensor, Value, is_number

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_MIRRORED: Final = {"__lt__": "__gt__", "__le__": "__ge__", "__eq__": "__eq__", "__ne__": "__ne__",
                    "__gt__": "__lt__", "__ge__": "__le__"}  # fmt: skip


def special(run: Run, owner: Value, name: str) -> Value | None:
    """What the class of an object, or one of its bases, defines under the name of a special method; None: nothing."""
    if not isinstance(owner, Instance):
        return None
    if isinstance(owner.cls, External):  # of Python's own library, as a date is
        found = run.get(owner, name)
        return None if found is UNKNOWN else found
    own = run.user_method(owner, name)
    if own is not None:
        return own
    order = owner.cls.order if isinstance(owner.cls, ClassValue) else (owner.cls,)
    rules = (resolve_method((cls.name,), name) for cls in order if isinstance(cls, Rule))
    rule = next((each for each in rules if each is not None), None)
    return None if rule is None else Method(rule, owner)


def combined(run: Run, name: str, left: Value, right: Value) -> Value | None:
    """What `left + right` is by the `__add__` of the one or the `__radd__` of the other; None where neither has any.

    name: of the special method, such as `__add__`.
    """
    own = special(run, left, name)
    if own is not None:
        return run.call(own, (right,))
    known = is_number(left) or not maybe_anything(left)  # anything may have an operator of its own
    other = special(run, right, _MIRRORED.get(name) or f"__r{name[2:]}") if known else None
    if other is None or (_spreads(left) and not isinstance(other, Method)):
        return None
    return run.call(other, (left,))


def _spreads(left: Value) -> bool:
    """Whether an operator of NumPy's goes through its elements, whatever object stands on the right."""
    return isinstance(left, Tensor) and left.family == "numpy"
