"""Taking and putting elements by index."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.advice import advise_pool_first
from shapelint.rules.shared.elementwise import broadcasted, in_place
from shapelint.rules.shared.indexing import content_at, indexed, strides_at
from shapelint.rules.values import UNKNOWN, SliceOf, Tensor, Value, shape_of
from shapelint.sizes import Shape, equal


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
    >>> [4, 5][4]
    SHP506
    >>> [4, 5][0, 0, 0]
    SHP506
    """
    axis = _last_of(index)
    if axis is not None:
        advise_pool_first(input, axis, "the last is kept", machine)
    shape = indexed(input, index)
    strides = None if shape.open else strides_at(input, index)
    return Tensor(shape, "torch", input.dtype, content_at(input, index), strides=strides)


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
    >>> [4, 5].__setitem__(0, [4])
    SHP301
    """
    place = indexed(input, index)
    if isinstance(value, Tensor) and not place.open and not value.shape.open:
        _check_fits(place, value)


def _check_fits(place: Shape, value: Tensor) -> None:
    dims = value.shape.dims
    while len(dims) > len(place.dims) and equal(dims[0], 1) is not False:
        dims = dims[1:]
    pairs = zip(dims[::-1], place.dims[::-1], strict=False)
    if len(dims) > len(place.dims) or any(equal(new, 1) is False and equal(new, old) is False for new, old in pairs):
        raise Mismatch(
            "SHP301",
            "{value} cannot be put into {place}",
            operand=value,
            value=value.shape,
            place=place,
        )


@op(("torch.masked_fill", "torch.Tensor.masked_fill"))
def masked_fill(input, mask, value):
    """Fill where the mask holds; tensor and mask stretch to each other.

    >>> masked_fill([2, 3], bools[3], 0.0)
    (2, 3)
    >>> masked_fill([2, 3], bools[2], 0.0)
    SHP301
    """
    return broadcasted(input, mask)


@op("torch.Tensor.masked_fill_")
def masked_fill_in_place(input, mask, value):
    """Fill where the mask holds, which stretches to the tensor.

    >>> [2, 3].masked_fill_(bools[2, 1], 0.0)
    (2, 3)
    >>> [3].masked_fill_(bools[2, 3], 0.0)
    SHP301
    """
    return in_place(input, mask)


@op(("torch.masked_select", "torch.Tensor.masked_select"))
def masked_select(input, mask, *, out=None):
    """Give the elements where the mask holds.

    >>> masked_select([2, 3], bools[3])
    (None,)
    >>> masked_select([2, 3], bools[2])
    SHP301
    """
    broadcasted(input, mask)
    return Shape((UNKNOWN,))


@op(("torch.masked_scatter", "torch.Tensor.masked_scatter", "torch.Tensor.masked_scatter_"))
def masked_scatter(input, mask, source):
    """Put the elements of another tensor where the mask holds.

    >>> masked_scatter([2, 3], bools[2, 3], [6])
    (2, 3)
    """
    return broadcasted(input, mask)


@op(("torch.index_put", "torch.Tensor.index_put", "torch.Tensor.index_put_"))
def index_put(input, indices, values, accumulate=False):
    """Put values at rows of indices.

    >>> index_put([4, 5], (ints[3], ints[3]), [3])
    (4, 5)
    """
    return shape_of(input)


@op(("torch.nonzero", "torch.Tensor.nonzero"))
def nonzero(input, *, out=None, as_tuple=False):
    """Give the indices of what is not 0: one row each, or one vector per axis.

    >>> nonzero([2, 3])
    (None, 2)
    >>> [2, 3].nonzero(as_tuple=True)
    ((None,), (None,))
    """
    rank = shape_of(input).rank
    if as_tuple is True:
        return UNKNOWN if rank is None else (Tensor(Shape((UNKNOWN,)), "torch", "int"),) * max(rank, 1)
    return Tensor(Shape((UNKNOWN, UNKNOWN if rank is None else rank)), "torch", "int")


@op(("torch.argwhere", "torch.Tensor.argwhere"))
def argwhere(input):
    """Give the indices of what is not 0, one row each.

    >>> argwhere([2, 3])
    (None, 2)
    """
    rank = shape_of(input).rank
    return Tensor(Shape((UNKNOWN, UNKNOWN if rank is None else rank)), "torch", "int")
