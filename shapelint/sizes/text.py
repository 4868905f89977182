"""Sizes as a person would write them."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.sizes.atoms import Atom, FloorDiv, Max, Min, Mod, Operation, Symbol
from shapelint.sizes.dim import Dim, Monomial, Size


def dim_text(dim: Dim) -> str:
    """Write a polynomial: higher degrees first, a positive term first if there is one, no spaces."""
    terms = list(dim.terms)
    folded = _folded(dim)
    if folded is not None:
        place, text = folded
        terms.pop(place)
        terms = [term for term in terms if term[0]]
        return text if not terms else _joined([(text, 1)] + [(_product(m, abs(c)), c) for m, c in terms])
    return _joined([(_product(m, abs(c)), c) for m, c in terms])


def _joined(parts: list[tuple[str, int]]) -> str:
    first = next((i for i, (_, sign) in enumerate(parts) if sign > 0), 0)
    parts = [parts[first], *parts[:first], *parts[first + 1 :]]
    text, sign = parts[0]
    if sign < 0:
        text = f"-({text})" if "//" in text or "%" in text else f"-{text}"
    return text + "".join(f"{'+' if s > 0 else '-'}{t}" for t, s in parts[1:])


def _folded(dim: Dim) -> tuple[int, str] | None:
    """Write `(H+1)//2-1` as `(H-1)//2`: where the term stands, and its text."""
    if dim.constant >= 0:
        return None
    for place, (monomial, coefficient) in enumerate(dim.terms):
        if coefficient != 1 or len(monomial) != 1 or monomial[0][1] != 1:
            continue
        atom = monomial[0][0]
        if isinstance(atom, FloorDiv) and isinstance(atom.args[1], int):
            over, under = atom.args
            if isinstance(over, Dim) and over.constant > 0:
                return place, _quotient((over + dim.constant * under, under), "//")
    return None


def _product(monomial: Monomial, coefficient: int) -> str:
    alone = coefficient == 1 and len(monomial) == 1
    factors = [] if coefficient == 1 and monomial else [str(coefficient)]
    for atom, power in monomial:
        text = atom_text(atom)
        simple = isinstance(atom, Symbol | Min | Max)
        text = text if simple or (alone and power == 1) else f"({text})"
        factors.append(text if power == 1 else f"{text}**{power}")
    return "*".join(factors)


def atom_text(atom: Atom) -> str:
    """Write one atom."""
    return str(atom) if isinstance(atom, Symbol) else _WRITERS[type(atom)](atom.args)


def _quotient(args: tuple[Size, ...], sign: str) -> str:
    over, under = args
    return f"{_operand(over, left=True)}{sign}{_operand(under, left=False)}"


def _operand(size: Size, *, left: bool) -> str:
    """One side of a division, in parentheses unless it reads the same without."""
    if isinstance(size, Dim):
        bare = size.as_symbol() is not None or (left and len(size.terms) == 1 and size.terms[0][1] > 0)
        if bare and all(isinstance(atom, Symbol) for atom, _ in size.terms[0][0]):
            return str(size)
        return f"({size})"
    return str(size) if isinstance(size, int) and size >= 0 else f"({size})"


def _call(name: str) -> Callable[[tuple[Size, ...]], str]:
    return lambda args: f"{name}({', '.join(str(arg) for arg in args)})"


_WRITERS: dict[type[Operation], Callable[[tuple[Size, ...]], str]] = {
    FloorDiv: lambda args: _quotient(args, "//"),
    Mod: lambda args: _quotient(args, "%"),
    Min: _call("min"),
    Max: _call("max"),
}
