"""Indices and grids of indices, and shapes that broadcast."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array, shape_argument
from shapelint.rules.numpy.indexing import check_vector
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int, measured, optional_size, size_in
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal, maximum

_MOST_ROWS: Final = 4096  # of a triangle whose elements are counted


def _ints(shape: Shape) -> Tensor:
    return array(shape, "int")


@op("numpy.indices")
def indices(dimensions, dtype="int", sparse=False):
    """Make a grid of indices for each axis of a shape.

    >>> indices((2, 3))
    (2, 2, 3)
    >>> indices((2, 3), sparse=True)
    ((2, 1), (1, 3))
    """
    sizes = items_of(dimensions)
    if sizes is None or not isinstance(sparse, bool):
        return UNKNOWN
    dims = tuple(map(size_in, sizes))
    if not sparse:
        require_at_least(0, "dimensions", dims)
        return _ints(Shape((len(dims), *dims)))
    dims = tuple(maximum(size, 0) for size in dims)
    return tuple(_ints(Shape((1,) * len(dims)).replace(at, size)) for at, size in enumerate(dims))


@op("numpy.ix_")
def ix_(*args):
    """Make vectors of indices that pick a block together.

    >>> ix_(ints[2], ints[3])
    ((2, 1), (1, 3))
    >>> ix_(ints[2, 2], ints[3])
    SHP101
    """
    for each in args:
        check_vector("ix_", each)
    sizes = [measured(each).axis(0) for each in args]
    shapes = (Shape((1,) * len(sizes)).replace(at, size) for at, size in enumerate(sizes))
    return tuple(
        _ints(shape if measured(each).rank == 1 and number_kind(each) == "int" else shape.replace(at, UNKNOWN))
        for at, (shape, each) in enumerate(zip(shapes, args, strict=True))
    )


@op("numpy.diag_indices")
def diag_indices(n, ndim=2):
    """Give the indices of a diagonal.

    >>> diag_indices(3)
    ((3,), (3,))
    """
    return (_ints(Shape((maximum(size_in(n), 0),))),) * ndim if is_int(ndim) and ndim >= 0 else UNKNOWN


@op("numpy.diag_indices_from")
def diag_indices_from(arr):
    """Give the indices of the diagonal of an array whose axes all have one size.

    >>> diag_indices_from([3, 3])
    ((3,), (3,))
    >>> diag_indices_from([2, 3])
    SHP302
    >>> diag_indices_from([3])
    SHP101
    """
    shape = measured(arr)
    if shape.open:
        return UNKNOWN
    if len(shape.dims) < 2:
        raise Mismatch(
            "SHP101", "diag_indices_from expects at least 2 axes, gets {found}", operand=culprit(arr), found=str(shape)
        )
    if any(equal(shape.dims[0], size) is False for size in shape.dims):
        raise Mismatch("SHP302", "{shape} has axes of different sizes", operand=culprit(arr), shape=shape)
    return (_ints(Shape(shape.dims[:1])),) * len(shape.dims)


def _triangle(n: Size, k: Value, m: Size, lower: bool) -> Value:
    """The rows and columns of a triangle: how many depends on where its edge lies."""
    count: Size = UNKNOWN
    if isinstance(n, int) and isinstance(m, int) and is_int(k) and n <= _MOST_ROWS:
        ends = [min(max(row + k + lower, 0), max(m, 0)) for row in range(n)]
        count = sum(ends) if lower else max(m, 0) * max(n, 0) - sum(ends)
    return (_ints(Shape((count,))),) * 2


_TRIANGLE = """Give the indices of a triangle of a matrix.

    >>> @(3)
    ((6,), (6,))
    >>> @(3, 0, 2)
    {after}
    """
for _name, _after in (("tril", "((5,), (5,))"), ("triu", "((3,), (3,))")):
    declare(
        f"numpy.{_name}_indices",
        "n, k=0, m=None",
        lambda n, k, m, lower=_name == "tril": _triangle(
            size_in(n), k, size_in(n) if m is None else optional_size(m) or 0, lower
        ),
        _TRIANGLE.format(after=_after),
    )
    declare(
        f"numpy.{_name}_indices_from",
        "arr, k=0",
        lambda arr, k, lower=_name == "tril": _triangle_of(arr, k, lower),
        "Give the indices of a triangle of a matrix.\n\n>>> @([3, 3])\n((6,), (6,))\n>>> @([3])\nSHP101",
    )


def _triangle_of(arr: Value, k: Value, lower: bool) -> Value:
    shape = measured(arr)
    if shape.open:
        return (_ints(Shape((UNKNOWN,))),) * 2
    if len(shape.dims) != 2:
        raise Mismatch("SHP101", "a triangle is that of a matrix, gets {found}", operand=culprit(arr), found=str(shape))
    return _triangle(shape.dims[0], k, shape.dims[1], lower)


@op("numpy.unravel_index")
def unravel_index(indices, shape, order="C"):
    """Turn places in a row of all elements into an index for each axis.

    >>> unravel_index(ints[4], (2, 3))
    ((4,), (4,))
    """
    sizes = (shape,) if is_int(shape) else items_of(shape)
    return UNKNOWN if sizes is None else (_ints(measured(indices)),) * len(sizes)


@op("numpy.ravel_multi_index")
def ravel_multi_index(multi_index, dims, mode="raise", order="C"):
    """Turn an index for each axis into places in a row of all elements.

    >>> ravel_multi_index((ints[4], ints[4]), (2, 3))
    (4,)
    >>> ravel_multi_index((ints[4], ints[3]), (2, 3))
    SHP301
    """
    rows, sizes = items_of(multi_index), items_of(dims)
    if rows is not None and sizes is not None and len(rows) != len(sizes):
        raise Mismatch("SHP706", "{rows} rows of indices are for {axes} axes", rows=len(rows), axes=len(sizes))
    return _ints(UNKNOWN_SHAPE if rows is None else broadcasted(*rows, what="the indices"))


@op("numpy.broadcast_arrays")
def broadcast_arrays(*args, subok=False):
    """Stretch arrays to their common shape.

    >>> broadcast_arrays([4, 1], [3])
    ((4, 3), (4, 3))
    >>> broadcast_arrays([2], [3])
    SHP301
    """
    common = broadcasted(*args) if args else Shape(())
    return tuple(array(common, number_kind(each)) for each in args)


@op("numpy.broadcast_shapes", least={"args": 0})
def broadcast_shapes(*args):
    """The shape to which arrays of these shapes broadcast.

    >>> broadcast_shapes((4, 1), (3,))
    (4, 3)
    >>> broadcast_shapes((2,), (3,))
    SHP301
    """
    return shape_value(broadcasted(*map(shape_argument, args)) if args else Shape(()))
