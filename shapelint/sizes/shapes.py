"""`Shape`: a row of sizes, of which the first may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapelint.sizes.atoms import Symbol
from shapelint.sizes.compare import equal
from shapelint.sizes.dim import Size, product
from shapelint.sizes.rewrite import substitute
from shapelint.sizes.unknown import UNKNOWN


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the axes of a tensor.

    Attributes:
        dims: the known axes, the last ones if the shape is open.
        open: True if any number of axes may stand before `dims`.

    >>> shape(2, 3).axis(-1), Shape((3,), open=True)
    (3, Shape('(*?, 3)'))
    """

    dims: tuple[Size, ...]
    open: bool = False

    @property
    def rank(self) -> int | None:
        """The number of axes, None if the shape is open."""
        return None if self.open else len(self.dims)

    @property
    def least_rank(self) -> int:
        """The number of axes that there are at least."""
        return len(self.dims)

    def has_axis(self, axis: int) -> bool | None:
        """Whether an axis of this index exists, None if that depends on the rank."""
        if -len(self.dims) <= axis < len(self.dims):
            return True
        return None if self.open else False

    def normal_axis(self, axis: int) -> int | None:
        """The index from the start, None if there is no such axis or the rank is not known."""
        rank = len(self.dims)
        if self.open or not -rank <= axis < rank:
            return None
        return axis % rank

    def axis(self, axis: int) -> Size:
        """The size of an axis, UNKNOWN where it cannot be told."""
        rank = len(self.dims)
        known = -rank <= axis < (0 if self.open else rank)
        return self.dims[axis] if known else UNKNOWN

    def replace(self, axis: int, size: Size) -> Shape:
        """The shape with another size on one axis; what is not an axis leaves it as it is."""
        rank = len(self.dims)
        if self.open and axis >= 0:
            # Which of the known axes this is depends on the rank: none of those after it.
            dims = [_same(old, size) if i <= axis else old for i, old in enumerate(self.dims)]
            return Shape(tuple(dims), True)
        if not -rank <= axis < rank:
            return self
        dims = list(self.dims)
        dims[axis] = size
        return Shape(tuple(dims), self.open)

    def drop(self, axis: int) -> Shape:
        """The shape without one axis; what is not an axis leaves it as it is."""
        rank = len(self.dims)
        if self.open and axis >= 0:
            return Shape(self.dims[axis + 1 :], True)
        if not -rank <= axis < rank:
            return self
        axis %= rank
        return Shape(self.dims[:axis] + self.dims[axis + 1 :], self.open)

    def insert(self, axis: int, size: Size = 1) -> Shape:
        """The shape with a new axis that has this index in the result, as `unsqueeze` counts."""
        rank = len(self.dims)
        if self.open and axis >= 0:
            return Shape(self.dims[axis:], True)
        if not -rank - 1 <= axis <= rank:
            return self
        axis %= rank + 1
        return Shape((*self.dims[:axis], size, *self.dims[axis:]), self.open)

    def tail(self, count: int) -> tuple[Size, ...]:
        """The last `count` sizes, UNKNOWN where they cannot be told; fewer if the rank is smaller."""
        known = self.dims[max(len(self.dims) - count, 0) :]
        return (UNKNOWN,) * (count - len(known)) + known if self.open else known

    def numel(self) -> Size:
        """The number of elements."""
        return UNKNOWN if self.open else product(self.dims)

    def join(self, other: Shape) -> Shape:
        """What holds of a tensor that has this shape or the other.

        >>> shape(2, 3).join(shape(4, 3)), shape(2, 3).join(shape(2, 5, 3))
        (Shape('(?, 3)'), Shape('(*?, 3)'))
        """
        if self == other:
            return self
        if self.rank is not None and self.rank == other.rank:
            return Shape(tuple(map(_same, self.dims, other.dims)))
        count = min(len(self.dims), len(other.dims))
        dims = list(map(_same, self.tail(count), other.tail(count)))
        while dims and dims[0] is UNKNOWN:
            dims.pop(0)
        return Shape(tuple(dims), True)

    def refined(self, stated: Shape) -> Shape:
        """The shape of a tensor that also has another one: what is unknown here is taken from there.

        >>> Shape((5,), open=True).refined(shape(2, 3, 4)), shape(2, UNKNOWN).refined(shape(7, 8))
        (Shape('(2, 3, 5)'), Shape('(2, 8)'))
        """
        least, known = self.least_rank, stated.least_rank
        if (least > known and not stated.open) or (known > least and not self.open):
            return self
        count = max(least, known) if self.open else least
        both = zip(self.tail(count), stated.tail(count), strict=True)
        dims = tuple(theirs if own is UNKNOWN else own for own, theirs in both)
        return Shape(dims, self.open and stated.open)

    def substitute(self, mapping: Mapping[Symbol, Size]) -> Shape:
        """The shape with sizes put in the place of symbols."""
        return Shape(tuple(substitute(size, mapping) for size in self.dims), self.open)

    def __str__(self) -> str:
        parts = [*(["*?"] if self.open else []), *map(str, self.dims)]
        return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"

    def __repr__(self) -> str:
        return f"Shape({str(self)!r})"


UNKNOWN_SHAPE = Shape((), True)


def shape(*dims: Size) -> Shape:
    """The shape with exactly these axes.

    >>> print(shape(5), shape(), UNKNOWN_SHAPE)
    (5,) () (*?,)
    """
    return Shape(dims)


def _same(a: Size, b: Size) -> Size:
    return a if equal(a, b) else UNKNOWN
