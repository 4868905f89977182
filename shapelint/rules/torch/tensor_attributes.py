"""Attributes and methods that every tensor has."""

from __future__ import annotations

from shapelint.rules.form import op, prop
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import is_int, require_axes, require_number
from shapelint.rules.shared.shapes import numbers_of_shape
from shapelint.rules.values import (
    UNKNOWN,
    ListValue,
    Many,
    SomeInt,
    Tensor,
    Value,
    items_of,
    nested,
    row_of,
    shape_of,
)
from shapelint.sizes import Size


@prop("torch.Tensor.shape")
def shape(input):
    """The sizes of all axes.

    >>> [2, 3].shape
    (2, 3)
    >>> [B, 3].shape
    ('B', 3)
    """
    return numbers_of_shape(input)


@op("torch.Tensor.size")
def size(input, dim=None):
    """The sizes of all axes, or of one.

    >>> [2, 3].size()
    (2, 3)
    >>> [2, 3].size(-1)
    3
    >>> [2, 3].size(axis=0)
    2
    >>> [2, 3].size(2)
    SHP502 dim 2 is out of range: (2, 3) has 2 axes
    >>> [].size(0)
    SHP502
    """
    if dim is None:
        return numbers_of_shape(input)
    require_axes("size of an axis", input, "SHP502")
    check_axis(input, dim, name="dim")
    found = shape_of(input).axis(dim) if is_int(dim) else UNKNOWN
    return SomeInt() if found is UNKNOWN else found


@op("torch.Size")
def size_of(sizes=()):
    """A row of sizes.

    >>> torch.Size((2, 3))
    (2, 3)
    >>> torch.Size([2, 3].shape)
    (2, 3)
    >>> torch.Size()
    ()
    """
    items = items_of(sizes)
    return UNKNOWN if items is None else items


def _rank(input: Value) -> Size:
    rank = shape_of(input).rank
    return UNKNOWN if rank is None else rank


@prop("torch.Tensor.ndim")
def ndim(input):
    """The number of axes.

    >>> [2, 3].ndim
    2
    """
    return _rank(input)


@op(("torch.Tensor.dim", "torch.Tensor.ndimension"))
def dim(input):
    """The number of axes.

    >>> [2, 3].dim()
    2
    """
    return _rank(input)


@op(("torch.Tensor.numel", "torch.Tensor.nelement", "torch.numel"))
def numel(input):
    """The number of elements.

    >>> [2, 3].numel()
    6
    >>> [B, 3].numel()
    '3*B'
    """
    return shape_of(input).numel()


@op("torch.Tensor.__len__")
def length(input):
    """The size of the first axis.

    >>> [2, 3].__len__()
    2
    >>> [].__len__()
    SHP101
    """
    require_axes("len", input)
    return shape_of(input).axis(0)


@op("torch.Tensor.item")
def item(input):
    """The one number that the tensor holds.

    >>> [].item()
    None
    >>> [1, 1].item()
    None
    >>> [2].item()
    SHP709
    """
    require_number("item()", input)
    return input.number if isinstance(input, Tensor) else UNKNOWN


@op("torch.Tensor.tolist")
def tolist(input):
    """The numbers as lists.

    >>> [2].tolist()
    (None, None)
    """
    found = shape_of(input)
    if isinstance(input, Tensor) and input.content is not None:
        return ListValue(input.content) if isinstance(input.content, tuple) else input.content
    if found.open:
        return UNKNOWN
    if isinstance(input, Tensor) and input.drawn is not None and found.rank == 1:
        return _drawn(input, found.dims[0])
    return nested(found.dims, input.dtype if isinstance(input, Tensor) else None)


def _drawn(input: Tensor, count: Size) -> ListValue:
    """Numbers by chance, each another one."""
    if isinstance(count, int) and count <= 64:
        return ListValue(tuple(row_of(input).number for _ in range(count)))
    return ListValue(Many(SomeInt(), count))


@op(("torch.Tensor.numpy", "torch.Tensor.__array__"))
def numpy(input, dtype=None, *, force=False):
    """The same as an array.

    >>> [2, 3].numpy()
    (2, 3)
    """
    return _array(input)


def _array(input: Value) -> Tensor:
    content = input.content if isinstance(input, Tensor) else None
    return Tensor(shape_of(input), "numpy", input.dtype if isinstance(input, Tensor) else None, content)


@prop("torch.Tensor.data")
def data(input):
    """The same without gradients.

    >>> [2, 3].data
    (2, 3)
    """
    return input


@prop("torch.Tensor.grad", optional=True)
def grad(input):
    """The gradient, of the tensor's own shape; None where none was computed.

    >>> [2, 3].grad
    (2, 3)
    """
    return Tensor(shape_of(input), "torch", input.dtype if isinstance(input, Tensor) else None)


@op("torch.Tensor.__iter__")
def iterate(input):
    """The places of the first axis.

    >>> [2, 3].__iter__()
    ((3,), (3,))
    >>> [].__iter__()
    SHP101
    """
    require_axes("places to go through", input)
    found = shape_of(input)
    first = found.axis(0)
    each = Tensor(found.drop(0), "torch", input.dtype if isinstance(input, Tensor) else None)
    return (each,) * first if isinstance(first, int) and first <= 64 else Many(each, first)
