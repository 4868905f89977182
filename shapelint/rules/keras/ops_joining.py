"""`keras.ops`: tensors put together, taken apart and repeated."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin, whole_row
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.joining import concatenated, parts, stacked
from shapelint.rules.shared.operands import MOST_PARTS, culprit, is_int, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Many, Tensor, Value, items_of
from shapelint.sizes import less


@op("keras.ops.concatenate")
def concatenate(xs, axis=0):
    """Put tensors one behind the other along an axis; all others must agree.

    >>> ops.concatenate([[2, 3], [4, 3]])
    (6, 3)
    >>> ops.concatenate([[2, 3], [4, 3]], axis=1)
    SHP303 2 meets 4 on axis 0
    """
    return tensor(concatenated(xs, axis), _kind(xs))


@op("keras.ops.stack")
def stack(x, axis=0):
    """Put tensors of one shape side by side along a new axis.

    >>> ops.stack([[2, 3], [2, 3]], axis=1)
    (2, 2, 3)
    >>> ops.stack([[2, 3], [2, 4]])
    SHP304
    """
    return tensor(stacked(x, axis), _kind(x))


def _kind(xs: Value) -> str | None:
    row = parts(xs)
    first = row.each if isinstance(row, Many) else row[0] if row else None
    return number_kind(first)


@op("keras.ops.unstack")
def unstack(x, num=None, axis=0, *, machine):
    """Give the parts along an axis, without it.

    >>> ops.unstack([2, 3])
    ((3,), (3,))
    >>> ops.unstack([2, 3], axis=-1)
    ((2,), (2,), (2,))
    >>> ops.unstack([2, 3], axis=2)
    SHP502
    """
    whole = measured(x)
    check_axis(x, axis, least=0)
    count = whole.axis(axis) if is_int(axis) else UNKNOWN
    part = tensor(whole.drop(axis) if is_int(axis) else UNKNOWN_SHAPE, number_kind(x))
    return machine.list([part] * count) if isinstance(count, int) and count <= MOST_PARTS else Many(part, count)


_SPLIT: Final = """Cut a tensor into parts: so many, or at the given places.

    >>> ops.split([6, 4], 3)
    ((2, 4), (2, 4), (2, 4))
    >>> ops.split([7, 4], (2, 3))
    ((2, 4), (1, 4), (4, 4))
    >>> ops.split([7, 4], 2)
    SHP202 axis 0 is 7
    >>> ops.split([7, 4], (2, 9))
    SHP506
    """


def _split(x: Value, indices_or_sections: Value, axis: Value, machine: Machine) -> Value:
    _check_places(x, indices_or_sections, axis)
    return twin("numpy.split", machine, x, indices_or_sections, axis)


def _check_places(x: Value, places: Value, axis: Value) -> None:
    """The places of cuts must rise, from 0 to the size of the axis.

    Raises Mismatch SHP506.
    """
    row = None if isinstance(places, Tensor) else items_of(places)
    size = measured(x).axis(axis) if is_int(axis) else UNKNOWN
    for before, behind in pairwise((0, *map(size_in, row or ()), size)):
        if less(behind, before) is True:
            raise Mismatch(
                "SHP506",
                "the cuts at {places} do not rise from 0 to {size}, the size of axis {axis}",
                operand=culprit(x),
                places=row,
                size=size,
                axis=axis,
            )


declare("keras.ops.split", "x, indices_or_sections, axis=0", _split, _SPLIT)


@op("keras.ops.array_split", least={"indices_or_sections": 1})
def array_split(x, indices_or_sections, axis=0, *, machine):
    """Cut a tensor into so many parts, the first of which may be larger by one.

    >>> ops.array_split([7, 4], 3)
    ((3, 4), (2, 4), (2, 4))
    >>> ops.array_split([7, 4], 3, axis=2)
    SHP502
    """
    return twin("numpy.array_split", machine, x, indices_or_sections, axis)


@op("keras.ops.hsplit")
def hsplit(x, indices_or_sections, *, machine):
    """Cut a tensor into parts along its second axis, a vector along its only one.

    >>> ops.hsplit([4, 6], 2)
    ((4, 3), (4, 3))
    >>> ops.hsplit([6], (2, 3))
    ((2,), (1,), (3,))
    >>> ops.hsplit([4, 6], 4)
    SHP202
    """
    return twin("numpy.hsplit", machine, x, indices_or_sections)


@op("keras.ops.vsplit")
def vsplit(x, indices_or_sections, *, machine):
    """Cut a tensor into parts along its first axis.

    >>> ops.vsplit([4, 6], 2)
    ((2, 6), (2, 6))
    >>> ops.vsplit([4, 6], 3)
    SHP202
    """
    return twin("numpy.split", machine, x, indices_or_sections, 0)


@op("keras.ops.dsplit")
def dsplit(x, indices_or_sections, *, machine):
    """Cut a tensor into parts along its third axis.

    >>> ops.dsplit([4, 2, 6], 2)
    ((4, 2, 3), (4, 2, 3))
    >>> ops.dsplit([4, 6], 2)
    SHP101
    """
    return twin("numpy.dsplit", machine, x, indices_or_sections)


@op("keras.ops.repeat")
def repeat(x, repeats, axis=None, *, machine):
    """Repeat each element along an axis; without one, of all elements in a row.

    >>> ops.repeat([2, 3], 2, axis=1)
    (2, 6)
    >>> ops.repeat([2, 3], 2)
    (12,)
    >>> ops.repeat([2, 3], 2, axis=2)
    SHP502
    """
    if is_int(repeats) and repeats == 1 and axis is not None:
        if is_int(axis) and axis >= 0:
            check_axis(x, axis, least=0)
        return tensor(measured(x), number_kind(x))  # no backend needs to look for the axis
    return twin("numpy.repeat", machine, x, repeats, axis)


@op("keras.ops.tile")
def tile(x, repeats, *, machine):
    """Repeat the whole tensor along its axes.

    >>> ops.tile([2, 3], (1, 2))
    (2, 6)
    """
    return twin("numpy.tile", machine, x, whole_row(repeats))


@op("keras.ops.append")
def append(x1, x2, axis=None, *, machine):
    """Put one tensor behind another; without an axis both are flattened.

    >>> ops.append([2, 3], [4, 3], axis=0)
    (6, 3)
    >>> ops.append([2, 3], [4])
    (10,)
    >>> ops.append([2, 3], [4, 2], axis=0)
    SHP303
    """
    return twin("numpy.append", machine, x1, x2, axis)


@op("keras.ops.hstack")
def hstack(xs, *, machine):
    """Put tensors beside each other: along the second axis, vectors along their only one.

    >>> ops.hstack([[2, 3], [2, 4]])
    (2, 7)
    >>> ops.hstack([[3], [4]])
    (7,)
    >>> ops.hstack([[2, 3], [3, 3]])
    SHP303
    """
    return twin("numpy.hstack", machine, xs)


@op("keras.ops.vstack")
def vstack(xs, *, machine):
    """Put tensors one below the other, along the first axis.

    >>> ops.vstack([[2, 3], [4, 3]])
    (6, 3)
    >>> ops.vstack([[3], [3]])
    (...,)
    >>> ops.vstack([[2, 3], [4, 4]])
    SHP303
    """
    row = parts(xs)
    items = row if isinstance(row, tuple) else (row.each,) if row is not None else ()
    vectors = any(measured(item).open or len(measured(item).dims) < 2 for item in items)
    try:
        found = twin("numpy.vstack", machine, xs)
    except Mismatch:
        if not vectors:
            raise
        concatenated(xs, 0)
    return tensor(UNKNOWN_SHAPE, _kind(xs)) if vectors else found  # TensorFlow's backend makes one row of vectors


@op("keras.ops.dstack")
def dstack(xs, *, machine):
    """Put tensors behind each other, along the third axis.

    >>> ops.dstack([[2, 3], [2, 3]])
    (2, 3, 2)
    >>> ops.dstack([[2, 3], [2, 4]])
    SHP303
    """
    return twin("numpy.dstack", machine, xs)
