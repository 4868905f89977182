"""Attention."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.attended import Heads, attended, check_mask, check_padding, weights_of
from shapelint.rules.values import UNKNOWN, Value, shape_of
from shapelint.sizes import Shape, Size, equal


def _weights(made: Mapping[str, Value]) -> Mapping[str, Shape]:
    embed = size_in(made["embed_dim"])
    key, value = (made[name] for name in ("kdim", "vdim"))
    shapes: dict[str, Shape] = {}
    if all(size is None or equal(size_in(size), embed) is True for size in (key, value)):
        shapes["in_proj_weight"] = Shape((3 * embed, embed))
    elif any(equal(size_in(size), embed) is False for size in (key, value) if size is not None):
        shapes["q_proj_weight"] = Shape((embed, embed))
        shapes["k_proj_weight"] = Shape((embed, embed if key is None else size_in(key)))
        shapes["v_proj_weight"] = Shape((embed, embed if value is None else size_in(value)))
    if made["bias"] is True:
        shapes["in_proj_bias"] = Shape((3 * embed,))
    if made["add_bias_kv"] is True:
        shapes["bias_k"] = shapes["bias_v"] = Shape((1, 1, embed))
    return shapes


@layer(
    "torch.nn.MultiheadAttention",
    call="query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, "
    "is_causal=False",
    weights=_weights,
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
    >>> MultiheadAttention(12, 3).in_proj_weight
    (36, 12)
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
    if is_causal is False:
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
    ...     [5, 2, 12], [7, 2, 12], [7, 2, 12], 12, 3, [36, 12], [36], None, None, False, 0.0, [12, 12], [12]
    ... )
    ((5, 2, 12), (2, 5, 7))
    >>> multi_head_attention_forward(
    ...     [5, 2, 8], [7, 2, 8], [7, 2, 8], 12, 3, [36, 12], [36], None, None, False, 0.0, [12, 12], [12]
    ... )
    SHP201
    """
    side = None if use_separate_proj_weight is False else UNKNOWN
    extra = (0 if bias_k is None else UNKNOWN) + _count(add_zero_attn)
    name = "multi_head_attention_forward"
    heads = Heads(name, size_in(embed_dim_to_check), size_in(num_heads), False, side, side, extra)
    if static_k is not None or static_v is not None:
        return UNKNOWN
    found = attended(heads, query, key, value)
    out = Shape((*found.shape.dims[:-1], shape_of(out_proj_weight).axis(0)), found.shape.open)
    return out, _given(weights_of(heads, found, average_attn_weights), need_weights)


@op("torch.nn.functional.scaled_dot_product_attention")
def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    """Let every query attend to all keys, on the last two axes; the axes before them stretch.

    >>> scaled_dot_product_attention([2, 3, 5, 8], [2, 3, 7, 8], [2, 3, 7, 6])
    (2, 3, 5, 6)
    >>> scaled_dot_product_attention([2, 6, 5, 8], [2, 3, 7, 8], [2, 3, 7, 8], enable_gqa=True)
    (2, 6, 5, 8)
    >>> scaled_dot_product_attention([2, 3, 5, 8], [2, 3, 7, 8], [2, 3, 7, 8], [5, 7])
    (2, 3, 5, 8)
    >>> scaled_dot_product_attention([2, 3, 5, 8], [2, 3, 7, 9], [2, 3, 7, 8])
    SHP603
    >>> scaled_dot_product_attention([3, 5, 8], [3, 7, 8], [3, 6, 8])
    SHP603
    >>> scaled_dot_product_attention([2, 6, 5, 8], [2, 3, 7, 8], [2, 3, 7, 8])
    SHP603
    >>> scaled_dot_product_attention([2, 6, 5, 8], [2, 4, 7, 8], [2, 4, 7, 8], enable_gqa=True)
    SHP202
    >>> scaled_dot_product_attention([2, 3, 5, 8], [2, 3, 7, 8], [2, 3, 7, 8], [7, 5])
    SHP603
    """
    q, k, v = map(_matrices, (query, key, value))
    _require(query, key, q, k, -1, -1, ("features", "query", "key"))
    _require(key, value, k, v, -2, -2, ("length", "key", "value"))
    leading = _leading(query, (q, k, v), enable_gqa)
    scores = Shape((*leading.dims, q.axis(-2), k.axis(-2)), leading.open)
    if attn_mask is not None:
        _check_mask(attn_mask, scores)
    return Shape((*leading.dims, q.axis(-2), v.axis(-1)), leading.open)


def _matrices(x: Value) -> Shape:
    """The shape, which must have two axes at least.

    Raises Mismatch SHP101 where it certainly has not.
    """
    shape = shape_of(x)
    if shape.open:
        return Shape(shape.tail(max(2, len(shape.dims))), open=True)
    if len(shape.dims) < 2:
        raise Mismatch("SHP101", "attention needs length and features, gets {found}", operand=culprit(x), found=shape)
    return shape


def _require(
    first: Value, second: Value, left: Shape, right: Shape, a: int, b: int, words: tuple[str, str, str]
) -> None:
    if equal(left.axis(a), right.axis(b)) is False:
        what, one, other = words
        raise Mismatch(
            "SHP603",
            "the {what} of the {one} {left} is {a}, that of the {other} {right} is {b}",
            operand=culprit(second, first),
            what=what,
            one=one,
            left=left,
            a=left.axis(a),
            other=other,
            right=right,
            b=right.axis(b),
        )


def _leading(query: Value, shapes: tuple[Shape, Shape, Shape], enable_gqa: Value) -> Shape:
    """The axes before length and features.

    Raises Mismatch SHP603, or SHP202 where heads that are to be shared do not divide.
    """
    parts = [Shape(shape.dims[:-2], shape.open) for shape in shapes]
    if enable_gqa is True:
        for part in parts[1:]:
            require_divides(part.axis(-1), parts[0].axis(-1), "the number of heads of keys", "that of queries")
        heads = parts[0].dims[-1:]
        batch = _stretched(query, [Shape(part.dims[:-1], part.open) for part in parts])
        return Shape((*batch.dims, *heads), batch.open) if heads else Shape((), open=True)
    return _stretched(query, parts) if enable_gqa is False else Shape((), open=True)


def _stretched(query: Value, parts: list[Shape]) -> Shape:
    try:
        return broadcasted(*parts)
    except Mismatch as clash:
        raise Mismatch(
            "SHP603",
            "batch and heads of query, key and value do not go together: {shapes}",
            operand=culprit(query),
            shapes=", ".join(map(str, parts)),
        ) from clash


def _check_mask(mask: Value, scores: Shape) -> None:
    shape = shape_of(mask)
    pairs = zip(reversed(shape.dims), reversed(scores.dims), strict=False)
    stretches = all(equal(a, b) is not False or equal(a, 1) is not False for a, b in pairs)
    if not stretches or (not scores.open and len(shape.dims) > len(scores.dims)):
        raise Mismatch(
            "SHP603",
            "a mask of {shape} does not stretch to {scores}, queries against keys",
            operand=culprit(mask),
            shape=shape,
            scores=scores,
        )
