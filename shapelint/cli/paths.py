"""From the paths on the command line to the files to check, honouring `.gitignore` as git does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pathspec import GitIgnoreSpec

STDIN = "-"
_SUFFIXES = (".py", ".pyw")
_NEVER = frozenset({
    ".bzr", ".direnv", ".eggs", ".git", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pytest_cache",
    ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__", "__pypackages__", "_build", "build", "dist",
    "node_modules", "site-packages", "venv",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns in the style of `.gitignore`, relative to the folder that they were written for."""

    root: Path
    spec: GitIgnoreSpec

    @classmethod
    def of(cls, root: Path, lines: Sequence[str]) -> Patterns:
        return cls(root, GitIgnoreSpec.from_lines(lines))

    def decide(self, path: Path, is_dir: bool) -> bool | None:
        """Whether the patterns exclude the path (True), take it back in (False), or say nothing (None)."""
        try:
            relative = path.relative_to(self.root).as_posix()
        except ValueError:
            return None
        return self.spec.check_file(relative + "/" if is_dir else relative).include


@dataclass(slots=True)
class Found:
    """The files to check in order, and one line for each path that could not be followed."""

    files: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def discover(paths: Sequence[str], exclude: Patterns | None = None, force_exclude: bool = False) -> Found:
    """Every file that the paths name or hold, each once.

    A path that is named is taken whatever `.gitignore` says of it, and whatever `exclude` says unless
    `force_exclude`; what a named folder holds is subject to both.
    """
    walk = _Walk(exclude)
    for path in paths:
        if not (force_exclude and path != STDIN and _excluded(Path(path).absolute(), exclude)):
            walk.take(path)
    walk.found.files = list(dict.fromkeys(walk.found.files))
    return walk.found


def _excluded(path: Path, exclude: Patterns | None) -> bool:
    """Whether the exclusion fits the path or a folder above it."""
    return exclude is not None and any(
        exclude.decide(part, part.is_dir()) for part in (path, *path.parents) if part != exclude.root
    )


@dataclass(slots=True)
class _Walk:
    exclude: Patterns | None
    found: Found = field(default_factory=Found)

    def take(self, path: str) -> None:
        """A path from the command line."""
        if path == STDIN:
            self.found.files.append(path)
        elif os.path.isdir(path):
            self._folder(path)
        elif not os.path.lexists(path):
            self.found.problems.append(f"{path}: no such file or folder")
        elif path.endswith(".ipynb"):
            self.found.problems.append(f"{path}: notebooks are not read yet")
        else:
            self.found.files.append(path)

    def _folder(self, path: str) -> None:
        before = len(self.found.files) + len(self.found.problems)
        full = Path(path).absolute()
        self._enter(os.path.normpath(path), full, _ignores_above(full))
        if len(self.found.files) + len(self.found.problems) == before:
            self.found.problems.append(f"{path}: no Python files in this folder")

    def _enter(self, shown: str, folder: Path, ignores: Sequence[Patterns]) -> None:
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self.found.problems.append(f"{shown}: cannot be listed: {error.strerror or error}")
            return
        ignores = [*ignores, *_read(folder / ".gitignore", folder)]
        for entry in entries:
            name = entry.name if shown == os.curdir else os.path.join(shown, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if _worth_entering(entry) and not self._out(folder / entry.name, True, ignores):
                    self._enter(name, folder / entry.name, ignores)
            elif _is_python(entry) and not self._out(folder / entry.name, False, ignores):
                self.found.files.append(name)

    def _out(self, path: Path, is_dir: bool, ignores: Sequence[Patterns]) -> bool:
        return bool(self.exclude and self.exclude.decide(path, is_dir)) or _ignored(path, is_dir, ignores)


def _is_python(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith(_SUFFIXES) and entry.is_file()


def _worth_entering(entry: os.DirEntry[str]) -> bool:
    return entry.name not in _NEVER and not os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))


def _ignored(path: Path, is_dir: bool, ignores: Sequence[Patterns]) -> bool:
    """The innermost `.gitignore` that says anything of the path decides."""
    decisions = (ignore.decide(path, is_dir) for ignore in reversed(ignores))
    return next((decision for decision in decisions if decision is not None), False)


def _ignores_above(folder: Path) -> list[Patterns]:
    """What the repository says from its root down to the folder; nothing where it ignores the folder itself."""
    root = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)
    if root is None:
        return []
    ignores = _read(root / ".git" / "info" / "exclude", root)
    chain = [part for part in (*reversed(folder.parents), folder) if part.is_relative_to(root)]
    for parent, child in pairwise(chain):
        ignores += _read(parent / ".gitignore", parent)
        if _ignored(child, True, ignores):
            return []
    return ignores


def _read(file: Path, root: Path) -> list[Patterns]:
    try:
        return [Patterns.of(root, file.read_text(encoding="utf-8", errors="replace").splitlines())]
    except (OSError, ValueError):  # absent, or a pattern that git would not take either
        return []
