"""Products that sum over axes."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared import products
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.einstein import einsum as contracted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, equal

_MATMUL = """Multiply matrices on the last two axes; the axes before them broadcast.

    >>> {0}
    (2, 4)
    >>> {1}
    (2,)
    >>> {2}
    SHP302 the last axis of the left is 3, the last but one axis of the right is 2
    """


UFUNC = (
    "x1, x2, /, out=None, axes=None, *, axis=None, keepdims=False, casting='same_kind', order='K', dtype=None, "
    "subok=True, signature=None"
)


def _matmul(left: Value, right: Value) -> Tensor:
    return array(products.matmul(left, right), promoted(left, right))


declare(
    "numpy.matmul",
    UFUNC,
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

    >>> vdot([3], [3])
    ()
    >>> vdot([2, 3], [6])
    ()
    >>> vdot([3], [4])
    SHP302
    """
    left, right = measured(a).numel(), measured(b).numel()
    if equal(left, right) is False:
        raise Mismatch(
            "SHP302",
            "vdot expects as many elements on both sides, gets {left} and {right}",
            operand=culprit(a, b),
            left=left,
            right=right,
        )
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
    >>> tensordot([2, 3], [4, 3], axes=((0, 1), (1,)))
    SHP302
    """
    count = max(axes, 0) if is_int(axes) else axes  # below 0 there are no axes
    return array(products.tensordot(a, b, count), promoted(a, b))


@op("numpy.kron")
def kron(a, b):
    """Multiply every element of one with the whole other.

    >>> kron([2, 3], [4, 5])
    (8, 15)
    >>> kron([2, 3], [4])
    (2, 12)
    """
    x, y = measured(a), measured(b)
    if x.open or y.open:
        return array(UNKNOWN_SHAPE, promoted(a, b))
    rank = max(len(x.dims), len(y.dims))
    pairs = zip(*((1,) * (rank - len(each.dims)) + each.dims for each in (x, y)), strict=True)
    return array(Shape(tuple(p * q for p, q in pairs)), promoted(a, b))


@op("numpy.cross")
def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """Multiply vectors of three elements so that the product stands upright on both.

    >>> cross([3], [3])
    (3,)
    >>> cross([5, 3], [3])
    (5, 3)
    >>> cross([3, 5], [3, 5], axis=0)
    (3, 5)
    >>> cross([3, 5], [5, 3], axisa=0, axisc=0)
    (3, 5)
    >>> cross([4], [4])
    SHP302
    >>> cross([5, 3], [4, 3])
    SHP301
    """
    axes = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    first, second = check_axis(a, axes[0], name="axisa", least=0), check_axis(b, axes[1], name="axisb", least=0)
    if first is None or second is None or not is_int(axes[2]):
        return array(UNKNOWN_SHAPE, promoted(a, b))
    sizes = measured(a).dims[first], measured(b).dims[second]
    for each, size in zip((a, b), sizes, strict=True):
        if equal(size, 2) is False and equal(size, 3) is False:
            raise Mismatch(
                "SHP302",
                "cross multiplies vectors of 3, gets {size} in {shape}",
                operand=culprit(each),
                size=size,
                shape=measured(each),
            )
    rest = broadcasted(measured(a).drop(first), measured(b).drop(second), what="cross")
    if any(equal(size, 3) is True for size in sizes):
        check_axis(rest, axes[2], extra=1, name="axisc")
        return array(rest.insert(axes[2], 3), promoted(a, b))
    two = all(equal(size, 2) is True for size in sizes)
    return array(rest if two else UNKNOWN_SHAPE, promoted(a, b))
