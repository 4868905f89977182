"""The folders that a file puts where Python looks for modules: `sys.path.insert(0, os.path.dirname(__file__))`.

Only what stands at the top of a file and is made of `__file__`, texts and the functions of `os.path` and `pathlib`
counts; a relative folder hangs on where Python is started.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from shapelint.source.program import (
    Assign,
    Attr,
    Binary,
    Block,
    Call,
    Const,
    Do,
    Expr,
    If,
    Item,
    Name,
    Program,
    Try,
    With,
)

_SAME: Final = ("abspath", "realpath", "normpath", "expanduser", "fspath", "resolve", "absolute", "as_posix", "str")
_Names: TypeAlias = "dict[str, Path | None]"


@dataclass(frozen=True, slots=True)
class SearchPaths:
    """Folders that Python asks before that of the file itself, and after it.

    unknown: whether there are others before it that nobody can name here.
    """

    before: tuple[Path, ...] = ()
    after: tuple[Path, ...] = ()
    unknown: bool = False

    def and_of(self, other: SearchPaths) -> SearchPaths:
        """These, and those of another file that was run before."""
        unknown = self.unknown or other.unknown
        return SearchPaths((*self.before, *other.before), (*other.after, *self.after), unknown)


def search_paths(program: Program) -> SearchPaths:
    """What a file adds to `sys.path` when it is run."""
    names: _Names = {"__file__": Path(program.file).absolute()}
    before: list[Path] = []
    after: list[Path] = []
    unknown = False
    for step in _steps(program.body):
        if isinstance(step, Assign):
            _note(step, names)
            continue
        for first, folder in _added(step.value, names):
            unknown = unknown or (first and folder is None)
            if folder is not None:
                before[:0] = [folder] if first else []
                after += [] if first else [folder]
    return SearchPaths(tuple(before), tuple(after), unknown)


def _steps(body: Block) -> Iterator[Assign | Do]:
    """The statements at the top of a file, those in its branches included."""
    for statement in body:
        if isinstance(statement, Assign | Do):
            yield statement
        elif isinstance(statement, If | Try):
            yield from _steps(statement.body)
            yield from _steps(statement.orelse)
        elif isinstance(statement, With):
            yield from _steps(statement.body)


def _note(step: Assign, names: _Names) -> None:
    for target in step.targets:
        if isinstance(target, Name):
            known = step.value is not None and target.id not in names
            names[target.id] = _path(step.value, names) if known and step.value is not None else None


def _added(value: Expr, names: _Names) -> Iterator[tuple[bool, Path | None]]:
    """What a call puts on `sys.path`: whether in front, and the folder."""
    if not isinstance(value, Call) or not isinstance(value.func, Attr) or not _is_sys_path(value.func.value):
        return
    given = [arg.value for arg in value.args]
    if value.func.name == "insert" and len(given) == 2:
        front = isinstance(given[0], Const) and given[0].value in (0, 1)
        yield front, _folder(given[1], names)
    elif value.func.name == "append" and len(given) == 1:
        yield False, _folder(given[0], names)


def _is_sys_path(expr: Expr) -> bool:
    return isinstance(expr, Attr) and expr.name == "path" and isinstance(expr.value, Name) and expr.value.id == "sys"


def _folder(expr: Expr, names: _Names) -> Path | None:
    path = _path(expr, names)
    return Path(os.path.normpath(path)) if path is not None and path.is_absolute() else None


def _path(expr: Expr, names: _Names) -> Path | None:
    """A path, written as a text or an object of `pathlib`."""
    if isinstance(expr, Const):
        return Path(expr.value) if isinstance(expr.value, str) else None
    if isinstance(expr, Name):
        return names.get(expr.id)
    if isinstance(expr, Attr):
        whole = _path(expr.value, names) if expr.name == "parent" else None
        return None if whole is None else whole.parent
    if isinstance(expr, Item):
        return _ancestor(expr, names)
    if isinstance(expr, Binary):
        return _joined((expr.left, expr.right), names) if expr.op == "/" else None
    return _made(expr, names) if isinstance(expr, Call) else None


def _ancestor(expr: Item, names: _Names) -> Path | None:
    """`path.parents[1]`"""
    of, index = expr.value, expr.index
    whole = _path(of.value, names) if isinstance(of, Attr) and of.name == "parents" else None
    at = index.value if isinstance(index, Const) else None
    return whole.parents[at] if whole is not None and type(at) is int and 0 <= at < len(whole.parents) else None


def _made(call: Call, names: _Names) -> Path | None:
    """`os.path.join(a, b)`, `Path(a)`, `path.resolve()`, `str(path)`"""
    func, given = call.func, tuple(arg.value for arg in call.args)
    name = func.id if isinstance(func, Name) else func.name if isinstance(func, Attr) else ""
    of = (func.value,) if isinstance(func, Attr) else ()
    if name in ("join", "joinpath", "Path"):
        return _joined((*(of if name == "joinpath" else ()), *given), names)
    if name in _SAME:
        return next((_path(each, names) for each in (*given[:1], *of)), None)
    whole = _path(given[0], names) if name == "dirname" and len(given) == 1 else None
    return None if whole is None else whole.parent


def _joined(parts: tuple[Expr, ...], names: _Names) -> Path | None:
    paths = [_path(part, names) for part in parts]
    known = [path for path in paths if path is not None]
    return Path(*known) if known and len(known) == len(paths) else None
