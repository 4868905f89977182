"""Comments that silence findings."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from shapelint.findings.finding import Finding, Place
from shapelint.findings.suppress import silences_file, suppress


def left(marks: Mapping[int, frozenset[str] | None], *lines: int) -> list[int]:
    """The lines whose finding is not silenced."""
    findings = [Finding("SHP201", Place("a.py", line, 0, line, 1), "message") for line in lines]
    return [finding.place.line for finding in suppress(findings, marks)]


def test_a_comment_silences_its_line() -> None:
    assert left({1: None}, 1, 12) == [12]
    assert left({}, 1, 12) == [1, 12]


def test_codes_are_prefixes() -> None:
    assert left({1: frozenset({"SHP201"})}, 1) == []
    assert left({1: frozenset({"E501", "SHP2"})}, 1) == []
    assert left({1: frozenset({"SHP202", "E501"})}, 1) == [1]


@pytest.mark.parametrize(
    ("text", "silenced"),
    [
        ("x = 1\n# flake8: noqa\n", True),
        ("# FLAKE8: NOQA\n", True),
        ("# flake8: noqa: E501\n", False),
        ("x = 1  # flake8: noqa\n", False),
    ],
)
def test_flake8_noqa(text: str, silenced: bool) -> None:
    assert silences_file(text) is silenced
