"""Bytes to text."""

from __future__ import annotations

import ast
import codecs

import pytest

from shapelint.source.decode import decode
from shapelint.source.errors import SourceError
from shapelint.source.read import read


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        ("é = 1\n".encode(), "é = 1\n"),
        (codecs.BOM_UTF8 + b"x = 1\n", "x = 1\n"),
        (b"# -*- coding: latin-1 -*-\n\xe9 = 1\n", "# -*- coding: latin-1 -*-\né = 1\n"),
        (
            b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'",
            "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'€'",
        ),
        (b"x = 1\r# coding: latin-1\r", "x = 1\r# coding: latin-1\r"),
        ("# coding: shift-jis\n'日本'".encode("shift-jis"), "# coding: shift-jis\n'日本'"),
        ("# coding: utf-8\n'\U0001f600'".encode(), "# coding: utf-8\n'\U0001f600'"),
    ],
)
def test_as_python_decodes(data: bytes, text: str) -> None:
    assert decode(data) == text
    assert ast.dump(ast.parse(data)) == ast.dump(ast.parse(text.replace("coding", "c0ding")))


@pytest.mark.parametrize(
    ("data", "message", "line", "col"),
    [
        (b"x = 1\ny = '\xff'\n", "not utf-8 text: invalid start byte", 2, 5),
        (b"# coding: nonsense\n", "unknown encoding 'nonsense'", 1, 10),
        (b"# coding: hex\n", "'hex' is not an encoding of text", 1, 0),
        (b"x = 1\n\0", "not Python source: the file holds NUL bytes", 2, 0),
        (
            "x = 1\n".encode("utf-16"),
            "not Python source: the file is encoded in UTF-16, which Python cannot read",
            1,
            0,
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not Python source: the file holds NUL bytes", 3, 0),
        (b"# coding: ascii\n'\xe9'", "not ascii text: ordinal not in range(128)", 2, 1),
    ],
)
def test_no_text(data: bytes, message: str, line: int, col: int) -> None:
    with pytest.raises(SourceError) as caught:
        read(data, "f.py")
    assert (str(caught.value), caught.value.line, caught.value.col) == (message, line, col)
