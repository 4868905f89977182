"""Losses called by the program itself, as functions."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Rule, op
from shapelint.rules.keras.ops_networks import sequences
from shapelint.rules.keras.targets import demand_of, levelled, undecided
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import compared, same
from shapelint.rules.shared.operands import is_int, measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, equal

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
    >>> @(ints[3, 4], [3, 5, 4], axis=3)
    SHP502
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
    return tensor(UNKNOWN_SHAPE if common.open and axis is not None else reduced(common, axis))


def _diced(y_true: Value, y_pred: Value, axis: Value) -> Value:
    """What both masks hold over what each of them does."""
    both = measured(_overlapping(y_true, y_pred, axis))
    return tensor(broadcasted(both, reduced(y_true, axis), reduced(y_pred, axis), what="the sums of the masks"))


_OVERLAP: Final = """Say how little two masks overlap.

    >>> @([4, 3], [4, 3])
    ()
    >>> @([4, 3], [4, 3], axis=1)
    (4,)
    >>> @([4, 3], [4, 2])
    SHP301
    """
declare("keras.losses.dice", "y_true, y_pred, axis=None", _diced, _OVERLAP)
declare("keras.losses.tversky", "y_true, y_pred, alpha=0.5, beta=0.5, axis=None", _overlapping, _OVERLAP)


@op("keras.losses.ctc")
def ctc(y_true, y_pred):
    """Compare sequences of labels with longer ones of probabilities: one number for each sample.

    >>> ctc(ints[2, 5], [2, 9, 7])
    (2,)
    >>> ctc(ints[2, 5], [3, 9, 7])
    SHP403
    >>> ctc(ints[2, 5], [9, 7])
    SHP101
    """
    return tensor(Shape((sequences("ctc", y_true, y_pred),)))


# What is demanded of the sides of losses that a model's targets are not checked for.
_MORE_DEMANDS: Final = {
    "cosine_similarity": "pairs",
    "CosineSimilarity": "pairs",
    "categorical_hinge": "pairs",
    "CategoricalHinge": "pairs",
    "binary_focal_crossentropy": "same",
    "BinaryFocalCrossentropy": "same",
    "categorical_focal_crossentropy": "pairs",
    "CategoricalFocalCrossentropy": "pairs",
}


# The functions that drop a last axis of 1 which only one side has; losses that are objects all do.
_LEVELLING: Final = frozenset(
    f"mean_{kind}_error" for kind in ("squared", "absolute", "absolute_percentage", "squared_logarithmic")
) | {"huber", "log_cosh", "cosine_similarity"}


def each_loss(name: str, y_true: Value, y_pred: Value, machine: Machine, axis: Value = -1, own: bool = True) -> Shape:
    """One loss for each sample.

    axis: that of the classes; own: whether it is the function that is called, not an object.  Raises Mismatch SHP403
    or SHP502, or reports SHP402.
    """
    prediction, target = measured(y_pred), measured(y_true)
    demand = demand_of(name) or _MORE_DEMANDS.get(name)
    if not own or name in _LEVELLING:
        if prediction.open or target.open or undecided(target, prediction):
            return UNKNOWN_SHAPE
        target, prediction = levelled(target, prediction)
    if demand == "labels":
        return _labelled(name, prediction, target, axis)
    if demand is None or prediction.open or target.open or not is_int(axis):
        return UNKNOWN_SHAPE
    found = compared(prediction, target, machine, name) if demand == "pairs" else same(prediction, target, name)
    for side in (found, *_reduced_alone(name, prediction, target)):
        check_axis(side, axis)
    return found.drop(axis) if found.dims else found


def _reduced_alone(name: str, prediction: Shape, target: Shape) -> tuple[Shape, ...]:
    """The sides that a loss normalizes along its axis before it compares them."""
    if "osine" in name:
        return prediction, target
    if "ategorical" in name and "inge" not in name and not prediction.dims:
        raise Mismatch("SHP101", "{name} compares rows of probabilities, gets a number", name=name)
    return (prediction,) if "focal" in name and "ategorical" in name else ()


def _labelled(name: str, prediction: Shape, target: Shape, axis: Value) -> Shape:
    """One number for a class: as many as there are rows of probabilities.

    Raises Mismatch SHP403, SHP502, or SHP101 for a number.
    """
    if prediction == Shape(()):
        raise Mismatch("SHP101", "{name} compares rows of probabilities, gets a number", name=name)
    place = check_axis(prediction, axis)
    if place is None or place != len(prediction.dims) - 1:
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
    if doc is _PAIR and (demand_of(names[0]) or _MORE_DEMANDS[names[0]]) == "pairs":
        doc += ">>> @([4], [2, 4])\n    (2,)\n    "
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
