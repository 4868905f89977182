"""A limit to how deep the expressions of a Program nest, so that whoever walks it may recurse."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final

from shapelint.source.program import Expr, Node, Opaque

MAX_DEPTH: Final = 100


def bounded(node: Any, depth: int = 0) -> Any:
    """The same node or tuple, with Opaque in place of each expression that stands more than MAX_DEPTH others deep."""
    if isinstance(node, tuple):
        items = tuple([bounded(item, depth) for item in node])
        return node if all(new is old for new, old in zip(items, node, strict=True)) else items
    if not isinstance(node, Node):
        return node
    if isinstance(node, Expr):
        depth += 1
        if depth > MAX_DEPTH:
            return node if isinstance(node, Opaque) else Opaque(node.at)
    changed = {}
    for field in fields(node):
        old = getattr(node, field.name)
        new = bounded(old, depth)
        if new is not old:
            changed[field.name] = new
    return replace(node, **changed) if changed else node
