"""Runs a program and notes the true shape of every name that it binds to a tensor or array."""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import warnings
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Final, TypeAlias

from tests.fixtures_support.bindings import bound_names
from tests.fixtures_support.recording import shape_of

True_: TypeAlias = "tuple[int | None, ...]"
Bound: TypeAlias = "tuple[int, str]"  # line, name
Seen: TypeAlias = "dict[Bound, set[True_ | None]]"
_TRACER: Final = "__shape_tracer__"


class _Traced(ast.NodeTransformer):
    """Puts a note behind every statement that binds a name."""

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        if not isinstance(node, ast.stmt):
            return self.generic_visit(node)
        bound = bound_names(node)
        self.generic_visit(node)
        notes = [_note(line, name) for line, name in bound]
        body = getattr(node, "body", None)
        if body and not isinstance(node, ast.ClassDef):
            body[:0] = notes
            return node
        return [node, *notes]


def _note(line: int, name: str) -> ast.stmt:
    return ast.parse(f"{_TRACER}({line}, {name!r}, lambda: {name})").body[0]


def trace(path: Path) -> Seen:
    """The shapes that each name is bound to, by line; None among them for what is no tensor.

    Whatever the program raises is raised.
    """
    tree = ast.fix_missing_locations(_Traced().visit(ast.parse(path.read_text(encoding="utf-8"), str(path))))
    seen: Seen = defaultdict(set)

    def note(line: int, name: str, value: object) -> None:
        with contextlib.suppress(NameError):  # a walrus in a branch not taken
            seen[line, name].add(shape_of(value()))  # type: ignore[operator]

    main = ModuleType("__main__")
    main.__dict__.update({_TRACER: note, "__file__": str(path)})
    before = sys.modules["__main__"]
    sys.modules["__main__"] = main
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(tree, str(path), "exec"), main.__dict__)
    finally:
        sys.modules["__main__"] = before
    return dict(seen)
