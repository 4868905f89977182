"""Comprehensions and generator expressions."""

from __future__ import annotations

from typing import Final, Literal

import libcst as cst

from shapelint.source.lower.table import EXPRESSIONS, Numbering, expression
from shapelint.source.program import Comp, Expr, Generator

_KINDS: Final[dict[type, Literal["list", "set", "generator"]]] = {
    cst.ListComp: "list",
    cst.SetComp: "set",
    cst.GeneratorExp: "generator",
}


@expression(cst.ListComp, cst.SetComp, cst.GeneratorExp)
def comprehension(node: cst.ListComp | cst.SetComp | cst.GeneratorExp, seen: Numbering) -> Expr:
    """A comprehension of single values."""
    at = len(seen)
    seen.append(node)
    value = EXPRESSIONS[type(node.elt)](node.elt, seen)
    return Comp(at, _KINDS[type(node)], None, value, _generators(node.for_in, seen))


@expression(cst.DictComp)
def dict_comprehension(node: cst.DictComp, seen: Numbering) -> Expr:
    """`{key: value for …}`"""
    at = len(seen)
    seen.append(node)
    key = EXPRESSIONS[type(node.key)](node.key, seen)
    value = EXPRESSIONS[type(node.value)](node.value, seen)
    return Comp(at, "dict", key, value, _generators(node.for_in, seen))


def _generators(node: cst.CompFor | None, seen: Numbering) -> tuple[Generator, ...]:
    """The `for` clauses; libcst nests each in the one before."""
    found = []
    while node is not None:
        at = len(seen)
        seen.append(node)
        target = EXPRESSIONS[type(node.target)](node.target, seen)
        source = EXPRESSIONS[type(node.iter)](node.iter, seen)
        tests = tuple([EXPRESSIONS[type(clause.test)](clause.test, seen) for clause in node.ifs])
        found.append(Generator(at, target, source, tests))
        node = node.inner_for_in
    return tuple(found)
