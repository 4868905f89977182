"""Joining tensors."""

from __future__ import annotations

from math import comb

from shapelint.rules.form import op
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.joining import concatenated, parts, stacked
from shapelint.rules.shared.operands import is_int
from shapelint.rules.torch.stretching import at_least
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    ListValue,
    Many,
    Tensor,
    Value,
    items_of,
    number_within,
    shape_of,
)
from shapelint.sizes import Shape, maximum, product


@op(("torch.cat", "torch.concat", "torch.concatenate"))
def cat(tensors, dim=0, *, out=None):
    """Put tensors one behind the other along an axis; empty ones of shape (0,) are left out.

    >>> cat([[2, 3], [2, 5]], dim=1)
    (2, 8)
    >>> cat(([1, 512], [1, 512]))
    (2, 512)
    >>> cat([[2, 3], [2, 5], [2, 1]], -1)
    (2, 9)
    >>> cat([ints[2, 3, 4], ints[1, 3, 4]], dim=-3)
    (3, 3, 4)
    >>> cat([[0], [2, 3]])
    (2, 3)
    >>> cat([[2, 3], [2, 5]])
    SHP303
    >>> cat([[2, 3], [2]])
    SHP303
    >>> cat([[2, 3], [2, 3]], dim=2)
    SHP502
    """
    return Tensor(concatenated(tensors, dim, legacy_empty=True), "torch", _kind(tensors))


@op("torch.stack")
def stack(tensors, dim=0, *, out=None):
    """Put tensors of one shape side by side along a new axis.

    >>> stack([[2, 3], [2, 3]])
    (2, 2, 3)
    >>> stack(([2, 3], [2, 3], [2, 3]), dim=-1)
    (2, 3, 3)
    >>> stack([[], []])
    (2,)
    >>> stack([[2, 3], [2, 4]])
    SHP304
    >>> stack([[2, 3], [2, 3]], dim=3)
    SHP502
    """
    return Tensor(stacked(tensors, dim), "torch", _kind(tensors))


def _kind(tensors: Value) -> str | None:
    """The kind of number that all hold, None where they differ."""
    row = parts(tensors)
    kinds = {item.dtype if isinstance(item, Tensor) else None for item in (row if isinstance(row, tuple) else ())}
    if isinstance(row, Many):
        return row.each.dtype if isinstance(row.each, Tensor) else None
    return kinds.pop() if len(kinds) == 1 else None


def _each(tensors: Value, count: int) -> Value:
    """The parts with at least `count` axes."""
    row = parts(tensors)
    if isinstance(row, Many):
        return Many(at_least(row.each, count), row.length)
    return UNKNOWN if row is None else tuple(at_least(item, count) for item in row)


@op("torch.hstack")
def hstack(tensors, *, out=None):
    """Join along the second axis, vectors along their only one.

    >>> hstack([[2, 3], [2, 5]])
    (2, 8)
    >>> hstack([[3], [5]])
    (8,)
    >>> hstack([[], [2]])
    (3,)
    >>> hstack([[2, 3], [4, 3]])
    SHP303
    """
    row = _each(tensors, 1)
    first = row.each if isinstance(row, Many) else row[0] if row is not UNKNOWN and row else UNKNOWN
    if not isinstance(first, Shape) or first.open:
        return UNKNOWN if not isinstance(first, Shape) or len(first.dims) < 2 else concatenated(row, 1)
    return concatenated(row, 0 if len(first.dims) == 1 else 1)


@op(("torch.vstack", "torch.row_stack"))
def vstack(tensors, *, out=None):
    """Join along the first axis, vectors as rows.

    >>> vstack([[1, 8, 96], [1, 8, 96]])
    (2, 8, 96)
    >>> vstack([[3], [3]])
    (2, 3)
    >>> vstack([[3], [2, 3], [1, 3]])
    (4, 3)
    >>> vstack([[3], [4]])
    SHP303
    """
    return concatenated(_each(tensors, 2), 0)


@op("torch.dstack")
def dstack(tensors, *, out=None):
    """Join along the third axis.

    >>> dstack([[2, 3], [2, 3]])
    (2, 3, 2)
    >>> dstack([[3], [1, 3], [1, 3, 4]])
    (1, 3, 6)
    >>> dstack([[2, 3], [4, 3]])
    SHP303
    """
    return concatenated(_each(tensors, 3), 2)


@op("torch.column_stack")
def column_stack(tensors, *, out=None):
    """Join along the second axis, vectors as columns.

    >>> column_stack([[3], [3, 2]])
    (3, 3)
    >>> column_stack([[], []])
    (1, 2)
    >>> column_stack([[3], [2, 3]])
    SHP303
    """
    row = parts(tensors)
    if not isinstance(row, tuple):
        return UNKNOWN
    return concatenated(tuple(map(_column, row)), 1)


