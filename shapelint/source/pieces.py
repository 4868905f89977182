"""A text cut into pieces that can be parsed by themselves: its top-level statements, and the members of its classes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

# The first word of a statement that is not indented; a form feed sets the indentation back to none.
_TOP: Final = re.compile(r"(?:[ \t\f]*\f)?(\w+|[^\w\s#])")
_INDENT: Final = re.compile(r"[ \t]+(?=[^\s#\f])")
_CLAUSES: Final = frozenset({"else", "elif", "except", "finally"})


@dataclass(frozen=True, slots=True)
class Layout:
    """What the reader noted of a text: offsets of its logical lines, and the first node numbers of its statements.

    `members` has those of the statements in the body of a class, for each top-level class by its index.
    """

    starts: Sequence[int]
    firsts: Sequence[int]
    members: Mapping[int, Sequence[int]]
    count: int


@dataclass(slots=True)
class Piece:
    """`text[start:stop]` between `before` and `after` is a module whose nodes, but for the first `extra`, are numbered
    from `first` on; there are `count` of them.

    The node `first` of a class without its members ends where the piece `end` ends.
    """

    first: int
    start: int
    stop: int
    count: int = 0
    before: str = ""
    after: str = ""
    extra: int = 0
    begins: bool = False  # with the docstring of the module
    end: Piece | None = field(default=None, repr=False)


def pieces(text: str, layout: Layout) -> list[Piece]:
    """The pieces in the order of their node numbers; one for the whole text where the cuts cannot be told."""
    tops = _statements(text, layout.starts, _TOP)
    if len(tops) != len(layout.firsts):
        return whole(text, layout.count)
    found: list[Piece] = []
    for index, (start, first) in enumerate(zip(tops, layout.firsts, strict=True)):
        stop = tops[index + 1] if index + 1 < len(tops) else len(text)
        piece = Piece(first, start, stop, begins=index == 0)
        members = layout.members.get(index, ())
        found += _class(text, layout.starts, piece, members) if len(members) > 1 else [piece]
    for piece, following in zip(found, [*found[1:], None], strict=True):
        piece.count = (layout.count if following is None else following.first) - piece.first
    return found


def whole(text: str, count: int) -> list[Piece]:
    """The text as a single piece."""
    return [Piece(0, 0, len(text), count, begins=True)]


def _class(text: str, starts: Sequence[int], piece: Piece, firsts: Sequence[int]) -> list[Piece]:
    """The pieces of a class: what stands before its body, and each statement of that."""
    inside = starts[bisect_right(starts, piece.start) : bisect_left(starts, piece.stop)]
    indents = [match[0] for start in inside if (match := _INDENT.match(text, start))]
    if not indents:
        return [piece]
    indent = indents[0]
    begins = _statements(text, inside, re.compile(rf"{indent}(\w+|[^\w\s#])"))
    if len(begins) != len(firsts):
        return [piece]
    begins = [begin - len(indent) for begin in begins]
    before = f"class _:\n{indent}pass\n"
    found = [
        Piece(first, begin, stop, before=before, extra=1)
        for first, begin, stop in zip(firsts, begins, [*begins[1:], piece.stop], strict=True)
    ]
    head = Piece(piece.first, piece.start, begins[0], after=f"{indent}pass\n", begins=piece.begins, end=found[-1])
    return [head, *found]


def _statements(text: str, lines: Sequence[int], first: re.Pattern[str]) -> list[int]:
    """The offsets where statements begin, at the first decorator where there is one.

    `lines` are the offsets of logical lines; `first` matches those of the indentation wanted, and their first word.
    """
    found: list[int] = []
    decorated = False
    for line in lines:
        match = first.match(text, line)
        if match is None or match[1] in _CLAUSES:
            continue
        if not decorated:
            found.append(match.start(1))
        decorated = match[1] == "@"
    return found
