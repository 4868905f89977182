"""Layers that only reshape."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.shared.axes import flattened
from shapelint.rules.torch.views import unflattened


@layer("torch.nn.Flatten")
def flatten_layer(start_dim=1, end_dim=-1, *, input):
    """Make one axis of all behind the batch.

    >>> Flatten()([2, 3, 4, 5])
    (2, 60)
    >>> Flatten(0)([2, 3])
    (6,)
    >>> Flatten(1, 2)([2, 3, 4, 5])
    (2, 12, 5)
    >>> Flatten(-2)([2, 3, 4])
    (2, 12)
    >>> Flatten(0)([])
    (1,)
    >>> Flatten(2)([2, 3])
    SHP502
    >>> Flatten(2, 1)([2, 3, 4])
    SHP502
    """
    return flattened(input, start_dim, end_dim)


@layer("torch.nn.Unflatten")
def unflatten_layer(dim, unflattened_size, *, input):
    """Make several axes of one.

    >>> Unflatten(1, (3, 4))([2, 12])
    (2, 3, 4)
    >>> Unflatten(-2, (2, -1))([3, 6, 5])
    (3, 2, 3, 5)
    >>> Unflatten(1, (3, 5))([2, 12])
    SHP501
    >>> Unflatten(2, (3, 4))([2, 12])
    SHP502
    """
    return unflattened(input, dim, unflattened_size)
