"""Floor division and remainder of sizes, reduced as far as exact facts allow."""

from __future__ import annotations

from math import gcd

from shapelint.sizes.atoms import FloorDiv, Mod
from shapelint.sizes.dim import Dim, Monomial, Size, Terms, collect, of_atom, terms_of
from shapelint.sizes.interval import bounds, is_nonzero, is_positive
from shapelint.sizes.unknown import UNKNOWN, Unknown

MOST_STEPS = 32


def floor_div(over: Size, under: Size) -> Size:
    """`over // under`, UNKNOWN if `under` is 0.

    >>> from shapelint.sizes import symbol
    >>> B, H = symbol("B"), symbol("H")
    >>> floor_div(B * H * 3, B), floor_div(H // 2 - 4, 2), floor_div(2 * H + 1, 4)
    (3*H, H//4-2, H//2)
    """
    if isinstance(over, Unknown) or isinstance(under, Unknown) or under == 0:
        return UNKNOWN
    if isinstance(over, int) and isinstance(under, int):
        return over // under
    if isinstance(under, int):
        return _by_int(over, under)
    if not is_nonzero(under):
        return 1 if over == under else of_atom(FloorDiv(over, under))
    return _by_dim(over, under)


def ceil_div(over: Size, under: Size) -> Size:
    """`over / under` rounded up.

    >>> from shapelint.sizes import symbol
    >>> ceil_div(symbol("T"), 8)
    (T+7)//8
    """
    if isinstance(under, int) and under > 0:
        return floor_div(over + (under - 1), under)
    return -floor_div(-over, under) if not is_positive(under) else floor_div(over + under - 1, under)


def mod(over: Size, under: Size) -> Size:
    """`over % under`, UNKNOWN if `under` is 0.

    >>> from shapelint.sizes import symbol
    >>> T = symbol("T")
    >>> mod(8 * T + 3, 4), mod(9 * T, 8), mod(-T, 8)
    (3, T%8, (-T)%8)
    """
    if isinstance(over, Unknown) or isinstance(under, Unknown) or under == 0:
        return UNKNOWN
    if isinstance(over, int) and isinstance(under, int):
        return over % under
    if isinstance(under, int) and under < 0:
        return -mod(-over, -under)
    if isinstance(under, int):
        return _mod_int(over, under)
    if not is_nonzero(under):
        return 0 if over == under else of_atom(Mod(over, under))
    _, rest = _pull(terms_of(over), under)
    if _within(rest, under):
        return rest
    if isinstance(rest, Unknown):
        return UNKNOWN
    small_over, small_under, factor = _common(rest, under)
    return factor * (mod(small_over, small_under) if factor != 1 else of_atom(Mod(rest, under)))


def exact_quotient(over: Size, under: Size) -> Size | None:
    """The quotient if the division leaves nothing as polynomials, else None."""
    if isinstance(over, Unknown) or isinstance(under, Unknown) or under == 0:
        return None
    if isinstance(over, int) and isinstance(under, int):
        return over // under if over % under == 0 else None
    quotient, rest = _pull(terms_of(over), under)
    return quotient if isinstance(rest, int) and rest == 0 else None


