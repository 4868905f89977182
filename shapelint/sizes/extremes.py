"""The least and the greatest of several sizes."""

from __future__ import annotations

from shapelint.sizes.atoms import Max, Min, Operation
from shapelint.sizes.dim import Dim, Size, of_atom
from shapelint.sizes.interval import bounds
from shapelint.sizes.unknown import UNKNOWN, Unknown

MOST_ARGUMENTS = 8


def minimum(*sizes: Size) -> Size:
    """The least of one or more sizes.

    >>> from shapelint.sizes import symbol
    >>> T = symbol("T")
    >>> minimum(T, T + 1), minimum(T, 5), minimum(T, 1)
    (T, min(T, 5), 1)
    """
    return _extreme(sizes, Min, -1)


def maximum(*sizes: Size) -> Size:
    """The greatest of one or more sizes.

    >>> from shapelint.sizes import symbol
    >>> maximum(symbol("T") - 1, 0)
    T-1
    """
    return _extreme(sizes, Max, 1)


def _extreme(sizes: tuple[Size, ...], kind: type[Operation], sign: int) -> Size:
    kept: list[Size] = []
    for size in _flat(sizes, kind):
        if isinstance(size, Unknown):
            return UNKNOWN
        gaps = [bounds((size - other) * sign) for other in kept]
        if not any(high is not None and high <= 0 for _, high in gaps):
            kept = [other for other, (low, _) in zip(kept, gaps, strict=True) if low is None or low < 0]
            kept.append(size)
    if len(kept) == 1:
        return kept[0]
    if len(kept) > MOST_ARGUMENTS:
        return UNKNOWN
    kept.sort(key=_order)
    return of_atom(kind(*kept))


def _flat(sizes: tuple[Size, ...], kind: type[Operation]) -> list[Size]:
    out: list[Size] = []
    for size in sizes:
        atom = size.as_atom() if isinstance(size, Dim) else None
        out.extend(atom.args if isinstance(atom, kind) else (size,))
    return out


def _order(size: Size) -> tuple[bool, str]:
    return isinstance(size, int), str(size)
