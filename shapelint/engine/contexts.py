"""`with`: what stands in it, and what its context managers change before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapelint.engine.calling_back import called_back
from shapelint.engine.heap import Delta
from shapelint.engine.joins import ABSENT, vague
from shapelint.engine.objects import Either, Exit, Frame
from shapelint.engine.targets import assign
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, External, Instance, Many, Mutable, Value, items_of
from shapelint.sizes import facts
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_EXPECTING = ("raises", "suppress", "assertRaises", "assertRaisesRegex", "assert_raises")
_Loose = list[tuple[Mutable, Value, Value, Value]]  # an object, a slot, what is there meanwhile, and what was


def execute_with(run: Run, frame: Frame, node: p.With) -> bool:
    """`with`: what stands in `pytest.raises(…)` is expected to fail and is silent."""
    from shapelint.engine.statements import execute_block

    before, exits = len(run.entered), len(frame.exits)
    failing = any(_expects_failure(context) for context, _ in node.items)
    managers = [_opened(run, frame, item) for item in node.items]
    known = facts.mark()
    try:
        if not failing:
            live = execute_block(run, frame, node.body)
            if not all(map(_passes_on, managers)):
                facts.undo(known)
        else:
            with run.heap.watched() as written, run.silent():
                execute_block(run, frame, node.body)
            run.heap.meet(written)
            live = True
    finally:
        del run.entered[before:]
    for value, loose, opening in reversed(managers):
        _closed(run, value, loose, opening, frame.exits[exits:])
    return live


def _opened(run: Run, frame: Frame, item: tuple[p.Expr, p.Expr | None]) -> tuple[Value, _Loose, Delta]:
    """Enter one of them: what it is, what a generator leaves open, and what `__enter__` changes."""
    from shapelint.engine.expressions import evaluate

    context, target = item
    made = run.heap.mark()
    value = evaluate(run, frame, context)
    loose = _loosened(run, run.heap.delta(made)) if isinstance(value, tuple | Many) else []
    opening = run.heap.mark()
    inside = _entered(run, value)
    called_back(run, value)
    changed = run.heap.delta(opening)
    if target is not None:
        assign(run, frame, target, inside)
    run.entered.extend(_scopes(value))
    return value, loose, changed


def _loosened(run: Run, changed: Delta) -> _Loose:
    """What a generator changes that is a context manager: it has run to its end, and nobody knows how far it is."""
    found: _Loose = []
    for owner, slot, now in changed.values():
        if now is not ABSENT:
            meanwhile = vague(now)
            run.heap.write(owner, slot, meanwhile)
            found.append((owner, slot, meanwhile, now))
    return found


def _closed(run: Run, value: Value, loose: _Loose, opening: Delta, exits: list[Exit]) -> None:
    """Leave one of them; on paths that have left already, what `__enter__` changed is not known."""
    for owner, slot, meanwhile, now in loose:
        if owner.slots.get(slot) is meanwhile:
            run.heap.write(owner, slot, now)
    for each in exits:
        if each.delta is not None:
            each.delta.update({key: (owner, slot, vague(now)) for key, (owner, slot, now) in opening.items()})
    own = run.user_method(value, "__exit__")
    if own is not None:
        run.call(own, (None, None, None))
    called_back(run, value)


def _passes_on(manager: tuple[Value, _Loose, Delta]) -> bool:
    """Whether what is raised inside certainly gets out, as it does of what frameworks have."""
    value = manager[0]
    return isinstance(value, Instance) and isinstance(value.cls, Rule)


def _scopes(value: Value) -> Iterator[Instance]:
    """What says something about the calls inside; of one of several a thing of its kind of which nothing is known."""
    if isinstance(value, Either):
        kinds = {scope.cls.name: scope.cls for each in value.options for scope in _scopes(each)}
        yield from map(Instance, kinds.values())
    elif isinstance(value, Instance) and isinstance(value.cls, Rule) and value.cls.scope:
        yield value


def _expects_failure(context: p.Expr) -> bool:
    func = context.func if isinstance(context, p.Call) else None
    name = func.name if isinstance(func, p.Attr) else func.id if isinstance(func, p.Name) else ""
    return name in _EXPECTING


def _entered(run: Run, value: Value) -> Value:
    own = run.user_method(value, "__enter__")
    if own is not None:
        return run.call(own)
    if isinstance(value, tuple | Many):  # of a generator that is made a context manager
        items = items_of(value)
        return items[0] if items else value.each if isinstance(value, Many) else UNKNOWN
    if isinstance(value, Instance) and isinstance(value.cls, External):
        own = run.get(value, "__enter__")
        return value if own is UNKNOWN else run.call(own)
    return UNKNOWN if isinstance(value, External) else value
