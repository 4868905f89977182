"""Text from outside, made safe for a terminal and for one line."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    r"""The text with every control and line-breaking character escaped; tabs stay.

    >>> printable("a\x1b[31m\n")
    'a\\x1b[31m\\n'
    """
    if text.isprintable():
        return text
    return "".join(
        char if char == "\t" or unicodedata.category(char) not in _ESCAPED else char.encode("unicode_escape").decode()
        for char in text
    )


_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def width(text: str) -> int:
    """How many terminal columns the text takes."""
    return sum(_columns(char) for char in text)


def blank(text: str) -> str:
    """White space as wide as the text, its tabs kept, so that what follows stands under what followed the text."""
    return "".join("\t" if char == "\t" else " " * _columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
