"""Comments that silence findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shapelint.findings.finding import Finding

_NOQA_FILE = re.compile(r"^\s*# flake8[:=]\s*noqa(?P<codes>:)?", re.IGNORECASE | re.MULTILINE)


def silences_file(text: str) -> bool:
    """Whether a line of the file is flake8's own `# flake8: noqa` (without codes)."""
    return any(match["codes"] is None for match in _NOQA_FILE.finditer(text))


def suppress(findings: Iterable[Finding], marks: Mapping[int, frozenset[str] | None]) -> list[Finding]:
    """The findings that no `# noqa` silences.

    marks: line -> the codes, or beginnings of codes, that are silenced there; None where all are.
    """
    return [finding for finding in findings if not _silenced(finding.code, finding.place.line, marks)]


def _silenced(code: str, line: int, marks: Mapping[int, frozenset[str] | None]) -> bool:
    if line not in marks:
        return False
    codes = marks[line]
    return codes is None or code.startswith(tuple(codes))
