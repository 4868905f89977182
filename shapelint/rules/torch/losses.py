"""Losses that compare a prediction with a target element by element."""

from __future__ import annotations

from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.elementwise import broadcasted, in_place
from shapelint.rules.shared.losses import agree, same, unfit
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.loss_forms import LEGACY, declare_loss, declare_plain_loss
from shapelint.rules.torch.sides import met
from shapelint.rules.values import Tensor, Value, shape_of
from shapelint.sizes import Shape

_SIDES: Final = "input, target"
_PAIR: Final = """

    >>> @([4, 3], [4, 3])
    ()
    >>> @([4, 3, 2], [4, 3, 2]; reduction="none")
    (4, 3, 2)
    >>> @([4], [4]; reduction="sum")
    ()
    >>> @([4, 3], [3]; reduction="none")
    (4, 3)
    >>> @([4, 1], [4])
    SHP402
    >>> @([4, 3], [4])
    SHP403
    """


def _compared(loss: str, input: Value, target: Value, reduced: bool, machine: Machine) -> Shape:
    return met(loss, input, target, reduced, machine)


def _weighted(loss: str, input: Value, target: Value, reduced: bool, machine: Machine, weight: Value = None) -> Shape:
    """With one weight for each element of the input."""
    each = met(loss, input, target, reduced, machine)
    if weight is not None and agree(shape_of(weight), shape_of(input)) is False:
        raise Mismatch(
            "SHP403",
            "{loss} needs one weight for each element of {input}, gets {found}",
            operand=culprit(weight),
            loss=loss,
            input=shape_of(input),
            found=shape_of(weight),
        )
    return each


# Layer, function, options, of the function alone, what it gives.
_WEIGHTED: Final = (
    ("MSELoss", "mse_loss", LEGACY, "The mean of the squared differences."),
    ("L1Loss", "l1_loss", LEGACY, "The mean of the absolute differences."),
    ("HuberLoss", "huber_loss", "reduction='mean', delta=1.0", "Squared differences near 0, absolute ones elsewhere."),
)
for _layer, _function, _options, _does in _WEIGHTED:
    declare_loss(_layer, _function, _SIDES, _options, _weighted, _does + _PAIR, more=", weight=None")
declare_loss(
    "SmoothL1Loss",
    "smooth_l1_loss",
    _SIDES,
    f"{LEGACY}, beta=1.0",
    _compared,
    f"Squared differences near 0, absolute ones elsewhere.{_PAIR}",
)
declare_loss(
    "KLDivLoss",
    "kl_div",
    _SIDES,
    f"{LEGACY}, log_target=False",
    _compared,
    f"""The divergence of log-probabilities from probabilities.{_PAIR}>>> @([4, 3], [4, 3]; reduction="batchmean")
    ()
    """,
)
declare_plain_loss(
    "kl_div",
    "input, target, reduction=0, *, log_target=False",
    _compared,
    """The divergence of log-probabilities from probabilities.

    >>> @([4, 3], [4, 3], 1)
    ()
    >>> @([4, 3], [3], log_target=True)
    (4, 3)
    """,
)
declare_loss(
    "HingeEmbeddingLoss",
    "hinge_embedding_loss",
    _SIDES,
    f"margin=1.0, {LEGACY}",
    _compared,
    f"Score distances against targets of -1 and 1.{_PAIR}",
)
declare_plain_loss(
    "hinge_embedding_loss",
    "input, target, margin=1.0, reduction=0",
    _compared,
    """Score distances against targets of -1 and 1.

    >>> @([4, 3], [4, 3], reduction=1)
    ()
    >>> @([4, 3], [3], 1.0)
    (4, 3)
    """,
)


def _soft_margin(loss: str, input: Value, target: Value, reduced: bool, machine: Machine) -> Shape:
    """The target stretches to the input, which does not grow."""
    each = met(loss, input, target, reduced, machine)
    if agree(each, shape_of(input)) is False:
        raise unfit(input, target, loss)
    return each


declare_loss(
    "SoftMarginLoss",
    "soft_margin_loss",
    _SIDES,
    LEGACY,
    _soft_margin,
    """Score against targets of -1 and 1.

    >>> @([4, 3], [4, 3])
    ()
    >>> @([4, 3], [3]; reduction="none")
    (4, 3)
    >>> @([4, 3], [4])
    SHP403
    >>> @([3], [4, 3])
    SHP403
    """,
)


def _bce(loss: str, input: Value, target: Value, weight: Value, pos_weight: Value = None) -> Shape:
    """The sides have one shape, to which the weights stretch."""
    each = same(input, target, loss)
    for given in (weight, pos_weight):
        if given is not None:
            check_fits(each, given, extra=False)
    return each


declare_loss(
    "BCELoss",
    "binary_cross_entropy",
    _SIDES,
    f"weight=None, {LEGACY}",
    _bce,
    """Score probabilities against targets of the same shape.

    >>> @([4, 1], [4, 1])
    ()
    >>> @([4, 3], [4, 3]; [3], reduction="none")
    (4, 3)
    >>> @([4, 1], [4])
    SHP403
    >>> @([4, 3], [4, 3]; [4])
    SHP301
    """,
)
declare_loss(
    "BCEWithLogitsLoss",
    "binary_cross_entropy_with_logits",
    _SIDES,
    f"weight=None, {LEGACY}, pos_weight=None",
    _bce,
    """Score logits against targets of the same shape.

    >>> @([4, 3], [4, 3])
    ()
    >>> @([4, 3], [4, 3]; [4, 1], reduction="none", pos_weight=[3])
    (4, 3)
    >>> @([4], [4]; reduction="sum")
    ()
    >>> @([4, 1], [4])
    SHP403
    >>> @([4, 3], [4, 3]; pos_weight=[4])
    SHP301
    """,
)


def _plain_bce(input: Value, target: Value, weight: Value, pos_weight: Value) -> Shape:
    """The function of `torch` asks for no equal sides: the input stretches to the target, both weights too."""
    if isinstance(pos_weight, Tensor):
        in_place(input, broadcasted(pos_weight, target))
    each = in_place(target, input)
    if weight is not None:
        check_fits(each, weight, extra=False)
    return each


declare_plain_loss(
    "binary_cross_entropy_with_logits",
    "input, target, weight=None, pos_weight=None, reduction=0",
    _plain_bce,
    """Score logits against targets.

    >>> @([4, 3], [4, 3])
    (4, 3)
    >>> @([3], [4, 3], [3], None, 1)
    ()
    >>> @([4, 3], [4, 3], [4, 1], [3], 2)
    ()
    >>> @([4, 3], [3])
    SHP301
    """,
)
