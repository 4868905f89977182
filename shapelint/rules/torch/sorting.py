"""Sorting, searching and counting."""

from __future__ import annotations

from shapelint.rules.fixes import changed
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numbers import distinct
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.operands import along, counted, culprit, is_int, size_in
from shapelint.rules.torch.matrix_batches import check_shape
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Named, Tensor, Value, places, shape_of
from shapelint.sizes import Shape, Size, at_most


def _with_places(shape: Shape, size: Size = UNKNOWN) -> Named:
    """Values along an axis of this size and where they stand."""
    return Named(("values", "indices"), (shape, places(shape, "torch", size, once=True)))


@op(("torch.sort", "torch.Tensor.sort"))
def sort(input, dim=-1, descending=False, stable=False, *, out=None):
    """Sort along an axis: the values, and where they stood.

    >>> sort([2, 3])
    ((2, 3), (2, 3))
    >>> [2, 3].sort(0, descending=True)
    ((2, 3), (2, 3))
    >>> sort([2, 3], 2)
    SHP502
    """
    check_axis(input, dim, name="dim")
    return _with_places(shape_of(input), along(input, dim))


@op(("torch.argsort", "torch.Tensor.argsort"))
def argsort(input, dim=-1, descending=False, stable=False, *, out=None):
    """Give the indices that sort along an axis.

    >>> argsort([2, 3])
    (2, 3)
    >>> [2, 3].argsort(2)
    SHP502
    """
    check_axis(input, dim, name="dim")
    return places(shape_of(input), "torch", along(input, dim), once=True)


@op(("torch.msort", "torch.Tensor.msort"))
def msort(input, *, out=None):
    """Sort along the first axis.

    >>> msort([2, 3])
    (2, 3)
    """
    return shape_of(input)


@op(("torch.topk", "torch.Tensor.topk"), least={"k": 0})
def topk(input, k, dim=-1, largest=True, sorted=True, *, out=None):
    """Give the greatest values along an axis, and where they stand.

    >>> topk([2, 5], 3)
    ((2, 3), (2, 3))
    >>> [5, 2].topk(3, dim=0)
    ((3, 2), (3, 2))
    >>> topk([2, 5], 6)
    SHP506
    >>> topk([], 1)
    ((), ())
    >>> topk([2, 5], 1, 2)
    SHP502
    >>> topk([2, 5], -1)
    SHP707
    """
    check_axis(input, dim, name="dim")
    count, shape = size_in(k), shape_of(input)
    if not is_int(dim):
        return _with_places(UNKNOWN_SHAPE)
    size = 1 if shape == Shape(()) else shape.axis(dim)
    if at_most(count, size) is False:
        raise Mismatch(
            "SHP506",
            "topk wants {count} of dim {dim}, which has {size}",
            operand=culprit(input),
            count=count,
            dim=dim,
            size=size,
        )
    return _with_places(shape.replace(dim, count), size)


@op(("torch.multinomial", "torch.Tensor.multinomial"), least={"num_samples": 1})
def multinomial(input, num_samples, replacement=False, *, generator=None, out=None):
    """Draw indices by their weights, for every row.

    >>> multinomial([2, 5], 3)
    (2, 3)
    >>> multinomial([5], 3)
    (3,)
    >>> multinomial([2, 5, 4], 3)
    SHP101
    >>> multinomial([2, 5], 6)
    SHP506
    """
    shape, count = check_rank(input, "multinomial", 1, 2), size_in(num_samples)
    if replacement is False and shape.dims and at_most(count, shape.axis(-1)) is False:
        raise Mismatch(
            "SHP506",
            "multinomial draws {count} of {size} without putting back",
            operand=culprit(input),
            help=changed("replacement", True, text="replacement=True"),
            count=count,
            size=shape.axis(-1),
        )
    drawn = shape.replace(-1, count) if shape.dims else UNKNOWN_SHAPE
    return places(drawn, "torch", along(input, -1), once=replacement is False)


@op(("torch.unique", "torch.Tensor.unique"))
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """Give the different values, or the different slices along an axis.

    >>> unique([2, 3])
    (None,)
    >>> unique([2, 3], dim=1)
    (2, None)
    >>> unique([2, 3], return_inverse=True, return_counts=True)
    ((None,), (2, 3), (None,))
    >>> unique([2, 3], True, True, False, -1)
    ((2, None), (3,))
    >>> unique([2, 3], dim=2)
    SHP502
    >>> unique([], dim=0)
    SHP101
    """
    return _unique(input, return_inverse, return_counts, dim, distinct(input))


