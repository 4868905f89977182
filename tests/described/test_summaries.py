"""Summaries of a model are told of a run of it."""

from __future__ import annotations

import pytest

from shapelint.api import check_source, shapes_of

NET = """
import torch
import torchinfo
from torch import nn
from torch.utils.tensorboard import SummaryWriter
from torchsummary import summary
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv, self.norm, self.fc = nn.Conv2d(3, 8, 3), nn.BatchNorm1d(8), nn.Linear(width, 10)
    def forward(self, x):
        y = self.fc(self.norm(self.conv(x).mean((2, 3))))
        return y
"""


@pytest.mark.parametrize(
    ("line", "batch"),
    [
        ("summary(net, (3, 32, 32))", 2),
        ("summary(net, [(3, 32, 32)], device='cpu')", 2),
        ("torchinfo.summary(net, (4, 3, 32, 32))", 4),
        ("torchinfo.summary(net, input_size=(3, 32, 32), batch_dim=0)", 1),
        ("torchinfo.summary(net, input_data=torch.rand(5, 3, 32, 32))", 5),
        ("torchinfo.summary(net, input_data={'x': torch.rand(5, 3, 32, 32)})", 5),
        ("SummaryWriter().add_graph(net, torch.rand(1, 3, 32, 32))", 1),
        ("SummaryWriter().add_graph(net, (torch.rand(1, 3, 32, 32),))", 1),
        ("torch.onnx.export(net, torch.rand(1, 3, 32, 32), 'net.onnx', input_names=['x'])", 1),
        ("torch.onnx.export(net, (), 'net.onnx', kwargs={'x': torch.rand(1, 3, 32, 32)})", 1),
    ],
)
def test_a_model_is_run(line: str, batch: int) -> None:
    text = f"{NET}net = Net(8)\n{line}\n"
    assert [row.shape for row in shapes_of(text) if row.name == "y"] == [(batch, 10)]
    assert not check_source(text)
    assert [found.code for found in check_source(f"{NET}net = Net(9)\n{line}\n")] == ["SHP201"]


@pytest.mark.parametrize("made", ["Net(8)", "Net(8).eval()"])
def test_a_model_is_as_it_was(made: str) -> None:
    text = f"{NET}net = {made}\ntorchinfo.summary(net, (1, 3, 32, 32))\nx = torch.zeros(1 if net.fc.training else 2)\n"
    assert [row.shape for row in shapes_of(text)][-1] == ((1,) if made == "Net(8)" else (2,))
