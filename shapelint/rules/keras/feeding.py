"""Feeding a model: what it is trained on, or asked about, against what it takes and gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Final, Literal

from shapelint.rules.keras.batching import WHOLE, Batched, batched, said
from shapelint.rules.keras.data import checked_inputs, checked_samples
from shapelint.rules.keras.functional import INPUTS, OUTPUTS, refitted, sized_alike
from shapelint.rules.keras.keys import Compiled, check_training_keys
from shapelint.rules.keras.layer import CALLED
from shapelint.rules.keras.measuring import LOSS, LOSS_WEIGHTS, METRICS
from shapelint.rules.keras.models import layers_of
from shapelint.rules.keras.modes import in_training, told
from shapelint.rules.keras.nested import arrays_in, each, tensors
from shapelint.rules.keras.own_losses import run_own_losses, run_own_metrics
from shapelint.rules.keras.predicting import as_array, predicted
from shapelint.rules.keras.replay import replayed
from shapelint.rules.keras.targets import check_target, checked_targets, checked_weights, ranked_alike, sides_of
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, DictValue, Instance, ListValue, Many, Tensor, Value, number_within
from shapelint.sizes import Shape

TOLD: Final = "#told"  # slot of a model: whether its loss was found to broadcast, which is said once
REFUSED: Final = "#refused"  # slot of a model: whether data was found not to fit, which is said once
_YIELDING: Final = ("tf.data.Dataset", "torch.utils.data.DataLoader")  # classes that yield batches


@dataclass(frozen=True, slots=True)
class Samples:
    """Inputs, targets, and how much each sample counts; `size` of them at a time, the part `split` put aside.

    row: what a step of the program's own gets them in, also where inputs are all there is; None where they are arrays.
    """

    x: Value
    y: Value = None
    weights: Value = None
    size: Value = None
    split: Value = None
    row: Literal["list", "tuple"] | None = None


def samples_in(source: Value, machine: Machine) -> Samples | None:
    """One batch of a generator, a dataset or an object that is indexed by batch; None where none is to be seen."""
    found = _batch_of(source, machine)
    row: Literal["list", "tuple"] = "tuple"
    if isinstance(found, ListValue) and machine.is_a(source, "torch.utils.data.DataLoader"):
        found, row = found.items, "list"
    if isinstance(found, tuple) and len(found) in (1, 2, 3):
        x, y, weights = (*found, None, None)[:3]
        return Samples(x, y, weights, WHOLE, row=row)
    return Samples(found, size=WHOLE) if isinstance(found, Tensor | DictValue) else None


def _batch_of(source: Value, machine: Machine) -> Value:
    if isinstance(source, Many):
        return source.each
    if not isinstance(source, Instance):
        return UNKNOWN
    if any(machine.is_a(source, name) for name in _YIELDING):
        row = machine.call(machine.get(source, "__iter__"))
        return row.each if isinstance(row, Many) else row[0] if isinstance(row, tuple) and row else UNKNOWN
    method = machine.user_method(source, "__getitem__")
    if method is not None:
        return machine.call(method, (_any_place(source, machine),))
    method = machine.user_method(source, "__next__")
    return UNKNOWN if method is None else machine.call(method)


def _any_place(source: Instance, machine: Machine) -> Value:
    """The number of a batch, below that of all of them."""
    count = _count(source, machine)
    return number_within(0, count - 1) if isinstance(count, int) and count > 0 else UNKNOWN


def _count(source: Value, machine: Machine) -> Value:
    """How many batches an object says that it has."""
    method = machine.user_method(source, "__len__")
    return UNKNOWN if method is None else machine.call(method)


def ask(model: Instance, x: Value, size: Value, machine: Machine) -> Value:
    """The outputs for all samples, as arrays.

    Raises Mismatch of the 8xx.
    """
    if machine.user_method(model, "predict_step") is not None:
        return UNKNOWN
    x = arrays_in(x)
    batch = samples_in(x, machine)
    if batch is not None:
        count = _count(x, machine)
        return each(ask(model, batch.x, WHOLE, machine), lambda value: _of_all(value, count))
    if _is_functional(model, machine):
        if not tensors(model.slots[OUTPUTS]) or REFUSED in model.slots:
            return UNKNOWN
        with _told_once(model, machine):
            given = checked_inputs(model, x, said(size), machine)
        return UNKNOWN if given is None else predicted(model, given, size, machine)
    if not tensors(x):
        return UNKNOWN
    cut = batched(x, size)
    return each(cut.whole(machine.call(model, (cut.data,))), as_array)


def _of_all(value: Value, count: Value) -> Value:
    """Batches one behind the other, so many of them."""
    if not isinstance(value, Tensor) or value.shape.open or not value.shape.dims:
        return UNKNOWN
    size, *rest = value.shape.dims
    known = isinstance(size, int) and isinstance(count, int)
    return replace(value, shape=Shape((size * count if known else UNKNOWN, *rest)))


@contextmanager
def _told_once(model: Instance, machine: Machine) -> Iterator[None]:
    try:
        yield
    except Mismatch:
        machine.put(model, REFUSED, True)
        raise


def train(model: Instance, samples: Samples, machine: Machine, step: str = "train_step") -> None:
    """Check inputs and targets against the model; one that defines the `step` itself decides what it does with them.

    Raises Mismatch of the 8xx, or SHP402.
    """
    samples = replace(samples, x=arrays_in(samples.x), y=arrays_in(samples.y), weights=arrays_in(samples.weights))
    if samples.y is None:
        batch = samples_in(samples.x, machine)
        samples = samples if batch is None else batch
    if not tensors(samples.x):
        return
    cut = batched(samples.x, samples.size, samples.split)
    own = machine.user_method(model, step)
    if own is not None:
        _build(model, cut.first.data, machine)
        machine.in_batches(_packed(cut, samples), lambda batch: machine.call(own, (batch,)))
        return
    if REFUSED in model.slots:
        return
    with in_training(machine) if step == "train_step" else nullcontext():
        _check(model, samples, cut, machine)


def _build(model: Instance, x: Value, machine: Machine) -> None:
    """Keras calls a model that nothing has called yet on the first batch; as not all versions do, nothing is said."""
    if CALLED not in model.slots and machine.user_method(model, "call") is not None:
        with machine.silent():
            machine.call(model, (each(x, _of_framework),))


def _packed(cut: Batched, samples: Samples) -> Value:
    """A batch as Keras hands it to the program's own step."""
    rest = [cut.cut(value) for value in (samples.y, samples.weights) if value is not None]
    if not rest and samples.row is None and isinstance(cut.data, Tensor):
        return _of_framework(cut.data)
    found = each((cut.data, *rest), _of_framework)
    return ListValue(found) if samples.row == "list" else found


