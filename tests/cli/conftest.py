"""Programs to check, and the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from shapelint.cli import main, sources

FAULTY = """\
import torch
from torch import nn

head = nn.Linear(16, 10)
logits = head(torch.zeros(8, 15))
"""
CLEAN = FAULTY.replace("15", "16")


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Shapelint = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with one faulty file and one clean one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "faulty.py").write_text(FAULTY)
    (tmp_path / "clean.py").write_text(CLEAN)
    return tmp_path


@pytest.fixture
def shapelint(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shapelint:
    """Runs a command line, with a text on standard input."""

    def run(*arguments: str, stdin: str | None = None) -> Outcome:
        sources.lines_of_file.cache_clear()
        monkeypatch.setattr(sources, "stdin", lambda: (stdin or "").encode())
        try:
            code = main(arguments)
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 1
        captured = capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run
