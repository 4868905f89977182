"""What is applied to every number by itself, and softmax."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from shapelint.confirm.kernels.registry import Array, Weights, layer, op


@op("torch.relu", "torch.nn.functional.relu", "keras.activations.relu", "keras.ops.relu", "tf.nn.relu")
def relu(x: Array) -> Array:
    """The positive part."""
    return np.maximum(x, 0)


@op("torch.sigmoid", "tf.sigmoid", "keras.ops.sigmoid", "keras.activations.sigmoid")
def sigmoid(x: Array) -> Array:
    """Between 0 and 1."""
    return 1 / (1 + np.exp(-x))


@op("torch.tanh", "tf.tanh", "keras.ops.tanh", "keras.activations.tanh")
def tanh(x: Array) -> Array:
    """Between -1 and 1."""
    return np.tanh(x)


@op("keras.activations.softmax", "keras.ops.softmax", "tf.nn.softmax")
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


_ERF: Final = np.vectorize(math.erf, otypes=[np.float32])
_SELU: Final = 1.0507009873554805, 1.6732632423543772


def elu(x: Array, alpha: float = 1.0) -> Array:
    """Below 0 an exponential that ends at -alpha."""
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def leaky(x: Array, slope: float) -> Array:
    """Below 0 a line of another slope."""
    return np.where(x > 0, x, slope * x)


def gelu(x: Array) -> Array:
    """Weighed by the chance that a normal number is smaller."""
    return x * (1 + _ERF(x / math.sqrt(2))) / 2


def softplus(x: Array) -> Array:
    """A smooth positive part."""
    return np.logaddexp(0, x)


_PLAIN: Final[dict[str, Callable[[Array], Array]]] = {
    "linear": lambda x: x,
    "relu": relu,
    "relu6": lambda x: np.clip(x, 0, 6),
    "sigmoid": sigmoid,
    "tanh": tanh,
    "elu": elu,
    "selu": lambda x: _SELU[0] * elu(x, _SELU[1]),
    "gelu": gelu,
    "silu": lambda x: x * sigmoid(x),
    "softplus": softplus,
    "softsign": lambda x: x / (1 + np.abs(x)),
    "mish": lambda x: x * np.tanh(softplus(x)),
    "hard_sigmoid": lambda x: np.clip(x + 3, 0, 6) / 6,
    "hard_silu": lambda x: x * np.clip(x + 3, 0, 6) / 6,
    "log_sigmoid": lambda x: -softplus(-x),
}
_BY_NAME: Final[dict[str, Callable[[Array], Array]]] = {
    **_PLAIN,
    "swish": _PLAIN["silu"],
    "exponential": np.exp,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "leaky_relu": lambda x: leaky(x, 0.2),
}


def activated(name: Any, x: Array) -> Array:
    """An activation by its name, or itself.  Raises NotImplementedError for one that has no kernel."""
    if name is None:
        return x
    if callable(name):
        return name(x)
    if name not in _BY_NAME:
        raise NotImplementedError(f"the activation {name!r} has no reference kernel")
    return _BY_NAME[name](x)


# --- as layers -------------------------------------------------------------------------------------------------------

_OF_TORCH: Final = {
    "ReLU": "relu",
    "ReLU6": "relu6",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "SELU": "selu",
    "SiLU": "silu",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Mish": "mish",
    "Hardsigmoid": "hard_sigmoid",
    "Hardswish": "hard_silu",
    "LogSigmoid": "log_sigmoid",
}


def _declare(name: str, function: Callable[[Array], Array]) -> None:
    layer(f"torch.nn.{name}")(lambda weights, made, x: function(x))


for _name, _plain in _OF_TORCH.items():
    _declare(_name, _PLAIN[_plain])


@layer("torch.nn.GELU")
def gelu_layer(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    if made["approximate"] != "none":
        raise NotImplementedError("approximate has no reference kernel")
    return gelu(x)


@layer("torch.nn.ELU")
def elu_layer(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    return elu(x, made["alpha"])


@layer("torch.nn.LeakyReLU", "keras.layers.LeakyReLU")
def leaky_layer(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    return leaky(x, made["negative_slope"])


@layer("torch.nn.Softmax")
def softmax_layer(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    return softmax(x, made["dim"])


@layer("torch.nn.LogSoftmax")
def log_softmax_layer(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    return log_softmax(x, made["dim"])


@layer("keras.layers.Activation")
def keras_activation(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    return activated(made["activation"], x)


@layer("keras.layers.ReLU")
def keras_relu(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    most = np.inf if made["max_value"] is None else made["max_value"]
    if made["threshold"]:
        raise NotImplementedError("a threshold has no reference kernel")
    return np.minimum(leaky(x, made["negative_slope"]), most)


@layer("keras.layers.ELU")
def keras_elu(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    return elu(x, made["alpha"])


@layer("keras.layers.Softmax")
def keras_softmax(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is."""
    return softmax(x, made["axis"])


# --- what does nothing unless it is trained --------------------------------------------------------------------------


@layer(
    "torch.nn.Identity",
    *(f"torch.nn.{name}" for name in ("Dropout", "AlphaDropout", "FeatureAlphaDropout")),
    *(
        f"keras.layers.{name}"
        for name in (
            "Identity",
            "Dropout",
            "AlphaDropout",
            "GaussianDropout",
            "GaussianNoise",
            "ActivityRegularization",
        )
    ),
)
def untouched(weights: Weights, made: Mapping[str, Any], x: Array, training: Any = None) -> Array:
    """As it is."""
    return x
