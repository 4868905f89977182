"""Linear algebra beyond the usual: decompositions with their parts, powers, norms, systems of equations."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared import products
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, culprit, is_int
from shapelint.rules.torch.matrices import square
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.torch.reductions import reduce
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal, minimum


def matrix(name: str, input: Value) -> tuple[Shape, Size, Size]:
    """The axes before the last two, and the last two.

    Raises Mismatch SHP101 where there certainly are fewer.
    """
    shape = shape_of(input)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch(
            "SHP101", "{name} expects at least 2 axes, gets {found}", operand=culprit(input), name=name, found=shape
        )
    rows, columns = shape.tail(2)
    return Shape(shape.dims[:-2], shape.open), rows, columns


def _with(batch: Shape, *dims: Size) -> Shape:
    return Shape((*batch.dims, *dims), batch.open)


@op("torch.svd")
def svd(input, some=True, compute_uv=True, *, out=None):
    """Give the singular values of matrices, and the vectors on both sides, those of the right as columns.

    >>> svd([4, 3])
    ((4, 3), (3,), (3, 3))
    >>> svd([4, 3], some=False)
    ((4, 4), (3,), (3, 3))
    >>> svd([4])
    SHP101
    """
    batch, rows, columns = matrix("svd", input)
    if not isinstance(some, bool):
        return UNKNOWN
    least = minimum(rows, columns)
    left, right = (least, least) if some and compute_uv is not False else (rows, columns)
    return _with(batch, rows, left), _with(batch, least), _with(batch, columns, right)


@op("torch.qr")
def qr(input, some=True, *, out=None):
    """Give an orthogonal and a triangular matrix whose product is the input.

    >>> qr([4, 3])
    ((4, 3), (3, 3))
    """
    batch, rows, columns = matrix("qr", input)
    if not isinstance(some, bool):
        return UNKNOWN
    inner = minimum(rows, columns) if some else rows
    return _with(batch, rows, inner), _with(batch, inner, columns)


@op("torch.linalg.svdvals")
def svdvals(A, *, driver=None, out=None):
    """Give the singular values of matrices.

    >>> torch.linalg.svdvals([2, 4, 3])
    (2, 3)
    >>> torch.linalg.svdvals([4])
    SHP101
    """
    batch, rows, columns = matrix("svdvals", A)
    return _with(batch, minimum(rows, columns))


def _eigenvalues(name: str, more: str, kind: str) -> None:
    def made(A: Value) -> Tensor:
        return Tensor(square(name, A).drop(-1) if len(shape_of(A).dims) > 1 else UNKNOWN_SHAPE, "torch", kind)

    declare(
        f"torch.linalg.{name}",
        f"A, {more}*, out=None",
        made,
        f"""Give the eigenvalues of square matrices.

