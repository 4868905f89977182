"""Networks of many layers that a loop changes one by one: run for real, and compared."""

from __future__ import annotations

import pytest

from tests.engine.working import compare

NET = """
        import torch
        from torch import nn
        class Block(nn.Module):
            def __init__(self, stride):
                super().__init__()
                self.conv1 = nn.Conv2d(4, 4, 1)
                self.conv2 = nn.Conv2d(4, 4, 3, stride, 1)
            def forward(self, x):
                return self.conv2(self.conv1(x))
        net = nn.Sequential(Block(2), *[Block(1) for _ in range(40)])
        x = torch.zeros(2, 4, 16, 16)
"""
CHANGES = {
    "by name": """
        for name, part in net.named_modules():
            if "conv2" in name:
                part.dilation, part.padding, part.stride = (2, 2), (2, 2), (1, 1)
    """,
    "by class": """
        for part in net.modules():
            if isinstance(part, nn.Conv2d) and part.stride == (2, 2):
                part.stride = (1, 1)
    """,
    "by a function": """
        def keep_size(part):
            if isinstance(part, nn.Conv2d):
                part.stride = 1
        for part in net.modules():
            keep_size(part)
    """,
    "by setattr": """
        for part in net.modules():
            if isinstance(part, Block):
                setattr(part, "conv2", nn.Conv2d(4, 4, 3, 1, 1))
    """,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_part_is_changed(change: str) -> None:
    compare(NET + change + "\n        y = net(x)\n")
