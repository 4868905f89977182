"""A tuple of tensors that is used as if it were one of them raises; a tuple used as a tuple does not."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes

PRELUDE = """
import torch
from torch import nn
lstm = nn.LSTM(64, 128, batch_first=True)
x = torch.zeros(32, 20, 64)
h = lstm(x)
"""


@pytest.mark.parametrize(
    "line",
    [
        "h.view(32, -1)",
        "h[:, -1]",
        "h + x",
        "x - h",
        "torch.relu(h)",
        "nn.Linear(128, 3)(h)",
        "nn.Sequential(nn.GRU(64, 128), nn.Linear(128, 3))(x)",
        "x.max(1).view(32, 64)",
    ],
)
def test_used_as_a_tensor(line: str) -> None:
    assert codes(PRELUDE + line) == ["SHP708"]


@pytest.mark.parametrize(
    "line",
    [
        "h[0].view(32, -1)",
        "h[1][0]",
        "h + (x,)",
        "len(h)",
        "hasattr(h, 'view')",
        "getattr(h, 'view', None)",
        "nn.Identity()(h)",
        "x.max(1).values + x.min(1).indices",
        "x.aminmax(dim=1).min",
        "torch.linalg.slogdet(torch.eye(3)).sign",
        "(2, 3) * torch.tensor(2)",
        "h.count(x)",
    ],
)
def test_used_as_a_tuple(line: str) -> None:
    assert codes(PRELUDE + line) == []
