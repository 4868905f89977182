"""Training and asking a model: `compile`, `fit`, `evaluate`, `predict` and their older relatives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shapelint.rules.form import op
from shapelint.rules.keras.batching import WHOLE, batched, said
from shapelint.rules.keras.data import checked_inputs, checked_samples
from shapelint.rules.keras.functional import INPUTS, OUTPUTS
from shapelint.rules.keras.nested import each, tensors
from shapelint.rules.keras.own_losses import run_own_losses
from shapelint.rules.keras.predicting import predicted
from shapelint.rules.keras.targets import checked_targets
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, Tensor, Value, items_of

LOSS = "#loss"  # slot of a model: the loss as the program gave it
TOLD = "#told"  # slot of a model: whether its loss was found to broadcast, which is said once
REFUSED = "#refused"  # slot of a model: whether data was found not to fit, which is said once


@op("keras.Model.compile", legacy={"lr": "optimizer"})
def compile_model(
    self,
    optimizer="rmsprop",
    loss=None,
    loss_weights=None,
    metrics=None,
    weighted_metrics=None,
    run_eagerly=False,
    steps_per_execution=1,
    jit_compile="auto",
    auto_scale_loss=True,
    *,
    machine,
    **kwargs,
):
    """Say how the model is trained.

    >>> keras.Sequential([keras.layers.Dense(3)]).compile("sgd", "mse")
    None
    """
    machine.put(self, LOSS, loss)


@op("keras.Model.fit", legacy={"nb_epoch": "epochs"})
def fit(
    self,
    x=None,
    y=None,
    batch_size=None,
    epochs=1,
    verbose="auto",
    callbacks=None,
    validation_split=0.0,
    validation_data=None,
    shuffle=True,
    class_weight=None,
    sample_weight=None,
    initial_epoch=0,
    steps_per_epoch=None,
    validation_steps=None,
    validation_batch_size=None,
    validation_freq=1,
    *,
    machine,
    **kwargs,
):
    """Train on arrays, or on what yields batches of them.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> done = model.compile("sgd", "mse")
    >>> model.fit([6, 4], [6, 2], verbose=0)
    SHP803
    >>> model.fit([6, 4], [5, 3], verbose=0)
    SHP804
    >>> model.fit([6, 5], [6, 3], verbose=0)
    SHP802
    >>> model.fit([6, 4], [6, 1], verbose=0)
    SHP402
    """
    _train(self, x, y, batch_size, machine, validation_split)
    pair = items_of(validation_data)
    if pair is not None and len(pair) >= 2:
        _train(self, pair[0], pair[1], validation_batch_size, machine)
    return UNKNOWN


@op("keras.Model.evaluate")
def evaluate(
    self,
    x=None,
    y=None,
    batch_size=None,
    verbose="auto",
    sample_weight=None,
    steps=None,
    callbacks=None,
    return_dict=False,
    *,
    machine,
    **kwargs,
):
    """Measure the loss on arrays.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> done = model.compile("sgd", "mse")
    >>> model.evaluate([6, 4], [5, 3], verbose=0)
    SHP804
    """
    _train(self, x, y, batch_size, machine)
    return UNKNOWN


@op(("keras.Model.fit_generator", "keras.Model.evaluate_generator"))
def fit_generator(self, generator, *args, machine, **kwargs):
    """Train on what yields batches, as Keras 1 and 2 do.

    >>> keras.Model().fit_generator(([6, 4], [6, 3]))
    None
    """
    _train(self, generator, None, None, machine)
    return UNKNOWN


@op("keras.Model.train_on_batch")
def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False, *, machine, **kwargs):
    """Train on one batch.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> done = model.compile("sgd", "mse")
    >>> model.train_on_batch([6, 5], [6, 3])
    SHP802
    """
    _train(self, x, y, WHOLE, machine)
    return UNKNOWN


@op("keras.Model.test_on_batch")
def measure_on_batch(self, x, y=None, sample_weight=None, return_dict=False, *, machine, **kwargs):
    """Measure the loss on one batch.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> done = model.compile("sgd", "mse")
    >>> model.test_on_batch([6, 4], [6, 2])
    SHP803
    """
    _train(self, x, y, WHOLE, machine)
    return UNKNOWN


@op(("keras.Model.predict", "keras.Model.predict_proba"))
def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None, *, machine, **kwargs):
    """Give the outputs for all samples, as arrays.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> model.predict([6, 4], verbose=0)
    (6, 3)
    >>> model.predict([4], verbose=0)
    SHP801
    """
    return _ask(self, x, batch_size, machine)


@op("keras.Model.predict_on_batch")
def predict_on_batch(self, x, *, machine):
    """Give the outputs for one batch, as arrays.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> model.predict_on_batch([6, 4])
    (6, 3)
    """
    return _ask(self, x, WHOLE, machine)


@op("keras.Model.predict_generator")
def predict_generator(self, generator, *args, machine, **kwargs):
    """Give the outputs for batches, as Keras 1 and 2 do; how many samples there are is not known.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> model.predict_generator(([6, 4], [6, 3]))
    None
    """
    batch = _batch_of(generator, machine)
    if batch is not None:
        _ask(self, batch[0], WHOLE, machine)
    return UNKNOWN


@op("keras.Model.predict_classes")
def predict_classes(self, x, *args, machine, **kwargs):
    """Give the class of every sample, as Keras 1 and 2 do.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> model.predict_classes([6, 4])
    (6,)
    """
    found = _ask(self, x, None, machine)
    if not isinstance(found, Tensor) or found.shape.open or found.shape.dims[-1] == 1:
        return UNKNOWN
    return Tensor(found.shape.drop(-1), "numpy", "int")


@contextmanager
def _told_once(model: Instance, machine: Machine) -> Iterator[None]:
    try:
        yield
    except Mismatch:
        machine.put(model, REFUSED, True)
        raise


def _ask(model: Instance, x: Value, batch_size: Value, machine: Machine) -> Value:
    if INPUTS in model.slots:
        if not tensors(model.slots[OUTPUTS]) or REFUSED in model.slots:
            return UNKNOWN
        with _told_once(model, machine):
            given = checked_inputs(model, x, said(batch_size), machine)
        return UNKNOWN if given is None else predicted(model, given, machine)
    if isinstance(x, Many) or not tensors(x):
        return UNKNOWN
    batch = batched(x, batch_size)
    return each(batch.whole(machine.call(model, (batch.data,))), _as_array)


def _as_array(value: Value) -> Value:
    return Tensor(value.shape, "numpy", value.dtype, flow=value.flow) if isinstance(value, Tensor) else UNKNOWN


def _train(model: Instance, x: Value, y: Value, batch_size: Value, machine: Machine, split: Value = None) -> None:
    """Check inputs and targets against the model.

    Raises Mismatch of the 8xx, or SHP402.
    """
    if y is None:
        batch = _batch_of(x, machine)
        if batch is None:
            return
        x, y, batch_size = batch[0], batch[1], WHOLE
    cut = batched(x, batch_size, split)
    outputs = _outputs(model, cut.data, machine)
    if REFUSED in model.slots:
        return
    with _told_once(model, machine):
        known = INPUTS not in model.slots or (
            bool(tensors(outputs)) and checked_inputs(model, x, said(batch_size), machine) is not None
        )
        checked_samples(x, y, at_once=batch_size == WHOLE)
        if not known:
            return
        if TOLD in model.slots or not tensors(outputs):
            return
        if not checked_targets(outputs, y, model.slots.get(LOSS), machine):
            machine.put(model, TOLD, True)
    run_own_losses(model, outputs, y, cut, model.slots.get(LOSS), machine)


def _outputs(model: Instance, x: Value, machine: Machine) -> Value:
    if INPUTS in model.slots:
        return model.slots[OUTPUTS]
    return machine.call(model, (x,)) if tensors(x) else UNKNOWN


def _batch_of(source: Value, machine: Machine) -> tuple[Value, ...] | None:
    """One batch, inputs and targets, of a generator or of an object that is indexed by batch."""
    if isinstance(source, ListValue | tuple):
        return None
    if isinstance(source, Many):
        found = source.each
    elif isinstance(source, Instance):
        getter = machine.user_method(source, "__getitem__")
        found = UNKNOWN if getter is None else machine.call(getter, (UNKNOWN,))
    else:
        return None
    return found if isinstance(found, tuple) and len(found) in (2, 3) else None
