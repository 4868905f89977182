"""What the body of a rule gives, as values of the program: tensors that know where they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from shapelint.rules.form import Rule
from shapelint.rules.machine import Machine
from shapelint.rules.nonzero import ones_in
from shapelint.rules.numbers import number_of, numbers_in, of_all
from shapelint.rules.shared.strides import OTHER_FORMAT, resulting
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    AsIs,
    Flow,
    ListValue,
    Many,
    Named,
    Tensor,
    Value,
    items_of,
    shared,
)
from shapelint.sizes import Shape, at_most, equal

_MOST_PARENTS: Final = 16  # of the items of one list


def _tensors(bound: Mapping[str, Value]) -> list[Tensor]:
    """The tensor operands, those in rows of them included, in the order of the parameters."""
    found: list[Tensor] = []
    for value in bound.values():
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, tuple | ListValue):
            found.extend(item for item in (items_of(value) or ())[:_MOST_PARENTS] if isinstance(item, Tensor))
    return found


def _may_hold(value: Value) -> bool:
    """Whether there may be tensors in an argument of which none is known."""
    row = value.items if isinstance(value, ListValue) else value
    return row is UNKNOWN or isinstance(row, Many)


def _step(tensor: Tensor) -> Flow | None:
    """The last step of an operand, which says what role the operand has."""
    if tensor.role is None or (tensor.flow is not None and tensor.flow.role is not None):
        return tensor.flow
    return shared(replace(tensor.flow or Flow("", tensor.shape, None), role=tensor.role))


_COUNTING: Final = ("sum", "count_nonzero")  # of ones and zeros the ones


_ASKING: Final = ("any", "all")


def _asked(rule: Rule, tensor: Tensor) -> bool | None:
    """Whether any or all of nothing but ones and zeros are ones; None where that is not known."""
    if tensor.ones is None or tensor.shape.open:
        return None
    least, whole = at_most(1, tensor.ones), equal(tensor.ones, tensor.shape.numel())
    return (False if equal(tensor.ones, 0) is True else least) if rule.short == "any" else whole


def finish(
    rule: Rule, result: Value, axes: Mapping[str, Value], called: Mapping[str, Value], machine: Machine
) -> Value:
    """What the body returned, as values: output shapes become tensors that know where they come from."""
    if isinstance(result, AsIs):
        return result.value
    if (result is None or isinstance(result, dict)) and rule.signature is not None:
        shapes = rule.signature.build({**axes, **(result or {})})
        result = shapes[0] if len(shapes) == 1 else shapes
    operands = _tensors(called)
    dtype = rule.dtype or (operands[0].dtype if operands else None if any(map(_may_hold, called.values())) else "float")
    symbolic = rule.family == "tf" and any(operand.family == "keras" for operand in operands)
    parents = tuple(step for step in map(_step, operands) if step is not None)
    guessed = any(value is UNKNOWN for value in called.values()) or any(step.guessed for step in parents)
    like = Tensor(UNKNOWN_SHAPE, "keras" if symbolic else rule.family, dtype)
    memory = None if rule.kind == "layer" and OTHER_FORMAT in machine.settings.slots else rule.memory

    def dressed(tensor: Tensor) -> Tensor:
        strides = resulting(memory, tensor.shape, called) if memory else tensor.strides
        if tensor.dtype in ("int", "float") and tensor.drawn is None and tensor.shape != Shape(()):
            drawn = numbers_in(rule, operands, called, tensor.shape)
            whole = tensor.dtype == "int" or (drawn is not None and drawn.runs is not None)
            tensor = replace(tensor, drawn=drawn if whole else None)
        ones = ones_in(rule, called, operands[0] if operands else None, tensor) if tensor.ones is None else tensor.ones
        if rule.short in _COUNTING and tensor.shape == Shape(()) and tensor.content is None and operands:
            tensor = replace(tensor, content=operands[0].ones)
        if tensor.content is None and tensor.shape == Shape(()) and operands and of_all(called):
            asked = rule.short in _ASKING
            tensor = replace(tensor, content=_asked(rule, operands[0]) if asked else number_of(rule, operands[0]))
        step = shared(Flow(rule.short, tensor.shape, machine.site, parents, guessed=guessed))
        return replace(tensor, strides=strides, ones=ones, flow=step)

    return _dress(result, like, dressed)


def _dress(result: Value, like: Tensor, dressed: Callable[[Tensor], Tensor]) -> Value:
    """Shapes become tensors of the family and dtype of `like`; `dressed` gives tensors the step that this call is."""
    if isinstance(result, tuple):
        items = tuple(_dress(item, like, dressed) for item in result)
        return result.with_items(items) if isinstance(result, Named) else items
    if isinstance(result, ListValue) and isinstance(result.items, tuple) and any(map(_is_bare, result.items)):
        return ListValue(tuple(_dress(item, like, dressed) for item in result.items))
    if isinstance(result, Shape):
        result = like.reshaped(result)
    return dressed(result) if isinstance(result, Tensor) and result.flow is None else result


def _is_bare(item: Value) -> bool:
    return isinstance(item, Shape) or (isinstance(item, Tensor) and item.flow is None)
