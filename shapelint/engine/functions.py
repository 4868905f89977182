"""Calling the program's own functions and making instances of its own classes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from shapelint.engine.budget import DEPTH
from shapelint.engine.contracts import Contract, enter
from shapelint.engine.doubt import tells_sizes
from shapelint.engine.heap import Mark
from shapelint.engine.joins import join_all
from shapelint.engine.objects import Exit, Frame, Function, Scope
from shapelint.engine.remarks import remarked
from shapelint.engine.walk import walk
from shapelint.rules.binding import Args, BadCall, bind
from shapelint.rules.form import REQUIRED, Param
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    UNKNOWN_SHAPE,
    DictValue,
    Instance,
    ListValue,
    Many,
    Value,
    items_of,
)
from shapelint.sizes import facts
from shapelint.source.program import Const, Do, FunctionDef, Lambda, While
from shapelint.source.program import Param as ParamNode

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_RECURSION: Final = 3  # calls of one function within itself that are followed
_COUNTED: Final = 40  # likewise, where a known number becomes another one with every call, or the object does
_MOST_COUNTED: Final = 2000  # such calls in one file: a function that calls itself twice has many
_DEAR: Final = 5  # as many count for one where no other object is gone to


def params_of(function: Function) -> tuple[Param, ...]:
    """The signature, with the defaults as they were evaluated."""
    return tuple(
        Param(node.name, node.kind, function.defaults.get(node.name, REQUIRED)) for node in function.node.params
    )


def call_function(run: Run, function: Function, args: Args, receiver: Value = None, *, alone: bool = False) -> Value:
    """What the call returns: the join over its returns; UNKNOWN beyond the bounds of depth and recursion.

    alone: the function is looked at by itself, so that there is no caller whose knowledge might not fit together.
    """
    running = [frame for frame in run.frames if frame.function is not None and frame.function.node is function.node]
    if run.alone and receiver is not None and _is_left_open(function):
        return UNKNOWN
    if run.depth >= DEPTH:
        run.gaps.deep[function.place] = function.full_name
        return UNKNOWN
    try:
        bound = bind(params_of(function), args)
    except BadCall:
        return UNKNOWN
    if len(running) >= _RECURSION and not _gets_on(run, running, bound, receiver):
        run.gaps.deep[function.place] = function.full_name
        return UNKNOWN
    contract = enter(run, function, bound)
    for node in function.node.params:
        if node.note is not None:
            bound[node.name] = remarked(run, Frame(function.scope, function), node.at, node.note, bound[node.name])
    scope = Scope("function", function.scope, function.scope.file)
    scope.settled = function.place in run.settled
    for node in function.node.params:
        if bound[node.name] is UNKNOWN:  # so that what other callers give is not said of all
            run.record(scope, node.name, UNKNOWN_SHAPE, node.at)
        run.bind(scope, node.name, _parameter(node, bound[node.name], args.open), node.at)
    rooted = alone or (bool(run.frames) and run.frames[-1].rooted and not tells_sizes(args))

    def body() -> Value:
        return run_body(run, function, scope, receiver, contract, rooted=rooted)

    # What a recursion returns depends on how deep it is already, and a generator is not run to its end.
    if running or (isinstance(function.node, FunctionDef) and function.node.generator):
        return body()
    return run.memory.call(run, function, scope, body)


def _is_left_open(function: Function) -> bool:
    """Whether a method does nothing, so that it may be meant for subclasses to define."""
    body = function.node.body if isinstance(function.node, FunctionDef) else None
    return body is not None and all(isinstance(each, Do) and isinstance(each.value, Const) for each in body)


def _gets_on(run: Run, running: list[Frame], bound: dict[str, Value], receiver: Value) -> bool:
    """Whether a recursion gets nearer to its end: `build(depth - 1)`, `self.inner(x)`, `detach(part)`."""
    outer = running[-1].scope.slots
    made = running[-1].function is not None and running[-1].function.name == "__init__"
    another = receiver is not None and not made and all(frame.self is not receiver for frame in running)
    others = any(
        isinstance(value, Instance) and all(frame.scope.slots.get(name) is not value for frame in running)
        for name, value in bound.items()
    )
    changed = another or others or any(_is_less(value, outer.get(name)) for name, value in bound.items())
    if changed:
        run.recursions += 1 if others else _DEAR
    return changed and len(running) < _COUNTED and run.recursions < _MOST_COUNTED


def _is_less(value: Value, outer: Value) -> bool:
    """Whether an argument is another number than before, or a part of what was there."""
    if type(value) is int and type(outer) is int:
        return value != outer
    parts = outer.slots.values() if isinstance(outer, DictValue) else items_of(outer) or ()
    return (
        value is not None and isinstance(outer, tuple | ListValue | DictValue) and any(part is value for part in parts)
    )


def _parameter(node: ParamNode, value: Value, more: bool) -> Value:
    if node.kind == "double_star" and isinstance(value, dict):
        return DictValue({**value, REST: UNKNOWN} if more else dict(value))
    return value


def run_body(
    run: Run, function: Function, scope: Scope, receiver: Value, contract: Contract | None, *, rooted: bool
) -> Value:
    """Run a function whose parameters are bound in `scope`."""
    frame = Frame(scope, function, receiver, returns=run.heap.mark(), forks=len(run.forks), rooted=rooted)
    frame.contract, frame.steady = contract, len(run.forks)
    run.reached.add(function.place)
    run.depth += 1
    run.frames.append(frame)
    try:
        return _returned(run, function, frame)
    finally:
        run.frames.pop()
        run.depth -= 1


def _returned(run: Run, function: Function, frame: Frame) -> Value:
    from shapelint.engine.expressions import evaluate
    from shapelint.engine.statements import execute_block

    if isinstance(function.node, Lambda):
        return evaluate(run, frame, function.node.body)
    known = facts.mark()
    live = execute_block(run, frame, function.node.body)
    leave(run, frame, "return", 0, frame.returns, live)
    values = [exit.value for exit in frame.exits if exit.kind == "return"]
    if len(values) + live > 1 or function.node.generator:  # nobody need go through what is yielded
        facts.undo(known)
    if function.node.generator:
        each = join_all(tuple(frame.yields)) if frame.yields else UNKNOWN
        if frame.yields and not live and not values and _turns_for_ever(function.node):
            return Many(each, endless=True)
        fresh = tuple(frame.yields) if frame.orderly and not frame.exits else None
        return Many(each, fresh=fresh, whole=UNKNOWN if frame.exits else frame.yielded)
    if live:
        values.append(None)
    return join_all(tuple(values), frame.returns[1])


def _turns_for_ever(function: FunctionDef) -> bool:
    """Whether a generator has a loop that nothing ends but itself: `while True:`."""
    return any(isinstance(each, While) and isinstance(each.test, Const) for each in walk(function.body))


def _taken(frame: Frame, kind: str, level: int) -> list[Exit]:
    return [exit for exit in frame.exits if exit.kind == kind and exit.level == level]


def leaves(frame: Frame, kind: str, level: int) -> bool:
    """Whether an exit of that kind was taken on some path."""
    return bool(_taken(frame, kind, level))


@contextmanager
def aside(frame: Frame, kind: str, level: int) -> Iterator[None]:
    """While an `else` runs: the exits of its loop are not those of loops in it, around which as many stand."""
    kept = _taken(frame, kind, level)
    frame.exits[:] = [exit for exit in frame.exits if not any(exit is each for each in kept)]
    yield
    frame.exits.extend(kept)


def leave(run: Run, frame: Frame, kind: str, level: int, mark: Mark, live: bool) -> bool:
    """Join the states of every exit of that kind with the state that falls through; whether anything arrives.

    level: how many loops stood around the exit; mark: the state of the heap from which the exits count their changes.
    """
    exits = _taken(frame, kind, level)
    if not exits:
        return live
    if kind != "return":
        frame.exits[:] = [exit for exit in frame.exits if not any(exit is each for each in exits)]
    deltas = [exit.delta for exit in exits if exit.delta is not None]
    if live or len(deltas) < len(exits):
        if not deltas:
            return True
        deltas.append(run.heap.take(mark))
    else:
        for other in frame.exits:  # what was left by another way on the path that is taken back now
            if other.delta is None and not any(other is each for each in exits):
                other.delta = run.heap.delta(frame.returns if other.kind == "return" else frame.loops[other.level - 1])
        run.heap.undo(mark)
    run.heap.merge(deltas, mark)
    return True
