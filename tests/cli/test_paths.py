"""Which files a command line means."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from shapelint.cli.paths import Patterns, discover


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(root: Path, *names: str) -> None:
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def ignore(folder: Path, *lines: str) -> None:
    (folder / ".gitignore").write_text("\n".join(lines) + "\n")


def test_folders_are_walked_in_order(tree: Path) -> None:
    write(tree, "b.py", "a/z.py", "a/y.pyw", "a/x.txt", "c/d/e.py")
    found = discover(["."])
    assert found.files == ["a/y.pyw", "a/z.py", "b.py", "c/d/e.py"]
    assert found.problems == []


def test_names_stay_as_they_were_written(tree: Path) -> None:
    write(tree, "a/b.py")
    assert discover(["a"]).files == ["a/b.py"]
    assert discover(["./a/"]).files == ["a/b.py"]
    assert discover([str(tree / "a")]).files == [str(tree / "a" / "b.py")]


def test_each_file_once(tree: Path) -> None:
    write(tree, "a/b.py", "a/c.py")
    assert discover(["a/c.py", "a", "a/b.py", "-", "-"]).files == ["a/c.py", "a/b.py", "-"]


def test_a_named_file_needs_no_suffix(tree: Path) -> None:
    write(tree, "script")
    assert discover(["script"]).files == ["script"]


def test_problems_are_told_and_the_rest_is_found(tree: Path) -> None:
    write(tree, "a.py", "empty/readme.txt", "book.ipynb")
    found = discover(["missing.py", "a.py", "empty", "book.ipynb"])
    assert found.files == ["a.py"]
    assert found.problems == [
        "missing.py: no such file or folder",
        "empty: no Python files in this folder",
        "book.ipynb: notebooks are not read yet",
    ]


def test_folders_that_hold_no_code_of_the_project(tree: Path) -> None:
    write(tree, "a.py", ".venv/b.py", "node_modules/c.py", "build/d.py", "x/__pycache__/e.py", ".git/f.py")
    write(tree, "my-env/pyvenv.cfg", "my-env/lib/g.py")
    assert discover(["."]).files == ["a.py"]
    assert discover(["build"]).files == ["build/d.py"]


def test_links_to_folders_are_not_followed(tree: Path) -> None:
    write(tree, "a/b.py")
    (tree / "a" / "loop").symlink_to(tree / "a", target_is_directory=True)
    (tree / "a" / "c.py").symlink_to(tree / "a" / "b.py")
    assert discover(["."]).files == ["a/b.py", "a/c.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed(tree: Path) -> None:
    write(tree, "a/b.py", "c.py")
    (tree / "a").chmod(0)
    found = discover(["."])
    (tree / "a").chmod(0o700)
    assert found.files == ["c.py"]
    assert found.problems == ["a: cannot be listed: Permission denied"]


# --- .gitignore -----------------------------------------------------------------------------------------------------


def repository(root: Path) -> None:
    write(
        root,
        "kept.py",
        "made/out.py",
        "src/a.py",
        "src/gen_a.py",
        "src/deep/gen_b.py",
        "src/deep/keep_me.py",
        "src/deep/other/gen_c.py",
        "src/local/x.py",
        "data/keep.py",
        "data/drop.py",
    )
    ignore(root, "# comment", "made/", "gen_*.py", "/src/local", "data/*", "!data/keep.py")
    ignore(root / "src" / "deep", "!gen_b.py", "keep_me.py")


def test_nested_gitignores_agree_with_git(tree: Path) -> None:
    repository(tree)
    subprocess.run(["git", "init", "--quiet"], cwd=tree, check=True)
    listed = subprocess.check_output(["git", "ls-files", "--others", "--exclude-standard", "*.py"], cwd=tree, text=True)
    assert discover(["."]).files == sorted(listed.split())
    assert "src/deep/gen_b.py" in discover(["."]).files


def test_a_folder_below_the_root_obeys_what_stands_above_it(tree: Path) -> None:
    repository(tree)
    (tree / ".git" / "info").mkdir(parents=True)
    assert discover(["src"]).files == ["src/a.py", "src/deep/gen_b.py"]
    (tree / ".git" / "info" / "exclude").write_text("a.py\n")
    assert discover(["src"]).files == ["src/deep/gen_b.py"]


def test_what_is_named_is_checked_although_git_ignores_it(tree: Path) -> None:
    repository(tree)
    (tree / ".git").mkdir()
    assert discover(["made"]).files == ["made/out.py"]
    assert discover(["src/gen_a.py"]).files == ["src/gen_a.py"]


def test_without_a_repository_only_the_folder_itself_counts(tree: Path) -> None:
    repository(tree)
    found = {"src/a.py", "src/deep/gen_b.py", "src/deep/other/gen_c.py", "src/gen_a.py", "src/local/x.py"}
    assert set(discover(["src"]).files) == found


# --- the configured exclusion ---------------------------------------------------------------------------------------


def test_exclude(tree: Path) -> None:
    write(tree, "a.py", "bad/b.py", "src/bad/c.py")
    ignore(tree, "!bad")
    exclude = Patterns.of(tree, ["bad/"])
    assert discover(["."], exclude).files == ["a.py"]
    assert discover(["bad/b.py"], exclude).files == ["bad/b.py"]
    assert discover(["bad/b.py", "a.py", "src/bad", "-"], exclude, force_exclude=True).files == ["a.py", "-"]
