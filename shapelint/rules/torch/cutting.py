"""Taking tensors apart into a number of pieces, or at places."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.torch.splitting import has_axis, parts_of
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of
from shapelint.sizes import divides

_LEGACY: Final = {
    "sections": "indices_or_sections",
    "indices": "indices_or_sections",
    "tensor_indices_or_sections": "indices_or_sections",
}


@op(("torch.tensor_split", "torch.Tensor.tensor_split"), legacy=_LEGACY)
def tensor_split(input, indices_or_sections, dim=0):
    """Take an axis apart into so many pieces of nearly one size, or before the given indices.

    >>> tensor_split([7], 3)
    ((3,), (2,), (2,))
    >>> tensor_split([7, 2], (2, 5))
    ((2, 2), (3, 2), (2, 2))
    >>> [2, 7].tensor_split((-3, 9), dim=1)
    ((2, 4), (2, 3), (2, 0))
    >>> tensor_split([7], 3, 1)
    SHP502
    >>> tensor_split([7], 0)
    SHP707
    """
    if not has_axis("tensor_split", input, dim):
        return UNKNOWN
    return _cut(input, dim, indices_or_sections)


def _cut(input: Value, dim: int, where: Value) -> Value:
    """So many pieces of nearly one size, or those before the given indices.

    Raises Mismatch SHP707.
    """
    size = shape_of(input).axis(dim)
    if is_int(where):
        require_at_least(1, "sections", where)
        if isinstance(size, int):
            return parts_of(input, dim, tuple(size // where + (at < size % where) for at in range(where)))
        whole = size is not UNKNOWN and divides(where, size) is True
        return parts_of(input, dim, (size // where if whole else UNKNOWN,) * where)
    cuts = items_of(where)
    if cuts is None or not isinstance(size, int) or not all(is_int(cut) for cut in cuts):
        return UNKNOWN if cuts is None else parts_of(input, dim, (UNKNOWN,) * (len(cuts) + 1))
    places = range(size)
    ends = zip((None, *cuts), (*cuts, None), strict=True)
    return parts_of(input, dim, tuple(len(places[lower:upper]) for lower, upper in ends))


def _evenly(name: str, input: Value, dim: int, where: Value) -> Value:
    """So many pieces of one size, or those before the given indices.

    Raises Mismatch SHP101, SHP501 or SHP707.
    """
    check_rank(input, name, dim + 1)
    size = shape_of(input).axis(dim)
    if is_int(where) and where > 0 and divides(where, size) is False:
        raise Mismatch(
            "SHP501",
            "{name} cuts dim {dim} into {count} equal pieces, but it has {size}",
            operand=culprit(input),
            help="tensor_split makes nearly equal ones",
            name=name,
            dim=dim,
            count=where,
            size=size,
        )
    return _cut(input, dim, where)


@op(("torch.hsplit", "torch.Tensor.hsplit"), legacy=_LEGACY)
def hsplit(input, indices_or_sections):
    """Take the second axis apart, of a vector its only one.

    >>> hsplit([2, 6], 3)
    ((2, 2), (2, 2), (2, 2))
    >>> [7].hsplit((2, 5))
    ((2,), (3,), (2,))
    >>> hsplit([2, 7], 3)
    SHP501
    >>> hsplit([], 1)
    SHP101
    """
    shape = shape_of(input)
    if shape.open and len(shape.dims) < 2:
        return UNKNOWN
    return _evenly("hsplit", input, min(1, max(len(shape.dims) - 1, 0)), indices_or_sections)


@op(("torch.vsplit", "torch.Tensor.vsplit"), legacy=_LEGACY)
def vsplit(input, indices_or_sections):
    """Take the first axis of a matrix apart.

    >>> vsplit([6, 2], 3)
    ((2, 2), (2, 2), (2, 2))
    >>> [7, 2].vsplit((2, 5))
    ((2, 2), (3, 2), (2, 2))
    >>> vsplit([7, 2], 3)
    SHP501
    >>> vsplit([6], 3)
    SHP101
    """
    check_rank(input, "vsplit", 2)
    return _evenly("vsplit", input, 0, indices_or_sections)


@op(("torch.dsplit", "torch.Tensor.dsplit"), legacy=_LEGACY)
def dsplit(input, indices_or_sections):
    """Take the third axis apart.

    >>> dsplit([1, 2, 6], 3)
    ((1, 2, 2), (1, 2, 2), (1, 2, 2))
    >>> [1, 2, 7].dsplit((2, 5))
    ((1, 2, 2), (1, 2, 3), (1, 2, 2))
    >>> dsplit([2, 6], 3)
    SHP101
    """
    return _evenly("dsplit", input, 2, indices_or_sections)
