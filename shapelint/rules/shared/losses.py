"""The two sides of a loss that compares element by element."""

from __future__ import annotations

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Clash, Shape, broadcast, equal, less


def compared(prediction: Value, target: Value, machine: Machine, loss: str) -> Shape:
    """The shape of the differences between the sides of a loss that broadcasts them.

    Reports SHP402 where broadcasting certainly compares values that do not belong together; raises Mismatch SHP403
    where the sides do not even broadcast.
    """
    a, b = measured(prediction), measured(target)
    found = broadcast(a, b)
    if isinstance(found, Clash):
        raise unfit(prediction, target, loss)
    if stretched(a, b):
        machine.report(_broadcast(prediction, target, loss, found))
    return found


def same(prediction: Value, target: Value, loss: str) -> Shape:
    """The shape of both sides of a loss that wants them equal.

    Raises Mismatch SHP403 where they certainly are not.
    """
    a, b = measured(prediction), measured(target)
    if agree(a, b) is False:
        raise unfit(prediction, target, loss)
    return b if a.open and (len(a.dims) < len(b.dims) or not b.open) else a


def agree(a: Shape, b: Shape) -> bool | None:
    """Whether two shapes are one; None where that is not known."""
    if (not a.open and len(b.dims) > len(a.dims)) or (not b.open and len(a.dims) > len(b.dims)):
        return False
    verdicts = [equal(x, y) for x, y in zip(reversed(a.dims), reversed(b.dims), strict=False)]
    if False in verdicts:
        return False
    return None if a.open or b.open or None in verdicts else True


def stretched(a: Shape, b: Shape) -> bool:
    """Whether broadcasting the two sides certainly is a mistake: both grow, or the last axis of one alone is 1.

    One value, or one row, compared with all of the other side may be meant.
    """
    if a.open or b.open or not a.dims or not b.dims:
        return False
    if len(a.dims) == len(b.dims):
        return (equal(a.dims[-1], 1) is True and less(1, b.dims[-1]) is True and _same_before(a, b)) or (
            equal(b.dims[-1], 1) is True and less(1, a.dims[-1]) is True and _same_before(a, b)
        )
    small, large = (a, b) if len(a.dims) < len(b.dims) else (b, a)
    # (N, 1) against (N,): every prediction meets every target.
    return (
        len(large.dims) == len(small.dims) + 1
        and equal(large.dims[-1], 1) is True
        and equal(small.dims[-1], 1) is not True
        and all(equal(x, y) is True for x, y in zip(small.dims, large.dims, strict=False))
    )


def _same_before(a: Shape, b: Shape) -> bool:
    return all(equal(x, y) is not False for x, y in zip(a.dims[:-1], b.dims[:-1], strict=True))


def _advice(prediction: Value, target: Value) -> str:
    """What brings the target to the prediction's shape, where both hold as many elements."""
    a, b = measured(prediction), measured(target)
    if a.open or b.open or equal(a.numel(), b.numel()) is not True:
        return "both sides need one shape"
    named = target.flow.name if isinstance(target, Tensor) and target.flow is not None else None
    name = named or "the target"
    if named and isinstance(target, Tensor) and target.family == "torch":
        if a == Shape((*b.dims, 1)):
            return f"{name}.unsqueeze(-1)"
        if b == Shape((*a.dims, 1)):
            return f"{name}.squeeze(-1)"
    return f"reshape {name} to {a}"


def unfit(prediction: Value, target: Value, loss: str) -> Mismatch:
    """SHP403 for the two sides of a loss."""
    return Mismatch(
        "SHP403",
        "{loss} compares {prediction} with {target}, which do not fit",
        operand=culprit(prediction, target),
        help=_advice(prediction, target),
        loss=loss,
        prediction=measured(prediction),
        target=measured(target),
    )


def _broadcast(prediction: Value, target: Value, loss: str, found: Shape) -> Mismatch:
    return Mismatch(
        "SHP402",
        "{loss} compares {prediction} with {target} by broadcasting both to {found}",
        operand=culprit(prediction, target),
        help=_advice(prediction, target),
        loss=loss,
        prediction=measured(prediction),
        target=measured(target),
        found=found,
    )
