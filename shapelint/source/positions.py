"""Places of a Program's nodes, worked out only once somebody asks.

The Program knows its nodes by number alone.  To place one, the top-level statement that holds it is parsed and lowered
again by itself, which gives the same numbers, and then written out again, which gives the offsets: a few per cent of
what the file cost, paid by files that have findings.  Nothing of libcst's tree is kept meanwhile.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from shapelint.findings.finding import Place
from shapelint.source.errors import SourceError
from shapelint.source.lexis import LINE_BREAK
from shapelint.source.placing import FIELDS, offsets
from shapelint.source.roomy import recursing


class Positions:
    """Where the nodes of one Program stand in its text."""

    def __init__(
        self, text: str, file: str, tops: Sequence[int], firsts: Sequence[int], count: int, levels: int
    ) -> None:
        """`tops` are the offsets of the top-level statements, `firsts` the first node number of each.

        `count` is the number of nodes, `levels` how deep the text nests beyond the ordinary.
        """
        self._text = text
        self._file = file
        self._tops = tuple(tops)
        self._firsts = tuple(firsts)
        self.count = count
        self._levels = levels
        self._known: dict[int, array[int]] = {}
        self._lines: tuple[int, ...] = ()

    def of(self, at: int) -> Place:
        """The place of a node, as Python's own `ast` gives it; of a function or class without its decorators.

        Raises IndexError for a number that no node of this Program has.
        """
        return self._place(*self._offsets(at)[:2])

    def point(self, at: int) -> Place:
        """The place of the part that a message is about.

        Of `x.view(2)` that is `view`, of `a @ b` it is `@`, of `def f()` it is `f`; of other nodes the whole.
        """
        return self._place(*self._offsets(at)[2:])

    def all_of(self, ats: Iterable[int]) -> dict[int, Place]:
        """The places of many nodes; each top-level statement is looked at once."""
        return {at: self.of(at) for at in ats}

    def _offsets(self, at: int) -> Sequence[int]:
        """The four offsets of a node."""
        if not 0 <= at < self.count:
            raise IndexError(f"no node has the number {at}")
        index = bisect_right(self._firsts, at) - 1
        if index not in self._known:
            found = self._statement(index)
            if found is None:  # read by itself it has other nodes than in its file: read the whole file then
                self._tops, self._firsts, self._known, index = (0,), (0,), {}, 0
                found = self._statement(index)
            if found is None:
                raise IndexError(f"the text of {self._file} does not have the nodes of its Program")
            self._known[index] = found
        begin = (at - self._firsts[index]) * FIELDS
        return self._known[index][begin : begin + FIELDS]

    def _statement(self, index: int) -> array[int] | None:
        """The offsets of all nodes of one top-level statement; None where their number is not that in the Program."""
        start = self._tops[index]
        stop = self._tops[index + 1] if index + 1 < len(self._tops) else len(self._text)
        following = self._firsts[index + 1] if index + 1 < len(self._firsts) else self.count
        piece = self._text[start:stop]
        try:
            found = recursing(lambda: offsets(piece, index == 0), self._levels)
        except SourceError:
            return None
        if len(found) != (following - self._firsts[index]) * FIELDS:
            return None
        return array("q", [start + offset for offset in found])

    def _place(self, start: int, end: int) -> Place:
        """Two offsets as lines and columns."""
        line, col = self._line(start)
        end_line, end_col = self._line(end)
        return Place(self._file, line, col, end_line, end_col)

    def _line(self, offset: int) -> tuple[int, int]:
        """An offset as line and column."""
        if not self._lines:
            self._lines = (0, *[match.end() for match in LINE_BREAK.finditer(self._text)])
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1]
