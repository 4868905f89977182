"""Training and asking a model: `compile`, `fit`, `evaluate`, `predict` and their older relatives."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.keras.batching import WHOLE
from shapelint.rules.keras.callbacks import watched
from shapelint.rules.keras.feeding import Samples, ask, compare, samples_in, train
from shapelint.rules.keras.measuring import LOSS, LOSS_WEIGHTS, METRICS, measured, remembered
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Tensor, Value, is_number, items_of
from shapelint.sizes import Shape, at_most


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
    machine.put(self, LOSS_WEIGHTS, loss_weights)
    machine.put(self, METRICS, (metrics, weighted_metrics))


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
    >>> model.fit([6, 4], [6, 3], verbose=0, sample_weight=[5])
    SHP804
    >>> model.fit([6, 4], [6, 3], verbose=0, sample_weight=[6], validation_data=([2, 4], [2, 3]), epochs=2)
    'History'
    >>> model.fit([6, 4], [6, 3], verbose=0, validation_data=([2, 5], [2, 3]))
    SHP802
    """
    train(self, Samples(x, y, sample_weight, batch_size, validation_split), machine)
    watched(self, callbacks, machine)
    if not (is_number(epochs) and is_number(initial_epoch) and at_most(epochs, initial_epoch) is True):
        size = batch_size if validation_batch_size is None else validation_batch_size
        _validate(self, validation_data, size, machine)
    return remembered(epochs, initial_epoch, stopped=callbacks is not None, machine=machine)


def _validate(model: Instance, data: Value, batch_size: Value, machine: Machine) -> None:
    row = items_of(data) if isinstance(data, tuple | ListValue) else None
    if row is not None and len(row) in (1, 2, 3):
        x, y, weights, *_ = *row, None, None
        train(model, Samples(x, y, weights, batch_size), machine, "test_step")
    elif data is not None:
        train(model, Samples(data), machine, "test_step")


@op("keras.Model.compute_loss")
def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True, *, machine):
    """Compare a batch of targets with what the model gave, by the loss that it was compiled with.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> done = model.compile("sgd", "mse")
    >>> model.compute_loss(y=[6, 3], y_pred=[6, 3])
    ()
    >>> model.compute_loss(y=[6, 2], y_pred=[6, 3])
    SHP803
    """
    compare(self, y, y_pred, sample_weight, machine)
    return Tensor(Shape(()), "keras", "float")


