"""Where the logical lines of a file begin, and how deep it nests: asked before a parser is let loose on it.

libcst's parser recurses on the C stack (500 nested calls take seconds, 3,000 nested brackets kill the process), and its
time grows quadratically with some nestings and exponentially with others.  So what nests deeper than Python itself
allows, or chains more operators than anybody writes, is refused here with one clear line.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import Final

from shapelint.source.depth import Depth, measure
from shapelint.source.errors import SourceError
from shapelint.source.formatted import complex_extent
from shapelint.source.lexis import CLOSE, LINE_BREAK, NEWLINE, OPEN, TOKEN

MAX_LENGTH: Final = 1_000_000  # characters; libcst takes about 1 KB of memory for each
MAX_BRACKETS: Final = 200  # as Python's own tokenizer
MAX_INDENTS: Final = 99  # as Python's own tokenizer
MAX_OPERATORS: Final = 1_000  # in one expression, brackets apart; libcst takes 0.3 s for them, 30 s for 5,000
MAX_LEVELS: Final = 4_000  # brackets, operators and adjacent strings above one another
MAX_ELIFS: Final = 100
MAX_WORK: Final = 5.0  # seconds that libcst may take for what nests and chains, roughly

# Below these a logical line cannot nest deep enough to matter (no look at its operators is needed then).
_PLAIN_BRACKETS: Final = 15
_PLAIN_PATTERN: Final = 4
_PLAIN_LENGTH: Final = 200
_PLAIN_INDENT: Final = 40
_PLAIN_LEVELS: Final = 60  # about 1 MB of stack, which every thread has

_INDENTED: Final = re.compile(rf"[ \t\f]{{{_PLAIN_INDENT},}}[^\s#]")
_FIRST: Final = re.compile(r"([ \t\f]*)(\w*|[^\w\s])")


@dataclass(frozen=True, slots=True)
class Outline:
    """`starts` are the offsets of the logical lines (blank lines and comments too), `levels` bounds how deep the file
    nests beyond the ordinary, 0 where it does not.
    """

    starts: array[int]
    levels: int


def outline(text: str) -> Outline:
    """Find the logical lines; raises SourceError for a text that nests too deep for the parser, or is too long."""
    if len(text) > MAX_LENGTH:
        raise SourceError(f"the file is longer than {MAX_LENGTH:,} characters")
    starts, unusual = _logical_lines(text)
    levels = max(_statement_levels(text, starts), _elif_levels(text, starts))
    work = 0.0
    for start, stop, brackets in unusual:
        depth = measure(text, start, stop, brackets)
        _refuse(text, start, depth, brackets)
        levels = max(levels, depth.levels)
        work += depth.work
        if work > MAX_WORK:
            raise SourceError("brackets and operators nest too deep to be read in a few seconds", *_place(text, start))
    return Outline(array("q", starts), levels if levels > _PLAIN_LEVELS else 0)


def _logical_lines(text: str) -> tuple[list[int], list[tuple[int, int, int]]]:
    """The offsets of the logical lines, and those that may nest deep: (start, stop, depth of brackets)."""
    starts, unusual = [0], []
    start = at = depth = deepest = hidden = 0
    again = True
    while again:
        again = False
        for match in TOKEN.finditer(text, at):
            kind = match.lastindex
            if kind == OPEN:
                depth += 1
                if depth > deepest:
                    deepest = depth
            elif kind == CLOSE:
                if depth:
                    depth -= 1
            elif kind == NEWLINE:
                if not depth:
                    stop = match.end()
                    if deepest > _PLAIN_PATTERN or stop - start - hidden > _PLAIN_LENGTH:
                        unusual.append((start, stop, deepest))
                    starts.append(stop)
                    start = stop
                    deepest = hidden = 0
            elif kind is not None:  # a string
                begin, end = match.span(kind)
                if (extent := complex_extent(text, kind, begin, end)) is not None:
                    deepest = max(deepest, depth + extent.depth)
                    at, again = extent.end, True
                    break
                hidden += end - begin - 2
    unusual.append((start, len(text), deepest))
    return starts, unusual


def _refuse(text: str, start: int, depth: Depth, brackets: int) -> None:
    """Raise SourceError where a logical line is more than the parser can take."""
    if brackets > MAX_BRACKETS:
        raise SourceError(f"brackets nest deeper than {MAX_BRACKETS} levels", *_place(text, start))
    if depth.operators > MAX_OPERATORS:
        raise SourceError(f"an expression chains more than {MAX_OPERATORS:,} operators", *_place(text, start))
    if depth.levels > MAX_LEVELS:
        raise SourceError(f"an expression nests deeper than {MAX_LEVELS:,} levels", *_place(text, start))


def _statement_levels(text: str, starts: list[int]) -> int:
    """How deep statements nest, where the text has lines that are indented far; raises SourceError past MAX_INDENTS."""
    indented = _INDENTED.match
    if not any(indented(text, start) for start in starts):
        return 0
    columns, deepest = [0], 0
    for start in starts:
        match = _FIRST.match(text, start)
        if match is None or match[2] in ("", "#"):
            continue
        column = len(match[1].expandtabs(8))
        while column < columns[-1]:
            columns.pop()
        if column > columns[-1]:
            columns.append(column)
            if len(columns) > MAX_INDENTS:
                raise SourceError(f"statements nest deeper than {MAX_INDENTS} levels", *_place(text, start))
            deepest = max(deepest, len(columns))
    # A level of statements takes about four times the stack of a bracket.
    return 4 * deepest if deepest > _PLAIN_BRACKETS else 0


def _elif_levels(text: str, starts: list[int]) -> int:
    """The longest chain of `elif`, each of which nests in the one before; raises SourceError past MAX_ELIFS."""
    if text.count("elif") <= MAX_ELIFS:
        return 0
    chains: dict[str, int] = {}
    longest = 0
    for start in starts:
        match = _FIRST.match(text, start)
        if match is None or match[2] in ("", "#"):
            continue
        indent, word = match[1], match[2]
        chains[indent] = chains.get(indent, 0) + 1 if word == "elif" else 0
        longest = max(longest, chains[indent])
        if longest > MAX_ELIFS:
            raise SourceError(f"an if statement has more than {MAX_ELIFS} elif clauses", *_place(text, start))
    return longest


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, for an error."""
    line, start = 1, 0
    for match in LINE_BREAK.finditer(text, 0, offset):
        line, start = line + 1, match.end()
    return line, offset - start
