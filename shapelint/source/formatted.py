"""Where an f-string or t-string ends, for those whose fields hold strings, braces or much else.

The rules are those of Python 3.12, where fields may hold quotes of the same kind; every older f-string reads the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from shapelint.source.lexis import CLOSE, OPEN, STRING, STRINGS, is_simple, prefix_of

UNKNOWN_DEPTH: Final = 1000

# Inside a replacement field: an open bracket, a closing one, a colon, a string, a stray quote.
_COLON: Final = 3
_FIELD: Final = re.compile(
    rf"""[^"'\#\\()\[\]{{}}:]*(?:([(\[{{])|([)\]}}])|(:)|({STRINGS})|(["'])|(?:\#[^\r\n]*|\\))""",
    re.X,
)

# Inside literal text: an open brace, a closing one, the quotes that end the string.
_END: Final = 3
_TRIPLE: Final = ('"""', "'''")


def _literal(quote: str, raw: bool) -> re.Pattern[str]:
    """What comes next in the literal text between these quotes."""
    triple = len(quote) == 3
    plain = rf"[^\\{{}}{quote[0]}]*" if triple else rf"[^\\{{}}{quote[0]}\r\n]*"
    escape = r"\\(?:\r\n|[^{}]|(?=[{}]))" if raw else r"\\(?:N\{[^{}]*\}|\r\n|[^{}]|(?=[{}]))"
    skip = rf"{escape}|{quote[0]}(?!{quote[1:]})" if triple else escape
    return re.compile(rf"{plain}(?:(?:{skip}){plain})*(?:(\{{)|(\}})|({quote}))")


_LITERALS: Final = {(quote, raw): _literal(quote, raw) for quote in ('"', "'", '"""', "'''") for raw in (False, True)}


@dataclass(slots=True)
class _Open:
    """Something that is open: literal text (or a format spec, which is like it), or a field with `brackets` open."""

    kind: str  # "text", "spec" or "field"
    literal: re.Pattern[str]
    start: int
    brackets: int = 0


@dataclass(slots=True)
class Extent:
    """`end` is the offset behind the string, `depth` how deep brackets, fields and strings nest in it, `longest` the
    length of its longest field; `level` is the depth where the scan stands.
    """

    end: int
    depth: int = 0
    longest: int = 0
    level: int = 0

    def shift(self, by: int) -> None:
        """Go `by` levels deeper."""
        self.level += by
        self.depth = max(self.depth, self.level)


def complex_extent(text: str, kind: int, start: int, end: int) -> Extent | None:
    """The extent of a string token where that is not simply `start` to `end`; None for most strings.

    `kind` is the group of the token that matched, STRING or QUOTE.
    """
    if not start or text[start - 1] not in "fFtTrR":
        return None
    prefix = prefix_of(text, start)
    if not prefix or (kind == STRING and is_simple(text, start, end)):
        return None
    return _extent(text, start, prefix)


def _extent(text: str, quote: int, prefix: str) -> Extent:
    """The extent of the formatted string whose opening quote is at `quote`.

    A string that does not end takes the rest of the text, and its depth is then UNKNOWN_DEPTH.
    """
    found = Extent(quote)
    stack: list[_Open] = []
    _begin(text, quote, prefix, stack, found)
    while stack:
        step = _in_field if stack[-1].kind == "field" else _in_literal
        if not step(text, stack, found):
            return Extent(len(text), UNKNOWN_DEPTH, found.longest)
    return found


def _begin(text: str, quote: int, prefix: str, stack: list[_Open], found: Extent) -> None:
    """Enter a string."""
    opening = text[quote : quote + 3]
    if opening not in _TRIPLE:
        opening = opening[0]
    stack.append(_Open("text", _LITERALS[opening, "r" in prefix.lower()], quote))
    found.shift(+1)
    found.end = quote + len(opening)


def _in_literal(text: str, stack: list[_Open], found: Extent) -> bool:
    """Go on to the next brace or the end of the string; False where there is none."""
    top = stack[-1]
    match = top.literal.match(text, found.end)
    if match is None:
        return False
    found.end = match.end()
    if match.lastindex == _END:
        found.shift(-1)
        while stack.pop().kind != "text":
            found.shift(-1)
    elif match.lastindex == OPEN:
        if top.kind == "text" and text.startswith("{", found.end):
            found.end += 1
        else:
            stack.append(_Open("field", top.literal, found.end))
            found.shift(+1)
    elif top.kind == "spec":
        found.longest = max(found.longest, found.end - top.start)
        stack.pop()
        found.shift(-1)
    return True


def _in_field(text: str, stack: list[_Open], found: Extent) -> bool:
    """Go on to the next bracket, colon or string of the field; False where there is none."""
    top = stack[-1]
    match = _FIELD.match(text, found.end)
    if match is None:
        return False
    found.end = match.end()
    token = match.lastindex
    if token == OPEN:
        top.brackets += 1
        found.shift(+1)
    elif token == CLOSE and top.brackets:
        top.brackets -= 1
        found.shift(-1)
    elif token == CLOSE:
        found.longest = max(found.longest, found.end - top.start)
        stack.pop()
        found.shift(-1)
    elif token == _COLON and not top.brackets:
        top.kind = "spec"
    elif token is not None and token >= STRING and (prefix := prefix_of(text, match.start(token))):
        _begin(text, match.start(token), prefix, stack, found)
    return True
