"""Masks of nothing but ones and zeros: how many places they choose is known until someone writes into them."""

from __future__ import annotations

import pytest

from tests.engine.programs import Sizes, shapes

START = """
import numpy as np
import torch
n = 6
pairs = torch.rand(2 * n, 2 * n)
row, square = torch.rand(4), np.zeros((4, 4))
ones = torch.ones(4, dtype=torch.bool)
none = torch.zeros(4, dtype=torch.bool)
def spoil(mask):
    mask[0] = 0
class Holder:
    def __init__(self):
        self.mask = torch.zeros(4, dtype=torch.bool)
    def set(self):
        self.mask[:2] = True
"""

KNOWN = {
    "no diagonal": "x = pairs[~torch.eye(2 * n, dtype=torch.bool)].view(2 * n, -1)",
    "no diagonal, turned into truth": "x = pairs[~torch.eye(2 * n).bool()].view(2 * n, 2 * n - 1)",
    "selected": "x = pairs.masked_select(~torch.eye(2 * n, dtype=bool)).reshape(2 * n, -1)",
    "filled diagonal": "x = pairs[torch.ones((2 * n, 2 * n), dtype=bool).fill_diagonal_(0)].view(2 * n, -1)",
    "one less a diagonal": "x = pairs[(1 - torch.eye(2 * n)).bool()]",
    "compared": "x = pairs[torch.eye(2 * n) == 0]",
    "upper triangle": "x = pairs[torch.triu(torch.ones(2 * n, 2 * n), diagonal=1).bool()]",
    "lower triangle": "x = square[np.tril(np.ones((4, 4)), -1).astype(bool)]",
    "repeated": "x = pairs[torch.eye(n, dtype=torch.bool).repeat(2, 2)].view(2 * n, -1)",
    "a part set": "none[:3] = True\nx = row[none], row[~none]\nx, y = x",
    "a part taken out": "ones[1:3] = False\nx = row[ones]",
    "within an object": "h = Holder()\nh.set()\nx = row[h.mask]",
    "in each turn": "for q in range(3):\n    m = torch.ones(4, dtype=torch.bool)\n    m[q] = False\n    x = row[m]",
}


@pytest.mark.parametrize("name", KNOWN)
def test_as_many_as_a_run_gives(name: str) -> None:
    text = START + KNOWN[name]
    names: dict[str, object] = {}
    exec(text, names)
    (found,) = shapes(text)["x"]
    assert found == tuple(names["x"].shape)  # type: ignore[attr-defined]


UNKNOWN_NUMBER = {
    "written by a function": "spoil(ones)\nx = row[ones]",
    "filled from a vector": "torch.nn.utils.vector_to_parameters(torch.zeros(4).bool(), [ones])\nx = row[ones]",
    "filled by a function nobody knows": "from contextlib import suppress as fill\nfill(*[ones])\nx = row[ones]",
    "other data": "ones.data = torch.zeros(4, dtype=torch.bool)\nx = row[ones]",
    "written under another name": "other = ones\nother[1] = False\nx = row[ones]",
    "written under the name of an attribute": "h = Holder()\nm = h.mask\nm[3] = True\nx = row[h.mask]",
    "written through a view": "ones.view(2, 2)[0] = False\nx = row[ones]",
    "a view that is written": "v = ones.view(2, 2)\nv[0] = False\nx = row[ones]",
    "computed with in place": "m = torch.ones(4)\nother = m\nother -= 1\nx = row[m.bool()]",
    "filled by a library": "m = torch.ones(4)\ntorch.nn.init.zeros_(m)\nx = row[m.bool()]",
    "a diagonal of NumPy": "m = np.ones((4, 4), dtype=bool)\nnp.fill_diagonal(m, False)\nx = square[m]",
    "in a list": "m = [ones, none]\nm[0][2] = False\nx = row[ones]",
    "set in many turns": "for q in range(100):\n    none[q % 4] = True\nx = row[none]",
    "one more than set before": "none[:2] = True\nnone[1] = True\nx = row[none]",
    "other places of a row": "x = row[torch.eye(4)[:2].bool().any(0)]",
}


@pytest.mark.parametrize("name", UNKNOWN_NUMBER)
def test_nobody_knows_how_many(name: str) -> None:
    text = START + UNKNOWN_NUMBER[name]
    exec(text, {})
    found: list[Sizes] = shapes(text)["x"]
    assert all(sizes == (None,) for sizes in found)
