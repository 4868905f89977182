"""Reductions: sums, means, maxima and the like along axes."""

from __future__ import annotations

from shapelint.rules.shared.axes import check_axes
from shapelint.rules.shared.operands import axes_in, measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, SomeInt, Value, is_soft
from shapelint.sizes import Dim, Shape


def reduced(x: Value, axis: Value, keepdims: Value = False, name: str = "axis") -> Shape:
    """The shape after a reduction along `axis`: None for all axes, an int, or several.

    Raises Mismatch SHP502.
    """
    shape = measured(x)
    axes = () if axis is None else axes_in(axis)
    if axes is None:
        return _somewhere(shape, axis, keepdims)
    places = set(check_axes(x, axes, name))
    if not isinstance(keepdims, bool):
        return UNKNOWN_SHAPE
    if axis is None:
        return _all(shape, keepdims)
    if not shape.open:
        dims = shape.dims
        if keepdims:
            return Shape(tuple(1 if place in places else size for place, size in enumerate(dims)))
        return Shape(tuple(size for place, size in enumerate(dims) if place not in places))
    return _open(shape, axes, keepdims)


def _somewhere(shape: Shape, axis: Value, keepdims: Value) -> Shape:
    """Over axes that nobody knows; a counter names just one."""
    one = isinstance(axis, SomeInt | Dim) and not is_soft(axis)
    if shape.open or (keepdims is not True and not (one and keepdims is False)):
        return UNKNOWN_SHAPE
    return Shape((UNKNOWN,) * (len(shape.dims) if keepdims else max(len(shape.dims) - 1, 0)))


def _all(shape: Shape, keepdims: bool) -> Shape:
    if not keepdims:
        return Shape(())
    return UNKNOWN_SHAPE if shape.open else Shape((1,) * len(shape.dims))


def _open(shape: Shape, axes: tuple[int, ...], keepdims: bool) -> Shape:
    if any(axis >= 0 for axis in axes):
        return shape.drop(axes[0]) if len(axes) == 1 and not keepdims else UNKNOWN_SHAPE
    if keepdims:
        for axis in axes:
            shape = shape.replace(axis, 1)
        return shape
    for axis in sorted(axes):  # the farthest from the end first, so that the others keep their index
        if -axis > len(shape.dims):
            return UNKNOWN_SHAPE
        shape = shape.drop(axis)
    return shape
