"""A tuple of tensors that is used as if it were one of them raises; a tuple used as a tuple does not."""

from __future__ import annotations

import pytest

from shapelint.api import check_source
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


def test_what_stands_in_a_row_is_told_in_words() -> None:
    text = (
        "import torch\nfrom torch import nn\n"
        "x = [[torch.zeros(1)], {'a': 1}, nn.Linear(2, 3)]\ny = nn.Conv2d(3, 4, 1)(x)\n"
    )
    (finding,) = check_source(text)
    assert "gets a list ([(1,)], {...}, Linear)" in finding.message
