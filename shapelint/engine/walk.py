"""Going through a Program without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

from shapelint.source.program import Assign, Attr, AugAssign, Delete, For, Name, Node, With


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def walk(node: object) -> Iterator[Node]:
    """The node and every node below it, in no particular order."""
    queue = [node]
    while queue:
        found = queue.pop()
        if isinstance(found, Node):
            yield found
            kind: Any = type(found)
            queue.extend(getattr(found, name) for name in _names(kind))
        elif isinstance(found, tuple):
            queue.extend(found)


def assigned_attributes(node: Node, owner: str) -> set[str]:
    """The names `x` of every `owner.x` that something below the node is assigned to."""
    found: set[str] = set()
    for each in walk(node):
        for target in _targets(each):
            found |= {
                below.name
                for below in walk(target)
                if isinstance(below, Attr) and isinstance(below.value, Name) and below.value.id == owner
            }
    return found


def _targets(node: Node) -> tuple[object, ...]:
    if isinstance(node, Assign | Delete):
        return node.targets
    if isinstance(node, AugAssign | For):
        return (node.target,)
    if isinstance(node, With):
        return tuple(target for _, target in node.items)
    return ()
