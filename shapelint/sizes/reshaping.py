"""Reshaping: the same elements in another shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shapelint.sizes.compare import divides, equal
from shapelint.sizes.dim import Size, product
from shapelint.sizes.division import exact_quotient, floor_div
from shapelint.sizes.shapes import Shape
from shapelint.sizes.unknown import UNKNOWN, Unknown


@dataclass(frozen=True, slots=True)
class Misfit:
    """A target shape that the elements cannot take on any run.

    Attributes:
        kind: "two" if more than one size is -1, "negative" if one is less than -1, "divide" if the elements do not
            divide by the known sizes, "size" if their numbers differ.
        elements: how many there are, or as much of that product as is known.
        target: the sizes asked for.
        wanted: the product of the sizes asked for, -1 and unknown ones left out.
    """

    kind: Literal["two", "negative", "divide", "size"]
    elements: Size
    target: tuple[Size, ...]
    wanted: Size


def reshape(shape: Shape, target: Sequence[Size]) -> Shape | Misfit:
    """The shape after `reshape(target)`, where one size may be -1.

    >>> from shapelint.sizes import symbol
    >>> from shapelint.sizes.shapes import shape
    >>> B, H = symbol("B"), symbol("H")
    >>> print(reshape(shape(B, 3, H, H), (B, -1)))
    (B, 3*H**2)
    >>> n = symbol("n", 0)
    >>> print(reshape(shape(n, 16), (n, -1)))
    (n, 16)
    >>> reshape(shape(4, 5), (-1, 3))
    Misfit(kind='divide', elements=20, target=(-1, 3), wanted=3)
    """
    target = tuple(target)
    holes = [i for i, size in enumerate(target) if _is_hole(size)]
    known = [size for size in target if not _is_hole(size) and not isinstance(size, Unknown)]
    wanted = product(known)
    if len(holes) > 1:
        return Misfit("two", shape.numel(), target, wanted)
    if any(isinstance(size, int) and size < 0 for size in known):
        return Misfit("negative", shape.numel(), target, wanted)
    unsure = [i for i, size in enumerate(target) if isinstance(size, Unknown)]
    if not holes and not unsure:
        return _whole(shape, target, wanted)
    return _solved(shape, target, wanted, holes + unsure)


def _is_hole(size: Size) -> bool:
    return isinstance(size, int) and size == -1


def _whole(shape: Shape, target: tuple[Size, ...], wanted: Size) -> Shape | Misfit:
    """No size is left open: the numbers of elements have to be equal."""
    elements = shape.numel()
    if equal(elements, wanted) is False:
        return Misfit("size", elements, target, wanted)
    if isinstance(elements, Unknown):
        part = product(size for size in shape.dims if not isinstance(size, Unknown))
        if divides(part, wanted) is False:
            return Misfit("divide", part, target, wanted)
    return Shape(target)


def _solved(shape: Shape, target: tuple[Size, ...], wanted: Size, open_: list[int]) -> Shape | Misfit:
    """One size or more are to be worked out: a single one is the exact quotient on every run that goes on."""
    elements = shape.numel()
    dims = [UNKNOWN if i in open_ else size for i, size in enumerate(target)]
    if isinstance(wanted, int) and wanted == 0:
        return Misfit("divide", elements, target, 0) if -1 in target else Shape(tuple(dims))
    if divides(wanted, elements) is False:
        return Misfit("divide", elements, target, wanted)
    if len(open_) == 1:
        # Nothing can be worked out beside a size of 0, so that none of them is.
        exact = exact_quotient(elements, wanted) if -1 in target else None
        dims[open_[0]] = floor_div(elements, wanted) if exact is None else exact
    return Shape(tuple(dims))
