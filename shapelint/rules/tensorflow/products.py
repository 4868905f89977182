"""Matrix products, and linear algebra."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared import products
from shapelint.rules.shared.axes import check_rank, swapped
from shapelint.rules.shared.batch import mixed
from shapelint.rules.shared.einstein import einsum as contracted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import differ, matrices, square
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, Size, at_most, equal, less, maximum, minimum

_MATMUL = """Multiply matrices on the last two axes; the axes before them broadcast.

    >>> {0}
    (2, 4)
    >>> {1}
    (5, 2, 4)
    >>> {2}
    SHP302 the last axis of the left is 3, the last but one axis of the right is 2
    """


def _side(x: Value, *exchanged: Value) -> Value:
    """One side, its last two axes exchanged where one of the arguments says so; unknown where nobody knows.

    Raises Mismatch SHP706 where both do.
    """
    if exchanged == (True, True):
        raise Mismatch("SHP706", "matrices are either transposed or adjoint, not both")
    if all(each is False for each in exchanged):
        return x
    if not all(isinstance(each, bool) for each in exchanged):
        return UNKNOWN_SHAPE
    shape = swapped(x, -1, -2)
    return Tensor(shape, x.family, x.dtype, flow=x.flow) if isinstance(x, Tensor) else shape


def check_matrices(*operands: Value) -> None:
    """Raises Mismatch SHP101 where one has no two axes."""
    for operand in operands:
        check_rank(operand, "tf.matmul", 2, help="tf.linalg.matvec multiplies with vectors, tf.tensordot with any")


def _matmul(a, b, transpose_a, transpose_b, adjoint_a, adjoint_b, machine):
    check_matrices(a, b)
    left, right = _side(a, transpose_a, adjoint_a), _side(b, transpose_b, adjoint_b)
    return mixed(products.matmul(left, right), machine, what="tf.matmul", operand=culprit(a, b))


declare(
    ("tf.matmul", "tf.linalg.matmul", "tf.batch_matmul"),
    "a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, "
    "b_is_sparse=False, output_type=None, grad_a=False, grad_b=False, name=None",
    _matmul,
    _MATMUL.format("@([2, 3], [3, 4])", "@([5, 2, 3], [5, 3, 4])", "@([2, 3], [2, 3])").rstrip()
    + "\n    >>> @([2, 3], [4, 3], transpose_b=True)\n    (2, 4)"
    + "\n    >>> @([2, 3], [3])\n    SHP101 at least 2 axes\n    ",
    legacy={"adj_x": "adjoint_a", "adj_y": "adjoint_b"},
)


@op("tf.Tensor.__matmul__")
def matmul_operator(x, y, *, machine):
    """Multiply matrices on the last two axes, `@`; the axes before them broadcast.

    >>> [2, 3] @ [3, 4]
    (2, 4)
    >>> [2, 3] @ [2, 3]
    SHP302
    """
    check_matrices(x, y)
    return mixed(products.matmul(x, y), machine, what="@", operand=culprit(x, y))


@op(("tf.linalg.matvec",))
def matvec(a, b, transpose_a=False, adjoint_a=False, a_is_sparse=False, b_is_sparse=False, name=None):
    """Multiply matrices with vectors.

    >>> matvec([5, 2, 3], [5, 3])
    (5, 2)
    >>> matvec([2, 3], [2])
    SHP302
    """
    vectors = measured(b)
    check_rank(a, "tf.linalg.matvec", 2)
    check_rank(b, "tf.linalg.matvec", 1)
    if not vectors.dims:
        return UNKNOWN_SHAPE
    return products.matmul(_side(a, transpose_a, adjoint_a), vectors.insert(-1)).drop(-1)


@op(("tf.einsum", "tf.linalg.einsum"))
def einsum(equation, *inputs, **kwargs):
    """Sum over products, as the letters say.

    >>> einsum("ij,jk->ik", [2, 3], [3, 4])
    (2, 4)
    >>> einsum("bi,ij,bj->b", [5, 2], [2, 3], [5, 3])
    (5,)
    >>> einsum("ij,jk->ik", [2, 3], [2, 3])
    SHP302 `j` in `ij,jk->ik` is 3 in one operand and 2 in another
    """
    return contracted(equation, inputs, stretch=False)


@op(("tf.tensordot", "tf.linalg.tensordot"))
def tensordot(a, b, axes, name=None, *, machine):
    """Sum over several axes at once.

    >>> tensordot([2, 3, 4], [3, 4, 5], 2)
    (2, 5)
    >>> tensordot([2, 3], [4, 3], axes=((1,), (1,)))
    (2, 4)
    >>> tensordot([2, 3], [2, 3], axes=1)
    SHP302
    """
    require_at_least(0, "axes", axes if is_int(axes) else 0)
    return mixed(products.tensordot(a, b, axes), machine, what="tf.tensordot", operand=culprit(a, b))


@op(("tf.linalg.band_part", "tf.matrix_band_part"))
def band_part(input, num_lower, num_upper, name=None):
    """Set what is far from the diagonal of matrices to zero.

    >>> band_part([5, 3, 4], -1, 0)
    (5, 3, 4)
    >>> band_part([3], -1, 0)
    SHP101
    """
    return check_rank(input, "band_part", 2)


@op(("tf.linalg.det", "tf.matrix_determinant"))
def det(input, name=None):
    """Take the determinant of matrices on the last two axes.

    >>> det([5, 3, 3])
    (5,)
    >>> det([5, 3, 4])
    SHP302
    """
    square("det", input)
    shape = measured(input)
    return Shape(shape.dims[:-2], shape.open)


@op(("tf.linalg.trace", "tf.trace"))
def trace(x, name=None):
    """Sum the diagonals of matrices on the last two axes.

    >>> trace([5, 3, 4])
    (5,)
    >>> trace([5])
    SHP101
    """
    shape = check_rank(x, "trace", 2)
    return Shape(shape.dims[:-2], shape.open)


@op(("tf.linalg.solve", "tf.matrix_solve"))
def solve(matrix, rhs, adjoint=False, name=None):
    """Solve linear equations: the shape of the right side stays.

    >>> solve(tf.eye(3), [3, 2])
    (3, 2)
    >>> solve(tf.eye(3), [4, 2])
    SHP302
    >>> solve(tf.eye(3), [3])
    SHP101
    >>> solve(tf.eye(3), [5, 3, 2])
    SHP301
    """
    left, right = square("solve", matrix), matrices("solve", rhs)
    if equal(left.rows, right.rows) is False:
        raise Mismatch(
            "SHP302",
            "{rows} equations have a right side of {found} rows",
            operand=culprit(rhs),
            rows=left.rows,
            found=right.rows,
        )
    if differ(left.batch, right.batch):
        raise Mismatch(
            "SHP301",
            "the axes before the matrices do not agree: {left} meet {right}",
            operand=culprit(rhs, matrix),
            left=left.shape,
            right=right.shape,
        )
    return measured(rhs)


@op(("tf.linalg.diag", "tf.matrix_diag"))
def diag(diagonal, name="diag", k=0, num_rows=-1, num_cols=-1, padding_value=0, align="RIGHT_LEFT"):
    """Make matrices of their diagonals.

    >>> diag([5, 3])
    (5, 3, 3)
    >>> diag([5, 3], k=1)
    (5, 4, 4)
    >>> diag([3], num_rows=3, num_cols=5)
    (3, 5)
    >>> diag([3], num_rows=6, num_cols=5)
    SHP501
    """
    shape = check_rank(diagonal, "diag", 1)
    rows, columns = size_in(num_rows), size_in(num_cols)
    if not shape.dims or not is_int(k):
        return UNKNOWN_SHAPE
    least = shape.dims[-1] + max(-k, 0), shape.dims[-1] + max(k, 0)
    sides = _sides(least, rows, columns)
    return Shape((*shape.dims[:-1], *sides), shape.open)


def _sides(least: tuple[Size, Size], rows: Size, columns: Size) -> tuple[Size, Size]:
    """Rows and columns of a matrix with a diagonal, -1 where it says how many there are.

    least: as many as hold the diagonal.  Raises Mismatch SHP501.
    """
    free = [isinstance(each, int) and each == -1 for each in (rows, columns)]
    if all(free):
        side = maximum(*least)
        return side, side
    found = tuple(lowest if open_ else given for lowest, open_, given in zip(least, free, (rows, columns), strict=True))
    short = any(less(given, lowest) is True for given, lowest in zip(found, least, strict=True))
    if short or all(less(lowest, given) is True for given, lowest in zip(found, least, strict=True)):
        raise Mismatch("SHP501", "a diagonal that takes {least} is none of {found}", least=least, found=found)
    return found[0], found[1]


@op("tf.diag")
def diag_of_vector(diagonal, name=None):
    """Make a matrix of its diagonal, in TensorFlow 1.

    >>> diag([3])
    (3, 3)
    >>> diag([])
    SHP101
    """
    shape = check_rank(diagonal, "diag", 1)
    return Shape(shape.dims * 2) if not shape.open else UNKNOWN_SHAPE


@op(("tf.linalg.diag_part", "tf.matrix_diag_part"))
def diag_part(input, name="diag_part", k=0, padding_value=0, align="RIGHT_LEFT"):
    """Take the diagonals of matrices.

    >>> diag_part([5, 3, 4])
    (5, 3)
    >>> diag_part([5, 3, 4], k=4)
    SHP502
    """
    shape = check_rank(input, "diag_part", 2)
    if len(shape.dims) < 2 or not is_int(k):
        return UNKNOWN_SHAPE
    rows, columns = shape.dims[-2:]
    if at_most(rows + k, 0) is True or at_most(columns - k, 0) is True:
        raise Mismatch("SHP502", "{shape} has no diagonal {k}", operand=culprit(input), shape=shape, k=k)
    return Shape((*shape.dims[:-2], minimum(rows + min(k, 0), columns - max(k, 0))), shape.open)


@op(("tf.linalg.svd", "tf.svd"))
def svd(tensor, full_matrices=False, compute_uv=True, name=None):
    """Split a matrix into singular values and rotations.

    >>> svd([4, 3])
    ((3,), (4, 3), (3, 3))
    >>> svd([4, 3], compute_uv=False)
    (3,)
    >>> svd([4, 3], full_matrices=True)
    None
    >>> svd([4])
    SHP101
    """
    shape = check_rank(tensor, "svd", 2)
    if shape.open or full_matrices is not False or not isinstance(compute_uv, bool):
        return UNKNOWN
    *before, m, n = shape.dims
    least = minimum(m, n)
    if not compute_uv:
        return Shape((*before, least))
    return Shape((*before, least)), Shape((*before, m, least)), Shape((*before, n, least))


@op(("tf.linalg.qr", "tf.qr"))
def qr(input, full_matrices=False, name=None):
    """Split a matrix into a rotation and a triangle.

    >>> qr([2, 5, 3])
    ((2, 5, 3), (2, 3, 3))
    >>> qr([5, 3], full_matrices=True)
    ((5, 5), (5, 3))
    >>> qr([4])
    SHP101
    """
    shape = check_rank(input, "qr", 2)
    if shape.open or not isinstance(full_matrices, bool):
        return UNKNOWN
    *before, m, n = shape.dims
    kept = m if full_matrices else minimum(m, n)
    return Shape((*before, m, kept)), Shape((*before, kept, n))
