"""Sizes with other sizes put in the place of their symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shapelint.sizes.atoms import Atom, FloorDiv, Max, Min, Mod, Operation, Symbol
from shapelint.sizes.dim import Dim, Size, of_atom
from shapelint.sizes.division import floor_div, mod
from shapelint.sizes.extremes import maximum, minimum

REBUILD: dict[type[Operation], Callable[..., Size]] = {FloorDiv: floor_div, Mod: mod, Min: minimum, Max: maximum}


def substitute(size: Size, mapping: Mapping[Symbol, Size]) -> Size:
    """Put sizes in the place of symbols, all at once.

    >>> from shapelint.sizes import Symbol, symbol
    >>> substitute(symbol("H") // 2 + symbol("W"), {Symbol("H"): 9})
    W+4
    """
    if not isinstance(size, Dim) or size.symbols().isdisjoint(mapping):
        return size
    return replace_atoms(size, lambda atom: mapping.get(atom) if isinstance(atom, Symbol) else None)


def replace_atoms(size: Size, replacement: Callable[[Atom], Size | None]) -> Size:
    """Put sizes in the place of the atoms for which `replacement` does not give None, innermost last."""
    if not isinstance(size, Dim):
        return size
    out: Size = 0
    for monomial, coefficient in size.terms:
        term: Size = coefficient
        for atom, power in monomial:
            new = _new(atom, replacement)
            term = term * (new**power if power > 1 else new)
        out = out + term
    return out


def _new(atom: Atom, replacement: Callable[[Atom], Size | None]) -> Size:
    found = replacement(atom)
    if found is not None:
        return found
    if isinstance(atom, Symbol):
        return of_atom(atom)
    args = [replace_atoms(arg, replacement) for arg in atom.args]
    return of_atom(atom) if all(a is b for a, b in zip(args, atom.args, strict=True)) else REBUILD[type(atom)](*args)
