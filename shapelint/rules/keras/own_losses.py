"""Losses and metrics that a program writes itself: called on a batch of targets and outputs, as training does it."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Rule
from shapelint.rules.keras.batching import Batched
from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.measuring import METRICS
from shapelint.rules.keras.per_output import metrics_of
from shapelint.rules.keras.targets import Side, levelled, undecided
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.values import UNKNOWN, DictValue, External, Instance, ListValue, Method, Tensor, Value, shape_of
from shapelint.sizes import Shape, equal

_NO_FUNCTIONS: Final = (str, tuple, ListValue, DictValue, Rule, External, Instance, Method, Tensor)


def run_own_losses(model: Instance, sides: tuple[Side, ...], batch: Batched, machine: Machine) -> None:
    """Call the program's own functions on each output (at_once, ...) and its target; what is in them is reported there.

    Keras gives both as many axes first, as `levelled` says; for losses that are classes not all versions do.
    """
    if any(machine.user_method(model, name) for name in ("train_step", "compute_loss")):
        return
    for side in sides:
        pair = _pair(side.output.shape, batch.cut(side.target), batch)
        function = _own(side.loss, "call", machine)
        if pair is None or function is None:
            continue
        if function is side.loss or _given_as_they_are(shape_of(side.target), side.output.shape, machine):
            machine.call(function, pair)


def run_own_metrics(model: Instance, outputs: Value, sides: tuple[Side, ...], batch: Batched, machine: Machine) -> None:
    """Call the metrics that the program writes itself; versions differ in what they get where the ranks differ."""
    if any(machine.user_method(model, name) for name in ("train_step", "compute_metrics")):
        return
    for row in model.slots.get(METRICS, ()):
        for side, functions in zip(sides, metrics_of(row, outputs, machine), strict=False):
            if not _given_as_they_are(shape_of(side.target), side.output.shape, machine):
                continue
            pair = _pair(side.output.shape, batch.cut(side.target), batch)
            for function in functions:
                own = _own(function, "update_state", machine)
                if pair is not None and own is not None:
                    weighted = machine.takes(own, "sample_weight") is True  # Keras 2 gives it, Keras 3 leaves it out
                    _without_arguments(function, "reset_state", machine)
                    machine.call(own, pair, {"sample_weight": None} if weighted else {})
                    _without_arguments(function, "result", machine)


def _without_arguments(metric: Value, method: str, machine: Machine) -> None:
    """What training calls at the beginning of an epoch and after each batch, where the program writes it itself."""
    own = machine.user_method(metric, method) if isinstance(metric, Instance) else None
    if own is not None:
        machine.call(own)


def _given_as_they_are(target: Shape, output: Shape, machine: Machine) -> bool:
    """Whether a metric is handed what there is: axes of size 1 some versions add or leave out, and of a row all but
    Keras 3.
    """
    if target.open or output.open or len(target.dims) == len(output.dims):
        return target.rank == output.rank
    one_more = len(output.dims) == len(target.dims) + 1
    return one_more and (len(output.dims) >= 3 or edition(machine) == 3) and equal(output.dims[-1], 1) is False


def _own(function: Value, method: str, machine: Machine) -> Value:
    """What the program has written of a loss or a metric: a function, or the method of a class; None where nothing."""
    if isinstance(function, Instance):
        return machine.user_method(function, method)
    return None if function is UNKNOWN or isinstance(function, _NO_FUNCTIONS) else function


def _pair(output: Shape, target: Value, batch: Batched) -> tuple[Tensor, Tensor] | None:
    if not isinstance(target, Tensor) or target.shape.open or output.open or not output.dims:
        return None
    if output.dims[0] == BATCH:
        output = Shape((batch.at_once, *output.dims[1:]))
    if equal(output.dims[0], batch.at_once) is not True:  # made for one batch, and this may be another
        return None
    if not target.shape.dims or undecided(target.shape, output):
        return None
    wanted, found = levelled(target.shape, output)
    return tensor(wanted, target.dtype), tensor(found)
