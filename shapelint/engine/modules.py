"""Other files of the project: an import is only noted, and followed when what it names is first used."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from shapelint.engine.budget import BudgetSpent
from shapelint.engine.joins import ABSENT
from shapelint.engine.objects import Frame, Scope
from shapelint.engine.shared_state import loosen
from shapelint.engine.shelf import IMPORT_STEPS, SHELF
from shapelint.rules.values import REST, UNKNOWN, DictValue, External, Instance, ListValue, Value
from shapelint.sizes import facts
from shapelint.source.program import Program

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_CHAIN: Final = 12  # re-exports of re-exports


class Modules(Protocol):
    """Where the files of a project come from."""

    def program(self, module: str, level: int, file: str) -> Program | None:
        """The module that an import in `file` names, None where it is none of the project."""

    def read(self, file: str) -> Program | None:
        """The program of a file that was imported."""

    def load(self, file: str) -> Program | None:
        """The program of a file that another one imports; None where there is none, or too much was read."""

    def of(self, program: Program) -> Modules:
        """The files as they are seen from one of them."""

    def described(self, file: str) -> bool:
        """Whether a file is our own description of a library."""

    @property
    def limited(self) -> bool:
        """Whether a file was not read because there are too many."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """What an import has bound and nobody has used yet: a module, or a name of it."""

    module: str
    level: int
    name: str | None
    file: str

    @property
    def external(self) -> Value:
        """What it is where the project has no such file."""
        from shapelint.engine.attributes import external

        full = "." * self.level + self.module
        name = full if self.name is None else f"{full}.{self.name}"
        return External(name) if self.level or self.name is None else external(name)


def resolve(run: Run, value: Value) -> Value:
    """A variable's value, with the import behind it followed."""
    for _ in range(_CHAIN):
        if not isinstance(value, Deferred):
            return value
        value = _followed(run, value)
    return UNKNOWN


def _followed(run: Run, deferred: Deferred) -> Value:
    scope = module(run, deferred.module, deferred.level, deferred.file)
    if deferred.name is None:
        if scope is None:
            _note_unknown(run, deferred)
        return deferred.external if scope is None else scope
    found = ABSENT if scope is None else scope.slots.get(deferred.name, ABSENT)
    if found is not ABSENT and found != deferred:  # `from . import x` in `__init__.py` names what it binds
        return found
    name = f"{deferred.module}.{deferred.name}" if deferred.module else deferred.name
    below = module(run, name, deferred.level, deferred.file)
    if below is not None:
        return below
    found = deferred.external if scope is None else _left_out(run, scope, deferred.name)
    if found is not UNKNOWN:
        _note_unknown(run, deferred)
    return found


def _note_unknown(run: Run, deferred: Deferred) -> None:
    """A module that is neither one of the project's, nor Python's own, nor one that has rules."""
    root = deferred.module.partition(".")[0]
    if deferred.file == run.file and (deferred.level or root not in sys.stdlib_module_names):
        run.gaps.imports.add("." * deferred.level + (deferred.module if deferred.level else root))


def member(run: Run, scope: Scope, name: str) -> Value:
    """An attribute of a module: what it binds, or a module below it; UNKNOWN where neither is known."""
    if name in scope.slots:
        run.memory.read(scope, name, scope.slots[name])
        return scope.slots[name]
    below = module(run, name, 1, scope.file) if scope.file.endswith("__init__.py") else None
    return _left_out(run, scope, name) if below is None else below


def _left_out(run: Run, scope: Scope, name: str) -> Value:
    """What a module does not bind: in the description of a library it is one of the library's, without a rule."""
    from shapelint.engine.attributes import external

    program = None if run.modules is None else run.modules.read(scope.file)
    return external(f"{program.library}.{name}") if program is not None and program.library else UNKNOWN


def module(run: Run, name: str, level: int, file: str) -> Scope | None:
    """The variables of a module of the project, once it has been run; None where there is none of that name.

    Libraries that are described count as well.
    """
    program = None if run.modules is None else run.modules.program(name, level, file)
    if program is None:
        return None
    known = run.scopes.get(program.file)
    if known is not None:
        return known
    found = SHELF.imported(run, program) or run_module(run, program)
    if run.alone:
        loosen(run, found, program)
    return found


def run_module(run: Run, program: Program) -> Scope:
    """Run a module as an import does.  What is wrong in it is told where it is checked itself."""
    from shapelint.engine.statements import execute_block

    scope = run.scopes[program.file] = Scope("module", None, program.file)
    name = program.library or program.file
    scope.slots.update({"__name__": name, "__file__": program.file, "__doc__": program.doc})
    mark, floor, known = run.heap.mark(), run.floor, facts.mark()
    run.floor = max(floor, run.steps - IMPORT_STEPS)
    run.frames.append(Frame(scope, returns=mark, forks=len(run.forks), rooted=True))
    try:
        with run.silent():
            execute_block(run, run.frames[-1], program.body)
    except BudgetSpent:
        if run.steps <= floor:
            raise
    finally:
        run.frames.pop()
        run.floor = floor
        facts.undo(known)
        run.heap.settle(mark)
    return scope


def run_pending(run: Run) -> bool:
    """Follow every import that is only noted so far, for a module may fill what another one holds; whether any was.

    `from . import encoders` may do no more than to let the classes there register themselves.
    """
    before = len(run.scopes)
    for scope in [each for file, each in run.scopes.items() if run.modules and not run.modules.described(file)]:
        for value in [each for each in scope.slots.values() if isinstance(each, Deferred)]:
            resolve(run, value)
    return len(run.scopes) > before


def held(run: Run, owner: DictValue, key: Value) -> bool:
    """Whether a dict has a key, once the modules that may put it there were run."""
    if key in owner.slots or REST in owner.slots or not _is_shared(run, owner):
        return key in owner.slots
    return run_pending(run) and held(run, owner, key)


def _is_shared(run: Run, owner: DictValue) -> bool:
    """Whether another module keeps the dict, by itself or in an object: a registry."""
    kept = [value for scope in run.scopes.values() if scope.file != run.file for value in scope.slots.values()]
    kept += [value for each in kept if isinstance(each, Instance) for value in each.slots.values()]
    return any(value is owner for value in kept)


def star(run: Run, scope: Scope) -> dict[str, Value]:
    """What `from module import *` brings."""
    listed = scope.slots.get("__all__")
    items = listed.items if isinstance(listed, ListValue) else listed
    if isinstance(items, tuple) and all(isinstance(item, str) for item in items):
        return {name: member(run, scope, name) for name in items}
    return {name: value for name, value in scope.slots.items() if not name.startswith(("_", "#"))}