def _of_framework(value: Value) -> Value:
    return Tensor(value.shape, "keras", value.dtype) if isinstance(value, Tensor) else value


def _check(model: Instance, samples: Samples, cut: Batched, machine: Machine) -> None:
    at_once = samples.size == WHOLE  # then Keras does not count samples, the loss does
    with _told_once(model, machine):
        known = _is_functional(model, machine) and bool(tensors(model.slots[OUTPUTS]))  # not so where a layer failed
        given = checked_inputs(model, samples.x, said(samples.size), machine) if known else None
        if not at_once:
            checked_samples(samples.x, samples.y, samples.weights)
        outputs = _outputs(model, cut.data, given, machine)
        _run_own_layers(model, machine)
        if samples.y is None:  # the loss is what layers have added
            return
        _check_keys(model, model.slots[OUTPUTS] if known else outputs, samples, machine)
        _compute_loss(model, cut, samples, machine)
        sides = sides_of(outputs, samples.y, samples.weights, model.slots.get(LOSS), machine)
        if TOLD in model.slots or not sides:
            return
        if at_once and ranked_alike(sides):
            checked_samples(samples.x, samples.y, at_once=True)
        if not checked_targets(sides, cut.first, machine):
            machine.put(model, TOLD, True)
        checked_weights(sides, cut.first)
    run_own_losses(model, sides, cut, machine)
    run_own_metrics(model, outputs, sides, cut, machine)


def _check_keys(model: Instance, outputs: Value, samples: Samples, machine: Machine) -> None:
    """What was compiled by name, and the targets.  A model of the program's own names outputs by a dict alone."""
    if (isinstance(outputs, DictValue) or INPUTS in model.slots) and not machine.user_method(model, "compute_loss"):
        compiled = Compiled(*(model.slots.get(name) for name in (LOSS, LOSS_WEIGHTS, METRICS)))
        check_training_keys(model, outputs, samples.y, compiled, machine)


def _compute_loss(model: Instance, cut: Batched, samples: Samples, machine: Machine) -> None:
    """The loss that the program computes for itself from a batch and what the model gives for it."""
    own = machine.user_method(model, "compute_loss")
    if own is None:
        return
    training = {"training": True} if machine.takes(own, "training") is not False else {}

    def step(batch: Value) -> Value:
        x, y, *weights = batch
        output = machine.call(model, (x,))
        return machine.call(own, (x, y, output, weights[0] if weights else None), training)

    machine.in_batches(_packed(cut, samples), step)


def _run_own_layers(model: Instance, machine: Machine) -> None:
    """Layers of the program's own were run as they are outside of training when a functional model was made."""
    every = layers_of(model, machine) if INPUTS in model.slots else None
    for layer in every or ():
        own = machine.user_method(layer, "call")
        if own is not None and isinstance(layer, Instance) and CALLED in layer.slots:
            given = (layer.slots[CALLED],)
            asked = told(own, given, {}, machine)
            if asked:
                with machine.silent():
                    machine.call(own, given, asked)


def compare(model: Instance, y: Value, output: Value, weights: Value, machine: Machine) -> None:
    """Targets against what a model has given for a batch, by the loss that it was compiled with.

    Raises Mismatch of the 8xx, or SHP402.
    """
    sides = sides_of(output, y, weights, model.slots.get(LOSS), machine)
    if sides and TOLD not in model.slots and REFUSED not in model.slots:
        if ranked_alike(sides):
            checked_samples(output, y, at_once=True)
        for side in sides:
            if not check_target(side.output.shape, side.target, side.loss, machine):
                machine.put(model, TOLD, True)
        checked_weights(sides, batched(y, WHOLE))


def _is_functional(model: Instance, machine: Machine) -> bool:
    return INPUTS in model.slots and machine.user_method(model, "call") is None


def _outputs(model: Instance, x: Value, given: tuple[Value, ...] | None, machine: Machine) -> Value:
    """What the model gives for a batch `x`; given: for the inputs that it was made with, as they are called."""
    if INPUTS not in model.slots:
        return machine.in_batches(x, lambda batch: machine.call(model, (batch,)))
    declared = tensors(model.slots[INPUTS])
    if given is None:
        return UNKNOWN
    if sized_alike(declared, given):
        return model.slots[OUTPUTS]
    return replayed(model, declared, refitted(declared, given), machine)
