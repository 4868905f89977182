"""Random patterns of einops."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("torch")
pytest.importorskip("einops")
sys.path.insert(0, str(Path(__file__).parent))

from drawing import Draw, check, check_vague, nearly, sizes

COUNT = 25
NAMES = ("a", "b", "c", "d", "e")


def _grouped(rng: Random, names: list[str]) -> list[list[str]]:
    """Names in groups of one to three."""
    groups: list[list[str]] = []
    rest = list(names)
    while rest:
        count = rng.choice((1, 1, 1, 2, 3))
        groups.append(rest[:count])
        rest = rest[count:]
    return groups


def _written(rng: Random, groups: list[list[str]]) -> str:
    words = [group[0] if len(group) == 1 else f"({' '.join(group)})" for group in groups]
    if rng.random() < 0.15:
        words.insert(rng.randint(0, len(words)), rng.choice(("1", "()")))
    return " ".join(words)


def _given(rng: Random, groups: list[list[str]], size: dict[str, int]) -> str:
    """Sizes for all names of a group but one, at times for one too few, one too many, or of a wrong value."""
    named = [name for group in groups for name in (group[1:] if rng.random() < 0.9 else group)]
    if named and rng.random() < 0.1:
        named.pop()
    return "".join(f", {name}={size[name] + (rng.random() < 0.1)}" for name in named)


def rearrange(rng: Random) -> tuple[str, str]:
    names = list(NAMES[: rng.randint(1, 5)])
    size = {name: rng.randint(1, 4) for name in names}
    left = _grouped(rng, names)
    dims = []
    for group in left:
        product = 1
        for name in group:
            product *= size[name]
        dims.append(product)
    order = rng.sample(names, len(names))
    if rng.random() < 0.1:
        order = order[1:]
    more = ["..."] if rng.random() < 0.3 else []
    extra = sizes(rng, most=2, least=1) if more else []
    before, after = _written(Random(3), left), _written(rng, _grouped(rng, order) if order else [])
    if more:
        dims, before, after = (
            [*dims, *extra],
            f"{before} ...",
            rng.choice((f"{after} ...", f"... {after}", f"(...) {after}")),
        )
    dims = nearly(rng, dims, 0.15) if rng.random() < 0.9 else [*dims, 2]
    name = rng.choice(("rearrange", "Rearrange"))
    if name == "rearrange":
        return "einops.rearrange", f"rearrange({dims}, '{before} -> {after}'{_given(rng, left, size)})"
    return "einops.layers.torch.Rearrange", f"Rearrange('{before} -> {after}'{_given(rng, left, size)})({dims})"


def reduce(rng: Random) -> tuple[str, str]:
    pattern, dims = rng.choice(
        (
            ("b c (h 2) (w 2) -> b c h w", [2, 3, 4, 6]),
            ("b c h w -> b c", [2, 3, 4, 6]),
            ("b c ... -> b c", [2, 3, 4, 6]),
            ("b c h w -> b c () 1", [2, 3, 4, 6]),
            ("b c (h 3) -> c h", [2, 3, 9]),
            ("b c -> b d", [2, 3]),
        )
    )
    return "einops.reduce", f"reduce({nearly(rng, dims)}, {pattern!r}, {rng.choice(('max', 'sum', 'mean'))!r})"


def repeat(rng: Random) -> tuple[str, str]:
    pattern = rng.choice(
        (
            "h w -> h w c",
            "h w -> (c h) w",
            "h w -> h (w 3)",
            "... -> c ...",
            "h w -> h w",
            "h w -> (h c) (w 2)",
            "h -> c h",
        )
    )
    given = rng.choice((", c=4", ", c=4", ""))
    return "einops.repeat", f"repeat({nearly(rng, [2, 5]) if rng.random() < 0.8 else sizes(rng)}, {pattern!r}{given})"


def einsum(rng: Random) -> tuple[str, str]:
    left, right, pattern = rng.choice(
        (
            ([2, 3], [3, 4], "batch inner, inner out -> batch out"),
            ([2, 3, 4], [4, 5], "... i, i o -> ... o"),
            ([2, 3, 4], [2, 5, 4], "b q d, b k d -> b q k"),
            ([2, 3], [2, 3], "a b, a b ->"),
        )
    )
    return "einops.einsum", f"einsum({nearly(rng, left)}, {nearly(rng, right)}, {pattern!r})"


def pack(rng: Random) -> tuple[str, str]:
    pattern, kinds = rng.choice((("b * d", ([2, 4], [2, 3, 4], [2, 3, 5, 4])), ("*", ([3], [2, 3], []))))
    chosen = [nearly(rng, rng.choice(kinds), 0.1) for _ in range(rng.randint(1, 3))]
    return "einops.pack", f"pack([{', '.join(map(str, chosen))}], {pattern!r})[0]"


def unpack(rng: Random) -> tuple[str, str]:
    shapes = rng.choice((((), (3,)), ((2,), (-1,)), ((2, 2),), ((-1, 2), (1,))))
    return "einops.unpack", f"unpack({nearly(rng, [2, rng.choice((4, 5)), 3], 0.2)}, {shapes}, 'b * d')"


WORDS = ("1", "()", "...", "(...)", "(", ")", "2", "3", "0", "a", "c", "(a c)", "_", "_a", "->", "b...", "(1 2)", "*")


def _changed(rng: Random, pattern: str) -> str:
    """A pattern with a word more, less, or in another place; mostly no pattern at all."""
    words = pattern.split()
    for _ in range(rng.choice((0, 1, 1, 2))):
        at = rng.randrange(len(words) + 1)
        word = words.pop(rng.randrange(len(words))) if words and rng.random() < 0.6 else rng.choice(WORDS)
        if rng.random() < 0.7:
            words.insert(min(at, len(words)), word)
    return " ".join(words)


def _some(rng: Random, *names: str) -> str:
    return "".join(f", {name}={rng.choice((1, 2, 2, 3, 0, -1))}" for name in names if rng.random() < 0.5)


def changed_pattern(rng: Random) -> tuple[str, str]:
    name = rng.choice(("rearrange", "reduce", "repeat"))
    pattern = rng.choice(
        (
            "a (b c) -> b a c",
            "... a b -> b (... a)",
            "(a 2) b -> a b",
            "a b -> a b",
            "a b -> (a c) 2 b",
            "a (b c) d -> a c",
            "a ... -> ...",
        )
    )
    dims = sizes(rng, least=1, most=3, up_to=4) if rng.random() < 0.4 else rng.choice(([2, 6], [4, 6], [2, 6, 3]))
    if rng.random() < 0.1:
        dims = [list(dims)] * rng.randint(1, 3)
    how = ", 'max'" if name == "reduce" else ""
    return f"einops.{name}", f"{name}({dims}, {_changed(rng, pattern)!r}{how}{_some(rng, 'b', 'c')})"


def changed_sum(rng: Random) -> tuple[str, str]:
    pattern = rng.choice(("a b, b c -> a c", "... a, a b -> ... b", "a a, a -> a", "a b, ... -> ... a"))
    left, right = rng.choice((([2, 3], [3, 4]), ([3, 3], [3, 1]), ([2, 3], [3]), ([2, 1], [3, 4])))
    return "einops.einsum", f"einsum({nearly(rng, left)}, {nearly(rng, right)}, {_changed(rng, pattern)!r})"


def parse_shape(rng: Random) -> tuple[str, str]:
    pattern = rng.choice(("a b", "a _ c", "... a", "a 1", "a ... (b)", "a 3 b", "_ a _"))
    return "einops.parse_shape", f"parse_shape({sizes(rng, up_to=3)}, {_changed(rng, pattern)!r})"


def mixed(rng: Random) -> tuple[str, str]:
    pattern, weight, bias, dims = rng.choice(
        (
            ("a b i -> a b o", "i o", "o", [2, 3, 4]),
            ("a (b i) -> a (b o)", "b i o", "b o", [2, 12]),
            ("... i -> ... o", "i o", "o", [2, 3, 4]),
            ("a i -> a i", "i", "i", [2, 4]),
            ("a 1 i -> o a", "i o", "a", [2, 1, 4]),
        )
    )
    if rng.random() < 0.3:
        pattern = _changed(rng, pattern)
    if rng.random() < 0.2:
        weight = _changed(rng, weight)
    named = {"a": 2, "b": 3, "i": 4, "o": 5}
    given = [name for name in named if rng.random() < (0.95 if name in weight else 0.3)]
    values = "".join(f", {name}={nearly(rng, [named[name]], 0.1)[0]}" for name in given)
    more = f", {bias!r}" if rng.random() < 0.5 else ""
    dims = nearly(rng, dims)
    return "einops.layers.torch.EinMix", f"EinMix({pattern!r}, {weight!r}{more}{values})({dims})"


DRAWS: tuple[Draw, ...] = (
    rearrange,
    reduce,
    repeat,
    einsum,
    pack,
    unpack,
    changed_pattern,
    changed_sum,
    parse_shape,
    mixed,
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: draw.__name__)
def test_agrees(draw: Draw) -> None:
    check(draw, COUNT, seed=7)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: draw.__name__)
def test_half_known(draw: Draw) -> None:
    check_vague(draw, COUNT, seed=11)
