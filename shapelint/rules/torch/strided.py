"""Where elements stand in memory, and the same memory in another shape whatever the axes were."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.shared.reshaping import target_sizes
from shapelint.rules.shared.strides import is_packed, seen, strides_of
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, at_most, less


@op("torch.Tensor.is_contiguous")
def is_contiguous(input, memory_format=None):
    """Whether the last axis runs fastest and nothing is left out.

    >>> [2, 3].is_contiguous()
    True
    >>> [2, 3].t().is_contiguous()
    False
    """
    found = is_packed(input) if memory_format is None else None
    return UNKNOWN if found is None else found


@op("torch.Tensor.unfold", least={"size": 0, "step": 1})
def unfold(input, dimension, size, step):
    """See every window of an axis; the window becomes the last axis.

    >>> [2, 7].unfold(1, 3, 2)
    (2, 3, 3)
    >>> [2, 7, 5].unfold(dimension=-2, size=2, step=1)
    (2, 6, 5, 2)
    >>> [2, 7].unfold(0, 3, 1)
    SHP503
    >>> [2, 7].unfold(2, 3, 1)
    SHP502
    >>> [2, 7].unfold(1, 3, 0)
    SHP707
    """
    check_axis(input, dimension, name="dimension")
    shape, extent, steps = shape_of(input), size_in(size), size_in(step)
    whole = 1 if shape == Shape(()) else shape.axis(dimension) if is_int(dimension) else UNKNOWN
    if at_most(extent, whole) is False:
        raise Mismatch(
            "SHP503",
            "a window of {extent} does not fit on dim {dim}, which has {size}",
            operand=culprit(input),
            extent=extent,
            dim=dimension,
            size=whole,
        )
    if not is_int(dimension) or (shape.open and dimension >= 0):
        return UNKNOWN_SHAPE
    places = (whole - extent) // steps + 1 if less(0, steps) is True else UNKNOWN
    after = shape.replace(dimension, places)
    strides = strides_of(input)
    if not strides:
        return Shape((*after.dims, extent), after.open)
    jump = Shape(strides).replace(dimension, strides[dimension] * steps)
    return seen(input, Shape((*after.dims, extent)), (*jump.dims, strides[dimension]))


@op(
    ("torch.as_strided", "torch.Tensor.as_strided", "torch.as_strided_", "torch.Tensor.as_strided_"),
    least={"size": 0, "stride": 0, "storage_offset": 0},
)
def as_strided(input, size, stride, storage_offset=None):
    """See the memory in another shape.

    >>> as_strided([3, 3], (2, 2), (1, 2))
    (2, 2)
    >>> [9].as_strided((2, 2), (1, 2), 3)
    (2, 2)
    >>> as_strided([3, 3], (2, 2), (1,))
    SHP501
    >>> as_strided([3, 3], (2, 2), (1, -1))
    SHP707
    """
    return _strided(input, size, stride)


def _strided(input: Value, size: Value, stride: Value) -> Tensor:
    """Memory under a given shape.

    Raises Mismatch SHP501 where sizes and strides do not pair up.
    """
    sizes, strides = target_sizes(size), target_sizes(stride)
    if sizes is not None and strides is not None and len(sizes) != len(strides):
        raise Mismatch("SHP501", "{sizes} and the strides {strides} do not pair up", sizes=sizes, strides=strides)
    return seen(input, UNKNOWN_SHAPE if sizes is None else Shape(sizes), strides if sizes is not None else None)
