"""Matrix products and other contractions."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared import products
from shapelint.rules.shared.einstein import einsum as contracted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit
from shapelint.rules.shared.products import tensordot as summed
from shapelint.rules.values import UNKNOWN_SHAPE, ListValue, Value, items_of, shape_of
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
    >>> [2, 3] @ [4, 3]
    SHP302
    >>> matmul([5, 2, 3], [6, 3, 4])
    SHP301
    """
    return products.matmul(input, other)


@op(("torch.mm", "torch.Tensor.mm"), "input: n k, mat2: k m -> n m")
def mm(input, mat2, *, out=None):
    """Multiply two matrices.

    >>> mm([2, 3], [3, 4])
    (2, 4)
    >>> mm([2, 3], [9, 4])
    SHP302 axis `k` is 9, expected 3
    >>> mm([5, 2, 3], [3, 4])
    SHP101
    """


@op(("torch.bmm", "torch.Tensor.bmm"), "input: b n k, mat2: b k m -> b n m")
def bmm(input, mat2, *, out=None):
    """Multiply batches of matrices.

    >>> bmm([5, 2, 3], [5, 3, 4])
    (5, 2, 4)
    >>> bmm([5, 2, 3], [5, 9, 4])
    SHP302 axis `k` is 9, expected 3
    >>> bmm([5, 2, 3], [6, 3, 4])
    SHP302 axis `b` is 6, expected 5
    >>> bmm([2, 3], [3, 4])
    SHP101
    """


@op(("torch.mv", "torch.Tensor.mv"), "input: n k, vec: k -> n")
def mv(input, vec, *, out=None):
    """Multiply a matrix with a vector.

    >>> mv([2, 3], [3])
    (2,)
    >>> mv([2, 3], [9])
    SHP302
    """


@op(("torch.dot", "torch.Tensor.dot", "torch.vdot", "torch.Tensor.vdot"), "input: k, tensor: k -> ()")
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
        shape = shape_of(operand)
        if len(shape.dims) > 1 or shape == Shape(()):
            raise Mismatch("SHP101", "outer expects vectors, gets {found}", operand=culprit(operand), found=shape)
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
    >>> einsum("ij,jk->ik", [2, 3], [4, 5])
    SHP302
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
    >>> tensordot([2, 3], [4, 5], dims=1)
    SHP302
    """
    return summed(a, b, dims, stretch=True)


@op(("torch.addmm", "torch.Tensor.addmm", "torch.Tensor.addmm_"), "mat1: n k, mat2: k m -> n m")
def addmm(input, mat1, mat2, *, beta=1, alpha=1, out=None):
    """Add a matrix product.

    >>> addmm([4], [2, 3], [3, 4])
    (2, 4)
    >>> addmm([4], [2, 3], [4, 4])
    SHP302
    >>> addmm([5], [2, 3], [3, 4])
    SHP301
    """
    broadcasted(input, products.matmul(mat1, mat2), what="addmm")


@op(("torch.baddbmm", "torch.Tensor.baddbmm", "torch.Tensor.baddbmm_"), "batch1: b n k, batch2: b k m -> b n m")
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1, out=None):
    """Add a product of batches of matrices.

    >>> baddbmm([5, 2, 4], [5, 2, 3], [5, 3, 4])
    (5, 2, 4)
    >>> baddbmm([5, 2, 4], [5, 2, 3], [6, 3, 4])
    SHP302
    >>> baddbmm([5, 2, 9], [5, 2, 3], [5, 3, 4])
    SHP301
    """
    broadcasted(input, products.matmul(batch1, batch2), what="baddbmm")


@op(("torch.addbmm", "torch.Tensor.addbmm"), "batch1: b n k, batch2: b k m -> n m")
def addbmm(input, batch1, batch2, *, beta=1, alpha=1, out=None):
    """Add the sum of a batch of matrix products.

    >>> addbmm([2, 4], [5, 2, 3], [5, 3, 4])
    (2, 4)
    >>> addbmm([2, 4], [5, 2, 3], [5, 9, 4])
    SHP302
    """


@op(("torch.addmv", "torch.Tensor.addmv"), "mat: n k, vec: k -> n")
def addmv(input, mat, vec, *, beta=1, alpha=1, out=None):
    """Add a product of a matrix with a vector.

    >>> addmv([2], [2, 3], [3])
    (2,)
    >>> addmv([2], [2, 3], [2])
    SHP302
    """


@op(("torch.cross", "torch.Tensor.cross", "torch.linalg.cross"))
def cross(input, other, dim=None, *, out=None):
    """Give the cross product along an axis of 3.

    >>> cross([2, 3], [2, 3], dim=-1)
    (2, 3)
    """
    return broadcasted(input, other)


@op(("torch.kron", "torch.Tensor.kron"))
def kron(input, other, *, out=None):
    """Multiply every element of one with all of the other.

    >>> kron([2, 3], [4, 5])
    (8, 15)
    """
    a, b = shape_of(input), shape_of(other)
    if a.open or b.open:
        return UNKNOWN_SHAPE
    rank = max(len(a.dims), len(b.dims))
    padded = [(1,) * (rank - len(s.dims)) + s.dims for s in (a, b)]
    return Shape(tuple(x * y for x, y in zip(*padded, strict=True)))


@op("torch.chain_matmul")
def chain_matmul(*matrices, out=None):
    """Multiply several matrices.

    >>> chain_matmul([2, 3], [3, 4], [4, 5])
    (2, 5)
    >>> chain_matmul([2, 3], [4, 4])
    SHP302
    """
    result: Value = matrices[0]
    for matrix in matrices[1:]:
        result = products.matmul(result, matrix)
    return result


@op("torch.cdist")
def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    """Give the distance of every row of one to every row of the other.

    >>> cdist([5, 2, 3], [5, 4, 3])
    (5, 2, 4)
    >>> cdist([2, 3], [4, 5])
    SHP302
    """
    b = shape_of(x2)
    return products.matmul(x1, b if len(b.dims) < 2 else Shape((*b.dims[:-2], b.dims[-1], b.dims[-2]), b.open))
