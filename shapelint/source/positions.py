"""Places of a Program's nodes, worked out only once somebody asks.

The Program knows its nodes by number alone.  To place one, the top-level statement or method that holds it is parsed
and lowered again by itself, which gives the same numbers, and then written out again, which gives the offsets: a few
per cent of what the file cost, paid by files that have findings.  Nothing of libcst's tree is kept meanwhile.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable

from shapelint.findings.finding import Place
from shapelint.source.errors import SourceError
from shapelint.source.lexis import LINE_BREAK
from shapelint.source.pieces import Layout, Piece, pieces, whole
from shapelint.source.placing import FIELDS, offsets
from shapelint.source.roomy import recursing


class Positions:
    """Where the nodes of one Program stand in its text."""

    def __init__(self, text: str, file: str, layout: Layout, levels: int) -> None:
        """`levels` is how deep the text nests beyond the ordinary."""
        self.count = layout.count
        self._text = text
        self._file = file
        self._layout = layout
        self._levels = levels
        self._pieces: list[Piece] = []
        self._firsts: list[int] = []
        self._known: dict[int, array[int]] = {}
        self._lines: list[int] = []

    def of(self, at: int) -> Place:
        """The place of a node, as Python's own `ast` gives it; of a function or class without its decorators.

        Raises IndexError for a number that no node of this Program has.
        """
        start, end, _, _ = self._offsets(at)
        return self._place(start, end)

    def point(self, at: int) -> Place:
        """The place of the part that a message is about.

        Of `x.view(2)` that is `view`, of `a @ b` it is `@`, of `def f()` it is `f`; of other nodes the whole.
        """
        _, _, start, end = self._offsets(at)
        return self._place(start, end)

    def all_of(self, ats: Iterable[int]) -> dict[int, Place]:
        """The places of many nodes; each piece of the text is looked at once."""
        return {at: self.of(at) for at in ats}

    def _offsets(self, at: int) -> tuple[int, ...]:
        """The four offsets of a node."""
        if not 0 <= at < self.count:
            raise IndexError(f"no node has the number {at}")
        if not self._pieces:
            self._cut(pieces(self._text, self._layout))
        found = self._found(at)
        if found is None:  # a piece read by itself had other nodes than in the text: read the whole at once then
            self._cut(whole(self._text, self.count))
            found = self._found(at)
        if found is None:
            raise IndexError(f"the text of {self._file} does not have the nodes of its Program")
        return found

    def _cut(self, cut: list[Piece]) -> None:
        """Go by these pieces."""
        self._pieces = cut
        self._firsts = [piece.first for piece in cut]
        self._known.clear()

    def _found(self, at: int) -> tuple[int, ...] | None:
        """The four offsets of a node; None where a piece does not have the nodes that it should."""
        index = bisect_right(self._firsts, at) - 1
        piece = self._pieces[index]
        known = self._piece(index)
        if known is None:
            return None
        begin = (at - piece.first + piece.extra) * FIELDS
        start, end, point_start, point_end = known[begin : begin + FIELDS]
        if piece.end is not None and at == piece.first:
            last = self._piece(self._pieces.index(piece.end, index))
            if last is None:
                return None
            end = last[1]  # of the class around the last member
        return start, end, point_start, point_end

    def _piece(self, index: int) -> array[int] | None:
        """The offsets of all nodes of a piece, or None where it has not as many as it should."""
        if index not in self._known:
            piece = self._pieces[index]
            text = f"{piece.before}{self._text[piece.start : piece.stop]}{piece.after}"
            try:
                found = recursing(lambda: offsets(text, piece.begins), self._levels)
            except SourceError:
                return None
            if len(found) != (piece.count + piece.extra) * FIELDS:
                return None
            shift = piece.start - len(piece.before)
            self._known[index] = array("q", [offset + shift for offset in found])
        return self._known[index]

    def _place(self, start: int, end: int) -> Place:
        """Two offsets as lines and columns."""
        return Place(self._file, *self._line(start), *self._line(end))

    def _line(self, offset: int) -> tuple[int, int]:
        """An offset as line and column."""
        if not self._lines:
            self._lines = [0, *[match.end() for match in LINE_BREAK.finditer(self._text)]]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1]
