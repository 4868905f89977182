"""What a file speaks of: the names that it imports, reads and passes arguments by, as it writes them."""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.engine.walk import walk
from shapelint.source.program import Attr, Call, Import, ImportFrom, Name, Node, Program


def spelled(program: Program) -> frozenset[str]:
    """`keras.layers.Dense` of an import or a chain of attributes, `.fit` of any attribute, `fit(epochs=` of a keyword.

    A chain begins with what its first name was imported as.
    """
    nodes = list(walk(program.body))
    imported = {name: full for node in nodes for name, full in _imported(node)}
    return frozenset(text for node in nodes for text in _spelled(node, imported))


def _imported(node: Node) -> Iterator[tuple[str, str]]:
    """The names that an import binds, and what they stand for."""
    if isinstance(node, Import):
        yield from ((alias, module) for module, alias in node.names if alias is not None)
    elif isinstance(node, ImportFrom) and not node.level:
        yield from ((alias or name, f"{node.module}.{name}") for name, alias in node.names)


def _spelled(node: Node, imported: dict[str, str]) -> Iterator[str]:
    if isinstance(node, Import):
        yield from (module for module, _ in node.names)
    elif isinstance(node, ImportFrom):
        yield from (full for _, full in _imported(node))
    elif isinstance(node, Attr):
        yield f".{node.name}"
        chain = _chain(node, imported)
        if chain is not None:
            yield chain
    elif isinstance(node, Call):
        last = node.func.name if isinstance(node.func, Attr) else node.func.id if isinstance(node.func, Name) else ""
        yield from (f"{last}({arg.keyword}=" for arg in node.args if arg.keyword is not None)


def _chain(node: Attr, imported: dict[str, str]) -> str | None:
    names = [node.name]
    value = node.value
    while isinstance(value, Attr):
        names.append(value.name)
        value = value.value
    if not isinstance(value, Name):
        return None
    names.append(imported.get(value.id, value.id))
    return ".".join(reversed(names))