@op(("torch.unique_consecutive", "torch.Tensor.unique_consecutive"))
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    """Give the values without repetitions side by side.

    >>> unique_consecutive([6])
    (None,)
    >>> unique_consecutive([6], return_counts=True)
    ((None,), (None,))
    >>> unique_consecutive([2, 3], return_inverse=True, dim=0)
    ((None, 3), (2,))
    """
    return _unique(input, return_inverse, return_counts, dim)


def _unique(input: Value, return_inverse: Value, return_counts: Value, dim: Value, several: Size = UNKNOWN) -> Value:
    shape = check_rank(input, "unique along an axis", 0 if dim is None else 1)
    check_axis(input, dim, name="dim")
    found = Shape((several,)) if dim is None else shape.replace(dim, UNKNOWN) if is_int(dim) else UNKNOWN_SHAPE
    if return_inverse is False and return_counts is False:
        return found
    if not isinstance(return_inverse, bool) or not isinstance(return_counts, bool):
        return UNKNOWN
    inverse = shape if dim is None else Shape((shape.axis(dim) if is_int(dim) else UNKNOWN,))
    more = [inverse] * return_inverse + [Shape((several if dim is None else UNKNOWN,))] * return_counts
    return (found, *(Tensor(each, "torch", "int") for each in more))


@op(("torch.bincount", "torch.Tensor.bincount"), least={"minlength": 0})
def bincount(input, weights=None, minlength=0):
    """Count every value of a vector.

    >>> bincount(ints[5])
    (None,)
    >>> bincount(ints[5], [5], 8)
    (None,)
    >>> bincount(ints[2, 5])
    SHP101
    >>> bincount(ints[5], [4])
    SHP301
    """
    shape = check_rank(input, "bincount", 1, 1)
    if isinstance(weights, Tensor):
        check_shape("bincount", weights, shape, "weights", "SHP301")
    return Shape((counted(input, minlength),))


@op(("torch.histc", "torch.Tensor.histc"), least={"bins": 1})
def histc(input, bins=100, min=0, max=0, *, out=None):
    """Count the values between evenly spaced bounds.

    >>> histc([2, 3], 10)
    (10,)
    >>> [2].histc()
    (100,)
    >>> histc([2, 3], 0)
    SHP707
    """
    return Shape((size_in(bins),))


@op("torch.searchsorted")
def searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None, out=None):
    """Give where values belong in sorted rows, one for all values or one for each row of them.

    >>> searchsorted([5], [2, 3])
    (2, 3)
    >>> searchsorted([4, 5], [4, 3], right=True)
    (4, 3)
    >>> searchsorted([5], 0.5, sorter=ints[5])
    ()
    >>> searchsorted([4, 5], [3, 3])
    SHP301
    >>> searchsorted([4, 5], [3])
    SHP101
    >>> searchsorted([5], [3], sorter=ints[4])
    SHP301
    """
    rows, shape = check_rank(sorted_sequence, "searchsorted's sequence", 1), shape_of(input)
    if len(rows.dims) > 1:
        expected = Shape((*rows.dims[:-1], shape.axis(-1)), rows.open)
        check_shape("searchsorted", input, expected, "values for every row,", "SHP301")
    if isinstance(sorter, Tensor):
        check_shape("searchsorted", sorter, rows, "a sorter", "SHP301")
    return Tensor(shape, "torch", "int")


@op("torch.bucketize")
def bucketize(input, boundaries, *, out_int32=False, right=False, out=None):
    """Give the bucket of every value.

    >>> bucketize([2, 3], [5])
    (2, 3)
    >>> bucketize(0.5, [5])
    ()
    >>> bucketize([2, 3], [5, 4])
    SHP101
    """
    check_rank(boundaries, "bucketize's boundaries", 1, 1)
    return Tensor(shape_of(input), "torch", "int")


@op("torch.isin", legacy={"element": "elements", "test_element": "test_elements"})
def isin(elements, test_elements, *, assume_unique=False, invert=False, out=None):
    """Tell which values are among others.

    >>> isin([2, 3], [5])
    (2, 3)
    >>> isin(0.5, [2, 3], invert=True)
    ()
    """
    return Tensor(shape_of(elements), "torch", "bool")


@op("torch.nn.functional.one_hot")
def one_hot(tensor, num_classes=-1):
    """Give a row per value that is 1 at the value's class.

    >>> one_hot(ints[2, 3], 10)
    (2, 3, 10)
    >>> one_hot(ints[2, 3])
    (2, 3, None)
    >>> one_hot(ints[()], num_classes=4)
    (4,)
    """
    shape, count = shape_of(tensor), size_in(num_classes)
    count = UNKNOWN if isinstance(count, int) and count < 0 else count
    return Tensor(Shape((*shape.dims, count), shape.open), "torch", "int")
