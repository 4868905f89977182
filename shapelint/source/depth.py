"""How deep one logical line nests, bounded from above by counting its tokens."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import Final

from shapelint.source.formatted import complex_extent
from shapelint.source.lexis import CLOSE, OPEN, QUOTE, SIMPLE_FIELD, STRING, STRINGS, prefix_of

# Ordinary even where the line is long: fewer operators than this, so not deeper either.
_PLAIN_OPERATORS: Final = 100
_PLAIN_BRACKETS: Final = 15

# What makes the tree one level deeper where it follows another of its kind: operators, attributes, keywords.
_OPERATORS: Final = r"\*\*|//|<<|>>|[-+*/%@&|^~<>=!.]=?|\b(?:if|else|not|and|or|for|in|is|lambda|await|yield|async)\b"
_NO_OPERATORS: Final = str.maketrans("", "", string.ascii_letters + string.digits + string.whitespace + "_,:;)]}\"'=")
_WORDS: Final = ("if", "or", "and", "not", "lambda", "await")  # found within other words too, which does no harm

_RESET: Final = 6
_COLON: Final = 7
_LAMBDA: Final = 8
_OPERATOR: Final = 9
_PART: Final = re.compile(
    rf"""([(\[{{])|([)\]}}])|(\r\n?|\n)|({STRINGS})|(["'])|([,;])|(:(?!=))|(\blambda\b)|({_OPERATORS})|\#[^\r\n]*|\\|\w+""",
    re.X,
)
_CASE: Final = re.compile(r"[ \t\f]*case\b")


@dataclass(frozen=True, slots=True)
class Depth:
    """`levels` of the tree above one another at most, `operators` in one expression (brackets apart), and the `work` in
    seconds that the parser will roughly take because of them.
    """

    levels: int
    operators: int
    work: float


@dataclass(slots=True)
class _Group:
    """What stands between two brackets: of the element being read, and of the deepest one before it."""

    operators: int = 0
    strings: int = 0
    inner: int = 0  # levels of the deepest bracket in this element
    lambdas: int = 0  # that still wait for their colon, so that a comma does not end the element
    levels: int = 0  # of the deepest element so far

    def end_element(self) -> None:
        """A comma: what follows does not nest in what came before."""
        self.levels = max(self.levels, self.operators + self.strings + self.inner)
        self.operators = self.strings = self.inner = self.lambdas = 0


def measure(text: str, start: int, stop: int, brackets: int) -> Depth:
    """Bound the depth of the logical line text[start:stop], whose brackets nest `brackets` deep."""
    case = _CASE.match(text, start) is not None
    if brackets <= _PLAIN_BRACKETS and not case and _few_operators(text[start:stop]):
        return Depth(0, 0, 0.0)
    return _Measure(text, case).run(start, stop)


def _few_operators(line: str) -> bool:
    """Whether a line surely has few operators; strings and comments count too, so that this stays cheap."""
    return len(line.translate(_NO_OPERATORS)) + sum(map(line.count, _WORDS)) <= _PLAIN_OPERATORS


class _Measure:
    """One pass over the tokens of a logical line, with a stack of groups."""

    def __init__(self, text: str, case: bool) -> None:
        self.text = text
        self.case = case
        self.groups = [_Group()]
        self.operators = 0
        self.work = 0.0
        self.doublings = 0  # what the brackets of a pattern, now open, multiply the parser's work by: 2 to this power

    def run(self, at: int, stop: int) -> Depth:
        """Read the tokens up to `stop`."""
        while at < stop:
            match = _PART.search(self.text, at, stop)
            if match is None:
                break
            at = match.end()
            kind = match.lastindex
            if kind == OPEN:
                self.open(match[0])
            elif kind == CLOSE:
                self.close(match[0])
            elif kind in (STRING, QUOTE):
                at = self.text_part(kind, match.start(kind), at)
            elif kind is not None and kind > QUOTE:
                self.part(kind)
        while len(self.groups) > 1:
            self.close("")
        self.groups[0].end_element()
        return Depth(self.groups[0].levels, self.operators, self.work)

    def open(self, bracket: str) -> None:
        """Enter a bracket; in a pattern the parser reads what is in it several times over."""
        self.groups[-1].operators += 1  # it may be a call or an index on what stands before it
        self.groups.append(_Group())
        if self.case:
            self.doublings += 1 if bracket == "[" else 2
            self.work += 8e-6 * 2.0 ** min(self.doublings, 60)
        else:
            self.work += 2e-7 * len(self.groups) ** 2

    def close(self, bracket: str) -> None:
        """Leave a bracket."""
        if len(self.groups) == 1:
            return
        group = self.groups.pop()
        group.end_element()
        self.groups[-1].inner = max(self.groups[-1].inner, group.levels + 1)
        if self.case:
            self.doublings -= 1 if bracket == "]" else 2

    def text_part(self, kind: int, quote: int, end: int) -> int:
        """A string, which may adjoin others or hold expressions; returns the offset behind it."""
        group = self.groups[-1]
        group.strings += 1
        extent = complex_extent(self.text, kind, quote, end)
        if extent is None:
            group.inner = max(group.inner, SIMPLE_FIELD if prefix_of(self.text, quote) else 0)
            return end
        group.inner = max(group.inner, extent.depth + extent.longest)
        return extent.end

    def part(self, kind: int) -> None:
        """A comma, colon or operator."""
        group = self.groups[-1]
        if kind == _RESET:
            if not group.lambdas:
                group.end_element()
        elif kind == _COLON:
            group.lambdas = max(0, group.lambdas - 1)
        else:
            group.operators += 1
            group.lambdas += kind == _LAMBDA
            self.work += 3e-7 * 2 * group.operators
            self.operators = max(self.operators, group.operators)
