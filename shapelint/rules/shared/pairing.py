"""Scores of all samples against all others, where one score for each sample is meant.

A square matrix of the products of two encodings is what contrastive losses want.  A sigmoid right behind it is not
theirs: it makes a probability of each entry, where the program has one label for each sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from shapelint.rules.form import REGISTRY
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.origins import same_step
from shapelint.rules.values import Flow, Tensor, Value
from shapelint.sizes import less

_PRODUCTS: Final = frozenset({"matmul", "__matmul__", "dot"})
_BETWEEN: Final = frozenset({"__add__", "add", "bias_add", "__mul__", "__truediv__", "multiply", "divide"})
_MOST_STEPS: Final = 40


def check_scores(x: Value, machine: Machine) -> None:
    """Report SHP104 where `x`, about to go through a sigmoid, scores every sample against every other."""
    product = _product(x.flow) if isinstance(x, Tensor) and x.flow is not None else None
    if product is None or len(product.parents) != 2 or len(product.shape.dims) != 2 or product.shape.open:
        return
    left, right = product.parents
    if not _is_square_of_samples(product, left, right) or _meet(left, right):
        return
    machine.report(
        Mismatch(
            "SHP104",
            "{what} gives {shape}: every sample of the left is scored against every sample of the right",
            site=product.site,
            help="one score for each sample: multiply element by element and sum over the last axis",
            what=product.what.strip("_"),
            shape=str(product.shape),
        )
    )


def _product(flow: Flow) -> Flow | None:
    for step in flow.steps(4):
        if step.what in _PRODUCTS:
            return step
        if step.what not in _BETWEEN:
            return None
    return None


def _is_square_of_samples(product: Flow, left: Flow, right: Flow) -> bool:
    first, second = product.shape.dims
    if first == BATCH and second == BATCH:
        return True
    same_count = isinstance(first, int) and first == second and less(1, first) is True
    return same_count and all(any(map(_is_layer, _steps(side))) for side in (left, right))


def _is_layer(step: Flow) -> bool:
    rule = REGISTRY.get(f"keras.layers.{step.what}")
    return rule is not None and rule.kind == "layer"


def _steps(flow: Flow) -> Iterator[Flow]:
    return islice(flow.steps(_MOST_STEPS), _MOST_STEPS)


def _meet(left: Flow, right: Flow) -> bool:
    """Whether both sides come from one tensor, as in the product of an embedding with itself."""
    steps = list(_steps(left))
    return any(same_step(a, b) for a in steps for b in _steps(right))
