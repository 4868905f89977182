"""Losses over classes: which axis holds the classes, and what shape the labels must have."""

from __future__ import annotations

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, equal


def loss_value(each: Shape, reduction: Value, size_average: Value = None, reduce: Value = None) -> Shape:
    """The shape of a loss: one number, or one per element with `reduction="none"`."""
    if reduce is False:
        return each
    if size_average is None and reduce is None and not isinstance(reduction, str):
        return UNKNOWN_SHAPE
    return each if reduction == "none" and size_average is None and reduce is None else Shape(())


def labelled(loss: str, input: Value, target: Value, *, probabilities: bool) -> Shape:
    """The shape of the single losses of scores `input` (classes on dim 1) against labels `target`.

    probabilities: whether the labels may also be given as one probability per class, in the shape of the scores.
    Raises Mismatch SHP401 where the labels certainly fit neither way.
    """
    scores, labels = shape_of(input), shape_of(target)
    if scores.open or labels.open:
        return UNKNOWN_SHAPE
    wanted = Shape(()) if len(scores.dims) == 1 else scores.drop(1)
    as_labels = _fits(labels, wanted)
    if len(scores.dims) == 1 and as_labels is False:
        as_labels = _fits(labels, Shape((1,)))
    as_scores = _fits(labels, scores) if probabilities else False
    if as_scores is not False and isinstance(target, Tensor) and target.dtype == "int" and scores.dims:
        as_scores = False
    if as_labels is False and as_scores is False:
        raise _unfit(loss, input, target, wanted)
    return wanted if as_scores is False or as_labels is True else UNKNOWN_SHAPE if as_labels is None else wanted


def _fits(found: Shape, wanted: Shape) -> bool | None:
    if len(found.dims) != len(wanted.dims):
        return False
    verdicts = [equal(a, b) for a, b in zip(found.dims, wanted.dims, strict=True)]
    return False if False in verdicts else None if None in verdicts else True


def _unfit(loss: str, input: Value, target: Value, wanted: Shape) -> Mismatch:
    scores, labels = shape_of(input), shape_of(target)
    return Mismatch(
        "SHP401",
        "{loss} of {scores} has its classes on dim 1 and expects labels {expected}, gets {found}",
        operand=culprit(input),
        help=_advice(_name(input, "output"), _name(target, "target"), scores, labels, wanted),
        loss=loss,
        scores=scores,
        axis="target",
        expected=wanted,
        found=labels,
    )


def _name(value: Value, otherwise: str) -> str:
    named = value.flow.name if isinstance(value, Tensor) and value.flow is not None else None
    return named or otherwise


def _advice(output: str, target: str, scores: Shape, labels: Shape, wanted: Shape) -> str | None:
    """What would fit: the classes moved to dim 1, a label axis of size 1 dropped, or class indices for one-hot rows."""
    rank = len(scores.dims)
    if rank > 2 and _fits(labels, scores.drop(-1)) is True:
        return f"{output}.transpose(1, 2)" if rank == 3 else f"{output}.movedim(-1, 1)"
    if len(labels.dims) == rank and rank > 1 and equal(labels.axis(1), 1) is True and _fits(labels.drop(1), wanted):
        return f"{target}.squeeze(1)"
    if labels == scores and rank > 1:
        return f"{target}.argmax(dim=1) gives class indices, {target}.float() probabilities"
    return None


def check_class_weight(loss: str, input: Value, weight: Value) -> None:
    """One weight per class.

    Raises Mismatch SHP401 where their number certainly differs.
    """
    scores, given = shape_of(input), shape_of(weight)
    if weight is None or scores.open or given.open or not scores.dims or len(given.dims) != 1:
        return
    classes = scores.dims[1 if len(scores.dims) > 1 else 0]
    if equal(classes, given.dims[0]) is False:
        raise Mismatch(
            "SHP401",
            "{loss} has {found} class weights for {classes} classes on dim 1 of {scores}",
            operand=culprit(input),
            loss=loss,
            found=given.dims[0],
            classes=classes,
            scores=scores,
        )
