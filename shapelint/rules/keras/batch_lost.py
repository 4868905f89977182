"""Reductions over the batch within a layer, where nobody means them."""

from __future__ import annotations

from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import counts_batch
from shapelint.rules.values import Flow, Tensor, Value
from shapelint.sizes import Shape

_REDUCTIONS: Final = frozenset(
    f"{prefix}{name}" for prefix in ("", "reduce_") for name in ("sum", "mean", "max", "min", "prod", "all", "any")
)


def check_batch_kept(inputs: Value, result: Tensor, machine: Machine) -> None:
    """Report SHP105, at the reduction, where a layer's function takes the batch axis away."""
    shape = result.shape
    if shape.open or not shape.dims or counts_batch(shape.dims[0]) or result.flow is None:
        return
    step = next((step for step in result.flow.ancestors() if _drops_first(step)), None)
    if step is not None:
        before = step.parents[0].shape
        machine.report(
            Mismatch(
                "SHP105",
                "{what} over axis 0 of {before} adds up the samples of the batch",
                site=step.site,
                operand=Tensor(before, "keras", flow=step.parents[0]),
                help="axis 0 is the batch; the axes of one sample begin at 1",
                what=step.what,
                before=str(before),
            )
        )


def _drops_first(step: Flow) -> bool:
    """Whether a step is a reduction that leaves all axes but the batch."""
    if step.what not in _REDUCTIONS or not step.parents:
        return False
    before = step.parents[0].shape
    if before.open or len(before.dims) < 2 or not counts_batch(before.dims[0]):
        return False
    return step.shape == Shape(before.dims[1:])
