"""Bytes of a file to text, as Python itself would decode them."""

from __future__ import annotations

import codecs
import re
from typing import Final

from shapelint.source.errors import SourceError

# PEP 263: a cookie counts in the first two lines, and in the second only after a blank or comment line.
_COOKIE: Final = re.compile(rb"\A(?:[ \t\f]*(?:\#[^\r\n]*)?(?:\r\n?|\n))?[ \t\f]*\#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")
_LINE_BREAK: Final = re.compile(rb"\r\n?|\n")


def decode(data: bytes) -> str:
    """The text of a source file, without its byte order mark.

    Raises SourceError for bytes that are no Python source: NUL bytes, an unknown encoding, bytes that are not in it.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError("not Python source: the file is encoded in UTF-16, which Python cannot read")
    if (nul := data.find(b"\0")) >= 0:
        raise SourceError("not Python source: the file holds NUL bytes", *_place(data, nul))
    marked = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if marked else data
    name = "utf-8" if marked else _declared(body)
    try:
        return body.decode(name)
    except LookupError:  # a codec of bytes to bytes or text to text: hex, zlib, rot13
        raise SourceError(f"{name!r} is not an encoding of text") from None
    except UnicodeDecodeError as error:
        raise SourceError(f"not {name} text: {error.reason}", *_place(body, error.start)) from None
    except UnicodeError as error:
        raise SourceError(f"not {name} text: {error}") from None


def _declared(body: bytes) -> str:
    """The encoding that the file declares, utf-8 without a declaration."""
    match = _COOKIE.match(body)
    if match is None:
        return "utf-8"
    name = match[1].decode("latin-1")
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise SourceError(f"unknown encoding {name!r}", *_place(body, match.start(1))) from None


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte; exact where what stands before it on its line is ASCII."""
    line, start = 1, 0
    for match in _LINE_BREAK.finditer(data, 0, offset):
        line, start = line + 1, match.end()
    return line, offset - start
