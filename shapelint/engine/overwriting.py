"""What is written into a tensor is seen under every name that the tensor has."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.values import DictValue, Flow, Instance, ListValue, Many, Mutable, Tensor, Value
from shapelint.sizes import UNKNOWN_SHAPE

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_Change: TypeAlias = Callable[[Tensor], Tensor]
_DEPTH: Final = 3  # objects and containers within each other that are looked through
_MOST: Final = 64  # tensors of a row that may be written into
# Functions and methods of NumPy.
_WRITING: Final = frozenset(
    {"fill", "itemset", "fill_diagonal", "put", "copyto", "place", "putmask", "put_along_axis", "at"}
)


_REORDERING: Final = frozenset({"numpy.ndarray.sort", "numpy.ndarray.partition"})
_INTO_OTHERS: Final = frozenset({"torch.nn.utils.vector_to_parameters"})  # functions that write into what comes second


def changes_itself(name: str) -> bool:
    """Whether a method of that name changes its tensor in place (`add_`, but not `__add__`)."""
    return name.endswith("_") and not name.endswith("__")


def writes(rule: Rule) -> bool:
    """Whether a function of NumPy writes into what it is given first, a method into its array."""
    return rule.family == "numpy" and rule.short in _WRITING


def reorders(rule: Rule) -> bool:
    """Whether a function of NumPy puts what it is given first in another order, a method its array."""
    return rule.family == "numpy" and (rule.short == "shuffle" or rule.name in _REORDERING)


def overwritten(run: Run, tensor: Tensor) -> None:
    """Something was written into a tensor or a part of one: nobody knows any more which numbers it holds."""
    _change(run, _origin, tensor, _unknown)


def resized(run: Run, tensor: Tensor) -> None:
    """The shape of a tensor itself has changed: of whatever else holds it nobody knows it any more."""
    if tensor.flow is not None:
        _change(run, _itself, tensor, lambda value: value.reshaped(UNKNOWN_SHAPE))


def reordered(run: Run, tensor: Tensor) -> None:
    """The numbers of a tensor were put in another order."""
    _change(run, _origin, tensor, _in_another_order)


def _change(run: Run, made: Callable[[Tensor], Hashable], tensor: Tensor, change: _Change) -> None:
    """Change all tensors that the program can get at and that `made` says to be one with this."""
    origin = made(tensor)
    scopes = {id(scope): scope for frame in run.frames for scope in frame.scope.chain()}
    seen: set[int] = set()

    def changed(value: Value) -> Value:
        if isinstance(value, Tensor):
            return change(value) if made(value) == origin else value
        if type(value) is tuple and any(isinstance(item, Tensor) for item in value):
            items = tuple(map(changed, value))
            return value if all(new is old for new, old in zip(items, value, strict=True)) else items
        return value

    for scope in scopes.values():
        _clean(run, scope, changed, seen, _DEPTH)


def overwritten_by(run: Run, callee: Value, args: Args) -> None:
    """Whatever a call may write into: tensors, and those in rows of them."""
    if isinstance(callee, Rule) and reorders(callee) and args.positional and isinstance(args.positional[0], Tensor):
        reordered(run, args.positional[0])
    for value in _written(callee, args):
        for each in (value,) if isinstance(value, Tensor) else _items(value):
            if isinstance(each, Tensor):
                overwritten(run, each)


def _written(callee: Value, args: Args) -> tuple[Value, ...]:
    if not isinstance(callee, Rule):
        return args.positional
    if callee.name in _INTO_OTHERS:
        return (*args.positional[1:], *args.keywords.values())
    fills = callee.name.startswith("torch.nn.init.") or any(map(changes_itself, callee.names))
    return (*(args.positional[:1] if fills or writes(callee) else ()), *_given_as_out(callee, args))


def _given_as_out(rule: Rule, args: Args) -> tuple[Value, ...]:
    """`np.add(a, b, out=c)`, `np.add(a, b, c)`"""
    if "out" in args.keywords:
        return (args.keywords["out"],)
    if rule.family != "numpy" or len(args.positional) < 2:
        return ()
    at = next((at for at, param in enumerate(rule.params) if param.name == "out"), len(args.positional))
    return args.positional[at : at + 1]


def _items(value: Value) -> tuple[Value, ...]:
    row = value.items if isinstance(value, ListValue) else value
    return row[:_MOST] if isinstance(row, tuple) else (row.each, *(row.fresh or ())) if isinstance(row, Many) else ()


def _clean(run: Run, owner: Mutable, changed: Callable[[Value], Value], seen: set[int], depth: int) -> None:
    if id(owner) in seen or not depth:
        return
    seen.add(id(owner))
    for slot, value in list(owner.slots.items()):
        cleaned = changed(value)
        if cleaned is not value:
            run.heap.write(owner, slot, cleaned)
        for inner in _containers(value):
            _clean(run, inner, changed, seen, depth - 1)


def _unknown(value: Tensor) -> Tensor:
    kept = value.content if isinstance(value.content, Mutable) else None  # what its cells hold is written there
    told = value.ones is not None or value.drawn is not None or value.content is not kept
    return replace(value, ones=None, drawn=None, content=kept) if told else value


def _in_another_order(value: Tensor) -> Tensor:
    known = value.numbers
    if known is None and not isinstance(value.content, tuple):
        return value
    kept = None if isinstance(value.content, tuple) else value.content
    return replace(value, drawn=None if known is None else known._replace(in_order=False), content=kept)


def _containers(value: Value) -> Iterator[Mutable]:
    if isinstance(value, Instance | ListValue | DictValue):
        yield value
    elif isinstance(value, tuple):
        yield from (item for item in value if isinstance(item, Instance | ListValue | DictValue))


def _itself(tensor: Tensor) -> Hashable:
    """The step in which a tensor was made, whatever holds it."""
    return None if tensor.flow is None else tensor.flow.origin


def _origin(tensor: Tensor) -> Flow | None:
    """The step in which the numbers were made: views of them have it in common."""
    step = tensor.flow
    while step is not None and len(step.parents) == 1:
        step = step.parents[0]
    return None if step is None else replace(step, name=None)
