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
    "places by chance": "none[torch.randperm(4)[:3]] = True\nx = row[none]",
    "places that are left": "i = np.setdiff1d(np.arange(4), np.random.permutation(4)[:3])\nnone[i] = 1\nx = row[none]",
    "places that are not zero": "i = torch.tensor([True, False, True])\nnone[i.nonzero().view(-1)] = 1\nx = row[none]",
    "places of a permuted row": "ones[np.random.permutation(np.arange(4))[1:]] = False\nx = row[ones]",
    "a range": "none[range(2)] = True\nx = row[none]",
    "a list": "none[[0, 3]] = True\nx = row[none]",
    "a mask": "none[torch.arange(4) < 3] = True\nx = row[none]",
    "so many of all": "x = row[torch.randperm(4) >= 1]",
    "among the chosen": "x = square[0][~np.isin(np.arange(4), np.random.permutation(4)[:3])]",
    "left out": "x = np.delete(square[0], np.random.permutation(4)[:3])",
    "filled by index": "x = row[torch.zeros(4).index_fill(0, torch.randperm(4)[:2], 1).bool()]",
    "of a list": "x = row[torch.tensor([True] * 3 + [False])]",
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
    "places that may be the same": "none[torch.randint(0, 4, (3,))] = True\nx = row[none]",
    "places picked twice": "i = torch.randperm(4)[torch.randint(0, 4, (3,))]\nnone[i] = True\nx = row[none]",
    "places repeated": "none[torch.randperm(4).repeat(2)] = True\nx = row[none]",
    "places written before": "i = torch.randperm(4)\ni[0] = 1\nnone[i] = True\nx = row[none]",
    "two lots of places": "none[torch.randperm(4)[:2]] = True\nnone[torch.randperm(4)[:2]] = True\nx = row[none]",
    "places from both ends": "none[[0, -4]] = True\nx = row[none]",
    "places counted on": "none[torch.randperm(4) // 2] = True\nx = row[none]",
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
    assert all(sizes is not None and not isinstance(sizes[0], int) for sizes in found)


CHANGED = {
    "written between": "keep[0] = False",
    "written under another name": "other = keep\nother[0] = False",
    "written by a function": "spoil(keep)",
    "inverted in place": "keep.logical_not_()",
    "another one": "keep = row > 0.9",
    "of another turn": "for q in range(9):\n    keep = torch.rand(4) > 0.5\n    y = row[keep]",
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_mask_that_was_changed_chooses_others(name: str) -> None:
    text = f"{START}keep = row > 0.5\nx = row[keep]\n{CHANGED[name]}\nz = torch.zeros(9 + len(row[keep]) - len(x))\n"
    ((size,),) = shapes(text)["z"]
    assert not isinstance(size, int)


AS_LONG = {
    "rows of the same mask": "keep = row > 0.5\nx = row[keep] + torch.arange(4)[keep]\ny = len(row[keep])",
    "counted": "keep = row > 0.5\nx = row[keep] + torch.zeros(int(keep.sum()))\ny = keep.sum().item()",
    "of NumPy": "keep = square[0] < 1\nx = square[0][keep] + np.zeros(keep.sum())\ny = np.sum(keep)",
}


@pytest.mark.parametrize("name", AS_LONG)
def test_the_same_mask_chooses_as_many(name: str) -> None:
    (found,) = shapes(f"{START}{AS_LONG[name]}\nz = torch.zeros(y)")["z"]
    assert [found] == shapes(f"{START}{AS_LONG[name]}")["x"]
    assert found != (None,)


@pytest.mark.parametrize(
    ("index", "rows"),
    [("n", None), ("torch.from_numpy(n)", None), ("n.astype(int)", 4), ("torch.as_tensor(n).long()", 4)],
)
def test_bytes_of_numpy_are_a_mask_to_pytorch(index: str, rows: int | None) -> None:
    """`n` chooses two rows of a tensor, and four of an array."""
    made = "n = np.array([1, 0, 1, 0], dtype=np.uint8)\n"
    text = f"{START}\n{made}a = torch.zeros(4, 3)[{index}]\nb = np.zeros((4, 3))[n]\n"
    assert (shapes(text)["a"], shapes(text)["b"]) == ([(rows, 3)], [(4, 3)])
