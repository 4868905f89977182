"""`keras.ops`: counting, sorting out and grouping elements."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import check_shape
from shapelint.rules.shared.operands import culprit, is_int, measured, optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, equal, less


@op("keras.ops.bincount", least={"minlength": 0})
def bincount(x, weights=None, minlength=0, sparse=False):
    """Count how often each number occurs, in every row by itself.

    >>> ops.bincount(ints[5])
    (None,)
    >>> ops.bincount(ints[4, 5])
    (4, None)
    >>> ops.bincount(ints[2, 4, 5])
    SHP101
    >>> ops.bincount(ints[()])
    SHP101
    """
    shape = measured(x)
    if shape.rank is not None and shape.rank not in (1, 2):
        raise Mismatch("SHP101", "bincount expects 1 or 2 axes, gets {found}", operand=culprit(x), found=shape)
    return tensor(shape.replace(-1, UNKNOWN) if shape.rank in (1, 2) else UNKNOWN_SHAPE, None)


@op("keras.ops.histogram", least={"bins": 1})
def histogram(x, bins=10, range=None):
    """Count the elements of a vector in bins: the counts, and the edges of the bins.

    >>> ops.histogram([7])
    ((10,), (11,))
    >>> ops.histogram([7], 5)
    ((5,), (6,))
    >>> ops.histogram([2, 3])
    SHP101
    """
    if measured(x).rank != 0:  # a number is one element to some backends
        _check_vector("histogram", x)
    return tensor(Shape((size_in(bins),)), None), tensor(Shape((size_in(bins) + 1,)))


def _check_vector(name: str, x: Value) -> None:
    if measured(x).rank not in (None, 1):
        raise Mismatch(
            "SHP101", "{name} expects one axis, gets {found}", operand=culprit(x), name=name, found=str(measured(x))
        )


@op("keras.ops.unique")
def unique(
    x,
    sorted=True,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    size=None,
    fill_value=None,
    *,
    machine,
):
    """Find the different elements, in order; perhaps with where and how often they stand.

    >>> ops.unique([2, 3])
    (None,)
    >>> ops.unique([2, 3], axis=1)
    (2, None)
    >>> ops.unique([2, 3], axis=2)
    SHP502
    """
    return twin("numpy.unique", machine, x, return_index, return_inverse, return_counts, axis)


_SEGMENTS: Final = """Reduce the rows that belong to one segment.

    >>> ops.@([5, 3], ints[5], 4)
    (4, 3)
    >>> ops.@([5, 3], ints[5])
    (None, 3)
    >>> ops.@([5, 3], ints[5], 0)
    (None, 3)
    >>> ops.@([5, 3], ints[4], 4)
    SHP302
    """


def _segmented(data: Value, segment_ids: Value, num_segments: Value) -> Value:
    shape = measured(data)
    _check_vector("segment_ids", segment_ids)
    check_shape("a reduction of segments", segment_ids, Shape((shape.axis(0),)), "the segments of rows")
    count = optional_size(num_segments)
    check_axis(data, 0, least=0)
    known = count is not None and less(0, count) is True
    return tensor(shape.replace(0, count if known and count is not None else UNKNOWN), number_kind(data))


for _name in ("sum", "max", "min", "prod"):
    declare(
        f"keras.ops.segment_{_name}",
        "data, segment_ids, num_segments=None, sorted=False",
        _segmented,
        _SEGMENTS,
        least={"num_segments": 0},
    )


@op("keras.ops.in_top_k", least={"k": 0})
def in_top_k(targets, predictions, k):
    """Say of every row whether its target is among the largest predictions.

    >>> ops.in_top_k(ints[4], [4, 5], 2)
    (4,)
    >>> ops.in_top_k(ints[1], [4, 5], 2)
    (None,)
    >>> ops.in_top_k(ints[3], [4, 5], 2)
    SHP301
    >>> ops.in_top_k(ints[5], [5], 2)
    SHP101
    """
    rows, wanted = measured(predictions), measured(targets)
    if rows.open or wanted.open:
        return tensor(UNKNOWN_SHAPE, "bool")
    if len(rows.dims) != len(wanted.dims) + 1:
        raise Mismatch(
            "SHP101",
            "in_top_k wants a row of predictions for each target, gets {rows} for {targets}",
            operand=culprit(predictions),
            rows=rows,
            targets=wanted,
        )
    if len(rows.dims) != 2:
        return tensor(UNKNOWN_SHAPE, "bool")  # the backends think differently
    _check_vector("in_top_k", targets)
    broadcasted(Shape(rows.dims[:1]), targets, what="in_top_k")  # PyTorch's backend stretches what is 1
    return tensor(wanted if equal(rows.dims[0], wanted.axis(0)) is True else Shape((UNKNOWN,)), "bool")


@op("keras.ops.multi_hot")
def multi_hot(inputs, num_classes=None, axis=-1, dtype=None, sparse=False, **kwargs):
    """Mark the classes that occur in every row.

    >>> ops.multi_hot(ints[3], 5)
    (5,)
    >>> ops.multi_hot(ints[2, 3], 5)
    (2, 5)
    >>> ops.multi_hot(ints[2, 3], 5, axis=0)
    (5, 3)
    >>> ops.multi_hot(ints[2, 3], 5, axis=-2)
    (...,)
    """
    shape = measured(inputs)
    if not is_int(axis) or axis != len(shape.dims) + 1:  # one behind the last is no axis, and some backends take it
        check_axis(inputs, axis, extra=1)
    if not is_int(axis) or shape.open or not -1 <= axis <= len(shape.dims):
        return tensor(UNKNOWN_SHAPE)
    marked = shape.insert(axis, size_in(num_classes))
    return tensor(marked.drop(1 if len(shape.dims) > 1 else 0))


@op("keras.ops.argpartition")
def argpartition(x, kth, axis=-1):
    """Say in which order the elements would stand so that the smaller ones come before the `kth`.

    >>> ops.argpartition([5, 4], 2)
    (5, 4)
    >>> ops.argpartition([5, 4], 2, axis=2)
    SHP502
    """
    check_axis(x, axis)
    return tensor(measured(x), "int")
