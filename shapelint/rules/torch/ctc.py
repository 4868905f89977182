"""The loss of a sequence of labels that is not aligned with the outputs."""

from __future__ import annotations

from typing import Final

from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.torch.loss_forms import declare_loss, declare_plain_loss
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Dim, Shape, Size, at_most, equal, less

_INPUTS: Final = "log_probs, targets, input_lengths, target_lengths"


def _ctc(
    loss: str, log_probs: Value, targets: Value, input_lengths: Value, target_lengths: Value, blank: Value
) -> Shape:
    """Outputs are (steps, batch, classes) or (steps, classes); labels are rows, or all of them in one row.

    Raises Mismatch SHP101, SHP403, SHP506 or SHP707.
    """
    outputs = shape_of(log_probs)
    if outputs.open:
        return UNKNOWN_SHAPE
    if len(outputs.dims) not in (2, 3):
        raise Mismatch(
            "SHP101",
            "{loss} takes outputs (steps, batch, classes) or (steps, classes), gets {found}",
            operand=culprit(log_probs),
            loss=loss,
            found=outputs,
        )
    batch: Size = outputs.dims[1] if len(outputs.dims) == 3 else 1
    _check_lengths(loss, "input_lengths", input_lengths, batch, outputs.dims[0])
    _check_lengths(loss, "target_lengths", target_lengths, batch)
    _check_blank(blank, outputs.dims[-1])
    _check_targets(loss, targets, _numbers(target_lengths), batch)
    return Shape(outputs.dims[1:-1])


def _numbers(lengths: Value) -> tuple[Size, ...] | None:
    """The lengths where all of them are known as sizes."""
    items = items_of(lengths)
    return items if items is not None and all(isinstance(item, int | Dim) for item in items) else None


def _check_lengths(loss: str, name: str, lengths: Value, batch: Size, steps: Size | None = None) -> None:
    items = items_of(lengths)
    if items is None and isinstance(lengths, Tensor):
        count = shape_of(lengths).numel()
    elif items is None:
        return
    else:
        count = len(items)
    require_at_least(0, name, lengths)
    if equal(count, batch) is False:
        raise Mismatch(
            "SHP403",
            "{loss} needs one of {name} for each of {batch} samples, gets {count}",
            operand=culprit(lengths),
            loss=loss,
            name=name,
            batch=batch,
            count=count,
        )
    for each in _numbers(lengths) or ():
        if steps is not None and less(steps, each) is True:
            raise Mismatch(
                "SHP403",
                "{loss} has outputs of {steps} steps, one of {name} is {each}",
                loss=loss,
                steps=steps,
                name=name,
                each=each,
            )


def _check_blank(blank: Value, classes: Size) -> None:
    if is_int(blank) and (blank < 0 or at_most(classes, blank) is True):
        raise Mismatch("SHP506", "blank {blank} is none of {classes} classes", blank=blank, classes=classes)


def _check_targets(loss: str, targets: Value, lengths: tuple[Size, ...] | None, batch: Size) -> None:
    shape = shape_of(targets)
    if shape.open:
        return
    if len(shape.dims) == 2:
        short = any(less(shape.dims[1], each) is True for each in lengths or ())
        fits = equal(shape.dims[0], batch) is not False and not short
    else:
        fits = len(shape.dims) == 1 and (lengths is None or equal(shape.dims[0], sum(lengths)) is not False)
    if not fits:
        raise Mismatch(
            "SHP403",
            "{loss} takes targets (batch, longest) or all in one row, gets {found} for {batch} samples",
            operand=culprit(targets),
            loss=loss,
            found=shape,
            batch=batch,
        )


declare_loss(
    "CTCLoss",
    "ctc_loss",
    _INPUTS,
    "blank=0, reduction='mean', zero_infinity=False",
    _ctc,
    """Score a sequence of labels that is not aligned with the outputs (length, batch, classes).

    >>> @([50, 4, 20], ints[4, 10], (50, 50, 50, 50), (10, 10, 10, 10))
    ()
    >>> @([50, 4, 20], ints[36], (50, 50, 50, 48), (9, 10, 8, 9); 19, reduction="none")
    (4,)
    >>> @([50, 4, 20], ints[4, 10], ints[4], ints[4]; reduction="none")
    (4,)
    >>> @([50, 20], ints[10], (50,), (10,); reduction="none")
    ()
    >>> @([50, 4, 20], ints[4, 10], (50, 50, 50), (10, 10, 10, 10))
    SHP403
    >>> @([50, 4, 20], ints[4, 10], (51, 50, 50, 50), (10, 10, 10, 10))
    SHP403
    >>> @([50, 4, 20], ints[4, 10], (50, 50, 50, 50), (11, 10, 10, 10))
    SHP403
    >>> @([50, 4, 20], ints[4, 10], (50, 50, 50, 50), (10, 10, 10, 10); 20)
    SHP506
    """,
)
declare_plain_loss(
    "ctc_loss",
    f"{_INPUTS}, blank=0, reduction=0, zero_infinity=False",
    _ctc,
    """Score a sequence of labels that is not aligned with the outputs (length, batch, classes).

    >>> @([50, 2, 20], ints[2, 10], (50, 50), (10, 10))
    (2,)
    >>> @([50, 2, 20], ints[20], (50, 50), (10, 10), 0, 1)
    ()
    """,
)
