"""How many elements a window or a slice leaves of an axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeGuard

from shapelint.sizes.compare import at_most, less
from shapelint.sizes.dim import Size
from shapelint.sizes.division import ceil_div, floor_div
from shapelint.sizes.extremes import maximum, minimum
from shapelint.sizes.unknown import UNKNOWN


def window(
    size: Size, kernel: Size, stride: Size = 1, padding: Size = 0, dilation: Size = 1, ceil: bool = False
) -> Size:
    """The number of places at which a window can stand, as in convolution and pooling.

    Args:
        padding: how much is added on each of both sides.
        ceil: round up, without windows that would start in the padding after the end.

    >>> from shapelint.sizes import symbol
    >>> window(64, 3), window(symbol("H"), 3, 2, 1), window(5, 2, 2, ceil=True)
    (62, (H+1)//2, 3)
    """
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil:
        return floor_div(room, stride) + 1
    return minimum(ceil_div(room, stride) + 1, ceil_div(size + padding, stride))


def slice_size(size: Size, lower: Size | None, upper: Size | None, step: Size | None = None) -> Size:
    """The size of `x[lower:upper:step]` along an axis.

    >>> from shapelint.sizes import symbol
    >>> T, n = symbol("T"), symbol("n")
    >>> slice_size(T, 1, None), slice_size(T, None, n), slice_size(T, -1, None), slice_size(10, 2, -1, 3)
    (T-1, min(T, n), 1, 3)
    """
    if lower is None and upper is None and step is None:
        return size
    step = 1 if step is None else step
    if isinstance(size, int) and _is_plain(lower) and _is_plain(upper) and isinstance(step, int):
        return len(range(size)[lower:upper:step]) if step else UNKNOWN
    if less(0, step):
        # Ends beyond the axis need clamping on one side only: beyond the other nothing is left anyway.
        starts = _ends(lower, size, [0], lambda end: [end], lambda end: [end, 0])
        stops = _ends(upper, size, [size], lambda end: [end, size], lambda end: [end])
        return _steps(stops, starts, step)
    if less(step, 0):
        starts = _ends(lower, size, [size - 1], lambda end: [end, size - 1], lambda end: [end])
        stops = _ends(upper, size, [-1], lambda end: [end], lambda end: [end, -1])
        return _steps(starts, stops, -step)
    return UNKNOWN


def _is_plain(end: Size | None) -> TypeGuard[int | None]:
    return end is None or isinstance(end, int)


def _ends(
    end: Size | None,
    size: Size,
    default: list[Size],
    from_start: Callable[[Size], list[Size]],
    from_end: Callable[[Size], list[Size]],
) -> list[Size]:
    """The sizes whose extreme is one end of a slice, as an index from the start."""
    if end is None:
        return default
    is_from_start = at_most(0, end)
    if is_from_start is None:
        return [UNKNOWN]
    return from_start(end) if is_from_start else from_end(size + end)


def _steps(upper: list[Size], lower: list[Size], step: Size) -> Size:
    """How many steps there are from the greatest of `lower` up to the least of `upper`."""
    return maximum(ceil_div(minimum(*(high - low for high in upper for low in lower)), step), 0)
