"""What the module's own code never reached: each function and class by itself, with unknown arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from shapelint.engine import functions, instances
from shapelint.engine.budget import BudgetSpent
from shapelint.engine.contracts import hints_of
from shapelint.engine.forgetting import forget_mode
from shapelint.engine.objects import BoundFunction, ClassValue, Descriptor, Function, Place, Scope
from shapelint.engine.run import Reports, Run
from shapelint.engine.settings import settings
from shapelint.engine.shared_state import loosen
from shapelint.engine.walk import assigned_attributes, filled_attributes, switched_attributes, walk
from shapelint.rules.binding import Args
from shapelint.rules.form import REQUIRED
from shapelint.rules.values import UNKNOWN, DictValue, Instance, ListValue, Value, items_of
from shapelint.sizes import facts, fresh
from shapelint.source.program import Call, Name, Param, Program

_STEPS: Final = 60_000  # for one function or class of a file, so that none takes what the others need


def explore(run: Run, program: Program, scope: Scope) -> None:
    """Analyse every function and class of the module that no call has reached."""
    run.alone, run.switched = True, switched_attributes(program.body)
    reached = frozenset(run.reached)
    for each in tuple(run.handed):
        _handed(run, each)
    run.settled = reached
    loosen(run, scope, program)
    for file, imported in run.scopes.items():
        loosen(run, imported, None if run.modules is None else run.modules.read(file))
    made = _made_with_arguments(program)
    for value in list(scope.slots.values()):
        if isinstance(value, ClassValue) and value.scope.file == program.file:
            _class(run, value, value.name in made)
        elif isinstance(value, Function) and _open(run, value):
            _alone(run, partial(functions.call_function, run, value, _unknown_args(run, value, ()), alone=True))


def _handed(run: Run, handed: Function | BoundFunction) -> None:
    """A function that someone else may call: what it calls in turn is not settled by the program's own calls."""
    function = handed.function if isinstance(handed, BoundFunction) else handed
    receiver = handed.self if isinstance(handed, BoundFunction) else None
    if function.place not in run.reached:
        given = _unknown_args(run, function, () if receiver is None else (receiver,))
        _alone(run, partial(functions.call_function, run, function, given, receiver, alone=True))


def _open(run: Run, function: Function) -> bool:
    """Whether a function was not reached, or not in a way that lets a finding in it be certain."""
    return function.place not in run.reached or function.place in run.doubted


def _alone(run: Run, action: Callable[[], object]) -> None:
    """Run something that leaves no trace in the heap or the facts."""
    mark, known, floor = run.heap.mark(), facts.mark(), run.floor
    run.floor = max(floor, run.steps - _STEPS)
    try:
        action()
    except BudgetSpent:
        if run.steps <= floor:
            raise
    finally:
        run.floor = floor
        run.heap.undo(mark)
        facts.undo(known)


def _made_with_arguments(program: Program) -> set[str]:
    """The names that the file calls with arguments."""
    calls = (each for each in walk(program.body) if isinstance(each, Call) and each.args)
    return {call.func.id for call in calls if isinstance(call.func, Name)}


def _class(run: Run, cls: ClassValue, made_otherwise: bool) -> None:
    """An instance of its own, then every method that was not reached, each from the state after construction.

    made_otherwise: whether its file makes some with other arguments than its own defaults, which may never be used.
    """
    if not any(_open(run, value) for value in _functions(cls)):
        return
    reached, given = set(run.reached), _constructor_args(run, cls)
    if given != Args():
        found = _tried(run, cls, given)
    else:
        with _unsaid(run):
            found = _tried(run, cls, given)
            after, run.reached = run.reached, set(reached)
            if found and made_otherwise:
                found = _still(found, _tried(run, cls, _named_args(run, cls, least=1)))
            elif found and (names := _placeholders(cls)):
                found = _still(found, _tried(run, cls, Args((), dict.fromkeys(names, UNKNOWN))))
        if run.stating:
            run.reached = reached
            _tried(run, cls, _named_args(run, cls))
        run.reached |= after
    for report in found:
        run.record_report(report)


@contextmanager
def _unsaid(run: Run) -> Iterator[None]:
    """While something is tried with defaults, of which other callers may know nothing: no shape is noted of it."""
    bound = run.bindings()
    try:
        yield
    finally:
        run.bound = bound


def _tried(run: Run, cls: ClassValue, given: Args) -> Reports:
    """What is found in a class whose constructor gets these arguments."""
    with run.captured() as found:
        _alone(run, lambda: _methods(run, cls, given))
    return found


def _still(found: Reports, again: Reports) -> Reports:
    """Those that another try finds, too."""
    places = {(report.code, report.file, report.at) for report in again}
    return [report for report in found if (report.code, report.file, report.at) in places]


def _placeholders(cls: ClassValue) -> list[str]:
    """The parameters of a constructor that are None, empty or below 0 by default: those may stand for what every caller
    has to give.
    """
    own = _constructor(cls)
    given = () if own is None else [(each.name, own.defaults.get(each.name, REQUIRED)) for each in own.node.params[1:]]
    return [name for name, default in given if default is None or _is_negative(default) or _is_empty(default)]


def _is_negative(value: Value) -> bool:
    return isinstance(value, int) and value < 0


def _is_empty(value: Value) -> bool:
    return value.slots == {} if isinstance(value, DictValue) else items_of(value) == ()


