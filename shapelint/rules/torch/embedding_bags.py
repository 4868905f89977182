"""Embeddings of bags: the rows of several indices made one."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.embedding import (
    LEAST,
    TABLE,
    check_given,
    check_not_empty,
    check_row,
    check_table,
    table_sizes,
)
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal


@layer("torch.nn.EmbeddingBag", call="input, offsets=None, per_sample_weights=None", weights=TABLE, least=LEAST)
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
    per_sample_weights,
):
    """Look up and reduce the rows of every bag: rows of a matrix, or pieces of a vector between offsets.

    >>> EmbeddingBag(10, 4)(ints[2, 3])
    (2, 4)
    >>> EmbeddingBag(10, 4, mode="sum")(ints[6], ints[2], [6])
    (2, 4)
    >>> EmbeddingBag(10, 4, include_last_offset=True)(ints[6], ints[3])
    (2, 4)
    >>> EmbeddingBag(10, 4).weight
    (10, 4)
    >>> EmbeddingBag(10, 4)(ints[6])
    SHP706
    >>> EmbeddingBag(10, 4)(ints[2, 3], ints[2])
    SHP706
    >>> EmbeddingBag(10, 4)(ints[2, 3, 4])
    SHP101
    >>> EmbeddingBag(10, 4, mode="sum")(ints[6], ints[2], [5])
    SHP201
    """
    table = size_in(num_embeddings), size_in(embedding_dim)
    return _bags(input, table, offsets, per_sample_weights, mode, include_last_offset)


@embedding_bag_layer.construction
def _table_fits(num_embeddings, embedding_dim, padding_idx, _weight):
    check_row(padding_idx, num_embeddings)
    check_given(_weight, num_embeddings, embedding_dim)


@op("torch.nn.EmbeddingBag.from_pretrained")
def from_pretrained(
    embeddings,
    freeze=True,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    mode="mean",
    sparse=False,
    include_last_offset=False,
    padding_idx=None,
    *,
    machine,
):
    """Make an embedding of bags of a given table.

    >>> EmbeddingBag.from_pretrained([10, 4])(ints[2, 3])
    (2, 4)
    >>> EmbeddingBag.from_pretrained([10, 4], include_last_offset=True)(ints[6], ints[3])
    (2, 4)
    >>> EmbeddingBag.from_pretrained([10])
    SHP101
    """
    if isinstance(embeddings, Instance):  # a class method: asked of an instance, that instance stands first here
        return UNKNOWN
    more = {"mode": mode, "include_last_offset": include_last_offset, "padding_idx": padding_idx}
    return machine.call(embedding_bag_layer, table_sizes(embeddings), more)


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
    >>> embedding_bag([10, 4], ints[2, 3])
    (2, 4)
    >>> embedding_bag(ints[6], [10, 4], ints[3], include_last_offset=True)
    (2, 4)
    >>> embedding_bag(ints[6], [10, 4], offsets=ints[2], mode="sum", per_sample_weights=[6])
    (2, 4)
    >>> embedding_bag(ints[6], [10, 4])
    SHP706
    >>> embedding_bag(ints[6], [10], ints[2])
    SHP101
    """
    if isinstance(input, Tensor) and input.dtype == "float" and getattr(weight, "dtype", "int") == "int":
        input, weight = weight, input  # the order of old, which is still understood
    table = table_sizes(weight)
    result = _bags(input, table, offsets, per_sample_weights, mode, include_last_offset)
    check_row(padding_idx, table[0])
    return result


def _bags(input: Value, table: tuple[Size, Size], offsets: Value, weights: Value, mode: Value, last: Value) -> Tensor:
    """One row for every bag.

    Raises Mismatch SHP101, SHP706 where offsets are missing or too many, SHP201 where weights do not fit.
    """
    shape, (count, width) = shape_of(input), table
    if isinstance(weights, Tensor):
        _check_weights(shape, weights, mode)
    if len(shape.dims) > 2 or shape == Shape(()):
        raise Mismatch(
            "SHP101", "EmbeddingBag expects 1 or 2 axes of indices, gets {found}", operand=culprit(input), found=shape
        )
    check_not_empty(count, input)
    if shape.open:
        return _floats(UNKNOWN, width)
    if len(shape.dims) == 2:
        _check_matrix(input, shape, offsets)
        return _floats(shape.dims[0], width)
    if offsets is None:
        raise Mismatch(
            "SHP706",
            "indices of one axis need offsets, where each bag begins",
            operand=culprit(input),
            help="a matrix has a bag in every row, and needs none",
        )
    return _floats(_between(offsets, last), width)


def _floats(*sizes: Size) -> Tensor:
    return Tensor(Shape(sizes), "torch", "float")


def _check_weights(shape: Shape, weights: Value, mode: Value) -> None:
    given = shape_of(weights)
    if isinstance(mode, str) and mode != "sum":
        raise Mismatch("SHP706", "per_sample_weights are for mode='sum' only, not {mode}", mode=mode)
    if shape.open or given.open:
        return
    pairs = zip(shape.dims, given.dims, strict=False)
    if len(given.dims) != len(shape.dims) or any(equal(a, b) is False for a, b in pairs):
        raise Mismatch(
            "SHP201",
            "per_sample_weights must have the shape of the indices, {shape}, gets {given}",
            operand=culprit(weights),
            shape=shape,
            given=given,
        )


def _check_matrix(input: Value, shape: Shape, offsets: Value) -> None:
    if offsets is not None and offsets is not UNKNOWN:
        raise Mismatch(
            "SHP706", "{shape} has a bag in every row, and takes no offsets", operand=culprit(input), shape=shape
        )
    if equal(shape.dims[1], 0) is True:
        raise Mismatch("SHP707", "the bags of {shape} are empty", operand=culprit(input), shape=shape)


def _between(offsets: Value, last: Value) -> Size:
    """How many bags the offsets make; the last one is an end where `last` says so.

    Raises Mismatch SHP101, or SHP707 where there is no last one.
    """
    shape = shape_of(offsets)
    if len(shape.dims) > 1 or shape == Shape(()):
        raise Mismatch("SHP101", "offsets have 1 axis, gets {found}", operand=culprit(offsets), found=shape)
    if not isinstance(last, bool):
        return UNKNOWN
    count = shape.axis(-1)
    if last and equal(count, 0) is True:
        raise Mismatch("SHP707", "include_last_offset needs at least one offset", operand=culprit(offsets))
    return count - 1 if last else count


@op("torch.embedding_bag")
def torch_embedding_bag(
    weight,
    indices,
    offsets,
    scale_grad_by_freq=False,
    mode=0,
    sparse=False,
    per_sample_weights=None,
    include_last_offset=False,
    padding_idx=None,
):
    """Look up and reduce the rows of every bag, and give what the gradients need.

    PyTorch itself does not check all that it should here, and may crash: the examples are for our world alone.

    >>> torch.embedding_bag([N, 4], ints[6], ints[2])
    ((2, 4), (None,), (None,), (...,))
    >>> torch.embedding_bag([N, 4], ints[6], ints[B, 2])
    SHP101
    """
    check_table(weight)
    bags = _floats(_between(offsets, include_last_offset), shape_of(weight).axis(-1))
    counts = Tensor(Shape((UNKNOWN,)), "torch", "int")
    return bags, counts, counts, Tensor(UNKNOWN_SHAPE, "torch", "int")
