"""Losses called by the program itself, as functions and as objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.keras.targets import demand_of, levelled, loss_name
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import compared, same
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape

_PAIR: Final = """Compare predictions with targets, along the last axis.

    >>> @([4, 3], [4, 3])
    (4,)
    >>> @([4, 3], [4, 2])
    SHP403
    """
_LABELS: Final = """Compare the probabilities of classes with the right class of each sample.

    >>> @(ints[4], [4, 3])
    (4,)
    """
_FUNCTIONS: Final[dict[tuple[str, ...], str]] = {
    ("mean_squared_error", "mse", "MSE"): "",
    ("mean_absolute_error", "mae", "MAE"): "",
    ("mean_absolute_percentage_error", "mape", "MAPE"): "",
    ("mean_squared_logarithmic_error", "msle", "MSLE"): "",
    ("huber",): ", delta=1.0",
    ("log_cosh", "logcosh"): "",
    ("hinge",): "",
    ("squared_hinge",): "",
    ("poisson",): "",
    ("kl_divergence", "kld", "KLD", "kullback_leibler_divergence"): "",
    ("categorical_crossentropy",): ", from_logits=False, label_smoothing=0.0, axis=-1",
    ("binary_crossentropy",): ", from_logits=False, label_smoothing=0.0, axis=-1",
    ("sparse_categorical_crossentropy",): ", from_logits=False, ignore_class=None, axis=-1",
}


def each_loss(name: str, y_true: Value, y_pred: Value, machine: Machine) -> Shape:
    """One loss for each sample.

    Raises Mismatch SHP403, or reports SHP402.
    """
    prediction, target = measured(y_pred), measured(y_true)
    demand = demand_of(name)
    if demand == "labels":
        return prediction.drop(-1) if prediction.dims else UNKNOWN_SHAPE
    if demand is None or prediction.open or target.open:
        return UNKNOWN_SHAPE
    target, prediction = levelled(target, prediction)
    shape = compared(prediction, target, machine, name) if demand == "pairs" else same(prediction, target, name)
    return shape.drop(-1) if shape.dims else shape


def _declare(names: tuple[str, ...], more: str) -> Rule:
    def made(y_true: Value, y_pred: Value, machine: Machine) -> Value:
        return tensor(each_loss(names[0], y_true, y_pred, machine))

    doc = _LABELS if names[0].startswith("sparse") else _PAIR
    return declare(tuple(f"keras.losses.{name}" for name in names), f"y_true, y_pred{more}", made, doc)


FUNCTIONS: Final = tuple(_declare(names, more) for names, more in _FUNCTIONS.items())
_OLD: Final = """Compare a target with an output, element by element.

    >>> @([4, 3], [4, 3])
    (4, 3)
    """
declare(
    "keras.backend.binary_crossentropy",
    "target, output, from_logits=False",
    lambda target, output: tensor(measured(output)),
    _OLD,
)
for _name in ("categorical_crossentropy", "sparse_categorical_crossentropy"):
    declare(
        f"keras.backend.{_name}",
        "target, output, from_logits=False, axis=-1",
        lambda output: tensor(measured(output).drop(-1) if measured(output).dims else UNKNOWN_SHAPE),
        _LABELS if _name.startswith("sparse") else _LABELS.replace("ints[4]", "[4, 3]"),
    )


@kind("keras.losses.Loss", runs="call")
def loss_class(name=None, reduction="sum_over_batch_size", dtype=None, *, layer, machine):
    """What every loss is; a program derives its own losses from it.

    >>> keras.losses.Loss(reduction="sum").reduction
    "sum"
    """
    machine.put(layer, "reduction", reduction)


@op("keras.losses.Loss.__call__")
def call(self, y_true, y_pred, sample_weight=None, *, machine):
    """Compare predictions with targets: one number, or one for each sample where nothing is reduced.

    >>> keras.losses.MeanSquaredError()([4, 3], [4, 3])
    ()
    >>> keras.losses.MeanSquaredError(reduction="none")([4, 3], [4, 3])
    (4,)
    >>> keras.losses.CategoricalCrossentropy()([4, 3], [4, 2])
    SHP403
    """
    own = machine.user_method(self, "call")
    name = loss_name(self)
    if own is not None:
        found = measured(machine.call(own, (y_true, y_pred)))
    else:
        found = each_loss(name, y_true, y_pred, machine) if name else UNKNOWN_SHAPE
    reduction = self.slots.get("reduction", "sum_over_batch_size")
    if isinstance(reduction, str) and reduction != "none":
        return tensor(Shape(()))
    return tensor(found if reduction == "none" and isinstance(reduction, str) else UNKNOWN_SHAPE)


_TAIL: Final = "reduction='sum_over_batch_size', name={name!r}, dtype=None"
_CLASSES: Final = {
    "MeanSquaredError": "", "MeanAbsoluteError": "", "MeanAbsolutePercentageError": "",
    "MeanSquaredLogarithmicError": "", "LogCosh": "", "Hinge": "", "SquaredHinge": "", "Poisson": "",
    "KLDivergence": "", "Huber": "delta=1.0, ", "CosineSimilarity": "axis=-1, ",
    "CategoricalCrossentropy": "from_logits=False, label_smoothing=0.0, axis=-1, ",
    "BinaryCrossentropy": "from_logits=False, label_smoothing=0.0, axis=-1, ",
}  # fmt: skip
_NAMES: Final = {
    "MeanSquaredError": "mean_squared_error", "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error", "LogCosh": "log_cosh", "Hinge": "hinge",
    "SquaredHinge": "squared_hinge", "Poisson": "poisson", "KLDivergence": "kl_divergence", "Huber": "huber_loss",
    "CosineSimilarity": "cosine_similarity", "CategoricalCrossentropy": "categorical_crossentropy",
    "BinaryCrossentropy": "binary_crossentropy",
}  # fmt: skip
_CLASS: Final = """Compare predictions with targets.

    >>> {name}()({target}, [4, 3])
    ()
    """


def _class(name: str, parameters: str) -> Rule:
    scope: dict[str, Callable[..., None]] = {"remember": _remember}
    text = f"def body({parameters}, *, layer, machine): remember(layer, reduction, machine)"
    exec(text, scope)  # our own declarations only, never a checked program's text
    scope["body"].__doc__ = _CLASS.format(name=name, target="ints[4]" if name.startswith("Sparse") else "[4, 3]")
    return kind(f"keras.losses.{name}", bases=("keras.losses.Loss",))(scope["body"])


def _remember(layer: Value, reduction: Value, machine: Machine) -> None:
    if reduction is None or not isinstance(reduction, str):
        reduction = getattr(reduction, "name", "?").rpartition(".")[2].lower()
    machine.put(layer, "reduction", reduction)


for _name, _first in _CLASSES.items():
    _class(_name, _first + _TAIL.format(name=_NAMES[_name]))
_class(
    "SparseCategoricalCrossentropy",
    "from_logits=False, ignore_class=None, reduction='sum_over_batch_size', axis=-1, "
    "name='sparse_categorical_crossentropy', dtype=None",
)
