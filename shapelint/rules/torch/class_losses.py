"""Losses that score classes against labels."""

from __future__ import annotations

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.torch.class_mistakes import check_class_axis, check_several_classes
from shapelint.rules.torch.classes import check_class_weight, labelled, with_labels, with_margin
from shapelint.rules.torch.loss_forms import LEGACY, declare_loss
from shapelint.rules.values import UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape


def _cross_entropy(
    loss: str,
    input: Value,
    target: Value,
    weight: Value,
    ignore_index: Value,
    label_smoothing: Value,
    machine: Machine,
) -> Shape:
    check_class_weight(loss, input, target, weight, label_smoothing)
    each = labelled(loss, input, target, probabilities=True)
    check_class_axis(loss, input, target, machine)
    check_several_classes(loss, input, machine)
    if is_int(ignore_index) and ignore_index >= 0 and agree(shape_of(input), shape_of(target)) is True:
        raise Mismatch(
            "SHP401",
            "{loss} takes a target of the scores' shape {found} for probabilities, where no index can be ignored",
            operand=culprit(target),
            loss=loss,
            found=shape_of(target),
        )
    return each


declare_loss(
    "CrossEntropyLoss",
    "cross_entropy",
    "input, target",
    "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0",
    _cross_entropy,
    """Score classes, on dim 1 of the output, against labels: indices of all other axes, or one probability per class.

    >>> @([8, 10], ints[8])
    ()
    >>> @([128, 44, 100], ints[128, 100])
    ()
    >>> @([8, 10], [8, 10]; reduction="sum")
    ()
    >>> @([8, 10, 5], ints[8, 5]; reduction="none")
    (8, 5)
    >>> @([8, 10, 5], [8, 10, 5]; reduction="none", label_smoothing=0.1)
    (8, 5)
    >>> @([2, 10, 4, 5], ints[2, 4, 5]; [10], reduction="none")
    (2, 4, 5)
    >>> @([10], ints[()]; reduction="none")
    ()
    >>> @([10], [10]; [10])
    ()
    >>> @([128, 100, 44], ints[128, 100])
    SHP401 axis `target` is (128, 100), expected (128, 44)
    >>> @([8, 10], ints[8, 1])
    SHP401
    >>> @([8, 10], ints[8, 10])
    SHP401
    >>> @([8, 10], ints[8]; [3])
    SHP401
    >>> @([8, 10], [8, 10]; ignore_index=0)
    SHP401
    """,
)


def _nll(loss: str, input: Value, target: Value, weight: Value, machine: Machine) -> Shape:
    check_class_weight(loss, input, target, weight)
    each = labelled(loss, input, target, probabilities=False)
    check_class_axis(loss, input, target, machine)
    return each


declare_loss(
    ("NLLLoss", "NLLLoss2d"),
    "nll_loss",
    "input, target",
    "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'",
    _nll,
    """Score log-probabilities of classes, on dim 1, against labels.

    >>> @([8, 10], ints[8])
    ()
    >>> @([8, 10, 4, 5], ints[8, 4, 5]; [10], reduction="none")
    (8, 4, 5)
    >>> @([8, 10, 4], ints[8, 4]; reduction="none")
    (8, 4)
    >>> @([10], ints[()]; [10])
    ()
    >>> @([8, 4, 5, 10], ints[8, 4, 5])
    SHP401
    >>> @([8, 10], ints[8, 1])
    SHP401
    """,
)


declare_loss(
    "MultiMarginLoss",
    "multi_margin_loss",
    "input, target",
    f"p=1, margin=1.0, weight=None, {LEGACY}",
    with_margin,
    """Score classes against labels by a margin.

    >>> @([8, 10], ints[8])
    ()
    >>> @([8, 10], ints[8]; 2, weight=[10], reduction="none")
    (8,)
    >>> @([10], ints[()]; reduction="none")
    ()
    >>> @([10], ints[1]; reduction="none")
    (1,)
    >>> @([8, 10], ints[8, 1])
    SHP401
    >>> @([8, 10, 4], ints[8, 4])
    SHP101
    """,
)
declare_loss(
    "MultiLabelMarginLoss",
    "multilabel_margin_loss",
    "input, target",
    LEGACY,
    with_labels,
    """Score several labels per sample, given as class indices in the shape of the scores.

    >>> @([4, 3], ints[4, 3])
    ()
    >>> @([4, 3], ints[4, 3]; reduction="none")
    (4,)
    >>> @([3], ints[3]; reduction="none")
    ()
    >>> @([4, 3], ints[4, 2])
    SHP403
    >>> @([4, 3, 2], ints[4, 3, 2])
    SHP101
    """,
)


def _multilabel_soft_margin(loss: str, input: Value, target: Value, weight: Value) -> Shape:
    """The class axis is the last of the scores, counted from the front."""
    scores = shape_of(input)
    if scores == Shape(()):
        raise Mismatch("SHP101", "{loss} needs an axis of classes, gets a scalar", operand=culprit(input), loss=loss)
    whole = broadcasted(input, target, *(() if weight is None else (weight,)), what=loss)
    return UNKNOWN_SHAPE if scores.open else whole.drop(len(scores.dims) - 1)


declare_loss(
    "MultiLabelSoftMarginLoss",
    "multilabel_soft_margin_loss",
    "input, target",
    f"weight=None, {LEGACY}",
    _multilabel_soft_margin,
    """Score several labels per sample, each by itself.

    >>> @([4, 3], [4, 3])
    ()
    >>> @([4, 3], [4, 3]; [3], reduction="none")
    (4,)
    >>> @([4, 3, 5], [4, 3, 5]; reduction="none")
    (4, 3)
    >>> @([3], [3]; reduction="none")
    ()
    >>> @([4, 3], [4])
    SHP301
    """,
)
