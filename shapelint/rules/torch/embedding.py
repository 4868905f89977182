"""Embeddings: a row of a table for every index."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.values import Instance, Value, shape_of
from shapelint.sizes import Shape, Size, at_most, equal, less

TABLE = {"weight": "num_embeddings embedding_dim"}
LEAST = {"num_embeddings": 0, "embedding_dim": 0}


@layer("torch.nn.Embedding", "*places -> *places embedding_dim", weights=TABLE, dtype="float", least=LEAST)
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
    *,
    input,
):
    """Look up a row of the table for every index.

    >>> Embedding(10, 4)(ints[2, 3])
    (2, 3, 4)
    >>> Embedding(10, 4, padding_idx=0)(ints[()])
    (4,)
    >>> Embedding(10, 4).weight
    (10, 4)
    >>> Embedding(10, 4, padding_idx=10)
    SHP506 padding_idx is 10, out of range for 10 rows
    >>> Embedding(10, 4, _weight=[10, 5])
    SHP201
    """
    check_not_empty(num_embeddings, input)


@embedding_layer.construction
def _table_fits(num_embeddings, embedding_dim, padding_idx, _weight):
    check_row(padding_idx, num_embeddings)
    check_given(_weight, num_embeddings, embedding_dim)


def check_row(padding_idx: Value, count: Value) -> None:
    """The padding is a row of the table, counted from either end.

    Raises Mismatch SHP506 where it certainly is not.
    """
    count = size_in(count)
    if is_int(padding_idx) and (at_most(count, padding_idx) is True or less(padding_idx, -count) is True):
        raise Mismatch(
            "SHP506", "padding_idx is {found}, out of range for {count} rows", found=padding_idx, count=count
        )


def check_given(weight: Value, count: Value, width: Value) -> None:
    """A table that is given has the sizes that are asked for.

    Raises Mismatch SHP201 where it certainly has not.
    """
    shape, wanted = shape_of(weight), Shape((size_in(count), size_in(width)))
    if weight is None or shape.open:
        return
    pairs = zip(shape.dims, wanted.dims, strict=False)
    if len(shape.dims) != 2 or any(equal(found, size) is False for found, size in pairs):
        raise Mismatch(
            "SHP201", "the table is {found}, not {wanted}", operand=culprit(weight), found=shape, wanted=wanted
        )


def check_not_empty(count: Value, input: Value) -> None:
    """A table without rows has none for any index.

    Raises Mismatch SHP506.
    """
    shape = shape_of(input)
    if equal(size_in(count), 0) is True and not shape.open and less(0, shape.numel()) is True:
        raise Mismatch("SHP506", "a table of 0 rows has none for {found}", operand=culprit(input), found=shape)


def check_table(table: Value) -> Shape:
    """The shape of a table, which has two axes.

    Raises Mismatch SHP101 where it certainly has not.
    """
    shape = shape_of(table)
    if len(shape.dims) > 2 or (not shape.open and len(shape.dims) != 2):
        raise Mismatch("SHP101", "a table of embeddings has 2 axes, gets {found}", operand=culprit(table), found=shape)
    return shape


def table_sizes(table: Value) -> tuple[Size, Size]:
    """Rows and width of a table.

    Raises Mismatch SHP101.
    """
    shape = check_table(table)
    return shape.axis(-2), shape.axis(-1)


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
    >>> Embedding.from_pretrained([10, 4], padding_idx=-1).weight
    (10, 4)
    >>> Embedding.from_pretrained([10])
    SHP101
    """
    if isinstance(embeddings, Instance):  # a class method: asked of an instance, that instance stands first here
        embeddings, padding_idx = freeze, None
    return machine.call(embedding_layer, table_sizes(embeddings), {"padding_idx": padding_idx})


@op("torch.nn.functional.embedding", dtype="float")
def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    """Look up a row of the table for every index.

    >>> embedding(ints[2, 3], [10, 4])
    (2, 3, 4)
    >>> embedding(ints[()], [10, 4], padding_idx=9, max_norm=1.0)
    (4,)
    >>> embedding(ints[2, 3], [10, 4], -11)
    SHP506
    >>> embedding(ints[2, 3], [10])
    SHP101
    """
    count, width = table_sizes(weight)
    check_row(padding_idx, count)
    return _looked_up(input, count, width)


def _looked_up(indices: Value, count: Size, width: Size) -> Shape:
    check_not_empty(count, indices)
    places = shape_of(indices)
    return Shape((*places.dims, width), places.open)


@op("torch.embedding", dtype="float")
def torch_embedding(weight, indices, padding_idx=-1, scale_grad_by_freq=False, sparse=False):
    """Look up a row of the table for every index.

    >>> torch.embedding([10, 4], ints[2, 3])
    (2, 3, 4)
    >>> torch.embedding([10], ints[2, 3])
    SHP101
    """
    return _looked_up(indices, *table_sizes(weight))


@op("torch.embedding_renorm_")
def embedding_renorm_(input, indices, max_norm, norm_type):
    """Shorten the rows of the table that the indices name.

    >>> torch.embedding_renorm_([10, 4], ints[3], 1.0, 2.0)
    (10, 4)
    >>> torch.embedding_renorm_([10], ints[3], 1.0, 2.0)
    SHP101
    """
    shape = check_table(input)
    check_not_empty(shape.axis(-2), indices)
    return input
