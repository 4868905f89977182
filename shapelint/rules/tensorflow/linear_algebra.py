"""`tf.linalg`: equations, decompositions, and functions of square matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank, swapped
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import Matrices, check_rows, common_batch, differ, matrices, square
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, equal

_SAME: Final = """Give matrices of the same shape.

    >>> @({0})
    {1}
    >>> @([5, 3, 4])
    SHP302
    >>> @([3])
    SHP101
    """


def _kept_by(name: str) -> Callable[..., Value]:
    return lambda **given: square(name, given["input"]).shape


for _names, _parameters, _given in (
    (("tf.linalg.inv", "tf.matrix_inverse"), "input, adjoint=False, name=None", "tf.eye(3)"),
    (("tf.linalg.cholesky", "tf.cholesky"), "input, name=None", "tf.eye(3)"),
    (("tf.linalg.sqrtm", "tf.matrix_square_root"), "input, name=None", "tf.eye(3)"),
):
    declare(
        _names,
        _parameters,
        _kept_by(_names[0]),
        _SAME.format(_given, "(3, 3)"),
    )


@op("tf.linalg.expm")
def expm(input, name=None):
    """Give the exponentials of square matrices.

    >>> expm([5, 3, 3])
    (5, 3, 3)
    >>> expm([3, 4])
    SHP302
    """
    shape = measured(input)
    return square("expm", tensor(shape.insert(0, 1)) if shape.rank == 1 else input).shape  # it takes a vector for a row


@op("tf.linalg.logm")
def logm(input, name=None):
    """Give the logarithms of square matrices.

    >>> logm(tf.complex(tf.eye(3), tf.zeros((3, 3))))
    (3, 3)
    """
    return square("logm", input).shape  # of random matrices TensorFlow seeks it for minutes: there are no draws


@op("tf.linalg.logdet")
def logdet(matrix, name=None):
    """Take the logarithm of the determinant of positive definite matrices.

    >>> logdet(tf.eye(3))
    ()
    >>> logdet([5, 3, 4])
    SHP302
    """
    return square("logdet", matrix).batch


@op(("tf.linalg.slogdet", "tf.log_matrix_determinant"))
def slogdet(input, name=None):
    """Take the sign and the logarithm of the absolute value of determinants.

    >>> slogdet([5, 3, 3])
    ((5,), (5,))
    >>> slogdet([5, 3, 4])
    SHP302
    """
    batch = square("slogdet", input).batch
    return batch, batch


for _names in (("tf.linalg.eigvalsh", "tf.self_adjoint_eigvals"), ("tf.linalg.eigvals", "tf.eigvals")):
    declare(
        _names,
        "tensor, name=None",
        lambda tensor: (found := square("eigenvalues", tensor)).each(found.columns),
        """Give the eigenvalues of square matrices.

    >>> @([5, 3, 3])
    (5, 3)
    >>> @([5, 3, 4])
    SHP302
    """,
    )


def _columns(name: str, left: Matrices, rhs: Value) -> Matrices:
    """The right side of equations.  Raises Mismatch SHP101, or SHP302 where it has other rows."""
    right = matrices(name, rhs)
    check_rows(name, rhs, left.rows, right.rows)
    return right


_SOLVED: Final = """Solve linear equations: the right side has a column for each solution.

    >>> @(tf.eye(3), [3, 2])
    (3, 2)
    >>> @(tf.eye(3), [5, 3, 2])
    {batch}
    >>> @(tf.eye(3), [4, 2])
    SHP302
    >>> @(tf.eye(3), [3])
    SHP101
    """


def _triangular(matrix: Value, rhs: Value) -> Shape:
    left = square("triangular_solve", matrix)
    right = _columns("triangular_solve", left, rhs)
    batch = common_batch(left, right)
    return Shape((*batch.dims, left.rows, right.columns), batch.open)


declare(
    ("tf.linalg.triangular_solve", "tf.matrix_triangular_solve"),
    "matrix, rhs, lower=True, adjoint=False, name=None",
    _triangular,
    _SOLVED.format(batch="(5, 3, 2)"),
)
declare(("tf.linalg.cholesky_solve", "tf.cholesky_solve"), "chol, rhs, name=None",
        lambda chol, rhs: _triangular(chol, rhs), _SOLVED.format(batch="(5, 3, 2)"))  # fmt: skip


@op(("tf.linalg.lstsq", "tf.matrix_solve_ls"))
def lstsq(matrix, rhs, l2_regularizer=0.0, fast=True, name=None):
    """Fit linear equations by least squares: a column for each solution.

    >>> lstsq(tf.eye(5, 3), [5, 2])
    (3, 2)
    >>> lstsq(tf.eye(5, 3), [4, 2])
    SHP302
    >>> lstsq(tf.eye(5, 3), [5])
    SHP101
    >>> lstsq(tf.eye(5, 3), [2, 5, 4])
    (2, 3, 4)
    >>> lstsq(tf.eye(5, 3), [2, 5, 4], fast=False)
    SHP301
    """
    left = matrices("lstsq", matrix)
    right = _columns("lstsq", left, rhs)
    if fast is not False:  # which multiplies both sides, and so stretches
        batch = common_batch(left, right)
        return Shape((*batch.dims, left.columns, right.columns), batch.open)
    if differ(left.batch, right.batch):
        raise Mismatch("SHP301", "the axes before the matrices do not agree: {left} meet {right}",
                       operand=culprit(rhs, matrix), left=left.shape, right=right.shape)  # fmt: skip
    return left.each(left.columns, right.columns)


@op("tf.linalg.pinv")
def pinv(a, rcond=None, validate_args=False, name=None):
    """The pseudo-inverse: rows and columns are exchanged.

    >>> pinv([5, 3, 4])
    (5, 4, 3)
    >>> pinv([3])
    SHP101
    """
    return matrices("pinv", a).flipped


@op("tf.linalg.matrix_rank", dtype="int")
def matrix_rank(a, tol=None, validate_args=False, name=None):
    """The rank of matrices.

    >>> matrix_rank([5, 3, 4])
    (5,)
    >>> matrix_rank([3])
    SHP101
    """
    return matrices("matrix_rank", a).batch


@op("tf.linalg.adjoint")
def adjoint(matrix, name=None):
    """Exchange the last two axes, and conjugate.

    >>> adjoint([5, 3, 4])
    (5, 4, 3)
    >>> adjoint([3])
    SHP101
    """
    return swapped(matrix, -1, -2) if check_rank(matrix, "adjoint", 2).dims else UNKNOWN_SHAPE


@op("tf.linalg.lu")
def lu(input, output_idx_type="int32", name=None):
    """Split square matrices into two triangles, which stand in one, and the order of the rows.

    >>> lu(tf.eye(3))
    ((3, 3), (3,))
    >>> lu([5, 3, 4])
    SHP302
    """
    found = square("lu", input)
    return found.shape, tensor(found.each(found.rows), "int", input)


@op(("tf.linalg.cross", "tf.cross"))
def cross(a, b, name=None):
    """The vectors that stand upright on pairs of vectors of three numbers.

    >>> cross([5, 3], [5, 3])
    (5, 3)
    >>> cross([5, 3], [3])
    SHP301
    >>> cross([5, 2], [5, 2])
    SHP501
    """
    shape = check_rank(a, "cross", 1)
    if differ(shape, measured(b)):
        raise Mismatch("SHP301", "cross expects two tensors of one shape, gets {a} and {b}", operand=culprit(b, a),
                       a=shape, b=measured(b))  # fmt: skip
    if shape.dims and equal(shape.dims[-1], 3) is False:
        raise Mismatch("SHP501", "cross takes vectors of {three} numbers on the last axis, gets {shape}",
                       operand=culprit(a), three=3, shape=shape)  # fmt: skip
    return shape


@op("tf.linalg.tensor_diag")
def tensor_diag(diagonal, name=None):
    """Put a tensor on the diagonal of one that has its axes twice.

    >>> tensor_diag([3])
    (3, 3)
    >>> tensor_diag([2, 3])
    (2, 3, 2, 3)
    """
    shape = check_rank(diagonal, "tensor_diag", 1)
    return UNKNOWN if shape.open else Shape(shape.dims * 2)
