"""Random calls, asked of our rules and of the framework: both accept or both refuse, and the shapes are equal."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from shapelint.confirm.examples import Example
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import framework_of
from shapelint.rules.registry import find

Draw = Callable[[Random], tuple[str, str]]  # a rule's name, and a call of it as in a docstring


def sizes(rng: Random, *, least: int = 0, most: int = 4, up_to: int = 6) -> list[int]:
    """A shape by chance."""
    return [rng.randint(1, up_to) for _ in range(rng.randint(least, most))]


def nearly(rng: Random, dims: list[int], chance: float = 0.25) -> list[int]:
    """The same shape, sometimes with one size changed."""
    if dims and rng.random() < chance:
        place = rng.randrange(len(dims))
        return [*dims[:place], rng.randint(1, 6), *dims[place + 1 :]]
    return list(dims)


def stretchable(rng: Random, dims: list[int]) -> list[int]:
    """A shape that nearly always broadcasts with another: axes left out in front, some made 1."""
    kept = [1 if rng.random() < 0.3 else size for size in dims[rng.randint(0, len(dims)) :]]
    return nearly(rng, kept, 0.15)


def check(draw: Draw, count: int, seed: int) -> None:
    """Draw so many calls and compare."""
    rng = Random(seed)
    for _ in range(count):
        compare(*draw(rng))


def compare(name: str, source: str) -> None:
    """One call in both worlds."""
    rule = find(name)
    assert rule is not None, name
    world = framework_of(rule)
    assert world is not None, name
    example = Example(source, (), None, "", None)
    theirs, ours = world.outcome(example), Ours(rule).outcome(example)
    told = f"{source}\n  ours: {ours}\n  framework: {theirs}"
    assert ours.accepted == theirs.accepted, told
    if theirs.accepted:
        assert matches(ours.value, theirs.value), told


def matches(ours: Any, theirs: Any) -> bool:
    """Whether a value is what we say, where None is not known."""
    if ours is None:
        return True
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        if ours and ours[0] is ...:
            return not theirs or matches(ours[1:], theirs[len(theirs) - len(ours) + 1 :])
        return len(ours) == len(theirs) and all(map(matches, ours, theirs))
    return bool(ours == theirs)
