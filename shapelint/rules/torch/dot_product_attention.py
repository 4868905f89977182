"""Attention by dot products, without weights."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit
from shapelint.rules.values import Value, shape_of
from shapelint.sizes import Shape, equal


@op("torch.nn.functional.scaled_dot_product_attention")
def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    """Let every query attend to all keys, on the last two axes; the axes before them stretch.

    >>> scaled_dot_product_attention([2, 3, 5, 8], [2, 3, 7, 8], [2, 3, 7, 6])
    (2, 3, 5, 6)
    >>> scaled_dot_product_attention([2, 6, 5, 8], [2, 3, 7, 8], [2, 3, 7, 8], enable_gqa=True)
    (2, 6, 5, 8)
    >>> scaled_dot_product_attention([3, 5, 8], [3, 7, 8], [3, 7, 8], [5, 7])
    (3, 5, 8)
    >>> scaled_dot_product_attention([5, 8], [7, 8], [7, 8], is_causal=True)
    (5, 8)
    >>> scaled_dot_product_attention([2, 3, 5, 8], [2, 3, 7, 9], [2, 3, 7, 8])
    SHP603
    >>> scaled_dot_product_attention([3, 5, 8], [3, 7, 8], [3, 6, 8])
    SHP603
    >>> scaled_dot_product_attention([2, 6, 5, 8], [2, 3, 7, 8], [2, 3, 7, 8])
    SHP603
    >>> scaled_dot_product_attention([2, 6, 5, 8], [2, 4, 7, 8], [2, 4, 7, 8], enable_gqa=True)
    SHP202
    >>> scaled_dot_product_attention([3, 5, 8], [3, 7, 8], [3, 7, 8], [7, 5])
    SHP603
    >>> scaled_dot_product_attention([3, 5, 8], [3, 7, 8], [3, 7, 8], [5, 7], is_causal=True)
    SHP706
    """
    if is_causal is True and attn_mask is not None:
        raise Mismatch("SHP706", "attention is causal, or has a mask: not both", operand=culprit(attn_mask))
    q, k, v = map(_matrices, (query, key, value))
    _require(query, key, q, k, -1, -1, ("features", "query", "key"))
    if not _may_be_fused((q, k, v), enable_gqa):
        _require(key, value, k, v, -2, -2, ("length", "key", "value"))
    leading = _leading(query, (q, k, v), enable_gqa)
    scores = Shape((*leading.dims, q.axis(-2), k.axis(-2)), leading.open)
    if attn_mask is not None:
        _check_mask(attn_mask, scores)
    return Shape((*leading.dims, q.axis(-2), v.axis(-1)), leading.open)


def _may_be_fused(shapes: tuple[Shape, ...], enable_gqa: Value) -> bool:
    """Whether one kernel may do it all, as on the CPU: it does not look whether there are as many values as keys."""
    if any(len(shape.dims) > 4 or (not shape.open and len(shape.dims) < 4) for shape in shapes):
        return False
    alike = (-4, -1) if enable_gqa is True else (-4, -3, -1)
    return all(equal(shapes[0].axis(at), shape.axis(at)) is not False for shape in shapes for at in alike)


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
        if any(part == Shape(()) for part in parts):
            raise Mismatch("SHP101", "enable_gqa shares heads, and there is no axis of them", operand=culprit(query))
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
