"""`x[index] = value`: what is assigned must broadcast into the part that the index picks, which stays as it is."""

from __future__ import annotations

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.indexing import indexed
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Shape, equal, less


def check_assignment(x: Tensor, index: Value, value: Value) -> None:
    """Raises Mismatch SHP301 where the value certainly does not fit, SHP506 where the index does not."""
    part = indexed(x, index)
    given = measured(value)
    clash = _clash(part, given)
    if clash is not None:
        raise Mismatch(
            "SHP301",
            "{given} cannot be assigned to {part}: {a} meets {b} on axis {at}",
            operand=culprit(value),
            given=given,
            part=part,
            a=given.dims[clash],
            b=part.dims[clash] if -clash <= len(part.dims) else 1,
            at=clash,
        )


def _clash(part: Shape, given: Shape) -> int | None:
    """The axis, from the end, on which the value has too much."""
    for axis in range(1, len(given.dims) + 1):
        size = given.dims[-axis]
        if axis <= len(part.dims):
            room = part.dims[-axis]
            if equal(size, room) is False and equal(size, 1) is False and less(0, room) is True:
                return -axis
        elif not part.open and less(1, size) is True:
            return -axis
    return None
