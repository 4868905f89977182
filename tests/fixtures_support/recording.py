"""Compiles a fixture so that, as it runs, every marked shape is compared and every marked line is noticed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import CodeType
from typing import Final

from tests.fixtures_support.bindings import bound_names, last_own_line
from tests.fixtures_support.marks import FREE, UNKNOWN, Marks, ShapeMark, Size

_RECORDER: Final = "__fixture_recorder__"
_FRAMEWORKS: Final = ("torch", "numpy", "keras", "tensorflow", "tf_keras", "pandas", "scipy", "sklearn")


@dataclass(frozen=True, slots=True)
class Seen:
    """A marked name as it was really bound: `actual` is None for what has no shape, its free axes are None."""

    line: int
    name: str
    marked: tuple[Size, ...]
    actual: tuple[int | None, ...] | None
    fits: bool


@dataclass(slots=True)
class Recorder:
    """Collects what a running fixture binds on its marked lines, and which of these lines it reaches."""

    marks: Marks
    seen: dict[Seen, None] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)

    def compile(self, text: str, filename: str) -> CodeType:
        """The code of a fixture, with a call of this recorder behind each marked binding and before each finding."""
        tree = ast.parse(text, filename)
        _Instrumented(self.marks).visit(tree)
        return compile(ast.fix_missing_locations(tree), filename, "exec")

    def namespace(self) -> dict[str, object]:
        """What the compiled code needs among its globals."""
        return {_RECORDER: self}

    def bound(self, line: int, name: str, value: object, variables: Mapping[str, object]) -> None:
        """Called by the fixture once `name` is bound."""
        for mark in self.marks.shapes:
            if (mark.line, mark.name) == (line, name):
                actual = shape_of(value)
                fits = actual is not None and _fits(mark, actual, variables, type(value).__name__ == "KerasTensor")
                self.seen[Seen(line, name, mark.sizes, actual, fits)] = None

    def reach(self, line: int) -> None:
        """Called by the fixture just before the statement that bears a finding's mark."""
        self.reached.add(line)


def shape_of(value: object) -> tuple[int | None, ...] | None:
    """The shape of an array or tensor of any framework, None for anything else or for an unknown rank.

    A text of NumPy (`rng.choice(names)`) is a text, not an array.
    """
    shape = None if isinstance(value, str | bytes) else getattr(value, "shape", None)
    own = type(value).__module__.partition(".")[0] not in _FRAMEWORKS and not hasattr(value, "__array__")
    if shape is None or own or isinstance(value, type) or getattr(shape, "rank", 0) is None:
        return None
    sizes = [getattr(size, "value", size) for size in shape]  # a TensorFlow 1 Dimension holds its size in `value`
    return tuple(None if size is None else int(size) for size in sizes)


def _fits(mark: ShapeMark, actual: tuple[int | None, ...], variables: Mapping[str, object], symbolic: bool) -> bool:
    return len(mark.sizes) == len(actual) and all(
        _size_fits(_evaluated(size, variables), real, symbolic) for size, real in zip(mark.sizes, actual, strict=True)
    )


def _size_fits(marked: Size, real: int | None, symbolic: bool) -> bool:
    if marked == FREE:  # inside a layer's `call` a Keras run on torch sees an arbitrary size for the free axis
        return real is None or not symbolic
    return isinstance(marked, str) or marked == real


def _evaluated(size: Size, variables: Mapping[str, object]) -> Size:
    """The value of a symbolic size such as `H // 2` where the variables of the fixture give it one."""
    if isinstance(size, int) or size in (FREE, UNKNOWN):
        return size
    try:
        value = eval(size, dict(variables))
    except NameError:
        return size
    return value if isinstance(value, int) else size


class _Instrumented(ast.NodeTransformer):
    """Adds the calls of the recorder."""

    def __init__(self, marks: Marks) -> None:
        self._bindings = {(mark.line, mark.name) for mark in marks.shapes}
        self._silent = {mark.line for mark in marks.findings if mark.severity != "error"}

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        if not isinstance(node, ast.stmt):
            return self.generic_visit(node)
        reached = sorted(self._silent.intersection(range(node.lineno, last_own_line(node) + 1)))
        bound = [name for name in bound_names(node) if name in self._bindings]
        self.generic_visit(node)
        before = [_call(f"reach({line})") for line in reached]
        after = [_call(f"bound({line}, {name!r}, {name}, {{**globals(), **locals()}})") for line, name in bound]
        body = getattr(node, "body", None)
        if body:  # the head of a compound statement binds for its body
            body[:0] = after
            return [*before, node]
        return [*before, node, *after]


def _call(call: str) -> ast.stmt:
    return ast.parse(f"{_RECORDER}.{call}").body[0]
