"""Products of groups of rows, each with a matrix of its own."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN_SHAPE, shape_of
from shapelint.sizes import Shape, equal


@op("torch.nn.functional.grouped_mm")
def grouped_mm(mat_a, mat_b, *, offs=None, bias=None, out_dtype=None):
    """Multiply groups of rows or columns, which end at the offsets, or matrices one by one.

    The kernels ask for strides of certain lengths besides: the examples are for our world alone.

    >>> torch.nn.functional.grouped_mm([M, 16], [3, 16, 32], offs=ints[3])
    ('M', 32)
    >>> torch.nn.functional.grouped_mm([3, M, 16], [3, 16, 32])
    (3, 'M', 32)
    >>> torch.nn.functional.grouped_mm([M, 16], [16, 32], offs=ints[3])
    (3, 'M', 32)
    >>> torch.nn.functional.grouped_mm([M, 16], [3, 15, 32], offs=ints[3])
    SHP302
    >>> torch.nn.functional.grouped_mm([M, 16], [3, 16, 32])
    SHP706
    """
    left, right = (check_rank("grouped_mm", each, (2, 3), "matrices, perhaps a row of them") for each in (mat_a, mat_b))
    if equal(left.axis(-1), right.axis(-2)) is False:
        raise Mismatch(
            "SHP302",
            "{left} times {right} cannot be summed: {a} meets {b}",
            operand=culprit(mat_a, mat_b),
            left=left,
            right=right,
            a=left.axis(-1),
            b=right.axis(-2),
        )
    if left.open or right.open:
        return UNKNOWN_SHAPE
    ranks = len(left.dims), len(right.dims)
    if offs is None and ranks != (3, 3):
        raise Mismatch("SHP706", "grouped_mm of {left} and {right} needs offsets", left=left, right=right)
    sizes = left.dims[-2], right.dims[-1]
    if ranks == (3, 3):
        return Shape((left.dims[0], *sizes))
    return Shape((shape_of(offs).axis(0), *sizes)) if ranks == (2, 2) else Shape(sizes)
