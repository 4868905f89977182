"""Annotations, those in quotes included."""

from __future__ import annotations

import re
from typing import Final

import libcst as cst

from shapelint.source.lower.strings import docstring_of
from shapelint.source.lower.table import EXPRESSIONS, Numbering
from shapelint.source.program import Expr, Quoted

# Text in which something is subscripted with a text: nothing else in quotes can say a shape.
_WITH_TEXT: Final = re.compile(r"""[\w.]+\[.*["'].*\]""", re.DOTALL)


class _Elsewhere(Numbering):
    """Nodes that have no place of their own in the file: all have the number of the string that they stand in."""

    __slots__ = ("at",)

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def __len__(self) -> int:
        return self.at


def annotation(node: cst.Annotation | None, seen: Numbering) -> Expr | None:
    """What stands behind `:` or `->`; None where nothing does."""
    if node is None:
        return None
    found = node.annotation
    at = len(seen)
    lowered = EXPRESSIONS[type(found)](found, seen)
    if not isinstance(found, cst.SimpleString | cst.ConcatenatedString):
        return lowered
    text = docstring_of(found)
    inner = None if text is None or not _WITH_TEXT.match(text) else _parsed(text)
    return lowered if inner is None else Quoted(at, EXPRESSIONS[type(inner)](inner, _Elsewhere(at)))


def _parsed(text: str) -> cst.BaseExpression | None:
    try:
        return cst.parse_expression(text)
    except Exception:  # libcst raises several kinds, and text in quotes may be anything
        return None
