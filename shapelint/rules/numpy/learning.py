"""scikit-learn, as far as arrays pass through it: splits, and labels as numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.tables import fewer, index_of
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import (
    AS_ARRAY,
    UNKNOWN,
    UNKNOWN_SHAPE,
    Instance,
    ListValue,
    Many,
    SomeInt,
    Tensor,
    Value,
    items_of,
)
from shapelint.sizes import Shape, Size, at_most, equal, less


@op("sklearn.model_selection.train_test_split")
def train_test_split(*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None, machine):
    """Divide the rows of arrays into those to train and those to test with, a quarter unless told otherwise.

    >>> train_test_split([100, 3], [100], test_size=0.2)
    ((80, 3), (20, 3), (80,), (20,))
    >>> train_test_split([10, 3])
    ((7, 3), (3, 3))
    >>> train_test_split([10, 3], train_size=0.65)
    ((6, 3), (4, 3))
    >>> train_test_split([10, 3], train_size=0.55, test_size=0.25)
    ((5, 3), (3, 3))
    >>> train_test_split([1, 3])
    SHP707
    >>> train_test_split([100, 3], [90])
    SHP804 100 rows stand beside 90
    """
    if not isinstance(arrays, tuple) or not all(map(has_rows, arrays)):
        return UNKNOWN
    check_rows(arrays)
    parts: list[Value] = []
    indexes: dict[tuple[int, int], Value] = {}  # those of the parts of tables that have the same rows
    for each in arrays:
        shape = measured(each)
        rows = _length(each) if isinstance(each, ListValue) else shape.axis(0)
        sizes = _divided(rows, test_size, train_size)
        _check_left(rows, *sizes)
        for place, size in enumerate(sizes):
            part = _with_rows(each, shape, size, machine, indexes.get((id(index_of(each)), place)))
            indexes[id(index_of(each)), place] = index_of(part)
            parts.append(part)
    return machine.list(parts)


def _length(row: ListValue) -> Size:
    return row.items.length if isinstance(row.items, Many) else len(row.items)


def has_rows(value: Value) -> bool:
    return isinstance(value, Tensor | ListValue) or (isinstance(value, Instance) and AS_ARRAY in value.slots)


def _with_rows(value: Value, shape: Shape, rows: Size, machine, by: Value = None) -> Value:
    """A part of the rows of an array, of a table, or of a list; by: the index of these rows."""
    if isinstance(value, ListValue):
        return ListValue(Many(machine.item(value, SomeInt()), rows))
    part = shape.replace(0, rows)
    if isinstance(value, Instance) and index_of(value) is not None:
        return fewer(value, rows, machine, by=by)
    if isinstance(value, Instance) and isinstance(value.cls, Rule):
        return machine.make(value.cls.name, {AS_ARRAY: part})
    return array(part, number_kind(value))


def check_rows(arrays: tuple[Value, ...]) -> None:
    """All arrays have as many rows.  Raises Mismatch SHP804."""
    first = measured(arrays[0]).axis(0) if arrays else UNKNOWN
    for each in arrays:
        rows = measured(each).axis(0)
        if equal(first, rows) is False:
            raise Mismatch(
                "SHP804",
                "{first} rows stand beside {rows}",
                operand=culprit(each, arrays[0]),
                first=first,
                rows=rows,
            )


def _divided(rows: Size, test_size: Value, train_size: Value) -> tuple[Size, Size]:
    """How many rows train, and how many test."""
    if train_size is not None and test_size is not None:
        both = _rows_of(rows, train_size, math.floor), _rows_of(rows, test_size, math.ceil)
        return both if at_most(both[0] + both[1], rows) is True else (UNKNOWN, UNKNOWN)
    if train_size is not None:
        return _remaining(rows, train_size)
    share = 0.25 if test_size is None else test_size
    if isinstance(share, int) and not isinstance(share, bool):
        return rows - share, share
    if not isinstance(share, float) or not isinstance(rows, int):
        return UNKNOWN, UNKNOWN
    tested = math.ceil(rows * share)
    return rows - tested, tested


def _rows_of(rows: Size, share: Value, whole: Callable[[float], int]) -> Size:
    """So many rows, or as many as a share of them makes."""
    if isinstance(share, float) and isinstance(rows, int):
        return whole(rows * share)
    return share if isinstance(share, int) and not isinstance(share, bool) else UNKNOWN


def _check_left(rows: Size, trained: Size, tested: Size) -> None:
    """Raises Mismatch SHP707 where nothing is left to train or to test with."""
    if any(at_most(each, 0) is True for each in (trained, tested)):
        raise Mismatch("SHP707", "of {rows} rows {trained} train and {tested} test", rows=rows, trained=trained,
                       tested=tested)  # fmt: skip


def _remaining(rows: Size, trained: Value) -> tuple[Size, Size]:
    """So many rows to train with, or a share of them, and the others."""
    if isinstance(trained, float) and isinstance(rows, int):
        trained = math.floor(rows * trained)
    return (trained, rows - trained) if isinstance(trained, int) else (UNKNOWN, UNKNOWN)


@kind("sklearn.preprocessing.LabelEncoder")
def label_encoder(*, layer):
    """Numbers labels.

    >>> LabelEncoder().fit_transform([5])
    (5,)
    """


@op(("sklearn.preprocessing.LabelEncoder.fit_transform", "sklearn.preprocessing.LabelEncoder.transform"))
def label_encoded(self, y):
    """Number the labels.

    >>> LabelEncoder().fit_transform([5])
    (5,)
    >>> LabelEncoder().fit_transform([5, 1])
    (5,)
    >>> LabelEncoder().fit_transform([5, 2])
    SHP101 expects one axis, gets (5, 2)
    """
    return array(_labels(y), "int")


def _labels(y: Value) -> Shape:
    """Labels on one axis; a second one of size 1 goes.  Raises Mismatch SHP101."""
    shape = measured(y)
    if shape.open or not isinstance(y, Tensor):
        return shape
    rank = len(shape.dims)
    if rank not in (1, 2) or (rank == 2 and equal(shape.dims[1], 1) is False):
        raise Mismatch("SHP101", "LabelEncoder expects one axis, gets {shape}", operand=culprit(y), shape=shape)
    return Shape(shape.dims[:1])


@op("sklearn.preprocessing.LabelEncoder.fit")
def label_fitted(self, y):
    """Learn the labels.

    >>> LabelEncoder().fit([5]).transform([5])
    (5,)
    >>> LabelEncoder().fit([5, 2])
    SHP101
    """
    _labels(y)
    return self


@op("sklearn.preprocessing.label_binarize")
def label_binarize(y, *, classes, neg_label=0, pos_label=1, sparse_output=False):
    """Turn labels into rows with a one at the label's class; two classes share one column.

    >>> label_binarize([5], classes=(0, 1, 2))
    (5, 3)
    >>> label_binarize([5], classes=(0, 1))
    (5, 1)
    >>> label_binarize([5, 1, 1], classes=(0, 1))
    SHP101
    """
    shape, names = check_rank(y, "label_binarize", 0, 2), items_of(classes)
    count: Size = UNKNOWN if names is None else len(names) if len(names) > 2 else 1
    if shape.rank == 2 and less(1, shape.dims[1]) is True:  # rows of ones and noughts stay
        return array(shape, "int")
    column = shape.rank == 1 or (shape.rank == 2 and equal(shape.dims[1], 1) is True)
    return array(Shape((shape.axis(0), count)) if column else UNKNOWN_SHAPE, "int")
