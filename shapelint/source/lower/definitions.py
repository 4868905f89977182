"""Functions and classes."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from shapelint.source.lower.annotations import annotation
from shapelint.source.lower.calls import arguments, parameters
from shapelint.source.lower.statements import documented_block
from shapelint.source.lower.table import EXPRESSIONS, Numbering, statement
from shapelint.source.program import ClassDef, Expr, FunctionDef, Stmt


@statement(cst.FunctionDef)
def function(node: cst.FunctionDef, seen: Numbering, out: list[Stmt]) -> None:
    """`def`, `async def` included."""
    at = len(seen)
    seen.append(node)
    decorators = _decorators(node.decorators, seen)
    params = parameters(node.params, seen)
    returns = annotation(node.returns, seen)
    outside, seen.yields = seen.yields, 0
    doc, body = documented_block(node.body, seen)
    generator = seen.yields > 0
    seen.yields = outside
    out.append(FunctionDef(at, node.name.value, params, body, decorators, returns, doc, generator))


@statement(cst.ClassDef)
def class_(node: cst.ClassDef, seen: Numbering, out: list[Stmt], firsts: list[int] | None = None) -> None:
    """`class`; keywords such as `metaclass=` stand among the bases.

    `firsts` takes the first node number of each statement in the body.
    """
    at = len(seen)
    seen.append(node)
    decorators = _decorators(node.decorators, seen)
    bases = arguments((*node.bases, *node.keywords), seen)
    doc, body = documented_block(node.body, seen, firsts)
    out.append(ClassDef(at, node.name.value, bases, body, decorators, doc))


def _decorators(nodes: Iterable[cst.Decorator], seen: Numbering) -> tuple[Expr, ...]:
    return tuple([EXPRESSIONS[type(node.decorator)](node.decorator, seen) for node in nodes])
