"""Several processes give what one gives, and a process that dies takes one file with it."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import pytest

from shapelint.cli import pool

# Stands in for the analysis: findings carry the file's name, and one file kills the process.
STAND_IN = """
import os
from shapelint.findings.finding import Finding, Place

def check_file(path, *, select, ignore, witnesses, trust_comments, told):
    if path == "killer.py":
        os._exit(70)
    return [Finding("SHP201", Place(path, 1, 0, 1, 1), f"{select} {ignore}")]
"""


@pytest.fixture(autouse=True)
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stand_in_for_analysis.py").write_text(STAND_IN)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(pool, "check_file", importlib.import_module("stand_in_for_analysis").check_file)


def names(files: list[str], jobs: int) -> list[tuple[str, str]]:
    results = list(pool.check_files(files, ("SHP",), None, jobs))
    assert len(results) == len(files)
    return [(finding.place.file, finding.code) for findings in results for finding in findings]


def test_the_order_is_that_of_the_files() -> None:
    files = [f"{number}.py" for number in range(30)]
    assert names(files, 2) == names(files, 1) == [(file, "SHP201") for file in files]


def test_select_and_ignore_reach_the_processes() -> None:
    ((finding,),) = pool.check_files(["a.py"], ("SHP2",), ("SHP202",), 2)
    assert finding.message == "('SHP2',) ('SHP202',)"


def test_only_the_file_that_kills_its_process_is_lost() -> None:
    files = [f"{number}.py" for number in range(11)]
    files.insert(5, "killer.py")
    assert names(files, 2) == [(file, "SHP900" if file == "killer.py" else "SHP201") for file in files]


def test_processes_are_started_only_for_much_work() -> None:
    assert pool.default_jobs(0) == pool.default_jobs(1) == pool.default_jobs(7) == 1
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert pool.default_jobs(10_000) == available
