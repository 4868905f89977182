"""Padding the last axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.torch.per_axis import spread
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, at_most, less

_INSIDE: Final = ("reflect", "circular", "replicate")


def padded(input: Value, pads: tuple[Size, ...], mode: Value, layer: str = "pad") -> Shape:
    """The shape with `pads` added to the last axes: before and after the last one, then before and after the one ahead.

    Raises Mismatch SHP706 for an odd number of pads, SHP101 where the axes are too few (or, with what copies from the
    inside, other than one or two more than padded ones), SHP503 where more is copied than there is.
    """
    if len(pads) % 2:
        raise Mismatch(
            "SHP706",
            "{layer} takes two numbers per axis, before and after it, gets {count}",
            operand=culprit(input),
            layer=layer,
            count=len(pads),
        )
    count = len(pads) // 2
    shape = _ranked(input, count, mode, layer)
    if len(shape.dims) < count and shape.open:
        shape = Shape(shape.tail(count), open=True)
    dims = list(shape.dims)
    for at in range(count):
        before, after = pads[2 * at : 2 * at + 2]
        _check(input, dims[-1 - at], (before, after), mode, layer, at)
        dims[-1 - at] = dims[-1 - at] + before + after
    return Shape(tuple(dims), shape.open)


def _ranked(input: Value, count: int, mode: Value, layer: str) -> Shape:
    if isinstance(mode, str) and mode in _INSIDE and 1 <= count <= 3:
        return check_rank(layer, input, (count + 1, count + 2), f"channels, the {count} padded, perhaps a batch")
    shape = shape_of(input)
    if len(shape.dims) < count and not shape.open:
        raise Mismatch(
            "SHP101",
            "{layer} gets pads for {count} axes, and a tensor of {rank}: {shape}",
            operand=culprit(input),
            layer=layer,
            count=count,
            rank=len(shape.dims),
            shape=shape,
        )
    return shape


def _check(input: Value, size: Size, pads: tuple[Size, Size], mode: Value, layer: str, at: int) -> None:
    """A reflection is shorter than the axis, a turn round it not longer; nothing can lose more than it has."""
    far = {"reflect": lambda pad: less(pad, size), "circular": lambda pad: at_most(pad, size)}.get(mode)
    if far is not None and any(far(pad) is False for pad in pads):
        raise Mismatch(
            "SHP503",
            "{layer} cannot take {pads} from axis {axis}, which has {size}",
            operand=culprit(input),
            layer=layer,
            pads=pads,
            axis=-1 - at,
            size=size,
        )
    if less(size + pads[0] + pads[1], 0) is True:
        raise Mismatch(
            "SHP503",
            "{layer} takes {pads} off axis {axis}, which has only {size}",
            operand=culprit(input),
            layer=layer,
            pads=pads,
            axis=-1 - at,
            size=size,
        )


@op("torch.nn.functional.pad")
def pad(input, pad, mode="constant", value=None):
    """Put something around: two numbers per axis, those of the last axis first.

    >>> pad([2, 3, 4], (1, 2))
    (2, 3, 7)
    >>> pad([2, 3, 4], (1, 2, 3, 4))
    (2, 10, 7)
    >>> pad([2, 3, 8, 8], (1, 1, 2, 2), mode="reflect")
    (2, 3, 12, 10)
    >>> pad([2, 3, 4], (0, -1))
    (2, 3, 3)
    >>> pad([2, 3, 4], (1, 2, 3))
    SHP706
    >>> pad([4], (1, 2, 3, 4))
    SHP101
    >>> pad([2, 3, 8], (8, 0), mode="reflect")
    SHP503
    """
    pads = items_of(pad)
    if pads is None:
        shape = shape_of(input)
        return Shape((UNKNOWN,) * len(shape.dims), shape.open)
    return padded(input, tuple(map(size_in, pads)), mode)


# Layer, how many axes it pads, the mode, what it does.
_LAYERS: Final = (
    ("ZeroPad", "constant", "Put zeros around the last {axes}.", "padding"),
    ("ConstantPad", "constant", "Put a value around the last {axes}.", "padding, value"),
    ("ReflectionPad", "reflect", "Put around the last {axes} what mirrors them.", "padding"),
    ("ReplicationPad", "replicate", "Put around the last {axes} what stands at their ends.", "padding"),
    ("CircularPad", "circular", "Put around the last {axes} what stands at their other ends.", "padding"),
)
_AXES: Final = {1: "axis", 2: "two axes", 3: "three axes"}


def _pad_layer(stem: str, mode: str, count: int, sentence: str, valued: bool) -> None:
    name = f"{stem}{count}d"

    def plain(padding, *, input):
        return _of_layer(input, padding, count, mode, name)

    def with_value(padding, value, *, input):
        return _of_layer(input, padding, count, mode, name)

    body = with_value if valued else plain
    given = ", 0.5" if valued else ""
    after, example = [7] * count, ", ".join(["5"] * count)
    too_few = [2] * (count - 1) if mode == "constant" else [5] * count
    body.__doc__ = f"""{sentence}

    >>> {name}(1{given})([2, 3, {example}])
    {(2, 3, *after)}
    >>> {name}({(1, 2) * count}{given})([3, {example}])
    {(3, *[8] * count)}
    >>> {name}(1{given})({too_few})
    SHP101
    """
    layer(f"torch.nn.{name}", adjust=spread(2 * count, "padding"))(body)


def _of_layer(input: Value, padding: Value, count: int, mode: str, name: str) -> Shape:
    pads = items_of(padding)
    return padded(input, (UNKNOWN,) * (2 * count) if pads is None else tuple(map(size_in, pads)), mode, name)


for _stem, _mode, _sentence, _signature in _LAYERS:
    for _count in (1, 2, 3):
        _pad_layer(_stem, _mode, _count, _sentence.format(axes=_AXES[_count]), "value" in _signature)
