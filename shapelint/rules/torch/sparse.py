"""Sparse tensors of dense ones and back, and what they hold."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.torch.creation import of_sizes
from shapelint.rules.torch.families import unchanged
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, divides, equal


@op("torch.Tensor.to_sparse")
def to_sparse(input, sparse_dim=None, *, layout=None, blocksize=None, dense_dim=None):
    """Keep only the values that are not 0.

    >>> [2, 3].to_sparse()
    (2, 3)
    >>> [2, 3].to_sparse(1)
    (2, 3)
    >>> [2, 3].to_sparse(3)
    SHP502
    """
    shape, count = shape_of(input), size_in(sparse_dim)
    if not shape.open and isinstance(count, int) and not min(len(shape.dims), 1) <= count <= len(shape.dims):
        raise Mismatch(
            "SHP502", "to_sparse takes {count} axes of {shape}", operand=culprit(input), count=count, shape=shape
        )
    return shape


def _by_rows(input: Value, dense_dim: Value = None) -> Shape:
    """Two axes are compressed; what may stand behind them is dense, in front the batch."""
    shape = shape_of(input)
    wanted = 2 + (dense_dim if is_int(dense_dim) else 0)
    if not shape.open and len(shape.dims) < wanted:
        raise Mismatch(
            "SHP101",
            "a tensor is compressed by rows or columns on at least {wanted} axes, not {shape}",
            operand=culprit(input),
            wanted=wanted,
            shape=shape,
        )
    require_at_least(0, "dense_dim", dense_dim)
    return shape


def _in_blocks(input: Value, blocksize: Value, dense_dim: Value = None) -> Shape:
    shape = _by_rows(input, dense_dim)
    blocks = items_of(blocksize)
    if blocks is not None and len(blocks) != 2:
        raise Mismatch("SHP706", "blocksize is {blocks}, expected 2 numbers", blocks=blocks)
    behind = 0 if dense_dim is None else dense_dim if is_int(dense_dim) else None
    if blocks is None or behind is None:
        return shape
    for block, size in zip(blocks, (shape.axis(-2 - behind), shape.axis(-1 - behind)), strict=True):
        require_at_least(1, "blocksize", block)
        if divides(size_in(block), size) is False:
            raise Mismatch(
                "SHP202", "blocks of {block} do not divide {size}", operand=culprit(input), block=block, size=size
            )
    return shape


_DENSE: Final = """Keep only the values that are not 0, {how}.

>>> [4, 6].@({given})
(4, 6)
>>> [5, 4, 6].@({given})
(5, 4, 6)
>>> [3].@({given})
SHP101
"""
for _name in ("csr", "csc"):
    declare(
        f"torch.Tensor.to_sparse_{_name}",
        "input, dense_dim=None",
        _by_rows,
        _DENSE.format(how="row by row" if _name == "csr" else "column by column", given=""),
    )
for _name in ("bsr", "bsc"):
    declare(
        f"torch.Tensor.to_sparse_{_name}",
        "input, blocksize, dense_dim=None",
        _in_blocks,
        _DENSE.format(how="in blocks", given="(2, 3)") + ">>> [4, 6].@((3, 3))\nSHP202\n",
    )
declare(
    "torch.Tensor.to_sparse_coo", "input", unchanged, "Keep only the values that are not 0.\n\n>>> [2, 3].@()\n(2, 3)"
)
declare(
    "torch.Tensor.to_dense",
    "input, dtype=None, *, masked_grad=None",
    unchanged,
    "Write out the zeros of a sparse tensor.\n\n>>> [2, 3].to_sparse().@()\n(2, 3)\n>>> [2, 3].@()\n(2, 3)",
)
declare(
    "torch.Tensor.coalesce",
    "input",
    unchanged,
    "Add up what stands several times in the same place.\n\n>>> [2, 3].to_sparse().@()\n(2, 3)",
)


@op("torch.Tensor.indices")
def indices(input):
    """Where the values of a sparse tensor stand.

    >>> [2, 3].to_sparse().coalesce().indices()
    (None, None)
    """
    return Tensor(Shape((UNKNOWN, UNKNOWN)), "torch", "int")


for _name, _call in (
    ("values", "to_sparse().coalesce()"),
    ("crow_indices", "to_sparse_csr()"),
    ("col_indices", "to_sparse_csr()"),
    ("ccol_indices", "to_sparse_csc()"),
    ("row_indices", "to_sparse_csc()"),
):
    declare(
        f"torch.Tensor.{_name}",
        "input",
        lambda: UNKNOWN_SHAPE,
        f"Give the {_name.replace('_', ' ')} of a sparse tensor.\n\n>>> [2, 3].{_call}.@()\n(...,)",
        dtype=None if _name == "values" else "int",
    )
for _name in words("sparse_dim dense_dim"):
    declare(
        f"torch.Tensor.{_name}",
        "input",
        lambda: UNKNOWN,
        f"The number of {_name.partition('_')[0]} axes.\n\n>>> [2, 3].to_sparse().@()\nNone",
    )


@op("torch.Tensor.sparse_mask")
def sparse_mask(input, mask):
    """Keep the values where another tensor has some.

    >>> [2, 3].sparse_mask([2, 3].to_sparse())
    (2, 3)
    >>> [2, 3].sparse_mask([2, 4].to_sparse())
    SHP301
    """
    shape, other = shape_of(input), shape_of(mask)
    different = len(shape.dims) != len(other.dims) or any(map(_differ, shape.dims, other.dims))
    if not shape.open and not other.open and different:
        raise Mismatch(
            "SHP301", "{shape} cannot be masked by {other}", operand=culprit(input, mask), shape=shape, other=other
        )
    return shape


def _differ(one: Size, other: Size) -> bool:
    return equal(one, other) is False


_RESIZED: Final = """Change the sizes of a sparse tensor.

>>> [2, 3].to_sparse().@((4, 5), 2, 0)
(4, 5)
>>> [2, 3].to_sparse().@((4, 5, 6), 2, 0)
SHP101
"""


def _resized(size: Value, sparse_dim: Value, dense_dim: Value) -> Shape:
    require_at_least(0, "sparse_dim", sparse_dim)
    require_at_least(0, "dense_dim", dense_dim)
    made = of_sizes(row((size,))).shape
    axes = (sparse_dim, dense_dim)
    if not made.open and all(map(is_int, axes)) and len(made.dims) != sum(axes):
        raise Mismatch(
            "SHP101",
            "{shape} has not {sparse_dim} + {dense_dim} axes",
            shape=made,
            sparse_dim=sparse_dim,
            dense_dim=dense_dim,
        )
    return made


for _name in words("sparse_resize_ sparse_resize_and_clear_"):
    declare(f"torch.Tensor.{_name}", "input, size, sparse_dim, dense_dim", _resized, _RESIZED)
