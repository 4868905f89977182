"""The range of a size, from the ranges of its symbols."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import gcd, inf

from shapelint.sizes import ledger
from shapelint.sizes.atoms import Atom, FloorDiv, Max, Min, Mod, Operation, Symbol
from shapelint.sizes.dim import Dim, Monomial, Size, collect, terms_of
from shapelint.sizes.relaxation import Range, tight_low
from shapelint.sizes.unknown import Unknown

ANY: Range = (None, None)
MOST_ENDED = 4  # symbols with ends of their own that are looked at in one size


def bounds(size: Size) -> Range:
    """The least and the greatest value that a size can have; None where there is no limit.

    >>> from shapelint.sizes import symbol
    >>> bounds(symbol("H") // 2), bounds(symbol("H") - symbol("H") // 2)
    ((0, None), (1, None))
    """
    if isinstance(size, Dim) and ledger.current.not_negative:
        return _bounds_with_inequalities(size)
    return _by_ranges(size)


def _by_ranges(size: Size) -> Range:
    """Bounds from what is known of each symbol alone."""
    if isinstance(size, int):
        return size, size
    if isinstance(size, Unknown):
        return ANY
    state, known = size.known_range
    if state is not ledger.current.state:
        state, known = ledger.current.state, _bounds(size)
        size.known_range = state, known
    return known


def is_positive(size: Size) -> bool:
    """True if it is certainly at least 1."""
    low = bounds(size)[0]
    return low is not None and low > 0


def is_nonzero(size: Size) -> bool:
    """True if it is certainly not 0."""
    low, high = bounds(size)
    return (low is not None and low > 0) or (high is not None and high < 0)


def _bounds(dim: Dim) -> Range:
    low, high = reduce(_add, (_term_range(m, c) for m, c in dim.terms))
    if not all(map(_is_linear, dim.terms)) and (low is None or low != high):
        terms = terms_of(dim)
        low = _greater(low, tight_low(terms, atom_range))
        high = _less(high, _negative(tight_low({m: -c for m, c in terms.items()}, atom_range)))
    ended = [term for term in dim.terms if _has_ends(term)]
    return _between_ends(dim, ended, (low, high)) if 0 < len(ended) <= MOST_ENDED else (low, high)


def _has_ends(term: tuple[Monomial, int]) -> bool:
    """True for a multiple of a symbol that has sizes for its ends."""
    atom = term[0][0][0] if term[0] and _is_linear(term) else None
    return isinstance(atom, Symbol) and (atom.least is not None or atom.most is not None)


def _between_ends(dim: Dim, ended: list[tuple[Monomial, int]], known: Range) -> Range:
    """Bounds that also put in, for a symbol, the sizes that are its ends; as these are of older symbols, that ends."""
    low, high = known
    for monomial, coefficient in ended:
        symbol = monomial[0][0]
        assert isinstance(symbol, Symbol)
        rest = collect({m: c for m, c in dim.terms if m != monomial})
        below, above = (symbol.least, symbol.most) if coefficient > 0 else (symbol.most, symbol.least)
        if below is not None:
            low = _greater(low, _by_ranges(rest + coefficient * below)[0])
        if above is not None:
            high = _less(high, _by_ranges(rest + coefficient * above)[1])
    return low, high


def _is_linear(term: tuple[Monomial, int]) -> bool:
    """True if the term says all there is to know: it shares nothing with others."""
    monomial = term[0]
    return not monomial or (len(monomial) == 1 and monomial[0][1] == 1 and isinstance(monomial[0][0], Symbol))


def _bounds_with_inequalities(dim: Dim) -> Range:
    """Bounds that also use polynomials known to be at least 0: `dim - known` bounds from below, `dim + known` from
    above.  One that shares no symbol says nothing.
    """
    low, high = _by_ranges(dim)
    symbols = dim.symbols()
    for known in ledger.current.not_negative:
        if symbols.isdisjoint(known.symbols()):
            continue
        low = _greater(low, _by_ranges(dim - known)[0])
        high = _less(high, _by_ranges(dim + known)[1])
    return low, high


def _greater(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else max(a, b)


def _less(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _negative(a: int | None) -> int | None:
    return None if a is None else -a


def _add(a: Range, b: Range) -> Range:
    return (
        None if a[0] is None or b[0] is None else a[0] + b[0],
        None if a[1] is None or b[1] is None else a[1] + b[1],
    )


def _term_range(monomial: Monomial, coefficient: int) -> Range:
    out: Range = (coefficient, coefficient)
    for atom, power in monomial:
        one = atom_range(atom)
        for _ in range(power):
            out = _mul(out, one)
        if power % 2 == 0 and coefficient > 0 and len(monomial) == 1:
            out = (_greater(out[0], 0), out[1])
    return out


def _mul(a: Range, b: Range) -> Range:
    """The range of a product."""
    if a[0] is not None and b[0] is not None and a[0] >= 0 and b[0] >= 0:
        return a[0] * b[0], _times_end(a[1], 1, b[1], 1)
    corners = [_corner(x, s, y, t) for x, s in zip(a, _SIDES, strict=True) for y, t in zip(b, _SIDES, strict=True)]
    low, high = min(corners), max(corners)
    return (low if isinstance(low, int) else None), (high if isinstance(high, int) else None)


_SIDES = (-1, 1)


def _corner(a: int | None, a_side: int, b: int | None, b_side: int) -> int | float:
    """The product of two ends, where None is infinity on that side."""
    if a is not None and b is not None:
        return a * b
    if a == 0 or b == 0:
        return 0
    a_sign = a_side if a is None else a
    b_sign = b_side if b is None else b
    return inf if (a_sign > 0) == (b_sign > 0) else -inf


def _times_end(a: int | None, a_side: int, b: int | None, b_side: int) -> int | None:
    found = _corner(a, a_side, b, b_side)
    return found if isinstance(found, int) else None


def atom_range(atom: Atom) -> Range:
    """The least and the greatest value that an atom can have."""
    if isinstance(atom, Symbol):
        known = ledger.narrowed(atom)
        return known.low, known.high
    return _RANGES[type(atom)](atom.args)


def _div_range(args: tuple[Size, ...]) -> Range:
    over, under = _by_ranges(args[0]), _by_ranges(args[1])
    if under[0] is None or under[0] < 1:
        return ANY
    low = high = None
    if over[0] is not None:
        by = under[1] if over[0] >= 0 else under[0]
        low = over[0] // by if by is not None else 0
    if over[1] is not None:
        by = under[0] if over[1] >= 0 else under[1]
        high = over[1] // by if by is not None else -1
    return low, high


def _mod_range(args: tuple[Size, ...]) -> Range:
    over, under = _by_ranges(args[0]), _by_ranges(args[1])
    if under[0] is None or under[0] < 1:
        return ANY
    high = None if under[1] is None else under[1] - 1
    return 0, _less(high, over[1]) if over[0] is not None and over[0] >= 0 else high


def _min_range(args: tuple[Size, ...]) -> Range:
    ranges = [_by_ranges(arg) for arg in args]
    lows = [low for low, _ in ranges]
    return (
        None if None in lows else min(v for v in lows if v is not None),
        min((v for _, v in ranges if v is not None), default=None),
    )


def _max_range(args: tuple[Size, ...]) -> Range:
    ranges = [_by_ranges(arg) for arg in args]
    highs = [high for _, high in ranges]
    return (
        max((v for v, _ in ranges if v is not None), default=None),
        None if None in highs else max(v for v in highs if v is not None),
    )


_RANGES: dict[type[Operation], Callable[[tuple[Size, ...]], Range]] = {
    FloorDiv: _div_range,
    Mod: _mod_range,
    Min: _min_range,
    Max: _max_range,
}


def content(dim: Dim) -> int:
    """The greatest int that is sure to divide every term but the constant."""
    return reduce(gcd, (abs(c) * _monomial_multiple(m) for m, c in dim.terms if m), 0)


def _monomial_multiple(monomial: Monomial) -> int:
    out = 1
    for atom, power in monomial:
        if isinstance(atom, Symbol):
            out *= ledger.narrowed(atom).multiple_of ** power
    return out
