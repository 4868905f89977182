"""Assigning a value to a target: names, attributes, items, and unpacking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine import attributes
from shapelint.engine.alternatives import content_of
from shapelint.engine.budget import UNROLL
from shapelint.engine.dicts import hold, with_key
from shapelint.engine.forgetting import forget_picked, forget_reached
from shapelint.engine.joins import join
from shapelint.engine.lists import set_slice
from shapelint.engine.mixups import require_rows
from shapelint.engine.objects import Frame
from shapelint.engine.octets import characters
from shapelint.engine.overwriting import overwritten, resized
from shapelint.engine.walk import walk
from shapelint.engine.witnessing import Act
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.nonzero import set_in
from shapelint.rules.numbers import written
from shapelint.rules.shared.operands import number_in
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    UNKNOWN_SHAPE,
    DictValue,
    Instance,
    ListValue,
    Many,
    SliceOf,
    SomeBytes,
    SomeText,
    Tensor,
    Value,
    items_of,
    rows_of,
)
from shapelint.sizes import Dim
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def assign(run: Run, frame: Frame, target: p.Expr, value: Value) -> None:
    """`target = value`."""
    handler = _ASSIGN.get(type(target))
    if handler is not None:
        handler(run, frame, target, value)


def _name(run: Run, frame: Frame, target: p.Name, value: Value) -> None:
    run.bind(frame.scope.outer.get(target.id, frame.scope), target.id, value, target.at)


def _attr(run: Run, frame: Frame, target: p.Attr, value: Value) -> None:
    from shapelint.engine.expressions import evaluate

    owner = evaluate(run, frame, target.value)
    if isinstance(owner, Tensor):
        if target.name == "shape" and isinstance(target.value, p.Name):
            _reshape_in_place(run, frame, target, owner, value)
        elif target.name == "data":
            _replace_data(run, frame, target, owner, value)
        elif target.name in _PARTS:
            overwritten(run, owner)
        return
    if owner is UNKNOWN and isinstance(target.value, p.Name):
        forget_reached(run, frame, target.name, value)
    label = f"{target.value.id}.{target.name}" if isinstance(target.value, p.Name) else target.name
    attributes.put(run, owner, target.name, run.named(frame.scope, label, value, target.at))


_PARTS: Final = ("flat", "real", "imag")  # attributes of arrays that write into them


def _reshape_in_place(run: Run, frame: Frame, target: p.Attr, owner: Tensor, value: Value) -> None:
    """`x.shape = (2, 3)` of NumPy."""
    with run.at(frame.scope, target.at):
        result = run.call(attributes.get(run, owner, "reshape"), (value,))
    resized(run, owner)
    assign(run, frame, target.value, result)


def _replace_data(run: Run, frame: Frame, target: p.Attr, owner: Tensor, value: Value) -> None:
    """`x.data = y` of PyTorch: the tensor stays what it is, and may get another shape."""
    shape = value.shape if isinstance(value, Tensor) else UNKNOWN_SHAPE
    overwritten(run, owner)
    if shape != owner.shape:
        resized(run, owner)
        assign(run, frame, target.value, replace(owner, shape=shape, content=None, drawn=None, ones=None))


def _item(run: Run, frame: Frame, target: p.Item, value: Value) -> None:
    from shapelint.engine.expressions import evaluate

    owner = evaluate(run, frame, target.value)
    index = evaluate(run, frame, target.index)
    if isinstance(owner, DictValue | ListValue):
        index = number_in(index)
    if isinstance(owner, DictValue):
        hold(run, owner, with_key(owner.slots, index, value))
    elif isinstance(owner, ListValue):
        _set_item(run, owner, index, value)
    elif isinstance(owner, Tensor | Instance):
        with run.at(frame.scope, target.at):
            run.call(attributes.get(run, owner, "__setitem__"), (index, value))
        if isinstance(owner, Tensor):
            overwritten(run, owner)
        if isinstance(owner, Tensor) and (owner.drawn or isinstance(owner.content, tuple) or owner.ones is not None):
            ones = None if owner.ones is None else set_in(owner, index, _part(run, owner, index), value)
            drawn = written(owner, index, value)
            assign(run, frame, target.value, replace(owner, drawn=drawn, content=None, ones=ones))
    elif owner is UNKNOWN:
        _write_into_named(run, frame, target.value)
        if isinstance(target.value, p.Item):
            forget_picked(run, frame, target.value)


def _write_into_named(run: Run, frame: Frame, node: p.Expr) -> None:
    """`x.flat[3] = 1`: of what nobody knows, an item may be one of a tensor that is named."""
    from shapelint.engine.expressions import lookup

    for each in walk(node):
        value = lookup(frame.scope, each.id) if isinstance(each, p.Name) else None
        if isinstance(value, Tensor):
            overwritten(run, value)


def _part(run: Run, owner: Tensor, index: Value) -> Value:
    with run.silent():
        return run.call(attributes.get(run, owner, "__getitem__"), (index,))


def _set_item(run: Run, owner: ListValue, index: Value, value: Value) -> None:
    from shapelint.engine.iterating import sequence

    items = owner.items
    if isinstance(index, SliceOf):
        set_slice(run, owner, index, sequence(run, value))
    elif isinstance(items, tuple) and isinstance(index, int) and -len(items) <= index < len(items):
        index %= len(items)
        run.heap.write(owner, "items", (*items[:index], value, *items[index + 1 :]))
    elif isinstance(items, Many):
        run.heap.write(owner, "items", Many(join(items.each, value), items.length))
    else:
        run.heap.write(owner, "items", tuple(join(item, value) for item in items))


def _seq(run: Run, frame: Frame, target: p.Seq, value: Value) -> None:
    """`a, *b, c = value`."""
    stars = [index for index, entry in enumerate(target.items) if isinstance(entry, p.Star)]
    with run.at(frame.scope, target.at):
        parts = unpack(run, value, len(target.items), starred=bool(stars))
    if parts is None:
        each = value.each if isinstance(value, Many) else UNKNOWN
        for entry in target.items:
            if isinstance(entry, p.Star):
                assign(run, frame, entry.value, ListValue(Many(each)))
            else:
                assign(run, frame, entry, each)
        return
    if stars:
        first, behind = stars[0], len(target.items) - stars[0] - 1
        middle = ListValue(parts[first : len(parts) - behind])
        parts = (*parts[:first], middle, *parts[len(parts) - behind :])
    for index, (entry, part) in enumerate(zip(target.items, parts, strict=True)):
        if not _named_again(entry, target.items[index + 1 :]):
            assign(run, frame, entry.value if isinstance(entry, p.Star) else entry, part)


def _named_again(entry: p.Expr, later: tuple[p.Expr, ...]) -> bool:
    """Whether a name gets another value at once: `_, loss, _ = model(x)`."""
    return isinstance(entry, p.Name) and any(isinstance(each, p.Name) and each.id == entry.id for each in later)


def unpack(run: Run, value: Value, count: int, *, starred: bool) -> tuple[Value, ...] | None:
    """The parts for `count` targets; None where they are not known, or do not fit (which is reported)."""
    value = content_of(value)
    if isinstance(value, Instance):
        value = run.call(run.get(value, "__iter__"))
    require_rows(run, value)
    parts = _parts(value)
    if parts is None:
        return None
    few = len(parts) < count - 1 if starred else len(parts) != count
    if few:
        if isinstance(value, Tensor) or _concerns_shapes(parts):
            run.report(_wrong_count(value, len(parts), count), Act("unpack", value, count))
        return None
    return parts


def _concerns_shapes(parts: tuple[Value, ...]) -> bool:
    """Whether what is unpacked is a shape, or has tensors among it; of other values Python itself tells."""
    return any(isinstance(part, Tensor | Dim) for part in parts) or (
        bool(parts) and all(isinstance(part, int) for part in parts)
    )


def _parts(value: Value) -> tuple[Value, ...] | None:
    if isinstance(value, Tensor) and (value.content is None or value.family in ("torch", "numpy")):
        return rows_of(value, UNROLL)
    if isinstance(value, DictValue):
        return None if REST in value.slots else tuple(value.slots)
    if isinstance(value, str | bytes):
        return tuple(value)
    if isinstance(value, SomeText | SomeBytes):
        return items_of(characters(value))
    return items_of(value)


def _wrong_count(value: Value, parts: int, count: int) -> Mismatch:
    if isinstance(value, Tensor):
        return Mismatch(
            "SHP505",
            "{parts} rows of {found} are unpacked into {count} names",
            operand=value,
            parts=parts,
            count=count,
            found=value,
        )
    return Mismatch("SHP505", "{parts} values are unpacked into {count} names", parts=parts, count=count)


def _star(run: Run, frame: Frame, target: p.Star, value: Value) -> None:
    assign(run, frame, target.value, value)


_ASSIGN: Final[dict[type, Callable[[Run, Frame, Any, Value], None]]] = {
    p.Name: _name,
    p.Attr: _attr,
    p.Item: _item,
    p.Seq: _seq,
    p.Star: _star,
}
