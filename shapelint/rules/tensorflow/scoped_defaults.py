"""`slim.arg_scope`: defaults of functions for the calls within a `with` statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.binding import Args
from shapelint.rules.form import Rule, kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, Instance, Value, items_of

_SCOPE: Final = "tf.contrib.framework.arg_scope"
_SCOPED: Final = "tf.contrib.framework.ScopedFunction"
_DEFAULTS: Final = "#defaults"  # of a scope: the defaults by function, None where they are not known
_FUNCTION: Final = "#function"

Defaults = Mapping[Value, Mapping[str, Value]]  # by the name of a rule, or by when a function was made scoped


@kind((_SCOPE, "tf.contrib.slim.arg_scope"), scope=True)
def arg_scope(list_ops_or_scope, *, layer, machine, complete, **kwargs):
    """Sets defaults of functions within a `with` statement, or those of another scope again.

    >>> arg_scope((tf.contrib.layers.fully_connected,), activation_fn=None)
    'arg_scope'
    """
    machine.put(layer, _DEFAULTS, _set(list_ops_or_scope, kwargs if complete else None, _innermost(machine)))


def _set(what: Value, given: Mapping[str, Value] | None, outer: Value) -> Defaults | None:
    """The defaults of a new scope: those of a given one, or those around it and more for some functions."""
    if isinstance(what, Instance):
        return _known(what)
    keys = [_key(each) for each in items_of(what) or (None,)]
    before = {} if outer is None else _known(outer)
    if given is None or None in keys or before is None:
        return None
    return {**before, **{key: {**before.get(key, {}), **given} for key in keys}}


def _key(function: Value) -> Value:
    """What tells one function from the others; None for what is not known to take defaults."""
    if isinstance(function, Rule):
        return function.name
    return function.born if isinstance(function, Instance) and _FUNCTION in function.slots else None


def _innermost(machine: Machine) -> Instance | None:
    scopes = [each for each in machine.entered if isinstance(each, Instance) and machine.is_a(each, _SCOPE)]
    return scopes[-1] if scopes else None


def _known(scope: Instance) -> Defaults | None:
    found = scope.slots.get(_DEFAULTS)
    return found if isinstance(found, dict) else None


def _set_for(key: Value, machine: Machine) -> tuple[Mapping[str, Value], bool]:
    """What is set for a function, and whether that is all."""
    scope = _innermost(machine)
    if scope is None:
        return {}, not machine.alone
    found = _known(scope)
    return ({}, False) if found is None else (found.get(key, {}), not machine.alone)


def with_defaults(rule: Rule, args: Args, machine: Machine) -> Args:
    """The arguments of a call with the defaults that are set around it."""
    found, sure = _set_for(rule.name, machine)
    return Args(args.positional, {**found, **args.keywords}, args.open or not sure)


@op(("tf.contrib.framework.add_arg_scope", "tf.contrib.slim.add_arg_scope"))
def add_arg_scope(func, *, machine):
    """Let a function take its defaults from the scope in which it is called.

    >>> add_arg_scope(tf.contrib.layers.fully_connected)([4, 5], 3)
    (4, 3)
    """
    return machine.make(_SCOPED, {_FUNCTION: func})


@kind(_SCOPED, runs="__call__")
def scoped_function(*args, layer, **kwargs):
    """A function that takes its defaults from the scope in which it is called.

    >>> tf.contrib.framework.add_arg_scope(tf.contrib.layers.flatten)([4, 5, 6])
    (4, 30)
    """


@op(f"{_SCOPED}.__call__")
def called(self, *args, machine, complete, **kwargs):
    """Call the function with the defaults that are set.

    >>> tf.contrib.framework.add_arg_scope(tf.contrib.layers.flatten)([4, 5, 6])
    (4, 30)
    """
    found, sure = _set_for(_key(self), machine)
    if not sure or not complete or not isinstance(self, Instance):
        return UNKNOWN
    return machine.call(self.slots[_FUNCTION], args, {**found, **kwargs})
