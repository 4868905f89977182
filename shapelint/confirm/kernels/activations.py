"""What is applied to every number by itself, and softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from shapelint.confirm.kernels.registry import Array, op


@op("torch.relu")
def relu(x: Array) -> Array:
    """The positive part."""
    return np.maximum(x, 0)


@op("torch.sigmoid", "tf.sigmoid", "keras.ops.sigmoid")
def sigmoid(x: Array) -> Array:
    """Between 0 and 1."""
    return 1 / (1 + np.exp(-x))


@op("torch.tanh", "tf.tanh", "keras.ops.tanh")
def tanh(x: Array) -> Array:
    """Between -1 and 1."""
    return np.tanh(x)


def softmax(x: Array, axis: int = -1) -> Array:
    """Chances along an axis."""
    powers = np.exp(x - x.max(axis, keepdims=True))
    return powers / powers.sum(axis, keepdims=True)


def log_softmax(x: Array, axis: int = -1) -> Array:
    """Logarithms of chances along an axis."""
    shifted = x - x.max(axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


_WHERE: Final = ("torch", "torch.Tensor", "torch.nn.functional")


@op(*(f"{where}.softmax" for where in _WHERE))
def torch_softmax(input: Array, dim: int) -> Array:
    """Chances along an axis."""
    return softmax(input, dim)


@op(*(f"{where}.log_softmax" for where in _WHERE))
def torch_log_softmax(input: Array, dim: int) -> Array:
    """Logarithms of chances along an axis."""
    return log_softmax(input, dim)


_BY_NAME: Final[dict[str, Callable[[Array], Array]]] = {
    "linear": lambda x: x,
    "relu": relu,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "softmax": softmax,
}


def activated(name: str | None, x: Array) -> Array:
    """An activation by its name.  Raises NotImplementedError for one that has no kernel."""
    if name is None:
        return x
    if name not in _BY_NAME:
        raise NotImplementedError(f"the activation {name!r} has no reference kernel")
    return _BY_NAME[name](x)
