"""`np.linalg`: products of matrices and vectors."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.indexing import check_vector
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.shared.products import dot, matmul, tensordot
from shapelint.rules.values import UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape


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
