"""`shapelint check --statistics`."""

from __future__ import annotations

import re
from pathlib import Path

from shapelint.api import Spent
from shapelint.cli.printers import gaps
from tests.cli.conftest import FAULTY, Shapelint


def test_what_each_file_took(folder: Path, shapelint: Shapelint) -> None:
    (folder / "other.py").write_text("print('no model code')\n")
    out = shapelint("check", ".", "--statistics").out.splitlines()
    assert "1       SHP201 wrong-features" in out
    took = [line for line in out if re.fullmatch(r"\d+\.\d\d s  \d+ of 300,000 steps  \w+\.py", line)]
    assert {line.split()[-1] for line in took} == {"clean.py", "faulty.py"}


def test_processes_tell_as_much(folder: Path, shapelint: Shapelint) -> None:
    for number in range(9):
        (folder / f"m{number}.py").write_text(FAULTY)
    out = shapelint("check", ".", "--statistics", "--jobs", "2").out
    assert len(re.findall(r"of 300,000 steps", out)) == 11


def test_what_was_left_out(folder: Path, shapelint: Shapelint) -> None:
    (folder / "net.py").write_text("import torch\nimport nets\n@nets.wrap\ndef f(x):\n    return x\n")
    out = shapelint("check", "net.py", "--statistics").out
    assert "        not analysed: f (L4)\n" in out
    assert "        imports not followed: nets\n" in out
    outcome = shapelint("check", "-", "--statistics", "--format", "json", stdin=FAULTY)
    assert "steps" not in outcome.out
    assert "of 300,000 steps  stdin" in outcome.err


def test_limits_and_long_lists() -> None:
    names = tuple((f"f{n}", n) for n in range(12))
    spent = Spent("a.py", 1.0, 300_000, 300_000, "time", (), names, (3, 5), ("g",), ())
    assert list(gaps(spent)) == [
        "the limit of time was reached: what had been found by then is reported",
        "not analysed to the end: " + ", ".join(f"f{n} (L{n})" for n in range(8)) + " and 4 more",
        "loops given up after a few turns: L3, L5",
        "calls not followed, too deep: g",
    ]
