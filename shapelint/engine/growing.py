"""Lists that every turn of a loop makes longer by as many items, whatever else it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from shapelint.engine.joins import join_all, same
from shapelint.rules.values import ListValue, Many, Value
from shapelint.sizes import facts, symbol

if TYPE_CHECKING:
    from shapelint.engine.run import Run

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
