"""The linter on the fixtures: every finding needs a mark, every mark a finding, every marked shape is stated."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from shapelint.api import Row, check_source, shapes_of
from tests.fixtures_support.marks import UNKNOWN, Marks, ShapeMark, read_marks

FIXTURES = Path(__file__).parent.parent / "fixtures"
FILES = {str(path.relative_to(FIXTURES)): path for path in sorted(FIXTURES.rglob("*.py"))}


@cache
def marks_of(name: str) -> Marks:
    return read_marks(FILES[name].read_text())


@pytest.mark.parametrize("name", FILES)
def test_findings(name: str) -> None:
    marks = marks_of(name)
    select = ["SHP", "SHP9"] if marks.advice else None
    found = check_source(FILES[name].read_bytes(), str(FILES[name]), select=select)
    told = [(finding.place.line, finding.code) for finding in found]
    assert sorted(told) == sorted((mark.line, mark.code) for mark in marks.findings), [f.line for f in found]
    for mark in marks.findings:
        texts = [finding.line for finding in found if (finding.place.line, finding.code) == (mark.line, mark.code)]
        assert any(mark.says(text) for text in texts), (mark, texts)


@pytest.mark.parametrize("name", [name for name in FILES if marks_of(name).shapes])
def test_shapes(name: str) -> None:
    rows = shapes_of(FILES[name].read_bytes(), str(FILES[name]))
    wrong = [problem for mark in marks_of(name).shapes if (problem := _differs(mark, rows))]
    assert not wrong


def _differs(mark: ShapeMark, rows: list[Row]) -> str | None:
    stated = [row.shape for row in rows if row.line == mark.line and row.name == mark.name]
    wanted = mark.sizes
    only = stated[0] if len(stated) == 1 else None
    if only is not None and [size for size in wanted if size != UNKNOWN] == [
        found for size, found in zip(wanted, only, strict=False) if size != UNKNOWN
    ]:
        return None
    return f"line {mark.line}: `{mark.name}` is {wanted}, stated: {stated}"
