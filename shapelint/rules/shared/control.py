"""What holds of a value after one of two functions was run, or one again and again."""

from __future__ import annotations

from shapelint.rules.values import UNKNOWN, Tensor, Value


def either(a: Value, b: Value) -> Value:
    """What holds of both of two values."""
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return Tensor(a.shape.join(b.shape), a.family, a.dtype if a.dtype == b.dtype else None)
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(map(either, a, b))
    return a if type(a) is type(b) and a == b else UNKNOWN


def settled(before: Value, after: Value) -> Value:
    """What holds before and after any number of turns: shapes that a turn leaves as they are."""
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        return tuple(map(settled, before, after))
    if isinstance(before, Tensor) and isinstance(after, Tensor) and before.shape == after.shape:
        return Tensor(before.shape, before.family, after.dtype)
    return UNKNOWN
