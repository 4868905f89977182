"""Losses that a program makes as objects: Keras drops a last axis of 1 before it compares the sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.keras.losses import each_loss
from shapelint.rules.keras.targets import loss_name
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape


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
        axis = self.slots.get("axis", -1)
        found = each_loss(name, y_true, y_pred, machine, axis, own=False) if name else UNKNOWN_SHAPE
    reduction = self.slots.get("reduction", "sum_over_batch_size")
    if isinstance(reduction, str) and reduction != "none":
        return tensor(Shape(()))
    return tensor(found if reduction == "none" and isinstance(reduction, str) else UNKNOWN_SHAPE)


_TAIL: Final = "reduction='sum_over_batch_size', name={name!r}, dtype=None"
_CLASSES: Final = {
    "MeanSquaredError": "", "MeanAbsoluteError": "", "MeanAbsolutePercentageError": "",
    "MeanSquaredLogarithmicError": "", "LogCosh": "", "Hinge": "", "SquaredHinge": "", "Poisson": "",
    "KLDivergence": "", "Huber": "delta=1.0, ", "CosineSimilarity": "axis=-1, ", "CategoricalHinge": "",
    "CategoricalCrossentropy": "from_logits=False, label_smoothing=0.0, axis=-1, ",
    "BinaryCrossentropy": "from_logits=False, label_smoothing=0.0, axis=-1, ",
}  # fmt: skip
_NAMES: Final = {
    "MeanSquaredError": "mean_squared_error", "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error", "LogCosh": "log_cosh", "Hinge": "hinge",
    "CategoricalHinge": "categorical_hinge", "SquaredHinge": "squared_hinge", "Poisson": "poisson",
    "KLDivergence": "kl_divergence", "Huber": "huber_loss",
    "CosineSimilarity": "cosine_similarity", "CategoricalCrossentropy": "categorical_crossentropy",
    "BinaryCrossentropy": "binary_crossentropy",
}  # fmt: skip
_CLASS: Final = """Compare predictions with targets.

    >>> {name}()({target}, [4, 3])
    ()
    """


def _class(name: str, parameters: str) -> Rule:
    scope: dict[str, Callable[..., None]] = {"remember": _remember}
    axis = "axis" if "axis=" in parameters else "-1"
    text = f"def body({parameters}, *, layer, machine): remember(layer, reduction, {axis}, machine)"
    exec(text, scope)  # our own declarations only, never a checked program's text
    scope["body"].__doc__ = _CLASS.format(name=name, target="ints[4]" if name.startswith("Sparse") else "[4, 3]")
    return kind(f"keras.losses.{name}", bases=("keras.losses.Loss",))(scope["body"])


def _remember(layer: Value, reduction: Value, axis: Value, machine: Machine) -> None:
    machine.put(layer, "axis", axis)
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
