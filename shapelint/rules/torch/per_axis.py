"""Constructor arguments that PyTorch keeps as one number per axis."""

from __future__ import annotations

from shapelint.rules.form import Adjust
from shapelint.rules.shared.operands import per_axis
from shapelint.rules.values import UNKNOWN, Value


def spread(count: int, *names: str) -> Adjust:
    """Keep the named arguments as tuples of `count` sizes; text (`padding="same"`) and None stay as they are."""

    def adjust(bound: dict[str, Value]) -> dict[str, Value]:
        kept = {
            name: per_axis(bound[name], count)
            for name in names
            if bound[name] is not UNKNOWN and bound[name] is not None and not isinstance(bound[name], str)
        }
        return bound | kept

    return adjust
