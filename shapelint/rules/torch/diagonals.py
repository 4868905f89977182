"""Diagonals: taken out of matrices, put into them, summed."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.torch.matrix_batches import check_shape
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape, Size, equal, maximum, minimum


def _length(rows: Size, columns: Size, offset: Value) -> Size:
    """How many elements a diagonal has."""
    if not is_int(offset):
        return UNKNOWN
    shorter = minimum(rows, columns - offset) if offset >= 0 else minimum(rows + offset, columns)
    return maximum(shorter, 0) if offset else shorter


def _side(size: Size, offset: Value) -> Size:
    """How many rows a square matrix has with so many elements on a diagonal."""
    return size + abs(offset) if is_int(offset) else UNKNOWN


@op(("torch.diag", "torch.Tensor.diag"))
def diag(input, diagonal=0, *, out=None):
    """Make a matrix of its diagonal, or give the diagonal of a matrix.

    >>> diag([3])
    (3, 3)
    >>> diag([3, 4])
    (3,)
    >>> [3, 4].diag(2)
    (2,)
    >>> [3].diag(-1)
    (4, 4)
    >>> diag([2, 3, 4])
    SHP101
    """
    shape = check_rank("diag", input, (1, 2), "a diagonal or a matrix")
    if shape.open:
        return UNKNOWN_SHAPE
    if len(shape.dims) == 1:
        return Shape((_side(shape.dims[0], diagonal),) * 2)
    rows, columns = shape.dims
    return Shape((_length(rows, columns, diagonal),))


@op(("torch.diagflat", "torch.Tensor.diagflat"))
def diagflat(input, offset=0):
    """Make a matrix with all elements on its diagonal.

    >>> diagflat([2, 3])
    (6, 6)
    >>> [3].diagflat(-2)
    (5, 5)
    """
    return Shape((_side(shape_of(input).numel(), offset),) * 2)


def _two(input: Value, dim1: Value, dim2: Value, extra: int = 0) -> tuple[int, int] | None:
    """Two different axes as indices from the start; None where they or the rank are not known.

    Raises Mismatch SHP502, or SHP504 where they certainly are the same.
    """
    first, second = check_axis(input, dim1, extra, "dim1"), check_axis(input, dim2, extra, "dim2")
    if first is None or second is None:
        return None
    if first == second:
        raise Mismatch(
            "SHP504",
            "dim1={dim1} and dim2={dim2} are the same axis of {shape}",
            operand=culprit(input),
            dim1=dim1,
            dim2=dim2,
            shape=shape_of(input),
        )
    return first, second


def _diagonal(input: Value, offset: Value, dim1: Value, dim2: Value) -> Shape:
    found = _two(input, dim1, dim2)
    if found is None:
        return UNKNOWN_SHAPE
    dims = shape_of(input).dims
    rest = tuple(size for at, size in enumerate(dims) if at not in found)
    return Shape((*rest, _length(dims[found[0]], dims[found[1]], offset)))


@op(("torch.diagonal", "torch.Tensor.diagonal"))
def diagonal(input, offset=0, dim1=0, dim2=1):
    """Give the diagonal of two axes as the last axis.

    >>> diagonal([3, 3])
    (3,)
    >>> diagonal([2, 3, 4], dim1=1, dim2=-1)
    (2, 3)
    >>> [5, 3, 4].diagonal(1)
    (4, 2)
    >>> diagonal([3])
    SHP502
    >>> diagonal([2, 3], dim1=1, dim2=-1)
    SHP504
    """
    return _diagonal(input, offset, dim1, dim2)


@op("torch.linalg.diagonal")
def diagonal_of_matrices(A, *, offset=0, dim1=-2, dim2=-1):
    """Give the diagonal of the last two axes as the last axis.

    >>> torch.linalg.diagonal([2, 3, 4])
    (2, 3)
    >>> torch.linalg.diagonal([2, 3, 4], offset=-1, dim1=0)
    (3, 1)
    >>> torch.linalg.diagonal([3])
    SHP502
    """
    return _diagonal(A, offset, dim1, dim2)


@op(("torch.diag_embed", "torch.Tensor.diag_embed"))
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """Make matrices with the last axis as their diagonal.

    >>> diag_embed([2, 3])
    (2, 3, 3)
    >>> diag_embed([2, 3], 1, 0, -1)
    (4, 2, 4)
    >>> [2, 3].diag_embed(dim1=0, dim2=3)
    SHP502
    >>> diag_embed([2, 3], dim1=0, dim2=0)
    SHP504
    """
    shape, found = shape_of(input), _two(input, dim1, dim2, 1)
    if shape == Shape(()):
        raise Mismatch("SHP101", "diag_embed expects at least 1 axis, gets a scalar", operand=culprit(input))
    side = _side(shape.axis(-1), offset)
    if found is None:
        last = (dim1, dim2) in ((-2, -1), (-1, -2)) and shape.dims
        return Shape((*shape.dims[:-1], side, side), True) if last else UNKNOWN_SHAPE
    rest = iter(shape.dims[:-1])
    return Shape(tuple(side if at in found else next(rest) for at in range(len(shape.dims) + 1)))


@op(("torch.diagonal_scatter", "torch.Tensor.diagonal_scatter"))
def diagonal_scatter(input, src, offset=0, dim1=0, dim2=1):
    """Put values on the diagonal of two axes.

    >>> diagonal_scatter([3, 3], [3])
    (3, 3)
    >>> [2, 3, 4].diagonal_scatter([2, 3], dim1=1, dim2=2)
    (2, 3, 4)
    >>> diagonal_scatter([3, 3], [3], 1)
    SHP302
    """
    check_shape("diagonal_scatter", src, _diagonal(input, offset, dim1, dim2), "values")
    return shape_of(input)


@op("torch.Tensor.fill_diagonal_")
def fill_diagonal(self, fill_value, wrap=False):
    """Fill the diagonal of a matrix, or of a cube.

    >>> [3, 4].fill_diagonal_(0)
    (3, 4)
    >>> [3, 3, 3].fill_diagonal_(1)
    (3, 3, 3)
    >>> [3, 3, 4].fill_diagonal_(0)
    SHP302
    >>> [3].fill_diagonal_(0)
    SHP101
    """
    shape = shape_of(self)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch("SHP101", "fill_diagonal_ expects at least 2 axes, gets {found}", operand=self, found=shape)
    if len(shape.dims) > 2 and any(equal(shape.dims[0], size) is False for size in shape.dims):
        raise Mismatch("SHP302", "fill_diagonal_ expects equal axes, gets {found}", operand=self, found=shape)
    return shape


@op(("torch.trace", "torch.Tensor.trace"))
def trace(input):
    """Sum the diagonal of a matrix.

    >>> trace([3, 3])
    ()
    >>> [3, 4].trace()
    ()
    >>> trace([2, 3, 3])
    SHP101
    """
    check_rank("trace", input, (2,), "rows and columns")
    return Shape(())
