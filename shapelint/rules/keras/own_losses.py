"""Losses that a program writes itself: functions of targets and outputs, called on a batch as training calls them."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Rule
from shapelint.rules.keras.batching import Batched
from shapelint.rules.keras.nested import tensors
from shapelint.rules.keras.targets import levelled, loss_for, per_output, undecided
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.values import UNKNOWN, DictValue, External, Instance, ListValue, Method, Tensor, Value
from shapelint.sizes import Shape

_NO_FUNCTIONS: Final = (str, tuple, ListValue, DictValue, Rule, External, Instance, Method, Tensor)


def run_own_losses(
    model: Instance, outputs: Value, targets: Value, batch: Batched, loss: Value, machine: Machine
) -> None:
    """Call the program's own functions on each output (at_once, ...) and its target; what is in them is reported there.

    Keras gives both as many axes first, as `levelled` says.
    """
    if any(machine.user_method(model, name) for name in ("train_step", "compute_loss")):
        return
    made = tensors(outputs)
    given = per_output(targets, len(made)) or ()
    for at, (output, target) in enumerate(zip(made, given, strict=False)):
        function = loss_for(loss, at)
        if function is None or function is UNKNOWN or isinstance(function, _NO_FUNCTIONS):
            continue
        sides = _sides(output.shape, batch.cut(target), batch)
        if sides is not None:
            machine.call(function, sides)


def _sides(output: Shape, target: Value, batch: Batched) -> tuple[Tensor, Tensor] | None:
    if not isinstance(target, Tensor) or target.shape.open or output.open or not output.dims:
        return None
    if output.dims[0] == BATCH:
        output = Shape((batch.at_once, *output.dims[1:]))
    if not target.shape.dims or undecided(target.shape, output):
        return None
    wanted, found = levelled(target.shape, output)
    return tensor(wanted, target.dtype), tensor(found)
