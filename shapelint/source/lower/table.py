"""The two tables, from libcst's node types to the functions that lower them, and the numbers that they give out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import libcst as cst

from shapelint.source.program import Expr, Opaque, Stmt


class Numbering(list[Any]):
    """The libcst nodes met so far: a node of the Program keeps its index here as `at`.

    Instead of one node, an entry may be the elements of an index (`a, b` in `x[a, b]`), for which libcst has no node.
    `yields` counts the `yield`s met in the function at hand.
    """

    __slots__ = ("yields",)

    def __init__(self) -> None:
        super().__init__()
        self.yields = 0


ExprFunction: TypeAlias = Callable[[Any, Numbering], Expr]
StmtFunction: TypeAlias = Callable[[Any, Numbering, list[Stmt]], None]


def _opaque(node: cst.CSTNode, seen: Numbering) -> Expr:
    """An expression of a kind that nobody follows, or that came with a later Python."""
    at = len(seen)
    seen.append(node)
    return Opaque(at)


def _nothing(node: cst.CSTNode, seen: Numbering, out: list[Stmt]) -> None:
    """A statement that moves no shape: `pass`, `type X = …`."""


class _Expressions(dict[type, ExprFunction]):
    def __missing__(self, kind: type) -> ExprFunction:
        return _opaque


class _Statements(dict[type, StmtFunction]):
    def __missing__(self, kind: type) -> StmtFunction:
        return _nothing


# `EXPRESSIONS[type(node)](node, seen)` is the lowered node; written out at each use, since a call more costs a tenth.
EXPRESSIONS: dict[type, ExprFunction] = _Expressions()

# `STATEMENTS[type(node)](node, seen, out)` appends what the statement is lowered to.
STATEMENTS: dict[type, StmtFunction] = _Statements()

E = TypeVar("E", bound=ExprFunction)
S = TypeVar("S", bound=StmtFunction)


def expression(*kinds: type) -> Callable[[E], E]:
    """Enter a function in the table of expressions."""

    def enter(function: E) -> E:
        EXPRESSIONS.update(dict.fromkeys(kinds, function))
        return function

    return enter


def statement(*kinds: type) -> Callable[[S], S]:
    """Enter a function in the table of statements."""

    def enter(function: S) -> S:
        STATEMENTS.update(dict.fromkeys(kinds, function))
        return function

    return enter
