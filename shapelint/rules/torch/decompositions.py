"""Matrices as products of simpler ones: singular values, QR, a few eigenvectors."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.matrix_batches import Matrices, check_rows, check_shape, matrices, square
from shapelint.rules.torch.stretching import stretched
from shapelint.rules.values import UNKNOWN, Named, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, at_most, minimum, slice_size


def _singular(found: Matrices, count: Size, left: Size, right: Shape) -> tuple[Shape, Tensor, Shape]:
    return found.each(found.rows, left), Tensor(found.each(count), "torch", "float"), right


@op("torch.linalg.svd")
def svd(A, full_matrices=True, *, driver=None, out=None):
    """Give the singular values of matrices, and the vectors on both sides.

    >>> torch.linalg.svd([4, 3])
    ((4, 4), (3,), (3, 3))
    >>> torch.linalg.svd([2, 3, 4], full_matrices=False)
    ((2, 3, 3), (2, 3), (2, 3, 4))
    >>> torch.linalg.svd([4])
    SHP101
    """
    found = matrices("svd", A)
    if not isinstance(full_matrices, bool):
        return UNKNOWN
    left, right = (found.rows, found.columns) if full_matrices else (found.least, found.least)
    return Named(("U", "S", "Vh"), _singular(found, found.least, left, found.each(right, found.columns)))


@op(("torch.svd", "torch.Tensor.svd"))
def transposed_svd(input, some=True, compute_uv=True, *, out=None):
    """Give the singular values of matrices, and the vectors on both sides, those of the right as columns.

    >>> torch.svd([4, 3])
    ((4, 3), (3,), (3, 3))
    >>> [2, 3, 4].svd(some=False)
    ((2, 3, 3), (2, 3), (2, 4, 4))
    >>> torch.svd([4, 3], compute_uv=False)
    ((4, 4), (3,), (3, 3))
    >>> torch.svd([4])
    SHP101
    """
    found = matrices("svd", input)
    if not isinstance(some, bool) or not isinstance(compute_uv, bool):
        return UNKNOWN
    left, right = (found.least, found.least) if some and compute_uv else (found.rows, found.columns)
    return Named(("U", "S", "V"), _singular(found, found.least, left, found.each(found.columns, right)))


@op("torch.linalg.svdvals")
def svdvals(A, *, driver=None, out=None):
    """Give the singular values of matrices.

    >>> torch.linalg.svdvals([2, 4, 3])
    (2, 3)
    >>> torch.linalg.svdvals([4])
    SHP101
    """
    found = matrices("svdvals", A)
    return Tensor(found.each(found.least), "torch", "float")


def _orthogonal(found: Matrices, inner: Size) -> Named:
    return _parts(found.each(found.rows, inner), found.each(inner, found.columns))


def _parts(orthogonal: Shape, triangular: Shape) -> Named:
    return Named(("Q", "R"), (orthogonal, triangular))


@op("torch.linalg.qr")
def qr(A, mode="reduced", *, out=None):
    """Give an orthogonal and a triangular matrix whose product is the input.

    >>> torch.linalg.qr([4, 3])
    ((4, 3), (3, 3))
    >>> torch.linalg.qr([2, 3, 4], mode="complete")
    ((2, 3, 3), (2, 3, 4))
    >>> torch.linalg.qr([2, 4, 3], "complete")
    ((2, 4, 4), (2, 4, 3))
    >>> torch.linalg.qr([4, 3], "r")
    ((0,), (3, 3))
    >>> torch.linalg.qr([4])
    SHP101
    """
    found = matrices("qr", A)
    if mode == "r":
        return _parts(Shape((0,)), found.each(found.least, found.columns))
    inner = {"reduced": found.least, "complete": found.rows}.get(mode) if isinstance(mode, str) else None
    return UNKNOWN if inner is None else _orthogonal(found, inner)


@op(("torch.qr", "torch.Tensor.qr"))
def reduced_qr(input, some=True, *, out=None):
    """Give an orthogonal and a triangular matrix whose product is the input.

    >>> torch.qr([4, 3])
    ((4, 3), (3, 3))
    >>> [4, 3].qr(some=False)
    ((4, 4), (4, 3))
    >>> torch.qr([3])
    SHP101
    """
    found = matrices("qr", input)
    return _orthogonal(found, found.least if some else found.rows) if isinstance(some, bool) else UNKNOWN


@op(("torch.geqrf", "torch.Tensor.geqrf"))
def geqrf(input, *, out=None):
    """Give a QR decomposition as LAPACK packs it: the reflections in one matrix, and a factor for each.

    >>> torch.geqrf([2, 4, 3])
    ((2, 4, 3), (2, 3))
    >>> [3, 5].geqrf()
    ((3, 5), (3,))
    >>> torch.geqrf([3])
    SHP101
    """
    found = matrices("geqrf", input)
    return Named(("a", "tau"), (found.shape, found.each(found.least)))


@op("torch.linalg.householder_product")
def householder_product(input, tau, *, out=None):
    """Multiply reflections, each given by a column and a factor, to an orthogonal matrix.

    >>> torch.linalg.householder_product([2, 4, 3], [2, 3])
    (2, 4, 3)
    >>> torch.linalg.householder_product([4, 3], [2])
    (4, 3)
    >>> torch.linalg.householder_product([3, 4], [3])
    SHP302
    >>> torch.linalg.householder_product([4, 3], [4])
    SHP302
    """
    return _product("householder_product", input, tau)


@op(("torch.orgqr", "torch.Tensor.orgqr"), legacy={"tau": "input2"})
def orgqr(input, input2, *, out=None):
    """Multiply reflections, each given by a column and a factor, to an orthogonal matrix.

    >>> torch.orgqr([2, 4, 3], [2, 3])
    (2, 4, 3)
    >>> [4, 3].orgqr([2])
    (4, 3)
    >>> torch.orgqr([4, 3], [4])
    SHP302
    """
    return _product("orgqr", input, input2)


def _product(name: str, input: Value, tau: Value) -> Shape:
    found, factors = matrices(name, input), shape_of(tau)
    check_shape(name, tau, found.each(UNKNOWN), "factors")
    _check_columns(name, input, found.columns, found.rows, "rows")
    if factors.dims:
        _check_columns(name, input, factors.dims[-1], found.columns, "columns")
    return found.shape


def _check_columns(name: str, operand: Value, count: Size, most: Size, what: str) -> None:
    if at_most(count, most) is False:
        raise Mismatch(
            "SHP302",
            "{name} cannot make {count} reflections of {most} {what}",
            operand=culprit(operand),
            name=name,
            count=count,
            most=most,
            what=what,
        )


@op(("torch.ormqr", "torch.Tensor.ormqr"), legacy={"tau": "input2", "other": "input3"})
def ormqr(input, input2, input3, left=True, transpose=False, *, out=None):
    """Multiply a matrix with the orthogonal matrix that reflections make.

    >>> torch.ormqr([4, 3], [3], [4, 5])
    (4, 5)
    >>> [2, 4, 3].ormqr([2, 3], [2, 5, 4], left=False)
    (2, 5, 4)
    >>> torch.ormqr([4, 3], [3], [5, 4])
    SHP302
    >>> torch.ormqr([4, 3], [2], [4, 5])
    SHP302
    """
    found, other = matrices("ormqr", input), matrices("ormqr", input3)
    check_shape("ormqr", input2, found.each(UNKNOWN), "factors")
    check_shape("ormqr", input3, found.each(UNKNOWN, UNKNOWN), "the other matrices")
    if isinstance(left, bool):
        side = other.rows if left else other.columns
        check_rows("ormqr", input3, found.rows, side, "rows" if left else "columns")
        check_shape("ormqr", input2, found.each(minimum(side, found.columns)), "factors")
    return other.shape


@op("torch.svd_lowrank", least={"q": 0})
def svd_lowrank(A, q=6, niter=2, M=None):
    """Give the `q` largest singular values of matrices, and the vectors on both sides as columns.

    >>> torch.svd_lowrank([9, 8])
    ((9, 6), (6,), (8, 6))
    >>> torch.svd_lowrank([2, 5, 9], 3, M=[5, 1])
    ((2, 5, 3), (2, 3), (2, 9, 3))
    >>> torch.svd_lowrank([5, 4])
    ((5, 4), (4,), (4, 4))
    >>> torch.svd_lowrank([5])
    SHP101
    >>> torch.svd_lowrank([5, 9], M=[2, 9])
    SHP301
    """
    found = matrices("svd_lowrank", A)
    if M is not None and not found.batch.open:
        stretched(M, found.shape.dims)
    return _few_singular(found, size_in(q))


def _few_singular(found: Matrices, q: Size) -> tuple[Shape, Tensor, Shape]:
    count = minimum(q, found.rows, found.columns)
    return _singular(found, count, count, found.each(found.columns, count))


@op("torch.pca_lowrank", least={"q": 0, "niter": 0})
def pca_lowrank(A, q=None, center=True, niter=2):
    """Give the `q` principal components of the rows of matrices, 6 if not said otherwise.

    >>> torch.pca_lowrank([9, 8])
    ((9, 6), (6,), (8, 6))
    >>> torch.pca_lowrank([2, 5, 4], q=3)
    ((2, 5, 3), (2, 3), (2, 4, 3))
    >>> torch.pca_lowrank([5, 4], q=5)
    SHP506
    """
    found = matrices("pca_lowrank", A)
    count = 6 if q is None else size_in(q)
    if q is not None and at_most(count, found.least) is False:
        raise _too_many("pca_lowrank", A, "q", count, found.least)
    return _few_singular(found, count)


def _too_many(name: str, operand: Value, what: str, count: Size, most: Size) -> Mismatch:
    return Mismatch(
        "SHP506",
        "{name}: {what} is {count}, {shape} has no more than {most}",
        operand=culprit(operand),
        name=name,
        what=what,
        count=count,
        shape=shape_of(operand),
        most=most,
    )


@op("torch.lobpcg", least={"n": 1})
def lobpcg(
    A,
    k=None,
    B=None,
    X=None,
    n=None,
    iK=None,
    niter=None,
    tol=None,
    largest=None,
    method=None,
    tracker=None,
    ortho_iparams=None,
    ortho_fparams=None,
    ortho_bparams=None,
):
    """Give the `k` largest eigenvalues of symmetric matrices, and their eigenvectors as columns.

    >>> torch.lobpcg(torch.eye(9), k=2)
    ((2,), (9, 2))
    >>> torch.lobpcg(torch.eye(9), X=[9, 1])
    ((1,), (9, 1))
    >>> torch.lobpcg(torch.eye(5), k=2)
    SHP506
    >>> torch.lobpcg([9, 8])
    SHP302
    """
    found = square("lobpcg", A)
    if X is not None:
        check_shape("lobpcg", X, found.each(found.rows, UNKNOWN), "X")
    tried = shape_of(X).axis(-1) if X is not None else size_in(n if n is not None else 1 if k is None else k)
    require_at_least(1, "k", tried)
    if at_most(3 * tried, found.rows) is False:
        raise _too_many("lobpcg", A, "k", tried, found.rows // 3)
    count = slice_size(tried, None, (tried if X is not None else 1) if k is None else size_in(k))
    return found.each(count), found.each(found.rows, count)
