"""Differences of neighbours."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.joining import concatenated
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN_SHAPE, shape_of
from shapelint.sizes import maximum


@op(("torch.diff", "torch.Tensor.diff"), least={"n": 0})
def diff(input, n=1, dim=-1, prepend=None, append=None, *, out=None):
    """Give the differences of neighbours along an axis.

    >>> diff([2, 5])
    (2, 4)
    >>> diff([2, 5], 2, 0)
    (0, 5)
    >>> diff([2, 5], 1, -1, [2, 1], [2, 3])
    (2, 8)
    >>> [2, 5].diff(dim=0, append=[1, 5])
    (2, 5)
    >>> diff([2, 5], dim=2)
    SHP502
    >>> diff([])
    SHP101
    >>> diff([2, 5], prepend=[3, 1])
    SHP303
    """
    check_rank(input, "diff", 1)
    check_axis(input, dim, name="dim")
    parts = [part for part in (prepend, input, append) if part is not None]
    shape = shape_of(input)
    if n == 0 and is_int(n):
        return shape
    whole = concatenated(tuple(parts), dim) if len(parts) > 1 else shape
    if not is_int(dim) or not is_int(n):
        return UNKNOWN_SHAPE
    return whole.replace(dim, maximum(whole.axis(dim) - n, 0))
