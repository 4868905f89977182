"""Normalising over the batch, over groups of channels, over the last axes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shapelint.confirm.kernels.registry import Array, Weights, divided, layer, op


def standardised(x: Array, axes: tuple[int, ...], eps: float) -> Array:
    """With mean 0 and variance 1 over some axes."""
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + eps)


def _scaled(x: Array, weights: Weights, count: int, wanted: bool) -> Array:
    """Each channel (axis 1) with its own factor and offset."""
    if not wanted:
        return x
    shape = (-1, *(1,) * (x.ndim - 2))
    return x * weights("weight", count).reshape(shape) + weights("bias", count).reshape(shape)


@layer("torch.nn.BatchNorm1d", "torch.nn.BatchNorm2d", "torch.nn.BatchNorm3d")
def batch_norm(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, C, ...) as it is."""
    axes = (0, *range(2, x.ndim))
    if x.shape[1] != made["num_features"]:
        raise ValueError(f"running statistics of {made['num_features']} channels do not fit {x.shape}")
    return _scaled(standardised(x, axes, made["eps"]), weights, made["num_features"], made["affine"])


@layer("torch.nn.GroupNorm", check=divided("num_channels", "num_groups"))
def group_norm(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, C, ...) as it is."""
    if x.shape[1] != made["num_channels"]:
        raise ValueError(f"{made['num_channels']} channels are wanted, got {x.shape}")
    groups = x.reshape(x.shape[0], made["num_groups"], x.shape[1] // made["num_groups"], *x.shape[2:])
    normal = standardised(groups, tuple(range(2, groups.ndim)), made["eps"]).reshape(x.shape)
    return _scaled(normal, weights, made["num_channels"], made["affine"])


@layer("torch.nn.LayerNorm")
def layer_norm(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(*batch, *normalized_shape) as it is."""
    shape = made["normalized_shape"]
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    if x.shape[-len(shape) :] != shape:
        raise ValueError(f"an input that ends in {shape} is wanted, got {x.shape}")
    normal = standardised(x, tuple(range(-len(shape), 0)), made["eps"])
    return normal * weights("weight", *shape) + weights("bias", *shape) if made["elementwise_affine"] else normal


@layer("torch.nn.InstanceNorm1d", "torch.nn.InstanceNorm2d", "torch.nn.InstanceNorm3d")
def instance_norm(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, C, ...) as it is, each channel of each sample by itself."""
    if x.shape[1] != made["num_features"] and made["affine"]:
        raise ValueError(f"factors of {made['num_features']} channels do not fit {x.shape}")
    return _scaled(standardised(x, tuple(range(2, x.ndim)), made["eps"]), weights, x.shape[1], made["affine"])


@op("torch.nn.functional.layer_norm")
def layer_norm_by_shape(input: Array, normalized_shape: tuple[int, ...]) -> Array:
    """(*batch, *normalized_shape) as it is."""
    if input.shape[-len(normalized_shape) :] != tuple(normalized_shape):
        raise ValueError(f"an input that ends in {normalized_shape} is wanted, got {input.shape}")
    return standardised(input, tuple(range(-len(normalized_shape), 0)), 1e-5)


@layer("keras.layers.LayerNormalization")
def keras_layer_norm(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """As it is, the last axis (or `axis`) with its own factors and offsets."""
    axis = made["axis"] if isinstance(made["axis"], int) else made["axis"][0]
    if axis not in (-1, x.ndim - 1) or not made["scale"] or not made["center"]:
        raise NotImplementedError("other axes have no reference kernel")
    return standardised(x, (-1,), made["epsilon"]) * weights("gamma", x.shape[-1]) + weights("beta", x.shape[-1])


@layer("keras.layers.BatchNormalization")
def keras_batch_norm(weights: Weights, made: Mapping[str, Any], x: Array, training: bool = False) -> Array:
    """As it is, each number of an axis with what is known of it from training."""
    if training or not made["scale"] or not made["center"]:
        raise NotImplementedError("training, and a layer without factors or offsets, have no reference kernel")
    axis = made["axis"] if isinstance(made["axis"], int) else made["axis"][0]
    count = x.shape[axis]
    gamma, beta, mean = (weights(name, count) for name in ("gamma", "beta", "moving_mean"))
    variance = np.abs(weights("moving_variance", count))
    shape = [1] * x.ndim
    shape[axis] = count
    factor = (gamma / np.sqrt(variance + made["epsilon"])).reshape(shape)
    return (x - mean.reshape(shape)) * factor + beta.reshape(shape)


@layer("torch.nn.RMSNorm")
def rms_norm(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(*batch, *normalized_shape) as it is, its squares with mean 1."""
    shape = made["normalized_shape"]
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    if x.shape[-len(shape) :] != shape:
        raise ValueError(f"an input that ends in {shape} is wanted, got {x.shape}")
    eps = np.finfo(np.float32).eps if made["eps"] is None else made["eps"]
    normal = x / np.sqrt((x * x).mean(tuple(range(-len(shape), 0)), keepdims=True) + eps)
    return normal * weights("weight", *shape) if made["elementwise_affine"] else normal
