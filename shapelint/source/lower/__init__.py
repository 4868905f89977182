"""libcst's tree lowered to the Program: plain functions in a table by node type, one pass, no visitors."""

from __future__ import annotations

import libcst as cst

# Each of these enters its functions in the tables.
from shapelint.source.lower import calls as _calls
from shapelint.source.lower import comprehensions as _comprehensions
from shapelint.source.lower import definitions as _definitions
from shapelint.source.lower import expressions as _expressions
from shapelint.source.lower import literals as _literals
from shapelint.source.lower import patterns as _patterns
from shapelint.source.lower.statements import split_docstring
from shapelint.source.lower.table import STATEMENTS, Numbering
from shapelint.source.program import Block, Stmt

__all__ = ["Numbering", "lower_module"]

_ENTERED = (_calls, _comprehensions, _definitions, _expressions, _literals, _patterns)


def lower_module(module: cst.Module, seen: Numbering, documented: bool = True) -> tuple[str | None, Block, list[int]]:
    """The docstring and the statements of a module, and for each of libcst's top-level statements its first `at`.

    `documented` is False for a piece of a module that does not begin with its first statement.
    """
    doc, beginning = split_docstring(module.body) if documented else (None, module.body[:1])
    out: list[Stmt] = []
    firsts: list[int] = []
    for index, statement in enumerate(module.body):
        firsts.append(len(seen))
        for node in (statement,) if index else beginning:
            STATEMENTS[type(node)](node, seen, out)
    return doc, tuple(out), firsts
