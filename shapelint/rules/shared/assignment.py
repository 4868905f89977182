"""What is assigned must broadcast into a place whose shape stays as it is."""

from __future__ import annotations

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.indexing import indexed
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Shape, equal, less


def check_assignment(x: Tensor, index: Value, value: Value) -> None:
    """`x[index] = value`: leading axes of size 1 that are too many are left out.

    Raises Mismatch SHP301 where the value certainly does not fit, SHP506 where the index does not.
    """
    check_fits(indexed(x, index), value)


def check_fits(place: Shape, value: Value, *, extra: bool = True) -> None:
    """Whether a value can stand in a place of that shape.

    extra: whether it may have more axes, of size 1 (it may in `x[:] = value`, not in `x += value`).  Raises Mismatch
    SHP301 where it certainly cannot.
    """
    given = measured(value)
    clash = _clash(place, given, extra)
    if clash is None:
        return
    if -clash <= len(place.dims):
        template = "{given} does not fit into {place}: {a} meets {b} on axis {at}"
    else:
        template = "{given} does not fit into {place}, which has fewer axes"
    raise Mismatch(
        "SHP301",
        template,
        operand=culprit(value),
        given=given,
        place=place,
        a=given.dims[clash],
        b=place.dims[clash] if -clash <= len(place.dims) else None,
        at=clash,
    )


def _clash(place: Shape, given: Shape, extra: bool) -> int | None:
    """The axis, from the end, on which the value has too much."""
    for axis in range(1, len(given.dims) + 1):
        size = given.dims[-axis]
        if axis <= len(place.dims):
            room = place.dims[-axis]
            if equal(size, room) is False and equal(size, 1) is False:
                return -axis
        elif not place.open and (not extra or less(1, size) is True):
            return -axis
    return None
