"""Findings as SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from urllib.parse import quote

from shapelint.findings import edits
from shapelint.findings.catalogue import CATALOGUE, CodeInfo
from shapelint.findings.finding import Finding, Place, Related, Replacement
from shapelint.findings.witness import Verdict

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[str, str] = {"error": "error", "warning": "warning", "advice": "note"}


Mends = Callable[[Finding], Iterable[Replacement]]


def sarif(findings: Iterable[Finding], version: str, mends: Mends = lambda finding: ()) -> str:
    """The whole run as one document; version: of shapelint; mends: what of the text each suggested fix replaces."""
    found = list(findings)
    rules = [_rule(CATALOGUE[code]) for code in sorted({finding.code for finding in found})]
    driver = {"name": "shapelint", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, mends) for each in found],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(info: CodeInfo) -> dict[str, object]:
    return {
        "id": info.code,
        "name": info.name,
        "shortDescription": {"text": info.summary},
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
    }


def _result(finding: Finding, mends: Mends) -> dict[str, object]:
    text = f"{finding.message}; help: {finding.help}" if finding.help else finding.message
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVELS[CATALOGUE[finding.code].severity],
        "message": {"text": text},
        "locations": [_location(finding.place)],
    }
    if finding.related:
        result["relatedLocations"] = [_related(each) for each in finding.related]
    fixes = [_fix(each, finding.help) for each in mends(finding)]
    if fixes:
        result["fixes"] = fixes
    properties: dict[str, object] = {}
    if finding.edits:
        properties["fixes"] = edits.plain(finding.edits)
    if finding.verdict is not None:
        properties["verdict"] = verdict_dict(finding.verdict)
    return {**result, "properties": properties} if properties else result


def verdict_dict(verdict: Verdict) -> dict[str, object]:
    """A verdict in plain values."""
    told: dict[str, object] = {"state": verdict.state, "world": verdict.world, "text": verdict.text}
    if verdict.fixed:
        told["fix"] = "passes"
    return {**told, "numbers": dict(verdict.numbers)} if verdict.numbers else told


def _related(related: Related) -> dict[str, object]:
    return {**_location(related.place), "message": {"text": related.label}}


def _fix(replacement: Replacement, help: str | None) -> dict[str, object]:
    change = {"deletedRegion": _region(replacement.place), "insertedContent": {"text": replacement.text}}
    told = {"description": {"text": help}} if help else {}
    return {**told, "artifactChanges": [{"artifactLocation": _artifact(replacement.place), "replacements": [change]}]}


def _location(place: Place) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": _artifact(place), "region": _region(place)}}


def _artifact(place: Place) -> dict[str, object]:
    return {"uri": quote(PurePath(place.file).as_posix())}


def _region(place: Place) -> dict[str, object]:
    return {
        "startLine": place.line,
        "startColumn": place.col + 1,
        "endLine": place.end_line,
        "endColumn": place.end_col + 1,
    }
