"""Linear algebra on matrices, which stand on the last two axes."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import Matrices, matrices, square
from shapelint.rules.shared.operands import is_int, measured
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Size, maximum, minimum

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
