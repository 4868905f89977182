"""Where a tensor comes from, step by step."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from shapelint.sizes import Shape, Size


@dataclass(frozen=True, slots=True)
class Site:
    """A node of a file: where something happened."""

    file: str
    at: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One step that a tensor took, and the steps before it (the first parent is the main input)."""

    what: str
    shape: Shape
    site: Site | None
    parents: tuple[Flow, ...] = ()
    name: str | None = None  # the variable it was last bound to
    role: Gates | Normalized | None = None  # the tensor's own, so that what is computed from it can be told
    maker: Any = None  # the node of a Keras graph that this step is (`keras.graph.Node`)
    guessed: bool = False  # whether an operand was not known: it may say itself what functions make of it

    @property
    def origin(self) -> Hashable:
        """Where the tensor was made, whatever variable it was bound to since; others may have been made there too."""
        return self.what, self.shape, self.site, tuple(map(id, self.parents))

    def steps(self, limit: int = 12) -> Iterator[Flow]:
        """This step and its main ancestors, the newest first."""
        step: Flow | None = self
        while step is not None and limit:
            yield step
            step = step.parents[0] if step.parents else None
            limit -= 1

    def ancestors(self, limit: int = 200) -> Iterator[Flow]:
        """Every step behind this one, breadth first."""
        queue, seen = [self], set()
        while queue and limit:
            step = queue.pop(0)
            if id(step) in seen:
                continue
            seen.add(id(step))
            limit -= 1
            yield step
            queue.extend(step.parents)


_flows: Final[dict[tuple[Any, ...], Flow]] = {}


def shared(flow: Flow) -> Flow:
    """The one object for all steps that are the same, so that two tensors of one origin can be told by identity."""
    parents = tuple(map(id, flow.parents))
    key = (flow.what, flow.shape, flow.site, parents, flow.name, flow.role, id(flow.maker), flow.guessed)
    return _flows.setdefault(key, flow)


def forget_flows() -> None:
    """Let go of all shared steps: what follows is another analysis."""
    _flows.clear()


@dataclass(frozen=True, slots=True)
class Gates:
    """A parameter of a recurrent layer that stacks `count` gates of `size` rows on its first axis."""

    count: int
    size: Size


@dataclass(frozen=True, slots=True)
class Normalized:
    """What a softmax gives: the values along `axis` are chances, or their logarithms."""

    axis: int
