"""Statements, definitions and `match` apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import libcst as cst

from shapelint.source.lower.annotations import annotation
from shapelint.source.lower.expressions import BINARY_OPERATORS
from shapelint.source.lower.strings import docstring_of
from shapelint.source.lower.table import EXPRESSIONS, STATEMENTS, Numbering, statement
from shapelint.source.program import (
    Assert,
    Assign,
    AugAssign,
    Block,
    Delete,
    Do,
    Expr,
    For,
    Handler,
    If,
    Import,
    ImportFrom,
    Jump,
    Outer,
    Raise,
    Return,
    Stmt,
    Try,
    While,
    With,
)


def block(suite: cst.BaseSuite | cst.Else | cst.Finally | None, seen: Numbering) -> Block:
    """The statements of a suite, or of a clause that has one; () where there is none."""
    if suite is None:
        return ()
    body: Any = suite.body
    if type(suite) is cst.Else or type(suite) is cst.Finally:
        body = body.body
    out: list[Stmt] = []
    for node in body:
        STATEMENTS[type(node)](node, seen, out)
    return tuple(out)


def documented_block(
    suite: cst.BaseSuite, seen: Numbering, firsts: list[int] | None = None
) -> tuple[str | None, Block]:
    """The docstring of a suite, and the statements after it.

    `firsts` takes, for each of libcst's statements, the number that the first node lowered from it has or would have.
    """
    doc, rest = split_docstring(suite.body)
    out: list[Stmt] = []
    numbers: list[int] = []
    for index, each in enumerate(suite.body):
        numbers.append(len(seen))
        for node in (each,) if index else rest:
            STATEMENTS[type(node)](node, seen, out)
    if firsts is not None:
        firsts += numbers
    return doc, tuple(out)


def split_docstring(body: Sequence[cst.CSTNode]) -> tuple[str | None, Sequence[cst.CSTNode]]:
    """The docstring that a row of statements begins with, and what is left of the first of them."""
    if not body:
        return None, ()
    first = body[0]
    small = first.body if isinstance(first, cst.SimpleStatementLine) else (first,)
    doc = docstring_of(small[0].value) if small and isinstance(small[0], cst.Expr) else None
    return (None, (first,)) if doc is None else (doc, small[1:])


def _optional(node: cst.BaseExpression | None, seen: Numbering) -> Expr | None:
    return None if node is None else EXPRESSIONS[type(node)](node, seen)


@statement(cst.SimpleStatementLine)
def line(node: cst.SimpleStatementLine, seen: Numbering, out: list[Stmt]) -> None:
    """The statements between semicolons."""
    for small in node.body:
        STATEMENTS[type(small)](small, seen, out)
    comment = node.trailing_whitespace.comment
    if comment is not None and out and isinstance(out[-1], Assign | Return):
        out[-1] = replace(out[-1], note=comment.value)


@statement(cst.Expr)
def do(node: cst.Expr, seen: Numbering, out: list[Stmt]) -> None:
    """An expression as a statement."""
    at = len(seen)
    seen.append(node)
    out.append(Do(at, EXPRESSIONS[type(node.value)](node.value, seen)))


@statement(cst.Assign)
def assign(node: cst.Assign, seen: Numbering, out: list[Stmt]) -> None:
    """`a = b = value`"""
    at = len(seen)
    seen.append(node)
    targets = tuple([EXPRESSIONS[type(each.target)](each.target, seen) for each in node.targets])
    out.append(Assign(at, targets, EXPRESSIONS[type(node.value)](node.value, seen), None))


@statement(cst.AnnAssign)
def annotated_assign(node: cst.AnnAssign, seen: Numbering, out: list[Stmt]) -> None:
    """`target: annotation = value`"""
    at = len(seen)
    seen.append(node)
    target = EXPRESSIONS[type(node.target)](node.target, seen)
    said = annotation(node.annotation, seen)
    out.append(Assign(at, (target,), _optional(node.value, seen), said))


_AUGMENTED = {getattr(cst, kind.__name__ + "Assign"): sign for kind, sign in BINARY_OPERATORS.items()}


@statement(cst.AugAssign)
def augmented_assign(node: cst.AugAssign, seen: Numbering, out: list[Stmt]) -> None:
    """`target += value`"""
    at = len(seen)
    seen.append(node)
    target = EXPRESSIONS[type(node.target)](node.target, seen)
    out.append(AugAssign(at, target, _AUGMENTED[type(node.operator)], EXPRESSIONS[type(node.value)](node.value, seen)))


@statement(cst.Return)
def return_(node: cst.Return, seen: Numbering, out: list[Stmt]) -> None:
    """`return value`"""
    at = len(seen)
    seen.append(node)
    out.append(Return(at, _optional(node.value, seen)))


@statement(cst.Raise)
def raise_(node: cst.Raise, seen: Numbering, out: list[Stmt]) -> None:
    """`raise value`; the cause is dropped."""
    at = len(seen)
    seen.append(node)
    out.append(Raise(at, _optional(node.exc, seen)))


@statement(cst.Assert)
def assert_(node: cst.Assert, seen: Numbering, out: list[Stmt]) -> None:
    """`assert test`; the message is dropped."""
    at = len(seen)
    seen.append(node)
    out.append(Assert(at, EXPRESSIONS[type(node.test)](node.test, seen)))


@statement(cst.Break)
def break_(node: cst.Break, seen: Numbering, out: list[Stmt]) -> None:
    """`break`"""
    out.append(Jump(len(seen), "break"))
    seen.append(node)


@statement(cst.Continue)
def continue_(node: cst.Continue, seen: Numbering, out: list[Stmt]) -> None:
    """`continue`"""
    out.append(Jump(len(seen), "continue"))
    seen.append(node)


@statement(cst.Del)
def delete(node: cst.Del, seen: Numbering, out: list[Stmt]) -> None:
    """`del a, b`"""
    at = len(seen)
    seen.append(node)
    target = node.target
    each = [element.value for element in target.elements] if isinstance(target, cst.Tuple) else [target]
    out.append(Delete(at, tuple([EXPRESSIONS[type(one)](one, seen) for one in each])))


@statement(cst.Global, cst.Nonlocal)
def outer(node: cst.Global | cst.Nonlocal, seen: Numbering, out: list[Stmt]) -> None:
    """`global a, b` or `nonlocal a, b`"""
    names = tuple([item.name.value for item in node.names])
    out.append(Outer(len(seen), "global" if isinstance(node, cst.Global) else "nonlocal", names))
    seen.append(node)


@statement(cst.If)
def if_(node: cst.If, seen: Numbering, out: list[Stmt]) -> None:
    """`if`; an `elif` is an If alone in `orelse`."""
    at = len(seen)
    seen.append(node)
    test = EXPRESSIONS[type(node.test)](node.test, seen)
    body = block(node.body, seen)
    orelse: Block
    if isinstance(node.orelse, cst.If):
        rest: list[Stmt] = []
        if_(node.orelse, seen, rest)
        orelse = tuple(rest)
    else:
        orelse = block(node.orelse, seen)
    out.append(If(at, test, body, orelse))


@statement(cst.For)
def for_(node: cst.For, seen: Numbering, out: list[Stmt]) -> None:
    """`for`, `async for` included."""
    at = len(seen)
    seen.append(node)
    target = EXPRESSIONS[type(node.target)](node.target, seen)
    source = EXPRESSIONS[type(node.iter)](node.iter, seen)
    out.append(For(at, target, source, block(node.body, seen), block(node.orelse, seen)))


@statement(cst.While)
def while_(node: cst.While, seen: Numbering, out: list[Stmt]) -> None:
    """`while`"""
    at = len(seen)
    seen.append(node)
    test = EXPRESSIONS[type(node.test)](node.test, seen)
    out.append(While(at, test, block(node.body, seen), block(node.orelse, seen)))


@statement(cst.Try, cst.TryStar)
def try_(node: cst.Try | cst.TryStar, seen: Numbering, out: list[Stmt]) -> None:
    """`try`, with `except` or `except*`."""
    at = len(seen)
    seen.append(node)
    body = block(node.body, seen)
    handlers = tuple([_handler(each, seen) for each in node.handlers])
    out.append(Try(at, body, handlers, block(node.orelse, seen), block(node.finalbody, seen)))


def _handler(node: cst.ExceptHandler | cst.ExceptStarHandler, seen: Numbering) -> Handler:
    """One `except` clause."""
    at = len(seen)
    seen.append(node)
    name = node.name.name.value if node.name is not None and isinstance(node.name.name, cst.Name) else None
    return Handler(at, _optional(node.type, seen), name, block(node.body, seen))


@statement(cst.With)
def with_(node: cst.With, seen: Numbering, out: list[Stmt]) -> None:
    """`with`, `async with` included."""
    at = len(seen)
    seen.append(node)
    items: list[tuple[Expr, Expr | None]] = []
    for item in node.items:
        manager = EXPRESSIONS[type(item.item)](item.item, seen)
        items.append((manager, _optional(None if item.asname is None else item.asname.name, seen)))
    out.append(With(at, tuple(items), block(node.body, seen)))


def dotted(node: cst.BaseExpression) -> str:
    """The name of a module, `a.b.c`."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return ".".join(reversed(parts))


def _alias(node: cst.ImportAlias) -> tuple[str, str | None]:
    """An imported name, and the one after `as`."""
    alias = node.asname.name if node.asname is not None else None
    return dotted(node.name), alias.value if isinstance(alias, cst.Name) else None


@statement(*(getattr(cst, kind) for kind in ("Import", "LazyImport") if hasattr(cst, kind)))
def import_(node: cst.Import, seen: Numbering, out: list[Stmt]) -> None:
    """`import a.b as c`"""
    out.append(Import(len(seen), tuple([_alias(name) for name in node.names])))
    seen.append(node)


@statement(*(getattr(cst, kind) for kind in ("ImportFrom", "LazyImportFrom") if hasattr(cst, kind)))
def import_from(node: cst.ImportFrom, seen: Numbering, out: list[Stmt]) -> None:
    """`from ..module import name as alias`, or `*`."""
    names = node.names
    pairs = (("*", None),) if isinstance(names, cst.ImportStar) else tuple([_alias(name) for name in names])
    module = "" if node.module is None else dotted(node.module)
    out.append(ImportFrom(len(seen), module, len(node.relative), pairs))
    seen.append(node)
