"""New sparse tensors of indices and values."""

from __future__ import annotations

from functools import partial
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.torch.creation import dtype_of, of_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal

_MADE: Final = "dtype=None, device=None, requires_grad=False, check_invariants=None"


@op("torch.sparse_coo_tensor")
def sparse_coo_tensor(
    indices, values=None, size=None, *, dtype=None, device=None, requires_grad=False, check_invariants=None,
    is_coalesced=None,
):  # fmt: skip
    """Make a sparse tensor of its values and of where they stand, an index in every column.

    >>> torch.sparse_coo_tensor(ints[2, 5], [5], (2, 3))
    (2, 3)
    >>> torch.sparse_coo_tensor(ints[2, 5], [5, 4], size=(2, 3, 4))
    (2, 3, 4)
    >>> torch.sparse_coo_tensor(ints[2, 5], [5, 4])
    (None, None, 4)
    >>> torch.sparse_coo_tensor((2, 3))
    (2, 3)
    >>> torch.sparse_coo_tensor(ints[2, 5], [4], (2, 3))
    SHP301
    >>> torch.sparse_coo_tensor(ints[2, 5], [5], (2, 3, 4))
    SHP101
    >>> torch.sparse_coo_tensor(ints[2, 5], [5, 4], (2, 3, 6))
    SHP301
    """
    if values is None:
        return of_sizes(row((size if size is not None else indices,)), dtype, strict=False)
    places, each = measured(indices), measured(values)
    if not places.open and len(places.dims) != 2:
        raise Mismatch("SHP101", "indices stand on 2 axes, not on {found}", operand=culprit(indices), found=places)
    if each == Shape(()):
        raise Mismatch("SHP101", "values stand on at least 1 axis", operand=culprit(values))
    if not each.open and equal(places.axis(-1), each.dims[0]) is False:
        raise Mismatch(
            "SHP301",
            "{indices} indices meet {values} values",
            operand=culprit(values, indices),
            indices=places.axis(-1),
            values=each.dims[0],
        )
    kind = dtype_kind(dtype, dtype_of(values))
    count = places.axis(-2)
    if size is not None:
        made = of_sizes(row((size,)), dtype)
        _require_fit(made.shape, count, each)
        return Tensor(made.shape, "torch", kind)
    if each.open or not isinstance(count, int):
        return Tensor(UNKNOWN_SHAPE, "torch", kind)
    return Tensor(Shape((*(UNKNOWN,) * count, *each.dims[1:])), "torch", kind)


def _require_fit(shape: Shape, count: Size, values: Shape) -> None:
    """A size for every index and every axis of a value.

    Raises Mismatch SHP101 or SHP301.
    """
    if shape.open or values.open:
        return
    dense = values.dims[1:]
    if equal(count + len(dense), len(shape.dims)) is False:
        raise Mismatch(
            "SHP101",
            "{shape} has not {count} axes of indices and {dense} of values",
            shape=shape,
            count=count,
            dense=len(dense),
        )
    found = shape.dims[len(shape.dims) - len(dense) :]
    if any(equal(one, other) is False for one, other in zip(found, dense, strict=False)):
        raise Mismatch("SHP301", "values of {dense} do not fit into {shape}", dense=Shape(dense), shape=shape)


def _compressed(*, first: str, blocks: int, **given: Value) -> Tensor:
    """A tensor of values in blocks of so many axes; `first` names the indices that are compressed.

    Raises Mismatch SHP101 where the size has to be worked out, and there are fewer axes.
    """
    values, size = given["values"], given["size"]
    each, front = shape_of(values), shape_of(given[first])
    if size is None and not each.open and not front.open and len(each.dims) < len(front.dims) + blocks:
        raise Mismatch(
            "SHP101",
            "values stand on at least {wanted} axes, not on {found}",
            operand=culprit(values),
            wanted=len(front.dims) + blocks,
            found=each,
        )
    shape = UNKNOWN_SHAPE if size is None else of_sizes(row((size,))).shape
    return Tensor(shape, "torch", dtype_kind(given["dtype"], dtype_of(values)))


_OF_COMPRESSED: Final = """Make a sparse tensor of its values and of where they stand, row by row or column by column.

>>> torch.@(torch.tensor((0, 1, 2)), torch.tensor((0, 1)), {values}, {size}{more})
{size}
>>> torch.@(torch.tensor((0, 1, 2)), torch.tensor((0, 1)), {values}{more})
(...,)
"""
for _name, _first, _second, _blocks, _values, _size in (
    ("csr", "crow_indices", "col_indices", 0, "[2]", (2, 3)),
    ("csc", "ccol_indices", "row_indices", 0, "[2]", (3, 2)),
    ("bsr", "crow_indices", "col_indices", 2, "[2, 2, 3]", (4, 6)),
    ("bsc", "ccol_indices", "row_indices", 2, "[2, 2, 3]", (4, 6)),
    ("compressed", "compressed_indices", "plain_indices", 0, "[2]", (2, 3)),
):
    _more = "layout=None, " if _name == "compressed" else ""
    declare(
        f"torch.sparse_{_name}_tensor",
        f"{_first}, {_second}, values, size=None, *, {_more}{_MADE}",
        partial(_compressed, first=_first, blocks=_blocks),
        _OF_COMPRESSED.format(values=_values, size=_size, more=", layout=torch.sparse_csr" if _more else ""),
    )
