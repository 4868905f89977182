"""`match` and its patterns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import libcst as cst

from shapelint.source.lower.statements import block
from shapelint.source.lower.table import EXPRESSIONS, Numbering, statement
from shapelint.source.program import Case, Match, Pattern, Stmt


@statement(cst.Match)
def match(node: cst.Match, seen: Numbering, out: list[Stmt]) -> None:
    """`match subject:`"""
    at = len(seen)
    seen.append(node)
    subject = EXPRESSIONS[type(node.subject)](node.subject, seen)
    out.append(Match(at, subject, tuple([_case(case, seen) for case in node.cases])))


def _case(node: cst.MatchCase, seen: Numbering) -> Case:
    """`case pattern if guard:`"""
    at = len(seen)
    seen.append(node)
    pattern = _pattern(node.pattern, seen)
    guard = None if node.guard is None else EXPRESSIONS[type(node.guard)](node.guard, seen)
    return Case(at, pattern, guard, block(node.body, seen))


def _pattern(node: cst.CSTNode, seen: Numbering) -> Pattern:
    """Any pattern; an unknown one binds nothing and is a wildcard."""
    at = len(seen)
    seen.append(node)
    lower = _PATTERNS.get(type(node))
    return Pattern(at, "capture") if lower is None else lower(at, node, seen)


def _value(at: int, node: cst.MatchValue | cst.MatchSingleton, seen: Numbering) -> Pattern:
    return Pattern(at, "value", EXPRESSIONS[type(node.value)](node.value, seen))


def _as(at: int, node: cst.MatchAs, seen: Numbering) -> Pattern:
    """`name`, `_`, or `pattern as name`: a capture, with what it must match as its only item."""
    name = None if node.name is None else node.name.value
    items = () if node.pattern is None else (_pattern(node.pattern, seen),)
    return Pattern(at, "capture", None, name, items)


def _star(at: int, node: cst.MatchStar, seen: Numbering) -> Pattern:
    return Pattern(at, "star", None, None if node.name is None else node.name.value)


def _sequence(at: int, node: cst.MatchList | cst.MatchTuple, seen: Numbering) -> Pattern:
    items = [each if isinstance(each, cst.MatchStar) else each.value for each in node.patterns]
    return Pattern(at, "sequence", None, None, tuple([_pattern(item, seen) for item in items]))


def _mapping(at: int, node: cst.MatchMapping, seen: Numbering) -> Pattern:
    """`{key: pattern, **rest}`; the name of the rest is the pattern's name."""
    keys = tuple([EXPRESSIONS[type(each.key)](each.key, seen) for each in node.elements])
    items = tuple([_pattern(each.pattern, seen) for each in node.elements])
    return Pattern(at, "mapping", None, None if node.rest is None else node.rest.value, items, keys)


def _class(at: int, node: cst.MatchClass, seen: Numbering) -> Pattern:
    cls = EXPRESSIONS[type(node.cls)](node.cls, seen)
    items = [_pattern(each.value, seen) for each in node.patterns]
    items += [_pattern(each.pattern, seen) for each in node.kwds]
    return Pattern(at, "class", cls, None, tuple(items), tuple([each.key.value for each in node.kwds]))


def _or(at: int, node: cst.MatchOr, seen: Numbering) -> Pattern:
    return Pattern(at, "or", None, None, tuple([_pattern(each.pattern, seen) for each in node.patterns]))


_PATTERNS: Final[dict[type, Callable[[int, Any, Numbering], Pattern]]] = {
    cst.MatchValue: _value,
    cst.MatchSingleton: _value,
    cst.MatchAs: _as,
    cst.MatchStar: _star,
    cst.MatchList: _sequence,
    cst.MatchTuple: _sequence,
    cst.MatchMapping: _mapping,
    cst.MatchClass: _class,
    cst.MatchOr: _or,
}
