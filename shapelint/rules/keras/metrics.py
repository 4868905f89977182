"""Metrics that a program makes as objects and asks itself, and the functions that count what is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.keras.models import stem_of
from shapelint.rules.keras.twins import tensor
from shapelint.rules.keras.weights import added
from shapelint.rules.machine import Machine
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape

SCALAR: Final = "#scalar"  # slot of a metric: whether its result is one number


@kind("keras.metrics.Metric", runs="call")
def metric(dtype=None, name=None):
    """What every metric is; a program derives its own metrics from it.

    >>> keras.metrics.Metric()
    'Metric'
    """


@op("keras.metrics.Metric.__call__")
def call(self, *args, machine, **kwargs):
    """Take note of more values, and give the result.

    >>> keras.metrics.Mean()([4])
    ()
    """
    machine.call(machine.get(self, "update_state"), args, kwargs)
    return machine.call(machine.get(self, "result"))


@op("keras.metrics.Metric.update_state")
def update_state(self, *args, **kwargs):
    """Take note of more values.

    >>> keras.metrics.Mean().update_state([4])
    None
    """


@op(("keras.metrics.Metric.reset_state", "keras.metrics.Metric.reset_states"))
def reset_state(self):
    """Forget all values.

    >>> keras.metrics.Mean().reset_state()
    None
    """


@op("keras.metrics.Metric.result")
def result(self):
    """Give what the values amount to.

    >>> mean = keras.metrics.Mean()
    >>> done = mean.update_state([4])
    >>> mean.result()
    ()
    """
    return tensor(Shape(())) if SCALAR in self.slots else UNKNOWN


@op("keras.metrics.Metric.add_weight")
def add_weight(self, *args, shape=(), initializer=None, dtype=None, name=None, machine, **kwargs):
    """Make a variable that the metric keeps; the name comes first in Keras 2.

    >>> keras.metrics.Mean().add_weight(shape=(3, 4), initializer="zeros")
    (3, 4)
    >>> keras.metrics.Mean().add_weight(name="total", initializer="zeros")
    ()
    >>> keras.metrics.Mean().add_weight((3, 4), "zeros")
    (3, 4)
    """
    return added(self, args, shape, True, name, machine)


@op("keras.metrics.Metric.add_variable")
def add_variable(self, shape, initializer, dtype=None, aggregation="sum", name=None, *, machine):
    """Make a variable that the metric keeps.

    >>> keras.metrics.Mean().add_variable((3, 4), "zeros")
    (3, 4)
    """
    return added(self, (), shape, True, name, machine)


_NUMBERS: Final = {
    "Mean": "", "Sum": "", "Accuracy": "", "CategoricalAccuracy": "", "SparseCategoricalAccuracy": "",
    "BinaryAccuracy": ", threshold=0.5", "MeanSquaredError": "", "RootMeanSquaredError": "", "MeanAbsoluteError": "",
    "MeanAbsolutePercentageError": "", "MeanSquaredLogarithmicError": "", "Poisson": "", "KLDivergence": "",
    "Hinge": "", "SquaredHinge": "", "CategoricalHinge": "", "LogCoshError": "", "CosineSimilarity": ", axis=-1",
    "BinaryCrossentropy": ", from_logits=False, label_smoothing=0",
    "CategoricalCrossentropy": ", from_logits=False, label_smoothing=0, axis=-1",
    "SparseCategoricalCrossentropy": ", from_logits=False, ignore_class=None, axis=-1",
}  # fmt: skip
_OTHERS: Final = {  # by their whole signatures
    "TopKCategoricalAccuracy": "k=5, name='top_k_categorical_accuracy', dtype=None",
    "SparseTopKCategoricalAccuracy": "k=5, name='sparse_top_k_categorical_accuracy', dtype=None, from_sorted_ids=False",
    "AUC": "num_thresholds=200, curve='ROC', summation_method='interpolation', name=None, dtype=None, thresholds=None, "
    "multi_label=False, num_labels=None, label_weights=None, from_logits=False",
    "Precision": "thresholds=None, top_k=None, class_id=None, name=None, dtype=None",
    "Recall": "thresholds=None, top_k=None, class_id=None, name=None, dtype=None",
}
_SPOKEN: Final = {"LogCoshError": "logcosh", "KLDivergence": "kl_divergence"}
_SEVERAL: Final = {"AUC": "multi_label", "Precision": "thresholds", "Recall": "thresholds"}  # arguments that ask for it
_TEXT: Final = """Keep a number over many batches.

    >>> keras.metrics.{name}().result()
    ()
    """


def _declare(name: str, parameters: str) -> Rule:
    scope: dict[str, Callable[..., None]] = {"remember": _remember}
    text = f"def body({parameters}, *, layer, machine): remember(layer, {_SEVERAL.get(name)}, machine)"
    exec(text, scope)  # our own declarations only, never a checked program's text
    scope["body"].__doc__ = _TEXT.format(name=name)
    return kind(f"keras.metrics.{name}", bases=("keras.metrics.Metric",))(scope["body"])


def _remember(layer: Value, several: Value, machine: Machine) -> None:
    """Precision and recall are a number for each of several thresholds."""
    if several is None or several is False or isinstance(several, float):
        machine.put(layer, SCALAR, True)


for _name, _more in _NUMBERS.items():
    _declare(_name, f"name={_SPOKEN.get(_name, stem_of(_name))!r}, dtype=None{_more}")
for _name, _parameters in _OTHERS.items():
    _declare(_name, _parameters)


@op("keras.metrics.categorical_accuracy")
def categorical_accuracy(y_true, y_pred):
    """Say for each sample whether the likeliest class is the right one.

    >>> keras.metrics.categorical_accuracy([4, 3], [4, 3])
    (4,)
    >>> keras.metrics.categorical_accuracy([4, 7, 3], [4, 7, 3])
    (4, 7)
    """
    sides = [measured(side) for side in (y_true, y_pred)]
    if any(side.open and not side.dims for side in sides):
        return tensor(UNKNOWN_SHAPE)
    return tensor(broadcasted(*(side.drop(-1) if side.dims else side for side in sides), what="the classes"))
