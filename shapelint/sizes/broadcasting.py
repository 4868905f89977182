"""Broadcasting of shapes as NumPy and the frameworks do it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from shapelint.sizes.compare import equal
from shapelint.sizes.dim import Size
from shapelint.sizes.shapes import Shape
from shapelint.sizes.unknown import UNKNOWN, Unknown


@dataclass(frozen=True, slots=True)
class Clash:
    """Sizes that meet on one axis and can be neither equal nor stretched.

    Attributes:
        axis_from_end: the axis, -1 being the last.
        sizes: the two sizes, in the order of the shapes.
    """

    axis_from_end: int
    sizes: tuple[Size, Size]


def broadcast(*shapes: Shape) -> Shape | Clash:
    """The common shape of all, or where they clash on every run.

    >>> from shapelint.sizes import shape, symbol
    >>> B = symbol("B")
    >>> print(broadcast(shape(B, 1, 3), shape(4, 1)))
    (B, 4, 3)
    >>> broadcast(shape(B, 4), shape(B, 5))
    Clash(axis_from_end=-1, sizes=(4, 5))
    """
    if len(shapes) == 1:
        return shapes[0]
    open_ = any(s.open for s in shapes)
    dims: list[Size] = []
    for axis in range(1, max((len(s.dims) for s in shapes), default=0) + 1):
        sizes = [s.dims[-axis] if axis <= len(s.dims) else UNKNOWN for s in shapes if axis <= len(s.dims) or s.open]
        merged = broadcast_sizes(sizes)
        if isinstance(merged, tuple):
            return Clash(-axis, merged)
        dims.append(merged)
    return Shape(tuple(reversed(dims)), open_)


def broadcast_sizes(sizes: list[Size]) -> Size | tuple[Size, Size]:
    """The size that these broadcast to, or two that clash on every run.

    Sizes that cannot be 1 have to be equal, and the result is what they are; a size that may be 1 gives way to them.
    """
    solid = [size for size in sizes if _is_not_one(size)]
    if solid:
        for a, b in combinations(solid, 2):
            if equal(a, b) is False:
                return a, b
        return next((size for size in solid if isinstance(size, int)), solid[0])
    loose = [size for size in sizes if not (isinstance(size, int) and size == 1)]
    if not loose:
        return 1
    return loose[0] if all(equal(loose[0], other) for other in loose[1:]) else UNKNOWN


def _is_not_one(size: Size) -> bool:
    if isinstance(size, int):
        return size != 1
    return not isinstance(size, Unknown) and equal(size, 1) is False
