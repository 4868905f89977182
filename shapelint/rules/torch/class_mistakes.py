"""What a loss of classes takes without a word, and nobody means."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import changed
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import called
from shapelint.rules.shared.origins import layer_behind, one_hot_behind, softmax_behind
from shapelint.rules.values import Tensor, Value, shape_of
from shapelint.sizes import equal

_TURNS: Final = frozenset({"transpose", "permute", "movedim", "moveaxis", "swapaxes", "swapdims"})


def check_class_axis(loss: str, input: Value, target: Value, machine: Machine) -> None:
    """Report SHP404 where the loss certainly takes the classes from another axis than what was done before says.

    That is a softmax over another axis of a layer's output, or one-hot labels, which have their classes on the last
    axis, of scores of more than two axes.
    """
    scores = shape_of(input)
    if scores.rank is None or scores.rank < 2:
        return
    _check_softmax(loss, input, machine)
    if scores.rank > 2 and agree(scores, shape_of(target)) is True and one_hot_behind(target):
        machine.report(
            Mismatch(
                "SHP404",
                "{loss} takes the classes of {scores} from dim 1, one-hot labels have them on the last axis",
                operand=target,
                help=f"{called(input, 'output')}.movedim(-1, 1), with class indices for labels",
                loss=loss,
                scores=scores,
            )
        )


def _check_softmax(loss: str, input: Value, machine: Machine) -> None:
    found = softmax_behind(input)
    if found is None or found[0] == 1:
        return
    axis, step = found
    if not step.parents or layer_behind(step.parents[0]) is None:
        return
    machine.report(
        Mismatch(
            "SHP404",
            "{what} runs over dim {axis} of {scores}, {loss} takes the classes from dim 1",
            operand=input,
            site=step.site,
            help=changed("dim", 1, text="dim=1"),
            what=step.what,
            axis=axis,
            scores=shape_of(input),
            loss=loss,
        )
    )


def check_several_classes(loss: str, input: Value, machine: Machine) -> None:
    """Report SHP405 where a layer gives the scores of one class alone, of which the softmax is always 1."""
    scores = shape_of(input)
    if scores.rank is None or scores.rank < 2 or equal(scores.dims[1], 1) is not True:
        return
    if isinstance(input, Tensor) and input.flow is not None and layer_behind(input.flow, through=_TURNS) is not None:
        machine.report(
            Mismatch(
                "SHP405",
                "{loss} of {scores} has one class, on dim 1: the loss is 0 whatever the scores are",
                operand=input,
                help="two outputs, or a loss for one: BCEWithLogitsLoss",
                loss=loss,
                scores=scores,
            )
        )
