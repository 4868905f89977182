"""Python's functions that read and write attributes and variables by name."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine import attributes
from shapelint.engine.attributes import has
from shapelint.engine.dicts import may_replace
from shapelint.engine.joins import join
from shapelint.engine.kinds import type_of
from shapelint.engine.modules import Deferred
from shapelint.engine.objects import Builtin, Scope
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    OPAQUE,
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    Value,
)

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def _getattr(run: Run, args: Args) -> Value:
    owner, name, *default = args.positional
    if not isinstance(name, str):
        return UNKNOWN
    known = has(run, owner, name)
    if default and known is not True:
        return default[0] if known is False else join(run.get(owner, name), default[0])
    return run.get(owner, name)


def _hasattr(run: Run, args: Args) -> Value:
    owner, name = args.positional
    known = has(run, owner, name) if isinstance(name, str) else None
    return UNKNOWN if known is None else known


def _setattr(run: Run, args: Args) -> Value:
    return _set(run, args, attributes.put)


def _set_as_base(run: Run, args: Args) -> Value:
    """`object.__setattr__`"""
    return _set(run, args, attributes.put_as_base)


def _set(run: Run, args: Args, put: Callable[[Run, Value, str, Value], None]) -> Value:
    owner, name, value = args.positional
    if isinstance(name, str):
        put(run, owner, name, value)
    elif isinstance(owner, Instance):
        for each, old in list(owner.slots.items()):
            if not each.startswith("#") and may_replace(old, value):
                run.heap.write(owner, each, join(old, value))
        run.heap.write(owner, OPAQUE, True)
    return None


def _delattr(run: Run, args: Args) -> Value:
    owner, name = args.positional
    if isinstance(owner, Instance) and isinstance(name, str):
        attributes.remove(run, owner, name)
    return None


def _type(run: Run, args: Args) -> Value:
    return type_of(args.positional[0]) if len(args.positional) == 1 else UNKNOWN


def _vars(run: Run, args: Args) -> Value:
    owner = args.positional[0] if args.positional else UNKNOWN
    if not isinstance(owner, Instance):
        return UNKNOWN
    return run.get(owner, "__dict__")


def _globals(run: Run, args: Args) -> Value:
    module = run.frames[-1].scope.module
    made = DictValue({**_named_in(module), REST: UNKNOWN})
    made.among = (module,)
    return made


def _locals(run: Run, args: Args) -> Value:
    return DictValue(_named_in(run.frames[-1].scope))


def _named_in(scope: Scope) -> dict[Value, Value]:
    return {name: value for name, value in scope.slots.items() if not isinstance(value, Deferred)}


def _exec(run: Run, args: Args) -> Value:
    """Of `exec("n = 5")` no more is known than what it gives values to; of a text that nobody knows, of settings in a
    file, nothing at all.
    """
    scope, (text, *given) = run.frames[-1].scope, args.positional
    for name in _assigned_in(text) if isinstance(text, str) and not given else ():
        if name in scope.slots:
            run.heap.write(scope, name, UNKNOWN)
    return None


def _assigned_in(text: str) -> set[str]:
    """The variables that a program gives values to; none where it is no program."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError):
        return set()
    named = (each.name for each in nodes if isinstance(each, ast.FunctionDef | ast.ClassDef))
    return {each.id for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}.union(named)


FUNCTIONS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    "getattr": _getattr,
    "hasattr": _hasattr,
    "setattr": _setattr,
    "delattr": _delattr,
    "type": _type,
    "vars": _vars,
    "exec": _exec,
    "globals": _globals,
    "locals": _locals,
}
METHODS: Final = {  # of `object`
    "__setattr__": Builtin("__setattr__", _set_as_base),
    "__getattr__": Builtin("getattr", _getattr),
    "__getattribute__": Builtin("getattr", _getattr),
    "__delattr__": Builtin("delattr", _delattr),
}
