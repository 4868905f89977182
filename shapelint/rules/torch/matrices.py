"""Matrices: triangles, diagonals and linear algebra."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal, minimum


def _at_least_matrix(name: str, input: Value) -> Shape:
    shape = shape_of(input)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch(
            "SHP101", "{name} expects at least 2 axes, gets {found}", operand=culprit(input), name=name, found=shape
        )
    return shape


def square(name: str, input: Value) -> Shape:
    """The shape of matrices whose last two axes are equal.

    Raises Mismatch SHP101 or SHP302.
    """
    shape = _at_least_matrix(name, input)
    if equal(shape.axis(-1), shape.axis(-2)) is False:
        raise Mismatch(
            "SHP302", "{name} expects square matrices, gets {found}", operand=culprit(input), name=name, found=shape
        )
    return shape


def _triangle(name: str, which: str) -> None:
    def body(input, diagonal=0, *, out=None):
        return _at_least_matrix(name, input)

    body.__doc__ = f"""Keep the {which} triangle of matrices.

    >>> {name}([2, 3, 4])
    (2, 3, 4)
    >>> [3, 4].{name}(diagonal=1)
    (3, 4)
    >>> {name}([3])
    SHP101
    """
    op((f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"))(body)


_triangle("tril", "lower")
_triangle("triu", "upper")


def _triangle_indices(name: str) -> None:
    def body(row, col, offset=0, *, dtype=None, device=None, layout=None):
        return Tensor(Shape((2, UNKNOWN)), "torch", "int")

    body.__doc__ = f"""Give the indices of a triangle.

    >>> {name}(3, 3)
    (2, None)
    """
    op(f"torch.{name}")(body)


_triangle_indices("tril_indices")
_triangle_indices("triu_indices")


@op(("torch.diag", "torch.Tensor.diag"))
def diag(input, diagonal=0, *, out=None):
    """Make a matrix of its diagonal, or give the diagonal of a matrix.

    >>> diag([3])
    (3, 3)
    >>> diag([3, 4])
    (3,)
    >>> diag([3, 4], 1)
    (3,)
    >>> diag([2, 3, 4])
    SHP101
    """
    shape = shape_of(input)
    if shape.open:
        return UNKNOWN_SHAPE
    if not 1 <= len(shape.dims) <= 2:
        raise Mismatch("SHP101", "diag expects 1 or 2 axes, gets {found}", operand=culprit(input), found=shape)
    if not is_int(diagonal):
        return UNKNOWN_SHAPE
    if len(shape.dims) == 1:
        size = shape.dims[0] + abs(diagonal)
        return Shape((size, size))
    return Shape((_diagonal(shape.dims[0], shape.dims[1], diagonal),))


def _diagonal(rows: Size, columns: Size, offset: Value) -> Size:
    if not is_int(offset):
        return UNKNOWN
    return minimum(rows, columns - offset) if offset >= 0 else minimum(rows + offset, columns)


@op(("torch.diagonal", "torch.Tensor.diagonal", "torch.linalg.diagonal"))
def diagonal(input, offset=0, dim1=0, dim2=1):
    """Give the diagonal of two axes as the last axis.

    >>> diagonal([3, 3])
    (3,)
    >>> diagonal([2, 3, 4], dim1=1, dim2=2)
    (2, 3)
    >>> diagonal([3])
    SHP502
    """
    first, second = check_axis(input, dim1, name="dim1"), check_axis(input, dim2, name="dim2")
    if first is None or second is None:
        return UNKNOWN_SHAPE
    dims = shape_of(input).dims
    rest = tuple(size for at, size in enumerate(dims) if at not in (first, second))
    return Shape((*rest, _diagonal(dims[first], dims[second], offset)))


@op(("torch.diag_embed", "torch.Tensor.diag_embed"))
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """Make matrices with the last axis as their diagonal.

    >>> diag_embed([2, 3])
    (2, 3, 3)
    """
    shape = shape_of(input)
    if (dim1, dim2) != (-2, -1) or not is_int(offset) or not shape.dims:
        return UNKNOWN_SHAPE
    size = shape.dims[-1] + abs(offset)
    return Shape((*shape.dims[:-1], size, size), shape.open)


@op(("torch.trace", "torch.Tensor.trace"))
def trace(input):
    """Sum the diagonal of a matrix.

    >>> trace([3, 3])
    ()
    >>> trace([2, 3, 3])
    SHP101
    """
    shape = shape_of(input)
    if len(shape.dims) > 2 or (not shape.open and len(shape.dims) < 2):
        raise Mismatch("SHP101", "trace expects a matrix, gets {found}", operand=culprit(input), found=shape)
    return Shape(())


def _of_square(names: tuple[str, ...], does: str, keeps: bool) -> None:
    name = names[0].rpartition(".")[2]

    def body(input, *, out=None):
        shape = square(name, input)
        return shape if keeps else shape.drop(-1).drop(-1) if len(shape.dims) > 1 else UNKNOWN_SHAPE

    body.__doc__ = f"""{does}

    >>> {names[0]}(torch.eye(3).expand(2, 3, 3))
    {"(2, 3, 3)" if keeps else "(2,)"}
    >>> {names[0]}([3, 4])
    SHP302
    """
    op(names)(body)


_of_square(("torch.inverse", "torch.Tensor.inverse"), "Invert matrices.", True)
_of_square(("torch.det", "torch.Tensor.det"), "Give the determinants of matrices.", False)
_of_square(("torch.logdet", "torch.Tensor.logdet"), "Give the logarithms of determinants.", False)
_of_square(("torch.matrix_exp", "torch.Tensor.matrix_exp", "torch.linalg.matrix_exp"), "Raise e to matrices.", True)


@op("torch.linalg.inv")
def inv(A, *, out=None):
    """Invert matrices.

    >>> torch.linalg.inv(torch.eye(3))
    (3, 3)
    >>> torch.linalg.inv([3, 4])
    SHP302
    """
    return square("inv", A)


@op("torch.linalg.det")
def linalg_det(A, *, out=None):
    """Give the determinants of matrices.

    >>> torch.linalg.det([2, 3, 3])
    (2,)
    >>> torch.linalg.det([3, 4])
    SHP302
    """
    shape = square("det", A)
    return shape.drop(-1).drop(-1) if len(shape.dims) > 1 else UNKNOWN_SHAPE


@op(("torch.linalg.cholesky", "torch.cholesky", "torch.Tensor.cholesky"))
def cholesky(input, upper=False, *, out=None):
    """Give the triangular roots of matrices.

    >>> torch.linalg.cholesky(torch.eye(3))
    (3, 3)
    >>> torch.linalg.cholesky([3, 4])
    SHP302
    """
    return square("cholesky", input)


@op("torch.linalg.solve")
def solve(A, B, *, left=True, out=None):
    """Solve linear equations.

    >>> torch.linalg.solve(torch.eye(3), [3, 4])
    (3, 4)
    >>> torch.linalg.solve(torch.eye(3), [3])
    (3,)
    """
    square("solve", A)
    return shape_of(B)


@op(("torch.linalg.eigh", "torch.linalg.eig"))
def eigh(A, UPLO="L", *, out=None):
    """Give eigenvalues and eigenvectors.

    >>> torch.linalg.eigh([2, 3, 3])
    ((2, 3), (2, 3, 3))
    >>> torch.linalg.eigh([3, 4])
    SHP302
    """
    shape = square("eigh", A)
    return (shape.drop(-1) if len(shape.dims) > 1 else UNKNOWN_SHAPE), shape


@op("torch.linalg.svd")
def svd(A, full_matrices=True, *, driver=None, out=None):
    """Give the singular values of matrices, and the vectors on both sides.

    >>> torch.linalg.svd([4, 3])
    ((4, 4), (3,), (3, 3))
    >>> torch.linalg.svd([4, 3], full_matrices=False)
    ((4, 3), (3,), (3, 3))
    """
    shape = _at_least_matrix("svd", A)
    if len(shape.dims) < 2 or not isinstance(full_matrices, bool):
        return UNKNOWN
    *head, rows, columns = shape.dims
    least = minimum(rows, columns)
    left, right = (rows, columns) if full_matrices else (least, least)
    return tuple(Shape((*head, *tail), shape.open) for tail in ((rows, left), (least,), (right, columns)))


@op("torch.linalg.qr")
def qr(A, mode="reduced", *, out=None):
    """Give an orthogonal and a triangular matrix whose product is the input.

    >>> torch.linalg.qr([4, 3])
    ((4, 3), (3, 3))
    """
    shape = _at_least_matrix("qr", A)
    if len(shape.dims) < 2 or mode not in ("reduced", "complete"):
        return UNKNOWN
    *head, rows, columns = shape.dims
    inner = minimum(rows, columns) if mode == "reduced" else rows
    return tuple(Shape((*head, *tail), shape.open) for tail in ((rows, inner), (inner, columns)))


@op(("torch.pinverse", "torch.Tensor.pinverse", "torch.linalg.pinv"))
def pinverse(input, rcond=1e-15):
    """Give the pseudo-inverses of matrices.

    >>> pinverse([4, 3])
    (3, 4)
    """
    shape = _at_least_matrix("pinverse", input)
    return Shape((*shape.dims[:-2], *shape.dims[:-3:-1]), shape.open) if len(shape.dims) > 1 else UNKNOWN_SHAPE
