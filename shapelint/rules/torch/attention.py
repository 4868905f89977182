"""Attention."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import Weight, layer, op
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.attended import Heads, attended, check_causal, check_mask, check_padding, weights_of
from shapelint.rules.torch.normed import check_weight
from shapelint.rules.values import UNKNOWN, Value, shape_of
from shapelint.rules.weights import patterned
from shapelint.sizes import Shape, Size, equal


def attention_weights(made: Mapping[str, Value]) -> dict[str, Weight]:
    """The parameters of an attention layer: one projection, or three where keys or values have sizes of their own."""
    embed = size_in(made["embed_dim"])
    key, value = (embed if made[name] is None else size_in(made[name]) for name in ("kdim", "vdim"))
    verdicts = (equal(key, embed), equal(value, embed))
    alike = False if False in verdicts else None if None in verdicts else True
    apart = None if alike is None else not alike
    return {
        "q_proj_weight": Weight(Shape((embed, embed)), apart),
        "k_proj_weight": Weight(Shape((embed, key)), apart),
        "v_proj_weight": Weight(Shape((embed, value)), apart),
        "in_proj_weight": Weight(Shape((3 * embed, embed)), alike),
        **patterned(_BIASES, made, {}),
    }


_BIASES = {
    "in_proj_bias": "3*embed_dim if bias",
    "bias_k": "1 1 embed_dim if add_bias_kv",
    "bias_v": "1 1 embed_dim if add_bias_kv",
    "out_proj.weight": "embed_dim embed_dim",
    "out_proj.bias": "embed_dim if bias",
}


@layer(
    "torch.nn.MultiheadAttention",
    call="query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, "
    "is_causal=False",
    weights=attention_weights,
    least={"embed_dim": 1, "num_heads": 1, "kdim": 0, "vdim": 0},
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
    key_padding_mask,
    need_weights,
    attn_mask,
    average_attn_weights,
    is_causal,
):
    """Let every query attend to all keys; give the values that it finds, and how much it looked where.

    Tensors are `(length, batch, features)`, or `(batch, length, features)` with `batch_first`, or have no batch.

    >>> MultiheadAttention(12, 3)([5, 2, 12], [7, 2, 12], [7, 2, 12])
    ((5, 2, 12), (2, 5, 7))
    >>> MultiheadAttention(12, 3, batch_first=True)([2, 5, 12], [2, 7, 12], [2, 7, 12], average_attn_weights=False)
    ((2, 5, 12), (2, 3, 5, 7))
    >>> MultiheadAttention(12, 3, kdim=4, vdim=6)([5, 12], [7, 4], [7, 6], need_weights=False)
    ((5, 12), None)
    >>> MultiheadAttention(12, 3, add_bias_kv=True, add_zero_attn=True)([5, 2, 12], [7, 2, 12], [7, 2, 12], bools[2, 7])
    ((5, 2, 12), (2, 5, 9))
    >>> MultiheadAttention(12, 3)([5, 2, 12], [7, 2, 12], [7, 2, 12], attn_mask=[6, 5, 7])
    ((5, 2, 12), (2, 5, 7))
    >>> MultiheadAttention(12, 3)([5, 12], [7, 12], [7, 12], key_padding_mask=bools[7], attn_mask=[3, 5, 7])
    ((5, 12), (5, 7))
    >>> MultiheadAttention(12, 5)
    SHP202
    >>> MultiheadAttention(12, 3)([5, 2, 8], [5, 2, 8], [5, 2, 8])
    SHP201 axis `query` is 8, expected 12
    >>> MultiheadAttention(12, 3)([2, 5, 12], [2, 7, 12], [2, 7, 12])
    SHP603
    >>> MultiheadAttention(12, 3)([5, 2, 12], [7, 2, 12], [6, 2, 12])
    SHP603
    >>> MultiheadAttention(12, 3)([5, 2, 12], [7, 2, 12], [7, 2, 12], attn_mask=[7, 5])
    SHP603
    >>> MultiheadAttention(12, 3)([5, 2, 12], [7, 2, 12], [7, 2, 12], key_padding_mask=bools[7, 2])
    SHP603
    >>> MultiheadAttention(12, 3)([5, 2, 1, 12], [5, 2, 1, 12], [5, 2, 1, 12])
    SHP101
    >>> MultiheadAttention(12, 3)([5, 2, 12], [7, 2, 12], [7, 2, 12], is_causal=True)
    SHP706
    >>> MultiheadAttention(12, 3).in_proj_weight
    (36, 12)
    >>> MultiheadAttention(12, 3, kdim=4).k_proj_weight
    (12, 4)
    >>> MultiheadAttention(12, 3, bias=False).in_proj_bias
    None
    """
    extra = _count(add_bias_kv) + _count(add_zero_attn)
    heads = Heads(
        "MultiheadAttention",
        size_in(embed_dim),
        size_in(num_heads),
        batch_first,
        None if kdim is None else size_in(kdim),
        None if vdim is None else size_in(vdim),
        extra,
    )
    found = attended(heads, query, key, value)
    check_causal(heads, attn_mask, is_causal)
    if is_causal is False or need_weights is True:  # else the mask may go unread
        check_mask(heads, found, attn_mask)
    check_padding(heads, found, key_padding_mask)
    return found.shape, _given(weights_of(heads, found, average_attn_weights), need_weights)


@multihead_attention.construction
def _heads_divide(embed_dim, num_heads):
    require_divides(size_in(num_heads), size_in(embed_dim), "num_heads", "embed_dim")


def _count(flag: Value) -> Size:
    return int(flag) if isinstance(flag, bool) else UNKNOWN


def _given(weights: Shape, need_weights: Value) -> Value:
    if isinstance(need_weights, bool):
        return weights if need_weights else None
    return UNKNOWN


@op("torch.nn.functional.multi_head_attention_forward")
def multi_head_attention_forward(
    query,
    key,
    value,
    embed_dim_to_check,
    num_heads,
    in_proj_weight,
    in_proj_bias,
    bias_k,
    bias_v,
    add_zero_attn,
    dropout_p,
    out_proj_weight,
    out_proj_bias,
    training=True,
    key_padding_mask=None,
    need_weights=True,
    attn_mask=None,
    use_separate_proj_weight=False,
    q_proj_weight=None,
    k_proj_weight=None,
    v_proj_weight=None,
    static_k=None,
    static_v=None,
    average_attn_weights=True,
    is_causal=False,
):
    """Let every query attend to all keys, with weights that are given.

    >>> multi_head_attention_forward(
    ...     [5, 2, 12], [7, 2, 12], [7, 2, 12], 12, 3, [36, 12], None, None, None, False, 0.0, [12, 12], [12]
    ... )
    ((5, 2, 12), (2, 5, 7))
    >>> multi_head_attention_forward(
    ...     [5, 2, 8], [7, 2, 8], [7, 2, 8], 12, 3, [36, 12], None, None, None, False, 0.0, [12, 12], [12]
    ... )
    SHP201
    >>> multi_head_attention_forward(
    ...     [5, 2, 12], [7, 2, 12], [7, 2, 12], 12, 3, [24, 12], None, None, None, False, 0.0, [12, 12], [12]
    ... )
    SHP201 axis `in_proj_weight` is (24, 12), expected (36, 12)
    """
    embed, count = size_in(embed_dim_to_check), size_in(num_heads)
    if static_k is not None or static_v is not None:
        return UNKNOWN
    require_at_least(1, "num_heads", count)
    require_divides(count, embed, "num_heads", "embed_dim_to_check")
    side = None if use_separate_proj_weight is False else UNKNOWN
    extra = (0 if bias_k is None else UNKNOWN) + _count(add_zero_attn)
    heads = Heads("multi_head_attention_forward", embed, count, False, side, side, extra)
    found = attended(heads, query, key, value)
    check_causal(heads, attn_mask, is_causal)
    if is_causal is False or need_weights is True:
        check_mask(heads, found, attn_mask)
    check_padding(heads, found, key_padding_mask)
    _check_projections(use_separate_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight)
    if use_separate_proj_weight is False:
        check_weight(heads.name, "in_proj_weight", in_proj_weight, Shape((3 * embed, embed)))
    features = shape_of(out_proj_weight).axis(0)
    check_weight(heads.name, "out_proj_weight", out_proj_weight, Shape((features, embed)))
    if out_proj_bias is not None:
        check_fits(Shape((UNKNOWN, features)), out_proj_bias, extra=False)
    out = Shape((*found.shape.dims[:-1], features), found.shape.open)
    return out, _given(weights_of(heads, found, average_attn_weights), need_weights)


def _check_projections(apart: Value, *weights: Value) -> None:
    """Three projections are given where there is not one for all.

    Raises Mismatch SHP706.
    """
    if apart is True and any(weight is None for weight in weights):
        raise Mismatch("SHP706", "use_separate_proj_weight needs q_proj_weight, k_proj_weight and v_proj_weight")
