"""Advice on work that could be saved; off by default."""

from __future__ import annotations

from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import Tensor, Value

_AFFINE: Final = frozenset({"Linear", "Dense"})


def advise_pool_first(x: Value, axis: Value, how: str, machine: Machine) -> None:
    """Report SHP901 where `x`, about to be pooled over `axis`, comes straight out of an affine layer on another axis.

    An affine map commutes with the mean and with picking one step (not with the maximum), so that pooling first gives
    the same with less work.
    """
    if not isinstance(x, Tensor) or x.flow is None or x.flow.what not in _AFFINE or not is_int(axis):
        return
    rank = x.shape.rank
    if rank is None or not 0 < axis % rank < rank - 1:
        return
    steps = x.shape.axis(axis)
    if isinstance(steps, int) and steps > 1:
        machine.report(
            Mismatch(
                "SHP901",
                "{layer} is applied to {steps} steps, of which {how}: pooling first gives the same",
                site=x.flow.site,
                help="pool before the layer, which then does {steps} times less work",
                layer=x.flow.what,
                steps=steps,
                how=how,
            )
        )
