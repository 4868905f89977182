"""Calls that need not be run again: the same function, on the same arguments and facts, in the same state of all it
can reach.

A loop runs its body until nothing changes, and every turn calls the same models on the same shapes.  What a call gives
is kept where it leaves nothing behind: no change of an older object, no finding, no new symbol, no new fact, and
a result that nobody can change.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from shapelint.engine.objects import BoundFunction, ClassValue, Either, Function, Partial, Scope
from shapelint.engine.turns import without
from shapelint.rules.apply import Made
from shapelint.rules.form import Rule
from shapelint.rules.values import (
    External,
    Instance,
    Many,
    Method,
    Mutable,
    Named,
    SomeBool,
    SomeBytes,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    Version,
)
from shapelint.sizes import UNKNOWN, Dim, Shape, facts, moment

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_MOST_STATES: Final = 4  # of one function on the same arguments
_PLAIN: Final = (int, float, complex, str, bytes, bool, NoneType)
_SOME: Final = (SomeBool, SomeBytes, SomeInt, SomeNumber, SomeText, type(UNKNOWN))
_BY_VALUE: Final = (Dim, Shape, External, Version, *_SOME, type(Ellipsis))
_BY_IDENTITY: Final = (Rule, Function)
_FIXED: Final = (*_PLAIN, *_BY_VALUE, Rule)

Variable: TypeAlias = "tuple[Scope, str, Value]"
State: TypeAlias = "tuple[tuple[int, int], ...]"  # identity and stamp of every object


@dataclass(slots=True)
class Recorder:
    """What a call under way has read of the variables around it; objects made before it was `born` are not its own."""

    born: int
    outside: dict[tuple[int, str], Variable] = field(default_factory=dict)

    def read(self, scope: Scope, name: str, value: Value) -> None:
        """Note a variable of a scope that is older than the call."""
        if scope.born < self.born:
            self.outside[id(scope), name] = scope, name, value


@dataclass(frozen=True, slots=True)
class _Known:
    """A call that was run.

    state: of what its arguments reach; outside, around: the older variables that it read, and the state of what those
    reach; kept: what the identities in the states belong to.
    """

    state: State
    outside: tuple[Variable, ...]
    around: State
    kept: tuple[Value, ...]
    result: Value

    def holds(self, state: State) -> bool:
        """Whether the call would see what it saw."""
        if self.state != state or any(scope.slots.get(name) is not value for scope, name, value in self.outside):
            return False
        return not self.around or _state((value for *_, value in self.outside), []) == self.around


class _NoKey(Exception):
    """Something among the arguments that cannot be compared."""


class Memory:
    """The calls of one analysis."""

    __slots__ = ("_known", "recorders")

    def __init__(self) -> None:
        self._known: Final[dict[Hashable, list[_Known]]] = {}
        self.recorders: Final[list[Recorder]] = []

    def call(self, run: Run, function: Function, scope: Scope, body: Callable[[], Value]) -> Value:
        """What `body` returns, the function's own statements with its parameters bound in `scope`."""
        roots: list[Mutable] = []
        try:
            given = tuple((name, _key(value, roots)) for name, value in scope.slots.items())
        except _NoKey:
            return self._recorded(run, scope, body)[0]
        entered = tuple(each.born for each in run.entered)
        settings = (*run.settings.slots.items(), *run.files.slots.items())
        key = (id(function.node), id(function.scope), given, facts.fingerprint(), entered, settings)
        kept: list[Value] = [function, *scope.slots.values()]
        state = _state(roots, kept)
        for known in self._known.get(key, ()):
            if known.holds(state):
                self._note(known.outside)
                return known.result
        result, outside = self._recorded(run, scope, body)
        if outside is not None:
            around = _state((value for *_, value in outside), kept)
            self._keep(key, _Known(state, outside, around, tuple(kept), result))
        return result

    def read(self, scope: Scope, name: str, value: Value) -> None:
        """A variable was read."""
        if self.recorders:
            self.recorders[-1].read(scope, name, value)

    def _keep(self, key: Hashable, known: _Known) -> None:
        states = self._known.setdefault(key, [])
        if len(states) == _MOST_STATES:
            del states[0]
        states.append(known)

    def _note(self, outside: Iterable[Variable]) -> None:
        if self.recorders:
            for scope, name, value in outside:
                self.recorders[-1].read(scope, name, value)

    def _recorded(self, run: Run, scope: Scope, body: Callable[[], Value]) -> tuple[Value, tuple[Variable, ...] | None]:
        """Run a body; what it read of older variables, None where the call left more behind than its result."""
        recorder = Recorder(scope.born)
        attempts, since, known = run.attempts, moment(), facts.fingerprint()
        mark = run.heap.mark()
        self.recorders.append(recorder)
        try:
            result = body()
        finally:
            self.recorders.pop()
            self._note(recorder.outside.values())
        clean = attempts == run.attempts and not run.heap.changed(mark, recorder.born) and _is_fixed(result)
        # Symbols that the call has made for itself are no harm as long as nothing that is left speaks of them.
        clean = clean and (since == moment() or without(since, result) is result)
        clean = clean and not facts.learnt_of_old(since, known)
        return result, tuple(recorder.outside.values()) if clean else None


def _is_fixed(value: Value) -> bool:
    """Whether a value is one that nobody can change, and so may be given out again."""
    if isinstance(value, tuple):
        return all(map(_is_fixed, value))
    if isinstance(value, Either):
        return all(map(_is_fixed, value.options))
    if isinstance(value, Tensor):
        return value.content is None or _is_fixed(value.content)
    return isinstance(value, _FIXED)


def _key(value: Value, roots: list[Mutable]) -> Hashable:
    """What two arguments have in common that are the same to a function; objects are added to `roots`."""
    if isinstance(value, _PLAIN):
        return type(value), value
    if isinstance(value, Tensor):
        return replace(value, content=None, flow=None), _key(value.content, roots), id(value.flow)
    if isinstance(value, tuple):
        return type(value), getattr(value, "fields", None), tuple(_key(item, roots) for item in value)
    if isinstance(value, Either):
        return Either, tuple(_key(option, roots) for option in value.options)
    if isinstance(value, Mutable):
        roots.append(value)
        return id(value)
    if isinstance(value, _BY_VALUE):
        return value
    if isinstance(value, _BY_IDENTITY):
        return id(value)
    raise _NoKey


def _state(roots: Iterable[Value], kept: list[Value]) -> State:
    """The stamps of all objects that can be reached from some; they are added to `kept`."""
    seen: dict[int, int] = {}
    queue: list[Value] = list(roots)
    while queue:
        value = queue.pop()
        if isinstance(value, Mutable):
            if id(value) in seen or isinstance(value, Scope):
                continue
            seen[id(value)] = value.stamp
            kept.append(value)
            queue.extend(value.slots.values())
        parts = _PARTS.get(type(value))
        if parts is not None:
            queue.extend(parts(value))
    return tuple(seen.items())


_PARTS: Final[Mapping[type, Callable[[Any], Iterable[Value]]]] = {
    tuple: lambda value: value,
    Named: lambda value: value,
    dict: lambda value: value.values(),
    Many: lambda value: (value.each,),
    Made: lambda value: value.args.values(),
    Instance: lambda value: (value.cls,),
    ClassValue: lambda value: value.bases,
    BoundFunction: lambda value: (value.self,),
    Method: lambda value: (value.self,),
    Either: lambda value: value.options,
    Partial: lambda value: (value.callee, *value.args.positional, *value.args.keywords.values()),
}
