"""Random calls, asked of our rules and of the framework: both accept or both refuse, and the shapes are equal."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from random import Random
from typing import Any

from shapelint.confirm.examples import Example
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import framework_of
from shapelint.rules.registry import find
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape

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


class Vague(Ours):
    """Our rules on shapes of which not everything is known: a name in capitals ends in the size that it stands for."""

    def tensor(self, sizes: tuple[Any, ...], dtype: str) -> Value:
        """A tensor; `REST` in front stands for axes that nobody has counted."""
        if sizes and sizes[0] is REST_OF_AXES:
            return Tensor(Shape(sizes[1:], open=True), self.rule.family, dtype, strides="packed")
        return super().tensor(sizes, dtype)

    def symbol(self, name: str) -> Any:
        """A symbol, or something not known at all."""
        return {"REST": REST_OF_AXES, "UNKNOWN": UNKNOWN}.get(name) or super().symbol(name)


REST_OF_AXES = object()


class Blurred(ast.NodeTransformer):
    """Puts symbols and unknown sizes in the place of some sizes of tensors, always the same for the same seed."""

    def __init__(self, seed: Random | str) -> None:
        self.rng = seed if isinstance(seed, Random) else Random(seed)

    def text(self, source: str) -> str:
        """A statement or expression, blurred."""
        return ast.unparse(self.visit(ast.parse(source)))

    def visit_List(self, node: ast.List) -> ast.AST:
        self.generic_visit(node)
        if all(isinstance(entry, ast.Constant) and isinstance(entry.value, int) for entry in node.elts):
            node.elts = self._blurred(node.elts)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and isinstance(node.slice, ast.List):
            node.slice = ast.Tuple(node.slice.elts, ast.Load())
        return node

    def _blurred(self, entries: list[ast.expr]) -> list[ast.expr]:
        blurred = [self._size(entry) for entry in entries]
        if self.rng.random() < 0.15:
            return [ast.Name("REST", ast.Load()), *blurred[self.rng.randint(0, len(blurred)) :]]
        return blurred

    def _size(self, entry: ast.expr) -> ast.expr:
        chance = self.rng.random()
        if chance < 0.5 or not isinstance(entry, ast.Constant) or entry.value == 0:
            return entry
        name = "UNKNOWN" if chance > 0.85 else f"{self.rng.choice('ABC')}{entry.value}"
        return ast.Name(name, ast.Load())


def check_vague(draw: Draw, count: int, seed: int) -> None:
    """Draw so many calls, and let us know less of them than the framework does."""
    rng = Random(seed)
    for _ in range(count):
        name, source = draw(rng)
        compare_vague(name, source, Blurred(rng).text(source))


def compare_vague(name: str, source: str, blurred: str) -> None:
    """What we say of a call that we only half know must hold of the call."""
    rule = find(name)
    assert rule is not None, name
    world = framework_of(rule)
    assert world is not None, name
    ours = Vague(rule).outcome(Example(blurred, (), None, "", None))
    theirs = world.outcome(Example(source, (), None, "", None))
    told = f"{blurred}\n  ours: {ours}\n  framework: {theirs}"
    if not ours.accepted:
        assert not theirs.accepted, told
    elif theirs.accepted:
        assert matches(counted(ours.value), theirs.value), told


def counted(value: Any) -> Any:
    """A value with the sizes put in that symbols stand for; None for a symbol that a rule itself has made."""
    if isinstance(value, tuple):
        return tuple(map(counted, value))
    if isinstance(value, dict):
        return {key: counted(each) for key, each in value.items()}
    names = re.findall(r"\b[ABC]\d+", value) if isinstance(value, str) else ()
    if not names:
        return None if isinstance(value, str) and re.fullmatch("[a-z]", value) else value
    return eval(value, {name: int(name[1:]) for name in names} | {"min": min, "max": max})


def matches(ours: Any, theirs: Any) -> bool:
    """Whether a value is what we say, where we do not know None, and a graph does not know `...`."""
    if ours is None or theirs in (..., (...,)):
        return True
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        if ours and ours[0] is ...:
            return not theirs or matches(ours[1:], theirs[len(theirs) - len(ours) + 1 :])
        return len(ours) == len(theirs) and all(map(matches, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(matches(each, theirs[key]) for key, each in ours.items())
    return bool(ours == theirs)
