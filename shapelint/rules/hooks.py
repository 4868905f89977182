"""What a program has run before and after the call of a module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shapelint.rules.binding import Args
from shapelint.rules.machine import Machine
from shapelint.rules.values import HOOKS, MAYBE, UNKNOWN, DictValue, Hook, Instance, Value


def call_hooked(module: Instance, args: Args, machine: Machine, action: Callable[[Args], Value]) -> Value:
    """What `action` gives for the arguments, where hooks may put others in their place, or another result."""
    hooks = module.slots.get(HOOKS)
    if hooks is None:
        return action(args)
    certain = HOOKS not in module.slots.get(MAYBE, ())
    if not certain or not isinstance(hooks, tuple) or not all(isinstance(hook, Hook) for hook in hooks):
        action(args)
        return UNKNOWN
    for hook in (hook for hook in hooks if hook.before):
        given = machine.call(hook.function, (module, args.positional, *_keywords(hook, args)))
        if given is not None:
            args = _put_in(args, given)
    result = action(args)
    for hook in (hook for hook in hooks if not hook.before):
        other = machine.call(hook.function, (module, args.positional, *_keywords(hook, args), result))
        result = result if other is None else other
    return result


def _keywords(hook: Hook, args: Args) -> tuple[Value, ...]:
    return (DictValue(dict(args.keywords)),) if hook.keywords else ()


def _put_in(args: Args, given: Value) -> Args:
    """The arguments that a hook gives: a row of them, or the only one."""
    if given is UNKNOWN or args.keywords:
        return Args(open=True)
    return replace(args, positional=given if isinstance(given, tuple) else (given,))
