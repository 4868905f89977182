"""Triangles and diagonals of matrices."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int, measured, optional_size, require_axes, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, Size, maximum, minimum

_TRIANGLE = """Set the elements on one side of a diagonal to zero; a vector stands for as many equal rows.

    >>> @([2, 3])
    (2, 3)
    >>> @([5, 2, 3], k=1)
    (5, 2, 3)
    >>> @([3])
    (3, 3)
    >>> @([])
    SHP101
    """


def _triangle(m: Value) -> Tensor:
    require_axes("triangle", m)
    shape = measured(m)
    if shape.open and len(shape.dims) < 2:
        return array(UNKNOWN_SHAPE, number_kind(m))
    return array(Shape(shape.dims * 2) if len(shape.dims) == 1 else shape, number_kind(m))


for _name in ("tril", "triu"):
    declare(f"numpy.{_name}", "m, k=0", _triangle, _TRIANGLE)


@op("numpy.tri")
def tri(N, M=None, k=0, dtype="float", *, like=None):
    """Make a matrix with ones at and below a diagonal.

    >>> tri(3)
    (3, 3)
    >>> tri(3, 4, k=1)
    (3, 4)
    """
    rows, columns = size_in(N), optional_size(M)
    dims = rows, rows if columns is None else columns
    return array(Shape(tuple(maximum(size, 0) for size in dims)), dtype_kind(dtype, "float"))


def _of_diagonal(length: Size, k: Value) -> Shape:
    """The square matrix that has a vector on a diagonal."""
    side = length + (abs(k) if is_int(k) else UNKNOWN)
    return Shape((side, side))


@op("numpy.diag")
def diag(v, k=0):
    """Make a matrix with a diagonal, or take the diagonal out of one.

    >>> diag([3])
    (3, 3)
    >>> diag([3, 4])
    (3,)
    >>> diag([3, 4], 2)
    (2,)
    >>> diag([3], -1)
    (4, 4)
    >>> diag([2, 3, 4])
    SHP101 diag expects 1 or 2 axes, gets (2, 3, 4)
    """
    shape = measured(v)
    if shape.open:
        return array(UNKNOWN_SHAPE, number_kind(v))
    if not 1 <= len(shape.dims) <= 2:
        raise Mismatch("SHP101", "diag expects 1 or 2 axes, gets {found}", operand=culprit(v), found=shape)
    if len(shape.dims) == 1:
        return array(_of_diagonal(shape.dims[0], k), number_kind(v))
    return _diagonal(v, k, 0, 1)


@op("numpy.diagflat")
def diagflat(v, k=0):
    """Make a matrix with all elements of an array on a diagonal.

    >>> diagflat([2, 3])
    (6, 6)
    >>> diagflat([2], -1)
    (3, 3)
    """
    return array(_of_diagonal(measured(v).numel(), k), number_kind(v))


def _diagonal(a: Value, offset: Value, axis1: Value, axis2: Value) -> Tensor:
    shape = measured(a)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch("SHP101", "diagonal expects at least 2 axes, gets {found}", operand=culprit(a), found=shape)
    first, second = check_axis(a, axis1, name="axis1"), check_axis(a, axis2, name="axis2")
    if first is not None and first == second:
        raise Mismatch("SHP502", "axis1 and axis2 are both axis {axis} of {shape}", axis=first, shape=shape)
    if shape.open:
        return array(UNKNOWN_SHAPE, number_kind(a))
    if first is None or second is None:
        return array(Shape((UNKNOWN,) * (len(shape.dims) - 1)), number_kind(a))
    rows, columns = shape.dims[first], shape.dims[second]
    rest = tuple(size for place, size in enumerate(shape.dims) if place not in (first, second))
    if not is_int(offset):
        return array(Shape((*rest, UNKNOWN)), number_kind(a))
    length = minimum(rows + min(offset, 0), columns - max(offset, 0))
    return array(Shape((*rest, maximum(length, 0))), number_kind(a))


_DIAGONAL = """Take the diagonal of two axes; it becomes the last axis.

    >>> {0}[3, 4]{1})
    (3,)
    >>> {0}[2, 3, 4]{1})
    (4, 2)
    >>> {0}[2, 3, 4]{2}offset=1, axis1=1, axis2=-1)
    (2, 3)
    >>> {0}[2, 3, 4]{2}axis1=1)
    SHP502 axis1 and axis2 are both axis 1
    >>> {0}[3]{1})
    SHP101
    """
_TRACE = """Sum the diagonal of two axes.

    >>> {0}[2, 3, 4]{1})
    (4,)
    >>> {0}[2, 3, 4]{2}axis1=1, axis2=2)
    (2,)
    >>> {0}[2, 3, 4]{2}axis2=3)
    SHP502
    """
_AT = "offset=0, axis1=0, axis2=1"


def _traced(a: Value, offset: Value, axis1: Value, axis2: Value) -> Tensor:
    diagonal = _diagonal(a, offset, axis1, axis2)
    return array(diagonal.shape.drop(-1), diagonal.dtype)


_FUNCTION = ("@(", "", ", ")
declare("numpy.diagonal", f"a, {_AT}", _diagonal, _DIAGONAL.format(*_FUNCTION))
declare("numpy.trace", f"a, {_AT}, dtype=None, out=None", _traced, _TRACE.format(*_FUNCTION))


def _method(name: str, more: str, made, doc: str) -> None:
    declare(
        f"numpy.ndarray.{name}",
        f"self, /, {_AT}{more}",
        lambda self, offset, axis1, axis2: made(self, offset, axis1, axis2),
        doc.format("", f".{name}(", f".{name}(").replace("))", ")"),
    )


_method("diagonal", "", _diagonal, _DIAGONAL)
_method("trace", ", dtype=None, out=None", _traced, _TRACE)
