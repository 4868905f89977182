"""A fixture as Python starts it: as the main module, with the folders on the path from which it may import."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType


def root_of(path: Path) -> Path:
    """The first folder above a file that is no package."""
    return next(folder for folder in path.resolve().parents if not (folder / "__init__.py").exists())


@contextmanager
def as_main(path: Path) -> Iterator[ModuleType]:
    """An empty main module for the file at `path`, as for a script, or for `python -m` where it is part of a package;
    no options are given to it.

    What it imports from beside it (or from a `src` there) is forgotten again.
    """
    root = root_of(path)
    main = ModuleType("__main__")
    main.__dict__.update(__file__=str(path), __package__=".".join(path.resolve().parent.relative_to(root).parts))
    modules, paths, words = dict(sys.modules), list(sys.path), list(sys.argv)
    sys.path[:0] = [str(root), str(root / "src")]
    sys.argv[:] = [str(path)]
    sys.modules["__main__"] = main  # dataclasses and pickles look their module up
    try:
        yield main
    finally:
        sys.path[:], sys.argv[:] = paths, words
        sys.modules["__main__"] = modules["__main__"]
        for name in [name for name, module in sys.modules.items() if name not in modules and _below(module, root)]:
            del sys.modules[name]


def _below(module: ModuleType, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and folder in Path(file).parents
