"""`shapelint check`, end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shapelint import engine
from shapelint.source.program import Program
from tests.cli.conftest import CLEAN, FAULTY, Shapelint

LINE = "faulty.py:5:10: SHP201 "


def test_a_clean_file(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("check", "clean.py")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_a_faulty_file(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("check", "faulty.py")
    assert outcome.code == 1
    assert outcome.err == ""
    (line,) = outcome.out.splitlines()
    assert line.startswith(LINE)
    assert "16" in line
    assert "15" in line


@pytest.mark.parametrize("jobs", ["auto", "1", "2"])
def test_a_folder(folder: Path, shapelint: Shapelint, jobs: str) -> None:
    for number in range(20):
        (folder / f"m{number:02}.py").write_text(FAULTY if number % 2 else CLEAN)
    outcome = shapelint("check", ".", "--jobs", jobs)
    assert outcome.code == 1
    files = [line.split(":")[0] for line in outcome.out.splitlines()]
    assert files == ["faulty.py", *(f"m{number:02}.py" for number in range(1, 20, 2))]


def test_standard_input(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("check", "-", "--stdin-display-name", "net.py", stdin=FAULTY)
    assert outcome.code == 1
    assert outcome.out.startswith("net.py:5:10: SHP201 ")
    assert shapelint("check", "-", stdin=FAULTY).out.startswith("stdin:5:10: ")
    assert shapelint("check", "clean.py", "-", "faulty.py", stdin=FAULTY).out.count("SHP201") == 2


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_missing_path_costs_only_itself(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("check", "missing.py", "faulty.py")
    assert outcome.code == 2
    assert outcome.out.startswith(LINE)
    assert outcome.err == "shapelint: missing.py: no such file or folder\n"


def test_a_folder_without_python(folder: Path, shapelint: Shapelint) -> None:
    (folder / "empty").mkdir()
    outcome = shapelint("check", "empty")
    assert outcome.code == 2
    assert outcome.err == "shapelint: empty: no Python files in this folder\n"


@pytest.mark.parametrize(
    "content",
    [
        b"import torch\nx = (\n",
        b"import torch\nx = '\xff\xfe'\n",
        b"# coding: no-such-coding\nimport torch\n",
        b"import torch\n\0\0\n",
        b"\x7fELF\0\1\2",
        "import torch".encode("utf-16"),
    ],
    ids=["does not parse", "not UTF-8", "names an encoding that does not exist", "NUL bytes", "binary", "UTF-16"],
)
def test_an_unreadable_file_costs_only_itself(folder: Path, shapelint: Shapelint, content: bytes) -> None:
    (folder / "broken.py").write_bytes(content)
    outcome = shapelint("check", "broken.py", "faulty.py", "--select", "SHP2")
    assert outcome.code == 2
    broken, faulty = outcome.out.splitlines()
    assert broken.startswith("broken.py:")
    assert " SHP902 " in broken
    assert faulty.startswith(LINE)
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("content", [b"", b"\n", b"x = 1\n", b"\xef\xbb\xbf", b"import torch\n"])
def test_nothing_to_check_is_clean(folder: Path, shapelint: Shapelint, content: bytes) -> None:
    (folder / "small.py").write_bytes(content)
    outcome = shapelint("check", "small.py")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(folder: Path, shapelint: Shapelint) -> None:
    (folder / "clean.py").chmod(0)
    outcome = shapelint("check", "clean.py")
    assert outcome.code == 2
    assert outcome.out == "clean.py:1:1: SHP902 cannot be read: Permission denied\n"


def test_a_dangling_link(folder: Path, shapelint: Shapelint) -> None:
    (folder / "link.py").symlink_to("nowhere.py")
    outcome = shapelint("check", "link.py")
    assert outcome.code == 2
    assert outcome.out == "link.py:1:1: SHP902 cannot be read: No such file or directory\n"


def test_an_internal_error_costs_only_its_file(
    folder: Path, shapelint: Shapelint, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyse = engine.analyse

    def fail(program: Program, **more: bool) -> object:
        if program.file == "clean.py":
            raise RuntimeError("a bug")
        return analyse(program, **more)

    monkeypatch.setattr(engine, "analyse", fail)
    outcome = shapelint("check", ".", "--jobs", "1")
    assert outcome.code == 2
    first, second = outcome.out.splitlines()
    assert first.startswith("clean.py:1:1: SHP900 internal error in clean.py: RuntimeError at test_check.py:")
    assert "report" in first
    assert second.startswith(LINE)


DEEP = {
    "parentheses": "x = " + "(" * 500 + "1" + ")" * 500,
    "a long sum": "x = " + " + ".join(["1"] * 5000),
    "calls": "x = " + "f(" * 500 + "1" + ")" * 500,
    "attributes": "x = f" + ".a()" * 3000,
    "lists": "x = " + "[" * 500 + "]" * 500,
    "branches": "".join(" " * depth + "if x:\n" for depth in range(90)) + " " * 90 + "pass",
    "elif": "if x == 0:\n    pass\n" + "".join(f"elif x == {n}:\n    pass\n" for n in range(3000)),
    "statements": "x = 1\n" * 10_000,
}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_nesting_costs_at_most_its_file(folder: Path, kind: str) -> None:
    """In a process of its own: what overflows the stack of a parser would end this one."""
    (folder / "deep.py").write_text("import torch\n" + DEEP[kind] + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "shapelint", "check", "deep.py", "faulty.py"], capture_output=True, text=True, timeout=60
    )
    *deep, faulty = done.stdout.splitlines()
    assert faulty.startswith(LINE)
    assert done.returncode == (2 if deep else 1)
    assert [line for line in deep if " SHP902 " not in line] == []
    assert len(deep) <= 1
    assert done.stderr == ""


# --- options ----------------------------------------------------------------------------------------------------------


def test_select_and_ignore(folder: Path, shapelint: Shapelint) -> None:
    assert shapelint("check", "faulty.py", "--select", "SHP3").code == 0
    assert shapelint("check", "faulty.py", "--select", "SHP3,shp201").code == 1
    assert shapelint("check", "faulty.py", "--ignore", "SHP2").code == 0


def test_a_code_that_does_not_exist(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("check", "faulty.py", "--select", "SHP2O1")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "shapelint: no code begins with 'SHP2O1'\n"


def test_configuration(folder: Path, shapelint: Shapelint) -> None:
    (folder / "pyproject.toml").write_text("[tool.shapelint]\nignore = ['SHP201']\nexclude = ['skipped/']\n")
    (folder / "skipped").mkdir()
    (folder / "skipped" / "a.py").write_text("import torch\n)\n")
    assert shapelint("check", ".").code == 0
    assert shapelint("check", ".", "--ignore", "SHP3").code == 1
    assert shapelint("check", "skipped/a.py").code == 2
    assert shapelint("check", "skipped/a.py", "--force-exclude").code == 0
    (folder / "pyproject.toml").write_text("[tool.shapelint]\nignore = 3\n")
    outcome = shapelint("check", ".")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("shapelint: ")


def test_comments_silence(folder: Path, shapelint: Shapelint) -> None:
    for comment, code in [("# noqa", 0), ("# noqa: SHP201", 0), ("# noqa: SHP3", 1), ("# NOQA:E501,SHP2", 0)]:
        (folder / "faulty.py").write_text(FAULTY.replace("15))", f"15))  {comment}"))
        assert shapelint("check", "faulty.py").code == code, comment
    (folder / "faulty.py").write_text("# shapelint: skip-file\n" + FAULTY)
    assert shapelint("check", "faulty.py").code == 0
    (folder / "faulty.py").write_text("# flake8: noqa\n" + FAULTY)
    assert shapelint("check", "faulty.py").code == 0


def test_json(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("check", ".", "--format", "json")
    assert outcome.code == 1
    (finding,) = json.loads(outcome.out)["findings"]
    assert (finding["file"], finding["line"], finding["col"], finding["code"]) == ("faulty.py", 5, 9, "SHP201")
    assert json.loads(shapelint("check", "clean.py", "--format", "json").out)["findings"] == []


def test_github(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("check", ".", "--format", "github")
    assert outcome.out.startswith("::error file=faulty.py,line=5,endLine=5,col=10,endColumn=34,title=SHP201 ")


def test_pretty(folder: Path, shapelint: Shapelint) -> None:
    out = shapelint("check", ".", "--pretty").out
    assert "5 | logits = head(torch.zeros(8, 15))\n  |          ^^^^^^^^^^^^^^^^^^^^^^^^\n" in out
    assert out.endswith("1 finding in 2 files\n")
    assert "\x1b" not in out
    from_stdin = shapelint("check", "-", "--pretty", stdin=FAULTY).out
    assert "5 | logits = head(torch.zeros(8, 15))\n" in from_stdin


def test_statistics(folder: Path, shapelint: Shapelint) -> None:
    (folder / "again.py").write_text(FAULTY)
    outcome = shapelint("check", ".", "--statistics")
    assert outcome.out.splitlines()[-1] == "2       SHP201 wrong-features"
    outcome = shapelint("check", ".", "--statistics", "--format", "json")
    assert len(json.loads(outcome.out)["findings"]) == 2
    assert outcome.err.splitlines()[-1] == "2       SHP201 wrong-features"


def test_bad_options(folder: Path, shapelint: Shapelint) -> None:
    assert shapelint("check").code == 2
    assert shapelint().code == 2
    outcome = shapelint("check", "a.py", "--jobs", "none")
    assert outcome.code == 2
    assert "neither a number of processes nor 'auto'" in outcome.err


# --- as a program -----------------------------------------------------------------------------------------------------


def test_as_a_module(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shapelint", "check", "faulty.py", "-"], input=CLEAN, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout.startswith(LINE)
    assert done.stderr == ""


def test_a_reader_that_leaves_early(folder: Path) -> None:
    command = f"{sys.executable} -m shapelint rules | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert done.stdout == "Codes\n"
    assert done.stderr == ""


@pytest.mark.parametrize("no_colour", [False, True])
def test_on_a_terminal_findings_are_blocks(folder: Path, no_colour: bool) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "shapelint", "check", "faulty.py"],
        stdout=theirs,
        env={**os.environ, "NO_COLOR": "1" if no_colour else ""},
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "^^^^" in shown
    assert "1 finding in 1 file" in shown
    assert ("\x1b[" in shown) is not no_colour


def test_a_terminal_that_knows_only_ascii(folder: Path) -> None:
    name = "größe.py"
    (folder / name).write_text(FAULTY)
    done = subprocess.run(
        [sys.executable, "-m", "shapelint", "check", name],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert done.stdout.startswith(rb"gr\xf6\xdfe.py:5:10: SHP201 ")
