"""Random indices of every kind, read and assigned, asked of our rules and of PyTorch."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("torch")
sys.path.insert(0, str(Path(__file__).parent))

from drawing import Blurred, Vague, counted, matches

from shapelint.confirm.examples import Example
from shapelint.confirm.expressions import run
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import framework_of
from shapelint.rules.registry import find

COUNT = 1500


def item(rng: Random, size: int) -> str:
    """One item of an index for an axis of this size, sometimes one that lies outside."""
    chance = rng.random()
    if chance < 0.2:
        return str(rng.randint(-size - (rng.random() < 0.1), size - (rng.random() < 0.9)))
    if chance < 0.5:
        ends = [rng.choice(("", "", str(rng.randint(-size - 2, size + 2)))) for _ in range(2)]
        return ":".join((*ends, *((str(rng.choice((1, 2, 3, 3, -1))),) if rng.random() < 0.3 else ())))
    if chance < 0.65:
        return f"bools[{size + (rng.random() < 0.1)}]"
    if chance < 0.85:
        return f"ints{[rng.choice((1, 2, 2, 3)) for _ in range(rng.randint(0, 2))] or '[()]'}"
    if chance < 0.95:
        return f"({', '.join(str(rng.randint(-size, size - 1)) for _ in range(rng.randint(1, 3)))},)"
    return f"range({rng.randint(0, size)})"


def indexed(rng: Random) -> tuple[list[int], str]:
    """A shape and an index."""
    dims = [rng.randint(1, 5) for _ in range(rng.randint(0, 4))]
    items = [item(rng, size) for size in dims[: rng.randint(0, len(dims))]]
    for more, chance in (("None", 0.2), ("...", 0.3), ("0", 0.05)):
        if rng.random() < chance:
            items.insert(rng.randint(0, len(items)), more)
    return dims, ", ".join(items) or "..."


def put(rng: Random) -> tuple[tuple[str, ...], str]:
    """An assignment of what nearly fits, and the tensor that it changes."""
    dims, index = indexed(rng)
    world = framework_of(find("torch.Tensor.__getitem__"))
    try:
        sizes = list(run(world, (), f"{dims}[{index}]").shape)
    except Exception:  # what cannot be read cannot be written
        sizes = [1]
    value = [1 if rng.random() < 0.2 else size for size in sizes[rng.random() < 0.2 :]]
    value = [1] * rng.choice((0, 0, 0, 1, 2)) + [size + (rng.random() < 0.1) for size in value]
    return (f"x = {dims}", f"x[{index}] = {value}"), "x"


def taken(rng: Random) -> tuple[tuple[str, ...], str]:
    dims, index = indexed(rng)
    return (), f"{dims}[{index}]"


def masked(real: str) -> bool:
    """Whether a refusal hangs on how many elements of a mask are true, which shapes do not tell."""
    return "indexing tensors could not be broadcast" in real or "value tensor of shape" in real


@pytest.mark.parametrize("draw", [taken, put], ids=lambda draw: draw.__name__)
def test_indices(draw) -> None:
    rule = find("torch.Tensor.__getitem__")
    world = framework_of(rule)
    rng = Random(draw.__name__)
    for _ in range(COUNT):
        setup, source = draw(rng)
        example = Example(source, setup, None, "", None)
        said, real = Ours(rule).outcome(example), world.outcome(example)
        told = f"{setup} {source}\n  ours: {said}\n  framework: {real}"
        if "bools" in str(example) and masked(real.message):
            continue
        assert said.accepted == real.accepted, told
        if not real.accepted:
            continue
        assert matches(said.value, real.value), told
        blur = Blurred(rng)
        vague = Example(blur.text(source), tuple(map(blur.text, setup)), None, "", None)
        said = Vague(rule).outcome(vague)
        assert said.accepted, f"{vague}\n  ours: {said}\n  {told}"
        assert matches(counted(said.value), real.value), f"{vague}\n  ours: {said}\n  {told}"
