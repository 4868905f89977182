"""Parts of tensors."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.indexing import content_at, indexed
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.tensorflow.reductions import AXIS
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Named, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal, less


@op("tf.Tensor.__getitem__")
def getitem(tensor, slice_spec, var=None):
    """Pick a part of a tensor.

    >>> [5, 4][0]
    (4,)
    >>> [5, 4][1:3, None]
    (2, 1, 4)
    >>> [5, 4, 3][..., 0]
    (5, 4)
    >>> [5, 4][5]
    SHP506 index 5 lies outside axis 0, which has 5
    >>> [5, 4][0, 0, 0]
    SHP506 3 indices on (5, 4)
    """
    picked = content_at(tensor, slice_spec)
    if isinstance(picked, tuple):
        return Tensor(Shape((len(picked),)), tensor.family, tensor.dtype, picked)
    return indexed(tensor, slice_spec) if picked is None else picked


def _gathered(params, indices, axis, batch_dims):
    shape, picked = check_rank(params, "gather", 1), measured(indices)
    if is_int(axis) and axis == 0:
        batch_dims = 0  # TensorFlow does not look at it then
    shared, place = _shared(picked, batch_dims), batch_dims if axis is None else axis
    where = check_axis(params, place, least=0)
    if where is None or shared is None:
        return tensor(UNKNOWN_SHAPE, None, params, indices)
    if shared > where:
        raise Mismatch("SHP502", "batch_dims {shared} stand behind axis {where}", shared=shared, where=where)
    for place_, (a, b) in enumerate(zip(shape.dims[:shared], picked.dims[:shared], strict=False)):
        if equal(a, b) is False:
            raise Mismatch(
                "SHP301",
                "axis {axis} of the batch is {rows} in the tensor and {picked} in the indices",
                operand=culprit(indices, params),
                axis=place_,
                rows=a,
                picked=b,
            )
    dims = (*shape.dims[:where], *picked.dims[shared:], *shape.dims[where + 1 :])
    return tensor(Shape(dims), params.dtype if isinstance(params, Tensor) else None, params, indices)


def _shared(picked: Shape, batch_dims: Value) -> int | None:
    """How many axes the indices share with the tensor; None where nobody knows.  Raises Mismatch SHP502."""
    if picked.open or not is_int(batch_dims):
        return None
    rank = len(picked.dims)
    if not -rank <= batch_dims <= rank:
        raise Mismatch(
            "SHP502", "batch_dims {count} are out of range: {shape} has {rank} axes", count=batch_dims, shape=picked,
            rank=rank,
        )  # fmt: skip
    return int(batch_dims) + rank if batch_dims < 0 else int(batch_dims)


declare(
    "tf.gather",
    "params, indices, validate_indices=None, axis=None, batch_dims=0, name=None",
    _gathered,
    """Pick rows by index, along the first axis unless told otherwise.

    >>> @([5, 4], ints[3])
    (3, 4)
    >>> @([5, 4], ints[2, 3], axis=1)
    (5, 2, 3)
    >>> @([5, 7, 4], ints[5, 3], batch_dims=1)
    (5, 3, 4)
    >>> @([5, 4], ints[3], axis=2)
    SHP502
    >>> @([5, 7, 4], ints[5, 3], batch_dims=1, axis=-3)
    SHP502
    >>> @([5, 7, 4], ints[6, 3], batch_dims=1)
    SHP301
    """,
)


@op("tf.gather_nd")
def gather_nd(params, indices, batch_dims=0, name=None, bad_indices_policy=""):
    """Pick elements or slices; the last axis of the indices says where each stands.

    >>> gather_nd([5, 4], ints[3, 2])
    (3,)
    >>> gather_nd([5, 4], ints[3, 1])
    (3, 4)
    >>> gather_nd([5, 4], ints[3, 3])
    SHP506 3 indices on (5, 4)
    >>> gather_nd([5, 4, 6], ints[5, 3, 1], batch_dims=1)
    (5, 3, 6)
    >>> gather_nd([5, 4, 6], ints[4, 3, 1], batch_dims=1)
    SHP301
    """
    shape, picked = check_rank(params, "gather_nd", 1), check_rank(indices, "gather_nd", 1)
    count = picked.dims[-1] if picked.dims else UNKNOWN
    if shape.open or picked.open or not is_int(batch_dims):
        return UNKNOWN_SHAPE
    least = min(len(shape.dims), len(picked.dims)) - 1
    if not 0 <= batch_dims <= least:
        raise Mismatch("SHP502", "batch_dims is {count}, expected 0 to {least}", count=batch_dims, least=least)
    pairs = zip(shape.dims, picked.dims[:batch_dims], strict=False)
    if any(equal(a, b) is False for a, b in pairs):
        raise Mismatch("SHP301", "the batches of {shape} and {indices} differ", operand=culprit(indices, params),
                       shape=shape, indices=picked)  # fmt: skip
    if not isinstance(count, int):
        return UNKNOWN_SHAPE
    if count > len(shape.dims) - batch_dims:
        raise Mismatch("SHP506", "{count} indices on {shape}", operand=culprit(params), count=count, shape=shape)
    return Shape((*picked.dims[:-1], *shape.dims[batch_dims + count :]))


@op("tf.slice")
def slice_of(input_, begin, size, name=None):
    """Cut out a block: where it begins and how large it is on each axis, -1 for the rest.

    >>> tf.slice([5, 4], (1, 0), (2, -1))
    (2, 4)
    >>> tf.slice([5, 4], (0, 0), (6, 4))
    SHP506 a block of 6 from 0 on does not lie inside axis 0, which has 5
    """
    shape, starts, sizes = measured(input_), items_of(begin), items_of(size)
    for row in (starts, sizes):
        if row is not None and not shape.open and len(row) != len(shape.dims):
            raise Mismatch(
                "SHP506",
                "{count} numbers for the axes of {shape}",
                operand=culprit(input_),
                count=len(row),
                shape=shape,
            )
    if starts is None or sizes is None or shape.open or not len(starts) == len(sizes) == len(shape.dims):
        return UNKNOWN_SHAPE
    return Shape(tuple(_block(*each) for each in zip(range(len(starts)), shape.dims, starts, sizes, strict=True)))


def _block(axis: int, whole: Size, start: Value, count: Value) -> Size:
    first, many = size_in(start), size_in(count)
    rest = isinstance(many, int) and many == -1
    if rest and isinstance(first, int) and first >= 0 and less(whole, first) is not True:
        return whole - first
    if less(first, 0) is True or less(many, -1) is True or less(whole, first if rest else first + many) is True:
        raise Mismatch(
            "SHP506",
            "a block of {many} from {first} on does not lie inside axis {axis}, which has {whole}",
            many=many,
            first=first,
            axis=axis,
            whole=whole,
        )
    return UNKNOWN if rest else many


@op("tf.boolean_mask")
def boolean_mask(tensor, mask, axis=None, name="boolean_mask"):
    """Pick what a mask marks, on as many axes as the mask has.

    >>> boolean_mask([5, 4], bools[5])
    (None, 4)
    >>> boolean_mask([5, 4], bools[4])
    SHP301
    >>> boolean_mask([5, 4], bools[5, 4], axis=0)
    (None,)
    >>> boolean_mask([5, 4, 3], bools[4], axis=1)
    (5, None, 3)
    """
    shape, marks = measured(tensor), check_rank(mask, "boolean_mask", 1)
    start = 0 if axis is None else axis
    if shape.open or marks.open or not is_int(start):
        return UNKNOWN_SHAPE
    place = start + len(shape.dims) if -len(shape.dims) <= start < 0 else start
    end = start + len(marks.dims)  # of a slice: TensorFlow takes a negative axis for the end here too
    _check_marks(tensor, shape.dims[start:end], marks)
    return Shape((*shape.dims[:place], UNKNOWN, *shape.dims[place + len(marks.dims) :]))


def _check_marks(masked: Value, dims: tuple[Size, ...], marks: Shape) -> None:
    """A mask has the sizes of the axes that it stands for.  Raises Mismatch SHP301."""
    if len(marks.dims) != len(dims) or any(equal(a, b) is False for a, b in zip(dims, marks.dims, strict=False)):
        raise Mismatch(
            "SHP301",
            "a mask of {marks} does not fit {shape}",
            operand=culprit(masked),
            marks=marks,
            shape=measured(masked),
        )


@op(("tf.math.top_k", "tf.nn.top_k"), least={"k": 0})
def top_k(input, k=1, sorted=True, index_type="int32", name=None):
    """Give the largest elements along the last axis, and where they stand.

    >>> top_k([2, 10], 3)
    ((2, 3), (2, 3))
    >>> top_k([2, 10], 3).indices
    (2, 3)
    >>> top_k([2, 10], 11)
    SHP506 11 of the largest do not lie in an axis of 10
    """
    shape = check_rank(input, "top_k", 1)
    count = size_in(k)
    if shape.dims and less(shape.dims[-1], count) is True:
        raise Mismatch(
            "SHP506", "{k} of the largest do not lie in an axis of {size}", operand=input, k=count, size=shape.dims[-1]
        )
    found = shape.replace(-1, count) if shape.dims else UNKNOWN_SHAPE
    return Named(("values", "indices"), (found, tensor(found, "int", input)))


@op(("tf.nn.embedding_lookup",))
def embedding_lookup(params, ids, max_norm=None, name=None):
    """Put the row of a table in the place of every index.

    >>> embedding_lookup([100, 16], ints[2, 5])
    (2, 5, 16)
    >>> embedding_lookup([[50, 16], [50, 16]], ints[2, 5])
    (2, 5, 16)
    >>> embedding_lookup([[50, 16], [50, 8]], ints[2, 5])
    SHP304
    """
    parts = items_of(params) if isinstance(params, tuple | ListValue) else None
    if parts and isinstance(parts[0], Tensor):  # the rows of one table, in several
        rows = [check_rank(part, "embedding_lookup", 1).drop(0) for part in parts]
        if any(differ(rows[0], other) for other in rows[1:]):
            raise Mismatch(
                "SHP304", "the parts of a table have rows of {rows}", operand=culprit(*parts), rows=tuple(rows)
            )
        params = parts[0]
    table, places = check_rank(params, "embedding_lookup", 1), measured(ids)
    if places.open:
        return tensor(Shape(table.dims[1:], True) if not table.open else UNKNOWN_SHAPE, "float", params, ids)
    return tensor(Shape((*places.dims, *table.dims[1:])) if not table.open else UNKNOWN_SHAPE, "float", params, ids)


_SORT = """Sort along an axis, or say in which order the elements would stand.

    >>> @([2, 3])
    (2, 3)
    """


def _sorted(values, axis):
    check_axis(values, axis, least=0)
    return measured(values)


declare("tf.sort", "values, axis=-1, direction='ASCENDING', name=None", _sorted, _SORT)
declare("tf.argsort", "values, axis=-1, direction='ASCENDING', stable=False, name=None", _sorted, _SORT, dtype="int")


@op("tf.unique", legacy=AXIS)
def unique(x, out_idx="int32", name=None):
    """Find the different elements of a vector, and for each element where its value stands among them.

    >>> unique([5])
    ((None,), (5,))
    >>> unique([5, 2])
    SHP101
    """
    return Shape((UNKNOWN,)), tensor(check_rank(x, "unique", 1, 1), "int", x)


@op(("tf.math.in_top_k", "tf.nn.in_top_k"), dtype="bool")
def in_top_k(targets, predictions, k, name=None):
    """Say for each sample whether its class is among the highest scores.

    >>> in_top_k(ints[5], [5, 10], 3)
    (5,)
    >>> in_top_k(ints[4], [5, 10], 3)
    SHP301
    >>> in_top_k(ints[5], [5], 3)
    SHP101
    """
    if measured(targets).rank != 1 and measured(predictions).rank in (1, None):
        targets, predictions = predictions, targets  # TensorFlow 1 takes them in this order
    classes = check_rank(targets, "the targets of in_top_k", 1, 1)
    scores = check_rank(predictions, "the predictions of in_top_k", 2, 2)
    if equal(classes.axis(0), scores.axis(0)) is False:
        raise Mismatch("SHP301", "{targets} targets stand against {predictions} predictions", operand=culprit(targets),
                       targets=classes.axis(0), predictions=scores.axis(0))  # fmt: skip
    return Shape((classes.axis(0),))
