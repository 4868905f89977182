"""Losses that score classes: where the classes stand, and what shape the labels must have."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix, applied, either
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.edits import method
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import called, culprit, is_int
from shapelint.rules.values import UNKNOWN_SHAPE, Site, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal, product

_RESHAPES: Final = frozenset({"view", "reshape", "flatten", "unflatten"})
_MOST_STEPS: Final = 60


def labelled(loss: str, input: Value, target: Value, *, probabilities: bool) -> Shape:
    """The shape of the single losses of scores `input` (classes on dim 1) against labels `target`.

    probabilities: whether the labels may also be given as one probability per class, in the shape of the scores.
    Raises Mismatch SHP401 where the labels certainly fit neither way, SHP101 where there are no scores.
    """
    labels = shape_of(target)
    soft = _may_be_probabilities(target) if probabilities else False
    scores = _ranked(shape_of(input), labels, soft)
    _check_scores(loss, input, scores)
    wanted = _without_classes(scores)
    if scores.open or labels.open:
        return wanted
    as_scores = agree(labels, scores)
    taken = probabilities and as_scores is True  # what has the shape of the scores is always taken for probabilities
    if (soft and as_scores is not False) or (not taken and _are_indices(labels, scores)):
        return wanted
    raise _unfit(loss, input, target, scores, wanted)


def _may_be_probabilities(target: Value) -> bool:
    return not isinstance(target, Tensor) or target.dtype not in ("int", "bool")


def _ranked(scores: Shape, labels: Shape, soft: bool) -> Shape:
    """The scores; where only labels have a known number of axes, and must be indices, with one axis more than those.

    A row of one label may belong to scores of as many axes.
    """
    if not scores.open or labels.open or soft or not 2 <= len(labels.dims) >= len(scores.dims) - 1:
        return scores
    return Shape(scores.tail(len(labels.dims) + 1))


def _check_scores(loss: str, input: Value, scores: Shape) -> None:
    if scores == Shape(()):
        raise Mismatch("SHP101", "{loss} needs an axis of classes, gets a scalar", operand=culprit(input), loss=loss)


def _without_classes(scores: Shape) -> Shape:
    return Shape(()) if scores.rank == 1 else scores.drop(1)


def _are_indices(labels: Shape, scores: Shape) -> bool:
    """Whether the labels may be class indices; those of a single sample may stand in a row of one."""
    if len(scores.dims) == 1:
        return not labels.dims or agree(labels, Shape((1,))) is not False
    return agree(labels, scores.drop(1)) is not False


def _unfit(loss: str, input: Value, target: Value, scores: Shape, wanted: Shape) -> Mismatch:
    labels = shape_of(target)
    return Mismatch(
        "SHP401",
        "{loss} of {scores} has its classes on dim 1 and expects labels {expected}, gets {found}",
        operand=culprit(input),
        help=_advice(input, target, scores, labels, wanted),
        related=_batch_changed(input, labels),
        loss=loss,
        scores=scores,
        axis="target",
        expected=wanted,
        found=labels,
    )


def _batch_changed(input: Value, labels: Shape) -> tuple[tuple[Site, str], ...]:
    """The reshape behind the scores that made another number of samples of as many as there are labels."""
    flow = input.flow if isinstance(input, Tensor) else None
    for step in flow.steps(_MOST_STEPS) if flow is not None else ():
        if step.what in _RESHAPES and step.parents and step.site is not None:
            before, after = step.parents[0].shape.axis(0), step.shape.axis(0)
            if equal(before, labels.axis(0)) is True and equal(before, after) is False:
                return ((step.site, f"{before} samples become {after} here"),)
    return ()


def _advice(output: Value, target: Value, scores: Shape, labels: Shape, wanted: Shape) -> Fix | None:
    """The one edit that fits, where there is one."""
    rank = len(scores.dims)
    if rank > 2 and agree(labels, scores.drop(-1)) is True:
        return method(output, *(("transpose", 1, 2) if rank == 3 else ("movedim", -1, 1)), otherwise="output")
    if rank == 3 and agree(labels, Shape((scores.dims[1], scores.dims[0]))) is True:
        return method(output, "permute", 1, 2, 0, otherwise="output")
    if len(labels.dims) == rank and rank > 1 and equal(labels.axis(1), 1) is True and agree(labels.drop(1), wanted):
        return method(target, "squeeze", 1, otherwise="target")
    if labels == scores and rank > 1:
        name = called(target, "target")
        text = f"{name}.argmax(dim=1) gives class indices, {name}.float() probabilities"
        return either(
            applied(target, "torch.Tensor.argmax", 1, text=text), applied(target, "torch.Tensor.float", text=text)
        )
    return _flattened(output, target, scores, labels)


def _flattened(output: Value, target: Value, scores: Shape, labels: Shape) -> Fix | None:
    """All positions in one row, as many as there are on the other side; or an axis of size 1 dropped."""
    rank = len(scores.dims)
    if rank == 2 and len(labels.dims) > 1 and equal(labels.numel(), scores.dims[0]) is True:
        return method(target, "reshape", -1, otherwise="target")
    if rank < 3 or len(labels.dims) != 1:
        return None
    if rank == 3 and equal(scores.dims[1], 1) is True and equal(scores.dims[0], labels.dims[0]) is True:
        return method(output, "squeeze", 1, otherwise="output")
    if equal(product(scores.dims[:-1]), labels.dims[0]) is True:
        flat = ("reshape", -1, scores.dims[-1]) if is_int(scores.dims[-1]) else ("flatten", 0, -2)
        return method(output, *flat, otherwise="output")
    return None


def check_class_weight(loss: str, input: Value, target: Value, weight: Value, smoothing: Value = 0.0) -> None:
    """One weight per class: a row of them, of which images and sequences with class indices only count the elements.

    Raises Mismatch SHP401 where they certainly do not fit.
    """
    scores, given = shape_of(input), shape_of(weight)
    if weight is None or scores.open or given.open or not scores.dims:
        return
    flat = len(scores.dims) <= 2 or (isinstance(smoothing, float) and smoothing > 0) or shape_of(target) == scores
    _check_row(loss, scores.dims[1 if len(scores.dims) > 1 else 0], weight, given, flat)


def _check_row(loss: str, classes: Size, weight: Value, given: Shape, flat: bool) -> None:
    if equal(classes, given.numel()) is False or (flat and len(given.dims) != 1):
        raise Mismatch(
            "SHP401",
            "{loss} has class weights {found} for {classes} classes",
            operand=culprit(weight),
            loss=loss,
            found=given,
            classes=classes,
        )


def with_margin(loss: str, input: Value, target: Value, weight: Value) -> Shape:
    """The shape of the single losses of `multi_margin_loss`: scores of one sample or of a row, labels as many.

    Raises Mismatch SHP101 or SHP401.
    """
    scores, labels = shape_of(input), shape_of(target)
    if scores.open or labels.open:
        return UNKNOWN_SHAPE
    _at_most_rows(loss, input)
    samples = scores.dims[0] if len(scores.dims) == 2 else 1
    if len(labels.dims) > 1 or equal(labels.numel(), samples) is False:
        wanted = Shape(scores.dims[:-1])
        raise _unfit(loss, input, target, scores, wanted)
    if weight is not None and not shape_of(weight).open:
        _check_row(loss, scores.dims[-1] if scores.dims else 1, weight, shape_of(weight), True)
    return labels


def with_labels(loss: str, input: Value, target: Value) -> Shape:
    """The shape of the single losses of `multilabel_margin_loss`: as many labels as scores.

    Raises Mismatch SHP101 or SHP403.
    """
    scores, labels = shape_of(input), shape_of(target)
    if scores.open or labels.open:
        return UNKNOWN_SHAPE
    _at_most_rows(loss, input)
    same = agree(labels, scores) if len(scores.dims) == 2 else _as_many(labels, scores)
    if same is False:
        raise Mismatch(
            "SHP403",
            "{loss} of {scores} needs labels of that shape, gets {found}",
            operand=culprit(target),
            loss=loss,
            scores=scores,
            found=labels,
        )
    return Shape(scores.dims[:-1])


def _as_many(labels: Shape, scores: Shape) -> bool | None:
    return False if len(labels.dims) > 1 else equal(labels.numel(), scores.numel())


def _at_most_rows(loss: str, input: Value) -> None:
    if len(shape_of(input).dims) > 2:
        raise Mismatch(
            "SHP101",
            "{loss} takes the scores of one sample or of a row of them, gets {found}",
            operand=culprit(input),
            loss=loss,
            found=shape_of(input),
        )
