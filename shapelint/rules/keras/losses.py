"""Losses called by the program itself, as functions and as objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.keras.targets import demand_of, levelled, loss_name
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import compared, same
from shapelint.rules.shared.operands import is_int, measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Clash, Shape, broadcast, equal

_PAIR: Final = """Compare predictions with targets, along the last axis.

    >>> @([4, 3], [4, 3])
    (4,)
    >>> @([4, 3], [4, 2])
    SHP403
    """
_LABELS: Final = """Compare the probabilities of classes with the right class of each sample.

    >>> @(ints[4], [4, 3])
    (4,)
    >>> @(ints[4, 5], [4, 5, 3])
    (4, 5)
    >>> @(ints[3], [4, 3])
    SHP403
    >>> @(ints[3, 4], [3, 5, 4], axis=1)
    (...,)
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
    ("cosine_similarity",): ", axis=-1",
    ("categorical_hinge",): "",
    ("binary_focal_crossentropy",): ", apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False, "
    "label_smoothing=0.0, axis=-1",
    ("categorical_focal_crossentropy",): ", alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1",
}


def _overlapping(y_true: Value, y_pred: Value, axis: Value) -> Value:
    """How far two masks overlap: one number, or one for each place on the axes that are left."""
    common = broadcasted(y_true, y_pred, what="the masks")
    return tensor(Shape(()) if axis is None else UNKNOWN_SHAPE if common.open else reduced(common, axis))


_OVERLAP: Final = """Say how little two masks overlap.

    >>> @([4, 3], [4, 3])
    ()
    >>> @([4, 3], [4, 3], axis=1)
    (4,)
    >>> @([4, 3], [4, 2])
    SHP301
    """
declare("keras.losses.dice", "y_true, y_pred, axis=None", _overlapping, _OVERLAP)
declare("keras.losses.tversky", "y_true, y_pred, alpha=0.5, beta=0.5, axis=None", _overlapping, _OVERLAP)


@op("keras.losses.ctc")
def ctc(y_true, y_pred):
    """Compare sequences of labels with longer ones of probabilities: one number for each sample.

    >>> ctc(ints[2, 5], [2, 9, 7])
    (2,)
    """
    return tensor(Shape((measured(y_pred).tail(3)[0] if not measured(y_pred).open else UNKNOWN,)))


# What is demanded of the sides of losses that a model's targets are not checked for.
_MORE_DEMANDS: Final = {
    "cosine_similarity": "pairs",
    "CosineSimilarity": "pairs",
    "categorical_hinge": "pairs",
    "CategoricalHinge": "pairs",
    "binary_focal_crossentropy": "same",
    "categorical_focal_crossentropy": "pairs",
}


def each_loss(name: str, y_true: Value, y_pred: Value, machine: Machine, axis: Value = -1) -> Shape:
    """One loss for each sample.

    axis: that of the classes.  Raises Mismatch SHP403, or reports SHP402.
    """
    prediction, target = measured(y_pred), measured(y_true)
    demand = demand_of(name) or _MORE_DEMANDS.get(name)
    if demand == "labels":
        return _labelled(name, prediction, target, axis)
    if demand is None or prediction.open or target.open or not is_int(axis):
        return UNKNOWN_SHAPE
    level = levelled(target, prediction)
    try:
        found = compared(level[1], level[0], machine, name) if demand == "pairs" else same(level[1], level[0], name)
    except Mismatch:
        if level == (target, prediction) or isinstance(broadcast(target, prediction), Clash):
            raise
        return UNKNOWN_SHAPE  # not every loss drops a last axis of 1
    check_axis(found, axis, least=0 if axis != -1 else 1)
    whole = broadcast(target, prediction)
    if level != (target, prediction) and (isinstance(whole, Clash) or whole.drop(axis) != found.drop(axis)):
        return UNKNOWN_SHAPE
    return found.drop(axis) if found.dims else found


def _labelled(name: str, prediction: Shape, target: Shape, axis: Value) -> Shape:
    """One number for a class: as many as there are rows of probabilities.

    Raises Mismatch SHP403, or SHP101 for a number.
    """
    if prediction == Shape(()):
        raise Mismatch("SHP101", "{name} compares rows of probabilities, gets a number", name=name)
    if axis != -1 or not is_int(axis) or not prediction.dims:
        return UNKNOWN_SHAPE
    rows = prediction.drop(-1)
    if equal(rows.numel(), target.numel()) is False:
        raise Mismatch(
            "SHP403",
            "{loss} wants one class for each row of {prediction}, gets {target}",
            help=f"classes as numbers, {rows}",
            loss=name,
            prediction=str(prediction),
            target=str(target),
        )
    return rows


def _declare(names: tuple[str, ...], more: str) -> Rule:
    def made(y_true: Value, y_pred: Value, machine: Machine, axis: Value = -1) -> Value:
        return tensor(each_loss(names[0], y_true, y_pred, machine, axis))

    doc = _LABELS if names[0].startswith("sparse") else _PAIR
    if "axis" in more and doc is _PAIR:
        doc += """>>> @([4, 3], [4, 3], axis=0)
    (3,)
    >>> @([4, 3], [4, 3], axis=2)
    SHP502
    """
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
declare(
    "keras.backend.sparse_categorical_crossentropy",
    "target, output, from_logits=False, axis=-1",
    lambda target, output, axis: tensor(
        _labelled("sparse_categorical_crossentropy", measured(output), measured(target), axis)
    ),
    _LABELS,
)


def _old_crossentropy(target: Value, output: Value, axis: Value) -> Value:
    common = broadcasted(output, target, what="K.categorical_crossentropy")
    check_axis(common, axis, least=0)
    return tensor(common.drop(axis) if is_int(axis) else UNKNOWN_SHAPE)


declare(
    "keras.backend.categorical_crossentropy",
    "target, output, from_logits=False, axis=-1",
    _old_crossentropy,
    """Compare the probabilities of classes, along an axis.

    >>> K.categorical_crossentropy([4, 3], [4, 3])
    (4,)
    >>> K.categorical_crossentropy([4, 3], [4, 2])
    SHP301
    """,
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
        axis = self.slots.get("axis", -1)
        found = each_loss(name, y_true, y_pred, machine, axis) if name else UNKNOWN_SHAPE
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
