"""What the body of a rule gives, as values of the program: tensors that know where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final

from shapelint.rules.form import Rule
from shapelint.rules.machine import Machine
from shapelint.rules.nonzero import ones_in
from shapelint.rules.shared.strides import OTHER_FORMAT, resulting
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    AsIs,
    Drawn,
    Flow,
    ListValue,
    Many,
    Named,
    Tensor,
    Value,
    among,
    items_of,
    shared,
)
from shapelint.sizes import Shape, maximum, minimum

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


# What gives the numbers that it is given, in another order or another kind of array: they stay as large as they are.
_REARRANGING: Final = (
    "view", "reshape", "flatten", "ravel", "squeeze", "unsqueeze", "transpose", "permute", "t", "swapaxes",
    "contiguous", "detach", "clone", "copy", "cpu", "cuda", "to", "numpy", "long", "int", "astype", "expand", "repeat",
    "flip", "roll", "from_numpy", "as_tensor", "asarray", "expand_dims", "broadcast_to", "moveaxis",
    "split", "array_split", "chunk", "tensor_split",
)  # fmt: skip
_WRITTEN: Final = ("array", "tensor", "asarray", "as_tensor", "LongTensor")  # what is written in the program
_MOST_WRITTEN: Final = 512  # whole numbers that are looked through
_SORTING: Final = ("numpy.sort",)


_COUNTING: Final = ("sum", "count_nonzero")  # of ones and zeros the ones
_REPEATING: Final = ("expand", "repeat", "broadcast_to")


_JOINING: Final = ("cat", "concat", "concatenate", "stack", "hstack", "vstack", "column_stack", "dstack")


def _kept_numbers(rule: Rule, operands: list[Tensor], called: Mapping[str, Value]) -> Drawn | None:
    """What is known of the numbers of the first operand, or of all that are joined, and holds of the result, too."""
    if rule.short in _JOINING:
        return _joined_numbers(items_of(next(iter(called.values()), None)))
    if rule.short in _WRITTEN and not operands:
        written = list(islice(_written(next(iter(called.values()), None)), _MOST_WRITTEN))
        whole = tuple(number for number in written if number is not None)
        return among(whole) if whole and len(whole) == len(written) < _MOST_WRITTEN else None
    if not operands or not (rule.short in _REARRANGING or rule.name in _SORTING):
        return None
    known = operands[0].numbers
    return known._replace(once=False) if known is not None and rule.short in _REPEATING else known


def _written(value: Value) -> Iterator[int | None]:
    """The whole numbers of rows in rows; None for anything else."""
    row = items_of(value) if isinstance(value, tuple | ListValue) else None
    if row is None:
        yield value if type(value) is int else None
    for item in row or ():
        yield from _written(item)


def _joined_numbers(parts: tuple[Value, ...] | None) -> Drawn | None:
    """Between the least and the greatest of all."""
    known = [part.numbers for part in parts or () if isinstance(part, Tensor) and part.numbers is not None]
    if not known or len(known) < len(parts or ()):
        return None
    return Drawn(minimum(*(each.least for each in known)), maximum(*(each.most for each in known)))


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
    like = Tensor(UNKNOWN_SHAPE, "keras" if symbolic else rule.family, dtype)
    kept = _kept_numbers(rule, operands, called)
    memory = None if rule.kind == "layer" and OTHER_FORMAT in machine.settings.slots else rule.memory

    def dressed(tensor: Tensor) -> Tensor:
        strides = resulting(memory, tensor.shape, called) if memory else tensor.strides
        if kept is not None and tensor.dtype == "int" and tensor.drawn is None and tensor.shape != Shape(()):
            tensor = replace(tensor, drawn=kept)
        ones = ones_in(rule, called, operands[0] if operands else None, tensor) if tensor.ones is None else tensor.ones
        if rule.short in _COUNTING and tensor.shape == Shape(()) and tensor.content is None and operands:
            tensor = replace(tensor, content=operands[0].ones)
        step = shared(Flow(rule.short, tensor.shape, machine.site, parents))
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
