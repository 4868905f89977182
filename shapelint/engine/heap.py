"""Everything that a program can change, with a trail by which changes are taken back.

An undecided branch is run on the one heap: its changes are collected and undone, the other branch is run, and what
the two left behind is joined.  A key is an object and a slot of it; the value before a slot existed is `ABSENT`.
Objects that were made within the branch are left as they are: nothing outside can hold them but through what is joined.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from shapelint.engine.joins import ABSENT, join, join_all, vague
from shapelint.rules.values import MAYBE, REST, DictValue, Instance, ListValue, Mutable, Value, stamps

Key = tuple[int, Value]
Mark = tuple[int, int]  # how long the trail was, and how many objects there were
Delta = dict[Key, tuple[Mutable, Value, Value]]  # key -> object, slot, value now
Written = dict[Key, tuple[Mutable, Value, list[Value]]]  # key -> object, slot, all that it held, as far as kept
_MOST: Final = 5  # values of one slot that are kept; of one that had more only the kind is known


class Heap:
    """The trail of changes.

    own: the least and the greatest number of birth of what the run makes itself; any other object was there before.
    """

    __slots__ = ("_given", "_high", "_low", "_trail", "_watching")

    def __init__(self, own: tuple[int, int] = (0, sys.maxsize)) -> None:
        self._trail: Final[list[tuple[Mutable, Value, Value, int]]] = []
        self._given: Final[dict[int, tuple[Mutable, dict[Value, Value], int]]] = {}
        self._watching: Final[list[tuple[int, Written]]] = []
        self._low, self._high = own

    @property
    def touched(self) -> bool:
        """Whether anything was changed that was there before the run."""
        return bool(self._given)

    def _remember(self, owner: Mutable) -> None:
        if not self._low < owner.born <= self._high:
            self._given.setdefault(id(owner), (owner, dict(owner.slots), owner.stamp))

    def give_back(self) -> None:
        """Leave what was there before the run as it was."""
        for owner, slots, stamp in self._given.values():
            owner.slots.clear()
            owner.slots.update(slots)
            owner.stamp = stamp
        self._given.clear()

    def write(self, owner: Mutable, slot: Value, value: Value) -> None:
        """Set a slot, and perhaps that of whatever the owner stands for."""
        self._set(owner, slot, value)
        for other in owner.among:
            if slot is REST and not isinstance(other, DictValue):
                continue
            old = other.slots.get(slot, ABSENT)
            self._set(other, slot, join(old, value))
            if old is ABSENT:
                self.doubt(other, slot)

    @contextmanager
    def watched(self) -> Iterator[Written]:
        """All that is written meanwhile to what there is now, also on paths that are taken back."""
        written: Written = {}
        self._watching.append((Mutable.births, written))
        try:
            yield written
        finally:
            self._watching.pop()

    def meet(self, written: Written) -> None:
        """Let slots hold what they may have held at any time while they were watched."""
        for owner, slot, values in written.values():
            known = join_all(tuple(values[:_MOST]))
            others = any(isinstance(each, ListValue | DictValue) for each in values[1:])  # which may be changed apart
            known = vague(known) if others or len(values) > _MOST else known
            if owner.slots.get(slot, ABSENT) is not ABSENT:
                self._set(owner, slot, known)
            elif known is not ABSENT and isinstance(owner, DictValue | Instance):
                self._set(owner, slot, known)
                self.doubt(owner, slot)

    def _note(self, owner: Mutable, slot: Value, value: Value) -> None:
        for born, written in self._watching:
            if owner.born <= born:
                key = (id(owner), slot)
                if key not in written:
                    written[key] = owner, slot, [owner.slots.get(slot, ABSENT)]
                values = written[key][2]
                if len(values) <= _MOST:
                    values.append(value)

    def _set(self, owner: Mutable, slot: Value, value: Value) -> None:
        if self._watching:
            self._note(owner, slot, value)
        self._remember(owner)
        self._trail.append((owner, slot, owner.slots.get(slot, ABSENT), owner.stamp))
        owner.slots[slot] = value
        owner.stamp = next(stamps)

    def delete(self, owner: Mutable, slot: Value) -> None:
        """Remove a slot, if it is there, and perhaps that of whatever the owner stands for."""
        self._unset(owner, slot)
        for other in owner.among:
            self.doubt(other, slot)

    def _unset(self, owner: Mutable, slot: Value) -> None:
        if slot in owner.slots:
            if self._watching:
                self._note(owner, slot, ABSENT)
            self._remember(owner)
            self._trail.append((owner, slot, owner.slots.pop(slot), owner.stamp))
            owner.stamp = next(stamps)

    def mark(self) -> Mark:
        """A place to go back to."""
        return len(self._trail), Mutable.births

    def before(self, mark: Mark, owner: Mutable, slot: Value) -> Value:
        """What a slot held at `mark`."""
        for changed, name, old, _ in self._trail[mark[0] :]:
            if changed is owner and name == slot:
                return old
        return owner.slots.get(slot, ABSENT)

    def delta(self, mark: Mark, born: int | None = None) -> Delta:
        """What has changed since `mark` in objects that there were then, or when there were `born` of them."""
        oldest = mark[1] if born is None else born
        return {
            (id(owner), slot): (owner, slot, owner.slots.get(slot, ABSENT))
            for owner, slot, *_ in self._trail[mark[0] :]
            if owner.born <= oldest
        }

    def undo(self, mark: Mark) -> None:
        """Take back every change since `mark`."""
        length, oldest = mark
        while len(self._trail) > length:
            owner, slot, old, stamp = self._trail.pop()
            if owner.born <= oldest:
                owner.stamp = stamp
                _restore(owner, slot, old)

    def changed(self, mark: Mark, born: int) -> bool:
        """Whether anything that was made before `born` has changed since `mark`."""
        return any(owner.born < born for owner, *_ in self._trail[mark[0] :])

    def settle(self, mark: Mark) -> None:
        """Let every change since `mark` stay, whatever is taken back later: a module is imported once for all."""
        del self._trail[mark[0] :]

    def take(self, mark: Mark) -> Delta:
        """What has changed since `mark`, taken back."""
        changed = self.delta(mark)
        self.undo(mark)
        return changed

    def apply(self, delta: Delta) -> None:
        """Make changes that were taken back."""
        for owner, slot, value in delta.values():
            if value is ABSENT:
                self._unset(owner, slot)
            else:
                self._set(owner, slot, value)

    def merge(self, deltas: Iterable[Delta], mark: Mark) -> None:
        """Continue from the join of several states, each given by its changes to the present one, that of `mark`."""
        states = list(deltas)
        if len(states) == 1:
            self.apply(states[0])
            return
        keys = {key: (owner, slot) for delta in states for key, (owner, slot, _) in delta.items()}
        doubts = []
        for key, (owner, slot) in keys.items():
            base = owner.slots.get(slot, ABSENT)
            values = [delta[key][2] if key in delta else base for delta in states]
            value = join_all(tuple(values), mark[1])
            if value is not ABSENT:
                self._set(owner, slot, value)
                if any(each is ABSENT for each in values):
                    doubts.append((owner, slot))
        for owner, slot in doubts:
            self.doubt(owner, slot)

    def doubt(self, owner: Mutable, slot: Value) -> None:
        """Only some of the paths have set a slot: a key of a dict, or an attribute."""
        if isinstance(owner, DictValue):
            if slot is not REST and slot in owner.slots:
                value = owner.slots[slot]
                self._unset(owner, slot)
                self._set(owner, REST, join(owner.slots.get(REST, ABSENT), value))
        elif isinstance(owner, Instance) and not str(slot).startswith("#"):
            self._set(owner, MAYBE, owner.slots.get(MAYBE, frozenset()) | {slot})


def _restore(owner: Mutable, slot: Value, old: Value) -> None:
    if old is ABSENT:
        owner.slots.pop(slot, None)
    else:
        owner.slots[slot] = old
