"""Runs a program and notes the true shape of every name that it binds to a tensor or array."""

from __future__ import annotations

import ast
import contextlib
import io
import random
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final, TypeAlias

from tests.fixtures_support.bindings import bound_names
from tests.fixtures_support.recording import shape_of
from tests.fixtures_support.started import as_main, root_of

True_: TypeAlias = "tuple[int | None, ...]"
Bound: TypeAlias = "tuple[int, str]"  # line, name
Seen: TypeAlias = "dict[Bound, set[True_ | None]]"
_TRACER: Final = "__shape_tracer__"


class _Traced(ast.NodeTransformer):
    """Puts a note behind every statement that binds a name."""

    def __init__(self) -> None:
        self._within: list[ast.AST] = []

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        if not isinstance(node, ast.stmt):
            return self.generic_visit(node)
        bound = bound_names(node)
        note = _note_in_class if self._within and isinstance(self._within[-1], ast.ClassDef) else _note
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            self._within.append(node)
            self.generic_visit(node)
            self._within.pop()
        else:
            self.generic_visit(node)
        notes = [note(line, name) for line, name in bound]
        body = getattr(node, "body", None)
        if body and not isinstance(node, ast.ClassDef):
            body[:0] = notes
            return node
        return [node, *notes]


def _note(line: int, name: str) -> ast.stmt:
    return ast.parse(f"{_TRACER}({line}, {name!r}, lambda: {name})").body[0]


def _note_in_class(line: int, name: str) -> ast.stmt:
    """A function does not see the names of a class that it stands in."""
    return ast.parse(f"{_TRACER}({line}, {name!r}, lambda names=locals(): names[{name!r}])").body[0]


def _compiled(text: str, filename: str) -> CodeType:
    tree = ast.parse(text, filename)
    return compile(ast.fix_missing_locations(_Traced().visit(tree)), filename, "exec")


class _Notes:
    """What the files of one program bind."""

    def __init__(self) -> None:
        self.seen: dict[Path, Seen] = {}

    def prepare(self, module: ModuleType, file: Path) -> None:
        """Let the code of a module find where to leave its notes."""
        seen = self.seen[file] = defaultdict(set)

        def note(line: int, name: str, value: object) -> None:
            with contextlib.suppress(NameError, KeyError):  # a walrus in a branch not taken
                shape = shape_of(value())  # type: ignore[operator]
                seen[line, name].add(shape)

        setattr(module, _TRACER, note)


class _Loader(SourceFileLoader):
    """Loads a file that a program imports so that it is traced too."""

    def __init__(self, name: str, path: str, notes: _Notes) -> None:
        super().__init__(name, path)
        self._notes = notes

    def exec_module(self, module: ModuleType) -> None:
        self._notes.prepare(module, Path(self.path))
        text = Path(self.path).read_text(encoding="utf-8")
        exec(_compiled(text, self.path), module.__dict__)


class _Finder(MetaPathFinder):
    """Finds the files of a program before anything else does."""

    def __init__(self, root: Path, notes: _Notes) -> None:
        self._root, self._notes = root, notes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path, target)
        if found is None or found.origin is None or self._root not in Path(found.origin).parents:
            return None
        loader = _Loader(fullname, found.origin, self._notes)
        return spec_from_file_location(
            fullname, found.origin, loader=loader, submodule_search_locations=found.submodule_search_locations
        )


def trace(path: Path, draws: int = 1) -> dict[Path, Seen]:
    """The shapes that each name is bound to, by file and line; None among them for what is no tensor.

    draws: how often the program is run, each time with other random numbers; those of the first are always the same.
    Whatever the program raises is raised.
    """
    found: dict[Path, Seen] = {}
    for shift in range(draws):
        with _other_seeds(shift):
            for file, seen in _traced(path.resolve()).items():
                known = found.setdefault(file, defaultdict(set))
                for bound, shapes in seen.items():
                    known[bound] |= shapes
    return found


def _traced(path: Path) -> dict[Path, Seen]:
    notes = _Notes()
    code = _compiled(path.read_text(encoding="utf-8"), str(path))
    with as_main(path) as main, _finding(_Finder(root_of(path), notes)), warnings.catch_warnings():
        notes.prepare(main, path)
        warnings.simplefilter("ignore")
        _seed()
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, main.__dict__)
    return notes.seen


@contextlib.contextmanager
def _finding(finder: MetaPathFinder) -> Iterator[None]:
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@contextlib.contextmanager
def _other_seeds(shift: int) -> Iterator[None]:
    """While every seed that a program sets is another one by so much."""
    import numpy

    places: list[tuple[object, str]] = [
        (random, "seed"),
        (numpy.random, "seed"),
        (numpy.random, "default_rng"),
        (numpy.random, "RandomState"),
    ]
    with contextlib.suppress(ImportError):
        import torch

        places += [(torch, "manual_seed"), (torch.Generator, "manual_seed")]
    before = [(owner, name, getattr(owner, name)) for owner, name in places]
    for owner, name, seed in before if shift else ():
        with contextlib.suppress(TypeError):  # a class that is not Python's own cannot be changed
            setattr(owner, name, _shifted(seed, shift))
    try:
        yield
    finally:
        for owner, name, seed in before if shift else ():
            with contextlib.suppress(TypeError):
                setattr(owner, name, seed)


def _shifted(seed: Callable[..., object], shift: int) -> Callable[..., object]:
    def moved(args: tuple[object, ...]) -> list[object]:
        return [arg + shift if isinstance(arg, int) else arg for arg in args]

    if isinstance(seed, type):
        return type(seed.__name__, (seed,), {"__init__": lambda self, *args: seed.__init__(self, *moved(args))})
    return lambda *args: seed(*moved(args))


def _seed() -> None:
    import numpy

    random.seed(0)
    numpy.random.seed(0)
    with contextlib.suppress(ImportError):  # a program of TensorFlow's is run where that is
        import torch

        torch.manual_seed(0)
    with contextlib.suppress(ImportError):  # what a graph runs shows no shapes
        import tensorflow

        tensorflow.config.run_functions_eagerly(True)
