"""Whole numbers one after the other, as runs of the same number: `y = np.zeros(300)`, of which parts become 1 and 2."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final, TypeAlias

from shapelint.sizes import Size

Runs: TypeAlias = tuple[tuple[int, Size], ...]  # which number, and how often
_MOST: Final = 64  # runs that are kept


def joined(*parts: Runs) -> Runs | None:
    """One after the other; None where there are too many.

    >>> joined(((0, 2),), ((0, 3), (4, 0), (1, 2)))
    ((0, 5), (1, 2))
    """
    every = [run for part in parts for run in part if run[1] != 0]
    found = tuple((number, length_of(same)) for number, same in groupby(every, lambda run: run[0]))
    return found if len(found) <= _MOST else None


def runs_in(numbers: Iterable[int]) -> Runs | None:
    """The runs of a row of numbers.

    >>> runs_in([3, 3, 5])
    ((3, 2), (5, 1))
    """
    found = [(number, sum(1 for _ in same)) for number, same in groupby(numbers)]
    return tuple(found) if len(found) <= _MOST else None


def length_of(runs: Iterable[tuple[int, Size]]) -> Size:
    """How many numbers there are."""
    return sum((length for _, length in runs), start=0)


def often(runs: Runs, number: float) -> Size:
    """How often a number stands there.

    >>> often(((0, 2), (1, 4), (0, 3)), 0)
    5
    """
    return length_of(run for run in runs if run[0] == number)


def cut(runs: Runs, start: int, stop: int) -> Runs | None:
    """The numbers from one place to before another; None where the places are not known.

    >>> cut(((0, 2), (1, 4)), 1, 4)
    ((0, 1), (1, 2))
    """
    found, at = [], 0
    for number, length in runs:
        if not isinstance(length, int):
            return None
        found.append((number, max(0, min(at + length, stop) - max(at, start))))
        at += length
    return joined(tuple(found))


def overwritten(runs: Runs, start: int, stop: int, number: int) -> Runs | None:
    """With the same number at every place from one to before another.

    >>> overwritten(((0, 6),), 2, 4, 7)
    ((0, 2), (7, 2), (0, 2))
    """
    if stop <= start:
        return runs
    whole = length_of(runs)
    before, after = cut(runs, 0, start), cut(runs, stop, whole) if isinstance(whole, int) else None
    return None if before is None or after is None else joined(before, ((number, stop - start),), after)


def stretched(runs: Runs, times: Size) -> Runs:
    """Each number so often as before.

    >>> stretched(((0, 2), (1, 1)), 3)
    ((0, 6), (1, 3))
    """
    return tuple((number, length * times) for number, length in runs)
