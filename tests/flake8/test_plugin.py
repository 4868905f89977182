"""The plugin inside flake8: the same findings as the command line, whatever way flake8 runs it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from shapelint import api
from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.finding import Finding, Place
from shapelint.flake8_plugin import Plugin

FAULTY = """\
import torch
from torch import nn

head = nn.Linear(16, 10)
logits = head(torch.zeros(8, 15))
"""

# Every way in which a comment may or may not silence the finding on the last lines.
COMMENTED = [
    "logits = head(torch.zeros(8, 15))",
    "logits = head(torch.zeros(8, 15))  # noqa",
    "logits = head(torch.zeros(8, 15))  # noqa: SHP201",
    "logits = head(torch.zeros(8, 15))  # NoQA:E501,SHP2",
    "logits = head(torch.zeros(8, 15))  # noqa: SHP3",
    "logits = head(torch.zeros(8, 15))  # noqa: SHP",
    "logits = head(torch.zeros(8, 15))  # noqa SHP3",
    "logits = (\n    head(torch.zeros(8, 15))\n)  # noqa",
    "logits = (  # noqa\n    head(torch.zeros(8, 15))\n)",
    "logits = \\\n    head(torch.zeros(8, 15))  # noqa",
    "logits = head(torch.zeros(8, 15)); text = '''\n'''  # noqa",
    "logits = head(  # noqa: SHP201\n    torch.zeros(8, 15)\n)",
    "é = '漢'; logits = head(torch.zeros(8, 15))",
    "\tlogits = head(torch.zeros(8, 15))",
    "text = '''\n\x0c\n'''; logits = head(torch.zeros(8, 15))",
]


def tool(folder: Path, *arguments: str, stdin: str | None = None) -> list[str]:
    """What a tool prints, run as a module in the folder."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, input=stdin, capture_output=True, text=True, timeout=120
    )
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    return done.stdout.splitlines()


def flake8(folder: Path, *arguments: str, stdin: str | None = None) -> list[str]:
    return tool(folder, "flake8", "--select", "SHP", *arguments, stdin=stdin)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, line in enumerate(COMMENTED):
        text = FAULTY.replace("logits = head(torch.zeros(8, 15))", line)
        if line.startswith("\t"):
            text = text.replace(line, f"if head:\n{line}")
        (tmp_path / f"m{number:02}.py").write_text(text, encoding="utf-8")
    (tmp_path / "bom.py").write_bytes(b"\xef\xbb\xbf" + FAULTY.encode())
    (tmp_path / "crlf.py").write_bytes(FAULTY.replace("\n", "\r\n").encode())
    (tmp_path / "latin.py").write_bytes(("# coding: latin-1\n# é\n" + FAULTY).encode("latin-1"))
    (tmp_path / "whole.py").write_text("# flake8: noqa\n" + FAULTY)
    (tmp_path / "skipped.py").write_text("# shapelint: skip-file\n" + FAULTY)
    (tmp_path / "other.py").write_text("x = 1\n")
    return tmp_path


def test_flake8_and_the_command_line_say_the_same(folder: Path) -> None:
    expected = tool(folder, "shapelint", "check", ".")
    assert len(expected) > 8
    assert {line.split(":")[0] for line in expected} >= {"m00.py", "m14.py", "bom.py", "crlf.py", "latin.py"}
    assert [line.removeprefix("./") for line in flake8(folder, "--jobs", "1", ".")] == expected
    assert [line.removeprefix("./") for line in flake8(folder, "--jobs", "4", ".")] == expected


def test_options_of_the_host(folder: Path) -> None:
    assert flake8(folder, "--extend-ignore", "SHP201", "m00.py") == []
    (line,) = flake8(folder, "--per-file-ignores", "m00.py:SHP2", "m00.py", "m05.py", "crlf.py")
    assert line.startswith("crlf.py:5:10: SHP201 ")
    (line,) = flake8(folder, "--disable-noqa", "m01.py")
    assert line.startswith("m01.py:5:10: SHP201 ")


def test_standard_input(folder: Path) -> None:
    (line,) = flake8(folder, "--stdin-display-name", "net.py", "-", stdin=FAULTY)
    assert line.startswith("net.py:5:10: SHP201 ")


def test_selected_by_default(folder: Path) -> None:
    assert any(" SHP201 " in line for line in tool(folder, "flake8", "m00.py"))


def test_an_unsaved_buffer_counts_and_not_the_file(folder: Path) -> None:
    assert flake8(folder, "--stdin-display-name", "m00.py", "-", stdin="import torch\n") == []


# --- the plugin by itself ---------------------------------------------------------------------------------------------


def run(text: str) -> list[tuple[int, int, str, type[Plugin]]]:
    return list(Plugin(ast.parse(text), "net.py", text.splitlines(keepends=True)).run())


def test_columns_count_from_zero() -> None:
    ((line, col, message, kind),) = run(FAULTY)
    assert (line, col, kind) == (5, 9, Plugin)
    assert message.startswith("SHP201 ")
    assert "\n" not in message


def test_nothing_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **more: object) -> None:
        raise RecursionError

    monkeypatch.setattr("shapelint.engine.analyse", broken)
    ((line, col, message, _),) = run(FAULTY)
    assert (line, col) == (1, 0)
    assert message.startswith("SHP900 internal error in net.py: RecursionError")


@pytest.mark.parametrize("advice", [False, True])
def test_advice_is_held_back_by_the_plugin(advice: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def inspect(text: str, filename: str, chosen: object, trust_comments: bool, witnesses: bool) -> list[Finding]:
        asked.extend(chosen.wants(code) for code, info in CATALOGUE.items() if info.severity == "advice")  # type: ignore[attr-defined]
        others = [code for code, info in CATALOGUE.items() if info.severity != "advice"]
        assert all(chosen.wants(code) for code in others)  # type: ignore[attr-defined]
        assert not trust_comments
        return [Finding("SHP201", Place(filename, 1, 0, 1, 1), "message")]

    monkeypatch.setattr(api, "inspect", inspect)
    monkeypatch.setattr(Plugin, "advice", advice)
    assert len(run(FAULTY)) == 1
    assert set(asked) == {advice}


ADVISED = """\
import torch
from torch import nn

decoder = nn.Linear(32, 5)
scores = decoder(torch.zeros(16, 6000, 32)).mean(dim=1)
"""


def test_advice_is_an_option_of_flake8(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(ADVISED)
    assert flake8(tmp_path, "net.py") == []
    assert flake8(tmp_path, "--ignore", "E501", "net.py") == []
    (asked,) = flake8(tmp_path, "--shapelint-advice", "net.py")
    assert " SHP901 " in asked
    (tmp_path / "setup.cfg").write_text("[flake8]\nshapelint_advice = true\n")
    assert flake8(tmp_path, "net.py") == [asked]


def test_a_run_is_made_only_where_it_is_asked_for(folder: Path) -> None:
    pytest.importorskip("torch")
    (folder / "faulty.py").write_text(FAULTY)
    assert "confirmed" not in "".join(flake8(folder, "faulty.py"))
    for jobs in ("1", "2"):
        (line,) = flake8(folder, "--shapelint-confirm", "--jobs", jobs, "faulty.py")
        assert "SHP201" in line
        assert "confirmed by torch" in line
