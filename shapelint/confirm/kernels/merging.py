"""Joining, stacking, multiplying and attending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from shapelint.confirm.kernels.registry import Array, Weights, layer, op


@op("torch.cat")
def concatenated(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Tensors one behind the other along an axis."""
    return np.concatenate(tensors, axis=dim)


@op("torch.stack")
def stacked(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Tensors along a new axis."""
    return np.stack(tensors, axis=dim)


@op("torch.matmul", "torch.Tensor.matmul", "tf.matmul", "keras.ops.matmul")
def multiplied(a: Array, b: Array) -> Array:
    """(*batch, n, m) times (*batch, m, p)."""
    return np.matmul(a, b)


@op("torch.add", "keras.ops.add", "tf.add")
def added(x: Array, y: Array) -> Array:
    """Two arrays, broadcast."""
    return np.add(x, y)


@op("torch.mul", "keras.ops.multiply", "tf.multiply")
def times(x: Array, y: Array) -> Array:
    """Two arrays, broadcast."""
    return np.multiply(x, y)


@op("keras.backend.dot")
def summed_product(x: Array, y: Array) -> Array:
    """(*a, n) times (*b, n, m) to (*a, *b, m): every row of the left meets every matrix of the right."""
    return np.dot(x, y)


def _aligned(inputs: Sequence[Array]) -> list[Array]:
    """Samples of fewer axes get axes of one number behind their batch, as Keras gives them."""
    rank = max(each.ndim for each in inputs)
    return [each.reshape(each.shape[0], *(1,) * (rank - each.ndim), *each.shape[1:]) for each in inputs]


@layer("keras.layers.Add")
def keras_add(weights: Weights, made: Mapping[str, Any], inputs: Sequence[Array]) -> Array:
    """The sum of inputs, broadcast sample by sample."""
    return reduce(np.add, _aligned(inputs))


@layer("keras.layers.Multiply")
def keras_multiply(weights: Weights, made: Mapping[str, Any], inputs: Sequence[Array]) -> Array:
    """The product of inputs, broadcast sample by sample."""
    return reduce(np.multiply, _aligned(inputs))


@layer("keras.layers.Concatenate")
def keras_concatenate(weights: Weights, made: Mapping[str, Any], inputs: Sequence[Array]) -> Array:
    """Inputs one behind the other along an axis."""
    return np.concatenate(inputs, axis=made["axis"])


@layer("keras.layers.Dot")
def keras_dot(weights: Weights, made: Mapping[str, Any], inputs: Sequence[Array]) -> Array:
    """The products of two inputs, summed over one axis of each, sample by sample."""
    axes = made["axes"]
    left, right = (axes, axes) if isinstance(axes, int) else axes
    if made["normalize"]:
        raise NotImplementedError("normalize has no reference kernel")
    made_of = [np.tensordot(one, other, (left - 1, right - 1)) for one, other in zip(*inputs, strict=True)]
    result = np.stack(made_of)
    return result[:, None] if result.ndim == 1 else result
