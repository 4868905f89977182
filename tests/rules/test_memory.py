"""What we say of where elements stand in memory, against PyTorch: strides, and which views need no copy."""

from __future__ import annotations

import ast
import sys
import warnings
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("torch")
sys.path.insert(0, str(Path(__file__).parent))

import torch
from drawing import Blurred, compare, compare_vague
from example_draws import Drawn, draws
from test_example_draws import RULES, SEED

from shapelint.confirm.expressions import run
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import framework_of
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.strides import strides_of
from shapelint.rules.values import ListValue, Tensor

TORCH = [rule for rule in RULES if rule.name.startswith("torch.")]


class Elsewhere(ast.NodeTransformer):
    """Tensors of an example in another order in memory, or with gaps, or stretched."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def text(self, source: str) -> str:
        return ast.unparse(self.visit(ast.parse(source)))

    def visit_List(self, node: ast.List) -> ast.AST:
        self.generic_visit(node)
        if not all(isinstance(entry, ast.Constant) and type(entry.value) is int for entry in node.elts):
            return node
        return ast.parse(self._moved([entry.value for entry in node.elts])).body[0].value

    def _moved(self, sizes: list[int]) -> str:
        how = self.rng.choice(("permute", "permute", "slice", "expand", "not at all"))
        if how == "not at all" or not sizes:
            return str(sizes)
        order = self.rng.sample(range(len(sizes)), len(sizes))
        if how == "permute":
            return f"{[sizes[order.index(at)] for at in range(len(sizes))]}.permute({tuple(order)})"
        place = self.rng.randrange(len(sizes))
        if how == "slice":
            return f"{[*sizes[:place], 2 * sizes[place], *sizes[place + 1 :]]}[{':, ' * place}::2]"
        return f"{[*sizes[:place], 1, *sizes[place + 1 :]]}.expand({tuple(sizes)})"


def outcomes(rule: Rule, drawn: Drawn) -> tuple[Any, Any] | None:
    """What we and PyTorch give, as values; None where one refuses or we say nothing of memory."""
    world = framework_of(rule)
    assert world is not None
    try:
        said = run(Ours(rule), drawn.setup, drawn.source)
        if not claims(said):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return said, run(world, drawn.setup, drawn.source)
    except Mismatch:
        return None
    except Exception:  # frameworks refuse with any exception there is
        return None


def claims(said: Any) -> bool:
    """Whether something is said of the strides of a tensor."""
    if isinstance(said, ListValue):
        said = said.items
    if isinstance(said, tuple):
        return any(map(claims, said))
    return isinstance(said, Tensor) and said.strides is not None


def wrong(said: Any, real: Any) -> list[str]:
    """The strides of which we say something false."""
    if isinstance(said, ListValue):
        said = said.items
    if isinstance(said, tuple) and isinstance(real, tuple | list):
        return [each for pair in zip(said, real, strict=False) for each in wrong(*pair)]
    strides = strides_of(said) if isinstance(said, Tensor) and isinstance(real, torch.Tensor) else None
    if strides is None or real.layout != torch.strided or real.numel() == 0:
        return []
    rows = zip(strides, real.stride(), strict=True)
    false = any(isinstance(ours, int) and ours != theirs for ours, theirs in rows)
    return [f"{strides} against {real.stride()} of {tuple(real.shape)}"] if false else []


def false_strides(rule: Rule, count: int) -> list[tuple[Drawn, list[str]]]:
    rng = Random(f"{rule.name} memory")
    found = []
    for drawn in draws(rule, count, SEED):
        elsewhere = Elsewhere(rng)
        moved = drawn if rng.random() < 0.3 else Drawn(drawn.setup, elsewhere.text(drawn.source))
        pair = outcomes(rule, moved)
        said = wrong(*pair) if pair is not None else []
        if said:
            found.append((moved, said))
    return found


@pytest.mark.parametrize("rule", TORCH, ids=lambda rule: rule.name)
def test_strides(rule: Rule, draw_count: int) -> None:
    found = false_strides(rule, draw_count // 2)
    assert not found, "\n".join(f"{drawn}: {said}" for drawn, said in found[:3])


def step(rng: Random, sizes: tuple[int, ...]) -> str:
    """One view of a tensor of these sizes, or something that makes a new one."""
    rank = len(sizes)
    axis = rng.randrange(rank) if rank else 0
    steps = [f".unsqueeze({rng.randint(0, rank)})", ".squeeze()", ".contiguous()", ".flatten()", ".T", "[None]"]
    if rank:
        start = rng.randrange(sizes[axis])
        end = rng.randint(start + 1, sizes[axis])
        gap = rng.choice(("", "", ":2", ":3"))
        window = rng.randint(1, sizes[axis])
        grown = tuple(rng.choice((size, -1)) if size > 1 else rng.randint(1, 3) for size in sizes)
        steps += [
            f".permute({tuple(rng.sample(range(rank), rank))})",
            f".transpose({axis}, {rng.randrange(rank)})",
            f".movedim({axis}, {rng.randrange(rank)})",
            f"[{':, ' * axis}{start}:{end}{gap}]",
            f"[..., {rng.randrange(sizes[-1])}]",
            f"[{':, ' * axis}{start}]",
            f".narrow({axis}, {start}, {end - start})",
            f".select({axis}, {start})",
            f".expand({grown})",
            f".expand((2, *{grown}))".replace("(2, *(", "(2, ").replace("))", ")"),
            f".unfold({axis}, {window}, {rng.randint(1, 3)})",
            f".split({window}, {axis})[0]",
            f".chunk(2, {axis})[0]",
            f".unbind({axis})[0]",
            f".flatten({axis}, {rng.randrange(axis, rank)})",
            f".unflatten({axis}, (1, -1))",
            f".reshape({merged(rng, sizes)})",
        ]
    return rng.choice(steps)


def merged(rng: Random, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Other sizes for as many elements: axes joined, taken apart or put beside new ones of size 1."""
    new: list[int] = []
    for size in sizes:
        if new and rng.random() < 0.5:
            new[-1] *= size
        else:
            new.append(size)
    for at in range(len(new) - 1, -1, -1):
        halves = [each for each in (2, 3, 5) if new[at] % each == 0]
        if halves and rng.random() < 0.3:
            first = rng.choice(halves)
            new[at : at + 1] = [new[at] // first, first]
        elif rng.random() < 0.1:
            new.insert(at, 1)
    return tuple(new)


def looked_at(rng: Random) -> str:
    """A tensor after a few steps, seen in another shape."""
    sizes = tuple(rng.choice((1, 2, 2, 3, 4)) for _ in range(rng.randint(1, 4)))
    source, x = str(list(sizes)), torch.zeros(sizes)
    for _ in range(rng.randint(1, 4)):
        more = step(rng, tuple(x.shape))
        try:
            x = eval(f"x{more}", {"x": x})
        except RuntimeError:
            continue
        source += more
    target = merged(rng, tuple(x.shape)) if x.numel() else (0,)
    if target and rng.random() < 0.3:
        place = rng.randrange(len(target))
        target = (*target[:place], -1, *target[place + 1 :])
    return f"{source}.view({target})"


def test_views() -> None:
    """A view is refused just where PyTorch refuses it."""
    rng = Random(7)
    for _ in range(300):
        compare("torch.Tensor.view", looked_at(rng))


def test_vague_views() -> None:
    """A view is refused only where PyTorch refuses it whatever the sizes are that we do not know."""
    rng = Random(8)
    for _ in range(300):
        source = looked_at(rng)
        compare_vague("torch.Tensor.view", source, Blurred(rng).text(source))
