"""Attention."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import Weight, layer
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


def _dot_attention(inputs: Value, scores: Value, stretches: bool = False) -> Value:
    """Query, value and perhaps key, in a list.

    stretches: whether features of 1 meet any other.  Raises Mismatch SHP603, SHP101, or SHP301 for the batches.
    """
    items = items_of(inputs) if isinstance(inputs, tuple | ListValue) else None
    if items is None or len(items) not in (2, 3):
        return UNKNOWN
    query, value = items[:2]
    key = items[2] if len(items) == 3 else value
    q, k, v = shape_of(query), shape_of(key), shape_of(value)
    for name, operand, shape in (("query", query, q), ("key", key, k), ("value", value, v)):
        if shape == Shape(()):
            raise Mismatch("SHP101", "the {name} has no axes", operand=culprit(operand), name=name)
    if not stretches or not any(equal(shape.axis(-1), 1) is not False for shape in (q, k)):
        _check(query, key, "features", q.axis(-1), k.axis(-1))
    if q.open or k.open or v.open or any(len(shape.dims) < 2 for shape in (q, k, v)):
        return UNKNOWN
    _check(key, value, "steps", k.axis(-2), v.axis(-2), "key", "value")
    before = broadcasted(*(Shape(shape.dims[:-2]) for shape in (q, k, v)), what="the batches of query, key and value")
    result = Shape((*before.dims, q.dims[-2], v.dims[-1]))
    if scores is False:
        return result
    return (result, Shape((*before.dims, q.dims[-2], v.dims[-2]))) if scores is True else UNKNOWN


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


def _dot_weights(made: Mapping[str, Value]) -> Mapping[str, Weight]:
    scale, mode = made["use_scale"], made["score_mode"]
    return {
        "scale": Weight(Shape(()), scale if isinstance(scale, bool) else None),
        "concat_score_weight": Weight(Shape(()), mode == "concat" if isinstance(mode, str) else None),
    }


@layer("keras.layers.Attention", call=_CALL, weights=_dot_weights)
def attention(use_scale=False, score_mode="dot", dropout=0.0, seed=None, *, inputs, return_attention_scores):
    """Mix the steps of the value by how well each fits the query.

    >>> Attention()([[2, 5, 4], [2, 7, 4]])
    (2, 5, 4)
    >>> Attention()([[2, 5, 4], [2, 7, 3], [2, 7, 4]])
    (2, 5, 3)
    >>> Attention()([[2, 5, 4], [7, 4]])
    (2, 5, 4)
    >>> Attention()([[2, 5, 4], [2, 7, 4]], return_attention_scores=True)
    ((2, 5, 4), (2, 5, 7))
    >>> Attention()([[4], [2, 7, 4]])
    None
    >>> Attention()([[2, 5, 4], [2, 7, 3]])
    SHP603
    """
    return _dot_attention(inputs, return_attention_scores)


@layer("keras.layers.AdditiveAttention", call=_CALL, weights={"scale": "features if use_scale"})
def additive_attention(use_scale=True, dropout=0.0, *, inputs, return_attention_scores, axes):
    """Mix the steps of the value by the sum of query and key.

    >>> AdditiveAttention()([[2, 5, 4], [2, 7, 4]])
    (2, 5, 4)
    >>> AdditiveAttention()([[4], [2, 7, 4]])
    None
    >>> AdditiveAttention()([[2, 5, 4], [2, 7, 3]])
    SHP603
    """
    items = items_of(inputs) if isinstance(inputs, tuple | ListValue) else None
    axes["features"] = shape_of(items[0]).axis(-1) if items else UNKNOWN
    return _dot_attention(inputs, return_attention_scores, stretches=True)


_SIZES = {"num_heads": 1, "key_dim": 1, "value_dim": 1}
_MULTI_WEIGHTS = {
    "query.kernel": "query_features num_heads key_dim",
    "query.bias": "num_heads key_dim if use_bias",
    "key.kernel": "key_features num_heads key_dim",
    "key.bias": "num_heads key_dim if use_bias",
    "gate.kernel": "query_features num_heads head if use_gate",
    "gate.bias": "num_heads head if use_gate and use_bias",
    "value.kernel": "value_features num_heads head",
    "value.bias": "num_heads head if use_bias",
    "attention_output.kernel": "num_heads head output",
    "attention_output.bias": "output if use_bias",
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
    >>> MultiHeadAttention(2, 8)([2, 5, 4], [1, 7, 3])
    (None, 5, 4)
    >>> MultiHeadAttention(2, 8)([2, 6, 5, 4], [2, 7, 3, 6])
    (2, 6, 5, 4)
    >>> MultiHeadAttention(2, 8)([2, 5, 4], [2, 7, 3], [2, 6, 3])
    SHP603
    """
    key = value if key is None else key
    q, k, v = shape_of(query), shape_of(key), shape_of(value)
    if Shape(()) in (q, k, v):
        raise Mismatch("SHP101", "MultiHeadAttention takes samples, gets a number", operand=culprit(query, key, value))
    _check_alike(key, value)
    batch = _check_batches(query, value)
    _note_features(axes, query, key, value)
    axes["head"] = size_in(key_dim if value_dim is None else value_dim)
    axes["output"] = q.axis(-1) if output_shape is None else size_in(output_shape)
    result = UNKNOWN_SHAPE if q.open else _attended(Shape((*batch, *q.dims[len(batch) :])), output_shape)
    if return_attention_scores is False:
        return result
    if return_attention_scores is True and not q.open and not v.open and attention_axes is None and len(q.dims) == 3:
        return result, Shape((*batch, size_in(num_heads), q.dims[1], v.axis(1)))
    return UNKNOWN


