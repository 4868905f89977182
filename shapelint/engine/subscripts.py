"""`owner[index]`, by what the owner is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine import attributes
from shapelint.engine.alternatives import content_of
from shapelint.engine.dicts import missing
from shapelint.engine.enums import is_member, members
from shapelint.engine.hints import row, subscripted
from shapelint.engine.joins import join_all, one_of
from shapelint.engine.layers import framework_rule
from shapelint.engine.lists import first_items, last_items
from shapelint.engine.mixups import is_method, uncalled
from shapelint.engine.modules import held
from shapelint.engine.objects import Builtin, ClassValue
from shapelint.engine.octets import characters
from shapelint.engine.texts import length_of
from shapelint.engine.witnessing import Act
from shapelint.rules.fixes import bracketed
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch, tuple_for_tensor
from shapelint.rules.nonzero import picks_once
from shapelint.rules.numbers import taken
from shapelint.rules.registry import find, resolve_method
from shapelint.rules.shared.operands import number_in
from shapelint.rules.values import (
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Method,
    Named,
    Range,
    SliceOf,
    SomeBytes,
    SomeInt,
    SomeText,
    Tensor,
    Value,
    Version,
    covers,
    items_of,
    progression,
)
from shapelint.sizes import Dim, Shape, at_most, slice_size

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def item(run: Run, owner: Value, index: Value) -> Value:
    """The value of `owner[index]`."""
    owner = content_of(owner)
    if isinstance(index, Tensor) and not isinstance(owner, Tensor | Instance):
        index = number_in(index)
    handler = _ITEM.get(type(owner))
    return handler(run, owner, index) if handler else UNKNOWN


def _of_tensor(run: Run, owner: Tensor, index: Value) -> Value:
    found = run.call(attributes.get(run, owner, "__getitem__"), (index,))
    if owner.drawn is None or not isinstance(found, Tensor) or found.content is not None:
        return found
    part_known = taken(owner, index)
    if part_known is not None:
        alone = found.shape == Shape(())
        return replace(found, content=part_known.least, drawn=None) if alone else replace(found, drawn=part_known)
    once = owner.drawn.once and all(map(_picks_once, index if isinstance(index, tuple) else (index,)))
    in_another_order = isinstance(index, Tensor) and owner.shape.rank == 1 and covers(index, owner.shape.dims[0])
    each, runs = (owner.drawn.each, owner.drawn.runs) if in_another_order else (None, None)
    part = replace(found, drawn=owner.drawn._replace(once=once, each=each, runs=runs, in_order=False))
    return replace(part, content=_number_at(run, owner, index, part), drawn=None) if part.shape == Shape(()) else part


def _picks_once(index: Value) -> bool:
    return index is None or index is Ellipsis or isinstance(index, int | Dim | SliceOf | SomeInt) or picks_once(index)


def _number_at(run: Run, owner: Tensor, index: Value, found: Tensor) -> Value:
    """The number at a place of numbers by chance: as long as nothing is written there, the same each time it is read.

    A place that is only named (by a variable of a loop, say) is one and the same within one call.
    """
    places = index if isinstance(index, tuple) else (index,)
    if not all(isinstance(place, int | Dim) for place in places):
        return found.number
    during = None if all(isinstance(place, int) for place in places) else run.frames[-1].scope
    key = (id(owner), places, id(during))
    if key not in run.chances:
        run.chances[key] = (found.number, owner, during)
    return run.chances[key][0]


def _of_items(run: Run, owner: tuple[Value, ...], index: Value) -> Value:
    if isinstance(index, SliceOf):
        ends = (index.lower, index.upper, index.step)
        if all(end is None or isinstance(end, int) for end in ends) and index.step != 0:
            return owner[slice(*ends)]
        return _of_many(run, Many(join_all(owner), len(owner)), index)
    if isinstance(index, tuple) and any(isinstance(each, Tensor) for each in owner):
        run.report(tuple_for_tensor("a tensor takes several indices, and this is {row}", owner))
        return UNKNOWN
    if isinstance(index, int):
        return owner[index] if -len(owner) <= index < len(owner) else UNKNOWN
    numbers = progression(owner) if isinstance(index, Dim) and at_most(0, index) is True else None
    return _one_or_some(owner, index) if numbers is None else numbers.start + numbers.step * index


def _one_or_some(owner: tuple[Value, ...], index: Value) -> Value:
    """An item at a place that nobody knows; an index of which not even the kind is known may be a slice of them."""
    return UNKNOWN if index is UNKNOWN and any(isinstance(each, _ROWED) for each in owner) else one_of(owner)


_ROWED: Final = (Tensor, tuple, ListValue, int, float, str, Dim)  # of which functions tell one from a row of them


def _of_list(run: Run, owner: ListValue, index: Value) -> Value:
    items = owner.items
    found = _of_items(run, items, index) if isinstance(items, tuple) else _of_many(run, items, index)
    return ListValue(found) if isinstance(index, SliceOf) and isinstance(found, tuple | Many) else found


def _of_many(run: Run, owner: Many, index: Value) -> Value:
    if not isinstance(index, SliceOf):
        return _one_or_some((owner.each,), index)
    ends = (index.lower, index.upper, index.step)
    if index.lower in (None, 0) and index.step in (None, 1):
        return Many(owner.each, first_items(owner.length, index.upper))
    from_end = isinstance(index.lower, int | Dim) and at_most(index.lower, -1) is True
    if from_end and index.upper is None and index.step in (None, 1):
        return Many(owner.each, last_items(owner.length, -index.lower))
    known = all(end is None or isinstance(end, int | Dim) for end in ends)
    return Many(owner.each, slice_size(owner.length, *ends) if known else UNKNOWN)


def _of_dict(run: Run, owner: DictValue, index: Value) -> Value:
    if isinstance(index, str | int | float | External | tuple) or index is None or is_member(index):
        try:
            if held(run, owner, index):
                return owner.slots[index]
        except TypeError:  # a tuple with something unhashable in it
            return UNKNOWN
    return missing(run, owner, index)


def _of_shape(run: Run, owner: Shape, index: Value) -> Value:
    if isinstance(index, int):
        return owner.axis(index)
    if isinstance(index, SliceOf) and not owner.open:
        return _of_items(run, owner.dims, index)
    if isinstance(index, SliceOf) and index.upper is None and index.step in (None, 1):
        first = index.lower
        if isinstance(first, int) and -len(owner.dims) <= first < 0:
            return owner.dims[first:]
    return UNKNOWN


def _of_instance(run: Run, owner: Instance, index: Value) -> Value:
    own = run.user_method(owner, "__getitem__")
    if own is not None:
        return run.call(own, (index,))
    rule = framework_rule(owner)
    if rule is None and not isinstance(owner.cls, External):
        return UNKNOWN
    if rule is None or resolve_method((rule.name,), "__getitem__"):
        return run.call(attributes.get(run, owner, "__getitem__"), (index,))
    if isinstance(owner.cls, Rule) and rule.kind == "layer":
        _layer_indexed(run, rule, Act("index", owner, index))
    return UNKNOWN


def _layer_indexed(run: Run, rule: Rule, act: Act) -> None:
    run.report(
        Mismatch(
            "SHP703",
            "{layer} is a layer: it is called, not indexed",
            layer=rule.short,
            help=bracketed("round", text=f"{rule.short}(…)(…), with round brackets"),
        ),
        act,
    )


def _of_rule(run: Run, owner: Rule, index: Value) -> Value:
    """`np.c_[a, b]`; `nn.Module[...]` in annotations is nothing."""
    indexer = find(f"{owner.name}.__getitem__")
    return run.call(indexer, (index,)) if indexer else UNKNOWN


def _of_class(run: Run, owner: ClassValue, index: Value) -> Value:
    """`Kind["NAME"]` of an enumeration."""
    return owner.slots.get(index, UNKNOWN) if members(owner) is not None and isinstance(index, str) else UNKNOWN


def _of_method(run: Run, owner: Method, index: Value) -> Value:
    return uncalled(run, owner) if is_method(owner) else UNKNOWN


def _of_text(run: Run, owner: str, index: Value) -> Value:
    found = _of_items(run, tuple(owner), index)
    if isinstance(found, Many):
        return _of_some_text(run, SomeText(length_of(owner)), index)
    return "".join(found) if isinstance(found, tuple) else found


def _of_some_text(run: Run, owner: SomeText, index: Value) -> Value:
    if index is UNKNOWN:
        return SomeText()
    found = _of_many(run, characters(owner), index)
    return SomeText(found.length) if isinstance(found, Many) else found


def _of_bytes(run: Run, owner: bytes, index: Value) -> Value:
    found = _of_items(run, tuple(owner), index)
    if isinstance(found, Many):
        return _of_some_bytes(run, SomeBytes(len(owner)), index)
    return bytes(found) if isinstance(found, tuple) else found


def _of_some_bytes(run: Run, owner: SomeBytes, index: Value) -> Value:
    if index is UNKNOWN:
        return UNKNOWN
    found = _of_many(run, characters(owner), index)
    return SomeBytes(found.length) if isinstance(found, Many) else found


def _of_range(run: Run, owner: Range, index: Value) -> Value:
    items = items_of(owner)
    return UNKNOWN if items is None else _of_items(run, items, index)


def _of_external(run: Run, owner: External, index: Value) -> Value:
    """`Float[Tensor, "b c"]`"""
    return subscripted(owner, index)


def _of_builtin(run: Run, owner: Builtin, index: Value) -> Value:
    """`tuple[Float[Tensor, "b c"], int]`"""
    return row(index) if owner.name == "tuple" else UNKNOWN


_ITEM: Final[dict[type, Callable[[Run, Any, Value], Value]]] = {
    Tensor: _of_tensor,
    tuple: _of_items,
    Named: _of_items,
    ListValue: _of_list,
    Many: _of_many,
    DictValue: _of_dict,
    Shape: _of_shape,
    Instance: _of_instance,
    Rule: _of_rule,
    ClassValue: _of_class,
    Method: _of_method,
    External: _of_external,
    Version: lambda run, owner, index: owner,
    Builtin: _of_builtin,
    str: _of_text,
    SomeText: _of_some_text,
    bytes: _of_bytes,
    SomeBytes: _of_some_bytes,
    Range: _of_range,
}
