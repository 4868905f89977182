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


@layer("torch.nn.L1Loss")
def absolute_error_layer(weights: Weights, made: Mapping[str, Any], input: Array, target: Array) -> Array:
    """Two arrays, broadcast."""
    return absolute_error(input, target, made["reduction"])


@op("torch.nn.functional.huber_loss")
def huber(input: Array, target: Array, reduction: str = "mean", delta: float = 1.0) -> Array:
    """Two arrays, broadcast: squares up to `delta`, straight lines beyond."""
    far = np.abs(input - target)
    return reduced(np.where(far <= delta, far * far / 2, delta * (far - delta / 2)), reduction)


@layer("torch.nn.HuberLoss")
def huber_layer(weights: Weights, made: Mapping[str, Any], input: Array, target: Array) -> Array:
    """Two arrays, broadcast."""
    return huber(input, target, made["reduction"], made["delta"])


@layer("torch.nn.SmoothL1Loss")
def smooth_layer(weights: Weights, made: Mapping[str, Any], input: Array, target: Array) -> Array:
    """Two arrays, broadcast: Huber's loss divided by where its squares end."""
    return huber(input, target, made["reduction"], made["beta"]) / made["beta"]


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


@op("torch.nn.functional.binary_cross_entropy_with_logits")
def cross_entropy_of_logits(input: Array, target: Array, weight: None = None) -> Array:
    """Scores against chances of the same shape."""
    if input.shape != target.shape:
        raise ValueError(f"a target of shape {input.shape} is wanted, got {target.shape}")
    return (np.logaddexp(0, input) - input * target).mean()


@layer("torch.nn.BCEWithLogitsLoss")
def cross_entropy_of_logits_layer(weights: Weights, made: Mapping[str, Any], input: Array, target: Array) -> Array:
    """Scores against chances of the same shape."""
    if made["weight"] is not None or made["pos_weight"] is not None or made["reduction"] != "mean":
        raise NotImplementedError("weights and other reductions have no reference kernel")
    return cross_entropy_of_logits(input, target)


@op("torch.nn.functional.nll_loss")
def likelihood(input: Array, target: Array) -> Array:
    """Logarithms of chances (N, C, ...) against classes (N, ...)."""
    axis = 1 if input.ndim > 1 else 0
    wanted = input.shape[:axis] + input.shape[axis + 1 :]
    if target.shape != wanted:
        raise ValueError(f"classes of shape {wanted} are wanted, got {target.shape}")
    return -np.take_along_axis(input, np.expand_dims(target, axis), axis).mean()


@layer("torch.nn.NLLLoss")
def likelihood_layer(weights: Weights, made: Mapping[str, Any], input: Array, target: Array) -> Array:
    """Logarithms of chances (N, C, ...) against classes (N, ...)."""
    if made["weight"] is not None or made["ignore_index"] != -100 or made["reduction"] != "mean":
        raise NotImplementedError("weights, ignored classes and other reductions have no reference kernel")
    return likelihood(input, target)
