"""The two sides of a loss that compares element by element."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.rules.fixes import Fix
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.edits import method, reshaped
from shapelint.rules.shared.operands import called, culprit, measured
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Clash, Shape, broadcast, equal, less, product

Judge = Callable[[Value, Value], bool]


def stretched(prediction: Value, target: Value) -> bool:
    """Whether broadcasting the two sides certainly is a mistake: both grow, or the last axis of one alone is 1.

    One value, or one row, compared with all of the other side may be meant.
    """
    a, b = measured(prediction), measured(target)
    if a.open or b.open or not a.dims or not b.dims:
        return False
    if len(a.dims) == len(b.dims):
        return (equal(a.dims[-1], 1) is True and less(1, b.dims[-1]) is True and _same_before(a, b)) or (
            equal(b.dims[-1], 1) is True and less(1, a.dims[-1]) is True and _same_before(a, b)
        )
    return extra_axis(a, b) is not None or extra_axis(b, a) is not None


def extra_axis(large: Shape, small: Shape) -> int | None:
    """The axis of size 1 without which one shape is the other, where both grow if they are broadcast.

    `(N, 1)` against `(N,)`, `(N, 1, H, W)` against `(N, H, W)`: every sample meets every other.
    """
    if large.open or small.open or len(large.dims) != len(small.dims) + 1:
        return None
    for axis in range(len(large.dims) - 1, 0, -1):
        grows = equal(small.dims[axis - 1], 1) is not True
        if grows and equal(large.dims[axis], 1) is True and agree(large.drop(axis), small) is True:
            return axis
    return None


def compared(prediction: Value, target: Value, machine: Machine, loss: str, is_mistake: Judge = stretched) -> Shape:
    """The shape of the differences between the sides of a loss that broadcasts them.

    Reports SHP402 where broadcasting certainly compares values that do not belong together, as `is_mistake` says;
    raises Mismatch SHP403 where the sides do not even broadcast.
    """
    found = broadcast(measured(prediction), measured(target))
    if isinstance(found, Clash):
        raise unfit(prediction, target, loss)
    if is_mistake(prediction, target):
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


def _same_before(a: Shape, b: Shape) -> bool:
    return all(equal(x, y) is not False for x, y in zip(a.dims[:-1], b.dims[:-1], strict=True))


def _advice(prediction: Value, target: Value) -> Fix | str:
    """What brings the target to the prediction's shape, where both hold as many elements."""
    a, b = measured(prediction), measured(target)
    if a.open or b.open or equal(a.numel(), b.numel()) is not True:
        return "both sides need one shape"
    name = called(target, "")
    edit = _edit(a, b) if name and isinstance(target, Tensor) and target.family == "torch" else None
    return method(target, *edit) if edit else reshaped(target, a, text=f"reshape {name or 'the target'} to {a}")


def _edit(a: Shape, b: Shape) -> tuple[str, int] | None:
    """The method that gives a tensor of shape `b` the shape `a`."""
    for name, large, small in (("unsqueeze", a, b), ("squeeze", b, a)):
        axis = _axis_of_one(large, small)
        if axis is not None:
            return name, axis
    return ("flatten", 1) if len(b.dims) > 2 and agree(a, Shape((b.dims[0], product(b.dims[1:])))) is True else None


def _axis_of_one(large: Shape, small: Shape) -> int | None:
    axes = reversed(range(len(large.dims)))
    fitting = (axis for axis in axes if equal(large.dims[axis], 1) is True and agree(large.drop(axis), small) is True)
    return next(fitting, None)


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
