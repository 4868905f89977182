"""Embeddings: a row of a table for every index."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size

_TABLE = {"weight": "num_embeddings embedding_dim"}


@layer("torch.nn.Embedding", "*places -> *places embedding_dim", weights=_TABLE, dtype="float")
def embedding_layer(
    num_embeddings,
    embedding_dim,
    padding_idx=None,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    sparse=False,
    _weight=None,
    _freeze=False,
    device=None,
    dtype=None,
):
    """Look up a row of the table for every index.

    >>> Embedding(10, 4)(ints[2, 3])
    (2, 3, 4)
    >>> Embedding(10, 4)(ints[()])
    (4,)
    >>> Embedding(10, 4).weight
    (10, 4)
    """


@op("torch.nn.Embedding.from_pretrained")
def from_pretrained(
    embeddings,
    freeze=True,
    padding_idx=None,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    sparse=False,
    *,
    machine,
):
    """Make an embedding of a given table.

    >>> Embedding.from_pretrained([10, 4])(ints[2, 3])
    (2, 3, 4)
    >>> Embedding.from_pretrained([10])
    SHP101
    """
    shape = shape_of(embeddings)
    if not shape.open and len(shape.dims) != 2:
        raise Mismatch(
            "SHP101", "a table of embeddings has 2 axes, gets {found}", operand=culprit(embeddings), found=shape
        )
    return machine.call(embedding_layer, (shape.axis(-2), shape.axis(-1)))


@op(
    "torch.nn.functional.embedding", "input: *places, weight: num embedding_dim -> *places embedding_dim", dtype="float"
)
def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    """Look up a row of the table for every index.

    >>> embedding(ints[2, 3], [10, 4])
    (2, 3, 4)
    >>> embedding(ints[2, 3], [10])
    SHP101
    """


@layer("torch.nn.EmbeddingBag", call="input, offsets=None, per_sample_weights=None", weights=_TABLE)
def embedding_bag_layer(
    num_embeddings,
    embedding_dim,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    mode="mean",
    sparse=False,
    _weight=None,
    include_last_offset=False,
    padding_idx=None,
    device=None,
    dtype=None,
    *,
    input,
    offsets,
):
    """Look up and reduce the rows of every bag: rows of a matrix, or pieces of a vector between offsets.

    >>> EmbeddingBag(10, 4)(ints[2, 3])
    (2, 4)
    >>> EmbeddingBag(10, 4)(ints[6], ints[2])
    (2, 4)
    """
    return _bags(input, offsets, size_in(embedding_dim), include_last_offset)


@op("torch.nn.functional.embedding_bag")
def embedding_bag(
    input,
    weight,
    offsets=None,
    max_norm=None,
    norm_type=2,
    scale_grad_by_freq=False,
    mode="mean",
    sparse=False,
    per_sample_weights=None,
    include_last_offset=False,
    padding_idx=None,
):
    """Look up and reduce the rows of every bag.

    >>> embedding_bag(ints[2, 3], [10, 4])
    (2, 4)
    """
    return _bags(input, offsets, shape_of(weight).axis(-1), include_last_offset)


def _bags(input: Value, offsets: Value, width: Size, last: Value) -> Tensor:
    shape = shape_of(input)
    if shape.open:
        return Tensor(Shape((UNKNOWN, width)), "torch", "float")
    if len(shape.dims) > 2:
        raise Mismatch(
            "SHP101", "EmbeddingBag expects 1 or 2 axes of indices, gets {found}", operand=culprit(input), found=shape
        )
    if len(shape.dims) == 2:
        return Tensor(Shape((shape.dims[0], width)), "torch", "float")
    starts = shape_of(offsets)
    count = starts.axis(0) if starts is not UNKNOWN_SHAPE else UNKNOWN
    return Tensor(Shape((count - 1 if last is True else count if last is False else UNKNOWN, width)), "torch", "float")
