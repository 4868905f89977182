"""Arrays put together from nested blocks, and other views of what memory holds."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array, shape_argument
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.joining import concatenated
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import UNKNOWN_SHAPE, ListValue, Value, items_of, sizes_of
from shapelint.sizes import Shape


@op("numpy.block")
def block(arrays):
    """Put blocks together: the innermost lists beside each other on the last axis, those around them on the one before.

    >>> block([[2], [3]])
    (5,)
    >>> block([[[2, 2], [2, 3]], [[3, 2], [3, 3]]])
    (5, 5)
    >>> block([[[2, 2], [3, 3]], [[3, 2], [3, 3]]])
    SHP303
    """
    leaves = _leaves(arrays)
    if leaves is None or any(leaf.open for leaf in leaves):
        return array(UNKNOWN_SHAPE)
    depth = _depth(arrays)
    return array(_joined(arrays, depth, max(depth, *(len(leaf.dims) for leaf in leaves))))


def _leaves(blocks: Value) -> list[Shape] | None:
    """The shapes of all blocks; None where a list is not known."""
    if not isinstance(blocks, ListValue):
        return [measured(blocks)]
    inner = [_leaves(each) for each in items_of(blocks) or ()]
    return None if not inner or None in inner else [leaf for leaves in inner if leaves is not None for leaf in leaves]


def _depth(blocks: Value) -> int:
    """How many lists stand around the blocks."""
    rows = items_of(blocks) if isinstance(blocks, ListValue) else None
    return 1 + _depth(rows[0]) if rows else 0


def _joined(blocks: Value, axis: int, rank: int) -> Shape:
    if not isinstance(blocks, ListValue):
        shape = measured(blocks)
        return Shape((1,) * (rank - len(shape.dims)) + shape.dims)
    return concatenated(tuple(_joined(each, axis - 1, rank) for each in items_of(blocks) or ()), -axis)


@op("numpy.lib.stride_tricks.as_strided", least={"shape": 0})
def as_strided(x, shape=None, strides=None, subok=False, writeable=True):
    """See memory in another shape.

    >>> as_strided([6], shape=(3, 2), strides=(8, 8))
    (3, 2)
    >>> as_strided([6], shape=(3, 2), strides=(8,))
    SHP707 1 strides for (3, 2)
    """
    sizes, steps = None if shape is None else sizes_of(shape), None if strides is None else sizes_of(strides)
    axes = measured(x).rank if shape is None else None if sizes is None else len(sizes)
    if axes is not None and steps is not None and len(steps) != axes:
        raise Mismatch("SHP707", "{count} strides for {wanted}", operand=culprit(x), count=len(steps),
                       wanted=measured(x) if sizes is None else sizes)  # fmt: skip
    return array(measured(x) if shape is None else shape_argument(shape), number_kind(x))
