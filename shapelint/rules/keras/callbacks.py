"""What a program has called while a model is trained."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.keras.saving import PATH
from shapelint.rules.machine import Machine
from shapelint.rules.values import FLOAT, REST, DictValue, Instance, ListValue, SomeInt, Value, items_of


@kind("keras.callbacks.Callback")
def callback():
    """What is called while a model is trained; a program derives its own from it.

    >>> keras.callbacks.Callback()
    'Callback'
    """


@op("keras.callbacks.Callback.set_model")
def set_model(self, model, *, machine):
    """Say which model is trained.

    >>> keras.callbacks.Callback().set_model(keras.Model())
    None
    """
    machine.put(self, "model", model)


# In the order in which they are called; those of an epoch and of a batch get its number.
_NUMBERED: Final = ("on_epoch_begin", "on_train_batch_begin", "on_train_batch_end", "on_batch_end", "on_epoch_end")


def watched(model: Instance, callbacks: Value, machine: Machine) -> None:
    """Call the program's own callbacks as training does, each of their methods once."""
    row = items_of(callbacks) if isinstance(callbacks, tuple | ListValue) else (callbacks,)
    for each in row or ():
        if isinstance(each, Instance) and machine.is_a(each, "keras.callbacks.Callback"):
            machine.put(each, "model", model)
            for name in ("on_train_begin", *_NUMBERED, "on_train_end"):
                own = machine.user_method(each, name)
                if own is not None:
                    machine.call(own, (SomeInt(), _logs()) if name in _NUMBERED else (_logs(),))
            if each.slots.get(PATH) is not None:
                machine.keep(each.slots[PATH], model)


def _logs() -> DictValue:
    return DictValue({REST: FLOAT})