def _column(tensor: Value) -> Shape:
    """The shape, that of a column for a vector or a scalar; open where it may be a vector."""
    shape = shape_of(tensor)
    if shape.open:
        return shape if len(shape.dims) > 1 else UNKNOWN_SHAPE
    return shape if len(shape.dims) > 1 else Shape((shape.numel(), 1))


@op("torch.meshgrid")
def meshgrid(*tensors, indexing=None):
    """Give the coordinates of a grid: as many tensors of the grid's shape as there are axes.

    >>> meshgrid([2], [3], indexing="ij")
    ((2, 3), (2, 3))
    >>> meshgrid([2], [3], [4], indexing="xy")
    ((3, 2, 4), (3, 2, 4), (3, 2, 4))
    >>> meshgrid(([2], []))
    ((2, 1), (2, 1))
    >>> meshgrid([2, 3], [4])
    SHP101
    """
    items = items_of(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], tuple | ListValue) else tensors
    if items is None or (len(items) == 1 and items[0] is UNKNOWN) or (indexing is UNKNOWN):
        return UNKNOWN
    sizes = [check_rank(item, "meshgrid", most=1).numel() for item in items]
    if indexing == "xy" and len(sizes) > 1:
        sizes[0], sizes[1] = sizes[1], sizes[0]
    return (Shape(tuple(sizes)),) * len(items)


@op("torch.block_diag")
def block_diag(*tensors):
    """Put matrices on a diagonal; a vector is a row.

    >>> block_diag([2, 3], [4, 5])
    (6, 8)
    >>> block_diag([], [3], [2, 2])
    (4, 6)
    >>> block_diag([2, 3, 4])
    SHP101
    """
    shapes = [check_rank(tensor, "block_diag", most=2) for tensor in tensors]
    if not shapes or any(shape.open for shape in shapes):
        return Shape((UNKNOWN, UNKNOWN))
    padded = [at_least(shape, 2).dims for shape in shapes]
    return Shape(tuple(sum(sizes[1:], start=sizes[0]) for sizes in zip(*padded, strict=True)))


@op("torch.cartesian_prod")
def cartesian_prod(*tensors):
    """Give every combination of the elements of vectors.

    >>> cartesian_prod([2], [3])
    (6, 2)
    >>> cartesian_prod([2], [3], [4])
    (24, 3)
    >>> cartesian_prod([5])
    (5,)
    >>> cartesian_prod([2, 3], [4])
    SHP101
    """
    if any(not isinstance(tensor, Tensor) for tensor in tensors):
        return UNKNOWN_SHAPE
    total = product([check_rank(tensor, "cartesian_prod", 1, 1).numel() for tensor in tensors])
    return Shape((total,)) if len(tensors) == 1 else Shape((total, len(tensors)))


@op("torch.combinations", least={"r": 0})
def combinations(input, r=2, with_replacement=False):
    """Give every choice of `r` elements of a vector.

    >>> combinations([4])
    (6, 2)
    >>> combinations([4], 3, True)
    (20, 3)
    >>> combinations([4], with_replacement=True)
    (10, 2)
    >>> combinations([4], 0)
    (0,)
    >>> combinations([2, 3])
    SHP101
    """
    count = check_rank(input, "combinations", 1, 1).numel()
    if not is_int(r):
        return UNKNOWN_SHAPE
    if r == 0:
        return Shape((0,))
    if not isinstance(count, int) or not isinstance(with_replacement, bool):
        return Shape((UNKNOWN, r))
    return Shape((comb(max(count + r - 1, 0) if with_replacement else count, r), r))


@op("torch.nn.utils.rnn.pad_sequence")
def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    """Stack sequences of different length, the short ones padded.

    >>> pad_sequence([[5, 3], [7, 3]])
    (7, 2, 3)
    >>> pad_sequence([[5, 3], [7, 3]], batch_first=True)
    (2, 7, 3)
    >>> pad_sequence(([5], [7], [2]), padding_value=1)
    (7, 3)
    >>> pad_sequence([[5, 3], [7, 4]])
    SHP301
    """
    row = parts(sequences)
    if row is None or row == () or not isinstance(batch_first, bool):
        return UNKNOWN
    items = row if isinstance(row, tuple) else (row.each,)
    shapes = [check_rank(item, "pad_sequence", 1) for item in items]
    if shapes[0].open or not shapes[0].dims:
        return UNKNOWN
    lengths = [shape.axis(0) for shape in shapes]
    for item, length in zip(items, lengths, strict=True):
        check_fits(Shape((length, *shapes[0].dims[1:])), item, extra=False)
    count = row.length if isinstance(row, Many) else len(row)
    longest = maximum(*lengths) if isinstance(row, tuple) or isinstance(lengths[0], int) else UNKNOWN
    if longest is UNKNOWN:  # and one symbol from here on
        longest = number_within(0, UNKNOWN)
    sizes = (count, longest) if batch_first else (longest, count)
    return Tensor(Shape((*sizes, *shapes[0].dims[1:])), "torch", _kind(items[:1]))
