"""Arrays put together, taken apart and repeated."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.joining import concatenated, parts, stacked
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import (
    CELL,
    NUMBERS,
    UNKNOWN,
    UNKNOWN_SHAPE,
    Many,
    Mutable,
    Tensor,
    Value,
)
from shapelint.sizes import Shape


def row_of(arrays: Value) -> Value:
    """The arrays to be joined: those in an array of objects, or of what need not be numbers, stand for themselves."""
    if not isinstance(arrays, Tensor) or arrays.shape.rank != 1:
        return arrays
    if isinstance(arrays.content, Mutable):
        return Many(arrays.content.slots.get(CELL, UNKNOWN), arrays.shape.dims[0])
    plain = arrays.family != "numpy" or arrays.dtype in NUMBERS or arrays.content is not None
    return arrays if plain else Many(UNKNOWN, arrays.shape.dims[0])


def _kind(arrays: Value) -> str | None:
    row = parts(arrays)
    if isinstance(row, Many):
        return number_kind(row.each)
    return promoted(*row) if row else None


@op(("numpy.concatenate", "numpy.concat"))
def concatenate(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """Put arrays one behind the other along an axis; all others must agree.

    >>> concatenate([[2, 3], [4, 3]])
    (6, 3)
    >>> concatenate([[2, 3], [2, 5]], axis=-1)
    (2, 8)
    >>> concatenate([[2, 3], [4, 3]], axis=1)
    SHP303 2 meets 4 on axis 0
    """
    row = row_of(arrays)
    if axis is None:
        return array(Shape((UNKNOWN,)), _kind(row))
    return array(concatenated(row, axis), _kind(row))


@op("numpy.stack")
def stack(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """Put arrays of one shape side by side along a new axis.

    >>> stack([[2, 3], [2, 3]])
    (2, 2, 3)
    >>> stack([[2, 3], [2, 3]], axis=-1)
    (2, 3, 2)
    >>> stack([[2, 3], [2, 4]])
    SHP304
    """
    row = row_of(arrays)
    return array(stacked(row, axis), _kind(row))


def _each(arrays: Value, change) -> Value:
    """The row of arrays, each with its shape changed."""
    row = parts(row_of(arrays))
    if isinstance(row, tuple):
        return tuple(array(change(measured(item)), number_kind(item)) for item in row)
    return Many(array(change(measured(row.each)), number_kind(row.each)), row.length) if row is not None else UNKNOWN


def _row(shape: Shape) -> Shape:
    return shape if shape.open or len(shape.dims) > 1 else Shape((1,) * (2 - len(shape.dims)) + shape.dims)


def as_column(shape: Shape) -> Shape:
    """A vector as a column; whatever has more axes stays."""
    if len(shape.dims) > 1:
        return shape
    return UNKNOWN_SHAPE if shape.open else Shape((*shape.dims, 1)) if shape.dims else Shape((1, 1))


def _deep(shape: Shape) -> Shape:
    flat = _row(shape)
    if len(flat.dims) > 2:
        return flat
    return UNKNOWN_SHAPE if flat.open else Shape((*flat.dims, 1))


@op(("numpy.vstack", "numpy.row_stack"))
def vstack(tup, *, dtype=None, casting="same_kind"):
    """Put arrays one below the other: along the first axis, vectors as rows.

    >>> vstack([[3], [3]])
    (2, 3)
    >>> vstack([[2, 3], [4, 3]])
    (6, 3)
    >>> vstack([[2], [3]])
    SHP303
    """
    return array(concatenated(_each(tup, _row), 0), _kind(row_of(tup)))


@op("numpy.hstack")
def hstack(tup, *, dtype=None, casting="same_kind"):
    """Put arrays beside each other: along the second axis, vectors along their only one.

    >>> hstack([[3], [4]])
    (7,)
    >>> hstack([[2, 3], [2, 1]])
    (2, 4)
    >>> hstack([[2, 3], [3, 3]])
    SHP303
    >>> hstack([[2, 3], [2]])
    SHP303
    """
    row = _each(tup, lambda shape: shape if shape.open or shape.dims else Shape((1,)))
    items = row if isinstance(row, tuple) else (row.each,) if isinstance(row, Many) else ()
    ranks = {measured(item).rank for item in items} - {None}
    if not ranks:
        return array(UNKNOWN_SHAPE, _kind(row_of(tup)))
    return array(concatenated(row, 0 if 1 in ranks else 1), _kind(row_of(tup)))


@op("numpy.dstack")
def dstack(tup):
    """Put arrays behind each other: along the third axis.

    >>> dstack([[2, 3], [2, 3]])
    (2, 3, 2)
    >>> dstack([[2, 3], [2, 4]])
    SHP303
    """
    return array(concatenated(_each(tup, _deep), 2), _kind(row_of(tup)))


@op("numpy.column_stack")
def column_stack(tup):
    """Put columns beside each other; a vector is a column.

    >>> column_stack([[4], [4], [4, 2]])
    (4, 4)
    >>> column_stack([[4], [5]])
    SHP303
    """
    return array(concatenated(_each(tup, as_column), 1), _kind(row_of(tup)))


@op("numpy.append")
def append(arr, values, axis=None):
    """Put values behind an array; without an axis both are flattened.

    >>> append([2, 3], [1, 3], axis=0)
    (3, 3)
    >>> append([2, 3], 1.0)
    (7,)
    >>> append([2, 3], [3], axis=0)
    SHP303 2 axes meet 1
    """
    kind = promoted(arr, values)
    if axis is None:
        return array(Shape((measured(arr).numel() + measured(values).numel(),)), kind)
    return array(concatenated((measured(arr), measured(values)), axis), kind)
