"""Turns of a loop that are costly to go through one by one, and are taken together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine.budget import TURNS_STEPS
from shapelint.engine.objects import ClassValue, Frame
from shapelint.engine.trials import Before
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, Tensor, Value
from shapelint.sizes import Dim, Size, Symbol, made_since

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_FEW: Final = 4  # turns that are gone through one by one, however long each is


def too_costly(turn: int, left: int, before: int = 0) -> bool:
    """Whether so many more turns of so many steps are better taken together; before: the loop's steps so far."""
    return left >= _FEW and turn * left > (TURNS_STEPS // 10 if before > TURNS_STEPS else TURNS_STEPS)


def taken_together(run: Run, frame: Frame, rest: Callable[[], bool], passes: Callable[[Size], bool]) -> bool:
    """Take the rest of the turns together; whether that was done: not where it makes less known of something.

    passes: whether a size is that of a single turn, which nobody misses.
    """
    before, bound = Before.of(run, frame), run.bindings()
    with run.captured() as found:
        rest()
    changes = run.heap.delta(before.heap).values()
    if any(_blurred(run.heap.before(before.heap, owner, slot), now, passes) for owner, slot, now in changes):
        before.restore(run, frame)
        run.bound = bound
        return False
    run.record_new(found)
    return True


def _blurred(old: Value, now: Value, passes: Callable[[Size], bool]) -> bool:
    """Whether less is known of a tensor, or no longer how many items a list has or which layer is which."""
    if isinstance(old, ListValue) and isinstance(now, ListValue):
        old, now = old.items, now.items
    if isinstance(old, tuple):
        return isinstance(now, Many) and (now.length is UNKNOWN or any(map(is_part, old)))
    if not isinstance(old, Tensor) or old.shape.open:
        return isinstance(old, Tensor) and not isinstance(now, Tensor)
    if not isinstance(now, Tensor) or now.shape.open or now.shape.rank != old.shape.rank:
        return True
    return any(
        new != size and not (new is UNKNOWN and passes(size))
        for size, new in zip(old.shape.dims, now.shape.dims, strict=True)
    )


def passing(item: Value, rest: Value, since: int) -> Callable[[Size], bool]:
    """Which sizes go with one turn: those that only its item speaks of, or that were made since a moment."""
    own = _symbols(item) - _symbols(rest)
    return lambda size: made_since(since, size) or (isinstance(size, Dim) and not own.isdisjoint(size.symbols()))


def is_part(item: Value) -> bool:
    """Whether it is a layer or network, of which each is called by itself later."""
    if not isinstance(item, Instance):
        return False
    order = item.cls.order if isinstance(item.cls, ClassValue) else (item.cls,)
    return any(isinstance(cls, Rule) and (cls.kind == "layer" or cls.runs is not None) for cls in order)


def holds_part(item: Value) -> bool:
    """Whether it is one, or a pair of its name and it."""
    return is_part(item) or (type(item) is tuple and any(map(is_part, item)))


def hand_parts(run: Run, items: tuple[Value, ...]) -> None:
    """What each of many layers and networks runs is run, but not seen to be."""
    found: dict[int, Value] = {}
    for item in items:
        for part in item if type(item) is tuple else (item,):
            if is_part(part) and isinstance(part.cls, ClassValue) and id(part.cls) not in found:
                found[id(part.cls)] = part
    for part in found.values():
        for name in ("forward", "call"):
            method = run.user_method(part, name)
            if method is not None:
                run.hand(method)


def _symbols(value: Value) -> frozenset[Symbol]:
    if isinstance(value, tuple):
        return frozenset().union(*map(_symbols, value))
    sizes = value.shape.dims if isinstance(value, Tensor) else (value,)
    return frozenset().union(*(size.symbols() for size in sizes if isinstance(size, Dim)))
