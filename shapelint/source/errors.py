"""What the reader says of a file that it cannot read."""

from __future__ import annotations


class SourceError(Exception):
    """A file that cannot be read: one clear line, and where (line from 1, column in code points from 0)."""

    def __init__(self, message: str, line: int = 1, col: int = 0) -> None:
        super().__init__(message, line, col)
        self.message = " ".join(message.split())
        self.line = line
        self.col = col

    def __str__(self) -> str:
        return self.message
