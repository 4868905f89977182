"""`shapelint.check_source` and its relatives."""

from __future__ import annotations

from pathlib import Path

import pytest

import shapelint
from shapelint.api import NotCheckedError
from tests.cli.conftest import CLEAN, FAULTY


def test_check_source() -> None:
    (finding,) = shapelint.check_source(FAULTY, "net.py")
    assert (finding.code, finding.place.file, finding.place.line, finding.place.col) == ("SHP201", "net.py", 5, 9)
    assert isinstance(finding, shapelint.Finding)
    assert shapelint.check_source(CLEAN) == []


def test_bytes_and_text_are_the_same() -> None:
    assert shapelint.check_source(FAULTY.encode(), "net.py") == shapelint.check_source(FAULTY, "net.py")
    latin = "# coding: latin-1\n# é\n" + FAULTY
    (finding,) = shapelint.check_source(latin.encode("latin-1"), "net.py")
    assert finding.place.line == 7


def test_select_and_ignore() -> None:
    assert shapelint.check_source(FAULTY, select=["SHP3"]) == []
    assert shapelint.check_source(FAULTY, ignore=["SHP2"]) == []
    with pytest.raises(ValueError, match="SHP77"):
        shapelint.check_source(FAULTY, select=["SHP77"])


def test_check_file(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(FAULTY)
    assert [finding.place.file for finding in shapelint.check_file(file)] == [str(file)]
    (missing,) = shapelint.check_file(tmp_path / "missing.py")
    assert (missing.code, missing.message) == ("SHP902", "cannot be read: No such file or directory")
    (folder,) = shapelint.check_file(tmp_path)
    assert folder.code == "SHP902"


def test_shapes_of() -> None:
    (row,) = shapelint.shapes_of(CLEAN)
    assert (row.line, row.col, row.name, row.shape, row.kind) == (5, 0, "logits", (8, 10), "tensor")
    with pytest.raises(NotCheckedError):
        shapelint.shapes_of("import torch\n(\n")


def test_what_the_package_offers() -> None:
    assert all(hasattr(shapelint, name) for name in shapelint.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = shapelint.nothing


def test_bugs_can_be_seen_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> bool:
        raise LookupError

    monkeypatch.setattr("shapelint.source.sniff.wanted", broken)
    (finding,) = shapelint.check_source(FAULTY, "net.py")
    assert finding.code == "SHP900"
    monkeypatch.setenv("SHAPELINT_DEBUG", "1")
    with pytest.raises(LookupError):
        shapelint.check_source(FAULTY, "net.py")
