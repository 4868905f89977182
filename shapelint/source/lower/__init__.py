"""libcst's tree lowered to the Program: plain functions in a table by node type, one pass, no visitors."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

# Each of these enters its functions in the tables.
from shapelint.source.lower import calls as _calls
from shapelint.source.lower import comprehensions as _comprehensions
from shapelint.source.lower import expressions as _expressions
from shapelint.source.lower import literals as _literals
from shapelint.source.lower import patterns as _patterns
from shapelint.source.lower.definitions import class_
from shapelint.source.lower.statements import split_docstring
from shapelint.source.lower.table import STATEMENTS, Numbering
from shapelint.source.program import Block, Stmt

__all__ = ["Lowered", "Numbering", "lower_module"]

_ENTERED = (_calls, _comprehensions, _expressions, _literals, _patterns)


@dataclass(frozen=True, slots=True)
class Lowered:
    """A module: its docstring and statements, and which numbers its nodes have.

    `firsts` has the first node number of each top-level statement, `members` those of the statements in the body of
    each top-level class, by its index.
    """

    doc: str | None
    body: Block
    firsts: list[int]
    members: dict[int, list[int]]


def lower_module(module: cst.Module, seen: Numbering, documented: bool = True) -> Lowered:
    """Lower a module; `documented` is False for a piece of one that does not begin with its first statement."""
    doc, beginning = split_docstring(module.body) if documented else (None, module.body[:1])
    out: list[Stmt] = []
    firsts: list[int] = []
    members: dict[int, list[int]] = {}
    for index, statement in enumerate(module.body):
        firsts.append(len(seen))
        if isinstance(statement, cst.ClassDef):
            members[index] = []
            class_(statement, seen, out, members[index])
            continue
        for node in (statement,) if index else beginning:
            STATEMENTS[type(node)](node, seen, out)
    return Lowered(doc, tuple(out), firsts, members)
