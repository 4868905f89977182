"""What attention layers share: the sequences that they read, and how query, key and value fit together."""

from __future__ import annotations

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal


def check_sequence(layer: str, name: str, x: Value, width: Value, axis: str = "embed_dim") -> Shape:
    """The shape of a sequence, batched or not, whose last axis must have `width`.

    Raises Mismatch SHP101 or SHP201.
    """
    shape, expected = shape_of(x), size_in(width)
    if len(shape.dims) > 3 or (not shape.open and len(shape.dims) < 2):
        raise Mismatch(
            "SHP101",
            "{layer} expects 2 or 3 axes, gets {name} {found}",
            operand=culprit(x),
            layer=layer,
            name=name,
            found=shape,
        )
    if equal(shape.axis(-1), expected) is False:
        raise Mismatch(
            "SHP201",
            "{layer} expects {expected} features in {name}, gets {found}",
            operand=culprit(x),
            layer=layer,
            name=name,
            axis=axis,
            expected=expected,
            found=shape.axis(-1),
        )
    return shape


def length_and_batch(shape: Shape, batch_first: Value) -> tuple[Size, Size | None]:
    """The length of a sequence and its batch, None if it has none; UNKNOWN where the layout is not known."""
    if shape.rank == 2:
        return shape.dims[0], None
    if shape.rank != 3 or not isinstance(batch_first, bool):
        return UNKNOWN, UNKNOWN
    first, second = shape.dims[:2]
    return (second, first) if batch_first else (first, second)


def require_same(layer: str, what: str, names: tuple[str, str], sizes: tuple[Size, Size], operand: Value) -> None:
    """Two sequences must agree in a size.

    Raises Mismatch SHP603 where they certainly do not.
    """
    if equal(*sizes) is False:
        raise Mismatch(
            "SHP603",
            "{layer}: the {what} of {first} is {a}, that of {second} is {b}",
            operand=culprit(operand),
            layer=layer,
            what=what,
            first=names[0],
            second=names[1],
            a=sizes[0],
            b=sizes[1],
        )


def require_batches(
    layer: str, names: tuple[str, str], batches: tuple[Size | None, Size | None], operand: Value
) -> None:
    """Two sequences must agree in their batch, or both have none.

    Raises Mismatch SHP603 or SHP101.
    """
    first, second = batches
    if first is not None and second is not None:
        require_same(layer, "batch", names, (first, second), operand)
    elif (first is None) != (second is None) and UNKNOWN not in (first, second):
        raise Mismatch(
            "SHP101",
            "{layer}: {first} and {second} must both have a batch, or neither",
            operand=culprit(operand),
            layer=layer,
            first=names[0],
            second=names[1],
        )


def check_mask(layer: str, mask: Value, length: Size, source: Size) -> None:
    """A mask of two axes must be (length of the queries, length of the keys).

    Raises Mismatch SHP603.
    """
    if not isinstance(mask, Tensor) or mask.shape.rank != 2:
        return
    rows, columns = mask.shape.dims
    if equal(rows, length) is False or equal(columns, source) is False:
        raise Mismatch(
            "SHP603",
            "{layer} expects a mask of shape {wanted}, gets {found}",
            operand=mask,
            layer=layer,
            wanted=Shape((length, source)),
            found=mask.shape,
        )
