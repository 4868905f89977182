"""`keras.ops`: matrices, their diagonals, and linear algebra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import Matrices, check_rows, common_batch, differ, matrices, square
from shapelint.rules.shared.operands import culprit, measured, optional_size
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, Size, equal, less

_OF_SQUARE: Final = """{does}

    >>> ops.@(ops.eye(3))
    {one}
    >>> ops.@([5, 2, 3])
    SHP302
    >>> ops.@([3])
    SHP101
    """


def _of_square(name: str, parameters: str, does: str, made: Callable[[Matrices], Value], one: str) -> None:
    declare(
        f"keras.ops.{name}",
        parameters,
        lambda x: made(square(name, x)),
        _OF_SQUARE.format(does=does, one=one),
    )


def _whole(each: Matrices) -> Value:
    return tensor(each.shape)


def _numbers(each: Matrices) -> Value:
    return tensor(each.batch)


def _eigen(each: Matrices) -> Value:
    return tensor(each.each(each.rows)), tensor(each.shape)


_of_square("inv", "x", "Invert matrices.", _whole, "(3, 3)")
_of_square("cholesky", "x, upper=False", "Split matrices into a triangle and its mirror image.", _whole, "(3, 3)")
_of_square("cholesky_inverse", "x, upper=False", "Invert matrices given by a triangle.", _whole, "(3, 3)")
_of_square("det", "x", "Take the determinants of matrices.", _numbers, "()")
_of_square("logdet", "x", "Take the logarithms of determinants.", _numbers, "()")
_of_square(
    "slogdet", "x", "Take the signs and logarithms of determinants.", lambda each: (_numbers(each),) * 2, "((), ())"
)
_of_square("eig", "x", "Give eigenvalues and eigenvectors.", _eigen, "((3,), (3, 3))")
_of_square("eigh", "x", "Give eigenvalues and eigenvectors.", _eigen, "((3,), (3, 3))")


@op("keras.ops.lu_factor")
def lu_factor(x):
    """Split matrices into two triangles: both in one matrix, and the order of the rows.

    >>> ops.lu_factor(ops.eye(3))
    ((3, 3), (3,))
    >>> ops.lu_factor([3])
    SHP101
    """
    each = matrices("lu_factor", x)
    return tensor(each.shape), tensor(each.each(each.least), "int")


@op("keras.ops.svd")
def svd(x, full_matrices=True, compute_uv=True):
    """Split matrices into rotations and singular values.

    >>> ops.svd([5, 4, 3])
    ((5, 4, 4), (5, 3), (5, 3, 3))
    >>> ops.svd([4, 3], full_matrices=False)
    ((4, 3), (3,), (3, 3))
    >>> ops.svd([4, 3], compute_uv=False)
    (3,)
    >>> ops.svd([3])
    SHP101
    """
    each = matrices("svd", x)
    values = tensor(each.each(each.least))
    if not isinstance(full_matrices, bool) or not isinstance(compute_uv, bool):
        return UNKNOWN
    if not compute_uv:
        return values
    left: Size = each.rows if full_matrices else each.least
    right: Size = each.columns if full_matrices else each.least
    return tensor(each.each(each.rows, left)), values, tensor(each.each(right, each.columns))


@op("keras.ops.qr")
def qr(x, mode="reduced"):
    """Split matrices into a rotation and a triangle.

    >>> ops.qr([5, 4, 3])
    ((5, 4, 3), (5, 3, 3))
    >>> ops.qr([4, 3], "complete")
    ((4, 4), (4, 3))
    >>> ops.qr([3])
    SHP101
    """
    each = matrices("qr", x)
    if mode == "reduced":
        return tensor(each.each(each.rows, each.least)), tensor(each.each(each.least, each.columns))
    return (tensor(each.each(each.rows, each.rows)), tensor(each.shape)) if mode == "complete" else UNKNOWN


@op("keras.ops.pinv")
def pinv(x, rcond=None):
    """Invert matrices as far as possible: their last two axes change places.

    >>> ops.pinv([5, 4, 3])
    (5, 3, 4)
    >>> ops.pinv([3])
    SHP101
    """
    return tensor(matrices("pinv", x).flipped)


@op("keras.ops.matrix_rank")
def matrix_rank(x, tol=None):
    """Count the independent columns of matrices.

    >>> ops.matrix_rank([5, 4, 3])
    (5,)
    >>> ops.matrix_rank([3])
    SHP101
    """
    return tensor(matrices("matrix_rank", x).batch, "int")


@op("keras.ops.solve")
def solve(a, b):
    """Solve linear equations: the right side is a vector, or has a column for each solution.

    >>> ops.solve(ops.eye(3), [3])
    (3,)
    >>> ops.solve(ops.eye(3), [3, 2])
    (3, 2)
    >>> ops.solve(ops.eye(3), [2, 3])
    SHP302
    >>> ops.solve([2, 3], [2])
    SHP302
    """
    return _solved("solve", a, b)


@op("keras.ops.solve_triangular")
def solve_triangular(a, b, lower=False):
    """Solve linear equations of a triangle.

    >>> ops.solve_triangular(ops.eye(3), [3, 2])
    (3, 2)
    >>> ops.solve_triangular(ops.eye(3), [2])
    SHP302
    """
    return _solved("solve_triangular", a, b)


def _solved(name: str, a: Value, b: Value) -> Value:
    left, right = square(name, a), measured(b)
    if right.open or left.batch.open:
        return tensor(UNKNOWN_SHAPE)
    if not right.dims:
        raise Mismatch("SHP101", "{name} expects at least one axis, gets a number", operand=culprit(b), name=name)
    if len(right.dims) == 1 and not left.batch.dims:
        check_rows(name, b, left.rows, right.dims[0])
        return tensor(Shape((left.rows,)))
    if len(right.dims) == len(left.batch.dims) + 3:
        check_rows(name, b, left.rows, right.dims[-1], "columns")
    if len(right.dims) > len(left.batch.dims) + 2:
        check_rows(name, b, left.rows, right.dims[-2])
    if len(right.dims) != len(left.batch.dims) + 2:
        return tensor(UNKNOWN_SHAPE)  # a row of vectors to some backends, matrices for all of the batch to others
    columns = matrices(name, b)
    check_rows(name, b, left.rows, columns.rows)
    batch = common_batch(left, columns)
    return tensor(Shape((*batch.dims, left.rows, columns.columns), batch.open))


@op("keras.ops.lstsq")
def lstsq(a, b, rcond=None):
    """Fit linear equations by least squares.

    >>> ops.lstsq([5, 3], [5, 2])
    (3, 2)
    >>> ops.lstsq([5, 3], [5])
    (3,)
    >>> ops.lstsq([2, 5, 3], [2, 5])
    (...,)
    >>> ops.lstsq([5, 3], [4])
    SHP302
    >>> ops.lstsq([2, 5, 3], [2, 4, 1])
    SHP302
    """
    left, right = matrices("lstsq", a), measured(b)
    if left.batch.open or right.open:
        return tensor(UNKNOWN_SHAPE)
    check_rank(b, "lstsq", 1 + len(left.batch.dims), 2 + len(left.batch.dims))
    if left.batch.dims:  # PyTorch's backend alone takes several at once
        if len(right.dims) == len(left.batch.dims) + 2:
            columns = matrices("lstsq", b)
            check_rows("lstsq", b, left.rows, columns.rows)
            common_batch(left, columns)
        elif equal(right.dims[-2], left.rows) is False and differ(right, Shape((*left.batch.dims, left.rows))):
            raise Mismatch("SHP302", "lstsq expects {rows} numbers for each of {matrices}, gets {found}",
                           operand=culprit(b), rows=left.rows, matrices=left.shape, found=right)  # fmt: skip
        return tensor(UNKNOWN_SHAPE)
    check_rows("lstsq", b, left.rows, right.dims[0])
    return tensor(Shape((left.columns, *right.dims[1:])))


@op("keras.ops.cdist")
def cdist(x, y):
    """Give the distance of every row of one from every row of the other.

    >>> ops.cdist([2, 3], [4, 3])
    (2, 4)
    >>> ops.cdist([5, 2, 3], [5, 4, 3])
    (5, 2, 4)
    >>> ops.cdist([2, 3], [4, 5])
    SHP302
    """
    left, right = matrices("cdist", x), matrices("cdist", y)
    if equal(left.columns, right.columns) is False:
        raise Mismatch(
            "SHP302",
            "cdist expects points of as many coordinates, gets {left} and {right}",
            operand=culprit(x),
            left=left.columns,
            right=right.columns,
        )
    batch = common_batch(left, right)
    return tensor(Shape((*batch.dims, left.rows, right.rows), batch.open))


@op("keras.ops.vander", least={"N": 0})
def vander(x, N=None, increasing=False):
    """Raise the elements of a vector to powers: a column for each.

    >>> ops.vander([4])
    (4, 4)
    >>> ops.vander([4], 3)
    (4, 3)
    >>> ops.vander([4, 2])
    SHP101
    """
    shape = measured(x)
    if shape.rank not in (None, 1):
        raise Mismatch("SHP101", "vander expects one axis, gets {found}", operand=culprit(x), found=str(shape))
    rows, columns = shape.axis(0), optional_size(N)
    return tensor(Shape((rows, rows if columns is None else columns)), number_kind(x))


@op("keras.ops.corrcoef")
def corrcoef(x):
    """How the variables correlate; each row is a variable.

    >>> ops.corrcoef([3, 10])
    (3, 3)
    >>> ops.corrcoef([10])
    (...,)
    >>> ops.corrcoef([2, 3, 10])
    SHP101
    """
    shape = measured(x)
    if shape.rank is not None and shape.rank > 2:
        raise Mismatch("SHP101", "corrcoef expects 1 or 2 axes, gets {found}", operand=culprit(x), found=str(shape))
    if shape.rank != 2 or less(1, shape.dims[0]) is not True:  # of fewer the backends think differently
        return tensor(UNKNOWN_SHAPE)
    return tensor(Shape((shape.dims[0], shape.dims[0])))
