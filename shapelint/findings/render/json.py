"""Findings as JSON: one document, documented in docs/json.md.

Lines count from 1, columns from 0 in code points, ends are exclusive.  Keys are only ever added within a version.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from shapelint.findings import edits
from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.finding import Finding, Place
from shapelint.findings.render.sarif import verdict_dict

VERSION = 1


def document(findings: Iterable[Finding]) -> str:
    """The whole report, ready to print."""
    return json.dumps({"version": VERSION, "findings": [as_dict(finding) for finding in findings]}, indent=2)


def as_dict(finding: Finding) -> dict[str, object]:
    """One finding with plain JSON values only."""
    info = CATALOGUE[finding.code]
    verdict = {} if finding.verdict is None else {"verdict": verdict_dict(finding.verdict)}
    return {
        **_place(finding.place),
        "code": finding.code,
        "name": info.name,
        "severity": info.severity,
        "message": finding.message,
        "help": finding.help,
        "fixes": edits.plain(finding.edits),
        "facts": {fact.name: fact.value for fact in finding.facts},
        "flow": [
            {**_place(step.place), "what": step.what, "shape": step.shape, "sum": step.sum} for step in finding.flow
        ],
        "related": [{**_place(related.place), "label": related.label} for related in finding.related],
        **verdict,
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "file": place.file,
        "line": place.line,
        "col": place.col,
        "end_line": place.end_line,
        "end_col": place.end_col,
    }
