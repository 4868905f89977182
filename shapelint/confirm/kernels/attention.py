"""Attention: chances of every key for every query, and the mean of the values that they give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shapelint.confirm.kernels.activations import softmax
from shapelint.confirm.kernels.registry import Array, Weights, divided, layer, op


@op("torch.nn.functional.scaled_dot_product_attention")
def attention(query: Array, key: Array, value: Array, attn_mask: Array | None = None) -> Array:
    """(*batch, L, E), (*batch, S, E) and (*batch, S, V) to (*batch, L, V)."""
    scores = np.matmul(query, np.swapaxes(key, -1, -2)) / np.sqrt(query.shape[-1])
    if attn_mask is not None:
        scores = np.where(attn_mask, scores, -np.inf) if attn_mask.dtype == bool else scores + attn_mask
    return np.matmul(softmax(scores), value)


@layer("torch.nn.MultiheadAttention", check=divided("embed_dim", "num_heads"))
def multihead(
    weights: Weights,
    made: Mapping[str, Any],
    query: Array,
    key: Array,
    value: Array,
    key_padding_mask: None = None,
    need_weights: bool = True,
    attn_mask: Array | None = None,
    average_attn_weights: bool = True,
) -> Any:
    """(L, N, E), (S, N, K) and (S, N, V), or batch first, to (L, N, E) and the chances (N, L, S)."""
    if query.ndim != 3 or key_padding_mask is not None or made["add_bias_kv"] or made["add_zero_attn"]:
        raise NotImplementedError("inputs without a batch, padding masks and added keys have no reference kernel")
    width, heads = made["embed_dim"], made["num_heads"]
    sizes = width, made["kdim"] or width, made["vdim"] or width
    bias = weights("in_proj_bias", 3 * width) if made["bias"] else np.zeros(3 * width, np.float32)
    if sizes == (width,) * 3:
        matrices = np.split(weights("in_proj_weight", 3 * width, width), 3)
    else:
        matrices = [weights(f"{name}_proj_weight", width, size) for name, size in zip("qkv", sizes, strict=True)]
    given = query, key, value
    first = [each if made["batch_first"] else np.swapaxes(each, 0, 1) for each in given]
    for each, size in zip(first, sizes, strict=True):
        if each.shape[-1] != size:
            raise ValueError(f"{size} features are wanted, got {each.shape}")
    split = [
        _split(each @ matrix.T + part, heads)
        for each, matrix, part in zip(first, matrices, np.split(bias, 3), strict=True)
    ]
    scores = np.matmul(split[0], np.swapaxes(split[1], -1, -2)) / np.sqrt(width // heads)
    if attn_mask is not None:  # here True is what is not to be seen
        scores = np.where(attn_mask, -np.inf, scores) if attn_mask.dtype == bool else scores + attn_mask
    chances = softmax(scores)
    joined = np.swapaxes(np.matmul(chances, split[2]), 1, 2).reshape(*first[0].shape[:2], width)
    result = joined @ weights("out_proj.weight", width, width).T
    if made["bias"]:
        result = result + weights("out_proj.bias", width)
    told = (chances.mean(1) if average_attn_weights else chances) if need_weights else None
    return result if made["batch_first"] else np.swapaxes(result, 0, 1), told


def _split(x: Array, heads: int) -> Array:
    """(N, L, E) to (N, heads, L, E/heads)."""
    return np.swapaxes(x.reshape(*x.shape[:2], heads, -1), 1, 2)


@layer("keras.layers.MultiHeadAttention")
def keras_multihead(
    weights: Weights,
    made: Mapping[str, Any],
    query: Array,
    value: Array,
    key: Array | None = None,
    return_attention_scores: bool = False,
) -> Any:
    """(N, L, E), (N, S, V) and (N, S, K) to (N, L, E); the chances are (N, heads, L, S)."""
    if made["attention_axes"] is not None or query.ndim != 3 or value.ndim != 3:
        raise NotImplementedError("several axes of attention have no reference kernel")
    heads, depth = made["num_heads"], made["key_dim"]
    depths = {"query": depth, "key": depth, "value": made["value_dim"] or depth}
    given = {"query": query, "key": value if key is None else key, "value": value}
    seen = {}
    for name, each in given.items():
        seen[name] = np.einsum("nle,ehd->nlhd", each, weights(f"{name}.kernel", each.shape[-1], heads, depths[name]))
        if made["use_bias"]:
            seen[name] = seen[name] + weights(f"{name}.bias", heads, depths[name])
    chances = softmax(np.einsum("nlhd,nshd->nhls", seen["query"], seen["key"]) / np.sqrt(depth))
    heard = np.einsum("nhls,nshd->nlhd", chances, seen["value"])
    shape = made["output_shape"]
    shape = (query.shape[-1],) if shape is None else (shape,) if isinstance(shape, int) else tuple(shape)
    result = np.tensordot(heard, weights("attention_output.kernel", heads, depths["value"], *shape), ((2, 3), (0, 1)))
    if made["use_bias"]:
        result = result + weights("attention_output.bias", *shape)
    return (result, chances) if return_attention_scores else result
