"""What normalisation layers and functions share: which axis holds the channels, and how many."""

from __future__ import annotations

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, Value, shape_of, sizes_of
from shapelint.sizes import Shape, Size, equal


def check_rank(layer: str, input: Value, ranks: tuple[int, ...], wanted: str) -> Shape:
    """The input's shape, which must have one of these ranks; complete where only one is left for an open one.

    Raises Mismatch SHP101 where it certainly has not.
    """
    shape = shape_of(input)
    possible = [rank for rank in ranks if (rank >= len(shape.dims) if shape.open else rank == len(shape.dims))]
    if not possible:
        raise Mismatch(
            "SHP101",
            "{layer} expects {wanted} axes, gets {found}",
            operand=culprit(input),
            layer=layer,
            wanted=" or ".join(map(str, ranks)) + f" ({wanted})",
            found=shape,
        )
    if shape.open and len(possible) == 1:
        return Shape((UNKNOWN,) * (possible[0] - len(shape.dims)) + shape.dims)
    return shape


def check_channels(layer: str, input: Value, expected: Value, axis: int = 1, shape: Shape | None = None) -> Shape:
    """The input's shape (`shape`, if more is known of it), which must have so many channels on dim `axis`.

    Raises Mismatch SHP201 where it certainly has not; the message names the axis, for it is not the last.
    """
    shape, expected = shape or shape_of(input), size_in(expected)
    found = shape.axis(axis)
    if not shape.open and equal(found, expected) is False:
        raise Mismatch(
            "SHP201",
            "{layer} expects {expected} channels on dim {dim}, gets {found}",
            operand=culprit(input),
            help=_where(shape, expected, axis),
            layer=layer,
            axis="num_channels",
            dim=axis,
            expected=expected,
            found=found,
        )
    return shape


def _where(shape: Shape, expected: Size, axis: int) -> str | None:
    """How to bring the axis of the right size to where the channels belong."""
    places = [at for at, size in enumerate(shape.dims) if at > axis and equal(size, expected) is True]
    if not places:
        return None
    if len(shape.dims) == axis + 2:
        return f".transpose({axis}, {axis + 1}) puts its {expected} channels on dim {axis}"
    return f"its dim {places[-1]} has {expected}: .movedim({places[-1]}, {axis}) puts it on dim {axis}"


def check_normalized(layer: str, input: Value, normalized_shape: Value) -> Shape:
    """The input's shape, which must end in `normalized_shape`.

    Raises Mismatch SHP201, or SHP101 where it certainly does not.
    """
    shape, wanted = shape_of(input), sizes_of(normalized_shape)
    if wanted is None:
        return shape
    if not shape.open and len(shape.dims) < len(wanted):
        raise Mismatch(
            "SHP101",
            "{layer} expects at least {wanted} axes, gets {found}",
            operand=culprit(input),
            layer=layer,
            wanted=len(wanted),
            found=shape,
        )
    for at, (found, expected) in enumerate(zip(shape.tail(len(wanted)), wanted, strict=True)):
        if equal(found, expected) is False:
            raise Mismatch(
                "SHP201",
                "{layer} expects {expected} on dim {dim}, gets {found}",
                operand=culprit(input),
                layer=layer,
                axis="normalized_shape",
                dim=at - len(wanted),
                expected=expected,
                found=found,
            )
    return shape
