"""Lower bounds of polynomials that see what their terms have in common."""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import TypeAlias

from shapelint.sizes.atoms import Atom, FloorDiv, Max, Min, Operation
from shapelint.sizes.dim import Dim, Monomial, Terms, multiply, terms_of, times

Range: TypeAlias = tuple[int | None, int | None]
RangeOf: TypeAlias = Callable[[Atom], Range]

# Beyond these an exact expansion costs more than it tells.
MOST_PRODUCTS = 256
MOST_CHOICES = 8


def tight_low(terms: Terms, range_of: RangeOf) -> int | None:
    """A lower bound that sees what terms have in common: quotients by an int are made linear, then atoms are shifted
    so that they start at 0.
    """
    best = _shifted_low(terms, range_of)
    for relaxed, scale in _relaxed(terms, range_of):
        low = _shifted_low(relaxed, range_of)
        best = _greatest(best, None if low is None else -(-low // scale))
    return best


def _shifted_low(terms: Terms, range_of: RangeOf) -> int | None:
    if sum([1 << sum([e for _, e in m]) for m in terms]) > MOST_PRODUCTS:
        return None
    ranges = {atom: range_of(atom) for monomial in terms for atom, _ in monomial}
    shifted: Terms = {}
    for monomial, coefficient in terms.items():
        part: Terms = {(): coefficient}
        for atom, power in monomial:
            low, high = ranges[atom]
            if low is None and high is None:
                return None
            start = low if low is not None else high
            step: Terms = {((atom, 1),): 1 if low is not None else -1}
            if start:
                step[()] = start
            for _ in range(power):
                part = multiply(part, step)
        for product, value in part.items():
            shifted[product] = shifted.get(product, 0) + value
    total = shifted.pop((), 0)
    for monomial, coefficient in shifted.items():
        if coefficient < 0:
            for atom, power in monomial:
                low, high = ranges[atom]
                if low is None or high is None:
                    return None
                coefficient *= (high - low) ** power
            total += coefficient
    return total


def _relaxed(terms: Terms, range_of: RangeOf) -> list[tuple[Terms, int]]:
    """Polynomials that are nowhere greater than `scale` times this one, with their scale."""
    scale = lcm(*(under for m in terms for under in [_int_divisor(m)] if under))
    base: Terms = {}
    choices: list[list[Terms]] = []
    for monomial, coefficient in terms.items():
        place = next((i for i, (a, e) in enumerate(monomial) if e == 1 and type(a) in (FloorDiv, Min, Max)), None)
        options = [] if place is None else _term_options(monomial, coefficient, place, scale, range_of)
        if options:
            choices.append(options)
        else:
            base[monomial] = base.get(monomial, 0) + coefficient * scale
    if not choices:
        return []
    combined = [base]
    for options in choices:
        combined = [_sum(left, right) for left in combined for right in options][:MOST_CHOICES]
    return [(sum_, scale) for sum_ in combined]


def _int_divisor(monomial: Monomial) -> int:
    atom = next((a for a, e in monomial if e == 1 and isinstance(a, FloorDiv)), None)
    under = atom.args[1] if isinstance(atom, FloorDiv) else 0
    if isinstance(under, Dim) and len(under.terms) == 1:
        under = under.terms[0][1]
    return under if isinstance(under, int) and under > 0 else 0


def _term_options(monomial: Monomial, coefficient: int, place: int, scale: int, range_of: RangeOf) -> list[Terms]:
    """Lower bounds of `scale * coefficient * monomial` that replace the operation at `place`."""
    atom = monomial[place][0]
    others = monomial[:place] + monomial[place + 1 :]
    assert isinstance(atom, Operation)
    if any(low is None or low < 0 for low, _ in (range_of(other) for other, _ in others)):
        return []
    known = [terms_of(arg) for arg in atom.args if isinstance(arg, int | Dim)]
    if isinstance(atom, FloorDiv):
        under = atom.args[1]
        if isinstance(under, Dim):
            return _by_symbols(others, coefficient * scale, known[0], under, range_of)
        if not isinstance(under, int) or under < 1 or scale % under:
            return []
        factor = coefficient * (scale // under)
        over = known[0]
        if coefficient > 0:
            over[()] = over.get((), 0) - (under - 1)
        return [_times(others, factor, over)]
    if isinstance(atom, Min) == (coefficient < 0):
        return [_times(others, coefficient * scale, arg) for arg in known]
    return []


def _by_symbols(others: Monomial, coefficient: int, over: Terms, under: Dim, range_of: RangeOf) -> list[Terms]:
    """Lower bounds of `coefficient * others * (over // under)` where the others have the factors of `under`, as heads
    times the size of a head has: `h * (d // h)` is d at most, and more than d - h.
    """
    (monomial, number), *more = under.terms
    rest = dict(others)
    for atom, power in monomial:
        rest[atom] = rest.get(atom, 0) - power
    lows = [range_of(atom)[0] for atom, _ in monomial]
    if more or number < 1 or coefficient % number or min(rest.values()) < 0:
        return []
    if any(low is None or low < 1 for low in lows):
        return []
    if coefficient > 0:
        over = _sum(over, {monomial: -number, (): 1})
    return [_times(tuple((atom, power) for atom, power in rest.items() if power), coefficient // number, over)]


def _times(monomial: Monomial, factor: int, terms: Terms) -> Terms:
    return {times(monomial, m): factor * c for m, c in terms.items()}


def _sum(left: Terms, right: Terms) -> Terms:
    out = dict(left)
    for monomial, coefficient in right.items():
        out[monomial] = out.get(monomial, 0) + coefficient
    return out


def _greatest(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else max(a, b)
