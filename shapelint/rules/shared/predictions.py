"""A prediction that meets its target and broadcasts to more values than belong together, on its way into one number.

Nothing raises there, so this asks for all of it at once: the difference is squared (or its absolute value taken) and
summed or averaged to one number, or equal values are counted; one side comes out of a layer through pointwise steps
alone; and the shapes are those that only a mistake brings together.
"""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix, given
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.losses import extra_axis
from shapelint.rules.shared.origins import (
    CASTS,
    comes_from,
    decided,
    is_learnt,
    layer_behind,
    products,
    same_step,
    steps,
)
from shapelint.rules.values import Flow, Tensor, Value
from shapelint.sizes import Shape, equal, less

_DIFFERENCES: Final = frozenset({"__sub__", "subtract", "sub", "__rsub__"})
_SQUARES: Final = frozenset({"square", "__pow__", "pow", "power", "abs", "absolute", "fabs", "__mul__", "multiply"})
_EQUALITIES: Final = frozenset({"__eq__", "eq", "equal"})


def check_loss(x: Value, machine: Machine) -> None:
    """Report SHP305 where `x`, about to be summed or averaged to one number, is such a difference or equality."""
    if not isinstance(x, Tensor) or x.flow is None:
        return
    found = _difference(x.flow) or _equality(x.flow)
    if found is not None:
        machine.report(_mismatch(found))


def _difference(flow: Flow) -> Flow | None:
    """The difference that a step squares."""
    if flow.what not in _SQUARES or (flow.what in ("__mul__", "multiply") and not _same_twice(flow)):
        return None
    if not flow.parents or flow.parents[0].what not in _DIFFERENCES:
        return None
    found = flow.parents[0]
    return found if len(found.parents) == 2 and _is_mistake(*found.parents) else None


def _equality(flow: Flow) -> Flow | None:
    """The comparison of decisions with labels that is counted."""
    found = next((step for step in steps(flow) if step.what not in CASTS), flow)
    if found.what not in _EQUALITIES or len(found.parents) != 2:
        return None
    pairs = (found.parents, found.parents[::-1])
    return found if any(_has_axis_too_many(a, b) and decided(a) and not is_learnt(b) for a, b in pairs) else None


def _same_twice(product: Flow) -> bool:
    return len(product.parents) == 2 and same_step(*product.parents)


def _is_mistake(a: Flow, b: Flow) -> bool:
    return any(_every_with_every(x, y) or _narrow_against_wide(x, y) for x, y in ((a, b), (b, a)))


def _has_axis_too_many(prediction: Flow, target: Flow) -> bool:
    """`(N, 1)` against `(N,)`, `(N, 1, H, W)` against `(N, H, W)`: every prediction meets every target."""
    return extra_axis(prediction.shape, target.shape) is not None


def _every_with_every(prediction: Flow, target: Flow) -> bool:
    """An axis too many, straight out of a layer or product; what is computed from it is no target of it."""
    made = products(prediction) >= 1 or layer_behind(prediction) is not None
    return made and _has_axis_too_many(prediction, target) and not comes_from(target, prediction)


def _narrow_against_wide(prediction: Flow, target: Flow) -> bool:
    """`(N, 1)` out of a network against `(N, k)` that no product made: the output is as wide as one target is not.

    Two products in a row make a network; what the prediction was computed from is no target of it.
    """
    narrow, wide = prediction.shape, target.shape
    return (
        is_narrow(narrow, wide)
        and products(prediction) >= 2
        and not is_learnt(target)
        and not any(same_step(step, target) for step in steps(prediction))
    )


def is_narrow(narrow: Shape, wide: Shape) -> bool:
    """Whether one shape has 1 on its last axis, where the other certainly has more, and is the same before."""
    return (
        narrow.rank is not None
        and narrow.rank == wide.rank
        and narrow.rank >= 2
        and equal(narrow.dims[-1], 1) is True
        and less(1, wide.dims[-1]) is True
        and all(equal(x, y) is True for x, y in zip(narrow.dims[:-1], wide.dims[:-1], strict=True))
    )


def _one_shape(left: Flow, right: Flow) -> Fix | str:
    text = "give the prediction and the target one shape"
    target, prediction = sorted((left, right), key=lambda side: side.shape.rank or 0)
    return text if extra_axis(prediction.shape, target.shape) is None else given(target, prediction.shape, text=text)


def _mismatch(found: Flow) -> Mismatch:
    left, right = (parent.shape for parent in found.parents)
    counted = found.what in _EQUALITIES
    return Mismatch(
        "SHP305",
        "{left} == {right} broadcasts to {result}, of which the equal ones are counted"
        if counted
        else "{left} minus {right} broadcasts to {result}, which the loss then sums over",
        site=found.site,
        help=_one_shape(*found.parents),
        left=left,
        right=right,
        result=found.shape,
    )
