"""Questions about sizes with three answers: True, False, and None for undecided."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from itertools import product as combinations
from math import lcm, prod
from typing import NamedTuple

from shapelint.sizes import ledger
from shapelint.sizes.atoms import Atom, FloorDiv, Max, Min, Mod, Operation, Stated, Symbol
from shapelint.sizes.dim import Dim, Size, collect, of_atom
from shapelint.sizes.division import exact_quotient, floor_div
from shapelint.sizes.extremes import minimum
from shapelint.sizes.interval import bounds, content, is_positive
from shapelint.sizes.rewrite import REBUILD, replace_atoms, substitute
from shapelint.sizes.unknown import Unknown

MOST_CASES = 24
MOST_EXTREMES = 3
MOST_WEIGHT = 30


def equal(a: Size, b: Size) -> bool | None:
    """Whether two sizes are equal.

    >>> from shapelint.sizes import symbol
    >>> d, e = symbol("d"), symbol("e")
    >>> equal(2 * d, d + d), equal(4 * d, d), equal(d, e), equal(2 * d + 1, 2 * e)
    (True, False, None, False)
    """
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return None
    difference = a - b
    if isinstance(difference, int):
        return difference == 0
    return None if isinstance(difference, Unknown) else _verdicts(difference)[0]


def at_most(a: Size, b: Size) -> bool | None:
    """Whether `a <= b`."""
    if isinstance(a, int) and isinstance(b, int):
        return a <= b
    difference = b - a
    if isinstance(difference, int):
        return difference >= 0
    return None if isinstance(difference, Unknown) else _verdicts(difference)[1]


def less(a: Size, b: Size) -> bool | None:
    """Whether `a < b`."""
    return at_most(a + 1, b)


def divides(divisor: Size, size: Size) -> bool | None:
    """Whether `divisor` divides `size`; None if the divisor may be 0 and matters.

    >>> from shapelint.sizes import symbol
    >>> h = symbol("h")
    >>> divides(8, 16 * h), divides(8, 16 * h + 4), divides(8, h), divides(h, 3 * h)
    (True, False, None, True)
    """
    if isinstance(divisor, int) and isinstance(size, int):
        return size % divisor == 0 if divisor else size == 0
    if isinstance(divisor, Unknown) or isinstance(size, Unknown):
        return None
    divisor, size = _with_multiples(resolve(divisor)), _with_multiples(resolve(size))
    if exact_quotient(size, divisor) is not None:
        return True
    if isinstance(divisor, Unknown) or isinstance(size, Unknown):
        return None
    if is_positive(divisor):
        return equal(size - divisor * floor_div(size, divisor), 0)
    return None


def resolve(size: Size) -> Size:
    """The size with the equalities that were learnt put in."""
    known = ledger.current.equal_to
    for _ in range(len(known)):
        if not isinstance(size, Dim) or size.symbols().isdisjoint(known):
            break
        size = substitute(size, known)
    return size


def _with_multiples(size: Size) -> Size:
    """The size with symbols that are multiples of an int written as such."""
    if not isinstance(size, Dim):
        return size
    multiples = {s: _as_multiple(s) for s in size.symbols() if ledger.narrowed(s).multiple_of > 1}
    return substitute(size, multiples) if multiples else size


def _as_multiple(symbol: Symbol) -> Size:
    known = ledger.narrowed(symbol)
    n = known.multiple_of
    low = None if known.low is None else known.low // n
    high = None if known.high is None else known.high // n
    return n * of_atom(Symbol(f"{symbol.name}//{n}:{low}:{high}", low, high))


def _verdicts(difference: Dim) -> tuple[bool | None, bool | None]:
    """Whether the difference is 0, and whether it is at least 0."""
    # Symbols are equal by name, but those of different programs may have different ranges.
    return _decide_once(difference, frozenset([s.stated for s in difference.symbols()]), ledger.current.fingerprint())


def _decide(difference: Dim) -> tuple[bool | None, bool | None]:
    first = _sign(difference)
    if (first.zero is not None and first.not_negative is not None) or difference.weight > MOST_WEIGHT:
        return first.zero, first.not_negative
    zeros, signs = set(), set()
    for count, case in enumerate(_cases(_normal(_with_multiples(resolve(difference))), MOST_EXTREMES)):
        sign = _sign(case)
        if sign == _UNDECIDED or count > MOST_CASES:
            return first.zero, first.not_negative
        zeros.add(sign.zero)
        signs.add(sign.not_negative)
    zero = zeros.pop() if len(zeros) == 1 else None
    not_negative = signs.pop() if len(signs) == 1 else None
    return (zero if first.zero is None else first.zero), (
        not_negative if first.not_negative is None else first.not_negative
    )


@lru_cache(maxsize=8192)
def _decide_once(difference: Dim, ranges: frozenset[Stated], facts: Hashable) -> tuple[bool | None, bool | None]:
    return _decide(difference)


class _Sign(NamedTuple):
    zero: bool | None
    not_negative: bool | None


_UNDECIDED = _Sign(None, None)


def _sign(size: Size) -> _Sign:
    """What the range and the common divisor of the terms tell."""
    low, high = bounds(size)
    not_negative = True if low is not None and low >= 0 else False if high is not None and high < 0 else None
    if not_negative is False or (low is not None and low > 0):
        return _Sign(False, not_negative)
    if low == high == 0:
        return _Sign(True, True)
    if isinstance(size, Dim):
        common = content(size)
        if common > 1 and size.constant % common:
            return _Sign(False, not_negative)
    return _Sign(None, not_negative)


def _normal(size: Size) -> Size:
    """Remainders as quotients, and the terms under a quotient by an int reduced, so that more forms coincide."""
    return replace_atoms(size, _normal_atom)


def _normal_atom(atom: Atom) -> Size | None:
    if isinstance(atom, Symbol):
        return None
    args = [_normal(arg) for arg in atom.args]
    if isinstance(atom, Mod):
        return args[0] - args[1] * _normal_quotient(args[0], args[1])
    if isinstance(atom, Max) and len(args) == 2:
        return args[0] + args[1] - minimum(*args)
    return _normal_quotient(args[0], args[1]) if isinstance(atom, FloorDiv) else REBUILD[type(atom)](*args)


def _normal_quotient(over: Size, under: Size) -> Size:
    if not isinstance(over, Dim) or not isinstance(under, int) or under < 2:
        return floor_div(over, under)
    whole = collect({m: c // under for m, c in over.terms})
    return whole + floor_div(collect({m: c % under for m, c in over.terms}), under)


def _cases(size: Size, depth: int) -> Iterator[Size]:
    """Sizes of which one is this size, on every run: a minimum is one of its arguments, a symbol under a quotient
    leaves one of so many remainders.
    """
    if not isinstance(size, Dim):
        yield size
        return
    extreme = next((a for a in _operations(size) if isinstance(a, Min | Max)), None)
    if extreme is not None and depth:
        for arg in extreme.args:
            yield from _cases(replace_atoms(size, lambda atom, arg=arg: arg if atom == extreme else None), depth - 1)  # type: ignore[misc]
        return
    moduli = _moduli(size)
    if not moduli or prod(moduli.values()) > MOST_CASES:
        yield size
        return
    for remainders in combinations(*(range(n) for n in moduli.values())):
        parts = {s: _part(s, n, r) for (s, n), r in zip(moduli.items(), remainders, strict=True)}
        if all(part is not None for part in parts.values()):
            yield substitute(size, {s: part for s, part in parts.items() if part is not None})


def _operations(size: Size) -> Iterator[Operation]:
    if isinstance(size, Dim):
        for monomial, _ in size.terms:
            for atom, _ in monomial:
                if isinstance(atom, Operation):
                    yield atom
                    for arg in atom.args:
                        yield from _operations(arg)


def _moduli(size: Dim) -> dict[Symbol, int]:
    """By which int each symbol is to be split so that the quotients dissolve."""
    moduli: dict[Symbol, int] = {}
    for atom in _operations(size):
        over, under = atom.args[0], atom.args[-1]
        if isinstance(atom, FloorDiv) and isinstance(under, int) and isinstance(over, Dim):
            for symbol in sorted(over.symbols(), key=lambda s: s.key):
                moduli[symbol] = lcm(moduli.get(symbol, 1), under)
    return moduli


def _part(symbol: Symbol, modulus: int, remainder: int) -> Size | None:
    """`modulus * t + remainder` for a fresh symbol t; None if the symbol never leaves this remainder."""
    known = ledger.narrowed(symbol)
    low = None if known.low is None else -((remainder - known.low) // modulus)
    high = None if known.high is None else (known.high - remainder) // modulus
    if low is not None and high is not None and low >= high:
        return modulus * low + remainder if low == high else None
    return modulus * of_atom(Symbol(f"{symbol.name}//{modulus}:{low}:{high}", low, high)) + remainder
