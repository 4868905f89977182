"""The files of a project beside the one that is checked: where its imports lead, read when they are first needed.

Nothing is imported or run: modules are looked for as files, the way Python would find them from where the file stands
(the folders above it that are no packages, up to the project's root, with their `src`), and never among installed
packages.  Of some libraries there are descriptions (`source/described.py`), which come after everything of the project.
"""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from shapelint.source.described import FOLDER, library
from shapelint.source.errors import SourceError
from shapelint.source.positions import Positions
from shapelint.source.program import Program
from shapelint.source.read import Source, read
from shapelint.source.search_paths import SearchPaths, search_paths

# A folder that holds one of these is the root of a project: what stands above it is another's.
_ROOT_MARKS: Final = (".git", "pyproject.toml", "setup.py", "setup.cfg", ".hg")
_MOST_LEVELS: Final = 8  # of folders above a file that are looked at
_MOST_FILES: Final = 40  # that are read for one checked file
_MOST_BYTES: Final = 600_000  # in all of them, so that none costs more than a few seconds
_REMEMBERED: Final = 256  # sources that a process keeps for the next files of the same project


class Project:
    """What can be reached from one file.

    program: of the checked file, which other files may import too; path: where that file stands.
    """

    def __init__(self, program: Program, path: Path) -> None:
        self._main = program
        self._path = path.absolute()
        self._relative = not path.is_absolute()
        self._sources: dict[str, Source] = {}
        self._files = 0
        self._bytes = 0
        self.limited = False  # whether a file was not read because there are too many
        self._named: dict[tuple[str, int, str], Program | None] = {}
        self._added: dict[str, SearchPaths] = {}

    def program(self, module: str, level: int, file: str) -> Program | None:
        """The module that `from <level dots><module> import …` in `file` names; None where it is none of the project.

        Its `file` is the path of what was read, so that a module has one name however it is imported: relative if the
        path of the checked file is.
        """
        key = module, level, file
        if key not in self._named:
            self._named[key] = self._looked_up(*key)
        return self._named[key]

    def _looked_up(self, module: str, level: int, file: str) -> Program | None:
        importer = self._path if file == self._main.file else Path(file).absolute()
        added = SearchPaths() if level else self._search_paths(file)
        path = _find(module, level, importer, added)
        if path is None or (added.unknown and path == importer):  # a file seldom imports itself
            return None
        return self._main if path == self._path else self._read(path)

    def _search_paths(self, file: str) -> SearchPaths:
        """What the file that imports has added to `sys.path`, and the one that is checked."""
        if file not in self._added:
            source = self._sources.get(file)
            started = search_paths(self._main)
            self._added[file] = started if source is None else search_paths(source.program).and_of(started)
        return self._added[file]

    def read(self, file: str) -> Program | None:
        """The program of a file that was read here."""
        source = self._sources.get(file)
        return None if source is None else source.program

    def load(self, file: str) -> Program | None:
        """The program of a file that another one imports; None where there is none, or too much was read."""
        return self._read(Path(file).absolute())

    def of(self, program: Program) -> Project:
        """The files as they are seen from one of them."""
        return Project(program, Path(program.file))

    def described(self, file: str) -> bool:
        """Whether a file is a description of a library, where nobody is to be sent."""
        return bool(library(file))

    def positions(self, file: str) -> Positions | None:
        """The places of a file that was read here."""
        source = self._sources.get(file)
        return None if source is None else source.positions

    def _read(self, path: Path) -> Program | None:
        name = os.path.relpath(path) if self._relative and not library(path) else str(path)
        if name not in self._sources:
            source = self._affordable(name)
            if source is None:
                return None
            self._sources[name] = source
        return self._sources[name].program

    def _affordable(self, name: str) -> Source | None:
        if library(name):
            return _source(name)
        try:
            self._bytes += Path(name).stat().st_size
        except OSError:
            return None
        enough = self._files >= _MOST_FILES or self._bytes > _MOST_BYTES
        self._files += 1
        self.limited = self.limited or enough
        return None if enough else _source(name)


_read_before: Final[OrderedDict[tuple[str, int], Source | None]] = OrderedDict()


def _source(name: str) -> Source | None:
    """A file of the project, read once as long as it does not change; None where it cannot be read."""
    try:
        key = name, Path(name).stat().st_mtime_ns
        if key not in _read_before:
            _read_before[key] = _fresh(name)
            while len(_read_before) > _REMEMBERED:
                _read_before.popitem(last=False)
    except OSError:
        return None
    _read_before.move_to_end(key)
    return _read_before[key]


def _fresh(name: str) -> Source | None:
    try:
        source = read(Path(name).read_bytes(), name)
        return replace(source, program=replace(source.program, library=library(name)))
    except SourceError:
        return None


@lru_cache(maxsize=4096)
def _find(module: str, level: int, importer: Path, added: SearchPaths) -> Path | None:
    """The file of a module."""
    if level:
        return _below(importer.parents[level - 1], module) if level <= len(importer.parents) else None
    if module.partition(".")[0] in sys.stdlib_module_names:
        return None
    roots = (*added.before, *_roots(importer), *added.after)
    own = next((found for folder in roots if (found := _below(folder, module))), None)
    if own is not None or any(_below(folder, module.partition(".")[0]) for folder in roots):
        return own
    return _below(FOLDER, module)


def _below(folder: Path, module: str) -> Path | None:
    target = folder.joinpath(*module.split(".")) if module else folder
    candidates = [target.with_name(f"{target.name}.py"), target / "__init__.py"]
    return next((path for path in candidates[0 if module else 1 :] if path.is_file()), None)


@lru_cache(maxsize=256)
def _roots(importer: Path) -> tuple[Path, ...]:
    """The folders in which an absolute import may begin: those that are no packages, the nearest first.

    A script may be run within a package: then its own folder is where Python looks, and here the last resort.
    """
    folders = [root for folder in _project(importer) for root in (folder, folder / "src") if not _is_package(root)]
    return (*folders, importer.parent)


def _project(importer: Path) -> list[Path]:
    """The folders from a file up to the root of its project, or up to what holds its outermost package."""
    folders: list[Path] = []
    for folder in list(importer.parents)[:_MOST_LEVELS]:
        folders.append(folder)
        if any((folder / mark).exists() for mark in _ROOT_MARKS):
            return folders
    return folders[: 1 + next((at for at, folder in enumerate(folders) if not _is_package(folder)), 0)]


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()
