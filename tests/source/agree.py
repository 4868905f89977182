"""What stands where in a text: by our own reader, and by Python's `ast`."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from shapelint.source import program as p
from shapelint.source.read import Source, read

Place = tuple[int, int, int, int]
Row = tuple[str, Place]


# --- by our own reader ------------------------------------------------------------------------------------------------

OURS: dict[type[p.Node], str] = {
    kind: kind.__name__
    for kind in (
        p.Const, p.Name, p.Attr, p.Item, p.Slice, p.Call, p.Star, p.Seq, p.Dict, p.Unary, p.Binary, p.Logic, p.Compare,
        p.IfElse, p.Walrus, p.Yield, p.Lambda, p.Comp, p.Do, p.Assign, p.AugAssign, p.Return, p.Raise, p.Assert, p.Jump,
        p.Delete, p.Outer, p.If, p.For, p.While, p.Handler, p.Try, p.With, p.FunctionDef, p.ClassDef, p.Import,
        p.ImportFrom, p.Match, p.Arg, p.Param, p.Pattern, p.Text,
    )
}  # fmt: skip


def ours(source: Source) -> Counter[Row]:
    """The rows of a Program."""
    return Counter(_rows_of(source, source.program.body))


def _rows_of(source: Source, node: Any) -> Iterator[Row]:
    if isinstance(node, tuple):
        for each in node:
            yield from _rows_of(source, each)
    if not isinstance(node, p.Node):
        return
    place = source.positions.of(node.at)
    span = (place.line, place.col, place.end_line, place.end_col)
    if type(node) in OURS and not (isinstance(node, p.Arg) and node.keyword is None and node.star != "**"):
        yield OURS[type(node)], span
    if isinstance(node, p.Quoted):
        yield "Const", span
        return
    if isinstance(node, p.Arg) and node.star == "*":
        yield "Star", span
    if isinstance(node, p.Text):
        return  # before Python 3.12 `ast` places what is inside wrongly
    for name in node.__dataclass_fields__:
        yield from _rows_of(source, getattr(node, name))


# --- by ast -----------------------------------------------------------------------------------------------------------

THEIRS: dict[type[ast.AST], str] = {
    ast.Constant: "Const", ast.Name: "Name", ast.Attribute: "Attr", ast.Subscript: "Item", ast.Slice: "Slice",
    ast.Call: "Call", ast.Starred: "Star", ast.Tuple: "Seq", ast.List: "Seq", ast.Set: "Seq", ast.Dict: "Dict",
    ast.UnaryOp: "Unary", ast.BinOp: "Binary", ast.BoolOp: "Logic", ast.Compare: "Compare", ast.IfExp: "IfElse",
    ast.NamedExpr: "Walrus", ast.Yield: "Yield", ast.YieldFrom: "Yield", ast.Lambda: "Lambda", ast.ListComp: "Comp",
    ast.SetComp: "Comp", ast.DictComp: "Comp", ast.GeneratorExp: "Comp", ast.JoinedStr: "Text", ast.Expr: "Do",
    ast.Assign: "Assign", ast.AnnAssign: "Assign", ast.AugAssign: "AugAssign", ast.Return: "Return", ast.Raise: "Raise",
    ast.Assert: "Assert", ast.Break: "Jump", ast.Continue: "Jump", ast.Delete: "Delete", ast.Global: "Outer",
    ast.Nonlocal: "Outer", ast.If: "If", ast.For: "For", ast.AsyncFor: "For", ast.While: "While", ast.Try: "Try",
    ast.ExceptHandler: "Handler", ast.With: "With", ast.AsyncWith: "With", ast.FunctionDef: "FunctionDef",
    ast.AsyncFunctionDef: "FunctionDef", ast.ClassDef: "ClassDef", ast.Import: "Import", ast.ImportFrom: "ImportFrom",
    ast.Match: "Match", ast.keyword: "Arg", ast.arg: "Param", ast.MatchValue: "Pattern", ast.MatchSingleton: "Pattern",
    ast.MatchSequence: "Pattern", ast.MatchMapping: "Pattern", ast.MatchClass: "Pattern", ast.MatchStar: "Pattern",
    ast.MatchAs: "Pattern", ast.MatchOr: "Pattern",
}  # fmt: skip
if hasattr(ast, "TryStar"):
    THEIRS[ast.TryStar] = "Try"

# What the Program leaves out.
DROPPED: dict[type[ast.AST], set[str]] = {ast.Raise: {"cause"}, ast.Assert: {"msg"}, ast.JoinedStr: {"values"}}
DOCUMENTED = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def theirs(text: str) -> Counter[Row]:
    """The rows of Python's own tree."""
    return Counter(_Theirs(text).rows(ast.parse(text)))


class _Theirs:
    def __init__(self, text: str) -> None:
        self.lines = [line.encode() for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)]

    def col(self, line: int, offset: int) -> int:
        """Bytes to code points."""
        return len(self.lines[line - 1][:offset].decode())

    def place(self, node: Any) -> Place:
        return (
            node.lineno,
            self.col(node.lineno, node.col_offset),
            node.end_lineno,
            self.col(node.end_lineno, node.end_col_offset),
        )

    def rows(self, node: ast.AST) -> Iterator[Row]:
        kind = THEIRS.get(type(node))
        if kind is not None:
            yield ("Const" if _is_plain(node) else kind), self.place(node)
        if isinstance(node, ast.MatchSingleton):
            yield "Const", self.place(node)
        dropped = DROPPED.get(type(node), set())
        for name, value in ast.iter_fields(node):
            if name in dropped or name in ("type_params", "op"):
                continue
            children: list[Any] = value if isinstance(value, list) else [value]
            if name == "body" and isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
                children = children[1:]
            if isinstance(node, ast.Delete):  # `del (a, b)` is `del a, b`
                children = [each for child in children for each in getattr(child, "elts", [child])]
            if isinstance(node, ast.BoolOp):  # `(a and b) and c` is `a and b and c`
                while isinstance(children[0], ast.BoolOp) and type(children[0].op) is type(node.op):
                    children = [*children[0].values, *children[1:]]
            for child in children:
                if isinstance(child, ast.AST):
                    yield from self.rows(child)


def _is_plain(node: ast.AST) -> bool:
    """Whether an f-string has no field, so that it is a constant for us."""
    return isinstance(node, ast.JoinedStr) and all(isinstance(value, ast.Constant) for value in node.values)


def disagreement(text: str) -> list[tuple[str, Counter[Row]]]:
    """Rows that only one of the two has; empty where they agree."""
    source = read(text, "f.py")
    us, them = ours(source), theirs(text)
    found = [("ours", us - them), ("theirs", them - us)]
    return [(who, rows) for who, rows in found if rows]
