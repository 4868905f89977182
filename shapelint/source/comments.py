"""`# noqa` comments.  Asked only once a file has a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from shapelint.source.formatted import complex_extent
from shapelint.source.lexis import LINE_BREAK, NEWLINE, STRING, TOKEN

# flake8's own.
_NOQA: Final = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"[,\s]+")


def noqa(text: str) -> Mapping[int, frozenset[str] | None]:
    """The lines (from 1) on which a comment silences findings, and the codes or beginnings of codes that it names.

    None stands for all codes, as in a bare `# noqa`.  As in flake8, the comment counts for all lines that a string or a
    backslash joins to its own, and the first comment counts.  Unlike there, text inside a string is no comment.
    """
    marks: dict[int, frozenset[str] | None] = {}
    if _NOQA.search(text) is None:
        return marks
    first = line = 1
    found: list[frozenset[str] | None] = []
    for kind, piece in _pieces(text):
        if kind is None and (match := _NOQA.search(piece)):
            found.append(_codes(match["codes"]))
        line += len(LINE_BREAK.findall(piece))
        if kind == NEWLINE:
            marks.update(dict.fromkeys(range(first, line), found[0]) if found else ())
            first, found = line, []
    marks.update(dict.fromkeys(range(first, line + 1), found[0]) if found else ())
    return marks


def _pieces(text: str) -> Iterator[tuple[int | None, str]]:
    """The tokens of a text with the plain text before each, and the group of TOKEN that each matched."""
    at, again = 0, True
    while again:
        again = False
        for match in TOKEN.finditer(text, at):
            kind = match.lastindex
            if kind is not None and kind >= STRING:
                extent = complex_extent(text, kind, *match.span(kind))
                if extent is not None:
                    yield kind, text[match.start() : extent.end]
                    at, again = extent.end, True
                    break
            yield kind, match[0]


def _codes(codes: str | None) -> frozenset[str] | None:
    """The codes of a comment, in upper case."""
    if codes is None:
        return None
    return frozenset(code.upper() for code in _SEPARATOR.split(codes) if code)
