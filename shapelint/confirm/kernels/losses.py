"""Losses, as they are written down in every textbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shapelint.confirm.kernels.activations import log_softmax
from shapelint.confirm.kernels.registry import Array, Weights, layer, op


def reduced(values: Array, reduction: str) -> Array:
    """One number of many, or all of them."""
    if reduction == "none":
        return values
    return values.mean() if reduction == "mean" else values.sum()


@op("torch.nn.functional.mse_loss")
def squared_error(input: Array, target: Array, reduction: str = "mean") -> Array:
    """Two arrays, broadcast."""
    return reduced((input - target) ** 2, reduction)


@layer("torch.nn.MSELoss")
def squared_error_layer(weights: Weights, made: Mapping[str, Any], input: Array, target: Array) -> Array:
    """Two arrays, broadcast."""
    return squared_error(input, target, made["reduction"])


@op("torch.nn.functional.l1_loss")
def absolute_error(input: Array, target: Array, reduction: str = "mean") -> Array:
    """Two arrays, broadcast."""
    return reduced(np.abs(input - target), reduction)


@op("tf.losses.mean_squared_error")
def mean_squared_error(labels: Array, predictions: Array) -> Array:
    """Two arrays, broadcast."""
    return reduced((predictions - labels) ** 2, "mean")


@op("torch.nn.functional.cross_entropy")
def cross_entropy(input: Array, target: Array, reduction: str = "mean") -> Array:
    """Scores (N, C, ...) against classes (N, ...), or against chances of the same shape."""
    axis = 1 if input.ndim > 1 else 0
    chances = log_softmax(input, axis)
    if target.dtype.kind == "f":
        losses = -(chances * target).sum(axis)
        return losses.sum() / (losses.size if reduction == "mean" else 1) if reduction != "none" else losses
    wanted = input.shape[:axis] + input.shape[axis + 1 :]
    if target.shape != wanted:
        raise ValueError(f"classes of shape {wanted} are wanted, got {target.shape}")
    return reduced(-np.take_along_axis(chances, np.expand_dims(target, axis), axis).squeeze(axis), reduction)


@layer("torch.nn.CrossEntropyLoss")
def cross_entropy_layer(weights: Weights, made: Mapping[str, Any], input: Array, target: Array) -> Array:
    """Scores (N, C, ...) against classes (N, ...)."""
    if made["weight"] is not None or made["label_smoothing"] or made["ignore_index"] != -100:
        raise NotImplementedError("weights, smoothing and ignored classes have no reference kernel")
    return cross_entropy(input, target, made["reduction"])


@op("torch.nn.functional.binary_cross_entropy")
def binary_cross_entropy(input: Array, target: Array, weight: None = None, reduction: str = "mean") -> Array:
    """Chances against chances of the same shape."""
    if input.shape != target.shape:
        raise ValueError(f"a target of shape {input.shape} is wanted, got {target.shape}")
    return reduced(-(target * np.log(input) + (1 - target) * np.log(1 - input)), reduction)


@layer("torch.nn.BCELoss")
def binary_cross_entropy_layer(weights: Weights, made: Mapping[str, Any], input: Array, target: Array) -> Array:
    """Chances against chances of the same shape."""
    return binary_cross_entropy(input, target, None, made["reduction"])
