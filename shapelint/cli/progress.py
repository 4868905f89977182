"""A line that tells how far a slow run is, on a terminal alone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from shapelint.findings.finding import Finding

_PATIENCE = 2.0  # seconds in which nobody wonders
_BETWEEN = 0.2


@dataclass(slots=True)
class Progress:
    """Writes over its own line, and takes it away before anything else is printed."""

    stream: TextIO
    begun: float = field(default_factory=time.monotonic)
    count: int = 0
    told: float = 0.0
    shown: int = 0  # characters

    def through(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The same findings, counted as they come."""
        for finding in findings:
            self.count += 1
            self._show(f"{self.count} findings run, now {finding.place.file}:{finding.place.line}")
            yield finding

    def _show(self, text: str) -> None:
        now = time.monotonic()
        if not self.stream.isatty() or now - self.begun < _PATIENCE or now - self.told < _BETWEEN:
            return
        self.told = now
        line = "".join(letter if letter.isprintable() else "?" for letter in text)[-78:]
        self.stream.write(f"\r{line:<{self.shown}}")
        self.stream.flush()
        self.shown = len(line)

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            self.stream.write(f"\r{'':<{self.shown}}\r")
            self.stream.flush()
            self.shown = 0
