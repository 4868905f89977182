"""Layers around layers: step by step, forwards and backwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shapelint.confirm.kernels.models import parameters
from shapelint.confirm.kernels.registry import Array, Layer, Weights, layer


@layer("keras.layers.TimeDistributed")
def time_distributed(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, steps, ...): a layer on every step by itself."""
    if x.ndim < 3:
        raise ValueError(f"an input of at least 3 axes (batch, steps, ...) is wanted, got {x.shape}")
    found = np.stack([made["layer"](x[:, at]) for at in range(x.shape[1])], axis=1)
    weights.arrays.update(parameters(made["layer"]))
    return found


@layer("keras.layers.Bidirectional")
def bidirectional(weights: Weights, made: Mapping[str, Any], x: Array) -> Any:
    """A recurrent layer, and another one like it from behind."""
    forward, mode = made["layer"], made["merge_mode"]
    if not isinstance(forward, Layer) or made["backward_layer"] is not None or forward.made["return_state"]:
        raise NotImplementedError("states and another layer for the way back have no reference kernel")
    own = {name.partition(".")[2]: array for name, array in weights.arrays.items() if name.startswith("backward.")}
    turned = Layer.like(forward, own, go_backwards=not forward.made["go_backwards"])
    one, other = forward(x), turned(x)
    weights.arrays.update({f"forward.{name}": array for name, array in forward.weights.arrays.items()})
    weights.arrays.update({f"backward.{name}": array for name, array in turned.weights.arrays.items()})
    other = other[:, ::-1] if forward.made["return_sequences"] else other
    if mode == "concat":
        return np.concatenate([one, other], axis=-1)
    merged = {"sum": one + other, "mul": one * other, "ave": (one + other) / 2}
    return merged[mode] if mode is not None else (one, other)
