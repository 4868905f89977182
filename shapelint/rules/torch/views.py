"""The same elements in another shape."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.shared.axes import check_axis, expanded, flattened, squeezed
from shapelint.rules.shared.operands import is_int
from shapelint.rules.shared.reshaping import reshaped
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, External, Tensor, Value, shape_of
from shapelint.sizes import Shape


@op("torch.Tensor.view")
def view(input, *shape, size=None, dtype=None):
    """Give the elements another shape; one size may be -1.

    >>> [2, 3, 4].view(2, 12)
    (2, 12)
    >>> [2, 3, 4].view((-1, 4))
    (6, 4)
    >>> [2, 3, 4].view(5, -1)
    SHP501
    >>> [2, 3, 4].view(-1, -1)
    SHP501
    """
    if dtype is not None or (len(shape) == 1 and isinstance(shape[0], External)):
        return UNKNOWN_SHAPE
    return _kept(input, reshaped(input, row(shape, size)))


@op("torch.Tensor.reshape")
def reshape_method(input, *args, shape=None):
    """Give the elements another shape; one size may be -1.

    >>> [2, 3, 4].reshape(6, 4)
    (6, 4)
    >>> [2, 3, 4].reshape(shape=(4, -1))
    (4, 6)
    >>> [2, 3, 4].reshape(5, 5)
    SHP501
    """
    return _kept(input, reshaped(input, row(args, shape)))


@op("torch.reshape")
def reshape(input, shape):
    """Give the elements another shape; one size may be -1.

    >>> reshape([2, 3, 4], (2, -1))
    (2, 12)
    >>> reshape([2, 3, 4], (7,))
    SHP501
    """
    return _kept(input, reshaped(input, row((shape,))))


def _kept(input: Value, shape: Shape) -> Tensor:
    """With the content of a shape-like tensor that stays one."""
    content = input.content if isinstance(input, Tensor) and isinstance(input.content, tuple) else None
    return Tensor(shape, "torch", input.dtype if isinstance(input, Tensor) else None, content)


def _as_other(name: str) -> None:
    def body(input, other):
        return reshaped(input, shape_of(other))

    body.__doc__ = f"""Give the elements the shape of another tensor.

    >>> [2, 6].{name}([3, 4])
    (3, 4)
    >>> [2, 6].{name}([3, 5])
    SHP501
    """
    op(f"torch.Tensor.{name}")(body)


_as_other("view_as")
_as_other("reshape_as")


@op(("torch.flatten", "torch.Tensor.flatten"))
def flatten(input, start_dim=0, end_dim=-1):
    """Make one axis of the axes from `start_dim` to `end_dim`, included.

    >>> flatten([2, 3, 4])
    (24,)
    >>> [2, 3, 4].flatten(1)
    (2, 12)
    >>> flatten([2, 3, 4, 5], 1, 2)
    (2, 12, 5)
    >>> flatten([2, 3], 2)
    SHP502
    """
    return flattened(input, start_dim, end_dim)


@op(("torch.ravel", "torch.Tensor.ravel"))
def ravel(input):
    """Make one axis of all.

    >>> ravel([2, 3])
    (6,)
    """
    return flattened(input)


@op(("torch.unflatten", "torch.Tensor.unflatten"))
def unflatten(input, dim, sizes):
    """Make several axes of one; one size may be -1.

    >>> unflatten([2, 12], 1, (3, 4))
    (2, 3, 4)
    >>> [2, 12, 5].unflatten(-2, (3, -1))
    (2, 3, 4, 5)
    >>> unflatten([2, 12], 1, (5, -1))
    SHP501
    >>> unflatten([2, 12], 2, (3, 4))
    SHP502
    """
    return unflattened(input, dim, sizes)


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
    >>> squeeze([2, 3], 2)
    SHP502
    """
    return squeezed(input, dim, strict=False)


@op(("torch.unsqueeze", "torch.Tensor.unsqueeze", "torch.Tensor.unsqueeze_"))
def unsqueeze(input, dim):
    """Add an axis of size 1.

    >>> unsqueeze([2, 3], 1)
    (2, 1, 3)
    >>> [2, 3].unsqueeze(-1)
    (2, 3, 1)
    >>> unsqueeze([2, 3], 3)
    SHP502
    """
    return expanded(input, dim, name="dim") if is_int(dim) else UNKNOWN
