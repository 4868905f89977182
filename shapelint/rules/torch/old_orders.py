"""Orders of arguments of old versions, which PyTorch still takes."""

from __future__ import annotations

from shapelint.rules.form import Adapt
from shapelint.rules.values import Value


def number_second(name: str, count: int) -> Adapt:
    """A number in the second place of more than `count` arguments: the keyword `name` of today.

    `x.add(2, y)` is `x.add(y, alpha=2)`, `x.addcmul(0.5, a, b)` is `x.addcmul(a, b, value=0.5)`.
    """

    def adapt(args: tuple[Value, ...], keywords: dict[str, Value]) -> tuple[tuple[Value, ...], dict[str, Value]]:
        if len(args) != count + 1:
            return args, keywords
        first, number, *rest = args
        return (first, *rest), {name: number, **keywords}

    return adapt
