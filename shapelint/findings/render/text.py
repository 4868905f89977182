"""One line per finding, as flake8 and editors read it."""

from __future__ import annotations

from shapelint.findings.finding import Finding
from shapelint.findings.render.printable import printable


def one_line(finding: Finding) -> str:
    """`net.py:14:24: SHP201 Linear expects …; help: …`; the column counts from 1, as flake8 prints it."""
    place = finding.place
    return printable(f"{place.file}:{place.line}:{place.col + 1}: {finding.line}")
