"""Keras tensors: what a model is put together from, before there are numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Final

import numpy as np

Sizes = tuple[int | None, ...]
_NUMBERS: Final = count()
# Numbers that stand for sizes which are left open, of the batch and of other axes: what differs between the two calls
# that are made with them is open in the result too.
_PROBES: Final = ((2, 64), (3, 65))


class Node:
    """A Keras tensor: its sizes, None where they are left open, and the call that gives it; an input has none."""

    def __init__(
        self,
        shape: Sizes,
        function: Callable[..., Any] | None = None,
        args: tuple[Any, ...] = (),
        keywords: Mapping[str, Any] | None = None,
        part: int | None = None,
    ) -> None:
        self.shape = shape
        self.function = function
        self.args = args
        self.keywords = dict(keywords or {})
        self.part = part  # of a call that gives several
        self.number = next(_NUMBERS)  # larger than those of what it is made from

    def value(self, known: dict[int, Any]) -> Any:
        """Its array; known: arrays by the identity of what they stand for, to which this one is added."""
        if id(self) not in known:
            args, keywords = filled(self.args, known), filled(self.keywords, known)
            assert self.function is not None
            found = self.function(*args, **keywords)
            known[id(self)] = found if self.part is None else found[self.part]
        return known[id(self)]


def nodes(value: Any) -> list[Node]:
    """The Keras tensors in a value, however nested."""
    if isinstance(value, Node):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [node for item in value for node in nodes(item)] if isinstance(value, tuple | list) else []


def above(value: Any) -> list[Node]:
    """The Keras tensors in a value and all that they are made from, what is made last first."""
    found: dict[int, Node] = {}
    queue = nodes(value)
    while queue:
        node = queue.pop()
        if node.number not in found:
            found[node.number] = node
            queue += nodes([node.args, node.keywords])
    return [found[number] for number in sorted(found, reverse=True)]


def filled(value: Any, known: dict[int, Any]) -> Any:
    """A value with arrays for its Keras tensors."""
    if isinstance(value, Node):
        return value.value(known)
    if isinstance(value, tuple | list):
        return type(value)(filled(item, known) for item in value)
    return {key: filled(item, known) for key, item in value.items()} if isinstance(value, dict) else value


def applied(function: Callable[..., Any], args: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any:
    """The Keras tensors that a call gives, whatever it raises on numbers."""
    given = nodes([args, dict(keywords)])
    one, other = (_tried(function, args, keywords, given, *probe) for probe in _PROBES)
    if isinstance(one, tuple | list):
        pairs = enumerate(zip(one, other, strict=True))
        return tuple(Node(_common(*pair), function, args, keywords, at) for at, pair in pairs)
    return Node(_common(one, other), function, args, keywords)


def _tried(function: Callable[..., Any], args: Any, keywords: Any, given: list[Node], batch: int, other: int) -> Any:
    known = {id(node): np.zeros(_sizes(node.shape, batch, other), np.float32) for node in given}
    return function(*filled(args, known), **filled(dict(keywords), known))


def _sizes(shape: Sizes, batch: int, other: int) -> tuple[int, ...]:
    return tuple((other if at else batch) if size is None else size for at, size in enumerate(shape))


def _common(one: Any, other: Any) -> Sizes:
    pairs = zip(np.shape(one), np.shape(other), strict=True)
    return tuple(size if size == second else None for size, second in pairs)
