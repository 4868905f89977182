"""Going through a Program without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, Final

from shapelint.source.program import Assign, Attr, AugAssign, Block, Call, Compare, Const, Delete, For, Name, Node, With


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


def assigned_names(node: Node | Block) -> set[str]:
    """The variables that something below the node gives values to."""
    targets = (target for each in walk(node) for target in targets_of(each))
    return {each.id for target in targets for each in walk(target) if isinstance(each, Name)}


def assigned_attributes(node: Node, owner: str) -> set[str]:
    """The names `x` of every `owner.x` that something below the node is assigned to."""
    return {name for each in walk(node) for target in targets_of(each) for name in _attributes(target, owner)}


def filled_attributes(node: Node, owner: str) -> set[str]:
    """The names `x` of every `owner.x` of which a method is called that changes a container, or one within it."""
    calls = (each for each in walk(node) if isinstance(each, Call) and isinstance(each.func, Attr))
    filled = (each.func.value for each in calls if isinstance(each.func, Attr) and each.func.name in FILLING)
    return {name for target in filled for name in _attributes(target, owner)}


def switched_attributes(body: Block) -> frozenset[str]:
    """The names of attributes that are given texts and compared with others (`self.mode == "search"`).

    Someone else must set those.
    """
    asked: dict[str, set[str]] = {}
    given: dict[str, set[object]] = {}
    for each in walk(body):
        if isinstance(each, Compare):
            for name, text in _compared(each):
                asked.setdefault(name, set()).add(text)
        elif isinstance(each, Assign):
            value = each.value.value if isinstance(each.value, Const) else None
            for target in each.targets:
                if isinstance(target, Attr):
                    given.setdefault(target.name, set()).add(value)
    return frozenset(
        name for name, texts in asked.items() if None not in given.get(name, {None}) and texts - given[name]
    )


def _compared(node: Compare) -> Iterator[tuple[str, str]]:
    sides = (node.left, *(right for _, right in node.rest))
    names = [side.name for side in sides if isinstance(side, Attr)]
    texts = [part.value for side in sides for part in walk(side) if isinstance(part, Const)]
    yield from ((name, text) for name in names for text in texts if isinstance(text, str))


# What lists, dicts, sets and deques have and tuples and frozen sets have not.
FILLING: Final = frozenset(
    ("append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "appendleft", "extendleft", "popleft",
     "add", "add_module", "discard", "update", "setdefault", "popitem", "difference_update", "intersection_update")
)  # fmt: skip


def _attributes(node: object, owner: str) -> set[str]:
    return {
        below.name
        for below in walk(node)
        if isinstance(below, Attr) and isinstance(below.value, Name) and below.value.id == owner
    }


def targets_of(node: Node) -> tuple[object, ...]:
    """What a statement gives values to."""
    if isinstance(node, Assign | Delete):
        return node.targets
    if isinstance(node, AugAssign | For):
        return (node.target,)
    if isinstance(node, With):
        return tuple(target for _, target in node.items)
    return ()
