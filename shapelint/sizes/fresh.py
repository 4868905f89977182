"""Symbols for sizes that hold one time only: in one call, in one turn of a loop, for one number drawn by chance."""

from __future__ import annotations

import re
from typing import Final

from shapelint.sizes.atoms import Symbol
from shapelint.sizes.dim import Dim, Size, symbol
from shapelint.sizes.interval import bounds


class _Serial:
    """Numbers in order, and the last one given."""

    last = 0

    def __next__(self) -> int:
        self.last += 1
        return self.last


_numbers: Final = _Serial()
MOST_NESTING: Final = 3  # of symbols that may be ends of others
_SERIAL: Final = re.compile(r"#(\d+)")  # symbols made of others have their names in theirs


def fresh(show: str, low: int | None = 1, high: int | None = None, *, soft: bool = False) -> Dim:
    """A symbol that no other is equal to, however it is printed."""
    return symbol(f"{show}#{next(_numbers)}", low, high, show=show, soft=soft)


def between(show: str, low: Size | None, high: Size | None) -> Dim:
    """A fresh symbol that is nowhere less than one size and nowhere greater than another, as far as there are such.

    >>> from shapelint.sizes import bounds
    >>> n = fresh("n", 0)
    >>> i = between("i", 0, n - 4)
    >>> bounds(n - i)
    (4, None)
    """
    return bounded(f"{show}#{next(_numbers)}", show, low, high)


def counter(show: str, low: int, high: Size | None) -> Dim:
    """A fresh symbol for the variable of a loop, as `between`."""
    return bounded(f"#{next(_numbers)}", show, low, high)


def bounded(name: str, show: str, low: Size | None, high: Size | None) -> Dim:
    """The symbol of a name, which lies between two sizes, as far as there are such.

    Ends that hang on ends that hang on others, and so on, count as far as they are numbers: to put in one after the
    other would take longer and longer.
    """
    low, high = (_end(end, at) for at, end in enumerate((low, high)))
    least, most = (end if isinstance(end, Dim) else None for end in (low, high))
    low, high = (end if isinstance(end, int) else None for end in (low, high))
    return symbol(name, low, high, show=show, least=least, most=most)


def _end(end: Size | None, at: int) -> Size | None:
    """The end of a symbol itself, or the least (0) or greatest (1) number that it can be."""
    far = isinstance(end, Dim) and any(one.nesting >= MOST_NESTING for one in end.symbols())
    return bounds(end)[at] if far and isinstance(end, Dim) else end


def is_counter(one: Symbol) -> bool:
    """Whether a symbol stands for the variable of a loop."""
    return one.name.startswith("#")


def moment() -> int:
    """A number by which `made_since` can tell later which symbols there were; the same as long as none is made."""
    return _numbers.last


def made_since(when: int, size: Size | None) -> bool:
    """Whether a size hangs on a symbol that was made after that moment."""
    return isinstance(size, Dim) and any(
        int(serial) > when for one in size.symbols() for serial in _SERIAL.findall(one.name)
    )
