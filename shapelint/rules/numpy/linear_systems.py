"""`np.linalg`: linear equations, solved exactly or as well as can be."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.matrices import Matrices, check_rows, common_batch, matrices, square
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, Size, at_most, equal, product


@op("numpy.linalg.solve")
def solve(a, b):
    """Solve linear equations: the right side is a vector, or has a column for each solution.

    >>> solve(np.eye(3), [3])
    (3,)
    >>> solve(np.eye(3), [3, 2])
    (3, 2)
    >>> solve(np.eye(3), [5, 3, 2])
    (5, 3, 2)
    >>> solve(np.eye(3), [2, 3])
    SHP302
    >>> solve([2, 3], [2])
    SHP302
    """
    left, right = square("solve", a), measured(b)
    if right.rank == 1:
        check_rows("solve", b, left.rows, right.dims[0])
        return array(left.each(left.rows))
    if right.open:  # it may be a vector
        return array(UNKNOWN_SHAPE)
    columns = matrices("solve", b)
    if _is_row_of_vectors(left, right):
        return array(UNKNOWN_SHAPE)
    check_rows("solve", b, left.rows, columns.rows)
    batch = common_batch(left, columns)
    return array(Shape((*batch.dims, left.rows, columns.columns), batch.open))


def _is_row_of_vectors(left: Matrices, right: Shape) -> bool:
    """Whether NumPy 1 may take the right side for one vector for each matrix, where NumPy 2 takes it for matrices."""
    if not left.batch.open and not left.batch.dims:
        return False
    same_rank = left.batch.open or len(right.dims) == len(left.batch.dims) + 1
    return same_rank and equal(right.axis(-1), left.rows) is not False


@op("numpy.linalg.lstsq")
def lstsq(a, b, rcond=None):
    """Fit linear equations by least squares: the solution, the residuals, the rank, and the singular values.

    >>> lstsq([5, 3], [5, 2])
    ((3, 2), (None,), (), (3,))
    >>> lstsq([3, 5], [3])
    ((5,), (0,), (), (3,))
    >>> lstsq([5, 3], [4, 2])
    SHP302
    >>> lstsq([5], [5])
    SHP101
    """
    left, right = measured(a), measured(b)
    for operand, shape, most in ((a, left, (2,)), (b, right, (1, 2))):
        if shape.rank is not None and shape.rank not in most:
            raise Mismatch("SHP101", "lstsq fits one matrix, gets {found}", operand=culprit(operand), found=shape)
    each = matrices("lstsq", a)
    if right.rank is not None:
        check_rows("lstsq", b, each.rows, right.dims[0])
    kept = right.dims[1:] if right.rank is not None else None
    few = at_most(each.rows, each.columns) is True
    fit = array(UNKNOWN_SHAPE if kept is None else Shape((each.columns, *kept)))
    return fit, array(Shape((0 if few else UNKNOWN,))), array(Shape(()), "int"), array(Shape((each.least,)))


@op("numpy.linalg.tensorinv", least={"ind": 1})
def tensorinv(a, ind=2):
    """Invert an array as if its first axes were the rows of a matrix, and the others its columns.

    >>> np.linalg.tensorinv(np.eye(24).reshape(4, 6, 8, 3))
    (8, 3, 4, 6)
    >>> np.linalg.tensorinv([2, 3], ind=1)
    SHP302
    """
    shape = measured(a)
    if shape.open or not is_int(ind):
        return array(UNKNOWN_SHAPE)
    first, last = shape.dims[:ind], shape.dims[ind:]
    _check_even("tensorinv", a, product(first), product(last))
    return array(Shape((*last, *first)))


@op("numpy.linalg.tensorsolve")
def tensorsolve(a, b, axes=None):
    """Solve equations for an array as if its axes were those of a vector.

    >>> np.linalg.tensorsolve(np.eye(24).reshape(6, 4, 2, 3, 4), [6, 4])
    (2, 3, 4)
    """
    left, right = measured(a), measured(b)
    if axes is not None or left.open or right.open:
        return array(UNKNOWN_SHAPE)
    rest = left.dims[len(right.dims) :]
    _check_even("tensorsolve", a, product(rest), product(left.dims[: len(right.dims)]))
    check_rows("tensorsolve", b, product(rest), right.numel(), "elements")
    return array(Shape(rest))


def _check_even(name: str, a: Value, rows: Size, columns: Size) -> None:
    if equal(rows, columns) is False:
        raise Mismatch(
            "SHP302",
            "{name} takes {shape} for a matrix of {rows} rows and {columns} columns, which must be square",
            operand=culprit(a),
            name=name,
            shape=measured(a),
            rows=rows,
            columns=columns,
        )
