"""Whether layers run for training: `fit` says so, and a layer tells those that it calls.

What a call says itself comes first, then what was said around it, then the default
(https://keras.io/api/layers/base_layer/, "the `training` argument").
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.values import Value

_TRAINING: Final = "keras.training"  # setting: what was said around the call under way


def in_training(machine: Machine) -> AbstractContextManager[None]:
    """While layers that are not told otherwise run for training."""
    return machine.setting(_TRAINING, True)


def told(own: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], machine: Machine) -> Mapping[str, Value]:
    """The keywords of a program's own `call` with `training`, where that was said around it and `call` asks for it."""
    around = machine.settings.slots.get(_TRAINING)
    if (
        around is None
        or "training" in kwargs
        or len(args) > 1
        or machine.takes(own, "training", named=True) is not True
    ):
        return kwargs
    return {**kwargs, "training": around}


def as_told(kwargs: Mapping[str, Value], machine: Machine) -> AbstractContextManager[None]:
    """While the layers within are told what a call says."""
    said = kwargs.get("training")
    return machine.setting(_TRAINING, said) if isinstance(said, bool) else nullcontext()
