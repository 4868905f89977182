"""Facts that the program states as it is read: asserts, conditions, ranges.

They hold from where they are assumed until they are undone, and every comparison and bound made meanwhile rests on
them. Whatever is remembered across branches has to be remembered together with `fingerprint()`.
"""

from __future__ import annotations

from collections.abc import Hashable
from math import gcd, lcm

from shapelint.sizes import ledger
from shapelint.sizes.atoms import Atom, FloorDiv, Mod, Symbol
from shapelint.sizes.compare import divides, resolve
from shapelint.sizes.dim import Dim, Size, of_atom
from shapelint.sizes.division import exact_quotient
from shapelint.sizes.fresh import made_since
from shapelint.sizes.interval import bounds, is_positive
from shapelint.sizes.unknown import Unknown

MOST_INEQUALITIES = 16


def mark() -> int:
    """Where the list of facts stands, to come back to with `undo`."""
    return len(ledger.current.journal)


def undo(mark: int) -> None:
    """Forget the facts assumed since `mark()` gave this."""
    ledger.current.undo(mark)


def fingerprint() -> Hashable:
    """The facts that hold now, as a key; `()` if there are none."""
    return ledger.current.fingerprint()


def learnt_of_old(when: int, before: Hashable) -> bool:
    """Whether more is known by now, or something else, of symbols that there were at that moment.

    before: the fingerprint of that moment.
    """
    now = fingerprint()
    if now == before:
        return False
    if ledger.current.ruled_out:
        return True
    old = before[:3] if isinstance(before, tuple) and before else (frozenset(),) * 3
    new = now[:3] if isinstance(now, tuple) and now else (frozenset(),) * 3
    if any(was - found for was, found in zip(old, new, strict=True)):
        return True
    ranges, equalities, inequalities = (found - was for was, found in zip(old, new, strict=True))
    about = [of_atom(symbol) for symbol, _ in (*ranges, *equalities)]
    return not all(made_since(when, size) for size in (*about, *inequalities))


def contradictory() -> bool:
    """Whether the facts that hold now rule each other out: what rests on them never happens.

    >>> from shapelint.sizes import symbol
    >>> n, here = symbol("n", 0, 4), mark()
    >>> assume_at_least(n, 4); contradictory()
    False
    >>> assume_at_least(n, 5); contradictory()
    True
    >>> undo(here)
    """
    return ledger.current.contradictory


