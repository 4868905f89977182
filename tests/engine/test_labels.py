"""Whole numbers of which each is known, labels above all: as many rows of a class are chosen as a run chooses."""

from __future__ import annotations

import pytest

from tests.engine.programs import shapes
from tests.engine.working import compare

START = """
import numpy as np
import torch
rng = np.random.default_rng(0)
def spoil(values):
    values[0] = 7
"""
KNOWN = {
    "class by class": """
y = np.repeat(np.arange(4), 15)[rng.permutation(60)]
for k in np.unique(y):
    a = np.where(y == k)[0]
for make in (torch.tensor, torch.LongTensor, torch.from_numpy):
    labels = make(y)
for k in labels.unique():
    b = (labels == k).nonzero().squeeze(1)
c = np.zeros(torch.tensor([[1, 2], [2, 1], [1, 2]]).unique()[1])
""",
    "written in parts": """
for k in range(2, 3):
    y = np.zeros(60, dtype="uint8")
    for j in range(3):
        y[20 * j:20 * (j + 1)] = j
    z = np.zeros(60)
    z[range(20, 40)], z[-5:], z[3] = 1, 2.0, 4
a, b, c, d = np.ones((60, 2))[y == 2], y[10:30][y[10:30] == 1], y[y >= 1], np.where(y == 0)[0][:7]
e, f, g = z[z == 1], z[z == 0], z[z >= 2]
""",
    "one after the other": """
y = np.concatenate([np.zeros(4), np.ones(6), np.full(3, 2.0)]).astype(int)
z = torch.cat((torch.zeros(4), torch.ones(6)))
a, b, c, d = y[y == 1], np.unique(y), np.where(y == 2)[0], z[z == 1]
""",
    "in another order": """
y = np.hstack([np.zeros(4), np.ones(3), np.full(2, 5)])[rng.permutation(9)]
z = torch.cat((torch.zeros(4), torch.ones(6)))[torch.randperm(10)].long()
a, b, c = y[y == 1], y[y < 5], z[z == 0]
np.random.shuffle(y)
d = y[y == 1]
e = np.random.permutation(np.hstack([np.zeros(4), np.ones(3)]))
f = e[e == 1]
""",
    "repeated": """
y = np.repeat([0, 1, 2], 5)
y[3:7] = 9
z = torch.arange(3).repeat_interleave(4)
w = torch.zeros(2, dtype=torch.long).repeat(3)
a, b, c, d = y[y == 9], y[y == 0], z[2:6][z[2:6] == 1], w[w == 0]
""",
    "of several axes": """
y = np.concatenate([np.zeros(4), np.ones(2)]).reshape(3, 2)
z = np.transpose(y)
a, b, c = y[y == 1], z[z == 0], y.ravel()[3:][y.ravel()[3:] == 1]
""",
}


@pytest.mark.parametrize("name", KNOWN)
def test_as_many_as_a_run_gives(name: str) -> None:
    compare(START + KNOWN[name])


UNKNOWN_NUMBER = {
    "written one after the other": "y = np.zeros(4, int)\ny.flat[1] = 3\nx = np.zeros(y[1])",
    "written all at once": "y = np.zeros(4, int)\ny.flat = 3\nx = np.zeros(y[1])",
    "where the result is put": "y = np.ones(4, int)\nnp.cumsum(y, out=y)\nx = np.zeros(y[1])",
    "where the result is put, as the third": "y = np.ones(4, int)\nnp.add(y, y, y)\nx = np.zeros(y[1])",
    "how often each": "y = np.unique(np.repeat([3, 5], 4), return_counts=True)[1]\nx = np.zeros(y[0])",
    "a part of what was shuffled": "y = np.hstack([np.zeros(4), np.ones(3)])\nrng.shuffle(y)\nx = y[:3][y[:3] == 0]",
    "a part of a permutation": "y = rng.permutation(np.hstack([np.zeros(4), np.ones(3)]))\nx = y[:3][y[:3] == 0]",
    "some that were picked": "y = np.repeat([0, 1], 3)\ny = rng.choice(y, 6)\nx = y[y == 0]",
    "different ones": "y = np.unique(np.repeat([0, 1, 5], 3))\nx = y[np.random.rand(3) > 0.5]",
    "a part of what was sorted": "y = np.array([3, 1, 2])\ny.sort()\nx = np.zeros(y[0])",
    "an item of what was shuffled": "y = np.array([3, 1, 2])\nnp.random.shuffle(y)\nx = np.zeros(y[0])",
    "columns side by side": "y = np.stack([np.zeros(3), np.ones(3)], 1).ravel()[:3]\nx = y[y == 0]",
    "the other way round": "y = np.concatenate([np.zeros(4), np.ones(2)]).reshape(3, 2).T.ravel()[:4]\nx = y[y == 1]",
    "written by a function": "y = np.zeros(5)\nspoil(y)\nx = y[y == 0]",
    "written under another name": "y = np.zeros(5)\nz = y[1:3]\nz[:] = 4\nx = y[y == 0]",
    "written through another shape": "y = np.zeros(5)\nz = y.reshape(5, 1)\nz[0, 0] = 2\nx = y[y == 0]",
    "changed in place": "y = np.zeros(5)\ny += 1\nx = y[y == 0]",
    "changed by a method": "y = torch.zeros(5)\ny.add_(1)\nx = y[y == 0]",
    "written at a place by chance": "y = np.zeros(5)\ny[:2] = 1\ny[rng.integers(5)] = 3\nx = y[y == 1]",
    "parts of a number": "y = np.full(5, 0.5)\nx = y[y.astype(int) == 0]",
}


@pytest.mark.parametrize("name", UNKNOWN_NUMBER)
def test_nobody_knows_how_many(name: str) -> None:
    found = shapes(START + UNKNOWN_NUMBER[name])["x"]
    assert all(sizes is not None and not isinstance(sizes[0], int) for sizes in found)


BYTES = {
    "made": "m = (torch.rand(4) > 0.5).byte()",
    "of bytes": "m = torch.ByteTensor([0, 1, 1, 0])",
    "a dtype": "m = torch.tensor([1, 0, 1, 0], dtype=torch.uint8)",
    "converted": "m = torch.tensor([1, 0, 1, 0]).to(torch.uint8)",
    "of that type": "m = torch.tensor([1, 0, 1, 0]).type(torch.uint8)",
}


@pytest.mark.filterwarnings("ignore:.*uint8.*")
@pytest.mark.parametrize("name", BYTES)
def test_bytes_are_a_mask_to_pytorch(name: str) -> None:
    text = f"import torch\n{BYTES[name]}\nx = torch.zeros(4, 4)[m]\n"
    names: dict[str, object] = {}
    exec(text, names)
    assert len(names["x"].shape) == 2  # type: ignore[attr-defined]
    (found,) = shapes(text)["x"]
    assert found is None or (len(found) == 2 and not isinstance(found[0], int))