>>> torch.linalg.{name}([2, 3, 3])
(2, 3)
>>> torch.linalg.{name}([3, 4])
SHP302
""",
    )


_eigenvalues("eigvals", "", "complex")
_eigenvalues("eigvalsh", "UPLO='L', ", "float")


@op(("torch.linalg.slogdet", "torch.slogdet", "torch.Tensor.slogdet"))
def slogdet(A, *, out=None):
    """Give the sign of determinants, and the logarithm of their magnitude.

    >>> torch.linalg.slogdet([2, 3, 3])
    ((2,), (2,))
    >>> torch.linalg.slogdet([3, 4])
    SHP302
    """
    shape = square("slogdet", A)
    batch = Shape(shape.dims[:-2], shape.open)
    return batch, batch


@op(("torch.linalg.matrix_power", "torch.matrix_power", "torch.Tensor.matrix_power"))
def matrix_power(input, n, *, out=None):
    """Multiply square matrices with themselves so often.

    >>> torch.linalg.matrix_power([2, 3, 3], 4)
    (2, 3, 3)
    >>> torch.linalg.matrix_power([3, 4], 2)
    SHP302
    """
    return square("matrix_power", input)


@op("torch.linalg.matrix_rank")
def matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None, out=None):
    """Give the ranks of matrices.

    >>> torch.linalg.matrix_rank([2, 4, 3])
    (2,)
    >>> torch.linalg.matrix_rank([4])
    SHP101
    """
    batch, _, _ = matrix("matrix_rank", A)
    return Tensor(batch, "torch", "int")


@op("torch.linalg.cond")
def cond(A, p=None, *, out=None):
    """Give the condition numbers of matrices.

    >>> torch.linalg.cond([2, 4, 3])
    (2,)
    """
    return matrix("cond", A)[0]


@op("torch.linalg.matrix_norm")
def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None, out=None):
    """Give the norms of the matrices on two axes.

    >>> torch.linalg.matrix_norm([2, 4, 3])
    (2,)
    >>> torch.linalg.matrix_norm([2, 4, 3], dim=(0, 1), keepdim=True)
    (1, 1, 3)
    >>> torch.linalg.matrix_norm([2, 4, 3], dim=(0, 3))
    SHP502
    """
    matrix("matrix_norm", A)
    return Tensor(reduce(A, dim, keepdim) if axes_in(dim) is not None else UNKNOWN_SHAPE, "torch", "float")


@op("torch.linalg.multi_dot")
def multi_dot(tensors, *, out=None):
    """Multiply several matrices in the cheapest order.

    >>> torch.linalg.multi_dot([[2, 3], [3, 4], [4, 5]])
    (2, 5)
    >>> torch.linalg.multi_dot([[2, 3], [4, 4]])
    SHP302
    """
    items = items_of(tensors)
    if not items:
        return UNKNOWN_SHAPE
    result: Value = items[0]
    for item in items[1:]:
        result = products.matmul(result, item)
    return result if isinstance(result, Shape) else shape_of(result)


@op("torch.linalg.lstsq")
def lstsq(A, B, rcond=None, *, driver=None):
    """Give the least-squares solutions of systems of equations, and how good they are.

    >>> torch.linalg.lstsq([5, 3], [5, 2])[0]
    (3, 2)
    >>> torch.linalg.lstsq([5, 3], [4, 2])
    SHP302
    """
    batch, rows, columns = matrix("lstsq", A)
    right = shape_of(B)
    if batch.open or right.open or len(right.dims) != len(batch.dims) + 2:
        return UNKNOWN
    _check_rows("lstsq", B, rows, right.dims[-2])
    return _with(batch, columns, right.dims[-1]), UNKNOWN, UNKNOWN, UNKNOWN


def _check_rows(name: str, operand: Value, expected: Size, found: Size) -> None:
    if equal(expected, found) is False:
        raise Mismatch(
            "SHP302",
            "{name} expects right sides of {expected} rows, gets {found}",
            operand=culprit(operand),
            name=name,
            expected=expected,
            found=found,
        )


@op("torch.linalg.solve_triangular")
def solve_triangular(A, B, *, upper, left=True, unitriangular=False, out=None):
    """Solve triangular systems of equations.

    >>> torch.linalg.solve_triangular([3, 3], [3, 2], upper=True)
    (3, 2)
    >>> torch.linalg.solve_triangular([3, 3], [2, 3], upper=True, left=False)
    (2, 3)
    >>> torch.linalg.solve_triangular([3, 3], [4, 2], upper=True)
    SHP302
    """
    shape = square("solve_triangular", A)
    batch, rows, columns = matrix("solve_triangular", B)
    if not isinstance(left, bool):
        return UNKNOWN_SHAPE
    _check_rows("solve_triangular", B, shape.axis(-1), rows if left else columns)
    return _with(broadcasted(Shape(shape.dims[:-2], shape.open), batch), rows, columns)


@op(("torch.cholesky_solve", "torch.Tensor.cholesky_solve"))
def cholesky_solve(B, L, upper=False, *, out=None):
    """Solve systems of equations whose matrices are given by their triangular roots.

    >>> torch.cholesky_solve([3, 2], [3, 3])
    (3, 2)
    >>> torch.cholesky_solve([4, 2], [3, 3])
    SHP302
    """
    shape = square("cholesky_solve", L)
    batch, rows, columns = matrix("cholesky_solve", B)
    _check_rows("cholesky_solve", B, shape.axis(-1), rows)
    return _with(broadcasted(Shape(shape.dims[:-2], shape.open), batch), rows, columns)


@op("torch.linalg.vecdot")
def vecdot(x, y, *, dim=-1, out=None):
    """Sum the products of two tensors along an axis.

    >>> torch.linalg.vecdot([2, 3], [2, 3])
    (2,)
    >>> torch.linalg.vecdot([2, 3], [2, 4])
    SHP301
    """
    return reduce(broadcasted(x, y), dim) if is_int(dim) else UNKNOWN_SHAPE


@op("torch.linalg.vander")
def vander(x, *, N=None):
    """Give the powers of every value in a row.

    >>> torch.linalg.vander([3])
    (3, 3)
    >>> torch.linalg.vander([3], N=4)
    (3, 4)
    """
    shape = shape_of(x)
    count = shape.axis(-1) if N is None else N if is_int(N) else UNKNOWN
    return Shape((*shape.dims, count), shape.open)


@op(("torch.cov", "torch.Tensor.cov"))
def cov(input, *, correction=1, fweights=None, aweights=None):
    """Give the covariances of the rows.

    >>> cov([3, 10])
    (3, 3)
    >>> cov([10])
    ()
    >>> cov([2, 3, 4])
    SHP101
    """
    return _between_rows("cov", input)


@op(("torch.corrcoef", "torch.Tensor.corrcoef"))
def corrcoef(input):
    """Give the correlations of the rows.

    >>> corrcoef([3, 10])
    (3, 3)
    >>> corrcoef([2, 3, 4])
    SHP101
    """
    return _between_rows("corrcoef", input)


def _between_rows(name: str, input: Value) -> Shape:
    shape = check_rank(name, input, (0, 1, 2), "variables and observations")
    if shape.open:
        return UNKNOWN_SHAPE
    return Shape((shape.dims[0],) * 2) if len(shape.dims) == 2 else Shape(())
