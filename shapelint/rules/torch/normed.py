"""What normalisation layers and functions share: which axis holds the channels, and how many."""

from __future__ import annotations

from shapelint.rules.fixes import Fix, remade
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.shared.edits import method
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, shape_of, sizes_of
from shapelint.sizes import Shape, Size, equal, product


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


def check_least_rank(layer: str, input: Value, least: int, wanted: str) -> Shape:
    """The input's shape, which must have so many axes or more.

    Raises Mismatch SHP101 where it certainly has not.
    """
    shape = shape_of(input)
    if not shape.open and len(shape.dims) < least:
        raise Mismatch(
            "SHP101",
            "{layer} expects {least} axes or more ({wanted}), gets {found}",
            operand=culprit(input),
            layer=layer,
            least=least,
            wanted=wanted,
            found=shape,
        )
    return shape


def check_channels(
    layer: str, input: Value, expected: Value, axis: int = 1, shape: Shape | None = None, *, first: bool = True
) -> Shape:
    """The input's shape (`shape`, if more is known of it), which must have so many channels on dim `axis`.

    first: whether the channels are the first argument of the layer's constructor.  Raises Mismatch SHP201 where it
    certainly has not; the message names the axis, for it is not the last.
    """
    shape, expected = shape or shape_of(input), size_in(expected)
    found = shape.axis(axis)
    if not shape.open and equal(found, expected) is False:
        made = remade(layer, "num_features", found) if first and isinstance(found, int) else None
        raise Mismatch(
            "SHP201",
            "{layer} expects {expected} channels on dim {dim}, gets {found}",
            operand=culprit(input),
            help=_where(input, shape, expected, axis) or made,
            layer=layer,
            axis="num_channels",
            dim=axis,
            expected=expected,
            found=found,
        )
    return shape


def _where(input: Value, shape: Shape, expected: Size, axis: int) -> Fix | None:
    """How to bring the axis of the right size to where the channels belong, where there is only one."""
    places = [at for at, size in enumerate(shape.dims) if at > axis and equal(size, expected) is True]
    if len(places) != 1:
        return None
    edit = ("transpose", axis, axis + 1) if len(shape.dims) == axis + 2 else ("movedim", places[0], axis)
    return method(input, *edit, says=f" puts its {expected} channels on dim {axis}")


def check_several(layer: str, input: Value, count: Size, where: str) -> None:
    """A variance is computed over so many values; one is not enough.

    where: what holds them, as "each channel".  Raises Mismatch SHP707 where there certainly is but one.
    """
    if equal(count, 1) is True:
        raise Mismatch(
            "SHP707",
            "{layer} needs several values in {where} for their variance, gets one",
            operand=culprit(input),
            layer=layer,
            where=where,
        )


def values_of_channel(shape: Shape) -> Size:
    """How many values each channel (dim 1) of a batch has."""
    return UNKNOWN if shape.open else product((*shape.dims[:1], *shape.dims[2:]))


def check_grouped(layer: str, input: Value, num_groups: Value, *, several: bool = True) -> Shape:
    """The shape of a batch whose channels are to be normalised in so many groups.

    several: whether a group must hold several values.  Raises Mismatch SHP101, SHP202, or SHP707 where there are no
    groups, or one value in each.
    """
    shape, groups = check_least_rank(layer, input, 2, "N C first"), size_in(num_groups)
    require_at_least(1, "num_groups", groups)
    if not shape.open:
        require_divides(groups, shape.dims[1], "num_groups", "dim 1 of the input")
        values = product((shape.dims[0] * shape.dims[1] // groups, *shape.dims[2:]))
        check_several(layer, input, values if several else UNKNOWN, "each group")
    return shape


def check_normalized(layer: str, input: Value, normalized_shape: Value) -> Shape:
    """The input's shape, which must end in `normalized_shape`.

    Raises Mismatch SHP201, or SHP101 where it certainly does not.
    """
    shape, wanted = shape_of(input), sizes_of(normalized_shape)
    if wanted is None:
        return shape
    if not wanted or (not shape.open and len(shape.dims) < len(wanted)):
        raise Mismatch(
            "SHP101",
            "{layer} normalises the last {wanted} axes, at least 1, gets {found}",
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


def check_weight(function: str, name: str, weight: Value, wanted: Shape, *, alike: bool = True) -> None:
    """A weight that is given has the shape that is wanted.

    alike: whether it must have the same axes, and not just as many values.  Raises Mismatch SHP201 where it certainly
    has not.
    """
    shape = UNKNOWN_SHAPE if weight is None else shape_of(weight)
    if shape.open or wanted.open:
        return
    if alike and len(shape.dims) == len(wanted.dims):
        wrong = any(equal(found, size) is False for found, size in zip(shape.dims, wanted.dims, strict=True))
    else:
        wrong = alike or equal(shape.numel(), wanted.numel()) is False
    if wrong:
        raise Mismatch(
            "SHP201",
            "{function} expects a {axis} of {expected}, gets {found}",
            operand=culprit(weight),
            function=function,
            axis=name,
            expected=wanted,
            found=shape,
        )
