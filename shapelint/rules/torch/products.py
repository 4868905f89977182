"""Matrix products and other contractions."""

from __future__ import annotations

from dataclasses import replace

from shapelint.rules.form import op
from shapelint.rules.mismatch import require_at_least, require_equal
from shapelint.rules.shared import products
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.einstein import einsum as contracted
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.shared.products import tensordot as summed
from shapelint.rules.values import UNKNOWN_SHAPE, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape


@op(("torch.matmul", "torch.Tensor.matmul", "torch.Tensor.__matmul__", "torch.linalg.matmul"))
def matmul(input, other, *, out=None):
    """Multiply matrices on the last two axes; the axes before them stretch.

    >>> matmul([2, 3], [3, 4])
    (2, 4)
    >>> [5, 2, 3] @ [3, 4]
    (5, 2, 4)
    >>> matmul([5, 1, 2, 3], [6, 3, 4])
    (5, 6, 2, 4)
    >>> matmul([3], [3])
    ()
    >>> matmul([3], [5, 3, 4])
    (5, 4)
    >>> [5, 2, 3].matmul([3])
    (5, 2)
    >>> [2, 3] @ [4, 3]
    SHP302
    >>> matmul([], [3])
    SHP101
    >>> matmul([5, 2, 3], [6, 3, 4])
    SHP301
    """
    return products.matmul(input, other)


def _of_rank(name: str, x: Value, rank: int, help: str | None = None) -> Value:
    """An operand that must have so many axes.

    Raises Mismatch SHP101.
    """
    shape = check_rank(x, name, rank, rank, help)
    return replace(x, shape=Shape(shape.tail(rank)), strides=None) if isinstance(x, Tensor) else Shape(shape.tail(rank))


@op(("torch.mm", "torch.Tensor.mm", "torch.spmm"))
def mm(input, mat2, out_dtype=None, *, out=None):
    """Multiply two matrices.

    >>> mm([2, 3], [3, 4])
    (2, 4)
    >>> [1, 3].mm([3, 1])
    (1, 1)
    >>> mm([2, 3], [9, 4])
    SHP302
    >>> mm([5, 2, 3], [3, 4])
    SHP101
    """
    more = "matmul multiplies batches and vectors too"
    return products.matmul(_of_rank("mm", input, 2, more), _of_rank("mm", mat2, 2, more))


@op(("torch.bmm", "torch.Tensor.bmm"))
def bmm(input, mat2, out_dtype=None, *, out=None):
    """Multiply batches of matrices.

    >>> bmm([5, 2, 3], [5, 3, 4])
    (5, 2, 4)
    >>> bmm([5, 2, 3], [5, 9, 4])
    SHP302
    >>> bmm([5, 2, 3], [1, 3, 4])
    SHP301
    >>> bmm([2, 3], [3, 4])
    SHP101
    """
    more = "matmul stretches the axes before the last two"
    a, b = _of_rank("bmm", input, 3, more), _of_rank("bmm", mat2, 3, more)
    counts = shape_of(a).axis(0), shape_of(b).axis(0)
    require_equal("SHP301", "bmm multiplies {left} matrices with {right}", *counts, operand=culprit(b, a), help=more)
    return products.matmul(a, b)


@op(("torch.mv", "torch.Tensor.mv"), "input: n k, vec: k -> n")
def mv(input, vec, *, out=None):
    """Multiply a matrix with a vector.

    >>> mv([2, 3], [3])
    (2,)
    >>> mv([2, 3], [9])
    SHP302
    """


@op(
    ("torch.dot", "torch.Tensor.dot", "torch.vdot", "torch.Tensor.vdot"),
    "input: k, tensor: k -> ()",
    legacy={"other": "tensor"},
)
def dot(input, tensor, *, out=None):
    """Sum the products of two vectors.

    >>> dot([3], [3])
    ()
    >>> dot([3], [9])
    SHP302
    >>> dot([2, 3], [3])
    SHP101
    """


