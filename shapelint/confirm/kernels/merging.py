"""Joining, stacking, multiplying and attending."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, Final

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


@op("torch.mm", "torch.Tensor.mm")
def multiplied_matrices(input: Array, mat2: Array) -> Array:
    """(n, m) times (m, p)."""
    if input.ndim != 2 or mat2.ndim != 2:
        raise ValueError(f"two matrices are wanted, got {input.shape} and {mat2.shape}")
    return np.matmul(input, mat2)


@op("torch.einsum")
def torch_einsum(equation: str, *operands: Array) -> Array:
    """Products summed as the equation says."""
    return np.einsum(equation, *(operands[0] if isinstance(operands[0], list | tuple) else operands))


@op("keras.ops.einsum", "tf.einsum")
def einsum(equation: str, *operands: Array) -> Array:
    """Products summed as the equation says."""
    return np.einsum(equation, *operands)


@op("torch.div", "keras.ops.divide", "tf.divide")
def divided_by(x: Array, y: Array) -> Array:
    """Two arrays, broadcast."""
    return np.divide(x, y)


@op("torch.bmm", "torch.Tensor.bmm")
def multiplied_by_sample(input: Array, mat2: Array) -> Array:
    """(b, n, m) times (b, m, p): as many matrices on both sides."""
    if input.ndim != 3 or mat2.ndim != 3 or len(input) != len(mat2):
        raise ValueError(f"as many matrices are wanted on both sides, got {input.shape} and {mat2.shape}")
    return np.matmul(input, mat2)


@op("keras.ops.concatenate", "tf.concat")
def keras_joined(xs: Sequence[Array], axis: int = -1) -> Array:
    """Arrays one behind the other along an axis."""
    return np.concatenate(xs, axis=axis)


@op("keras.ops.stack", "tf.stack")
def keras_stacked(x: Sequence[Array], axis: int = 0) -> Array:
    """Arrays along a new axis."""
    return np.stack(x, axis=axis)


@op("torch.sub", "keras.ops.subtract", "tf.subtract")
def less(x: Array, y: Array) -> Array:
    """Two arrays, broadcast."""
    return np.subtract(x, y)


@op("torch.add", "keras.ops.add", "tf.add")
def added(x: Array, y: Array) -> Array:
    """Two arrays, broadcast."""
    return np.add(x, y)


@op("torch.mul", "keras.ops.multiply", "tf.multiply")
def times(x: Array, y: Array) -> Array:
    """Two arrays, broadcast."""
    return np.multiply(x, y)


@op("keras.backend.dot", "keras.ops.dot")
def summed_product(x: Array, y: Array) -> Array:
    """(*a, n) times (*b, n, m) to (*a, *b, m): every row of the left meets every matrix of the right."""
    return np.dot(x, y)


def _aligned(inputs: Sequence[Array]) -> list[Array]:
    """Samples of fewer axes get axes of one number behind their batch, as Keras gives them."""
    rank = max(each.ndim for each in inputs)
    return [each.reshape(each.shape[0], *(1,) * (rank - each.ndim), *each.shape[1:]) for each in inputs]


_MERGES: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "Add": np.add,
    "Multiply": np.multiply,
    "Maximum": np.maximum,
    "Minimum": np.minimum,
}


def _declare(name: str, merge: Callable[[Array, Array], Array]) -> None:
    def merged(inputs: Sequence[Array]) -> Array:
        return reduce(merge, _aligned(inputs))

    op(f"keras.layers.{name.lower()}")(merged)
    layer(f"keras.layers.{name}")(lambda weights, made, inputs: merged(inputs))


for _name, _merge in _MERGES.items():
    _declare(_name, _merge)


@layer("keras.layers.Subtract")
def keras_subtract(weights: Weights, made: Mapping[str, Any], inputs: Sequence[Array]) -> Array:
    """The first input less the second."""
    one, other = inputs
    return one - other


@layer("keras.layers.Average")
def keras_average(weights: Weights, made: Mapping[str, Any], inputs: Sequence[Array]) -> Array:
    """The mean of inputs, broadcast sample by sample."""
    return reduce(np.add, _aligned(inputs)) / len(inputs)


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
    one, other = inputs
    if one.shape[left] != other.shape[right]:
        raise ValueError(f"{one.shape[left]} on axis {left} meets {other.shape[right]} on axis {right}")
    axes = tuple(axis if axis < 0 else axis - 1 for axis in (left, right))  # of one sample
    made_of = [np.tensordot(*pair, axes) for pair in zip(one, other, strict=True)]
    result = np.stack(made_of)
    return result[:, None] if result.ndim == 1 else result
