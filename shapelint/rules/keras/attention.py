"""Attention."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


def _dot_attention(inputs: Value, scores: Value) -> Value:
    """Query, value and perhaps key, in a list.  Raises Mismatch SHP603."""
    items = items_of(inputs) if isinstance(inputs, tuple | ListValue) else None
    if items is None or len(items) not in (2, 3):
        return UNKNOWN
    query, value = items[:2]
    key = items[2] if len(items) == 3 else value
    q, k, v = shape_of(query), shape_of(key), shape_of(value)
    _check(query, key, "features", q.axis(-1), k.axis(-1))
    if not k.open and not v.open and len(k.dims) > 1 and len(v.dims) > 1:
        _check(key, value, "steps", k.axis(-2), v.axis(-2), "key", "value")
    if q.open or v.open or not q.dims:
        return UNKNOWN
    result = Shape((*q.dims[:-1], v.axis(-1)))
    if scores is False:
        return result
    return (result, Shape((*q.dims[:-1], v.axis(-2)))) if scores is True else UNKNOWN


def _check(
    first: Value, other: Value, what: str, a: Size, b: Size, first_name: str = "query", other_name: str = "key"
) -> None:
    if equal(a, b) is False:
        raise Mismatch(
            "SHP603",
            "the {first_name} has {a} {what}, the {other_name} has {b}",
            operand=culprit(first, other),
            first_name=first_name,
            other_name=other_name,
            what=what,
            a=a,
            b=b,
        )


_CALL = "inputs, mask=None, training=False, return_attention_scores=False, use_causal_mask=False"


@layer("keras.layers.Attention", call=_CALL)
def attention(use_scale=False, score_mode="dot", dropout=0.0, seed=None, *, inputs, return_attention_scores):
    """Mix the steps of the value by how well each fits the query.

    >>> Attention()([[2, 5, 4], [2, 7, 4]])
    (2, 5, 4)
    >>> Attention()([[2, 5, 4], [2, 7, 3], [2, 7, 4]])
    (2, 5, 3)
    >>> Attention()([[2, 5, 4], [2, 7, 3]])
    SHP603
    """
    return _dot_attention(inputs, return_attention_scores)


@layer("keras.layers.AdditiveAttention", call=_CALL)
def additive_attention(use_scale=True, dropout=0.0, *, inputs, return_attention_scores):
    """Mix the steps of the value by the sum of query and key.

    >>> AdditiveAttention()([[2, 5, 4], [2, 7, 4]])
    (2, 5, 4)
    >>> AdditiveAttention()([[2, 5, 4], [2, 7, 3]])
    SHP603
    """
    return _dot_attention(inputs, return_attention_scores)


_SIZES = {"num_heads": 1, "key_dim": 1, "value_dim": 1}
_MULTI_WEIGHTS = {
    "query_kernel": "query_features num_heads key_dim",
    "query_bias": "num_heads key_dim if use_bias",
    "key_kernel": "key_features num_heads key_dim",
    "key_bias": "num_heads key_dim if use_bias",
    "value_kernel": "value_features num_heads head",
    "value_bias": "num_heads head if use_bias",
    "output_kernel": "num_heads head output",
    "output_bias": "output if use_bias",
}


@layer(
    "keras.layers.MultiHeadAttention",
    weights=_MULTI_WEIGHTS,
    least=_SIZES,
    call=(
        "query, value, key=None, query_mask=None, value_mask=None, key_mask=None, attention_mask=None, "
        "return_attention_scores=False, training=None, use_causal_mask=False"
    ),
)
def multi_head_attention(
    num_heads,
    key_dim,
    value_dim=None,
    dropout=0.0,
    use_bias=True,
    output_shape=None,
    attention_axes=None,
    sliding_window=None,
    flash_attention=None,
    kernel_initializer="glorot_uniform",
    bias_initializer="zeros",
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    use_gate=False,
    seed=None,
    *,
    query,
    value,
    key,
    return_attention_scores,
    axes,
):
    """Attend with several heads; query, value and key may differ in features.

    >>> MultiHeadAttention(2, 8)([2, 5, 4], [2, 7, 3])
    (2, 5, 4)
    >>> MultiHeadAttention(2, 8, output_shape=9)([2, 5, 4], [2, 7, 3])
    (2, 5, 9)
    >>> MultiHeadAttention(2, 8)([2, 5, 4], [2, 7, 3], return_attention_scores=True)
    ((2, 5, 4), (2, 2, 5, 7))
    >>> MultiHeadAttention(2, 8)([2, 5, 4], [2, 7, 3], [2, 6, 3])
    SHP603
    """
    key = value if key is None else key
    q, k, v = shape_of(query), shape_of(key), shape_of(value)
    if not k.open and not v.open and len(k.dims) == len(v.dims) and len(k.dims) > 2:
        _check(key, value, "steps", k.axis(-2), v.axis(-2), "key", "value")
    axes["query_features"], axes["key_features"], axes["value_features"] = q.axis(-1), k.axis(-1), v.axis(-1)
    axes["head"] = size_in(key_dim if value_dim is None else value_dim)
    axes["output"] = q.axis(-1) if output_shape is None else size_in(output_shape)
    result = _attended(q, output_shape)
    if return_attention_scores is False:
        return result
    if return_attention_scores is True and not q.open and not v.open and attention_axes is None and len(q.dims) == 3:
        return result, Shape((q.dims[0], size_in(num_heads), q.dims[1], v.axis(1)))
    return UNKNOWN


def _attended(query: Shape, output_shape: Value) -> Shape:
    if output_shape is None:
        return query
    sizes = items_of(output_shape) or (output_shape,)
    return Shape((*query.dims[:-1], *map(size_in, sizes)), query.open) if query.dims else UNKNOWN_SHAPE


@layer(
    "keras.layers.GroupQueryAttention",
    call=(
        "query, value, key=None, query_mask=None, value_mask=None, key_mask=None, attention_mask=None, "
        "return_attention_scores=False, training=None, use_causal_mask=False"
    ),
)
def group_query_attention(
    head_dim,
    num_query_heads,
    num_key_value_heads,
    dropout=0.0,
    use_bias=True,
    sliding_window=None,
    flash_attention=None,
    kernel_initializer="glorot_uniform",
    bias_initializer="zeros",
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    use_gate=False,
    seed=None,
    *,
    query,
    return_attention_scores,
):
    """Attend with more heads for the query than for key and value.

    >>> GroupQueryAttention(8, 4, 2)([2, 5, 6], [2, 7, 6])
    (2, 5, 6)
    """
    return shape_of(query) if return_attention_scores is False else UNKNOWN
