"""Matrix products and other contractions."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.batch import counts_batch
from shapelint.rules.shared.edits import transposed
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import axes_in, called, culprit, is_int, measured
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal

_EDITS: Final = {"torch": ".transpose(-1, -2)", "numpy": ".swapaxes(-1, -2)"}


def matmul(left: Value, right: Value) -> Shape:
    """`left @ right`: matrices on the last two axes, the axes before them broadcast; a vector is a row or a column.

    Raises Mismatch SHP302, or SHP301 where the leading axes do not broadcast.
    """
    a, b = measured(left), measured(right)
    _check_not_scalar(left, right)
    if b.open and len(b.dims) < 2:
        return UNKNOWN_SHAPE
    vector = not b.open and len(b.dims) == 1
    _check_sum(left, right, a.axis(-1), b.axis(-1 if vector else -2))
    if vector:
        return a.drop(-1) if a.dims else UNKNOWN_SHAPE
    if a.open and len(a.dims) < 2:
        return Shape((b.dims[-1],), True)
    if len(a.dims) == 1 and not a.open:
        return b.drop(-2)
    leading = broadcasted(Shape(a.dims[:-2], a.open), Shape(b.dims[:-2], b.open), what="the leading axes")
    return Shape((*leading.dims, a.dims[-2], b.dims[-1]), leading.open)


def dot(left: Value, right: Value) -> Shape:
    """`np.dot`, `K.dot`: the last axis of `left` with the last but one of `right` (its only one), all others kept.

    Raises Mismatch SHP302.
    """
    a, b = measured(left), measured(right)
    if not a.open and not a.dims:
        return b
    if not b.open and not b.dims:
        return a
    if b.open and len(b.dims) < 2:
        return UNKNOWN_SHAPE
    axis = -1 if not b.open and len(b.dims) == 1 else -2
    _check_sum(left, right, a.axis(-1), b.axis(axis))
    rest = b.drop(axis)
    if b.open or (a.open and not a.dims):  # a scalar on the left leaves the right as it is
        return Shape(rest.dims[-1:], True)
    kept = a.drop(-1) if a.dims else UNKNOWN_SHAPE
    return Shape((*kept.dims, *rest.dims), a.open)


def outer(left: Value, right: Value) -> Shape:
    """Every element of one with every element of the other."""
    return Shape((measured(left).numel(), measured(right).numel()))


def inner(left: Value, right: Value) -> Shape:
    """`np.inner`: the last axes of both, all others kept.

    Raises Mismatch SHP302.
    """
    a, b = measured(left), measured(right)
    if not a.open and not a.dims:
        return b
    if not b.open and not b.dims:
        return a
    _check_sum(left, right, a.axis(-1), b.axis(-1), "last")
    if a.open or b.open:
        return UNKNOWN_SHAPE
    return Shape((*a.dims[:-1], *b.dims[:-1]))


def tensordot(left: Value, right: Value, axes: Value = 2, stretch: bool = False) -> Shape:
    """The named axes of both summed over: a number of them, or a pair of rows of axes.

    stretch: whether an axis of 1 meets any other, as in PyTorch.  Raises Mismatch SHP302, or SHP502.
    """
    a, b = measured(left), measured(right)
    if a.open or b.open:
        return UNKNOWN_SHAPE
    pairs = _paired_axes(left, right, axes)
    if pairs is None:
        return UNKNOWN_SHAPE
    for first, second in pairs:
        sizes = a.dims[first], b.dims[second]
        if equal(*sizes) is False and not (stretch and any(equal(size, 1) is not False for size in sizes)):
            raise _unequal(left, right, a.dims[first], b.dims[second], f"axis {first}", f"axis {second}")
    taken, lost = {first for first, _ in pairs}, {second for _, second in pairs}
    kept = [size for at, size in enumerate(a.dims) if at not in taken]
    return Shape((*kept, *(size for at, size in enumerate(b.dims) if at not in lost)))


def _paired_axes(left: Value, right: Value, axes: Value) -> list[tuple[int, int]] | None:
    a, b = measured(left), measured(right)
    if is_int(axes):
        if axes < 0:
            return None
        if axes > min(len(a.dims), len(b.dims)):
            raise _too_few(left, right, axes)
        return [(len(a.dims) - axes + at, at) for at in range(axes)]
    items = items_of(axes)
    if items is None or len(items) != 2:
        return None
    first, second = axes_in(items[0]), axes_in(items[1])
    if first is None or second is None:
        return None
    if len(first) != len(second):
        raise Mismatch("SHP302", "{first} are not as many axes as {second}", first=first, second=second)
    if first and not (a.dims and b.dims):
        raise _too_few(left, right, len(first))
    places = [(check_axis(left, x), check_axis(right, y)) for x, y in zip(first, second, strict=True)]
    if any(len(set(column)) < len(places) for column in zip(*places, strict=True)):
        raise Mismatch("SHP502", "{axes} names an axis twice", axes=items)
    return [(x, y) for x, y in places if x is not None and y is not None]


def _too_few(left: Value, right: Value, count: int) -> Mismatch:
    return Mismatch(
        "SHP502",
        "{count} axes are to be summed over, {left} times {right} do not have as many",
        operand=culprit(left, right),
        count=count,
        left=str(measured(left)),
        right=str(measured(right)),
    )


def _check_not_scalar(left: Value, right: Value) -> None:
    for operand in (left, right):
        if measured(operand) == Shape(()):
            raise Mismatch(
                "SHP101",
                "a matrix product needs at least one axis on both sides, gets a scalar",
                operand=culprit(operand),
                help="`*` multiplies by a number",
            )


def _check_sum(left: Value, right: Value, a: Size, b: Size, where: str | None = None) -> None:
    if equal(a, b) is False:
        place = where or ("only" if len(measured(right).dims) == 1 else "last but one")
        help = None if where else _transpose(left, right)
        raise _unequal(left, right, a, b, "the last axis", f"the {place} axis", help)


def _unequal(
    left: Value, right: Value, a: Size, b: Size, here: str, there: str, help: Fix | str | None = None
) -> Mismatch:
    return Mismatch(
        "SHP302",
        "{left} times {right} cannot be summed: {here} of the left is {a}, {there} of the right is {b}",
        operand=culprit(left, right),
        help=help,
        left=measured(left),
        right=measured(right),
        here=here,
        there=there,
        a=a,
        b=b,
    )


def _transpose(left: Value, right: Value) -> Fix | str | None:
    """Which side fits when its last two axes are exchanged."""
    a, b = measured(left), measured(right)
    if len(b.dims) > 2 and counts_batch(b.dims[-1]):
        return (
            f"a transpose reversed all axes and put the batch last in {b}: "
            "permute the axes behind the batch only, and multiply per sample (batch_dot or matmul)"
        )
    if len(b.dims) >= 2 and equal(a.axis(-1), b.dims[-1]) is True:
        return transposed(right, text=f"{_exchanged(right, 'right')} fits")
    if len(a.dims) >= 2 and len(b.dims) >= 2 and equal(a.dims[-2], b.dims[-2]) is True:
        return transposed(left, text=f"{_exchanged(left, 'left')} fits")
    return None


def _exchanged(x: Value, side: str) -> str:
    """An operand with its last two axes exchanged, as its library writes that."""
    shape = measured(x)
    new = Shape((*shape.dims[:-2], shape.dims[-1], shape.dims[-2]), shape.open)
    edit = _EDITS.get(x.family) if isinstance(x, Tensor) else None
    if edit is None:
        return f"the {side} side with its last two axes exchanged, {new},"
    return f"{called(x, f'the {side} side')}{'.T' if new.rank == 2 else edit}, {new},"
