"""The same elements on other axes."""

from __future__ import annotations

from shapelint.rules.form import op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array, shape_argument
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.axes import check_axis, expanded, moved, squeezed, swapped, transposed
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import matrices
from shapelint.rules.shared.operands import axes_in, culprit, is_int, measured
from shapelint.rules.shared.reshaping import reshaped
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Dim, Shape


def spread(args: tuple[Value, ...]) -> Value:
    """Sizes or axes that stand one by one, or in one tuple."""
    return args[0] if len(args) == 1 and not isinstance(args[0], int | Dim) else args


@op("numpy.reshape", legacy={"newshape": "shape"})
def reshape(a, shape, order="C", *, copy=None):
    """Put the elements, in order, on axes of other sizes, one of which may be -1.

    >>> reshape([2, 6], (3, 4))
    (3, 4)
    >>> reshape([2, 6], (4, -1))
    (4, 3)
    >>> reshape([2, 6], -1)
    (12,)
    >>> reshape([2, 6], (5, 2))
    SHP501 (2, 6) has 12 elements, (5, 2) has 10
    """
    return array(reshaped(a, _target(shape)), number_kind(a))


def _target(shape: Value) -> Value:
    """The sizes asked for: to NumPy any number below 0 is the -1 that stands for what is left."""
    items = (shape,) if is_int(shape) else items_of(shape)
    return shape if items is None else tuple(-1 if is_int(item) and item < 0 else item for item in items)


@op("numpy.ndarray.reshape")
def array_reshape(self, *shape, order="C", copy=None):
    """Put the elements, in order, on axes of other sizes, one of which may be -1.

    >>> [2, 6].reshape(3, 4)
    (3, 4)
    >>> [2, 6].reshape((4, -1))
    (4, 3)
    >>> [2, 6].reshape(5, -1)
    SHP501 (2, 6) has 12 elements, which do not divide by the 5 of (5, -1)
    """
    return array(reshaped(self, _target(spread(shape))), self.dtype)


_FLAT = """Put all elements in one row.

    >>> {}
    (6,)
    """
declare("numpy.ravel", "a, order='C'", lambda a: _flat(a), _FLAT.format("@([2, 3])"))
declare("numpy.ndarray.ravel", "self, /, order='C'", lambda self: _flat(self), _FLAT.format("[2, 3].@()"))
declare("numpy.ndarray.flatten", "self, /, order='C'", lambda self: _flat(self), _FLAT.format("[2, 3].@()"))


def _flat(a: Value) -> Tensor:
    return array(Shape((measured(a).numel(),)), number_kind(a))


@op(("numpy.transpose", "numpy.permute_dims"))
def transpose(a, axes=None):
    """Reverse the axes, or put them in another order.

    >>> transpose([2, 3, 4])
    (4, 3, 2)
    >>> transpose([2, 3, 4], (0, 2, 1))
    (2, 4, 3)
    >>> transpose([2, 3, 4], (0, 1))
    SHP504
    """
    return array(transposed(a, axes), number_kind(a))


@op("numpy.ndarray.transpose")
def array_transpose(self, *axes):
    """Reverse the axes, or put them in another order.

    >>> [2, 3, 4].transpose()
    (4, 3, 2)
    >>> [2, 3, 4].transpose(0, 2, 1)
    (2, 4, 3)
    >>> [2, 3, 4].transpose((0, 2, 2))
    SHP504
    """
    return array(transposed(self, spread(axes) if axes else None), self.dtype)


_FLIPPED = """Exchange the last two axes.

    >>> {}
    (2, 4, 3)
    """


def _matrix_transposed(x: Value) -> Tensor:
    return array(matrices("matrix_transpose", x).flipped, number_kind(x))


declare(
    ("numpy.matrix_transpose", "numpy.linalg.matrix_transpose"),
    "x, /",
    _matrix_transposed,
    _FLIPPED.format("@([2, 3, 4])") + ">>> @([3])\n    SHP101\n    ",
)


@prop("numpy.ndarray.mT")
def matrix_transposed(self):
    """The last two axes exchanged.

    >>> [2, 3, 4].mT
    (2, 4, 3)
    """
    return _matrix_transposed(self)


@prop("numpy.ndarray.T")
def reversed_axes(self):
    """All axes in reverse order.

    >>> [2, 3].T
    (3, 2)
    """
    return array(transposed(self), self.dtype)


_SWAP = """Exchange two axes.

    >>> {}1, 2)
    (2, 4, 3)
    >>> {}1, 3)
    SHP502
    """
declare(
    "numpy.swapaxes",
    "a, axis1, axis2",
    lambda a, axis1, axis2: _swapped(a, axis1, axis2),
    _SWAP.format("@([2, 3, 4], ", "@([2, 3, 4], "),
)
declare(
    "numpy.ndarray.swapaxes",
    "self, axis1, axis2, /",
    lambda self, axis1, axis2: _swapped(self, axis1, axis2),
    _SWAP.format("[2, 3, 4].@(", "[2, 3, 4].@("),
)


