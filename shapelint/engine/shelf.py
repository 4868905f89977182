"""Modules as an import leaves them, kept for the next files that one process checks.

A module is run by itself, in a run of its own, and kept if that touched nothing else: no other module's objects, no
settings, no limit.  Whoever imports it gets the same objects, which count as older than all of its own; what a run
changes in them is taken back when it ends.  A file's steps are counted as if it had run the module itself, so that what
is found hangs neither on what was checked before nor on whether anything was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shapelint.engine.budget import STEPS, BudgetSpent
from shapelint.engine.heap import Heap
from shapelint.engine.objects import Place, Scope
from shapelint.rules.values import older
from shapelint.source.program import Program

if TYPE_CHECKING:
    from shapelint.engine.modules import Modules
    from shapelint.engine.run import Run

IMPORT_STEPS: Final = 40_000  # for what one module does when it is imported, and those that it imports for that
_MOST: Final = 400


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A module that was run.

    needs: the files of those that were imported on the way; steps: that it took itself; reached: what ran.
    """

    program: Program
    scope: Scope
    needs: tuple[str, ...]
    steps: int
    reached: frozenset[Place]


class Shelf:
    """The modules that are kept, by file."""

    __slots__ = ("_busy", "_circular", "_kept", "_refused", "used")

    def __init__(self) -> None:
        self._kept: Final[dict[str, Kept]] = {}
        self._refused: Final[dict[str, Program]] = {}  # those that cannot be kept
        self._busy: Final[list[str]] = []  # those that are being run, each for the one before it
        self._circular: Final[set[str]] = set()
        self.used = True

    @property
    def kept(self) -> set[str]:
        """The files of the modules on it."""
        return set(self._kept)

    def imported(self, run: Run, program: Program) -> Scope | None:
        """The variables of a module that is kept, now imported in a run; None where the run must import it itself."""
        if run.modules is None or not (self.used and _is_ordinary(run)):
            return None
        kept = self._of(run.modules, program)
        return kept.scope if kept is not None and self._place(run, run.modules, kept) else None

    def _of(self, modules: Modules, program: Program) -> Kept | None:
        known = self._kept.get(program.file)
        if (known is not None and known.program is not program) or len(self._kept) > _MOST:
            self._kept.clear()  # a file has changed, and whatever imports it is not as it was
        elif known is not None:
            return known
        if program.file in self._busy:
            self._circular.update(self._busy)
            return None
        if self._refused.get(program.file) is program:
            return None
        made = self._run_alone(modules, program)
        if made is None:
            self._refused[program.file] = program
        else:
            self._kept[program.file] = made
        return made

    def _run_alone(self, modules: Modules, program: Program) -> Kept | None:
        from shapelint.engine.modules import run_module
        from shapelint.engine.run import Run

        self._busy.append(program.file)
        with older() as block:
            alone = Run("", modules=modules.of(program), heap=Heap(block))
            try:
                scope = run_module(alone, program)
                clean = _is_clean(alone) and program.file not in self._circular
            except (BudgetSpent, RecursionError):
                return None
            finally:
                alone.heap.give_back()
                self._busy.pop()
                self._circular.discard(program.file)
        needs = [self._kept.get(file) for file in alone.scopes if file != program.file]
        if not clean or None in needs:
            return None
        took = STEPS - alone.steps
        own = took - sum(each.steps for each in needs if each is not None)
        files = tuple(each.program.file for each in needs if each is not None)
        return Kept(program, scope, files, own, frozenset(alone.reached)) if took < IMPORT_STEPS else None

    def _place(self, run: Run, modules: Modules, kept: Kept) -> bool:
        """Import a module, and those that it needs, as if the run had run them; False where it would not end so."""
        every = [self._kept.get(file) for file in kept.needs]
        if None in every:
            return False
        whole = [*(each for each in every if each is not None), kept]
        if any(run.scopes.get(each.program.file, each.scope) is not each.scope for each in whole):
            return False  # the run has another of that name: the checked file itself, or one that it had to run
        new = [each for each in whole if each.program.file not in run.scopes]
        if any(modules.load(each.program.file) is not each.program for each in new):
            return False
        steps = sum(each.steps for each in new)
        if run.steps - steps < max(run.floor, run.steps - IMPORT_STEPS):
            return False
        run.steps -= steps
        for each in new:
            run.scopes[each.program.file] = each.scope
            run.reached |= each.reached
        return True

    @contextmanager
    def closed(self) -> Iterator[None]:
        """While every run imports everything itself."""
        self.used = False
        try:
            yield
        finally:
            self.used = True


def _is_ordinary(run: Run) -> bool:
    """Whether modules are to a run what they are to any other."""
    changed = run.heap.touched or bool(run.settings.slots)
    return not (changed or run.strict or run.journal is not None or run.trusting)


def _is_clean(run: Run) -> bool:
    """Whether running a module left nothing behind but the module."""
    within = not run.ended and not run.gaps.cut and run.modules is not None and not run.modules.limited
    return within and not (run.heap.touched or run.settings.slots or run.faults or run.recursions or run.asked)


SHELF: Final = Shelf()
