"""Numbers as small whole ones with a scale and a zero point."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import culprit, is_int, require_number
from shapelint.rules.torch.families import unchanged
from shapelint.rules.values import UNKNOWN, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, at_most, equal

_MADE: Final = "torch.quantize_per_tensor([2, 3], 0.1, 0, torch.quint8)"
_PER_CHANNEL: Final = "torch.quantize_per_channel([2, 3], [2], ints[2], 0, torch.quint8)"


@op(
    "torch.quantize_per_tensor",
    legacy={"tensors": "input", "scales": "scale", "zero_points": "zero_point"},
)
def quantize_per_tensor(input: object, scale, zero_point, dtype):
    """Quantize with one scale, or a row of tensors with one scale each.

    >>> torch.quantize_per_tensor([2, 3], 0.1, 0, torch.quint8)
    (2, 3)
    >>> torch.quantize_per_tensor([2, 3], [1], ints[1], torch.quint8)
    (2, 3)
    >>> torch.quantize_per_tensor(([2, 3], [4]), [2], ints[2], torch.quint8)
    ((2, 3), (4,))
    >>> torch.quantize_per_tensor([2, 3], [2], ints[2], torch.quint8)
    SHP709
    """
    if isinstance(input, tuple | ListValue):
        items = items_of(input)
        if items is None:
            return UNKNOWN
        _require_each("scales", scale, len(items))
        _require_each("zero points", zero_point, len(items))
        return tuple(map(shape_of, items))
    require_number("quantize_per_tensor's scale", scale)
    require_number("quantize_per_tensor's zero_point", zero_point)
    return shape_of(input)


def _require_each(what: str, row: Value, count: int) -> None:
    """A row with a number for every tensor.

    Raises Mismatch SHP301, or SHP101 where the row is none.
    """
    shape = shape_of(row)
    if shape == Shape(()) or equal(shape.drop(0).numel(), 1) is False:
        raise Mismatch(
            "SHP101", "the {what} stand on 1 axis, not on {shape}", operand=culprit(row), what=what, shape=shape
        )
    if at_most(count, shape.axis(0)) is False:
        raise Mismatch(
            "SHP301",
            "{count} tensors get {found} {what}",
            operand=culprit(row),
            count=count,
            found=shape.axis(0),
            what=what,
        )


@op("torch.quantize_per_tensor_dynamic")
def quantize_per_tensor_dynamic(input, dtype, reduce_range):
    """Quantize with a scale that the values give.

    >>> torch.quantize_per_tensor_dynamic([2, 3], torch.quint8, False)
    (2, 3)
    """
    return shape_of(input)


def _per_channel(what: str, input: Value, axis: Value, **rows: Value) -> Shape:
    """Every place of an axis has a scale and a zero point of its own.

    Raises Mismatch SHP101, SHP301 or SHP502.
    """
    shape = shape_of(input)
    if is_int(axis) and not shape.open and not 0 <= axis < len(shape.dims):
        raise Mismatch(
            "SHP502",
            "axis {axis} is out of range: {shape} has {rank} axes, counted from 0",
            operand=culprit(input),
            axis=axis,
            shape=shape,
            rank=len(shape.dims),
        )
    for name, value in rows.items():
        given = shape_of(value)
        if not given.open and len(given.dims) != 1:
            raise Mismatch("SHP101", "{name} stand on 1 axis, not on {given}", operand=value, name=name, given=given)
        size = shape.axis(axis) if is_int(axis) else UNKNOWN
        if equal(given.axis(-1), size) is False:
            raise Mismatch(
                "SHP301",
                "{what} gets {found} {name} for axis {axis}, which has {size}",
                operand=culprit(value),
                what=what,
                found=given.axis(-1),
                name=name,
                axis=axis,
                size=size,
            )
    return shape


@op("torch.quantize_per_channel")
def quantize_per_channel(input, scales, zero_points, axis, dtype):
    """Quantize with a scale for every place of an axis.

    >>> torch.quantize_per_channel([2, 3], [3], ints[3], 1, torch.quint8)
    (2, 3)
    >>> torch.quantize_per_channel([2, 3], [3], ints[3], 0, torch.quint8)
    SHP301
    >>> torch.quantize_per_channel([2, 3], [3], ints[3], -1, torch.quint8)
    SHP502
    """
    return _per_channel("quantize_per_channel", input, axis, scales=scales, zero_points=zero_points)


@op("torch.fake_quantize_per_tensor_affine")
def fake_quantize_per_tensor_affine(input, scale, zero_point, quant_min, quant_max):
    """Round as quantizing would, with one scale.

    >>> torch.fake_quantize_per_tensor_affine([2, 3], 0.1, 0, 0, 255)
    (2, 3)
    >>> torch.fake_quantize_per_tensor_affine([2, 3], [1], ints[1].int(), 0, 255)
    (2, 3)
    >>> torch.fake_quantize_per_tensor_affine([2, 3], [2], ints[1].int(), 0, 255)
    SHP709
    """
    require_number("fake_quantize_per_tensor_affine's scale", scale)
    require_number("fake_quantize_per_tensor_affine's zero_point", zero_point)
    return shape_of(input)


@op("torch.fake_quantize_per_channel_affine")
def fake_quantize_per_channel_affine(input, scale, zero_point, axis, quant_min, quant_max):
    """Round as quantizing would, with a scale for every place of an axis.

    >>> torch.fake_quantize_per_channel_affine([2, 3], [3], ints[3].int(), 1, 0, 255)
    (2, 3)
    >>> torch.fake_quantize_per_channel_affine([2, 3], [3], ints[3].int(), 0, 0, 255)
    SHP301
    """
    return _per_channel("fake_quantize_per_channel_affine", input, axis, scale=scale, zero_point=zero_point)


@op(("torch.dequantize", "torch.Tensor.dequantize"), legacy={"tensors": "input"})
def dequantize(input: object):
    """Give the numbers that quantized ones stand for, of a tensor or of a row of them.

    >>> torch.dequantize([2, 3])
    (2, 3)
    >>> torch.quantize_per_tensor([2, 3], 0.1, 0, torch.quint8).dequantize()
    (2, 3)
    >>> torch.dequantize((torch.quantize_per_tensor([2, 3], 0.1, 0, torch.quint8),))
    ((2, 3),)
    """
    if isinstance(input, tuple | ListValue):
        items = items_of(input)
        return UNKNOWN if items is None else tuple(map(shape_of, items))
    return Tensor(shape_of(input), "torch", "float")


declare(
    ("torch.int_repr", "torch.Tensor.int_repr"),
    "input",
    unchanged,
    f"Give the small whole numbers themselves.\n\n>>> torch.int_repr({_MADE})\n(2, 3)\n>>> {_MADE}.int_repr()\n(2, 3)",
    dtype="int",
)
for _name in words("q_per_channel_scales q_per_channel_zero_points"):
    declare(
        (f"torch.{_name}", f"torch.Tensor.{_name}"),
        "input",
        lambda: Shape((UNKNOWN,)),
        f"Give what every place of an axis is quantized with.\n\n>>> torch.@({_PER_CHANNEL})\n(None,)",
    )
for _name, _made in (("q_scale", _MADE), ("q_zero_point", _MADE), ("q_per_channel_axis", _PER_CHANNEL)):
    declare(
        (f"torch.{_name}", f"torch.Tensor.{_name}"),
        "input",
        lambda: UNKNOWN,
        f"Tell how it is quantized.\n\n>>> torch.@({_made})\nNone\n>>> {_made}.@()\nNone",
    )
declare("torch.Tensor.qscheme", "input", lambda: UNKNOWN, f"Tell how it is quantized.\n\n>>> {_MADE}.@()\nNone")
