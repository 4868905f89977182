"""Products of vectors with vectors and matrices, as `vecdot` and its like spell them."""

from __future__ import annotations

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.products import UFUNC
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import matrices
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, Size, equal


def _core(name: str, operand: Value, axis: int, expected: Size, found: Size) -> None:
    if equal(expected, found) is False:
        raise Mismatch(
            "SHP302",
            "{name} expects {expected} on axis {axis} of {shape}, which has {found}",
            operand=culprit(operand),
            name=name,
            expected=expected,
            axis=axis,
            shape=measured(operand),
            found=found,
        )


def _vectors(name: str, x: Value) -> Shape:
    if measured(x) == Shape(()):
        raise Mismatch("SHP101", "{name} multiplies vectors, gets a number", operand=culprit(x), name=name)
    return measured(x)


def _vecdot(x1: Value, x2: Value, axis: Value, axes: Value = None, keepdims: Value = False) -> Tensor:
    a, b = _vectors("vecdot", x1), _vectors("vecdot", x2)
    at = -1 if axis is None else axis
    first, second = check_axis(x1, at, least=0), check_axis(x2, at, least=0)
    if axes is not None or first is None or second is None or not isinstance(keepdims, bool):
        return array(UNKNOWN_SHAPE, promoted(x1, x2))
    _core("vecdot", x2, second, a.dims[first], b.dims[second])
    common = broadcasted(a.drop(first), b.drop(second))
    if not keepdims:
        return array(common, promoted(x1, x2))
    return array(Shape((*common.dims, 1)) if at == -1 else UNKNOWN_SHAPE, promoted(x1, x2))


def _matvec(x1: Value, x2: Value) -> Tensor:
    each, b = matrices("matvec", x1), _vectors("matvec", x2)
    _core("matvec", x2, -1, each.columns, b.axis(-1))
    batch = broadcasted(each.batch, b.drop(-1)) if b.dims else UNKNOWN_SHAPE
    return array(Shape((*batch.dims, each.rows), batch.open), promoted(x1, x2))


def _vecmat(x1: Value, x2: Value) -> Tensor:
    a, each = _vectors("vecmat", x1), matrices("vecmat", x2)
    _core("vecmat", x1, -1, each.rows, a.axis(-1))
    batch = broadcasted(a.drop(-1), each.batch) if a.dims else UNKNOWN_SHAPE
    return array(Shape((*batch.dims, each.columns), batch.open), promoted(x1, x2))


declare(
    "numpy.vecdot",
    UFUNC,
    _vecdot,
    """Sum the products of two vectors, of every pair of them.

    >>> @([2, 3], [3])
    (2,)
    >>> @([2, 3], [3], keepdims=True)
    (2, 1)
    >>> @([2, 3], [2, 3], axis=0, keepdims=True)
    (...,)
    >>> @([2, 3], [2])
    SHP302
    """,
)
declare(
    "numpy.linalg.vecdot",
    "x1, x2, /, *, axis=-1",
    _vecdot,
    """Sum the products of two vectors, of every pair of them.

    >>> @([2, 3], [3])
    (2,)
    >>> @([2, 3], [2, 3], axis=0)
    (3,)
    """,
)
declare(
    "numpy.matvec",
    UFUNC,
    _matvec,
    """Multiply matrices with vectors.

    >>> @([5, 2, 3], [3])
    (5, 2)
    >>> @([2, 3], [2])
    SHP302
    >>> @([3], [3])
    SHP101
    """,
)
declare(
    "numpy.vecmat",
    UFUNC,
    _vecmat,
    """Multiply vectors with matrices.

    >>> @([3], [5, 3, 4])
    (5, 4)
    >>> @([2], [3, 4])
    SHP302
    """,
)
