"""What every turn of a loop makes longer by as much: lists, axes of tensors, counters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shapelint.engine.heap import Mark
from shapelint.engine.objects import Frame
from shapelint.engine.trials import undone
from shapelint.rules.values import MOST, UNKNOWN, ListValue, Many, Mutable, SomeInt, Tensor, Value, is_soft
from shapelint.sizes import Dim, Shape, Size, bounds, minimum, symbol

if TYPE_CHECKING:
    from shapelint.engine.run import Run


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stood that a loop changed, and how large it was: a list, a tensor by its axes, or a number.

    turned: the turns before which it was not so large, none or the first, which made another kind of thing of it.
    """

    owner: Mutable
    slot: Value
    sizes: tuple[Size, ...]
    turned: int = 0

    @property
    def now(self) -> Value:
        """What stands there."""
        return self.owner.slots.get(self.slot)


@dataclass(frozen=True, slots=True)
class _Open:
    """A place of which some sizes are no longer known; symbols: what stands for these while a turn is tried."""

    place: Place
    symbols: dict[int, Dim]

    @property
    def most(self) -> Value:
        """How many items a deque may have; None of anything else."""
        return self.place.owner.slots.get(MOST) if isinstance(self.place.owner, ListValue) else None

    @property
    def tried(self) -> Value:
        """What stands there, as large as the symbols say."""
        return _as_large(self.place.now, self.symbols)

    def after(self, value: Value, turns: Size) -> Value:
        """What stands there after so many turns; None where one does not make it longer by a number."""
        sizes, now = _sizes(value), _sizes(self.place.now)
        if len(sizes) != len(now) or any(
            size != now[axis] for axis, size in enumerate(sizes) if axis not in self.symbols
        ):
            return None
        added = {axis: sizes[axis] - length for axis, length in self.symbols.items() if sizes[axis] is not UNKNOWN}
        if len(added) < len(self.symbols) or not all(isinstance(more, int) and more > 0 for more in added.values()):
            return None
        turns -= self.place.turned
        sizes = tuple(self.place.sizes[axis] + turns * more for axis, more in added.items())
        if isinstance(self.most, int):
            sizes = tuple(minimum(size, self.most) for size in sizes)
        return _as_large(self.place.now, dict(zip(added, sizes, strict=True)))


def longer_since(run: Run, mark: Mark) -> list[Place]:
    """What the first turn of a loop, which began at `mark`, has changed, and how large it was."""
    found = []
    for owner, slot, now in run.heap.delta(mark).values():
        before, after = _sizes(run.heap.before(mark, owner, slot)), _sizes(now)
        turned = int(isinstance(now, Tensor) and len(before) != len(after))
        sizes = after if turned else before
        if any(size is not UNKNOWN for size in sizes):
            found.append(Place(owner, slot, sizes, turned))
    return found


def lengthen(run: Run, frame: Frame, turn: Callable[[], bool], turns: Size, places: list[Place]) -> None:
    """Say how large things are after so many turns, of which one may start from the present state.

    A turn is tried with things as large as symbols say; where it makes one longer by a number, so does each turn.
    """
    open_ = [found for place in places if (found := _opened(place)) is not None]
    if not open_ or not isinstance(turns, int | Dim) or is_soft(turns):
        return
    with undone(run, frame), run.silent():
        for each in open_:
            run.heap.write(each.place.owner, each.place.slot, each.tried)
            if each.most is not None:  # what a turn adds, whether there is place for it or not
                run.heap.write(each.place.owner, MOST, None)
        live = turn()
        reached = [each.place.now for each in open_]
    for each, value in zip(open_, reached, strict=True) if live else ():
        found = each.after(value, turns)
        if found is not None:
            run.heap.write(each.place.owner, each.place.slot, found)


def _opened(place: Place) -> _Open | None:
    """A place that still holds a thing of the kind, of which some sizes got lost."""
    now = _sizes(place.now)
    if len(now) != len(place.sizes):
        return None
    lost = [axis for axis, size in enumerate(now) if size is UNKNOWN and place.sizes[axis] is not UNKNOWN]
    if isinstance(place.now, Many):
        lost = [0] if place.sizes[0] is not UNKNOWN else []
    name = f"size {place.slot} of {place.owner.born}"
    return _Open(place, {axis: _at_least(f"{name} {axis}", place.sizes[axis]) for axis in lost}) if lost else None


def _at_least(name: str, size: Size) -> Dim:
    return symbol(name, bounds(size)[0] if isinstance(size, int | Dim) else 0, show="n")


def _sizes(value: Value) -> tuple[Size, ...]:
    """How large a row or tensor is, or a number itself; nothing for anything else."""
    if isinstance(value, Tensor):
        return () if value.shape.open else value.shape.dims
    if isinstance(value, tuple | Many):
        return (len(value),) if isinstance(value, tuple) else (value.length,)
    if isinstance(value, int | Dim) and not isinstance(value, bool):
        return (value,)
    return (UNKNOWN,) if isinstance(value, SomeInt) else ()


def _as_large(value: Value, sizes: Mapping[int, Size]) -> Value:
    if isinstance(value, Tensor):
        dims = tuple(sizes.get(axis, size) for axis, size in enumerate(value.shape.dims))
        return replace(value, shape=Shape(dims))
    return Many(value.each, sizes[0]) if isinstance(value, Many) else sizes[0]
