"""Losses that compare inputs with each other: which ranks higher, which is nearer, whether two point the same way."""

from __future__ import annotations

from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.distances import along
from shapelint.rules.torch.loss_forms import LEGACY, declare_loss, declare_plain_loss
from shapelint.rules.values import UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape


def _same_rank(loss: str, *operands: Value) -> None:
    """Raises Mismatch SHP403 where the operands certainly differ in the number of their axes."""
    shapes = [shape_of(operand) for operand in operands]
    ranks = {shape.rank for shape in shapes if shape.rank is not None}
    if len(ranks) > 1 or any(len(shape.dims) > rank for shape in shapes for rank in ranks):
        raise Mismatch(
            "SHP403",
            "{loss} takes inputs of as many axes each, gets {found}",
            operand=culprit(*operands),
            loss=loss,
            found=" and ".join(map(str, shapes)),
        )


def _plain_ranking(loss: str, input1: Value, input2: Value, target: Value) -> Shape:
    return broadcasted(input1, input2, target, what=loss)


def _ranking(loss: str, input1: Value, input2: Value, target: Value) -> Shape:
    _same_rank(loss, input1, input2, target)
    return _plain_ranking(loss, input1, input2, target)


declare_loss(
    "MarginRankingLoss",
    "margin_ranking_loss",
    "input1, input2, target",
    f"margin=0.0, {LEGACY}",
    _ranking,
    """Score which of two inputs ranks higher.

    >>> @([4], [4], [4])
    ()
    >>> @([4, 1], [1, 3], [4, 3]; reduction="none")
    (4, 3)
    >>> @([4], [5], [4])
    SHP301
    >>> @([4, 1], [4, 1], [4])
    SHP403
    """,
)
declare_plain_loss(
    "margin_ranking_loss",
    "input1, input2, target, margin=0.0, reduction=0",
    _plain_ranking,
    """Score which of two inputs ranks higher.

    >>> @([4], [4], [4], 0.5, 1)
    ()
    >>> @([4, 3], [3], [4, 1])
    (4, 3)
    """,
)

_TRIPLET: Final = """Score how much nearer the positive is to the anchor than the negative{more}.

    >>> @([4, 3], [4, 3], [4, 3])
    ()
    >>> @([4, 3], [4, 3], [4, 3]; swap=True, reduction="none")
    (4,)
    >>> @([3], [3], [3]; reduction="none")
    ()
    >>> @([4, 3], [4, 3], [4, 5])
    SHP301
    >>> @([4, 3], [4, 3], [3])
    SHP403
    """


def _triplet(loss: str, anchor: Value, positive: Value, negative: Value, swap: Value) -> Shape:
    _same_rank(loss, anchor, positive, negative)
    distances = [along(anchor, positive), along(anchor, negative)]
    if swap is True:
        distances.append(along(positive, negative))
    return UNKNOWN_SHAPE if not isinstance(swap, bool) else broadcasted(*distances, what=loss)


declare_loss(
    "TripletMarginLoss",
    "triplet_margin_loss",
    "anchor, positive, negative",
    f"margin=1.0, p=2.0, eps=1e-6, swap=False, {LEGACY}",
    _triplet,
    _TRIPLET.format(more=""),
)
declare_plain_loss(
    "triplet_margin_loss",
    "anchor, positive, negative, margin=1.0, p=2.0, eps=1e-6, swap=False, reduction=0",
    _triplet,
    """Score how much nearer the positive is to the anchor than the negative.

    >>> @([4, 3], [4, 3], [4, 3])
    (4,)
    >>> @([4, 3], [4, 3], [4, 3], reduction=2)
    ()
    """,
)


def _triplet_with_distance(
    loss: str,
    anchor: Value,
    positive: Value,
    negative: Value,
    distance_function: Value,
    swap: Value,
    machine: Machine,
) -> Shape:
    """The distances may be the program's own."""
    _same_rank(loss, anchor, positive, negative)
    if distance_function is None:
        return _triplet(loss, anchor, positive, negative, swap)
    pairs = [(anchor, positive), (anchor, negative), *([(positive, negative)] if swap is True else [])]
    found = [shape_of(machine.call(distance_function, pair)) for pair in pairs]
    return broadcasted(*found, what=loss) if isinstance(swap, bool) else UNKNOWN_SHAPE


declare_loss(
    "TripletMarginWithDistanceLoss",
    "triplet_margin_with_distance_loss",
    "anchor, positive, negative",
    "*, distance_function=None, margin=1.0, swap=False, reduction='mean'",
    _triplet_with_distance,
    _TRIPLET.format(more=", by any distance")
    + """>>> @([4, 3], [4, 3], [4, 3]; distance_function=nn.CosineSimilarity(), reduction="none")
    (4,)
    """,
)


def _cosine_embedding(loss: str, input1: Value, input2: Value, target: Value) -> Shape:
    """Rows with one target each, or two vectors with one target; the rows may be broadcast."""
    labels = shape_of(target)
    if labels.open:
        return UNKNOWN_SHAPE
    rank = len(labels.dims) + 1
    for operand in (input1, input2):
        shape = shape_of(operand)
        if len(labels.dims) > 1 or len(shape.dims) > rank or (not shape.open and len(shape.dims) < rank):
            raise Mismatch(
                "SHP403",
                "{loss} takes rows with one target each, or two vectors with one target, gets {found} with {target}",
                operand=culprit(target),
                loss=loss,
                found=shape,
                target=labels,
            )
    return broadcasted(along(input1, input2), target, what=loss)


declare_loss(
    "CosineEmbeddingLoss",
    "cosine_embedding_loss",
    "input1, input2, target",
    f"margin=0.0, {LEGACY}",
    _cosine_embedding,
    """Score whether two inputs point the same way.

    >>> @([4, 3], [4, 3], [4])
    ()
    >>> @([4, 3], [1, 3], [4]; reduction="none")
    (4,)
    >>> @([3], [3], []; reduction="none")
    ()
    >>> @([4, 3], [4, 5], [4])
    SHP301
    >>> @([4, 3], [4, 3], [4, 1])
    SHP403
    """,
)
declare_plain_loss(
    "cosine_embedding_loss",
    "input1, input2, target, margin=0.0, reduction=0",
    _cosine_embedding,
    """Score whether two inputs point the same way.

    >>> @([4, 3], [4, 3], [4])
    (4,)
    >>> @([4, 3], [4, 3], [4], 0.5, 1)
    ()
    """,
)
