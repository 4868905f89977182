"""Reshapes: the same elements on other axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix, changed
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Misfit, Shape, Size, divides, equal, product, reshape

_SENTENCES: Final = {
    "two": "only one size of {target} can be -1",
    "negative": "{target} has a negative size",
    "divide": "{shape} has {elements} elements, which do not divide by the {wanted} of {target}",
    "size": "{shape} has {elements} elements, {target} has {wanted}",
}


def reshaped(x: Value, target: Value) -> Shape:
    """The shape after `reshape(target)`; `target` is a row of sizes, one of which may be -1, or a `Shape`.

    Raises Mismatch SHP501 where the elements certainly do not fit.
    """
    shape = measured(x)
    sizes = target_sizes(target)
    if sizes is None:
        return UNKNOWN_SHAPE
    found = reshape(shape, sizes)
    if isinstance(found, Shape):
        return found
    if shape.open and found.kind == "two" and isinstance(x, Tensor) and x.family == "torch":
        return UNKNOWN_SHAPE  # a nested tensor has rows of different lengths, and -1 says of an axis that it stays
    if shape.open and 0 in sizes:  # a size of 0 is a setting that is not in use, where nothing is known of the operand
        return Shape(sizes).replace(sizes.index(-1), UNKNOWN) if -1 in sizes else Shape(sizes)
    raise Mismatch(
        "SHP501",
        _SENTENCES[found.kind],
        operand=culprit(x),
        help=_nearest(shape, sizes, found),
        shape=shape,
        elements=found.elements,
        target=sizes,
        wanted=found.wanted,
    )


def target_sizes(target: Value) -> tuple[Size, ...] | None:
    """The sizes asked for, None where not even their number is known.

    Raises Mismatch SHP702 for a tensor that can be no row of sizes.
    """
    if isinstance(target, Shape):
        return None if target.open else target.dims
    if isinstance(target, Tensor) and len(target.shape.dims) > 1 and equal(target.shape.axis(-1), 1) is False:
        raise Mismatch("SHP702", "a row of sizes is expected, not a tensor", operand=target)
    items = (target,) if isinstance(target, int) else items_of(target)
    return None if items is None else tuple(size_in(item) for item in items)


def _nearest(shape: Shape, target: tuple[Size, ...], found: Misfit) -> Fix | None:
    """One size of the target changed so that all elements fit: the last one that can be."""
    if found.kind not in ("size", "divide") or shape.open:
        return None
    fits = (_with(shape, target, place) for place in reversed(range(len(target))) if target[place] != -1)
    best = next((fit for fit in fits if fit is not None), None)
    return changed("shape", best, text=f"{best} would fit") if best is not None else None


def _with(shape: Shape, target: tuple[Size, ...], place: int) -> Shape | None:
    """The target with the one size at `place` that makes it fit, the one at -1 taken for a leading axis of `shape`."""
    others = [size for at, size in enumerate(target) if at != place and size != -1]
    hole = target.index(-1) if -1 in target else None
    elements = shape.numel()
    if hole is not None:
        if not shape.dims or hole != 0:
            return None
        elements = product(shape.dims[1:])
    wanted = product(others)
    if divides(wanted, elements) is not True or equal(wanted, 0) is not False:
        return None
    return Shape((*target[:place], elements // wanted, *target[place + 1 :]))
