"""Lists that every turn of a loop makes longer by as many items, whatever else it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from shapelint.engine.heap import Mark
from shapelint.engine.joins import join_all, same
from shapelint.engine.objects import Frame
from shapelint.engine.trials import undone
from shapelint.rules.values import UNKNOWN, ListValue, Many, Value, is_soft
from shapelint.sizes import Dim, Size, facts, symbol

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Lengths: TypeAlias = list[tuple[ListValue, Size]]
Growth: TypeAlias = list[tuple[ListValue, int, tuple[Value, ...]]]  # by how many items a list gets longer, what it held


def grows_on(run: Run, turn: Callable[[], bool], growth: Growth) -> bool:
    """Whether a turn does no more to lists of any length: what it does may hang on how long they are by then."""
    start, known = run.heap.mark(), facts.mark()
    lengths = [symbol(f"length of {owner.born}", len(items), show="n") for owner, _, items in growth]
    wanted = {id(owner): length + added for (owner, added, _), length in zip(growth, lengths, strict=True)}
    with run.silent(), run.forked():
        for (owner, _, items), length in zip(growth, lengths, strict=True):
            run.heap.write(owner, "items", Many(join_all(items), length))
        begin = run.heap.mark()
        live = turn()
        changes = [
            (owner, run.heap.before(begin, owner, slot), now) for owner, slot, now in run.heap.delta(begin).values()
        ]
    run.heap.undo(start)
    facts.undo(known)
    return live and all(
        isinstance(now, Many) and now.length == wanted[id(owner)] if id(owner) in wanted else same(old, now)
        for owner, old, now in changes
    )


def longer_since(run: Run, mark: Mark) -> Lengths:
    """The lists that were changed since, and how long they were."""
    found: Lengths = []
    for owner, slot, _ in run.heap.delta(mark).values():
        if isinstance(owner, ListValue) and slot == "items":
            items = run.heap.before(mark, owner, slot)
            length = len(items) if isinstance(items, tuple) else items.length if isinstance(items, Many) else UNKNOWN
            if length is not UNKNOWN:
                found.append((owner, length))
    return found


def lengthen(run: Run, frame: Frame, turn: Callable[[], bool], turns: Size, lists: Lengths) -> None:
    """Say how long lists are after so many turns, of which one may start from the present state.

    A turn is tried with lists as long as a symbol says; where it makes one longer by a number, so does each turn.
    """
    open_ = [(owner, before) for owner, before in lists if isinstance(owner.items, Many)]
    if not open_ or not isinstance(turns, int | Dim) or is_soft(turns):
        return
    lengths = [symbol(f"length of {owner.born}", 0, show="n") for owner, _ in open_]
    with undone(run, frame), run.silent():
        for (owner, _), length in zip(open_, lengths, strict=True):
            run.heap.write(owner, "items", Many(_each(owner), length))
        live = turn()
        after = [owner.items for owner, _ in open_]
    for (owner, before), length, items in zip(open_, lengths, after, strict=True) if live else ():
        added = items.length - length if isinstance(items, Many) and isinstance(items.length, Dim) else UNKNOWN
        if isinstance(added, int) and added > 0:
            run.heap.write(owner, "items", Many(_each(owner), before + turns * added))


def _each(owner: ListValue) -> object:
    return owner.items.each if isinstance(owner.items, Many) else UNKNOWN
