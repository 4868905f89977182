"""The same elements in another shape."""

from __future__ import annotations

from dataclasses import replace

from shapelint.rules.fixes import instead
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, expanded, flattened, squeezed
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.shared.reshaping import reshaped
from shapelint.rules.shared.strides import Gap, packed_again, viewed
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, External, Strides, Tensor, Value, shape_of
from shapelint.sizes import Shape


@op("torch.Tensor.view")
def view(input, *shape, size=None, dtype=None):
    """See the elements in another shape; one size may be -1, and no element may have to move.

    >>> [2, 3, 4].view(2, 12)
    (2, 12)
    >>> [2, 3, 4].view((-1, 4))
    (6, 4)
    >>> [2, 3, 4].contiguous().transpose(0, 1).view(3, 2, 2, 2)
    (3, 2, 2, 2)
    >>> [2, 3, 4].view(5, -1)
    SHP501
    >>> [2, 3, 4].view(-1, -1)
    SHP501
    >>> [2, 3, 4].contiguous().transpose(1, 2).view(2, -1)
    SHP507
    """
    if dtype is not None or (len(shape) == 1 and isinstance(shape[0], External)):
        return UNKNOWN_SHAPE
    return _seen_as(input, reshaped(input, row(shape, size)))


@op("torch.Tensor.view_as")
def view_as(input, other):
    """See the elements in the shape of another tensor.

    >>> [2, 6].view_as([3, 4])
    (3, 4)
    >>> [2, 6].view_as([3, 5])
    SHP501
    >>> [2, 6].contiguous().t().view_as([3, 4])
    SHP507
    """
    return _seen_as(input, reshaped(input, shape_of(other)), "reshape_as")


def _seen_as(input: Value, shape: Shape, copying: str = "reshape") -> Tensor:
    """The memory of a tensor under another shape; copying: the method that copies where it has to.

    Raises Mismatch SHP507 where a copy is certainly needed.
    """
    strides = viewed(input, shape)
    if not isinstance(strides, Gap):
        return _kept(input, shape, strides)
    raise Mismatch(
        "SHP507",
        "{old} cannot be seen as {new}: dims {before} and {behind}, which it joins, do not lie in one piece in memory",
        operand=culprit(input),
        help=instead(f"torch.Tensor.{copying}", text=f"{copying} copies where it has to"),
        old=shape_of(input),
        new=shape,
        before=strides.before,
        behind=strides.behind,
    )


def _reshaped(input: Value, target: Value) -> Tensor:
    """A view where there can be one, else a new tensor."""
    shape = reshaped(input, target)
    strides = viewed(input, shape)
    return _kept(input, shape, "packed" if isinstance(strides, Gap) else strides)


def _kept(input: Value, shape: Shape, strides: Strides) -> Tensor:
    """With the content of a shape-like tensor that stays one."""
    if not isinstance(input, Tensor):
        return Tensor(shape, "torch")
    content = input.content if isinstance(input.content, tuple) and shape.rank == 1 else None
    return Tensor(shape, "torch", input.dtype, content, strides=strides)


@op("torch.Tensor.reshape")
def reshape_method(input, *args, shape=None):
    """Give the elements another shape; one size may be -1.

    >>> [2, 3, 4].reshape(6, 4)
    (6, 4)
    >>> [2, 3, 4].reshape(shape=(4, -1))
    (4, 6)
    >>> [2, 3, 4].reshape((1, -1))
    (1, 24)
    >>> [2, 3, 4].reshape(5, 5)
    SHP501
    """
    return _reshaped(input, row(args, shape))


@op("torch.reshape")
def reshape(input, shape):
    """Give the elements another shape; one size may be -1.

    >>> reshape([2, 3, 4], (2, -1))
    (2, 12)
    >>> reshape([], (1, 1))
    (1, 1)
    >>> reshape([2, 3, 4], (7,))
    SHP501
    """
    return _reshaped(input, row((shape,)))


