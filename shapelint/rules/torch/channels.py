"""Inputs whose channels are not where PyTorch expects them."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.rules.fixes import Fix
from shapelint.rules.shared.edits import method
from shapelint.rules.values import Value, shape_of
from shapelint.sizes import Size, equal

Fits = Callable[[tuple[Size, ...]], bool]


def rearranged(input: Value, channels: Size, count: int, fits: Fits) -> Fix | None:
    """The edit that puts `channels` before the last `count` axes of an input, where one does without doubt.

    fits: whether the axes behind the channels can then be what they are.
    """
    shape = shape_of(input)
    if shape.open or len(shape.dims) not in (count, count + 1, count + 2):
        return None
    dims = shape.dims
    place = len(dims) - count - 1
    if place >= 0 and [equal(size, channels) for size in dims[place:]] == [*[False] * count, True]:
        order = (*range(place), len(dims) - 1, *range(place, len(dims) - 1))
        edit = ("transpose", place, place + 1) if count == 1 else ("permute", *order)
        says = f" puts the {channels} channels on dim {place}"
        return method(input, *edit, says=says) if fits(dims[place:-1]) else None
    if equal(channels, 1) is not True or place > 0 or (place < 0 and count > 1) or not fits(dims[place + 1 :]):
        return None
    return method(input, "unsqueeze", place + 1, says=" gives it the axis of its one channel")