def _note_features(axes: dict[str, Value], query: Value, key: Value, value: Value) -> None:
    for name, operand in (("query", query), ("key", key), ("value", value)):
        axes[f"{name}_features"] = shape_of(operand).axis(-1)


def _check_alike(key: Value, value: Value) -> None:
    """Key and value differ in nothing but features.  Raises Mismatch SHP603."""
    k, v = shape_of(key), shape_of(value)
    if k.open or v.open or not k.dims or not v.dims:
        return
    if differ(Shape(k.dims[:-1]), Shape(v.dims[:-1])):
        raise Mismatch(
            "SHP603",
            "the key {key} and the value {value} differ in more than their features",
            operand=culprit(key, value),
            key=k,
            value=v,
        )


def _check_batches(query: Value, value: Value) -> tuple[Size, ...]:
    """The axis of samples, not known where some backends stretch a batch of 1.

    Raises Mismatch SHP603 where query and value certainly are not of as many samples.
    """
    q, v = shape_of(query), shape_of(value)
    if q.open or v.open or len(q.dims) != len(v.dims) or len(q.dims) < 3:
        return () if q.open else (UNKNOWN,) * max(len(q.dims) - 2, 0)
    a, b = q.dims[0], v.dims[0]
    if equal(a, b) is False and equal(a, 1) is False and equal(b, 1) is False:
        _check(query, value, "samples", a, b, "query", "value")
    return (a if equal(a, b) is not False else UNKNOWN,)


def _attended(query: Shape, output_shape: Value) -> Shape:
    if output_shape is None:
        return query
    sizes = items_of(output_shape) or (output_shape,)
    return Shape((*query.dims[:-1], *map(size_in, sizes)), query.open) if query.dims else UNKNOWN_SHAPE


@layer(
    "keras.layers.GroupQueryAttention",
    weights={
        "query.kernel": "query_features num_query_heads head_dim",
        "query.bias": "num_query_heads head_dim if use_bias",
        "key.kernel": "key_features num_key_value_heads head_dim",
        "key.bias": "num_key_value_heads head_dim if use_bias",
        "gate.kernel": "query_features num_query_heads head_dim if use_gate",
        "gate.bias": "num_query_heads head_dim if use_gate and use_bias",
        "value.kernel": "value_features num_key_value_heads head_dim",
        "value.bias": "num_key_value_heads head_dim if use_bias",
        "attention_output.kernel": "num_query_heads head_dim query_features",
        "attention_output.bias": "query_features if use_bias",
    },
    least={"head_dim": 1, "num_query_heads": 1, "num_key_value_heads": 1},
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
    value,
    key,
    return_attention_scores,
    axes,
):
    """Attend with more heads for the query than for key and value.

    >>> GroupQueryAttention(8, 4, 2)([2, 5, 6], [2, 7, 9])
    (2, 5, 6)
    >>> GroupQueryAttention(8, 4, 2)([1, 5, 6], [2, 7, 9])
    (None, 5, 6)
    >>> GroupQueryAttention(8, 4, 3)([2, 5, 6], [2, 7, 9])
    SHP202
    >>> GroupQueryAttention(8, 4, 2)([5, 6], [7, 9])
    SHP101
    """
    for name, operand in (("query", query), ("value", value)):
        if shape_of(operand).rank not in (None, 3):
            raise Mismatch(
                "SHP101",
                "the {name} has 3 axes (batch, steps, features), gets {found}",
                operand=culprit(operand),
                name=name,
                found=str(shape_of(operand)),
            )
    _note_features(axes, query, value if key is None else key, value)
    batch, shape = _check_batches(query, value), shape_of(query)
    if return_attention_scores is not False or shape.open:
        return UNKNOWN
    return Shape((*batch, *shape.dims[1:]))


@group_query_attention.construction
def check_heads(num_query_heads, num_key_value_heads):
    """The heads of the query are shared out among those of key and value.  Raises Mismatch SHP202."""
    require_divides(num_key_value_heads, num_query_heads, "num_key_value_heads", "num_query_heads")