@op(("torch.inner", "torch.Tensor.inner"))
def inner(input, other, *, out=None):
    """Sum over the last axes of both.

    >>> inner([2, 3], [4, 3])
    (2, 4)
    >>> [3].inner([3])
    ()
    >>> inner([2, 3], [])
    (2, 3)
    >>> inner([2, 3], [4])
    SHP302
    """
    return products.inner(input, other)


@op(("torch.outer", "torch.Tensor.outer", "torch.ger", "torch.Tensor.ger"))
def outer(input, vec2, *, out=None):
    """Multiply every element of one vector with every element of another.

    >>> outer([2], [3])
    (2, 3)
    >>> outer([2, 1], [3])
    SHP101
    """
    for operand in (input, vec2):
        check_rank(operand, "outer", 1, 1)
    return products.outer(input, vec2)


@op("torch.einsum")
def einsum(equation, *operands):
    """Sum products over the axes that an equation names.

    >>> einsum("bik,bkj->bij", [2, 3, 4], [2, 4, 5])
    (2, 3, 5)
    >>> einsum("ij->ji", [2, 3])
    (3, 2)
    >>> einsum("...d,d->...", [2, 3, 4], [4])
    (2, 3)
    >>> einsum("ii->i", [3, 3])
    (3,)
    >>> einsum("b i k, b k j", [2, 3, 4], [2, 4, 5])
    (3, 5)
    >>> einsum("...ij,...jk->...ik", [2, 1, 3, 4], [5, 4, 6])
    (2, 5, 3, 6)
    >>> einsum("i,j,k->kij", ([2], [3], [4]))
    (4, 2, 3)
    >>> einsum("ij,jk->ik", [2, 3], [4, 5])
    SHP302
    >>> einsum("ij,jk->ik", [2, 3], [3, 5, 1])
    SHP101
    """
    if not isinstance(equation, str):
        return UNKNOWN_SHAPE
    if len(operands) == 1 and isinstance(operands[0], tuple | ListValue):
        items = items_of(operands[0])
        return UNKNOWN_SHAPE if items is None else contracted(equation, items)
    return contracted(equation, operands)


@op("torch.tensordot")
def tensordot(a, b, dims=2, out=None):
    """Sum over the named axes of both.

    >>> tensordot([2, 3, 4], [3, 4, 5])
    (2, 5)
    >>> tensordot([2, 3], [4, 3], dims=((1,), (1,)))
    (2, 4)
    >>> tensordot([2, 3, 4], [4, 3, 5], ((1, -1), (1, 0)))
    (2, 5)
    >>> tensordot([2], [3], 0)
    (2, 3)
    >>> tensordot([2, 3], [4, 5], dims=1)
    SHP302
    >>> tensordot([2, 3], [3, 5], -1)
    SHP707
    """
    if is_int(dims):
        require_at_least(0, "dims", dims)
    return summed(a, b, dims, stretch=True)


@op(("torch.kron", "torch.Tensor.kron"))
def kron(input, other, *, out=None):
    """Multiply every element of one with all of the other.

    >>> kron([2, 3], [4, 5])
    (8, 15)
    >>> [3].kron([2, 4])
    (2, 12)
    """
    a, b = shape_of(input), shape_of(other)
    if a.open or b.open:
        return UNKNOWN_SHAPE
    rank = max(len(a.dims), len(b.dims))
    padded = [(1,) * (rank - len(s.dims)) + s.dims for s in (a, b)]
    return Shape(tuple(x * y for x, y in zip(*padded, strict=True)))


@op("torch.cdist")
def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    """Give the distance of every row of one to every row of the other.

    >>> cdist([5, 2, 3], [5, 4, 3])
    (5, 2, 4)
    >>> cdist([2, 3], [1, 5, 4, 3], p=1)
    (1, 5, 2, 4)
    >>> cdist([2, 3], [4, 5])
    SHP302
    >>> cdist([3], [4, 3])
    SHP101
    """
    check_rank(x1, "cdist", 2)
    b = check_rank(x2, "cdist", 2)
    return products.matmul(x1, b if len(b.dims) < 2 else Shape((*b.dims[:-2], b.dims[-1], b.dims[-2]), b.open))
