"""Whole numbers drawn by chance: each is a size of its own, between the bounds that it was drawn from."""

from __future__ import annotations

import pytest

from tests.engine.programs import Sizes, codes, shapes, size

HEAD = "import random\nimport numpy as np\nimport torch\ndata = torch.zeros(1000)\n"
WINDOWS: dict[str, tuple[str, Sizes]] = {
    "a vector gone through": (
        "ix = torch.randint(len(data) - 32, (8,))\ny = torch.stack([data[i : i + 32] for i in ix])",
        (8, 32),
    ),
    "behind each place": (
        "ix = torch.randint(0, 1000 - 32 - 1, (8,))\ny = torch.stack([data[i + 1 : i + 1 + 32] for i in ix])",
        (8, 32),
    ),
    "by index": ("ix = torch.randint(high=968, size=(8,))\ny = data[ix[0] : ix[0].item() + 32]", (32,)),
    "by two indices": ("ix = torch.randint(high=968, size=(8,))\ny = data[ix[0] : ix[1].item() + 32]", (None,)),
    "of a part": ("ix = torch.randint(high=968, size=(8,))\ny = data[ix[0] : ix[1:][0].item() + 32]", (None,)),
    "drawn again": (
        "ix = torch.randint(968, (8,))\na = ix[0]\nix = torch.randint(968, (8,))\ny = data[a : ix[0] + 32]",
        (None,),
    ),
    "a number": ("i = torch.randint(968, (1,)).item()\ny = data[i : i + 32]", (32,)),
    "Python's own": ("i = random.randint(0, len(data) - 32)\ny = data[i : i + 32]", (32,)),
    "a range": ("i = random.randrange(0, len(data) - 31)\ny = data[i : i + 32]", (32,)),
    "a range with a step": ("i = random.randrange(0, 900, 10)\ny = data[i : i + 32]", (None,)),
    "beyond the end": ("i = random.randint(0, len(data))\ny = data[i : i + 32]", (None,)),
    "of a list": ("i, j = torch.randint(0, 5, (2,)).tolist()\ny = data[j : j + 32]", (32,)),
    "NumPy's": ("i = np.random.randint(0, 4) * 64\ny = data[i : i + 32]", (32,)),
    "NumPy's, up to the end": (
        "i = np.random.default_rng().integers(0, 968, endpoint=True)\ny = data[i : i + 32]",
        (None,),
    ),
    "of length unknown": ("i = random.randint(3, 9)\nj = random.randint(3, 9)\ny = data[: i][: j]", (None,)),
    "set since": ("ix = torch.randint(968, (8,))\nix[0] = 990\ny = data[ix[0] : ix[0] + 32]", (None,)),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_at_a_place_by_chance(name: str) -> None:
    text, wanted = WINDOWS[name]
    (found,) = shapes(HEAD + text)["y"]
    assert (None if found is None else tuple(one if isinstance(one, int) else None for one in found)) == wanted


def test_two_numbers_by_chance_may_be_equal() -> None:
    assert codes(HEAD + "torch.zeros(random.randint(2, 5)) + torch.zeros(random.randint(2, 5))\n") == []
    assert codes(HEAD + "a, b = torch.randint(2, 5, (2,))\ntorch.zeros(a) + torch.zeros(b)\n") == []


def test_a_number_by_chance_does_not_outlive_its_turn() -> None:
    text = "import random\nxs = [random.randint(1, 9) for _ in range(1000)]\nn = 3 if xs[0] == xs[1] else 4\n"
    assert size("n", text) is None
    text = "import random\nx = 0\nfor _ in range(1000):\n    y, x = x, random.randint(1, 9)\nn = 3 if x == y else 4\n"
    assert size("n", text) is None
