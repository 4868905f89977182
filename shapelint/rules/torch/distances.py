"""Distances and likenesses of tensors along an axis."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.torch.reductions import reduce
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape


def along(x1: Value, x2: Value, dim: Value = -1, keepdim: Value = False) -> Shape:
    """The shape of the distances of two tensors along an axis of what both broadcast to.

    Raises Mismatch SHP301 or SHP502.
    """
    return reduce(broadcasted(x1, x2), dim, keepdim) if is_int(dim) else UNKNOWN_SHAPE


@layer("torch.nn.CosineSimilarity", call="x1, x2")
def cosine_similarity_layer(dim=1, eps=1e-8, *, x1, x2):
    """The cosine of the angle between two tensors along an axis.

    >>> CosineSimilarity()([2, 3], [2, 3])
    (2,)
    >>> CosineSimilarity(dim=-1)([2, 3, 4], [2, 3, 4])
    (2, 3)
    >>> CosineSimilarity(2)([2, 1, 4], [3, 4])
    (2, 3)
    >>> CosineSimilarity()([2, 3], [2, 4])
    SHP301
    >>> CosineSimilarity()([3], [3])
    SHP502
    """
    return along(x1, x2, dim)


@op(("torch.nn.functional.cosine_similarity", "torch.cosine_similarity"))
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    """Give the cosine of the angle between two tensors along an axis.

    >>> cosine_similarity([2, 3], [2, 3])
    (2,)
    >>> cosine_similarity([2, 3, 4], [4], dim=-1)
    (2, 3)
    >>> cosine_similarity([2, 1, 4], [1, 3, 4], 2)
    (2, 3)
    >>> cosine_similarity([2, 3], [2, 4])
    SHP301
    >>> cosine_similarity([2, 3], [2, 3], dim=2)
    SHP502
    """
    return along(x1, x2, dim)


@layer("torch.nn.PairwiseDistance", call="x1, x2")
def pairwise_distance_layer(p=2.0, eps=1e-6, keepdim=False, *, x1, x2):
    """The distance of two tensors along the last axis.

    >>> PairwiseDistance()([2, 3], [2, 3])
    (2,)
    >>> PairwiseDistance(2, keepdim=True)([2, 3], [3])
    (2, 1)
    >>> PairwiseDistance()([3], [3])
    ()
    >>> PairwiseDistance()([2, 3], [2, 4])
    SHP301
    """
    return along(x1, x2, keepdim=keepdim)


@op(("torch.nn.functional.pairwise_distance", "torch.pairwise_distance"))
def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    """Give the distance of two tensors along the last axis.

    >>> pairwise_distance([2, 3], [2, 3])
    (2,)
    >>> pairwise_distance([2, 3], [4, 1, 3], keepdim=True)
    (4, 2, 1)
    >>> pairwise_distance([3], [3])
    ()
    >>> pairwise_distance([2, 3], [2, 4])
    SHP301
    """
    return along(x1, x2, keepdim=keepdim)


@op(("torch.nn.functional.pdist", "torch.pdist"), least={"p": 0})
def pdist(input, p=2.0):
    """Give the distance of every two rows.

    >>> pdist([5, 3])
    (10,)
    >>> pdist([4, 3], p=1.0)
    (6,)
    >>> pdist([5, 3, 2])
    SHP101 pdist takes rows of numbers, gets (5, 3, 2)
    """
    shape = shape_of(input)
    if len(shape.dims) > 2 or (not shape.open and len(shape.dims) < 2):
        raise Mismatch("SHP101", "pdist takes rows of numbers, gets {found}", operand=culprit(input), found=shape)
    rows = UNKNOWN if shape.open else shape.dims[0]
    return Shape((UNKNOWN if rows is UNKNOWN else rows * (rows - 1) // 2,))