def _methods(run: Run, cls: ClassValue, given: Args) -> None:
    before = set(run.reached)
    instance = instances.instantiate(run, cls, given)
    if not isinstance(instance, Instance):  # its `__new__` or its metaclass gives something else
        instance = Instance(cls, run.site)
    for each in _with_parts(instance):
        _loosen(run, each, run.reached - before)
    for entry, name in _of_classes(cls, run.reached - before):
        run.heap.write(entry, name, UNKNOWN)
    forget_mode(run, instance)
    for method in _functions(cls):
        if _open(run, method) and method.node.params:
            given = _unknown_args(run, method, (instance,))
            _alone(run, partial(functions.call_function, run, method, given, instance, alone=True))


def _with_parts(instance: Instance) -> Iterator[Instance]:
    """An object and the objects of the program's classes that it holds, as far as attributes lead to them."""
    queue, seen = [instance], {id(instance)}
    while queue:
        found = queue.pop()
        yield found
        for part in found.slots.values():
            if isinstance(part, Instance) and isinstance(part.cls, ClassValue) and id(part) not in seen:
                seen.add(id(part))
                queue.append(part)


def _loosen(run: Run, instance: Instance, constructing: set[Place]) -> None:
    """Forget of an object what its methods may have changed by the time that one of them is called."""
    if not isinstance(instance.cls, ClassValue):
        return
    changed, filled = _changed_later(instance.cls, constructing)
    for name in changed | filled:
        if (name in changed and name in instance.slots) or _holds_items(run, instance.slots.get(name)):
            run.heap.write(instance, name, UNKNOWN)


def _holds_items(run: Run, value: Value) -> bool:
    return isinstance(value, ListValue | DictValue) or any(run.is_a(value, name) for name in _CONTAINERS)


_CONTAINERS: Final = tuple(
    f"torch.nn.{name}" for name in ("ModuleList", "ModuleDict", "Sequential", "ParameterList", "ParameterDict")
)


def _changed_later(cls: ClassValue, constructing: set[Place]) -> tuple[set[str], set[str]]:
    """The attributes that a method may have given another value by the time that one is called, or has put items into.

    constructing: functions that ran while the instance was made; what those without arguments assign stays as it is,
    and what they put into containers.
    """
    found: set[str] = set()
    filled: set[str] = set()
    for entry in cls.order:
        for method in _functions(entry) if isinstance(entry, ClassValue) else ():
            params = method.node.params
            helper = method.place in constructing and len(params) == 1
            if params and method.name != "__init__" and not helper:
                found |= assigned_attributes(method.node, params[0].name)
            if params and method.place not in constructing:
                filled |= filled_attributes(method.node, params[0].name)
    return found, filled


def _of_classes(cls: ClassValue, constructing: set[Place]) -> Iterator[tuple[ClassValue, str]]:
    """The attributes of a class and its bases that a class method may have given another value by then."""
    entries = [entry for entry in cls.order if isinstance(entry, ClassValue)]
    methods = [value.function for entry in entries for value in entry.slots.values() if _is_class_method(value)]
    for method in methods:
        if method.place not in constructing and method.node.params:
            for name in assigned_attributes(method.node, method.node.params[0].name):
                yield from ((entry, name) for entry in entries if name in entry.slots)


def _is_class_method(value: Value) -> bool:
    return isinstance(value, Descriptor) and value.kind == "classmethod"


def _constructor_args(run: Run, cls: ClassValue) -> Args:
    """The class's own defaults where every parameter has one, else symbols."""
    own = _constructor(cls)
    if own is not None and all(param.default is not None for param in own.node.params[1:]):
        return Args()
    return _any_args(run, cls)


def _named_args(run: Run, cls: ClassValue, least: int | None = None) -> Args:
    """As `_any_args`; what is a number by default, of `least` at least, is called as its parameter is."""
    own, given = _constructor(cls), _any_args(run, cls)
    names = [] if own is None else [name for name in given.keywords if _is_int(own, name)]
    numbers = {name: fresh(name, least, soft=True) for name in names}
    return Args(given.positional, {**given.keywords, **numbers}, given.open)


def _is_int(function: Function, name: str) -> bool:
    return type(function.defaults.get(name)) is int


def _any_args(run: Run, cls: ClassValue) -> Args:
    """What any caller may give a constructor."""
    own = _constructor(cls)
    given = Args(open=True) if own is None else _unknown_args(run, own, (UNKNOWN,))
    return Args((), given.keywords, given.open)


def _constructor(cls: ClassValue) -> Function | None:
    classes = [entry for entry in cls.order if isinstance(entry, ClassValue)]
    own = next((entry.slots["__init__"] for entry in classes if "__init__" in entry.slots), None)
    return own if isinstance(own, Function) else None


def _functions(cls: ClassValue) -> list[Function]:
    found = []
    for value in cls.slots.values():
        if isinstance(value, Descriptor) and value.computed:
            found += [each for each in (value.function, value.setter, value.deleter) if each is not None]
        elif isinstance(value, Function):
            found.append(value)
    return found


def _unknown_args(run: Run, function: Function, first: tuple[Value, ...]) -> Args:
    """Arguments of which nothing is known but their names, and whatever `*args` and `**kwargs` may take."""
    keywords: dict[str, Value] = {}
    for param in function.node.params[len(first) :]:
        if param.kind in ("plain", "keyword"):
            keywords[param.name] = _unknown(run, function, param)
    rest = any(param.kind in ("star", "double_star") for param in function.node.params)
    return Args(first, keywords, rest)


def _unknown(run: Run, function: Function, param: Param) -> Value:
    """A parameter without a call: in a constructor settings or a symbol of its name, unless it has a default."""
    if function.name != "__init__" or param.default is not None:
        return UNKNOWN
    hints = hints_of(run, function)
    if hints is not None and param.name in hints.params:
        return UNKNOWN
    found = settings(run, function, param)
    return fresh(param.name, soft=True) if found is UNKNOWN else found