@op("torch.Tensor.reshape_as")
def reshape_as(input, other):
    """Give the elements the shape of another tensor.

    >>> [2, 6].reshape_as([3, 4])
    (3, 4)
    >>> [2, 6].reshape_as([3, 5])
    SHP501
    """
    return _reshaped(input, shape_of(other))


@op(("torch.flatten", "torch.Tensor.flatten"))
def flatten(input, start_dim=0, end_dim=-1):
    """Make one axis of the axes from `start_dim` to `end_dim`, included.

    >>> flatten([2, 3, 4])
    (24,)
    >>> [2, 3, 4].flatten(1)
    (2, 12)
    >>> flatten([2, 3, 4, 5], 1, 2)
    (2, 12, 5)
    >>> flatten([2, 3, 4, 5], start_dim=-3, end_dim=-2)
    (2, 12, 5)
    >>> flatten([])
    (1,)
    >>> flatten([2, 3], 2)
    SHP502
    >>> flatten([2, 3], 1, 0)
    SHP502
    """
    return _reshaped(input, flattened(input, start_dim, end_dim))


@op(("torch.ravel", "torch.Tensor.ravel"))
def ravel(input):
    """Make one axis of all.

    >>> ravel([2, 3])
    (6,)
    """
    packed = replace(input, strides=packed_again(input)) if isinstance(input, Tensor) else input
    return _reshaped(packed, flattened(input))


@op(("torch.unflatten", "torch.Tensor.unflatten"))
def unflatten(input, dim, sizes):
    """Make several axes of one; one size may be -1.

    >>> unflatten([2, 12], 1, (3, 4))
    (2, 3, 4)
    >>> [2, 12, 5].unflatten(-2, (3, -1))
    (2, 3, 4, 5)
    >>> unflatten([2, 12], dim=1, sizes=(2, 2, 3))
    (2, 2, 2, 3)
    >>> unflatten([2, 12], 1, (5, -1))
    SHP501
    >>> unflatten([2, 12], 2, (3, 4))
    SHP502
    """
    return _reshaped(input, unflattened(input, dim, sizes))


def unflattened(input: Value, dim: Value, sizes: Value) -> Shape:
    """The shape with one axis made several.

    Raises Mismatch SHP501, or SHP502.
    """
    place = check_axis(input, dim, name="dim", least=0)
    shape = shape_of(input)
    if not is_int(dim):
        return UNKNOWN_SHAPE
    inner = reshaped(Shape((shape.axis(dim),)), sizes)
    if inner.open:
        return UNKNOWN_SHAPE
    if place is None:
        if dim >= 0 or -dim > len(shape.dims):
            return UNKNOWN_SHAPE
        place = len(shape.dims) + dim
    return Shape((*shape.dims[:place], *inner.dims, *shape.dims[place + 1 :]), shape.open)


@op(("torch.squeeze", "torch.Tensor.squeeze", "torch.Tensor.squeeze_"))
def squeeze(input, dim=None):
    """Drop axes of size 1: all, or those named, where one of another size stays.

    >>> squeeze([2, 1, 3, 1])
    (2, 3)
    >>> [2, 1, 3].squeeze(1)
    (2, 3)
    >>> squeeze([2, 1, 3], 0)
    (2, 1, 3)
    >>> [1, 2, 1, 3].squeeze((0, -2))
    (2, 3)
    >>> squeeze([2, 3], 2)
    SHP502
    >>> squeeze([1, 3], (0, 0))
    SHP502
    """
    return _reshaped(input, squeezed(input, dim, strict=False))


@op(("torch.unsqueeze", "torch.Tensor.unsqueeze", "torch.Tensor.unsqueeze_"))
def unsqueeze(input, dim):
    """Add an axis of size 1.

    >>> unsqueeze([2, 3], 1)
    (2, 1, 3)
    >>> [2, 3].unsqueeze(-1)
    (2, 3, 1)
    >>> unsqueeze([], 0)
    (1,)
    >>> unsqueeze([2, 3], 3)
    SHP502
    """
    return _reshaped(input, expanded(input, dim, name="dim")) if is_int(dim) else UNKNOWN
