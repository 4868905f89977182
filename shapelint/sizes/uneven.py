"""Sizes that are another one in the last of several turns."""

from __future__ import annotations

from shapelint.sizes.atoms import Symbol
from shapelint.sizes.dim import Dim, Size
from shapelint.sizes.rewrite import substitute
from shapelint.sizes.unknown import UNKNOWN


def uneven_symbol(size: Size) -> Symbol | None:
    """The symbol in a size, if there is one, that is another number in the last turn."""
    if not isinstance(size, Dim):
        return None
    return next((symbol for symbol in sorted(size.symbols(), key=lambda s: s.key) if symbol.cases is not None), None)


def summed(size: Size, turns: Size) -> Size:
    """What a size comes to in so many turns together.

    >>> from shapelint.sizes import Cases, symbol
    >>> batch = symbol("batch", 8, 32, cases=Cases(32, 8, 7))
    >>> summed(2 * batch, 7), summed(batch, 6), summed(symbol("H"), 3)
    (400, ?, 3*H)
    """
    symbol = uneven_symbol(size)
    if symbol is None or symbol.cases is None:
        return size * turns
    cases = symbol.cases
    if turns != cases.count:
        return UNKNOWN
    usual, last = (substitute(size, {symbol: each}) for each in (cases.usual, cases.last))
    return usual * (cases.count - 1) + last
