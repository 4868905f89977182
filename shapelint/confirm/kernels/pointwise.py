"""Functions of every number by itself, and new arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from shapelint.confirm.kernels.registry import Array, op

_FUNCTIONS: Final[dict[str, Callable[[Array], Array]]] = {
    "abs": np.abs,
    "ceil": np.ceil,
    "cos": np.cos,
    "exp": np.exp,
    "floor": np.floor,
    "log": np.log,
    "log1p": np.log1p,
    "round": np.round,
    "sign": np.sign,
    "sin": np.sin,
    "sqrt": np.sqrt,
    "square": np.square,
}


def _declare(name: str, function: Callable[[Array], Array]) -> None:
    op(f"torch.{name}", f"keras.ops.{name}", f"tf.{name}")(lambda x: function(x))


for _name, _function in _FUNCTIONS.items():
    _declare(_name, _function)


def _sizes(size: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple(size[0]) if len(size) == 1 and isinstance(size[0], tuple | list) else size


@op("torch.zeros")
def zeros(*size: Any) -> Array:
    """Zeros, of sizes one by one or in a row."""
    return np.zeros(_sizes(size), np.float32)


@op("torch.ones")
def ones(*size: Any) -> Array:
    """Ones, of sizes one by one or in a row."""
    return np.ones(_sizes(size), np.float32)


@op("keras.ops.zeros", "tf.zeros")
def zeros_in(shape: Sequence[int]) -> Array:
    """Zeros."""
    return np.zeros(tuple(shape), np.float32)


@op("keras.ops.ones", "tf.ones")
def ones_in(shape: Sequence[int]) -> Array:
    """Ones."""
    return np.ones(tuple(shape), np.float32)
