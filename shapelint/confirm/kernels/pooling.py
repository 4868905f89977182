"""Pooling: the largest number or the mean of every window, of windows of one size or of one number of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from shapelint.confirm.kernels.convolution import around, padded, several, windows
from shapelint.confirm.kernels.registry import Array, Weights, layer, op


def _pooled(x: Array, size: Any, stride: Any, padding: Any, rank: int, most: bool) -> Array:
    extent = several(size, rank)
    steps = extent if stride is None or stride == () else several(stride, rank)
    before, behind = around(padding, extent, steps, (1,) * rank, x.shape[-rank:])
    inner = tuple(range(-rank, 0))
    seen = windows(padded(x, before, behind, -np.inf if most else 0.0), extent, steps, (1,) * rank)
    return seen.max(inner) if most else seen.mean(inner)


def _torch_pooling(weights: Weights, made: Mapping[str, Any], x: Array, rank: int, most: bool) -> Array:
    """(N?, C, *spatial) to (N?, C, *positions)."""
    if made["ceil_mode"] or several(made.get("dilation", 1), rank) != (1,) * rank:
        raise NotImplementedError("ceil_mode and dilation have no reference kernel")
    return _pooled(x, made["kernel_size"], made["stride"], made["padding"], rank, most)


def _keras_pooling(weights: Weights, made: Mapping[str, Any], x: Array, rank: int, most: bool) -> Array:
    """(N, *spatial, C) to (N, *positions, C)."""
    if x.ndim != rank + 2:
        raise ValueError(f"expected {rank + 2} axes, got {x.shape}")
    if made["data_format"] == "channels_first" or (made["padding"] == "same" and not most):
        raise NotImplementedError("channels_first, and means at a border, have no reference kernel")
    pooled = _pooled(np.moveaxis(x, -1, 1), made["pool_size"], made["strides"], made["padding"], rank, most)
    return np.moveaxis(pooled, 1, -1)


def _keras_global(weights: Weights, made: Mapping[str, Any], x: Array, rank: int, most: bool) -> Array:
    """(N, *spatial, C) to (N, C)."""
    if x.ndim != rank + 2:
        raise ValueError(f"expected {rank + 2} axes, got {x.shape}")
    if made["data_format"] == "channels_first":
        raise NotImplementedError("channels_first has no reference kernel")
    axes = tuple(range(1, rank + 1))
    return x.max(axes, keepdims=made["keepdims"]) if most else x.mean(axes, keepdims=made["keepdims"])


def adaptive(x: Array, output_size: Any, rank: int, most: bool) -> Array:
    """(N?, C, *spatial) to (N?, C, *output_size).

    Window i of n on an axis of L numbers goes from floor(i*L/n) to ceil((i + 1)*L/n).
    """
    if x.ndim not in (rank + 1, rank + 2):
        raise ValueError(f"expected {rank + 1} or {rank + 2} axes, got {x.shape}")
    wanted = (output_size,) * rank if isinstance(output_size, int | None) else tuple(output_size)
    for axis, count in zip(range(-rank, 0), wanted, strict=True):
        if count is not None:
            x = np.stack([_part(x, axis, at, count, most) for at in range(count)], axis=axis)
    return x


def _part(x: Array, axis: int, at: int, count: int, most: bool) -> Array:
    length = x.shape[axis]
    window = np.take(x, range(at * length // count, -(-(at + 1) * length // count)), axis=axis)
    return window.max(axis) if most else window.mean(axis)


def _torch_adaptive(weights: Weights, made: Mapping[str, Any], x: Array, rank: int, most: bool) -> Array:
    if made.get("return_indices"):
        raise NotImplementedError("return_indices has no reference kernel")
    return adaptive(x, made["output_size"], rank, most)


for _name, _most in (("Max", True), ("Average", False)):
    for _rank in (1, 2, 3):
        short = "Avg" if _name == "Average" else _name
        layer(f"torch.nn.{short}Pool{_rank}d")(partial(_torch_pooling, rank=_rank, most=_most))
        layer(f"torch.nn.Adaptive{short}Pool{_rank}d")(partial(_torch_adaptive, rank=_rank, most=_most))
        layer(f"keras.layers.{_name}Pooling{_rank}D")(partial(_keras_pooling, rank=_rank, most=_most))
        layer(f"keras.layers.Global{_name}Pooling{_rank}D")(partial(_keras_global, rank=_rank, most=_most))
for _rank in (1, 2, 3):
    op(f"torch.nn.functional.adaptive_avg_pool{_rank}d")(partial(adaptive, rank=_rank, most=False))
