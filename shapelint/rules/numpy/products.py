"""Matrix products, and linear algebra."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared import products
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.einstein import einsum as contracted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, Size, minimum

_MATMUL = """Multiply matrices on the last two axes; the axes before them broadcast.

    >>> {0}
    (2, 4)
    >>> {1}
    (2,)
    >>> {2}
    SHP302 the last axis of the left is 3, the last but one axis of the right is 2
    """


def _matmul(left: Value, right: Value) -> Tensor:
    return array(products.matmul(left, right), promoted(left, right))


declare(
    "numpy.matmul",
    "x1, x2, /, out=None, axes=None, *, axis=None, keepdims=False, casting='same_kind', order='K', dtype=None, "
    "subok=True, signature=None",
    lambda x1, x2, axes, axis: _matmul(x1, x2) if axes is None and axis is None else array(UNKNOWN_SHAPE),
    _MATMUL.format("@([2, 3], [3, 4])", "@([2, 3], [3])", "@([2, 3], [2, 3])"),
)
declare(
    "numpy.ndarray.__matmul__",
    "self, value, /",
    lambda self, value: _matmul(self, value),
    _MATMUL.format("[2, 3] @ [3, 4]", "[2, 3] @ [3]", "[2, 3] @ [2, 3]"),
    call="@",
)
_DOT = """Sum over the last axis of one and the last but one (or only) of the other.

    >>> {0}[3, 4])
    (2, 4)
    >>> {0}[5, 3, 4])
    (2, 5, 4)
    >>> {0}2.0)
    (2, 3)
    >>> {0}[2, 3])
    SHP302
    """
declare(
    "numpy.dot",
    "a, b, out=None",
    lambda a, b: array(products.dot(a, b), promoted(a, b)),
    _DOT.format("@([2, 3], "),
)
declare(
    "numpy.ndarray.dot",
    "self, other, /, out=None",
    lambda self, other: array(products.dot(self, other), promoted(self, other)),
    _DOT.format("[2, 3].@("),
)


@op("numpy.inner")
def inner(a, b):
    """Sum over the last axes of both.

    >>> inner([2, 3], [4, 3])
    (2, 4)
    >>> inner([2, 3], [3, 4])
    SHP302
    """
    return array(products.inner(a, b), promoted(a, b))


@op("numpy.outer")
def outer(a, b, out=None):
    """Multiply every element of one with every element of the other.

    >>> outer([2], [3])
    (2, 3)
    >>> outer([2, 2], [3])
    (4, 3)
    """
    return array(products.outer(a, b), promoted(a, b))


@op("numpy.vdot")
def vdot(a, b):
    """Sum the products of all elements of both.

    >>> vdot([3], [3]).shape
    ()
    """
    return array(Shape(()), promoted(a, b))


@op("numpy.einsum")
def einsum(*operands, out=None, optimize=False, **kwargs):
    """Sum over products, as the letters say.

    >>> einsum("ij,jk->ik", [2, 3], [3, 4])
    (2, 4)
    >>> einsum("bi,ij,bj->b", [5, 2], [2, 3], [5, 3])
    (5,)
    >>> einsum("ij,jk->ik", [2, 3], [2, 3])
    SHP302 `j` in `ij,jk->ik` is 3 in one operand and 2 in another
    >>> einsum("ijk->ik", [2, 3])
    SHP101 `ijk` in `ijk->ik` names 3 axes
    """
    if not operands or not isinstance(operands[0], str):
        return array(UNKNOWN_SHAPE)
    return array(contracted(operands[0], operands[1:]), promoted(*operands[1:]))


@op("numpy.tensordot")
def tensordot(a, b, axes=2):
    """Sum over several axes at once.

    >>> tensordot([2, 3, 4], [3, 4, 5])
    (2, 5)
    >>> tensordot([2, 3], [4, 3], axes=((1,), (1,)))
    (2, 4)
    >>> tensordot([2, 3], [2, 3], axes=1)
    SHP302
    """
    return array(products.tensordot(a, b, axes), promoted(a, b))


@op("numpy.kron")
def kron(a, b):
    """Multiply every element of one with the whole other.

    >>> kron([2, 3], [4, 5])
    (8, 15)
    """
    x, y = measured(a), measured(b)
    if x.open or y.open or len(x.dims) != len(y.dims):
        return array(UNKNOWN_SHAPE, promoted(a, b))
    return array(Shape(tuple(p * q for p, q in zip(x.dims, y.dims, strict=True))), promoted(a, b))


def _square(a: Value) -> Value:
    return array(measured(a), number_kind(a))


_SAME = """Give a matrix of the same shape, or a row of them.

    >>> @([3, 3])
    (3, 3)
    """
declare("numpy.linalg.inv", "a", _square, _SAME.replace("[3, 3])", "np.eye(3))"))
declare("numpy.linalg.cholesky", "a, /, *, upper=False", _square, _SAME.replace("[3, 3])", "np.eye(3))"))


@op("numpy.linalg.det")
def det(a):
    """Take the determinant of matrices on the last two axes.

    >>> det([5, 3, 3])
    (5,)
    """
    shape = measured(a)
    return array(Shape(shape.dims[:-2], shape.open))


@op("numpy.linalg.pinv")
def pinv(a, rcond=None, hermitian=False, *, rtol=None):
    """Invert matrices as far as possible: their last two axes change places.

    >>> pinv([2, 3])
    (3, 2)
    """
    shape = measured(a)
    if len(shape.dims) < 2:
        return array(UNKNOWN_SHAPE)
    return array(Shape((*shape.dims[:-2], shape.dims[-1], shape.dims[-2]), shape.open))


@op("numpy.linalg.solve")
def solve(a, b):
    """Solve linear equations: the shape of the right side stays.

    >>> solve(np.eye(3), [3, 2])
    (3, 2)
    """
    return array(measured(b))


@op("numpy.linalg.svd")
def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    """Split a matrix into rotations and singular values.

    >>> svd([4, 3])
    ((4, 4), (3,), (3, 3))
    >>> svd([4, 3], full_matrices=False)
    ((4, 3), (3,), (3, 3))
    """
    shape = measured(a)
    if shape.open or len(shape.dims) < 2 or not isinstance(full_matrices, bool) or compute_uv is not True:
        return UNKNOWN
    *before, m, n = shape.dims
    least = minimum(m, n)
    left: Size = m if full_matrices else least
    right: Size = n if full_matrices else least
    return array(Shape((*before, m, left))), array(Shape((*before, least))), array(Shape((*before, right, n)))


_EIGEN = """Give eigenvalues and eigenvectors.

    >>> @([3, 3])
    ((3,), (3, 3))
    """


def _eigen(a: Value) -> Value:
    shape = measured(a)
    return (array(Shape(shape.dims[:-1], shape.open)), array(shape)) if shape.dims else UNKNOWN


declare("numpy.linalg.eig", "a", _eigen, _EIGEN)
declare("numpy.linalg.eigh", "a, UPLO='L'", _eigen, _EIGEN)


@op("numpy.linalg.lstsq")
def lstsq(a, b, rcond=None):
    """Fit linear equations by least squares.

    >>> lstsq([5, 3], [5, 2])[0]
    (3, 2)
    """
    x, y = measured(a), measured(b)
    if x.open or y.open or len(x.dims) != 2:
        return UNKNOWN
    fit = array(Shape((x.dims[1], *y.dims[1:])))
    return fit, UNKNOWN, UNKNOWN, array(Shape((minimum(*x.dims),)))
