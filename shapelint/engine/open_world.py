"""What the module's own code never reached: each function and class by itself, with unknown arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapelint.engine import functions
from shapelint.engine.objects import BoundFunction, ClassValue, Descriptor, Function, Scope
from shapelint.rules.binding import Args
from shapelint.rules.values import UNKNOWN, Value
from shapelint.sizes import facts, symbol
from shapelint.source.program import Param, Program

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def explore(run: Run, program: Program, scope: Scope) -> None:
    """Analyse every function and class of the module that no call has reached."""
    for value in list(scope.slots.values()):
        if isinstance(value, ClassValue) and value.scope.file == program.file:
            _class(run, value)
        elif isinstance(value, Function) and value.node.at not in run.reached:
            _alone(run, lambda value=value: functions.call_function(run, value, _unknown_args(value, ())))


def _alone(run: Run, action: object) -> None:
    """Run something that leaves no trace in the heap or the facts."""
    mark, known = run.heap.mark(), facts.mark()
    assert callable(action)
    action()
    run.heap.undo(mark)
    facts.undo(known)


def _class(run: Run, cls: ClassValue) -> None:
    """An instance of its own, then every method that was not reached."""
    methods = [value for value in _functions(cls) if value.node.at not in run.reached]
    if not methods:
        return

    def go() -> None:
        own = next(
            (c.slots["__init__"] for c in cls.order if isinstance(c, ClassValue) and "__init__" in c.slots), None
        )
        given = _unknown_args(own, (UNKNOWN,)) if isinstance(own, Function) else Args()
        instance = functions.instantiate(run, cls, Args(given.positional[1:], given.keywords, given.open))
        for method in methods:
            if method.node.at not in run.reached:
                run.call(BoundFunction(method, instance), (), dict(_unknown_args(method, (instance,)).keywords))

    _alone(run, go)


def _functions(cls: ClassValue) -> list[Function]:
    found = []
    for value in cls.slots.values():
        if isinstance(value, Descriptor) and value.kind == "property":
            found.append(value.function)
        elif isinstance(value, Function):
            found.append(value)
    return found


def _unknown_args(function: Function, first: tuple[Value, ...]) -> Args:
    """Arguments of which nothing is known but their names; parameters with a default keep it."""
    keywords: dict[str, Value] = {}
    for param in function.node.params[len(first) :]:
        if param.kind in ("plain", "keyword"):
            keywords[param.name] = _unknown(function, param)
    return Args(first, keywords)


def _unknown(function: Function, param: Param) -> Value:
    """A parameter without a call: in a constructor a symbol of its name, unless it has a default; else unknown."""
    if function.name == "__init__" and param.default is None:
        return symbol(f"{param.name}@{param.at}", show=param.name, soft=True)
    return UNKNOWN
