"""The same numbers in another shape or order, and sums of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from shapelint.confirm.kernels.registry import Array, Weights, layer, op


@op("torch.Tensor.view", "torch.Tensor.reshape")
def viewed(x: Array, *shape: Any) -> Array:
    """The same numbers, in order, in another shape."""
    return np.reshape(x, shape[0] if len(shape) == 1 else shape)


@op("torch.reshape", "tf.reshape", "keras.ops.reshape")
def reshaped(tensor: Array, shape: Sequence[int]) -> Array:
    """The same numbers, in order, in another shape."""
    return np.reshape(tensor, shape)


@op("torch.chunk", "torch.Tensor.chunk")
def chunked(input: Array, chunks: int, dim: int = 0) -> tuple[Array, ...]:
    """As many pieces of one size as there can be up to that number, the last one perhaps smaller."""
    size = -(-input.shape[dim] // chunks)
    return tuple(np.split(input, range(size, input.shape[dim], size), axis=dim))


@op("torch.transpose", "torch.Tensor.transpose", "torch.swapaxes", "torch.Tensor.swapaxes")
def swapped(x: Array, dim0: int, dim1: int) -> Array:
    """Two axes for each other."""
    return np.swapaxes(x, dim0, dim1)


@op("torch.Tensor.permute")
def permuted(x: Array, *dims: Any) -> Array:
    """All axes in another order."""
    return np.transpose(x, dims[0] if len(dims) == 1 else dims)


@op("torch.squeeze", "torch.Tensor.squeeze")
def squeezed(x: Array, dim: int | None = None) -> Array:
    """Without an axis of one number."""
    if dim is None:
        return np.squeeze(x)
    return np.squeeze(x, dim) if x.shape[dim] == 1 else x


@op("torch.unsqueeze", "torch.Tensor.unsqueeze")
def unsqueezed(x: Array, dim: int) -> Array:
    """With a new axis of one number."""
    return np.expand_dims(x, dim)


@op("torch.flatten", "torch.Tensor.flatten")
def flattened(x: Array, start_dim: int = 0, end_dim: int = -1) -> Array:
    """Neighbouring axes as one."""
    end = end_dim % x.ndim
    return x.reshape(*x.shape[:start_dim], -1, *x.shape[end + 1 :])


@layer("torch.nn.Flatten")
def flatten_layer(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, ...) to (N, n)."""
    return flattened(x, made["start_dim"], made["end_dim"])


@layer("keras.layers.Reshape")
def keras_reshape(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, ...) to (N, *target_shape)."""
    return x.reshape(x.shape[0], *made["target_shape"])


@layer("keras.layers.Flatten")
def keras_flatten(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, ...) to (N, n)."""
    return x.reshape(x.shape[0], -1)


@op("tf.reduce_sum", "keras.ops.sum", "keras.backend.sum")
def summed(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """The sum over some axes."""
    return x.sum(tuple(axis) if isinstance(axis, list | tuple) else axis, keepdims=keepdims)


@op("torch.mean", "torch.Tensor.mean", "tf.reduce_mean", "keras.ops.mean")
def averaged(input: Array, dim: Any = None, keepdim: bool = False) -> Array:
    """The mean over some axes."""
    return input.mean(tuple(dim) if isinstance(dim, list | tuple) else dim, keepdims=keepdim)
