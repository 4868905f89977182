"""Suggestions that can be run: how they are told, and what they change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal

from shapelint.findings.edits import Action, Apply, Brackets, Change, Edit, Give, Instead
from shapelint.findings.witness import Public, Row, Term
from shapelint.rules.values import Flow, Tensor, Value
from shapelint.sizes import Dim, Shape

# What shared rules call an argument -> what libraries call it.
_ARGUMENTS: Final = {
    "axis": ("axis", "dim"),
    "shape": ("shape", "newshape", "target_shape"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Fix:
    """What would fit.

    text: in a few words; edits: the same as data, one for each alternative that the text names, none where a part of it
    is not known; operand: what they are applied to, if they are.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    operand: Value | Flow = None

    def within(self, parameters: Collection[str]) -> Fix:
        """With arguments under the names that the call at fault has for them; not as data, where it has no such one."""
        edits = tuple(tuple(_named(action, parameters) for action in edit) for edit in self.edits)
        return replace(self, edits=edits if all(_is_taken(edit, parameters) for edit in edits) else ())

    def told(self, text: str) -> Fix:
        """In other words."""
        return replace(self, text=text)


def _is_taken(edit: Edit, parameters: Collection[str]) -> bool:
    changes = (action for action in edit if isinstance(action, Change))
    return any(isinstance(action, Instead) for action in edit) or all(each.argument in parameters for each in changes)


def _named(action: Action, parameters: Collection[str]) -> Action:
    if not isinstance(action, Change) or action.argument in parameters:
        return action
    names = (name for name in _ARGUMENTS.get(action.argument, ()) if name in parameters)
    return replace(action, argument=next(names, action.argument))


def applied(operand: Value, rule: str, *args: Value, text: str) -> Fix:
    """An operand goes through what stands under the name of a rule."""
    terms = _terms(args)
    edits: tuple[Edit, ...] = ((Apply(rule, terms, _name(operand)),),) if terms is not None else ()
    return Fix(text, edits if isinstance(operand, Tensor) else (), operand)


def changed(argument: str, *values: Value, text: str) -> Fix:
    """An argument gets another value, any one of these."""
    terms = _terms(values)
    return Fix(text, tuple((Change(argument, term),) for term in terms or ()))


def remade(layer: str, argument: str, value: Value, *, first: bool = True) -> Fix:
    """A layer is made for another size; first: whether that is the first argument of its constructor."""
    told = f"{value}, ..." if first else f"..., {argument}={value}"
    return changed(argument, value, text=f"{layer}({told}) fits")


def either(*fixes: Fix) -> Fix:
    """Several that are told in one text, for one operand."""
    return replace(fixes[0], edits=tuple(edit for fix in fixes for edit in fix.edits))


def together(*fixes: Fix) -> Fix:
    """Several that are one: all of them at once."""
    whole = tuple(action for fix in fixes for edit in fix.edits for action in edit)
    return replace(fixes[0], edits=(whole,) if all(fix.edits for fix in fixes) else ())


def instead(rule: str, *changes: tuple[str, Value], text: str) -> Fix:
    """Another function on the same arguments, but for these."""
    terms = _terms([value for _, value in changes])
    pairs = zip((name for name, _ in changes), terms or (), strict=False)
    return Fix(text, ((Instead(rule), *(Change(*pair) for pair in pairs)),) if terms is not None else ())


def bracketed(which: Literal["round", "square"], *, text: str) -> Fix:
    """A call in place of an index, or the other way round."""
    return Fix(text, ((Brackets(which),),))


def given(operand: Value | Flow, shape: Shape, *, text: str) -> Fix:
    """An operand, or what an earlier step gave, has another shape."""
    terms = None if shape.open else _terms(shape.dims)
    edits: tuple[Edit, ...] = ((Give(terms, _name(operand)),),) if terms is not None else ()
    return Fix(text, edits if isinstance(operand, Tensor | Flow) else (), operand)


def _name(operand: Value | Flow) -> str | None:
    if isinstance(operand, Flow):
        return operand.name
    return operand.flow.name if isinstance(operand, Tensor) and operand.flow is not None else None


def _terms(values: Collection[Value]) -> tuple[Term, ...] | None:
    """Values as plain data; None where one of them is not known."""
    found = [term for term in map(_term, values) if not isinstance(term, _Unsaid)]
    return tuple(found) if len(found) == len(values) else None


class _Unsaid:
    """In place of what is not known."""


_UNSAID: Final = _Unsaid()


def _term(value: Value) -> Term | _Unsaid:
    if value is None or isinstance(value, bool | int | float | str | Dim):
        return value
    if value is ...:
        return Public("...")
    items = value if isinstance(value, tuple) else value.dims if isinstance(value, Shape) and not value.open else None
    terms = None if items is None else _terms(items)
    return _UNSAID if terms is None else Row("tuple", terms)
