"""Comments that say shapes: what is one, what contradicts it, and what it is believed for."""

from __future__ import annotations

from textwrap import dedent

import pytest

from shapelint.api import check_source, shapes_of
from shapelint.sizes.prose import layout, written

READ = {
    "(B, T, C)": "B T C",
    "shape: (B, T, C)": "B T C",
    "[B, T, C]": "B T C",
    "B x T x C": "B T C",
    "B × 3 × H": "B 3 H",
    "B T C": "B T C",
    "-> (B, 3, 32, 32)": "B 3 32 32",
    "(batch, seq) -> (batch, d)": "batch d",
    "(B, nh, T, T) x (B, nh, T, hs) -> (B, nh, T, hs)": "B nh T hs",
    "(1, 3, 224, 224)": "1 3 224 224",
    "torch.Size([64, 10])": "64 10",
    "[B, H/2, W/2, n_heads * d_k]": "B H//2 W//2 n_heads*d_k",
    "(B, ..., C)": "B ... C",
    "(None, 32)": "_ 32",
    "(N,)": "N",
    "(N)": "N",
    "shape: B, T": "B T",
}
NO_SHAPES = (
    "(optional)",
    "(see paper)",
    "[1, 2, 3]",
    "(x, y)",
    "(x1, y1, x2, y2)",
    "(mean, std)",
    "(TODO)",
    "(GPU)",
    "(2)",
    "3 x 3",
    "64 x 32 x 32",
    "shape: 3",
    "length 3",
    "time step",
    "a batch",
    "A tensor",
    "LSTM x 2",
    "noqa",
    "type: ignore[call-overload]",
    "b, c, h, w -> b, (c h w)",
    "(B, T, C) or so",
    "",
)


@pytest.mark.parametrize("text", READ)
def test_what_is_a_shape(text: str) -> None:
    assert str(written(text)) == READ[text]


@pytest.mark.parametrize("text", NO_SHAPES)
def test_what_is_none(text: str) -> None:
    assert written(text) is None


def test_the_order_of_axes_is_no_size() -> None:
    assert [layout(pattern) for text in ("(B, C, H, W)", "(B, T, C)") if (pattern := written(text))] == [True, False]


HEAD = "import torch\nfrom torch import nn\n"
CONTRADICTED = (
    "y = torch.zeros(2, 3, 4)  # (B, T)",
    "y = torch.zeros(2, 3, 4)  # (B, T, 5)",
    "y = torch.zeros(2, 3, 4)  # [T, T, 4]",
    "y = torch.zeros(2, 3, 4).mean(1)  # (B, T, C) -> (B, T, C)",
    "def f(x):\n    return x.mean(1)  # shape: (2, 3)\nf(torch.zeros(2, 3, 4))",
    "def f(\n    x,  # (B, 3, 32, 32)\n    y=None,\n):\n    return x\nf(torch.zeros(2, 1, 32, 32))",
    "def f(\n    y,\n    x: torch.Tensor  # (B, T)\n):\n    return x\nf(1, torch.zeros(3))",
    "def f(x):\n    y = x  # (B, T, C)\n    z = nn.Linear(4, 8)(x)  # (B, T, C)\nf(torch.zeros(2, 3, 4))",
    "def f(x):\n    return x  # (B, 4)\nf(torch.zeros(2, 3))\nf(torch.zeros(2, 5))",
    "y = torch.zeros(8, 64, 28, 28)  # 64 x 56 x N",
)
FITTING = (
    "y = torch.zeros(2, 3, 4)  # (B, T, C)",
    "y = torch.zeros(8, 64, 28, 28)  # 64 x 28 x N",  # of one sample
    "y = torch.tensor([1, 2, 3])  # [1, 2, 3]",
    "y = torch.tensor([5, 6])  # (h, w)",
    "def f(x):\n    return x  # (B, 4)\nf(torch.zeros(2, 3))\nf(torch.zeros(2, 4))",  # an example for one caller
    "def f(x):\n    y = nn.Conv2d(3, 8, 3)(x)  # (B, C, H, W)\n    z = x  # (B, C, H, W)\nf(torch.zeros(2, 3, 9, 9))",
    "for n in range(3):\n    y = torch.zeros(n + 1, 3)  # (T, 3)\n    z = torch.cat([y, y])  # (L, 3)",
    "y = unknown()  # (B, 4)",
    "try:\n    y = torch.zeros(2, 3)  # (B, 4)\nexcept ValueError:\n    pass",
)


def advice(text: str) -> list[str]:
    return [finding.code for finding in check_source(HEAD + text + "\n", select=["SHP903"])]


@pytest.mark.parametrize("text", CONTRADICTED)
def test_a_comment_that_is_wrong_is_told(text: str) -> None:
    assert advice(text) == ["SHP903"]


@pytest.mark.parametrize("text", CONTRADICTED)
def test_advice_is_off_by_default(text: str) -> None:
    assert check_source(HEAD + text + "\n") == []


@pytest.mark.parametrize("text", FITTING)
def test_a_comment_that_may_be_right_is_not(text: str) -> None:
    assert advice(text) == []


TRUSTED = dedent("""
    import torch
    from torch import nn
    class Net(nn.Module):
        def forward(self, x):
            y = unknown(x)  # (B, T, 3)
            return nn.Linear(4, 5)(y)
""")


def test_a_comment_is_a_fact_only_where_it_is_trusted() -> None:
    assert check_source(TRUSTED) == []
    assert shapes_of(TRUSTED) == []
    assert [finding.code for finding in check_source(TRUSTED, trust_comments=True)] == ["SHP201"]
    assert [row.shape for row in shapes_of(TRUSTED, trust_comments=True)] == [("B", "T", 3)]


def test_what_is_known_is_not_overruled() -> None:
    (row,) = shapes_of(HEAD + "y = torch.zeros(2, 3)  # (B, 4)\n", trust_comments=True)
    assert row.shape == (2, 3)


def test_a_comment_names_sizes_that_nobody_knows() -> None:
    text = (
        HEAD
        + """
class Net(nn.Module):
    def forward(self, x):
        assert x.ndim == 2
        y = nn.Linear(3, 4)(x)  # (B, T, 4)
        z = nn.Linear(3, 4)(x)  # (B, 5)
        return z
"""
    )
    assert [row.shape for row in shapes_of(text) if row.name in "yz"] == [(None, 4), ("B", 4)]
