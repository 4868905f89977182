"""Arguments that PyTorch takes either one by one or in a row: `view(2, 3)` and `view((2, 3))`."""

from __future__ import annotations

from shapelint.rules.values import UNKNOWN, ListValue, Many, Range, SomeInt, SomeNumber, Tensor, Value, is_soft
from shapelint.sizes import Dim, Shape


def row(args: tuple[Value, ...], given: Value = None) -> Value:
    """The row: `given` by keyword, the only argument if it is one, else all of them."""
    if given is not None:
        return given
    if len(args) == 1 and (is_soft(args[0]) or not isinstance(args[0], int | Dim | Tensor | SomeInt | SomeNumber)):
        return args[0] if isinstance(args[0], tuple | ListValue | Shape | Many | Range) else UNKNOWN
    return args
