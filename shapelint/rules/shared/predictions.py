"""A prediction minus a target that broadcasts to more values than belong together, on its way into a loss.

Nothing raises there, so this asks for all of it at once: the difference is squared (or its absolute value taken) and
summed or averaged to one number; one side comes out of a matrix product through pointwise steps alone; and the shapes
are those that only a mistake brings together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import Flow, Tensor, Value
from shapelint.sizes import Shape, equal, less

_DIFFERENCES: Final = frozenset({"__sub__", "subtract", "sub", "__rsub__"})
_SQUARES: Final = frozenset({"square", "__pow__", "pow", "power", "abs", "absolute", "fabs", "__mul__", "multiply"})
_PRODUCTS: Final = frozenset({"__matmul__", "matmul", "dot", "mm", "linear", "Linear", "Dense", "addmm", "einsum"})
_POINTWISE: Final = frozenset(
    {"__add__", "add", "bias_add", "__sub__", "__mul__", "__truediv__", "maximum", "minimum", "where", "clip", "exp",
     "tanh", "relu", "sigmoid", "softmax", "logistic", "ReLU", "Sigmoid", "Tanh", "Dropout", "dropout", "identity"}
)  # fmt: skip
_MOST_STEPS: Final = 40


def check_loss(x: Value, machine: Machine) -> None:
    """Report SHP305 where `x`, about to be summed or averaged to one number, is such a difference."""
    if not isinstance(x, Tensor) or x.flow is None or x.flow.what not in _SQUARES:
        return
    squared = x.flow
    if squared.what in ("__mul__", "multiply") and not _same_twice(squared):
        return
    if not squared.parents or squared.parents[0].what not in _DIFFERENCES:
        return
    difference = squared.parents[0]
    if len(difference.parents) == 2 and _is_mistake(*difference.parents):
        machine.report(_mismatch(x, difference))


def _same_twice(product: Flow) -> bool:
    return len(product.parents) == 2 and same_step(*product.parents)


def _is_mistake(a: Flow, b: Flow) -> bool:
    return any(_column_against_row(x, y) or _narrow_against_wide(x, y) for x, y in ((a, b), (b, a)))


def _column_against_row(prediction: Flow, target: Flow) -> bool:
    """`(N, 1)` out of a product against `(N,)`: every prediction meets every target."""
    column, row = prediction.shape, target.shape
    return (
        _ranks(column, row) == (2, 1)
        and equal(column.dims[1], 1) is True
        and equal(column.dims[0], row.dims[0]) is True
        and equal(row.dims[0], 1) is not True
        and _products(prediction) >= 1
    )


def _narrow_against_wide(prediction: Flow, target: Flow) -> bool:
    """`(N, 1)` out of a network against `(N, k)` that no product made: the output is as wide as one target is not.

    Two products in a row make a network; what the prediction was computed from is no target of it.
    """
    narrow, wide = prediction.shape, target.shape
    ranks = _ranks(narrow, wide)
    return (
        ranks[0] == ranks[1] >= 2
        and equal(narrow.dims[-1], 1) is True
        and less(1, wide.dims[-1]) is True
        and all(equal(x, y) is True for x, y in zip(narrow.dims[:-1], wide.dims[:-1], strict=True))
        and _products(prediction) >= 2
        and not any(step.what in _PRODUCTS for step in _steps(target))
        and not any(same_step(step, target) for step in _steps(prediction))
    )


def _ranks(a: Shape, b: Shape) -> tuple[int, int]:
    return (0, 0) if a.open or b.open else (len(a.dims), len(b.dims))


def _steps(flow: Flow) -> Iterator[Flow]:
    return islice(flow.steps(_MOST_STEPS), _MOST_STEPS)


def _products(flow: Flow) -> int:
    """How many matrix products lie behind a value, where nothing but pointwise steps lies between them."""
    count = 0
    for step in _steps(flow):
        if step.what in _PRODUCTS:
            count += 1
        elif step.what not in _POINTWISE:
            break
    return count


def same_step(a: Flow, b: Flow) -> bool:
    """Whether two steps are one, be it under two names."""
    return a is b or (a.site is not None and a.site == b.site and a.what == b.what and a.shape == b.shape)


def _mismatch(x: Tensor, difference: Flow) -> Mismatch:
    left, right = (parent.shape for parent in difference.parents)
    return Mismatch(
        "SHP305",
        "{left} minus {right} broadcasts to {result}, which the loss then sums over",
        site=difference.site,
        help="give the prediction and the target one shape",
        left=left,
        right=right,
        result=difference.shape,
    )
