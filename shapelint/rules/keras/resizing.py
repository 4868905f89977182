"""Layers that cut, pad, stretch or resize the axes that are no channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from shapelint.rules.form import Adapt, Rule, layer
from shapelint.rules.keras.arguments import ORDERING, one_per_axis
from shapelint.rules.keras.convolution import image_axes, image_shape
from shapelint.rules.keras.keras_1 import four_sides
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import per_axis, size_in
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.values import UNKNOWN, Tensor, Value, is_soft, items_of, shape_of
from shapelint.sizes import Dim, Shape, Size, less


def sides(value: Value, rank: int) -> tuple[tuple[Size, Size], ...]:
    """How much of either side of every axis: a number, one number per axis, or a pair per axis.

    >>> sides(1, 2), sides((1, 2), 1), sides((1, 2), 2), sides(((1, 2), (3, 4)), 2)
    (((1, 1), (1, 1)), ((1, 2),), ((1, 1), (2, 2)), ((1, 2), (3, 4)))
    """
    unknown = ((UNKNOWN, UNKNOWN),) * rank
    if isinstance(value, int | Dim) and not is_soft(value):
        return ((value, value),) * rank
    items = items_of(value)
    if items is None:
        return unknown
    if rank == 1 and len(items) == 2:
        return ((size_in(items[0]), size_in(items[1])),)
    if len(items) != rank:
        return unknown
    return tuple(map(_pair, items))


def _pair(item: Value) -> tuple[Size, Size]:
    if isinstance(item, int | Dim) and not is_soft(item):
        return item, item
    both = items_of(item)
    return (size_in(both[0]), size_in(both[1])) if both is not None and len(both) == 2 else (UNKNOWN, UNKNOWN)


def _changed(
    inputs: Value, rank: int, first: bool | None, change: Callable[[Sequence[Size]], tuple[Size, ...]]
) -> Shape:
    shape = shape_of(inputs)
    spatial, channels = image_axes(shape, rank, first)
    return image_shape(shape, change(spatial), channels, first)


def cropped(inputs: Value, rank: int, cropping: Value, first: bool | None) -> Shape:
    """The shape after cutting.  Raises Mismatch SHP503 where nothing is left."""

    def change(spatial: Sequence[Size]) -> tuple[Size, ...]:
        left: list[Size] = []
        for name, size, (before, after) in zip(axis_names(rank), spatial, sides(cropping, rank), strict=True):
            if less(before + after, size) is False:
                raise Mismatch(
                    "SHP503",
                    "cutting {before} and {after} leaves nothing of the {size} on axis `{name}`",
                    operand=inputs if isinstance(inputs, Tensor) else None,
                    before=before,
                    after=after,
                    size=size,
                    name=name,
                )
            left.append(size - before - after)
        return tuple(left)

    return _changed(inputs, rank, first, change)


def padded(inputs: Value, rank: int, padding: Value, first: bool | None) -> Shape:
    """The shape after padding."""
    return _changed(
        inputs,
        rank,
        first,
        lambda spatial: tuple(
            size + before + after for size, (before, after) in zip(spatial, sides(padding, rank), strict=True)
        ),
    )


def stretched(inputs: Value, rank: int, factors: Value, first: bool | None) -> Shape:
    """The shape after repeating every row so many times."""
    return _changed(
        inputs,
        rank,
        first,
        lambda spatial: tuple(n * factor for n, factor in zip(spatial, per_axis(factors, rank), strict=True)),
    )


def _declare(
    name: str, rank: int, body: Callable[..., Value], doc: str, legacy: dict[str, str], adapt: Adapt | None = None
) -> Rule:
    body.__doc__ = doc
    pattern = f"batch {' '.join(axis_names(rank))} channels"
    made = layer(f"keras.layers.{name}{rank}D", pattern, legacy={**ORDERING, **legacy}, adapt=adapt)(body)
    if name == "UpSampling":
        made.construction(lambda size: check_factors(size, rank))
    elif name == "Cropping":
        made.construction(lambda cropping: check_sides("cropping", cropping, rank, 0))
    else:
        made.construction(lambda padding: check_sides("padding", padding, rank, None if rank > 1 else 0))
    return made


def check_factors(size: Value, rank: int) -> None:
    """How often every axis is repeated.  Raises Mismatch SHP706 or SHP707."""
    require_at_least(1, "size", size)
    one_per_axis("size", size, rank)


def check_sides(name: str, value: Value, rank: int, least: int | None) -> None:
    """How much of either side of every axis: a number, one number per axis, or a pair per axis.

    least: of a number that stands for all; in a row no number is below 0.  Raises Mismatch SHP706 or SHP707.
    """
    if isinstance(value, int | Dim):
        if least is not None:
            require_at_least(least, name, value)
        return
    items = items_of(value)
    if items is None:
        return
    pairs = (items,) if rank == 1 else items
    lengths = [len(both) for both in map(items_of, pairs) if both is not None]
    if len(pairs) != rank or any(length != 2 for length in lengths):
        raise Mismatch(
            "SHP706",
            "{name} is {value}, expected {wanted}",
            name=name,
            value=items,
            wanted="a number or a pair" if rank == 1 else f"a number, or {rank} numbers or pairs",
        )
    require_at_least(0, name, items)


def _crop1(cropping=(1, 1), *, inputs):
    return cropped(inputs, 1, cropping, False)


def _crop(rank: int, default: Value) -> Callable[..., Value]:
    def body(cropping=default, data_format=None, *, inputs, machine: Machine):
        return cropped(inputs, rank, cropping, channels_first(data_format, machine))

    return body


def _pad(rank: int, default: Value) -> Callable[..., Value]:
    def body(padding=default, data_format=None, *, inputs, machine: Machine):
        return padded(inputs, rank, padding, channels_first(data_format, machine))

    return body


def _stretch1(size=2, *, inputs):
    return stretched(inputs, 1, size, False)


def _stretch2(size=(2, 2), data_format=None, interpolation="nearest", *, inputs, machine: Machine):
    return stretched(inputs, 2, size, channels_first(data_format, machine))


def _stretch3(size=(2, 2, 2), data_format=None, *, inputs, machine: Machine):
    return stretched(inputs, 3, size, channels_first(data_format, machine))


_CUT: Final = """Cut off the ends of the axes.

    >>> Cropping{rank}D({argument})({shape})
    {after}
    >>> Cropping{rank}D(2)({small})
    SHP503
    >>> Cropping{rank}D(1)([2, 9])
    SHP101
    >>> Cropping{rank}D((1, 2, 3, 4))
    SHP706
    """
_PAD: Final = """Put zeros at the ends of the axes.

    >>> ZeroPadding{rank}D({argument})({shape})
    {after}
    >>> ZeroPadding{rank}D(1)([2, 9])
    SHP101
    >>> ZeroPadding{rank}D((1, 2, 3, 4, 5))
    SHP706
    """
_STRETCH: Final = """Repeat every row.

    >>> UpSampling{rank}D({argument})({shape})
    {after}
    >>> UpSampling{rank}D(2)([2, 9])
    SHP101
    >>> UpSampling{rank}D(0)
    SHP707
    """
_SHAPES: Final = {1: "[2, 5, 4]", 2: "[2, 5, 4, 3]", 3: "[2, 5, 4, 4, 3]"}
_SMALL: Final = {1: "[2, 4, 4]", 2: "[2, 4, 4, 3]", 3: "[2, 4, 4, 4, 3]"}


def _doc(text: str, rank: int, argument: str, after: str) -> str:
    return text.format(rank=rank, argument=argument, after=after, shape=_SHAPES[rank], small=_SMALL[rank])


CROPPING: Final = (
    _declare("Cropping", 1, _crop1, _doc(_CUT, 1, "(1, 2)", "(2, 2, 4)"), {}),
    _declare("Cropping", 2, _crop(2, ((0, 0), (0, 0))), _doc(_CUT, 2, "((1, 2), (0, 1))", "(2, 2, 3, 3)"), {}),
    _declare("Cropping", 3, _crop(3, ((1, 1),) * 3), _doc(_CUT, 3, "1", "(2, 3, 2, 2, 3)"), {}),
)
PADDING: Final = (
    _declare("ZeroPadding", 1, _pad(1, 1), _doc(_PAD, 1, "(1, 2)", "(2, 8, 4)"), {}),
    _declare("ZeroPadding", 2, _pad(2, (1, 1)), _doc(_PAD, 2, "((1, 2), (3, 4))", "(2, 8, 11, 3)"), {}, four_sides),
    _declare("ZeroPadding", 3, _pad(3, ((1, 1),) * 3), _doc(_PAD, 3, "1", "(2, 7, 6, 6, 3)"), {}),
)
UPSAMPLING: Final = (
    _declare("UpSampling", 1, _stretch1, _doc(_STRETCH, 1, "3", "(2, 15, 4)"), {"length": "size"}),
    _declare("UpSampling", 2, _stretch2, _doc(_STRETCH, 2, "(2, 3)", "(2, 10, 12, 3)"), {}),
    _declare("UpSampling", 3, _stretch3, _doc(_STRETCH, 3, "2", "(2, 10, 8, 8, 3)"), {}),
)
