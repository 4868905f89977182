"""Tensors that modules hold: parameters, buffers, and those whose shape is still to be told."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape


def _held(data: Value) -> Tensor:
    if data is None:
        return Tensor(Shape((0,)), "torch", "float")
    return Tensor(shape_of(data), "torch", data.dtype if isinstance(data, Tensor) else "float")


@op("torch.nn.Parameter")
def Parameter(data=None, requires_grad=True):
    """Mark a tensor as one that is learnt.

    >>> Parameter([2, 3])
    (2, 3)
    >>> Parameter([2, 3], requires_grad=False)
    (2, 3)
    >>> Parameter()
    (0,)
    """
    return _held(data)


@op("torch.nn.Buffer")
def Buffer(data=None, *, persistent=True):
    """Mark a tensor as one that a module keeps and does not learn.

    >>> nn.Buffer([2, 3])
    (2, 3)
    >>> nn.Buffer()
    (0,)
    """
    return _held(data)


@op("torch.autograd.Variable")
def Variable(data=None, requires_grad=False, volatile=False):
    """Give the tensor itself: each knows gradients by now.

    >>> torch.autograd.Variable([2, 3])
    (2, 3)
    """
    return _held(data)


@op("torch.nn.UninitializedParameter")
def UninitializedParameter(requires_grad=True, device=None, dtype=None):
    """Make a parameter whose shape is still to be told.

    >>> nn.UninitializedParameter.__name__
    'UninitializedParameter'
    """
    return UNKNOWN_SHAPE


@op("torch.nn.UninitializedBuffer")
def UninitializedBuffer(requires_grad=False, device=None, dtype=None, persistent=True):
    """Make a buffer whose shape is still to be told.

    >>> nn.UninitializedBuffer.__name__
    'UninitializedBuffer'
    """
    return UNKNOWN_SHAPE
