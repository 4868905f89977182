"""Pooling over windows, and over whole axes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Final

from shapelint.rules.form import REQUIRED, Rule, layer
from shapelint.rules.keras.arguments import ORDERING, POOLING, spread
from shapelint.rules.keras.convolution import convolved, image_axes, image_shape
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import per_axis
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.values import UNKNOWN, Value, shape_of
from shapelint.sizes import Shape

_WINDOW_EXAMPLES: Final = {
    1: """Take the {what} of windows of steps.

    >>> {name}(2)([2, 9, 4])
    (2, 4, 4)
    >>> {name}(2, padding="same")([2, 9, 4])
    (2, 5, 4)
    >>> {name}(4)([2, 3, 4])
    SHP503
    >>> {name}(2)([2, 9])
    SHP101
    """,
    2: """Take the {what} of windows of pixels.

    >>> {name}(2)([2, 3, 3, 1])
    (2, 1, 1, 1)
    >>> {name}(2, strides=1)([2, 3, 3, 1])
    (2, 2, 2, 1)
    >>> {name}((2, 3), (1, 2), "same")([2, 9, 9, 1])
    (2, 9, 5, 1)
    >>> {name}((4, 4))([2, 3, 3, 1])
    SHP503
    >>> {name}((2, 2, 2))
    SHP706
    >>> {name}(0)
    SHP707
    >>> {name}(2)([2, 9, 9])
    SHP101
    """,
    3: """Take the {what} of windows of voxels.

    >>> {name}(2)([2, 4, 4, 4, 1])
    (2, 2, 2, 2, 1)
    >>> {name}(2)([2, 4, 4, 4])
    SHP101
    """,
}
_GLOBAL_EXAMPLES: Final = {
    1: """Take the {what} over all steps.

    >>> {name}()([2, 9, 4])
    (2, 4)
    >>> {name}(keepdims=True)([2, 9, 4])
    (2, 1, 4)
    >>> {name}()([2, 9])
    SHP101
    """,
    2: """Take the {what} over all pixels.

    >>> {name}()([2, 9, 9, 4])
    (2, 4)
    >>> {name}(keepdims=True)([2, 9, 9, 4])
    (2, 1, 1, 4)
    >>> {name}()([2, 9, 4])
    SHP101
    """,
    3: """Take the {what} over all voxels.

    >>> {name}()([2, 9, 9, 9, 4])
    (2, 4)
    """,
}


def _windowed(rank: int, default: Value) -> Callable[..., Value]:
    averages = default is REQUIRED

    def pool(pool_size, strides, padding, data_format, inputs, machine):
        require_at_least(1, "strides", strides)
        first = channels_first(data_format, machine)
        size = per_axis(pool_size, rank)
        try:
            return convolved(inputs, rank, None, size, size if strides is None else strides, padding, 1, first)[0]
        except Mismatch as mismatch:
            if averages and isinstance(shape_of(inputs).axis(0), int):
                mismatch.help = mismatch.help or "outside of a model TensorFlow gives an empty tensor"
            raise

    if averages:

        def required(pool_size, strides=None, padding="valid", data_format=None, name=None, *, inputs, machine):
            return pool(pool_size, strides, padding, data_format, inputs, machine)

        return required

    def optional(pool_size=default, strides=None, padding="valid", data_format=None, name=None, *, inputs, machine):
        return pool(pool_size, strides, padding, data_format, inputs, machine)

    return optional


def _global(rank: int) -> Callable[..., Value]:
    def body(data_format=None, keepdims=False, *, inputs, machine: Machine):
        first = channels_first(data_format, machine)
        shape = shape_of(inputs)
        _, channels = image_axes(shape, rank, first)
        batch = UNKNOWN if shape.open else shape.axis(0)
        if keepdims is False:
            return Shape((batch, channels))
        whole = image_shape(shape, (1,) * rank, channels, first)
        return whole if keepdims is True and not shape.open else Shape((), open=True)

    return body


def _declare(
    names: tuple[str, ...], rank: int, body: Callable[..., Value], doc: str, what: str, legacy: dict[str, str]
) -> Rule:
    body.__doc__ = doc.format(name=names[0].rpartition(".")[2], what=what)
    pattern = f"batch {' '.join(axis_names(rank))} channels"
    if "pool_size" not in inspect.signature(body).parameters:
        return layer(names, pattern, legacy=legacy)(body)
    adjust, least = spread(rank, "pool_size", "strides"), {"pool_size": 1, "strides": 0}
    return layer(names, pattern, legacy=legacy, adjust=adjust, least=least, before={"pool_size": 2})(body)


def _names(kind: str, short: str, rank: int) -> tuple[str, ...]:
    return f"keras.layers.{kind}Pooling{rank}D", f"keras.layers.{short}Pool{rank}D"


POOLS: Final = tuple(
    _declare(_names(kind, short, rank), rank, _windowed(rank, default), _WINDOW_EXAMPLES[rank], what, dict(POOLING))
    for rank in (1, 2, 3)
    for kind, short, what, default in (
        ("Max", "Max", "largest", 2 if rank == 1 else (2,) * rank),
        ("Average", "Avg", "mean", REQUIRED),
    )
)
_ADAPTIVE: Final = {
    1: """Take the {what} of as many windows as are wanted.

    >>> {name}(4)([2, 9, 3])
    (2, 4, 3)
    >>> {name}(4)([2, 9])
    SHP101
    """,
    2: """Take the {what} of as many windows as are wanted.

    >>> {name}(4)([2, 9, 9, 3])
    (2, 4, 4, 3)
    >>> {name}((4, 5), data_format="channels_first")([2, 3, 9, 9])
    (2, 3, 4, 5)
    >>> {name}((4, 5, 6))
    SHP706
    """,
    3: """Take the {what} of as many windows as are wanted.

    >>> {name}((1, 2, 3))([2, 4, 4, 4, 3])
    (2, 1, 2, 3, 3)
    >>> {name}(2)([2, 4, 4, 3])
    SHP101
    """,
}


def _adaptive(rank: int, kind: str, what: str) -> Rule:
    name = f"Adaptive{kind}Pooling{rank}D"

    def body(output_size, data_format=None, *, inputs, machine: Machine):
        shape, first = shape_of(inputs), channels_first(data_format, machine)
        return image_shape(shape, per_axis(output_size, rank), image_axes(shape, rank, first)[1], first)

    body.__doc__ = _ADAPTIVE[rank].format(name=name, what=what)
    pattern = f"batch {' '.join(axis_names(rank))} channels"
    adjust = spread(rank, "output_size")
    return layer(f"keras.layers.{name}", pattern, adjust=adjust, least={"output_size": 0})(body)


ADAPTIVE: Final = tuple(
    _adaptive(rank, kind, what) for rank in (1, 2, 3) for kind, what in (("Max", "largest"), ("Average", "mean"))
)
GLOBALS: Final = tuple(
    _declare(
        _names(f"Global{kind}", f"Global{short}", rank),
        rank,
        _global(rank),
        _GLOBAL_EXAMPLES[rank],
        what,
        dict(ORDERING),
    )
    for rank in (1, 2, 3)
    for kind, short, what in (("Max", "Max", "largest"), ("Average", "Avg", "mean"))
)
