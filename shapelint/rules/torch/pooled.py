"""What pooling layers and pooling functions share."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.shared.operands import per_axis
from shapelint.rules.shared.windows import axis_names, windows
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of
from shapelint.sizes import Dim, Shape, Size, shape_from


def pooled(
    input: Value,
    axes: Mapping[str, Value],
    count: int,
    window: tuple[Value, Value, Value, Value],
    ceil_mode: Value,
    return_indices: Value = False,
) -> Value:
    """The output of a pool over the last `count` axes; window: kernel, stride (None: the kernel), padding, dilation.

    With `return_indices` a pair of tensors.  Raises Mismatch SHP503 where the pool does not fit.
    """
    sizes = tuple(axes[name] for name in axis_names(count))
    kernel, stride, padding, dilation = window
    after = windows(sizes, kernel, stride, padding, dilation, ceil=ceil_mode, operand=input)
    return _given(_shape(axes, count, after), return_indices)


def adapted(axes: Mapping[str, Value], count: int, output_size: Value, return_indices: Value = False) -> Value:
    """The output of a pool that leaves `output_size` places per axis; None leaves an axis as it is."""
    items = items_of(output_size)
    wanted = per_axis(output_size, count) if items is None else items
    sizes = [axes[name] for name in axis_names(count)]
    after = [_one(size, want) for size, want in zip(sizes, wanted, strict=False)]
    return _given(_shape(axes, count, (*after, *[UNKNOWN] * (count - len(after)))), return_indices)


def _one(size: Size, wanted: Value) -> Size:
    if wanted is None:
        return size
    return wanted if isinstance(wanted, int | Dim) else UNKNOWN


def _shape(axes: Mapping[str, Value], count: int, sizes: tuple[Size, ...]) -> Shape:
    after = dict(zip(axis_names(count), sizes, strict=True))
    return shape_from(f"N? C {' '.join(after)}", {**axes, **after})


def _given(shape: Shape, return_indices: Value) -> Value:
    if return_indices is False:
        return shape
    return (shape, Tensor(shape, "torch", "int")) if return_indices is True else UNKNOWN
