"""Functions that run before or after a module."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.values import HOOKS, UNKNOWN, Hook, Instance, Value

_HANDLE: Final = "torch.utils.hooks.RemovableHandle"
_HOOKED: Final = ("#module", "#hook")  # slots of a handle


@kind(_HANDLE)
def removable_handle(hooks_dict, *, extra_dict=None, layer, machine):
    """What takes a hook away again.

    >>> torch.utils.hooks.RemovableHandle.__name__
    'RemovableHandle'
    """


@op(f"{_HANDLE}.remove")
def remove(self, *, machine):
    """Take the hook away.

    >>> fc = Linear(3, 4)
    >>> handle = fc.register_forward_hook(lambda module, inputs, output: output[0])
    >>> handle.remove()
    >>> fc([2, 3])
    (2, 4)
    """
    module, hook = (self.slots.get(name) for name in _HOOKED) if isinstance(self, Instance) else (None, None)
    if isinstance(module, Instance):
        hooks = module.slots.get(HOOKS)
        kept = tuple(each for each in hooks if each is not hook) if isinstance(hooks, tuple) else UNKNOWN
        machine.put(module, HOOKS, kept or (None if kept == () else kept))


def _register(module: Value, hook: Hook, first: Value, machine: Machine) -> Value:
    if not isinstance(module, Instance):
        return UNKNOWN
    hooks = module.slots.get(HOOKS) or ()
    if isinstance(hooks, tuple) and isinstance(first, bool) and isinstance(hook.keywords, bool):
        machine.put(module, HOOKS, (hook, *hooks) if first else (*hooks, hook))
    else:
        machine.put(module, HOOKS, UNKNOWN)
    return machine.make(_HANDLE, dict(zip(_HOOKED, (module, hook), strict=True)))


@op("torch.nn.Module.register_forward_hook")
def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False, machine):
    """Run a function after the module, which may give another result.

    >>> fc = Linear(3, 4)
    >>> handle = fc.register_forward_hook(lambda module, inputs, output: output[0])
    >>> fc([2, 3])
    (4,)
    """
    return _register(self, Hook(hook, False, with_kwargs), prepend, machine)


@op("torch.nn.Module.register_forward_pre_hook")
def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False, machine):
    """Run a function before the module, which may give other inputs.

    >>> fc = Linear(3, 4)
    >>> handle = fc.register_forward_pre_hook(lambda module, inputs: inputs[0].flatten(1))
    >>> fc([2, 3, 1])
    (2, 4)
    """
    return _register(self, Hook(hook, True, with_kwargs), prepend, machine)


def _backward(name: str, signature: str) -> None:
    namespace: dict[str, Value] = {}
    exec(f"def body(self, hook{signature}, *, machine): return machine.make({_HANDLE!r}, {{}})", namespace)
    body = namespace["body"]
    body.__doc__ = f"""Run a function on the gradients.

    >>> nn.Module.{name}.__name__
    '{name}'
    """
    op(f"torch.nn.Module.{name}")(body)


_backward("register_backward_hook", "")
_backward("register_full_backward_hook", ", prepend=False")
_backward("register_full_backward_pre_hook", ", prepend=False")
