"""The texts that a command line is about: files, and standard input under its display name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from shapelint.source.decode import decode
from shapelint.source.errors import SourceError


@cache
def stdin() -> bytes:
    """Standard input, which can be read only once."""
    return sys.stdin.buffer.read()


def lines(data: bytes) -> list[str]:
    """The lines of a source as Python counts them; empty where the text cannot be decoded."""
    try:
        text = decode(data)
    except SourceError:
        return []
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@cache
def lines_of_file(path: str) -> Sequence[str]:
    """The lines of a file; empty where it cannot be read."""
    try:
        return lines(Path(path).read_bytes())
    except (OSError, ValueError):
        return []
