"""Random arguments as NumPy arrays, and the same as values of our rules."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from shapelint.rules.values import External, ListValue, SliceOf, Tensor
from shapelint.sizes import Shape


def sizes(draw: random.Random, most: int = 4, least: int = 0, largest: int = 3) -> tuple[int, ...]:
    return tuple(draw.randint(1, largest) for _ in range(draw.randint(least, most)))


def zeros(draw: random.Random, most: int = 4, least: int = 0, largest: int = 3) -> Any:
    return np.zeros(sizes(draw, most, least, largest))


def near(draw: random.Random, array: Any) -> Any:
    """An array whose shape is nearly the same."""
    return np.zeros(tuple(size + (draw.random() < 0.2) for size in array.shape))


def axis(draw: random.Random) -> int:
    return draw.randint(-4, 3)


def index(draw: random.Random) -> Any:
    """An index of one to three items; arrays hold zeros, so that they lie inside every axis."""

    def item() -> Any:
        ends = [draw.choice([None, draw.randint(-3, 3)]) for _ in range(2)]
        return draw.choice(
            [
                draw.randint(-3, 2),
                slice(*ends, draw.choice([None, 1, 2])),
                None,
                Ellipsis,
                [0, 0],
                np.zeros((2, 1), int),
            ]
        )

    return tuple(item() for _ in range(draw.randint(1, 3)))


def ours(value: Any, family: str = "numpy") -> Any:
    """A real argument as a value of our rules."""
    if isinstance(value, np.ndarray):
        kinds = {"f": "float", "i": "int", "b": "bool", "c": "complex"}
        return Tensor(Shape(value.shape), family, kinds[value.dtype.kind])
    if isinstance(value, slice):
        return SliceOf(value.start, value.stop, value.step)
    if isinstance(value, list):
        return ListValue(tuple(ours(item, family) for item in value))
    if isinstance(value, tuple):
        return tuple(ours(item, family) for item in value)
    return External(f"numpy.{value.__name__}") if isinstance(value, type) else value


def real_shape(value: Any) -> Any:
    """A real result in plain values."""
    if isinstance(value, tuple | list):
        return tuple(map(real_shape, value))
    return tuple(np.shape(value))


def agrees(said: Any, real: Any) -> bool:
    """Whether a shape that may have gaps (None, or `...` in front) covers a real one."""
    if said is None:
        return True
    if isinstance(said, tuple) and isinstance(real, tuple):
        if said and said[0] is ...:
            rest = said[1:]
            return len(rest) <= len(real) and agrees(rest, real[len(real) - len(rest) :])
        return len(said) == len(real) and all(map(agrees, said, real))
    return bool(said == real)