def _swapped(a: Value, axis1: Value, axis2: Value) -> Tensor:
    for each, name in ((axis1, "axis1"), (axis2, "axis2")):
        check_axis(a, each, name=name, least=0)
    return array(swapped(a, axis1, axis2), number_kind(a))


@op("numpy.moveaxis")
def moveaxis(a, source, destination):
    """Move an axis, or several, to another place.

    >>> moveaxis([2, 3, 4], 0, -1)
    (3, 4, 2)
    >>> moveaxis([2, 3, 4], (0, 1), (-1, -2))
    (4, 3, 2)
    >>> moveaxis([2, 3, 4], 3, 0)
    SHP502
    """
    for each in (*(axes_in(source) or ()), *(axes_in(destination) or ())):
        check_axis(a, each, least=0)
    return array(moved(a, source, destination), number_kind(a))


@op("numpy.rollaxis")
def rollaxis(a, axis, start=0):
    """Move an axis in front of another one.

    >>> rollaxis([2, 3, 4], 2)
    (4, 2, 3)
    >>> rollaxis([2, 3, 4], 0, 3)
    (3, 4, 2)
    >>> rollaxis([2, 3, 4], 0, 4)
    SHP502
    """
    shape = measured(a)
    if shape.open or not is_int(axis) or not is_int(start):
        return array(UNKNOWN_SHAPE, number_kind(a))
    place = check_axis(a, axis, least=0)
    check_axis(a, start, extra=1, name="start")
    before = start + len(shape.dims) if start < 0 else start
    if place is None or before < 0:
        raise Mismatch(
            "SHP502", "start {start} is out of range for {shape}", operand=culprit(a), start=start, shape=shape
        )
    return array(moved(a, place, before - 1 if place < before else before), number_kind(a))


_SQUEEZE = """Drop axes of size 1: all of them, or those named.

    >>> {}
    (2, 3)
    >>> {}
    (2, 3, 1)
    >>> {}
    SHP501 axis 0 cannot be squeezed
    """
declare(
    "numpy.squeeze",
    "a, axis=None",
    lambda a, axis: array(squeezed(a, axis), number_kind(a)),
    _SQUEEZE.format("@([2, 1, 3, 1])", "@([2, 1, 3, 1], 1)", "@([2, 1], 0)"),
)
declare(
    "numpy.ndarray.squeeze",
    "self, /, axis=None",
    lambda self, axis: array(squeezed(self, axis), self.dtype),
    _SQUEEZE.format("[2, 1, 3, 1].@()", "[2, 1, 3, 1].@(axis=1)", "[2, 1].@(0)"),
)


@op("numpy.expand_dims")
def expand_dims(a, axis):
    """Add axes of size 1.

    >>> expand_dims([2, 3], 0)
    (1, 2, 3)
    >>> expand_dims([2, 3], (0, -1))
    (1, 2, 3, 1)
    >>> expand_dims([2, 3], 4)
    SHP502
    """
    return array(expanded(a, axis), number_kind(a))


@op("numpy.broadcast_to", least={"shape": 0})
def broadcast_to(array, shape, subok=False):
    """Stretch axes of size 1, and missing ones in front, to a shape.

    >>> broadcast_to([3], (2, 3))
    (2, 3)
    >>> broadcast_to([2], (2, 3))
    SHP301
    >>> broadcast_to([4, 1, 3], (1, 3))
    SHP301
    """
    wanted = shape_argument(shape)
    check_fits(wanted, array, extra=False)
    return Tensor(wanted, "numpy", number_kind(array))


def _at_least(rank: int) -> None:
    def made(arys):
        found = tuple(array(_padded(measured(each), rank), number_kind(each)) for each in arys)
        return found[0] if len(found) == 1 else found

    after = {1: "(3,)", 2: "(1, 3)", 3: "(1, 3, 1)"}[rank]
    declare(
        f"numpy.atleast_{rank}d",
        "*arys",
        made,
        f"""Add axes until there are at least {rank}.

    >>> @([3])
    {after}
    >>> @([2, 3, 4])
    (2, 3, 4)
    """,
    )


def _padded(shape: Shape, rank: int) -> Shape:
    if len(shape.dims) >= rank:
        return shape
    if shape.open:
        return UNKNOWN_SHAPE if rank == 3 else shape
    if rank == 3 and shape.dims:
        return Shape((1, *shape.dims, 1)) if len(shape.dims) == 1 else Shape((*shape.dims, 1))
    return Shape((1,) * (rank - len(shape.dims)) + shape.dims)


for _rank in (1, 2, 3):
    _at_least(_rank)
