"""`Dim`: one size, as an integer polynomial in canonical form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from shapelint.sizes.atoms import Atom, Cases, Operation, Symbol
from shapelint.sizes.unknown import UNKNOWN, Unknown

Monomial: TypeAlias = tuple[tuple[Atom, int], ...]
Terms: TypeAlias = dict[Monomial, int]

MOST_TERMS = 64
MOST_DEGREE = 16
MOST_WEIGHT = 120
MOST_POWER = 8
MOST_ELEMENTS = 1 << 128


def _identified(atom: Atom, power: int) -> str:
    return f"[{atom.key[1]}|{atom.key[2]}^{power}]"


class Dim:
    """A size that is no constant: a sum of products of atoms with int coefficients.

    Operators take and give sizes: an `int` whenever the result is constant, `UNKNOWN` when an operand is or when the
    polynomial would grow beyond bounds. `==` is the identity of the written form; `sizes.equal` knows more.

    >>> from shapelint.sizes import symbol
    >>> B, H = symbol("B"), symbol("H")
    >>> (B * H + H) - H, (B * H) // B, H - H
    (B*H, H, 0)
    """

    __slots__ = ("_hash", "_symbols", "_text", "_written", "known_range", "terms", "weight")
    terms: tuple[tuple[Monomial, int], ...]
    weight: int
    _hash: int | None
    _written: str | None
    _text: str | None
    _symbols: frozenset[Symbol] | None
    known_range: tuple[object, tuple[int | None, int | None]]

    def __init__(self, terms: tuple[tuple[Monomial, int], ...]) -> None:
        """Take terms in canonical order; use `collect` to get them there."""
        self.terms = terms
        self.weight = sum([1 if isinstance(a, Symbol) else a.weight for m, _ in terms for a, _ in m])
        self._hash = self._written = self._text = self._symbols = None
        self.known_range = None, (None, None)

    @property
    def written(self) -> str:
        """The canonical form by identifying names, for ordering and identity."""
        if self._written is None:
            # Not the repr of names: it doubles the backslashes of what is nested at every level.
            self._written = "+".join([str(c) + "".join([_identified(a, e) for a, e in m]) for m, c in self.terms])
        return self._written

    @property
    def constant(self) -> int:
        """The constant term."""
        last, coefficient = self.terms[-1]
        return 0 if last else coefficient

    def symbols(self) -> frozenset[Symbol]:
        """Every symbol in it, those inside operations included."""
        if self._symbols is None:
            found: set[Symbol] = set()
            for monomial, _ in self.terms:
                for atom, _ in monomial:
                    if isinstance(atom, Symbol):
                        found.add(atom)
                    else:
                        found.update(*(arg.symbols() for arg in atom.args if isinstance(arg, Dim)))
            self._symbols = frozenset(found)
        return self._symbols

    def as_symbol(self) -> Symbol | None:
        """The symbol, if it is nothing but one."""
        atom = self.as_atom()
        return atom if isinstance(atom, Symbol) else None

    def as_atom(self) -> Atom | None:
        """The atom, if it is nothing but one."""
        if len(self.terms) != 1:
            return None
        monomial, coefficient = self.terms[0]
        return monomial[0][0] if coefficient == 1 and len(monomial) == 1 and monomial[0][1] == 1 else None

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Dim) and hash(self) == hash(other) and self.terms == other.terms)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(self.terms)
        return self._hash

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        if self._text is None:
            from shapelint.sizes.text import dim_text

            self._text = dim_text(self)
        return self._text

    def __reduce__(self) -> tuple[Any, ...]:
        return Dim, (self.terms,)

    def __add__(self, other: Size) -> Size:
        return _plus(self, other, 1)

    __radd__ = __add__

    def __sub__(self, other: Size) -> Size:
        return _plus(self, other, -1)

    def __rsub__(self, other: Size) -> Size:
        return _plus(-self, other, 1)

    def __neg__(self) -> Dim:
        return Dim(tuple((m, -c) for m, c in self.terms))

    def __pos__(self) -> Dim:
        return self

    def __abs__(self) -> Size:
        from shapelint.sizes.extremes import maximum

        return maximum(self, -self)

    def __mul__(self, other: Size) -> Size:
        if isinstance(other, int):
            return _scale(self, other)
        if isinstance(other, Dim):
            return collect(multiply(dict(self.terms), dict(other.terms)))
        return other if isinstance(other, Unknown) else NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other: Size) -> Size:
        from shapelint.sizes.division import floor_div

        return floor_div(self, other) if isinstance(other, _KINDS) else NotImplemented

    def __rfloordiv__(self, other: Size) -> Size:
        from shapelint.sizes.division import floor_div

        return floor_div(other, self) if isinstance(other, _KINDS) else NotImplemented

    def __mod__(self, other: Size) -> Size:
        from shapelint.sizes.division import mod

        return mod(self, other) if isinstance(other, _KINDS) else NotImplemented

    def __rmod__(self, other: Size) -> Size:
        from shapelint.sizes.division import mod

        return mod(other, self) if isinstance(other, _KINDS) else NotImplemented

    def __pow__(self, power: Size) -> Size:
        if not isinstance(power, int):
            return UNKNOWN if isinstance(power, _KINDS) else NotImplemented
        if not 0 <= power <= MOST_POWER:
            return UNKNOWN
        result: Size = 1
        for _ in range(power):
            result = self * result
        return result

    def __rpow__(self, base: Size) -> Size:
        if isinstance(base, int) and base == 1:
            return 1
        return UNKNOWN if isinstance(base, _KINDS) else NotImplemented


Size: TypeAlias = int | Dim | Unknown
_KINDS = (int, Dim, Unknown)


def of_atom(atom: Atom) -> Size:
    """The size that is this atom alone; UNKNOWN if it grew too large."""
    if isinstance(atom, Operation) and atom.weight > MOST_WEIGHT:
        return UNKNOWN
    return Dim(((((atom, 1),), 1),))


def symbol(
    name: str,
    low: int | None = 1,
    high: int | None = None,
    multiple_of: int = 1,
    show: str | None = None,
    soft: bool = False,
    cases: Cases | None = None,
    least: Dim | None = None,
    most: Dim | None = None,
) -> Dim:
    """The size that is nothing but a `Symbol`.

    >>> symbol("H") // 2 + 1
    H//2+1
    """
    return Dim(((((Symbol(name, low, high, multiple_of, show, soft, cases, least, most), 1),), 1),))


def collect(terms: Mapping[Monomial, int]) -> Size:
    """The size with these terms, in canonical form."""
    kept = [(m, c) for m, c in terms.items() if c]
    if not kept:
        return 0
    if len(kept) == 1:
        return kept[0][1] if not kept[0][0] else Dim((kept[0],)) if _degree(kept[0][0]) <= MOST_DEGREE else UNKNOWN
    if len(kept) > MOST_TERMS or any(_degree(m) > MOST_DEGREE for m, _ in kept):
        return UNKNOWN
    kept.sort(key=_order)
    return Dim(tuple(kept))


def terms_of(size: int | Dim) -> Terms:
    """The terms of a known size."""
    if isinstance(size, Dim):
        return dict(size.terms)
    return {(): size} if size else {}


def multiply(left: Terms, right: Terms) -> Terms:
    """The terms of a product."""
    out: Terms = {}
    for m, c in left.items():
        for n, d in right.items():
            product = times(m, n)
            out[product] = out.get(product, 0) + c * d
    return out


def times(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left or not right:
        return left or right
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(powers.items(), key=_atom_key))


def product(sizes: Iterable[Size]) -> Size:
    """The product of all sizes, 1 of none; UNKNOWN beyond what any tensor can hold.

    >>> product([2, symbol("d"), 3])
    6*d
    """
    number: int = 1
    rest: Size = 1
    for size in sizes:
        if isinstance(size, int):
            number *= size
        else:
            rest = rest * size
        if abs(number) > MOST_ELEMENTS:
            return UNKNOWN
    return rest * number


def _atom_key(item: tuple[Atom, int]) -> tuple[int, str, str]:
    return item[0].key


def _degree(monomial: Monomial) -> int:
    return sum(power for _, power in monomial)


def _order(term: tuple[Monomial, int]) -> tuple[int, list[tuple[tuple[int, str, str], int]]]:
    """Higher degree first, then by name; so the constant comes last."""
    return -_degree(term[0]), [(atom.key, -power) for atom, power in term[0]]


def _scale(dim: Dim, factor: int) -> Size:
    if factor == 1:
        return dim
    return Dim(tuple((m, c * factor) for m, c in dim.terms)) if factor else 0


def _plus(left: Dim, right: Size, sign: int) -> Size:
    if isinstance(right, int):
        if right == 0:
            return left
        terms = dict(left.terms)
        terms[()] = terms.get((), 0) + sign * right
        return collect(terms)
    if isinstance(right, Dim):
        terms = dict(left.terms)
        for monomial, coefficient in right.terms:
            terms[monomial] = terms.get(monomial, 0) + sign * coefficient
        return collect(terms)
    return right if isinstance(right, Unknown) else NotImplemented
