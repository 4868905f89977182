"""Strings, bytes, f-strings, and what stands side by side of them."""

from __future__ import annotations

import re
from typing import Final

import libcst as cst

from shapelint.source.lower.table import EXPRESSIONS, Numbering, expression
from shapelint.source.program import Const, Expr, Formatted, Opaque, Text

_ESCAPE: Final = re.compile(
    r"\\(?:(\r\n|[\n\\'\"abfnrtv\r])|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^{}]+)\})"
)
_BYTE_ESCAPE: Final = re.compile(r"\\(?:(\r\n|[\n\\'\"abfnrtv\r])|([0-7]{1,3})|x([0-9a-fA-F]{2}))")
_SIMPLE: Final = {
    "\r\n": "", "\n": "", "\r": "", "\\": "\\", "'": "'", '"': '"',
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip
_LINE_BREAK: Final = re.compile(r"\r\n?")


def _escape(match: re.Match[str]) -> str:
    """The text of one escape sequence; one that names no character stays as it is."""
    group = match.lastindex
    if group == 1:
        return _SIMPLE[match[1]]
    if group == 6:
        import unicodedata  # rare, and not worth its import

        try:
            return unicodedata.lookup(match[6])
        except KeyError:
            return match[0]
    code = int(match[group or 0], 8 if group == 2 else 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _cooked(text: str, prefix: str) -> str:
    """The characters that the text between the quotes stands for.

    Not ast.literal_eval: it is slower, and warns about sequences such as backslash-d on the user's terminal.
    """
    if "\r" in text:
        text = _LINE_BREAK.sub("\n", text)
    if "\\" not in text or "r" in prefix:
        return text
    return (_BYTE_ESCAPE if "b" in prefix else _ESCAPE).sub(_escape, text)


def _plain(node: cst.SimpleString) -> str | bytes:
    """The value of a string or bytes literal."""
    source = node.value
    start = 0
    while source[start] not in "'\"":
        start += 1
    prefix = source[:start].lower()
    quotes = 3 if source.startswith(('"""', "'''"), start) else 1
    text = _cooked(source[start + quotes : -quotes], prefix)
    return text.encode("latin-1", "replace") if "b" in prefix else text


@expression(cst.SimpleString)
def simple_string(node: cst.SimpleString, seen: Numbering) -> Expr:
    """A string or bytes literal."""
    at = len(seen)
    seen.append(node)
    return Const(at, _plain(node))


@expression(cst.FormattedString)
def formatted_string(node: cst.FormattedString, seen: Numbering) -> Expr:
    """An f-string."""
    at = len(seen)
    seen.append(node)
    return _text(at, _parts(node, seen))


def _parts(node: cst.FormattedString, seen: Numbering) -> list[str | Expr]:
    """The pieces of an f-string."""
    prefix = node.start.rstrip("'\"").lower()
    parts: list[str | Expr] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(_cooked(part.value.replace("{{", "{").replace("}}", "}"), prefix))
        elif isinstance(part, cst.FormattedStringExpression):
            value = EXPRESSIONS[type(part.expression)](part.expression, seen)
            plain = not part.format_spec and part.equal is None and part.conversion is None
            parts.append(value if plain else Formatted(value.at, value, part.conversion, _spec(part)))
    return parts


def _spec(node: cst.FormattedStringExpression) -> str | None:
    """What stands behind the colon, where that is plain text and all that there is besides the value."""
    pieces = [piece.value if isinstance(piece, cst.FormattedStringText) else None for piece in node.format_spec or ()]
    known = [piece for piece in pieces if piece is not None and not set(piece) & set("\\{}")]
    return "".join(known) if len(known) == len(pieces) and node.equal is None else None


@expression(cst.ConcatenatedString)
def concatenated_string(node: cst.ConcatenatedString, seen: Numbering) -> Expr:
    """Literals side by side: one constant, or one text where an f-string is among them."""
    at = len(seen)
    seen.append(node)
    parts: list[str | Expr] = []
    data: list[bytes] = []
    for piece in _pieces(node):
        if isinstance(piece, cst.SimpleString):
            value = _plain(piece)
            if isinstance(value, bytes):
                data.append(value)
            else:
                parts.append(value)
        elif isinstance(piece, cst.FormattedString):
            parts += _parts(piece, seen)
        else:  # a template string
            return Opaque(at)
    return Const(at, b"".join(data)) if data else _text(at, parts)


def _pieces(node: cst.ConcatenatedString) -> list[cst.BaseExpression]:
    """The literals that stand side by side; libcst nests each in the one before."""
    pieces: list[cst.BaseExpression] = [node.left]
    right: cst.BaseExpression = node.right
    while isinstance(right, cst.ConcatenatedString):
        pieces.append(right.left)
        right = right.right
    return [*pieces, right]


def docstring_of(node: cst.BaseExpression) -> str | None:
    """The text of a literal that may be a docstring."""
    if isinstance(node, cst.SimpleString):
        value = _plain(node)
        return value if isinstance(value, str) else None
    if not isinstance(node, cst.ConcatenatedString):
        return None
    values = [_plain(piece) for piece in _pieces(node) if isinstance(piece, cst.SimpleString)]
    texts = [value for value in values if isinstance(value, str)]
    return "".join(texts) if len(texts) == len(_pieces(node)) else None


def _text(at: int, parts: list[str | Expr]) -> Expr:
    """A Text with adjacent pieces joined, or a constant where no expression is among them."""
    joined: list[str | Expr] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    if all(isinstance(part, str) for part in joined):
        return Const(at, "".join(part for part in joined if isinstance(part, str)))
    return Text(at, tuple(joined))
