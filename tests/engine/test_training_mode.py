"""`self.training`: known where the program runs the model, and both ways where nobody does."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes, shapes

NET = """
import torch
from torch import nn
from somewhere import flag

class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("cache", torch.zeros(4, 3))
    def forward(self, x):
        if self.training:
            y = x[:, :2]
        else:
            self.cache[:len(x)] = x
            y = x[:, :1]
        return y

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Inner()])
    def forward(self, x):
        return self.blocks[0](x)

net = Net()
"""
KNOWN = {
    "new": ("z = net(torch.zeros(8, 3))", (8, 2)),
    "eval": ("net.eval()\nz = net(torch.zeros(4, 3))", (4, 1)),
    "and back": ("net.eval()\nnet.train()\nz = net(torch.zeros(8, 3))", (8, 2)),
    "by a flag": ("net.train(False)\nz = net(torch.zeros(4, 3))", (4, 1)),
    "below a container": ("nn.Sequential(net).eval()\nz = net(torch.zeros(4, 3))", (4, 1)),
    "nobody knows": ("if flag:\n    net.eval()\nz = net(torch.zeros(4, 3))", (4, None)),
    "either way round": ("net.eval()\nif flag:\n    net.train()\nz = net(torch.zeros(4, 3))", (4, None)),
    "by itself": ("net.training = False\nz = net(torch.zeros(8, 3))", (8, 2)),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_branch_of_the_mode_is_taken(name: str) -> None:
    text, wanted = KNOWN[name]
    assert shapes(NET + text + "\n")["z"] == [wanted]


def test_what_a_module_makes_of_the_mode_counts() -> None:
    text = NET.replace(
        "class Net(nn.Module):\n", "class Net(nn.Module):\n    def train(self, mode=True): return self\n"
    )
    assert shapes(text + "net.eval()\nz = net(torch.zeros(8, 3))\n")["z"] == [(8, 2)]


def test_only_the_branch_of_the_mode_can_fail() -> None:
    assert codes(NET + "net(torch.zeros(8, 3))\n") == []
    assert codes(NET + "net.eval()\nnet(torch.zeros(8, 3))\n") == ["SHP301"]


def test_both_branches_are_looked_at_where_nobody_runs_the_model() -> None:
    head = NET.partition("    def forward(self, x):\n")[0]
    fault = """
        if self.training:
            y = x @ torch.zeros(3, 4)
            y @ torch.zeros(3, 4)
        else:
            y = torch.zeros(2, 3) @ torch.zeros(4, 3)
    """
    assert codes(head + "    def forward(self, x):\n" + fault) == ["SHP302", "SHP302"]
