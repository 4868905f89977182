"""Convolution and pooling: every position of a window, and what is done with the numbers in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from shapelint.confirm.kernels.activations import activated
from shapelint.confirm.kernels.registry import Array, Weights, layer, op


def several(value: Any, count: int) -> tuple[int, ...]:
    """A number for each of `count` axes."""
    return (value,) * count if isinstance(value, int) else tuple(value)


def windows(x: Array, size: Sequence[int], stride: Sequence[int], dilation: Sequence[int]) -> Array:
    """(N, C, *spatial) to (N, C, *positions, *size)."""
    rank = len(size)
    axes = tuple(range(x.ndim - rank, x.ndim))
    extent = tuple(dilated * (one - 1) + 1 for one, dilated in zip(size, dilation, strict=True))
    found: Array = sliding_window_view(x, extent, axis=axes)
    steps = tuple(slice(None, None, step) for step in stride)
    inner = tuple(slice(None, None, step) for step in dilation)
    return found[(..., *steps, *inner)]


def padded(x: Array, before: Sequence[int], behind: Sequence[int], value: float = 0.0) -> Array:
    """With numbers around the last axes."""
    free = [(0, 0)] * (x.ndim - len(before))
    return np.pad(x, [*free, *zip(before, behind, strict=True)], constant_values=value)


def convolve(x: Array, weight: Array, stride: Sequence[int], dilation: Sequence[int], groups: int) -> Array:
    """(N, C, *spatial), padded, with a weight (O, C/groups, *size) to (N, O, *positions)."""
    rank = weight.ndim - 2
    seen = windows(x, weight.shape[2:], stride, dilation)
    parts = zip(np.split(seen, groups, axis=1), np.split(weight, groups), strict=True)
    axes = [1, *range(2 + rank, 2 + 2 * rank)], [1, *range(2, 2 + rank)]
    made = [np.moveaxis(np.tensordot(part, kernel, axes), -1, 1) for part, kernel in parts]
    return np.concatenate(made, axis=1)


def _torch_convolution(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    size = several(made["kernel_size"], rank)
    stride, dilation = several(made["stride"], rank), several(made["dilation"], rank)
    before, behind = _around(made["padding"], size, (1,) * rank, dilation, x.shape[-rank:])
    out, groups = made["out_channels"], made["groups"]
    weight = weights("weight", out, made["in_channels"] // groups, *size)
    batched = x if x.ndim == rank + 2 else x[None]
    if batched.ndim != rank + 2:
        raise ValueError(f"expected {rank + 1} or {rank + 2} axes, got {x.shape}")
    result = convolve(padded(batched, before, behind), weight, stride, dilation, groups)
    if made["bias"]:
        result = result + weights("bias", out).reshape(-1, *(1,) * rank)
    return result if x.ndim == rank + 2 else result[0]


@layer("torch.nn.Conv1d")
def conv1d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N?, C, L) to (N?, O, L2)."""
    return _torch_convolution(weights, made, x, 1)


@layer("torch.nn.Conv2d")
def conv2d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N?, C, H, W) to (N?, O, H2, W2)."""
    return _torch_convolution(weights, made, x, 2)


@layer("torch.nn.Conv3d")
def conv3d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N?, C, D, H, W) to (N?, O, D2, H2, W2)."""
    return _torch_convolution(weights, made, x, 3)