@op("keras.Model.compiled_loss")
def compiled_loss(self, y_true, y_pred, sample_weight=None, regularization_losses=None, *, machine):
    """Compare a batch of targets with what the model gave, as `train_step` of TensorFlow's Keras 2 does.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> done = model.compile("sgd", "mse")
    >>> model.compiled_loss([6, 3], [6, 3])
    ()
    >>> model.compiled_loss([6, 2], [6, 3])
    SHP803
    """
    compare(self, y_true, y_pred, sample_weight, machine)
    return Tensor(Shape(()), "keras", "float")


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
    >>> model.evaluate([6, 4], [6, 3], verbose=0)
    None
    >>> model.evaluate([6, 4], [5, 3], verbose=0)
    SHP804
    >>> done = model.compile("sgd", "mse", metrics=["mae"])
    >>> model.evaluate([6, 4], [6, 3], verbose=0)
    (None, None)
    >>> rows = keras.Sequential([keras.Input((5, 4)), keras.layers.Dense(3, activation="softmax")])
    >>> done = rows.compile("sgd", "categorical_crossentropy")
    >>> rows.evaluate([6, 5, 4], [6, 5, 3], verbose=0, sample_weight=[6, 5])
    None
    >>> done = rows.compile("sgd", "sparse_categorical_crossentropy")
    >>> rows.evaluate([6, 5, 4], ints[6, 5], verbose=0)
    None
    >>> rows.evaluate([6, 5, 4], ints[6, 3], verbose=0)
    SHP803
    """
    train(self, Samples(x, y, sample_weight, batch_size), machine, "test_step")
    return measured(self, return_dict, machine)


@op("keras.Model.fit_generator", legacy={"samples_per_epoch": "steps_per_epoch", "nb_epoch": "epochs"})
def fit_generator(
    self,
    generator,
    steps_per_epoch=None,
    epochs=1,
    verbose=1,
    callbacks=None,
    validation_data=None,
    *args,
    machine,
    **kwargs,
):
    """Train on what yields batches, as Keras 1 and 2 do.

    >>> keras.Model().fit_generator(([6, 4], [6, 3]))
    'History'
    """
    train(self, Samples(generator), machine)
    watched(self, callbacks, machine)
    _validate(self, validation_data, None, machine)
    return remembered(epochs, 0, stopped=callbacks is not None or bool(args or kwargs), machine=machine)


@op("keras.Model.evaluate_generator")
def evaluate_generator(self, generator, *args, machine, **kwargs):
    """Measure the loss on what yields batches, as Keras 1 and 2 do.

    >>> keras.Model().evaluate_generator(([6, 4], [6, 3]))
    None
    """
    train(self, Samples(generator), machine, "test_step")
    return measured(self, False, machine)


@op("keras.Model.train_on_batch")
def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False, *, machine, **kwargs):
    """Train on one batch.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> done = model.compile("sgd", "mse")
    >>> model.train_on_batch([6, 4], [6, 3])
    None
    >>> model.train_on_batch([6, 5], [6, 3])
    SHP802
    """
    train(self, Samples(x, y, sample_weight, WHOLE), machine)
    return measured(self, return_dict, machine)


@op("keras.Model.test_on_batch")
def measure_on_batch(self, x, y=None, sample_weight=None, return_dict=False, *, machine, **kwargs):
    """Measure the loss on one batch.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> done = model.compile("sgd", "mse")
    >>> model.test_on_batch([6, 4], [6, 3])
    None
    >>> model.test_on_batch([6, 4], [6, 2])
    SHP803
    >>> images = keras.Sequential([keras.Input((6, 6, 3)), keras.layers.Conv2D(2, 3), keras.layers.Flatten()])
    >>> done = images.compile("sgd", "huber")
    >>> images.test_on_batch([5, 6, 6, 3], [5, 32])
    None
    """
    train(self, Samples(x, y, sample_weight, WHOLE), machine, "test_step")
    return measured(self, return_dict, machine)


@op(("keras.Model.predict", "keras.Model.predict_proba"))
def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None, *, machine, **kwargs):
    """Give the outputs for all samples, as arrays.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> model.predict([6, 4], verbose=0)
    (6, 3)
    >>> model.predict([4], verbose=0)
    SHP801
    >>> a = keras.Input((4,))
    >>> b = keras.Input((2,))
    >>> both = keras.Model([a, b], [keras.layers.Concatenate()([a, b]), keras.layers.Dense(3)(b)])
    >>> both.predict(([6, 4], [6, 2]), verbose=0)
    ((6, 6), (6, 3))
    >>> both.predict(([6, 4], [5, 2]), verbose=0)
    SHP804
    """
    return ask(self, x, batch_size, machine)


@op("keras.Model.predict_on_batch")
def predict_on_batch(self, x, *, machine):
    """Give the outputs for one batch, as arrays.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> model.predict_on_batch([6, 4])
    (6, 3)
    """
    return ask(self, x, WHOLE, machine)


@op("keras.Model.predict_generator")
def predict_generator(self, generator, *args, machine, **kwargs):
    """Give the outputs for batches, as Keras 1 and 2 do; how many samples there are is not known.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> model.predict_generator(([6, 4], [6, 3]))
    None
    """
    return UNKNOWN if samples_in(generator, machine) is None else ask(self, generator, WHOLE, machine)


@op("keras.Model.predict_classes")
def predict_classes(self, x, *args, machine, **kwargs):
    """Give the class of every sample, as Keras 1 and 2 do.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> model.predict_classes([6, 4])
    (6,)
    """
    found = ask(self, x, None, machine)
    if not isinstance(found, Tensor) or found.shape.open or found.shape.dims[-1] == 1:
        return UNKNOWN
    return Tensor(found.shape.drop(-1), "numpy", "int")
