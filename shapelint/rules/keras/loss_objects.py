"""Losses that a program makes as objects: Keras drops a last axis of 1 before it compares the sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.keras.losses import each_loss
from shapelint.rules.keras.targets import levelled, loss_name, undecided
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.registry import find
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape

TWIN: Final = "#twin"  # slot of a loss: the function that it calls


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
    elif TWIN in self.slots:
        sides = map(tensor, _levelled(y_true, y_pred))
        more = {"axis": self.slots["axis"]} if name != "CTC" else {}
        found = measured(machine.call(find(self.slots[TWIN]), sides, more))
    else:
        axis = self.slots.get("axis", -1)
        found = each_loss(name, y_true, y_pred, machine, axis, own=False) if name else UNKNOWN_SHAPE
    reduction = self.slots.get("reduction", "sum_over_batch_size")
    if isinstance(reduction, str) and reduction != "none":
        return tensor(Shape(()))
    return tensor(found if reduction == "none" and isinstance(reduction, str) else UNKNOWN_SHAPE)


def _levelled(y_true: Value, y_pred: Value) -> tuple[Shape, Shape]:
    target, prediction = measured(y_true), measured(y_pred)
    if target.open or prediction.open or undecided(target, prediction):
        return UNKNOWN_SHAPE, UNKNOWN_SHAPE
    return levelled(target, prediction)


_TAIL: Final = "reduction='sum_over_batch_size', name={name!r}, dtype=None"
_CLASSES: Final = {
    "MeanSquaredError": "", "MeanAbsoluteError": "", "MeanAbsolutePercentageError": "",
    "MeanSquaredLogarithmicError": "", "LogCosh": "", "Hinge": "", "SquaredHinge": "", "Poisson": "",
    "KLDivergence": "", "Huber": "delta=1.0, ", "CosineSimilarity": "axis=-1, ", "CategoricalHinge": "",
    "CategoricalCrossentropy": "from_logits=False, label_smoothing=0.0, axis=-1, ",
    "BinaryCrossentropy": "from_logits=False, label_smoothing=0.0, axis=-1, ",
    "BinaryFocalCrossentropy": "apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False, "
    "label_smoothing=0.0, axis=-1, ",
    "CategoricalFocalCrossentropy": "alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1, ",
}  # fmt: skip
_NAMES: Final = {
    "MeanSquaredError": "mean_squared_error", "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error", "LogCosh": "log_cosh", "Hinge": "hinge",
    "CategoricalHinge": "categorical_hinge", "SquaredHinge": "squared_hinge", "Poisson": "poisson",
    "KLDivergence": "kl_divergence", "Huber": "huber_loss",
    "CosineSimilarity": "cosine_similarity", "CategoricalCrossentropy": "categorical_crossentropy",
    "BinaryCrossentropy": "binary_crossentropy", "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
}  # fmt: skip
_CLASS: Final = """Compare predictions with targets.

    >>> {name}()({sides})
    ()
    """


def _class(name: str, parameters: str, twin: str | None = None) -> Rule:
    """twin: the function that it calls, where no other one of its name does."""
    scope: dict[str, Callable[..., None]] = {"remember": _remember}
    axis = "axis" if "axis=" in parameters else "-1"
    text = f"def body({parameters}, *, layer, machine): remember(layer, reduction, {axis}, {twin!r}, machine)"
    exec(text, scope)  # our own declarations only, never a checked program's text
    sides = {"Sparse": "ints[4], [4, 3]", "CTC": "ints[2, 3], [2, 7, 5]"}
    target = next((text for start, text in sides.items() if name.startswith(start)), "[4, 3], [4, 3]")
    scope["body"].__doc__ = _CLASS.format(name=name, sides=target)
    return kind(f"keras.losses.{name}", bases=("keras.losses.Loss",))(scope["body"])


def _remember(layer: Value, reduction: Value, axis: Value, twin: str | None, machine: Machine) -> None:
    machine.put(layer, "axis", axis)
    if twin is not None:
        machine.put(layer, TWIN, twin)
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
_class("Dice", "reduction='sum_over_batch_size', name='dice', axis=None, dtype=None", "keras.losses.dice")
_class(
    "Tversky",
    "alpha=0.5, beta=0.5, reduction='sum_over_batch_size', name='tversky', axis=None, dtype=None",
    "keras.losses.tversky",
)
_class("CTC", "reduction='sum_over_batch_size', name='ctc', dtype=None", "keras.losses.ctc")
