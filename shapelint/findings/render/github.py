"""Findings as GitHub workflow commands, which the runner turns into annotations on the changed lines."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.finding import Finding

_COMMANDS: Mapping[str, str] = {"error": "error", "warning": "warning", "advice": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def command(finding: Finding) -> str:
    """`::error file=net.py,line=14,…::SHP201 …`.

    Columns count from 1, the end is exclusive; they are left out where the finding spans several lines.
    """
    info, place = CATALOGUE[finding.code], finding.place
    properties: dict[str, str | int] = {"file": place.file, "line": place.line, "endLine": place.end_line}
    if place.end_line == place.line:
        properties |= {"col": place.col + 1, "endColumn": place.end_col + 1}
    properties["title"] = f"{info.code} {info.name}"
    shown = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{_COMMANDS[info.severity]} {shown}::{finding.line.translate(_DATA)}"
