"""Linear algebra on matrices, which stand on the last two axes."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.indexing import check_vector
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import Matrices, check_rows, common_batch, matrices, square
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.shared.products import dot, matmul, tensordot
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, at_most, equal, maximum, minimum, product

_SAME = """{0}

    >>> @(np.eye(3){1})
    (3, 3)
    >>> @([5, 2, 3]{1})
    SHP302
    >>> @([3]{1})
    SHP101
    """
for _name, _parameters, _more, _does in (
    ("inv", "a", "", "Invert matrices."),
    ("cholesky", "a, /, *, upper=False", "", "Split matrices into a triangle and its mirror image."),
    ("matrix_power", "a, n", ", 2", "Multiply matrices with themselves, `n` times."),
):
    declare(
        f"numpy.linalg.{_name}",
        _parameters,
        lambda a, name=_name: array(square(name, a).shape, number_kind(a)),
        _SAME.format(_does, _more),
    )

_OF_SQUARE = """{0}

    >>> @(np.eye(3))
    {1}
    >>> @([5, 3, 3])
    {2}
    >>> @([5, 2, 3])
    SHP302
    >>> @([3])
    SHP101
    """


def _of_square(
    name: str, parameters: str, does: str, made: Callable[[Matrices], Value], examples: tuple[str, str]
) -> None:
    declare(f"numpy.linalg.{name}", parameters, lambda a: made(square(name, a)), _OF_SQUARE.format(does, *examples))


def _numbers(each: Matrices) -> Tensor:
    return array(each.batch)


def _values(each: Matrices) -> Tensor:
    return array(each.each(each.rows))


_of_square("det", "a", "Take the determinants of matrices.", _numbers, ("()", "(5,)"))
_of_square(
    "slogdet",
    "a",
    "Take the signs and the logarithms of determinants.",
    lambda each: (_numbers(each), _numbers(each)),
    ("((), ())", "((5,), (5,))"),
)
for _name, _parameters in (("eig", "a"), ("eigh", "a, UPLO='L'")):
    _of_square(
        _name,
        _parameters,
        "Give eigenvalues and eigenvectors.",
        lambda each: (_values(each), array(each.shape)),
        ("((3,), (3, 3))", "((5, 3), (5, 3, 3))"),
    )
for _name, _parameters in (("eigvals", "a"), ("eigvalsh", "a, UPLO='L'")):
    _of_square(_name, _parameters, "Give eigenvalues.", _values, ("(3,)", "(5, 3)"))


@op("numpy.linalg.pinv")
def pinv(a, rcond=None, hermitian=False, *, rtol=None):
    """Invert matrices as far as possible: their last two axes change places.

    >>> pinv([2, 3])
    (3, 2)
    >>> pinv([5, 2, 3])
    (5, 3, 2)
    >>> pinv([3])
    SHP101
    """
    return array((square if hermitian is True else matrices)("pinv", a).flipped)


@op("numpy.linalg.svd")
def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    """Split matrices into rotations and singular values.

    >>> svd([4, 3])
    ((4, 4), (3,), (3, 3))
    >>> svd([5, 4, 3], full_matrices=False)
    ((5, 4, 3), (5, 3), (5, 3, 3))
    >>> svd([4, 3], compute_uv=False)
    (3,)
    >>> svd([3])
    SHP101
    """
    each = (square if hermitian is True else matrices)("svd", a)
    values = array(each.each(each.least))
    if not isinstance(full_matrices, bool) or not isinstance(compute_uv, bool):
        return UNKNOWN
    if not compute_uv:
        return values
    left: Size = each.rows if full_matrices else each.least
    right: Size = each.columns if full_matrices else each.least
    return array(each.each(each.rows, left)), values, array(each.each(right, each.columns))


@op("numpy.linalg.svdvals")
def svdvals(x, /):
    """Give the singular values of matrices.

    >>> svdvals([5, 4, 3])
    (5, 3)
    >>> svdvals([3])
    SHP101
    """
    each = matrices("svdvals", x)
    return array(each.each(each.least))


@op("numpy.linalg.qr")
def qr(a, mode="reduced"):
    """Split matrices into a rotation and a triangle.

    >>> qr([4, 3])
    ((4, 3), (3, 3))
    >>> qr([5, 4, 3], "complete")
    ((5, 4, 4), (5, 4, 3))
    >>> qr([4, 3], "r")
    (3, 3)
    >>> qr([3])
    SHP101
    """
    each = matrices("qr", a)
    found = {
        "reduced": (each.each(each.rows, each.least), each.each(each.least, each.columns)),
        "complete": (each.each(each.rows, each.rows), each.shape),
        "r": each.each(each.least, each.columns),
        "raw": (each.flipped, each.each(each.least)),
    }
    return found.get(mode, UNKNOWN) if isinstance(mode, str) else UNKNOWN


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
    same_rank = left.batch.open or right.open or len(right.dims) == len(left.batch.dims) + 1
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


@op("numpy.linalg.matrix_rank")
def matrix_rank(A, tol=None, hermitian=False, *, rtol=None):
    """Count the independent columns of matrices.

    >>> matrix_rank([5, 4, 3])
    (5,)
    >>> matrix_rank([3])
    None
    """
    shape = measured(A)
    if len(shape.dims) < 2:
        return UNKNOWN
    return array((square if hermitian is True else matrices)("matrix_rank", A).batch, "int")


@op("numpy.linalg.cond")
def cond(x, p=None):
    """Give the condition numbers of matrices.

    >>> cond([5, 4, 3])
    (5,)
    >>> cond(np.eye(3), 1)
    ()
    >>> cond([4, 3], 1)
    SHP302
    >>> cond([3])
    SHP101
    """
    singular = p is None or (is_int(p) and abs(p) == 2)
    return array((matrices if singular or not isinstance(p, int | str) else square)("cond", x).batch)


@op("numpy.linalg.multi_dot")
def multi_dot(arrays, *, out=None):
    """Multiply several matrices, the first and last of which may be vectors.

    >>> multi_dot(([2, 3], [3, 4], [4, 5]))
    (2, 5)
    >>> multi_dot(([3], [3, 4]))
    (4,)
    >>> multi_dot(([2, 3], [2, 3]))
    SHP302
    >>> multi_dot(([2, 3], [3, 4], [5, 4, 6]))
    SHP101
    """
    row = items_of(arrays)
    if row is None or len(row) < 2:
        return array(UNKNOWN_SHAPE)
    if len(row) == 2:
        return array(dot(*row), promoted(*row))
    product = measured(row[0])
    for at, each in enumerate(row):
        _check_factor(each, at in (0, len(row) - 1))
        product = measured(each) if at == 0 else matmul(product, each)
    return array(product, promoted(*row))


def _check_factor(operand: Value, end: bool) -> None:
    """A factor is a matrix, at the ends of the product perhaps a vector.

    Raises Mismatch SHP101.
    """
    if measured(operand).rank not in ((None, 1, 2) if end else (None, 2)):
        raise Mismatch(
            "SHP101", "multi_dot expects matrices, gets {found}", operand=culprit(operand), found=str(measured(operand))
        )


declare(
    "numpy.linalg.matmul",
    "x1, x2, /",
    lambda x1, x2: array(matmul(x1, x2), promoted(x1, x2)),
    """Multiply matrices on the last two axes; the axes before them broadcast.

    >>> @([2, 3], [3, 4])
    (2, 4)
    >>> @([2, 3], [2, 3])
    SHP302
    """,
)
declare(
    "numpy.linalg.tensordot",
    "x1, x2, /, axes=2",
    lambda x1, x2, axes: array(tensordot(x1, x2, max(axes, 0) if is_int(axes) else axes), promoted(x1, x2)),
    """Sum over several axes at once.

    >>> @([2, 3, 4], [3, 4, 5])
    (2, 5)
    >>> @([2, 3], [2, 3], axes=1)
    SHP302
    """,
)


@op("numpy.linalg.outer")
def outer(x1, x2, /):
    """Multiply every element of one vector with every element of the other.

    >>> np.linalg.outer([2], [3])
    (2, 3)
    >>> np.linalg.outer([2, 2], [3])
    SHP101
    """
    for each in (x1, x2):
        check_vector("outer", each)
    return array(Shape((measured(x1).axis(0), measured(x2).axis(0))), promoted(x1, x2))


_LAST_TWO = """{0} of the last two axes.

    >>> @([2, 3, 4])
    {1}
    >>> @([2, 3, 4], offset=1)
    {2}
    >>> @([3])
    SHP101
    """


def _diagonal_size(each: Matrices, offset: Value) -> Size:
    if not is_int(offset):
        return UNKNOWN
    return maximum(minimum(each.rows + min(offset, 0), each.columns - max(offset, 0)), 0)


declare(
    "numpy.linalg.diagonal",
    "x, /, *, offset=0",
    lambda x, offset: array((each := matrices("diagonal", x)).each(_diagonal_size(each, offset)), number_kind(x)),
    _LAST_TWO.format("Take the diagonal", "(2, 3)", "(2, 3)"),
)
declare(
    "numpy.linalg.trace",
    "x, /, *, offset=0, dtype=None",
    lambda x: array(matrices("trace", x).batch, number_kind(x)),
    _LAST_TWO.format("Sum the diagonal", "(2,)", "(2,)"),
)


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