def _by_int(over: Size, under: int) -> Size:
    if under < 0:
        return floor_div(-over, -under)
    if not isinstance(over, Dim):
        return over // under
    if under == 1:
        return over
    quotient, rest = _pull(terms_of(over), under)
    if not isinstance(rest, Dim):
        return quotient + rest // under
    if _within(rest, under):
        return quotient
    common = gcd(under, *(c for m, c in rest.terms if m))
    if common > 1:
        return quotient + floor_div(collect({m: c // common for m, c in rest.terms}), under // common)
    if all(c < 0 for m, c in rest.terms if m):
        # -a // b = -((a + b - 1) // b) keeps one form for rounding up.
        return quotient - floor_div(-rest + (under - 1), under)
    merged = _merged(rest, under)
    return quotient + (of_atom(FloorDiv(rest, under)) if merged is None else merged)


def _by_dim(over: int | Dim, under: Dim) -> Size:
    quotient, rest = _pull(terms_of(over), under)
    if isinstance(rest, Unknown) or _within(rest, under):
        return quotient if not isinstance(rest, Unknown) else UNKNOWN
    small_over, small_under, factor = _common(rest, under)
    if factor != 1:
        return quotient + floor_div(small_over, small_under)
    merged = _merged(rest, under) if is_positive(under) else None
    return quotient + (of_atom(FloorDiv(rest, under)) if merged is None else merged)


def _mod_int(over: Size, under: int) -> Size:
    if not isinstance(over, Dim):
        return over % under
    plain = _without_mods(over, under)
    terms = {m: _small(c, under) if m else c % under for m, c in terms_of(plain).items()} if plain != 0 else {}
    rest = collect(terms)
    if not isinstance(rest, Dim):
        return rest % under
    if _within(rest, under):
        return rest
    common = gcd(under, *(c for _, c in rest.terms))
    if common > 1:
        return common * mod(collect({m: c // common for m, c in rest.terms}), under // common)
    return of_atom(Mod(rest, under))


def _small(coefficient: int, under: int) -> int:
    """The remainder nearest to 0, so that `-T` stays `-T`."""
    small = coefficient % under
    return small - under if 2 * small > under else small


def _without_mods(over: Dim, under: int) -> int | Dim:
    """`x % (k * under)` is `x` under `% under`."""
    total: Size = over
    for monomial, coefficient in over.terms:
        atom = monomial[0][0] if len(monomial) == 1 and monomial[0][1] == 1 else None
        if isinstance(atom, Mod) and isinstance(atom.args[1], int) and coefficient * atom.args[1] % under == 0:
            total = total + coefficient * (atom.args[0] - of_atom(atom))
    return over if isinstance(total, Unknown) else total


def _within(rest: Size, under: Size) -> bool:
    """True if `0 <= rest < under` for certain."""
    low, high = bounds(rest)
    if low is None or low < 0:
        return False
    if isinstance(under, int):
        return high is not None and high < under
    return is_positive(under - rest)


def _pull(terms: Terms, under: int | Dim) -> tuple[Size, Size]:
    """Split into `quotient * under + rest`, taking out what divides without a remainder."""
    if isinstance(under, int):
        inner = {m: c // under for m, c in terms.items() if not m or c % under == 0}
        rest = {m: c for m, c in terms.items() if m and c % under}
        if () in terms:
            rest[()] = terms[()] % under
        return collect(inner), collect(rest)
    if len(under.terms) == 1:
        return _pull_by_term(terms, *under.terms[0])
    return _pull_by_sum(terms, under)


def _pull_by_term(terms: Terms, monomial: Monomial, coefficient: int) -> tuple[Size, Size]:
    inner: Terms = {}
    rest: Terms = {}
    for m, c in terms.items():
        quotient = _divided(m, monomial) if c % coefficient == 0 else None
        if quotient is None:
            rest[m] = c
        else:
            inner[quotient] = c // coefficient
    return collect(inner), collect(rest)


def _pull_by_sum(terms: Terms, under: Dim) -> tuple[Size, Size]:
    """Polynomial long division, kept only if it leaves less than there was."""
    lead, lead_coefficient = under.terms[0]
    inner: Size = 0
    rest = collect(terms)
    start = rest
    for _ in range(MOST_STEPS):
        if not isinstance(rest, Dim):
            break
        for m, c in rest.terms:
            found = _divided(m, lead) if c % lead_coefficient == 0 else None
            if found is not None:
                step = collect({found: c // lead_coefficient})
                inner, rest = inner + step, rest - step * under
                break
        else:
            break
    if isinstance(rest, int) or (isinstance(rest, Dim) and len(rest.terms) < len(terms)):
        return inner, rest
    return 0, start


def _divided(monomial: Monomial, by: Monomial) -> Monomial | None:
    powers = dict(monomial)
    for atom, power in by:
        left = powers.get(atom, 0) - power
        if left < 0:
            return None
        powers[atom] = left
    return tuple((atom, power) for atom, power in monomial if powers[atom] for power in [powers[atom]])


def _common(over: int | Dim, under: Dim) -> tuple[Size, Size, Size]:
    """Both divided by their greatest common factor that is not 0 for certain, and that factor."""
    both = [*terms_of(over).items(), *under.terms]
    number = gcd(*(c for _, c in both))
    monomial: Monomial = ()
    for atom, _ in both[0][0]:
        least = min(dict(m).get(atom, 0) for m, _ in both)
        if least and is_nonzero(of_atom(atom)):
            monomial += ((atom, least),)
    if number == 1 and not monomial:
        return over, under, 1
    return (
        _reduced(terms_of(over), monomial, number),
        _reduced(terms_of(under), monomial, number),
        collect({monomial: number}),
    )


def _reduced(terms: Terms, monomial: Monomial, number: int) -> Size:
    return collect({m: c // number for n, c in terms.items() for m in [_divided(n, monomial)] if m is not None})


def _merged(over: int | Dim, under: int | Dim) -> Size | None:
    """`(a // b + k) // c` as `(a + k * b) // (b * c)`, for c > 0."""
    if not isinstance(over, Dim):
        return None
    for monomial, coefficient in over.terms:
        if coefficient != 1 or len(monomial) != 1 or monomial[0][1] != 1:
            continue
        atom = monomial[0][0]
        if isinstance(atom, FloorDiv):
            inner_over, inner_under = atom.args
            rest = over - of_atom(atom)
            if isinstance(rest, int) or isinstance(inner_under, int):
                return floor_div(inner_over + rest * inner_under, inner_under * under)
    return None
