"""What training and measuring give back: numbers that nobody knows, of which it is known how many there are."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Rule, kind
from shapelint.rules.keras.functional import INPUTS, OUTPUTS
from shapelint.rules.keras.nested import tensors
from shapelint.rules.machine import Machine
from shapelint.rules.values import (
    FLOAT,
    REST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    SomeInt,
    Value,
    is_number,
    items_of,
)

LOSS: Final = "#loss"  # slot of a model: the loss as the program gave it
METRICS: Final = "#metrics"  # slot of a model: the metrics as the program gave them, and those that weigh samples
LOSS_WEIGHTS: Final = "#loss_weights"  # slot of a model: how much the loss of each output counts
_OWN_STEPS: Final = ("train_step", "test_step", "compute_loss", "compute_metrics")
_SINGLE: Final = (str, Rule, External)  # a metric that is one number


@kind("keras.callbacks.History")
def history(*, layer):
    """What `fit` remembers: a number of every metric for every epoch.

    >>> keras.callbacks.History()
    'History'
    """


def remembered(epochs: Value, first: Value, *, stopped: bool, machine: Machine) -> Value:
    """The `History` of so many epochs, fewer where something may have stopped them."""
    known = not stopped and is_number(epochs) and is_number(first)
    numbers = Many(FLOAT, epochs - first if known else UNKNOWN)
    told = {"history": DictValue({REST: ListValue(numbers)}), "epoch": ListValue(Many(SomeInt(), numbers.length))}
    return machine.make("keras.callbacks.History", told)


def measured(model: Instance, return_dict: Value, machine: Machine) -> Value:
    """One number where there is a loss alone, else a list of the loss and the metrics."""
    count = _count(model, machine)
    if count is None or return_dict is not False:
        return UNKNOWN
    return FLOAT if count == 0 else machine.list((FLOAT,) * (count + 1))


def _is_one(metric: Value, machine: Machine) -> bool:
    """Whether it is a metric object that has one result."""
    return isinstance(metric, Instance) and machine.is_a(metric, "keras.metrics.Metric")


def _count(model: Instance, machine: Machine) -> int | None:
    """How many metrics a model of one output has; None where that is not known."""
    if INPUTS not in model.slots or len(tensors(model.slots[OUTPUTS])) != 1 or model.slots.get(LOSS) is None:
        return None
    if any(machine.user_method(model, name) is not None for name in _OWN_STEPS):
        return None
    names: list[Value] = []
    for row in model.slots.get(METRICS, (UNKNOWN,)):
        items = () if row is None else items_of(row) if isinstance(row, tuple | ListValue) else None
        if items is None or not all(isinstance(item, _SINGLE) or _is_one(item, machine) for item in items):
            return None
        names.extend(items)
    return len(names) if len(set(names)) == len(names) else None
