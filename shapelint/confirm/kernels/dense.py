"""Layers that mix the last axis, and tables of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shapelint.confirm.kernels.activations import activated
from shapelint.confirm.kernels.registry import Array, Weights, layer, op


@layer("torch.nn.Linear")
def linear(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(*batch, in_features) to (*batch, out_features)."""
    size = made["out_features"], made["in_features"]
    return affine(x, weights("weight", *size), weights("bias", size[0]) if made["bias"] else None)


@op("torch.nn.functional.linear")
def affine(input: Array, weight: Array, bias: Array | None = None) -> Array:
    """(*batch, n) times a weight (m, n) to (*batch, m)."""
    result = np.matmul(input, weight.T)
    return result if bias is None else result + bias


@layer("torch.nn.Bilinear")
def bilinear(weights: Weights, made: Mapping[str, Any], left: Array, right: Array) -> Array:
    """(*batch, in1) and (*batch, in2) to (*batch, out)."""
    weight = weights("weight", made["out_features"], made["in1_features"], made["in2_features"])
    result = np.einsum("...i,oij,...j->...o", left, weight, right)
    return result + weights("bias", made["out_features"]) if made["bias"] else result


@layer("torch.nn.Embedding")
def embedding(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """Whole numbers (*batch) to (*batch, embedding_dim)."""
    return weights("weight", made["num_embeddings"], made["embedding_dim"])[x]


@layer("keras.layers.Embedding")
def keras_embedding(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """Whole numbers (*batch) to (*batch, output_dim)."""
    return weights("embeddings", made["input_dim"], made["output_dim"])[x.astype(np.int64)]


@layer("keras.layers.Dense")
def dense(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(*batch, n) to (*batch, units)."""
    result = np.matmul(x, weights("kernel", x.shape[-1], made["units"]))
    if made["use_bias"]:
        result = result + weights("bias", made["units"])
    return activated(made["activation"], result)


@op("torch.nn.functional.embedding")
def looked_up(input: Array, weight: Array) -> Array:
    """Whole numbers (*batch) to rows (*batch, n) of a table."""
    return weight[input]
