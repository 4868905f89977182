"""Copies of tensors in which a part is another tensor, which has just the shape of the part."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.torch.matrix_batches import check_shape
from shapelint.rules.torch.reordering import selected, sliced
from shapelint.rules.torch.strided import as_strided
from shapelint.rules.values import shape_of


@op(("torch.select_scatter", "torch.Tensor.select_scatter"))
def select_scatter(input, src, dim, index):
    """Put another tensor into one place of an axis.

    >>> select_scatter([2, 3], [2], 1, 0)
    (2, 3)
    >>> [2, 3, 4].select_scatter([2, 4], dim=-2, index=-1)
    (2, 3, 4)
    >>> select_scatter([2, 3], [1], 1, 0)
    SHP301
    >>> select_scatter([2, 3], [2], 1, 3)
    SHP506
    """
    check_shape("select_scatter", src, shape_of(selected(input, dim, index)), "values", "SHP301")
    return shape_of(input)


@op(("torch.slice_scatter", "torch.Tensor.slice_scatter"), least={"step": 1})
def slice_scatter(input, src, dim=0, start=None, end=None, step=1, *, out=None):
    """Put another tensor into a slice of an axis.

    >>> slice_scatter([8, 3], [2, 3], start=6)
    (8, 3)
    >>> [2, 8].slice_scatter([2, 4], 1, 0, 8, 2)
    (2, 8)
    >>> slice_scatter([2, 8], [2, 1], 1, 0, 8, 2)
    SHP301
    >>> slice_scatter([2, 8], [2, 4], 2, 0, 4)
    SHP502
    """
    check_shape("slice_scatter", src, shape_of(sliced(input, dim, start, end, step)), "values", "SHP301")
    return shape_of(input)


@op(
    ("torch.as_strided_scatter", "torch.Tensor.as_strided_scatter"), least={"size": 0, "stride": 0, "storage_offset": 0}
)
def as_strided_scatter(input, src, size, stride, storage_offset=None):
    """Put another tensor into what `as_strided` sees.

    >>> as_strided_scatter([3, 3], [2, 2], (2, 2), (1, 2))
    (3, 3)
    >>> as_strided_scatter([3, 3], [2, 1], (2, 2), (1, 2))
    SHP301
    """
    check_shape("as_strided_scatter", src, shape_of(as_strided.body(input, size, stride)), "values", "SHP301")
    return shape_of(input)
