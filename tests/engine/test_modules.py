"""Containers of modules: what counts as an item of theirs, however it was set."""

from __future__ import annotations

import pytest

from tests.engine.programs import Sizes, codes, shapes

HEAD = "import torch\nfrom torch import nn\nfrom somewhere import flag\n"
DENSE = """
class Block(nn.ModuleDict):
    def __init__(self, width):
        super().__init__()
        for i in range(3):
            self.add_module("layer%d" % (i + 1), nn.Linear(width + i * 4, 4))
    def forward(self, x):
        found = [x]
        for name, layer in self.items():
            found.append(layer(torch.cat(found, 1)))
        return torch.cat(found, 1)
y = Block(8)(torch.zeros(2, 8))
"""
# What `y` is, nothing where nobody knows; checked against PyTorch by hand.
ITEMS: dict[str, tuple[str, list[Sizes]]] = {
    "added to a dict of modules": (DENSE, [(2, 20)]),
    "an attribute of a Sequential": (
        "class Net(nn.Sequential):\n    def __init__(self):\n        super().__init__(nn.Linear(3, 4), nn.ReLU())\n"
        "        self.width = 5\n        self.last = nn.Linear(4, 5)\ny = Net()(torch.zeros(2, 3))",
        [(2, 5)],
    ),
    "an attribute set anew": (
        "net = nn.Sequential()\nnet.fc = nn.Linear(3, 4)\nnet.fc = nn.Linear(3, 5)\ny = net(torch.zeros(2, 3))",
        [(2, 5)],
    ),
    "added under a condition": (
        "net = nn.Sequential(nn.Conv2d(3, 4, 1))\nif flag:\n    net.add_module('pool', nn.MaxPool2d(2))\n"
        "y = net(torch.zeros(1, 3, 8, 8))",
        [],
    ),
    "held under a condition": (
        "held = nn.ModuleDict({'a': nn.Linear(3, 3)})\nif flag:\n    held['b'] = nn.Linear(3, 4)\n"
        "y = torch.zeros(2, 3)\nfor layer in held.values():\n    y = layer(y)",
        [(2, 3)],
    ),
    "an unknown item": (
        "from somewhere import Pool\nclass Net(nn.Sequential):\n    def __init__(self):\n"
        "        super().__init__(nn.Conv2d(3, 4, 1))\n        self.pool = Pool()\n"
        "y = Net()(torch.zeros(1, 3, 8, 8))",
        [],
    ),
}


@pytest.mark.parametrize("name", ITEMS)
def test_items_of_a_container(name: str) -> None:
    text, wanted = ITEMS[name]
    assert codes(HEAD + text) == []
    assert shapes(HEAD + text).get("y", []) == wanted
