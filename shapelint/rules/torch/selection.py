"""Taking and putting elements by index."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.nonzero import listed_places, rows_of_places
from shapelint.rules.shared.advice import advise_pool_first
from shapelint.rules.shared.assignment import check_assignment, check_fits
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.elementwise import broadcasted, in_place
from shapelint.rules.shared.indexing import content_at, indexed, strides_at
from shapelint.rules.shared.operands import size_in
from shapelint.rules.shared.reshaping import target_sizes
from shapelint.rules.values import UNKNOWN, ListValue, SliceOf, Tensor, Value, is_soft, items_of, shape_of
from shapelint.sizes import Dim, Shape, less


@op("torch.Tensor.__getitem__")
def getitem(input, index, *, machine):
    """Take by indices, slices, masks and rows of indices.

    >>> [4, 5, 6][0]
    (5, 6)
    >>> [4, 5, 6][:, 1:3]
    (4, 2, 6)
    >>> [4, 5][..., None]
    (4, 5, 1)
    >>> [4, 5][ints[2, 3]]
    (2, 3, 5)
    >>> [4, 5][bools[4]]
    (None, 5)
    >>> [4, 5, 6][0, ..., ints[3]]
    (5, 3)
    >>> [4, 5, 6][ints[3], :, ints[2, 1]]
    (2, 3, 5)
    >>> [4, 5, 6][(0, 1), None, -5]
    (2, 1, 6)
    >>> [4, 5, 6][::2, bools[5, 6]]
    (2, None)
    >>> [4, 5][4]
    SHP506
    >>> [4, 5][0, 0, 0]
    SHP506
    >>> [4, 5][::-1]
    SHP707
    """
    _check_steps(index)
    axis = _last_of(index)
    if axis is not None:
        advise_pool_first(input, axis, "the last is kept", machine)
    shape = indexed(input, index)
    strides = None if shape.open else strides_at(input, index)
    return Tensor(shape, "torch", input.dtype, content_at(input, index), strides=strides)


def _check_steps(index: Value) -> None:
    """No slice may go backwards.

    Raises Mismatch SHP707 where one certainly does.
    """
    for item in index if isinstance(index, tuple) else (index,):
        step = item.step if isinstance(item, SliceOf) else None
        if isinstance(step, int | Dim) and not is_soft(step) and less(0, step) is False:
            raise Mismatch(
                "SHP707",
                "a slice has the step {step}, expected at least 1",
                help="flip turns an axis round",
                step=step,
            )


def _last_of(index: Value) -> int | None:
    """The axis of which `[:, -1]` keeps the last step alone."""
    if not isinstance(index, tuple) or not index or index[-1] != -1:
        return None
    whole = SliceOf(None, None, None)
    return len(index) - 1 if all(item == whole for item in index[:-1]) else None


@op("torch.Tensor.__setitem__")
def setitem(input, index, value):
    """Put a value, which is stretched to what the index names.

    >>> x = [4, 5]
    >>> x[0] = [5]
    >>> x[:, 1:3] = [4, 1]
    >>> x.shape
    (4, 5)
    >>> [4, 5].__setitem__(bools[4], 0)
    >>> [4, 5].__setitem__(0, [4])
    SHP301
    """
    _check_steps(index)
    if isinstance(value, Tensor):
        check_assignment(input, index, value)
    else:
        indexed(input, index)


@op(("torch.masked_fill", "torch.Tensor.masked_fill"))
def masked_fill(input, mask, value):
    """Fill where the mask holds; tensor and mask stretch to each other.

    >>> masked_fill([2, 3], bools[3], 0.0)
    (2, 3)
    >>> [3].masked_fill(bools[2, 1], 1)
    (2, 3)
    >>> masked_fill([2, 3], bools[3], [])
    (2, 3)
    >>> masked_fill([2, 3], bools[2], 0.0)
    SHP301
    >>> masked_fill([2, 3], bools[3], [1])
    SHP101
    """
    _check_number(value)
    return broadcasted(input, mask)


def _check_number(value: Value) -> None:
    """What is filled in is a number, or a tensor without axes."""
    if isinstance(value, Tensor):
        check_rank(value, "masked_fill's value", most=0)


@op("torch.Tensor.masked_fill_")
def masked_fill_in_place(input, mask, value):
    """Fill where the mask holds, which stretches to the tensor.

    >>> [2, 3].masked_fill_(bools[2, 1], 0.0)
    (2, 3)
    >>> [3].masked_fill_(bools[2, 3], 0.0)
    SHP301
    """
    _check_number(value)
    return in_place(input, mask)


@op(("torch.masked_select", "torch.Tensor.masked_select"))
def masked_select(input, mask, *, out=None):
    """Give the elements where the mask holds.

    >>> masked_select([2, 3], bools[3])
    (None,)
    >>> masked_select([2, 3], bools[2])
    SHP301
    """
    whole = isinstance(mask, Tensor) and broadcasted(input, mask) == mask.shape
    return Shape((mask.ones if whole and mask.ones is not None else UNKNOWN,))


@op(("torch.masked_scatter", "torch.Tensor.masked_scatter"))
def masked_scatter(input, mask, source):
    """Put the elements of another tensor where the mask holds; tensor and mask stretch to each other.

    >>> masked_scatter([2, 3], bools[2, 3], [6])
    (2, 3)
    >>> [3].masked_scatter(bools[2, 1], [2, 4])
    (2, 3)
    >>> masked_scatter([2, 3], bools[2], [6])
    SHP301
    """
    return broadcasted(input, mask)


@op("torch.Tensor.masked_scatter_")
def masked_scatter_in_place(input, mask, source):
    """Put the elements of another tensor where the mask holds, which stretches to the tensor.

    >>> [2, 3].masked_scatter_(bools[3], [6])
    (2, 3)
    >>> [3].masked_scatter_(bools[2, 3], [6])
    SHP301
    """
    return in_place(input, mask)


@op(("torch.index_put", "torch.Tensor.index_put", "torch.index_put_", "torch.Tensor.index_put_"))
def index_put(input, indices, values, accumulate=False):
    """Put values at rows of indices; they stretch to what the indices name.

    >>> index_put([4, 5], (ints[3], ints[3]), [3])
    (4, 5)
    >>> [4, 5].index_put_((ints[2, 1],), [5])
    (4, 5)
    >>> index_put([4, 5], (ints[3],), [2, 5])
    SHP301
    >>> index_put([4, 5], (ints[3], ints[3], ints[3]), [3])
    SHP506
    """
    rows = items_of(indices) if isinstance(indices, tuple | ListValue) else None
    if rows and isinstance(input, Tensor):
        check_fits(indexed(input, rows), values, extra=False)
    return shape_of(input)


@op(("torch.nonzero", "torch.Tensor.nonzero"))
def nonzero(input, *, out=None, as_tuple=False):
    """Give the indices of what is not 0: one row each, or one vector per axis.

    >>> nonzero([2, 3])
    (None, 2)
    >>> [2, 3].nonzero(as_tuple=True)
    ((None,), (None,))
    >>> nonzero([])
    (None, 0)
    """
    return rows_of_places(input, "torch") if as_tuple is True else listed_places(input, "torch")


@op(("torch.argwhere", "torch.Tensor.argwhere"))
def argwhere(input):
    """Give the indices of what is not 0, one row each.

    >>> argwhere([2, 3])
    (None, 2)
    """
    return listed_places(input, "torch")


@op(("torch.nonzero_static", "torch.Tensor.nonzero_static"), least={"size": 0})
def nonzero_static(input, *, size, fill_value=-1, out=None):
    """Give the indices of so many elements that are not 0, one row each; missing ones are filled in.

    >>> nonzero_static([2, 3], size=4)
    (4, 2)
    >>> nonzero_static([2, 3], size=-1)
    SHP707
    """
    rank = shape_of(input).rank
    return Tensor(Shape((size_in(size), UNKNOWN if rank is None else rank)), "torch", "int")


@op("torch.unravel_index")
def unravel_index(indices, shape):
    """Give the coordinates that places in a flattened tensor have: a tensor for each of its axes.

    >>> unravel_index(ints[5], (2, 3))
    ((5,), (5,))
    >>> unravel_index(ints[5, 2], 6)
    ((5, 2),)
    >>> unravel_index(ints[5], (2, -3))
    SHP707
    """
    sizes = target_sizes(shape)
    if sizes is None:
        return UNKNOWN
    require_at_least(1 if less(0, shape_of(indices).numel()) else 0, "a size", sizes)
    return (Tensor(shape_of(indices), "torch", "int"),) * len(sizes)
