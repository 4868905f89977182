"""Calls of which nobody knows what stands in their arguments, or how many there are: `torch.zeros(*shape)`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import reduce
from typing import Final, TypeVar

from shapelint.rules.binding import Args, BadCall
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, Named, Tensor, Value

Case = TypeVar("Case")
_MOST: Final = 4  # items of a row that are tried; more say nothing else


def call_open(args: Args, call: Callable[[Args], Value]) -> Value:
    """What a call gives however many items there are in the row, and whatever else is in it.

    Raises Mismatch where it cannot be right with any, BadCall where none fits the signature.
    """
    return in_any_case(list(_filled(args)), call)


def in_any_case(cases: list[Case], call: Callable[[Case], Value]) -> Value:
    """What holds of a call whichever of some cases is at hand; what it refuses is not.

    Raises Mismatch where it cannot be right in any, BadCall where none fits the signature.
    """
    if len(cases) == 1:
        return call(cases[0])
    given: list[Value] = []
    refused: list[Mismatch] = []
    for case in cases:
        try:
            given.append(call(case))
        except BadCall as bad:
            unfit = bad
        except Mismatch as mismatch:
            refused.append(mismatch)
    if given:
        return reduce(_either, given)
    raise refused[0] if refused else unfit


def _filled(args: Args) -> Iterator[Args]:
    """The arguments with items in the place of the row, and none or any behind them."""
    yield args
    for count in range(_MOST + 1):
        positional = (*args.positional, *(UNKNOWN,) * count)
        yield Args(positional, args.keywords)
        yield Args(positional, args.keywords, open=True)


def _either(left: Value, right: Value) -> Value:
    """What holds of both."""
    if left is right or (type(left) is type(right) and left == right):
        return left
    if isinstance(left, Tensor) and isinstance(right, Tensor) and left.family == right.family:
        dtype = left.dtype if left.dtype == right.dtype else None
        return replace(left.reshaped(left.shape.join(right.shape)), dtype=dtype)
    if type(left) is type(right) and isinstance(left, tuple) and len(left) == len(right):
        items = tuple(map(_either, left, right))
        return left.with_items(items) if isinstance(left, Named) else items
    return UNKNOWN
