"""Elements sorted out by number, searched and put together; shapes that are tensors."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.tensorflow.reductions import AXIS
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, items_of
from shapelint.sizes import Shape, equal, product


@op("tf.searchsorted", dtype="int")
def searchsorted(sorted_sequence, values, side="left", out_type="int32", name=None):
    """Say where each value would stand in a sorted row.

    >>> searchsorted([5], [3])
    (3,)
    >>> searchsorted([2, 5], [2, 3])
    (2, 3)
    >>> searchsorted([2, 5], [4, 3])
    SHP301
    """
    rows, wanted = measured(sorted_sequence), measured(values)
    check_rank(sorted_sequence, "searchsorted", 1)
    check_rank(values, "searchsorted", 1)
    before, others = (Shape(each.dims[:-1], each.open) for each in (rows, wanted))
    if not (rows.open or wanted.open) and equal(product(before.dims), product(others.dims)) is False:
        raise Mismatch("SHP301", "{rows} sorted rows stand against {values} rows of values", operand=culprit(values),
                       rows=product(before.dims), values=product(others.dims))  # fmt: skip
    return wanted


@op("tf.unique_with_counts")
def unique_with_counts(x, out_idx="int32", name=None):
    """Find the different elements of a vector, where each element's value stands among them, and how often it does.

    >>> unique_with_counts([5])
    ((None,), (5,), (None,))
    >>> unique_with_counts([5, 2])
    SHP101
    """
    some = tensor(Shape((UNKNOWN,)), "int", x)
    return Shape((UNKNOWN,)), tensor(check_rank(x, "unique_with_counts", 1, 1), "int", x), some


@op("tf.setdiff1d", legacy=AXIS)
def setdiff1d(x, y, index_dtype="int32", name=None):
    """Find the elements of a vector that another does not have, and where they stand.

    >>> setdiff1d([5], [3])
    ((None,), (None,))
    >>> setdiff1d([5, 2], [3])
    SHP101
    """
    check_rank(x, "setdiff1d", 1, 1)
    check_rank(y, "setdiff1d", 1, 1)
    return Shape((UNKNOWN,)), tensor(Shape((UNKNOWN,)), "int", x)


@op("tf.unravel_index", dtype="int", least={"dims": 1})
def unravel_index(indices, dims, name=None):
    """Make one index for each axis of indices into the flat array.

    >>> unravel_index(ints[5], (3, 4))
    (2, 5)
    """
    axes, places = items_of(dims), measured(indices)
    count = UNKNOWN if axes is None else len(axes)
    check_rank(indices, "unravel_index", 0, 1)
    return UNKNOWN_SHAPE if places.open else Shape((count, *places.dims))


@op("tf.dynamic_partition", least={"num_partitions": 1})
def dynamic_partition(data, partitions, num_partitions, name=None, *, machine):
    """Sort rows out: those with one number into one tensor.

    >>> dynamic_partition([5, 3], ints[5], 2)
    ((None, 3), (None, 3))
    >>> dynamic_partition([5, 3], ints[4], 2)
    SHP301
    """
    rows, numbers = measured(data), measured(partitions)
    if rows.open or numbers.open:
        return UNKNOWN
    if differ(Shape(rows.dims[: len(numbers.dims)]), numbers):
        raise Mismatch("SHP301", "{numbers} numbers do not belong to the rows of {rows}", operand=culprit(data),
                       numbers=numbers, rows=rows)  # fmt: skip
    part = tensor(Shape((UNKNOWN, *rows.dims[len(numbers.dims) :])), number_kind(data), data)
    return machine.list((part,) * num_partitions) if is_int(num_partitions) else UNKNOWN


@op(("tf.dynamic_stitch", "tf.parallel_dynamic_stitch"))
def dynamic_stitch(indices, data, name=None):
    """Put rows of several tensors where indices say.

    >>> dynamic_stitch([ints[2], ints[3]], [[2, 4], [3, 4]])
    (None, 4)
    >>> dynamic_stitch([ints[2], ints[3]], [[2, 4], [4, 4]])
    SHP301
    """
    places, parts = items_of(indices), items_of(data)
    if places is None or parts is None or len(places) != len(parts) or not parts:
        return UNKNOWN_SHAPE
    rests = []
    for numbers, part in zip(map(measured, places), parts, strict=True):
        shape = measured(part)
        if numbers.open or shape.open:
            return UNKNOWN_SHAPE
        if differ(Shape(shape.dims[: len(numbers.dims)]), numbers):
            raise Mismatch("SHP301", "{numbers} numbers do not belong to the rows of {rows}", operand=culprit(part),
                           numbers=numbers, rows=shape)  # fmt: skip
        rests.append(Shape(shape.dims[len(numbers.dims) :]))
    if any(differ(rests[0], rest) for rest in rests):
        raise Mismatch("SHP304", "the rows put together differ: {rests}", operand=culprit(*parts), rests=tuple(rests))
    return Shape((UNKNOWN, *rests[0].dims))


@op("tf.batch_gather")
def batch_gather(params, indices, name=None):
    """Pick along the last axis of the indices, row by row.

    >>> batch_gather([2, 5, 4], ints[2, 3])
    (2, 3, 4)
    >>> batch_gather([2, 5], ints[4, 3])
    SHP301
    """
    table, places = check_rank(params, "batch_gather", 1), check_rank(indices, "batch_gather", 1)
    if table.open or places.open:
        return UNKNOWN_SHAPE
    check_rank(table, "batch_gather", len(places.dims))
    shared = len(places.dims) - 1
    if differ(Shape(table.dims[:shared]), Shape(places.dims[:shared])):
        raise Mismatch("SHP301", "the indices {places} do not belong to the rows of {table}", operand=culprit(indices),
                       places=places, table=table)  # fmt: skip
    return Shape((*places.dims, *table.dims[shared + 1 :]))


@op("tf.broadcast_dynamic_shape", dtype="int")
def broadcast_dynamic_shape(shape_x, shape_y):
    """The shape to which two others broadcast, as a tensor.

    >>> broadcast_dynamic_shape((4, 1), (3,))
    (2,)
    >>> broadcast_dynamic_shape((4, 2), (3,))
    SHP301
    """
    found = broadcasted(shape_argument(shape_x), shape_argument(shape_y), what="broadcast_dynamic_shape")
    return tensor(Shape((UNKNOWN if found.rank is None else found.rank,)), "int",
                  content=None if found.open else found.dims)  # fmt: skip


@op("tf.broadcast_static_shape")
def broadcast_static_shape(shape_x, shape_y):
    """The shape to which two others broadcast.

    >>> broadcast_static_shape(tf.TensorShape((4, 1)), tf.TensorShape((3,)))
    (4, 3)
    >>> broadcast_static_shape(tf.TensorShape((4, 2)), tf.TensorShape((3,)))
    SHP301
    """
    found = broadcasted(shape_argument(shape_x), shape_argument(shape_y), what="broadcast_static_shape")
    return UNKNOWN if found.open else found.dims
