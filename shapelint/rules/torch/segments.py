"""Reductions over segments of an axis."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, shape_of
from shapelint.sizes import Shape


@op("torch.segment_reduce")
def segment_reduce(
    data, reduce, *, lengths=None, indices=None, offsets=None, axis=0, unsafe=False, initial=None, out=None
):
    """Reduce segments of an axis; their lengths, or where they start and the last ends, stand on a last axis.

    >>> segment_reduce([N, 3], "sum", lengths=ints[4])
    (4, 3)
    >>> segment_reduce([B, N, 3], "max", offsets=ints[B, 5], axis=1)
    ('B', 4, 3)
    >>> segment_reduce([B, N, 3], "max", lengths=ints[4], axis=1)
    SHP101
    """
    check_axis(data, axis, name="axis")
    given = lengths if offsets is None else offsets
    shape = shape_of(data)
    if not is_int(axis) or not isinstance(given, Tensor) or shape.open:
        return UNKNOWN_SHAPE
    place = axis % max(len(shape.dims), 1)
    cuts = check_rank(given, "segment_reduce along this axis", place + 1, place + 1)
    if cuts.open:
        return UNKNOWN_SHAPE
    count = cuts.dims[-1] if offsets is None else cuts.dims[-1] - 1
    return Shape((*shape.dims[:place], count, *shape.dims[place + 1 :]))
