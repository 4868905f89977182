"""Attention."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.attending import check_mask, check_sequence, length_and_batch, require_batches, require_same
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape, Size


def attention_weights(made: Mapping[str, Value]) -> dict[str, Shape]:
    """The parameters of `MultiheadAttention`."""
    width = size_in(made["embed_dim"])
    key, value = (width if made[name] is None else size_in(made[name]) for name in ("kdim", "vdim"))
    if made["kdim"] is None and made["vdim"] is None:
        found = {"in_proj_weight": Shape((3 * width, width))}
    else:
        inputs = {"q": width, "k": key, "v": value}
        found = {f"{name}_proj_weight": Shape((width, size)) for name, size in inputs.items()}
    if made["bias"] is not False:
        found["in_proj_bias"] = Shape((3 * width,))
    found["out_proj.weight"] = Shape((width, width))
    if made["bias"] is not False:
        found["out_proj.bias"] = Shape((width,))
    if made["add_bias_kv"] is True:
        found |= {"bias_k": Shape((1, 1, width)), "bias_v": Shape((1, 1, width))}
    return found


@layer(
    "torch.nn.MultiheadAttention",
    call=(
        "query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, "
        "is_causal=False"
    ),
    weights=attention_weights,
)
def multihead_attention(
    embed_dim,
    num_heads,
    dropout=0.0,
    bias=True,
    add_bias_kv=False,
    add_zero_attn=False,
    kdim=None,
    vdim=None,
    batch_first=False,
    device=None,
    dtype=None,
    *,
    query,
    key,
    value,
    need_weights,
    attn_mask,
    average_attn_weights,
):
    """Let every place of the queries attend to the keys, in several heads: the output, and the attention weights.

    >>> MultiheadAttention(8, 2)([5, 3, 8], [7, 3, 8], [7, 3, 8])
    ((5, 3, 8), (3, 5, 7))
    >>> MultiheadAttention(8, 2, batch_first=True)([3, 5, 8], [3, 7, 8], [3, 7, 8], need_weights=False)
    ((3, 5, 8), None)
    >>> MultiheadAttention(8, 2, kdim=4, vdim=6)([5, 3, 8], [7, 3, 4], [7, 3, 6])[0]
    (5, 3, 8)
    >>> MultiheadAttention(8, 2)([5, 8], [7, 8], [7, 8])
    ((5, 8), (5, 7))
    >>> MultiheadAttention(8, 2)([5, 3, 6], [7, 3, 8], [7, 3, 8])
    SHP201 axis `embed_dim` is 6, expected 8
    >>> MultiheadAttention(8, 2)([5, 3, 8], [7, 3, 8], [6, 3, 8])
    SHP603
    >>> MultiheadAttention(8, 2)([5, 3, 8], [7, 4, 8], [7, 4, 8])
    SHP603
    >>> MultiheadAttention(8, 2)([5, 3, 8], [7, 3, 8], [7, 3, 8], attn_mask=[7, 5])
    SHP603
    >>> MultiheadAttention(8, 3)
    SHP202 embed_dim is 8, which num_heads = 3 does not divide
    >>> MultiheadAttention(8, 2).in_proj_weight
    (24, 8)
    """
    name = "MultiheadAttention"
    q = check_sequence(name, "query", query, embed_dim)
    k = check_sequence(name, "key", key, embed_dim if kdim is None else kdim, "kdim")
    v = check_sequence(name, "value", value, embed_dim if vdim is None else vdim, "vdim")
    length, batch = length_and_batch(q, batch_first)
    source, key_batch = length_and_batch(k, batch_first)
    values, value_batch = length_and_batch(v, batch_first)
    require_batches(name, ("query", "key"), (batch, key_batch), key)
    require_batches(name, ("key", "value"), (key_batch, value_batch), value)
    require_same(name, "length", ("key", "value"), (source, values), value)
    if add_bias_kv is not False or add_zero_attn is not False:
        source = UNKNOWN
    check_mask(name, attn_mask, length, source)
    output = q.replace(-1, size_in(embed_dim))
    return output, _weights(need_weights, average_attn_weights, size_in(num_heads), (batch, length, source))


def _weights(wanted: Value, averaged: Value, heads: Size, axes: tuple[Size | None, Size, Size]) -> Value:
    """The attention of every query to every key, per head unless averaged."""
    if wanted is False:
        return None
    batch, length, source = axes
    if wanted is not True or not isinstance(averaged, bool):
        return UNKNOWN
    before = (() if batch is None else (batch,)) + (() if averaged else (heads,))
    return UNKNOWN_SHAPE if batch is UNKNOWN else Shape((*before, length, source))


@multihead_attention.construction
def _heads_divide(embed_dim, num_heads):
    require_divides(num_heads, embed_dim, "num_heads", "embed_dim")


@op("torch.nn.functional.scaled_dot_product_attention")
def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    """Let every place of the queries attend to the keys: (..., L, E), (..., S, E) and (..., S, V) give (..., L, V).

    >>> scaled_dot_product_attention([2, 4, 5, 8], [2, 4, 7, 8], [2, 4, 7, 6])
    (2, 4, 5, 6)
    >>> scaled_dot_product_attention([2, 4, 5, 8], [2, 4, 7, 8], [2, 4, 7, 8], [5, 7])
    (2, 4, 5, 8)
    >>> scaled_dot_product_attention([2, 4, 5, 8], [2, 4, 7, 6], [2, 4, 7, 6])
    SHP603
    >>> scaled_dot_product_attention([2, 4, 5, 8], [2, 4, 7, 8], [2, 4, 7, 8], [7, 5])
    SHP301
    """
    name = "scaled_dot_product_attention"
    q, k, v = shape_of(query), shape_of(key), shape_of(value)
    for shape, operand in ((q, query), (k, key), (v, value)):
        if not shape.open and len(shape.dims) < 2:
            raise Mismatch(
                "SHP101", "{name} expects at least 2 axes, gets {found}", operand=culprit(operand), name=name, found=shape
            )
    require_same(name, "last axis", ("query", "key"), (q.axis(-1), k.axis(-1)), key)
    # Keys and values of different length are not refused by every kernel, so nothing is certain of them.
    leading = _leading(q, k, v, enable_gqa)
    if leading is None:
        return Shape((q.axis(-2), v.axis(-1)), open=True)
    if attn_mask is not None:
        broadcasted(Shape((*leading.dims, q.axis(-2), k.axis(-2)), leading.open), attn_mask, what="the mask")
    return Shape((*leading.dims, q.axis(-2), v.axis(-1)), leading.open)


def _leading(q: Shape, k: Shape, v: Shape, grouped: Value) -> Shape | None:
    """The axes before the last two; with grouped queries their number of heads is the queries' own."""
    if grouped is not False:
        return None if q.open else Shape(q.dims[:-2])
    return broadcasted(*(Shape(s.dims[:-2], s.open) for s in (q, k, v)), what="batch and heads of query, key and value")
