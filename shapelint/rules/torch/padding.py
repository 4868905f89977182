"""Padding the last axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.torch.per_axis import spread
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, at_most, less, maximum, minimum

_INSIDE: Final = ("reflect", "circular", "replicate")
_MOST_COPIED: Final = 3  # axes


def padded(input: Value, pads: tuple[Size, ...], mode: Value, layer: str = "pad") -> Shape:
    """The shape with `pads` added to the last axes: before and after the last one, then before and after the one ahead.

    Raises Mismatch SHP706 for a number of pads that cannot be, SHP101 where the axes are too few (or, with what copies
    from the inside, other than one or two more than padded ones), SHP503 where more is copied or taken than there is.
    """
    count = len(pads) // 2
    if len(pads) % 2:
        raise _miscounted(input, layer, len(pads))
    copies = isinstance(mode, str) and mode in _INSIDE
    if copies and not 1 <= count <= _MOST_COPIED:
        raise _miscounted(input, layer, len(pads), f" for one to {_MOST_COPIED} axes")
    shape = _ranked(input, count, copies, layer)
    dims = list(shape.tail(count) if shape.open and len(shape.dims) < count else shape.dims)
    for at in range(count):
        before, after = pads[2 * at : 2 * at + 2]
        _check(input, dims[-1 - at], (before, after), mode, layer, at)
        dims[-1 - at] = dims[-1 - at] + before + after
    _check_left(input, tuple(dims[len(dims) - count :]), mode, layer)
    return Shape(tuple(dims), shape.open)


def _miscounted(input: Value, layer: str, count: int, where: str = "") -> Mismatch:
    return Mismatch(
        "SHP706",
        "{layer} takes two numbers per axis{where}, before and after it, gets {count}",
        operand=culprit(input),
        layer=layer,
        count=count,
        where=where,
    )


def _ranked(input: Value, count: int, copies: bool, layer: str) -> Shape:
    if copies:
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
    """What is copied must be there, and what is taken off.

    Raises Mismatch SHP503.
    """
    taken = size + minimum(pads[0], 0) + minimum(pads[1], 0)
    added = maximum(*pads)
    wrong = {
        "reflect": less(added, size) is False,
        "circular": at_most(added, size) is False,
        "constant": less(taken, 0) is True,
    }
    if isinstance(mode, str) and wrong.get(mode):
        raise Mismatch(
            "SHP503",
            "{layer} cannot take {pads} from axis {axis}, which has {size}",
            operand=culprit(input),
            layer=layer,
            pads=pads,
            axis=-1 - at,
            size=size,
        )


def _check_left(input: Value, sizes: tuple[Size, ...], mode: Value, layer: str) -> None:
    """No size can fall below 0; a mode that copies its ends leaves something on one axis at least.

    Raises Mismatch SHP503.
    """
    nothing = mode in ("reflect", "replicate") and sizes and all(at_most(size, 0) for size in sizes)
    if nothing or any(less(size, 0) for size in sizes):
        raise Mismatch("SHP503", "{layer} leaves {sizes}", operand=culprit(input), layer=layer, sizes=sizes)


@op("torch.nn.functional.pad")
def pad(input, pad, mode="constant", value=None):
    """Put something around: two numbers per axis, those of the last axis first.

    >>> pad([2, 3, 4], (1, 2))
    (2, 3, 7)
    >>> pad([2, 3, 4], (1, 2, 3, 4))
    (2, 10, 7)
    >>> pad([2, 3, 8, 8], (1, 1, 2, 2), mode="reflect")
    (2, 3, 12, 10)
    >>> pad([2, 3, 4, 5], (3, 0, 0, 2), "circular")
    (2, 3, 6, 8)
    >>> pad([3, 4, 5, 6], (1, 1, 2, 2, 3, 0), mode="replicate")
    (3, 7, 9, 8)
    >>> pad([2, 3, 4], (0, -1), value=0.5)
    (2, 3, 3)
    >>> pad([2, 3, 4], (1, 2, 3))
    SHP706
    >>> pad([4], (1, 2, 3, 4))
    SHP101
    >>> pad([2, 3, 8], (8, 0), mode="reflect")
    SHP503
    """
    return _padded_by(input, pad, mode, "pad")


@op("torch.constant_pad_nd")
def constant_pad_nd(input, pad, value=0):
    """Put a number around: two widths per axis, those of the last axis first.

    >>> constant_pad_nd([2, 3, 4], (1, 2))
    (2, 3, 7)
    >>> constant_pad_nd([2, 3, 4], (-1, 2, 3, -2), 0.5)
    (2, 4, 5)
    >>> constant_pad_nd([2, 3, 4], (1, 2, 3))
    SHP706
    """
    return _padded_by(input, pad, "constant", "constant_pad_nd")


def _padded_by(input: Value, pad: Value, mode: Value, name: str) -> Shape:
    pads = items_of(pad)
    if pads is None:
        shape = shape_of(input)
        return Shape((UNKNOWN,) * len(shape.dims), shape.open)
    return padded(input, tuple(map(size_in, pads)), mode, name)


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
    >>> {name}({(-1, 2) * count}{given})([2, 3, {example}])
    {(2, 3, *[6] * count)}
    >>> {name}(1{given})({too_few})
    SHP101
    >>> {name}({(1, 2) * count + (1,)}{given})([2, 3, {example}])
    SHP706
    """
    layer(f"torch.nn.{name}", adjust=spread(2 * count, "padding"))(body)


def _of_layer(input: Value, padding: Value, count: int, mode: str, name: str) -> Shape:
    if mode == "circular":
        check_rank(name, input, (count + 1, count + 2), f"channels, the {count} padded, perhaps a batch")
    pads = items_of(padding)
    return padded(input, (UNKNOWN,) * (2 * count) if pads is None else tuple(map(size_in, pads)), mode, name)


for _stem, _mode, _sentence, _signature in _LAYERS:
    for _count in (1, 2, 3):
        _pad_layer(_stem, _mode, _count, _sentence.format(axes=_AXES[_count]), "value" in _signature)
