"""Whether a module is being trained: `train`, `eval` and `training`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shapelint.rules.form import op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.torch.module_tree import HELD, ITEMS
from shapelint.rules.values import UNKNOWN, DictValue, Instance, Many, Switch, Value

_MODE: Final = "#training"  # slot of a module: a `Switch`
_WRITTEN: Final = "training"  # slot of a module whose attribute a program has set by itself


@op("torch.nn.Module.train")
def train(self, mode=True, *, machine):
    """Switch training on or off, for the module and all below it, and give back the module.

    >>> Linear(3, 4).train()([2, 3])
    (2, 4)
    >>> Sequential(Linear(3, 4)).train(False)[0].training
    False
    """
    _switch(self, mode if isinstance(mode, bool) else UNKNOWN, machine)
    return self


@op("torch.nn.Module.eval")
def eval_(self, *, machine):
    """Switch training off, for the module and all below it, and give back the module.

    >>> Linear(3, 4).eval()([2, 3])
    (2, 4)
    >>> Linear(3, 4).eval().training
    False
    >>> nn.DataParallel(Linear(3, 4)).eval().module.training
    False
    """
    own = machine.user_method(self, "train")
    if own is None:
        _switch(self, False, machine)
    else:
        machine.call(own, (False,))
    return self


@prop("torch.nn.Module.training")
def training(self):
    """Whether the module is being trained, as a new one is.

    >>> Linear(3, 4).training
    True
    >>> Linear(3, 4).eval().train().training
    True
    """
    if not isinstance(self, Instance):
        return UNKNOWN
    if _WRITTEN in self.slots:
        return self.slots[_WRITTEN]
    mode = self.slots.get(_MODE)
    return True if mode is None else mode.now if isinstance(mode, Switch) else UNKNOWN


def _switch(module: Value, mode: Value, machine: Machine, within: tuple[Value, ...] = ()) -> None:
    if not isinstance(module, Instance) or any(module is each for each in within):
        return
    if training.body(module) is not mode:
        machine.put(module, _MODE, Switch(mode, True))
        if _WRITTEN in module.slots:
            machine.put(module, _WRITTEN, mode)
    for part in parts(module, machine):
        own = machine.user_method(part, "train")
        if own is None:
            _switch(part, mode, machine, (*within, module))
        else:
            machine.call(own, (mode,))


def parts(module: Instance, machine: Machine) -> Iterator[Instance]:
    """The modules directly below that are known."""
    for slot, value in list(module.slots.items()):
        if slot == ITEMS:
            held = value if isinstance(value, tuple) else (value.each,) if isinstance(value, Many) else ()
        elif slot == HELD:
            held = tuple(value.slots.values()) if isinstance(value, DictValue) else ()
        else:
            held = (value,)
        for each in held:
            for part in getattr(each, "options", (each,)):
                if isinstance(part, Instance) and machine.is_a(part, "torch.nn.Module"):
                    yield part