def assume_at_least(size: Size, least: Size) -> None:
    """Hold `size >= least`.

    >>> from shapelint.sizes import symbol
    >>> T, here = symbol("T"), mark()
    >>> assume_at_least(T - 1, 4); bounds(T)
    (5, None)
    >>> undo(here); bounds(T)
    (1, None)
    """
    gap = resolve(size) - resolve(least)
    if isinstance(gap, int) and gap < 0:
        ledger.current.rule_out()
    if not isinstance(gap, Dim):
        return
    linear = _linear(gap)
    if linear is None:
        low = bounds(gap)[0]
        if (low is None or low < 0) and len(ledger.current.not_negative) < MOST_INEQUALITIES:
            ledger.current.hold_not_negative(gap)
        return
    symbol, factor, constant = linear
    if factor > 0:
        _narrow(symbol, low=-(constant // factor))
    else:
        _narrow(symbol, high=constant // -factor)


def assume_at_most(size: Size, most: Size) -> None:
    """Hold `size <= most`."""
    assume_at_least(most, size)


def assume_multiple(size: Size, divisor: Size) -> None:
    """Hold that `divisor` divides `size`, where `size` is an int times one symbol.

    >>> from shapelint.sizes import equal, symbol
    >>> d, h, here = symbol("d"), symbol("h"), mark()
    >>> equal(h * (d // h), d)
    >>> assume_multiple(d, h); equal(h * (d // h), d)
    True
    >>> undo(here)
    """
    size, divisor = resolve(size), resolve(divisor)
    if isinstance(size, Unknown) or isinstance(divisor, Unknown) or not isinstance(size, Dim):
        return
    symbol = size.as_symbol()
    if isinstance(divisor, int):
        _assume_int_multiple(size, divisor)
    elif symbol is not None and symbol not in divisor.symbols() and is_positive(divisor):
        low = 1 if is_positive(size) else None
        quotient = of_atom(Symbol(f"{symbol.name}//({divisor.written})", low, None, 1, f"{symbol}//({divisor})"))
        ledger.current.identify(symbol, divisor * quotient)


def assume_equal(a: Size, b: Size) -> None:
    """Hold `a == b`, where that can be solved for one symbol or says that one size divides another.

    >>> from shapelint.sizes import equal, symbol
    >>> C, D, here = symbol("C"), symbol("D"), mark()
    >>> assume_equal(2 * C, D); equal(D // 2, C)
    True
    >>> undo(here)
    """
    a, b = resolve(a), resolve(b)
    difference = a - b
    if not isinstance(difference, Dim) or _assume_divisibility(difference):
        return
    for symbol in _by_preference(a, b, difference):
        solved = _solved(difference, symbol)
        if solved is not None:
            _identify(symbol, solved)
            return


def meaning(size: Size) -> Size | None:
    """What was learnt that a symbol is; None of anything else.

    >>> from shapelint.sizes import symbol
    >>> C, D, here = symbol("C"), symbol("D"), mark()
    >>> assume_equal(C, 2 * D); meaning(C), meaning(D)
    (2*D, None)
    >>> undo(here)
    """
    known = resolve(size)
    named = isinstance(size, Dim) and size.as_symbol() is not None
    return known if named and known != size else None


def _identify(symbol: Symbol, size: Size) -> None:
    """Record the equality, and hand the range of the symbol on to what it is equal to."""
    low, high = bounds(of_atom(symbol))
    known = ledger.narrowed(symbol)
    ledger.current.identify(symbol, size)
    if low is not None and isinstance(size, Dim):
        assume_at_least(size, low)
    if high is not None and isinstance(size, Dim):
        assume_at_most(size, high)
    if known.multiple_of > 1:
        assume_multiple(size, known.multiple_of)


def _by_preference(a: Size, b: Size, difference: Dim) -> list[Symbol]:
    """Symbols whose nature is not known give way first, then those that stand alone."""
    alone = [s for side in (a, b) if isinstance(side, Dim) for s in [side.as_symbol()] if s is not None]
    rest = sorted(difference.symbols(), key=lambda s: s.key)
    return sorted(dict.fromkeys([*alone, *rest]), key=lambda s: not s.soft)


def _solved(difference: Dim, symbol: Symbol) -> Size | None:
    """What the symbol is if the difference is 0; None if that is not an integer polynomial in the others."""
    bare = next((c for m, c in difference.terms if m == ((symbol, 1),)), 0)
    if not bare:
        return None
    rest = of_atom(symbol) * bare - difference
    if isinstance(rest, Unknown) or (isinstance(rest, Dim) and symbol in rest.symbols()):
        return None
    return exact_quotient(rest, bare)


def _assume_divisibility(difference: Dim) -> bool:
    """Read `x % k == 0` and `x // k * k == x`."""
    for monomial, coefficient in difference.terms:
        for atom, power in monomial:
            if power == 1 and isinstance(atom, Mod | FloorDiv) and _says_divisible(difference, atom, coefficient):
                assume_multiple(*atom.args)
                return True
    return False


def _says_divisible(difference: Dim, atom: Atom, coefficient: int) -> bool:
    assert isinstance(atom, Mod | FloorDiv)
    over, under = atom.args
    if isinstance(atom, Mod):
        return difference in (of_atom(atom), -of_atom(atom))
    stated = under * of_atom(atom) - over
    return difference in (stated, -stated)


def _linear(size: Dim) -> tuple[Symbol, int, int] | None:
    """The symbol, the factor and the constant of `factor * symbol + constant`; None for other forms."""
    if len([m for m, _ in size.terms if m]) != 1:
        return None
    monomial, factor = size.terms[0]
    atom, power = monomial[0]
    if len(monomial) == 1 and power == 1 and isinstance(atom, Symbol):
        return atom, factor, size.constant
    return None


def _narrow(symbol: Symbol, low: int | None = None, high: int | None = None, multiple_of: int = 1) -> None:
    known = ledger.narrowed(symbol)
    lows = [v for v in (low, known.low) if v is not None]
    highs = [v for v in (high, known.high) if v is not None]
    new = ledger.tightened(max(lows, default=None), min(highs, default=None), lcm(known.multiple_of, multiple_of))
    if new != known:
        ledger.current.narrow(symbol, new)
        if new.low is not None and new.low == new.high:
            ledger.current.identify(symbol, new.low)


def _assume_int_multiple(size: Dim, divisor: int) -> None:
    linear = _linear(size)
    if linear is None or divisor < 2 or divides(divisor, size) is not None:
        return
    symbol, factor, constant = linear
    if constant % divisor == 0:
        _narrow(symbol, multiple_of=divisor // gcd(divisor, factor))
