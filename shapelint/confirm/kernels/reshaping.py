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


@op("torch.sum", "torch.Tensor.sum")
def torch_summed(input: Array, dim: Any = None, keepdim: bool = False) -> Array:
    """The sum over some axes."""
    return input.sum(tuple(dim) if isinstance(dim, list | tuple) else dim, keepdims=keepdim)


@op("torch.permute")
def permuted_by_row(input: Array, dims: Sequence[int]) -> Array:
    """All axes in another order."""
    return np.transpose(input, dims)


@op("keras.ops.transpose", "tf.transpose")
def keras_transposed(x: Array, axes: Sequence[int] | None = None) -> Array:
    """All axes in another order, or the other way round."""
    return np.transpose(x, axes)


@op("keras.ops.expand_dims", "tf.expand_dims")
def keras_expanded(x: Array, axis: int) -> Array:
    """With a new axis of one number."""
    return np.expand_dims(x, axis)


@op("keras.ops.squeeze", "tf.squeeze")
def keras_squeezed(x: Array, axis: Any = None) -> Array:
    """Without axes of one number."""
    return np.squeeze(x, tuple(axis) if isinstance(axis, list | tuple) else axis)


@op("torch.Tensor.expand")
def expanded(x: Array, *sizes: Any) -> Array:
    """Axes of one number as long as is wanted; -1 leaves one as it is."""
    wanted = tuple(sizes[0] if len(sizes) == 1 and isinstance(sizes[0], tuple | list) else sizes)
    own = (1,) * (len(wanted) - x.ndim) + x.shape
    if len(wanted) < x.ndim:
        raise ValueError(f"{len(wanted)} sizes are fewer than the axes of {x.shape}")
    return np.broadcast_to(x, tuple(had if size == -1 else size for had, size in zip(own, wanted, strict=True)))


@op("torch.split", "torch.Tensor.split")
def split(tensor: Array, split_size: Any, dim: int = 0) -> tuple[Array, ...]:
    """Pieces of one size, or of these sizes."""
    length = tensor.shape[dim]
    if isinstance(split_size, int):
        return tuple(np.split(tensor, range(split_size, length, split_size), axis=dim))
    if sum(split_size) != length:
        raise ValueError(f"the sizes {list(split_size)} sum to {sum(split_size)}, the axis has {length}")
    return tuple(np.split(tensor, np.cumsum(split_size)[:-1], axis=dim))
