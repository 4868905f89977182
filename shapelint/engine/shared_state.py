"""Variables of modules that functions change: whoever calls a function by itself may have changed them before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from shapelint.engine.objects import Scope
from shapelint.engine.walk import FILLING, targets_of, walk
from shapelint.rules.values import REST, UNKNOWN, DictValue, ListValue, Many
from shapelint.source.program import Attr, Call, FunctionDef, Item, Name, Node, Outer, Program

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_MOST: Final = 1000  # programs of which it is kept


class Changed(NamedTuple):
    """The variables of a module that its functions put items into, and those that they give other values."""

    filled: set[str]
    rebound: set[str]


_KEPT: Final[dict[int, tuple[Program, Changed]]] = {}


def loosen(run: Run, scope: Scope, program: Program | None) -> None:
    """Forget of the variables of a module what its functions may have changed, for good."""
    if program is None or program.library:
        return
    mark, changed = run.heap.mark(), _changed(program)
    for name in changed.filled:
        value = scope.slots.get(name)
        if isinstance(value, ListValue) and value.items != Many(UNKNOWN):
            run.heap.write(value, "items", Many(UNKNOWN))
        elif isinstance(value, DictValue) and REST not in value.slots:
            run.heap.write(value, REST, UNKNOWN)
    for name in changed.rebound & scope.slots.keys():
        if scope.slots[name] is not UNKNOWN:
            run.heap.write(scope, name, UNKNOWN)
    run.heap.settle(mark)


def _changed(program: Program) -> Changed:
    kept = _KEPT.get(id(program))
    if kept is not None and kept[0] is program:
        return kept[1]
    if len(_KEPT) >= _MOST:
        _KEPT.clear()
    found = Changed(set(), set())
    for function in walk(program.body):
        if isinstance(function, FunctionDef):
            _look_through(function, found)
    _KEPT[id(program)] = program, found
    return found


def _look_through(function: FunctionDef, found: Changed) -> None:
    """Add what one function changes of the module's variables."""
    nodes = list(walk(function.body))
    shared, bound = set(_global(nodes)), {name for node in nodes for name in _bound(node)}
    found.rebound.update(bound & shared)
    own = (bound | {param.name for param in function.params}) - shared
    found.filled.update(each.id for node in nodes for each in filled(node) if each.id not in own)


def filled(node: Node) -> Iterator[Name]:
    """The variables into which a node puts items: `x.append(…)`, `x[…] = …`."""
    owners = [target.value for target in targets_of(node) if isinstance(target, Item)]
    if isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name in FILLING:
        owners.append(node.func.value)
    yield from (owner for owner in owners if isinstance(owner, Name))


def _global(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Outer) and node.kind == "global":
            yield from node.names


def _bound(node: Node) -> Iterator[str]:
    """The variables that a statement gives values, in part of a row as well."""
    for target in targets_of(node):
        if not isinstance(target, Item | Attr):
            yield from (part.id for part in walk(target) if isinstance(part, Name))
