"""Numbers that tell of matrices, and what is made of several: norms, ranks, pseudo-inverses, covariances, products."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared import products
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import axes_in, culprit, is_int, size_in
from shapelint.rules.torch.matrix_batches import check_rows, ints, matrices, square
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.torch.reductions import reduce
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


@op("torch.linalg.matrix_rank")
def matrix_rank(input, tol=None, hermitian=False, *, atol=None, rtol=None, out=None):
    """Give the ranks of matrices; tensors of tolerances broadcast with them.

    >>> torch.linalg.matrix_rank([2, 4, 3])
    (2,)
    >>> torch.linalg.matrix_rank([3, 3], hermitian=True)
    ()
    >>> torch.linalg.matrix_rank([2, 4, 3], atol=[5, 1], rtol=[2])
    (5, 2)
    >>> torch.linalg.matrix_rank([2, 4, 3], [3])
    SHP301
    >>> torch.linalg.matrix_rank([4, 3], hermitian=True)
    SHP302
    >>> torch.linalg.matrix_rank([4])
    SHP101
    """
    return ints(_per_matrix("matrix_rank", input, hermitian, tol, atol, rtol))


def _per_matrix(name: str, input: Value, hermitian: Value, *tolerances: Value) -> Shape:
    """One number for every matrix and tolerance.

    Raises Mismatch SHP101, SHP302 where Hermitian matrices are not square, SHP301 where the tolerances do not fit.
    """
    found = square(name, input) if hermitian is True else matrices(name, input)
    if any(tolerance is UNKNOWN for tolerance in tolerances):
        return UNKNOWN_SHAPE
    given = [tolerance for tolerance in tolerances if isinstance(tolerance, Tensor)]
    return broadcasted(found.batch, *given, what="the tolerances")


def _pinv(input: Value, hermitian: Value, *tolerances: Value) -> Shape:
    batch, found = _per_matrix("pinv", input, hermitian, *tolerances), matrices("pinv", input)
    return Shape((*batch.dims, found.columns, found.rows), batch.open)


@op(("torch.pinverse", "torch.Tensor.pinverse"))
def pinverse(input, rcond=1e-15):
    """Give the pseudo-inverses of matrices.

    >>> pinverse([4, 3])
    (3, 4)
    >>> [2, 4, 3].pinverse(0.1)
    (2, 3, 4)
    >>> pinverse([4])
    SHP101
    """
    return matrices("pinverse", input).flipped


@op("torch.linalg.pinv")
def pinv(input, rcond=None, hermitian=False, *, atol=None, rtol=None, out=None):
    """Give the pseudo-inverses of matrices; tensors of tolerances broadcast with them.

    >>> torch.linalg.pinv([4, 3])
    (3, 4)
    >>> torch.linalg.pinv([2, 4, 3], rtol=[5, 1])
    (5, 2, 3, 4)
    >>> torch.linalg.pinv([3, 3], 0.1, True)
    (3, 3)
    >>> torch.linalg.pinv([4, 3], hermitian=True)
    SHP302
    >>> torch.linalg.pinv([4])
    SHP101
    """
    return _pinv(input, hermitian, rcond, atol, rtol)


_ANY_MATRIX = (None, 2, -2)  # orders that singular values decide


@op("torch.linalg.cond")
def cond(input, p=None, *, out=None):
    """Give the condition numbers of matrices, which are square for most norms.

    >>> torch.linalg.cond([2, 4, 3])
    (2,)
    >>> torch.linalg.cond([2, 4, 3], -2)
    (2,)
    >>> torch.linalg.cond(torch.eye(3), "fro")
    ()
    >>> torch.linalg.cond([4, 3], 1)
    SHP302
    >>> torch.linalg.cond([4])
    SHP101
    """
    strict = isinstance(p, int | float | str) and p not in _ANY_MATRIX
    return Tensor((square if strict else matrices)("cond", input).batch, "torch", "float")


@op("torch.linalg.matrix_norm")
def matrix_norm(input, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None, out=None):
    """Give the norms of the matrices on two axes.

    >>> torch.linalg.matrix_norm([2, 4, 3])
    (2,)
    >>> torch.linalg.matrix_norm([2, 4, 3], dim=(0, 1), keepdim=True)
    (1, 1, 3)
    >>> torch.linalg.matrix_norm([2, 4, 3], "nuc", (0, -1))
    (4,)
    >>> torch.linalg.matrix_norm([2, 4, 3], dim=(0, 3))
    SHP502
    >>> torch.linalg.matrix_norm([2, 4, 3], dim=(1, -2))
    SHP504
    >>> torch.linalg.matrix_norm([4])
    SHP101
    """
    matrices("matrix_norm", input)
    axes = items_of(dim)
    if axes is None or axes_in(dim) is None:
        return Tensor(UNKNOWN_SHAPE, "torch", "float")
    if len(axes) != 2:
        raise Mismatch("SHP706", "matrix_norm expects two axes, gets {dim}", operand=culprit(input), dim=axes)
    first, second = (check_axis(input, axis, name="dim") for axis in axes)
    if (first is not None and first == second) or axes[0] == axes[1]:
        raise Mismatch("SHP504", "{dim} names one axis twice", operand=culprit(input), dim=axes)
    return Tensor(reduce(input, dim, keepdim), "torch", "float")


@op("torch.linalg.multi_dot")
def multi_dot(tensors, *, out=None):
    """Multiply several matrices in the cheapest order; the first and the last may be vectors.

    >>> torch.linalg.multi_dot([[2, 3], [3, 4], [4, 5]])
    (2, 5)
    >>> torch.linalg.multi_dot([[3], [3, 4], [4]])
    ()
    >>> torch.linalg.multi_dot([[2, 3], [4, 4]])
    SHP302
    >>> torch.linalg.multi_dot([[1, 2, 3], [3, 4]])
    SHP101
    """
    items = items_of(tensors)
    if items is None:
        return UNKNOWN_SHAPE
    if len(items) < 2:
        raise Mismatch("SHP706", "multi_dot expects at least 2 tensors, gets {count}", count=len(items))
    for at, item in enumerate(items):
        end = at in (0, len(items) - 1)
        check_rank("multi_dot", item, (1, 2) if end else (2,), "rows and columns")
    return _multiplied(items)


def _multiplied(items: tuple[Value, ...]) -> Shape:
    result: Value = items[0]
    for item in items[1:]:
        result = products.matmul(result, item)
    return shape_of(result) if isinstance(result, Tensor) else result


@op("torch.chain_matmul")
def chain_matmul(*matrices, out=None):
    """Multiply several matrices in the cheapest order.

    >>> chain_matmul([2, 3], [3, 4], [4, 5])
    (2, 5)
    >>> chain_matmul([2, 3])
    (2, 3)
    >>> chain_matmul([2, 3], [4, 4])
    SHP302
    >>> chain_matmul([1, 2, 3], [3, 4])
    SHP101
    """
    if not isinstance(matrices, tuple) or not matrices:
        return UNKNOWN_SHAPE
    for item in matrices:
        check_rank("chain_matmul", item, (2,), "rows and columns")
    return _multiplied(matrices) if len(matrices) > 1 else shape_of(matrices[0])


@op("torch.linalg.vecdot")
def vecdot(x, y, *, dim=-1, out=None):
    """Sum the products of two tensors along an axis.

    >>> torch.linalg.vecdot([2, 3], [2, 3])
    (2,)
    >>> torch.linalg.vecdot([2, 3], [4, 1, 3], dim=0)
    (2, 3)
    >>> torch.linalg.vecdot([3], [3])
    ()
    >>> torch.linalg.vecdot([3], [1])
    SHP302
    >>> torch.linalg.vecdot([2, 3], [2, 4])
    SHP301
    >>> torch.linalg.vecdot([2, 3], [3], dim=2)
    SHP502
    """
    if shape_of(x).rank == shape_of(y).rank == 1:  # they are not broadcast, and `dim` is not looked at
        check_rows("vecdot", y, shape_of(x).dims[0], shape_of(y).dims[0], "elements")
        return Shape(())
    shape = broadcasted(x, y)
    return reduce(Tensor(shape), dim) if is_int(dim) else UNKNOWN_SHAPE


@op("torch.linalg.vander", least={"N": 2})
def vander(x, *, N=None):
    """Give the powers of every value in a row.

    >>> torch.linalg.vander([3])
    (3, 3)
    >>> torch.linalg.vander([2, 3], N=4)
    (2, 3, 4)
    >>> torch.linalg.vander([], N=4)
    (1, 4)
    >>> torch.linalg.vander([3], N=1)
    SHP707
    >>> torch.linalg.vander([3, 1])
    SHP707
    """
    shape = shape_of(x)
    if shape == Shape(()):
        shape = Shape((1,))
    count = shape.axis(-1) if N is None else size_in(N)
    if N is None and equal(count, 1) is True:
        raise Mismatch(
            "SHP707", "vander expects at least 2 powers, {x} has 1 value", operand=culprit(x), help="N=", x=shape
        )
    return Shape((*shape.dims, count), shape.open)


@op(("torch.cov", "torch.Tensor.cov"))
def cov(input, *, correction=1, fweights=None, aweights=None):
    """Give the covariances of the rows; of one row it is a scalar.

    >>> cov([3, 10])
    (3, 3)
    >>> [10].cov()
    ()
    >>> cov([1, 10])
    ()
    >>> cov([3, 10], aweights=[10])
    (3, 3)
    >>> cov([3, 10], aweights=[3])
    SHP302
    >>> cov([2, 3, 4])
    SHP101
    """
    shape = check_rank("cov", input, (0, 1, 2), "variables and observations")
    count = shape.axis(-1) if shape.dims or shape.open else 1
    for weights in (fweights, aweights):
        if isinstance(weights, Tensor):
            check_rank("cov", weights, (0, 1), "observations")
            check_rows("cov", weights, count, weights.shape.numel(), "weights")
    return _between_rows(shape)


@op(("torch.corrcoef", "torch.Tensor.corrcoef"))
def corrcoef(input):
    """Give the correlations of the rows; of one row it is a scalar.

    >>> corrcoef([3, 10])
    (3, 3)
    >>> [1, 10].corrcoef()
    ()
    >>> corrcoef([2, 3, 4])
    SHP101
    """
    return _between_rows(check_rank("corrcoef", input, (0, 1, 2), "variables and observations"))


def _between_rows(shape: Shape) -> Shape:
    if shape.open:
        return UNKNOWN_SHAPE
    rows: Size = shape.dims[0] if len(shape.dims) == 2 else 1
    single = equal(rows, 1)
    return UNKNOWN_SHAPE if single is None else Shape(()) if single else Shape((rows, rows))