def _around(
    padding: Any, size: Sequence[int], stride: Sequence[int], dilation: Sequence[int], spatial: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The padding before and behind each axis."""
    rank = len(size)
    if not isinstance(padding, str):
        both = several(padding, rank)
        return both, both
    if padding.lower() == "valid":
        return (0,) * rank, (0,) * rank
    if padding == "causal":
        return tuple(dilated * (one - 1) for one, dilated in zip(size, dilation, strict=True)), (0,) * rank
    missing = [
        max((-(-length // step) - 1) * step + dilated * (one - 1) + 1 - length, 0)
        for length, one, step, dilated in zip(spatial, size, stride, dilation, strict=True)
    ]
    return tuple(each // 2 for each in missing), tuple(each - each // 2 for each in missing)


def channels_last(x: Array, weight: Array, stride: Sequence[int], padding: Any, dilation: Sequence[int]) -> Array:
    """(N, *spatial, C) with a weight (*size, C, O) to (N, *positions, O)."""
    size = weight.shape[:-2]
    if x.ndim != len(size) + 2:
        raise ValueError(f"an input of {len(size) + 2} axes is wanted by a kernel {weight.shape}, got {x.shape}")
    before, behind = _around(padding, size, stride, dilation, x.shape[1:-1])
    turned = np.moveaxis(weight, (-1, -2), (0, 1))
    result = convolve(padded(np.moveaxis(x, -1, 1), before, behind), turned, stride, dilation, 1)
    return np.moveaxis(result, 1, -1)


def _keras_convolution(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    if made["groups"] != 1 or made["data_format"] == "channels_first":
        raise NotImplementedError("groups and channels_first have no reference kernel")
    kernel = weights("kernel", *several(made["kernel_size"], rank), x.shape[-1], made["filters"])
    stride, dilation = several(made["strides"], rank), several(made["dilation_rate"], rank)
    result = channels_last(x, kernel, stride, made["padding"], dilation)
    if made["use_bias"]:
        result = result + weights("bias", made["filters"])
    return activated(made["activation"], result)


@layer("keras.layers.Conv1D")
def keras_conv1d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, L, C) to (N, L2, filters)."""
    return _keras_convolution(weights, made, x, 1)


@layer("keras.layers.Conv2D")
def keras_conv2d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, H, W, C) to (N, H2, W2, filters)."""
    return _keras_convolution(weights, made, x, 2)


@op("tf.nn.conv1d")
def tf_conv1d(
    input: Array, filters: Array, stride: int = 1, padding: str = "VALID", data_format: str = "NWC", dilations: int = 1
) -> Array:
    """(N, L, C) with filters (width, C, O) to (N, L2, O)."""
    if filters.ndim != 3:
        raise ValueError(f"filters of 3 axes (width, in_channels, out_channels) are wanted, got {filters.shape}")
    return channels_last(input, filters, (stride,), padding, (dilations or 1,))


# --- pooling -------------------------------------------------------------------------------------------------------


def _pooled(x: Array, size: Any, stride: Any, padding: Any, rank: int, most: bool) -> Array:
    extent = several(size, rank)
    steps = extent if stride is None or stride == () else several(stride, rank)
    before, behind = _around(padding, extent, steps, (1,) * rank, x.shape[-rank:])
    inner = tuple(range(-rank, 0))
    seen = windows(padded(x, before, behind, -np.inf if most else 0.0), extent, steps, (1,) * rank)
    return seen.max(inner) if most else seen.mean(inner)


def _torch_pooling(made: Mapping[str, Any], x: Array, rank: int, most: bool) -> Array:
    if made["ceil_mode"] or several(made.get("dilation", 1), rank) != (1,) * rank:
        raise NotImplementedError("ceil_mode and dilation have no reference kernel")
    return _pooled(x, made["kernel_size"], made["stride"], made["padding"], rank, most)


@layer("torch.nn.MaxPool1d")
def max_pool1d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N?, C, L) to (N?, C, L2)."""
    return _torch_pooling(made, x, 1, True)


@layer("torch.nn.MaxPool2d")
def max_pool2d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N?, C, H, W) to (N?, C, H2, W2)."""
    return _torch_pooling(made, x, 2, True)


@layer("torch.nn.AvgPool2d")
def average_pool2d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N?, C, H, W) to (N?, C, H2, W2)."""
    return _torch_pooling(made, x, 2, False)


@layer("keras.layers.MaxPooling1D")
def keras_max_pool1d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, L, C) to (N, L2, C)."""
    pooled = _pooled(np.moveaxis(x, -1, 1), made["pool_size"], made["strides"], made["padding"], 1, True)
    return np.moveaxis(pooled, 1, -1)


@layer("keras.layers.MaxPooling2D")
def keras_max_pool2d(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, H, W, C) to (N, H2, W2, C)."""
    pooled = _pooled(np.moveaxis(x, -1, 1), made["pool_size"], made["strides"], made["padding"], 2, True)
    return np.moveaxis(pooled, 1, -1)
