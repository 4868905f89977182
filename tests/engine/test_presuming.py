"""What an einops pattern says of a tensor that nobody knows."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes, shapes

HEAD = """
import torch
from torch import nn
from einops import rearrange, reduce, repeat

class Net(nn.Module):
    def forward(self, x):
        y = {}
        z = x
        {}
"""
PATTERNS = {
    "rearrange(x, 'b c h w -> b (h w) c')": ("b", "c", "h", "w"),
    "rearrange(x, 'b c (h p) (w p2) -> b (h w) (c p p2)', p=4, p2=2)": ("b", "c", "4*h", "2*w"),
    "reduce(x, 'b 3 d -> b d', 'mean')": ("b", 3, "d"),
    "repeat(x, 'd -> b d', b=2)": ("d",),
    "rearrange(x, 'b ... d -> b d ...')": None,
}


@pytest.mark.parametrize("call", PATTERNS)
def test_the_tensor_has_the_axes_of_the_pattern(call: str) -> None:
    assert shapes(HEAD.format(call, "pass"))["z"] == [PATTERNS[call]]


def test_what_contradicts_the_pattern_is_found() -> None:
    call = "rearrange(x, 'b c h w -> b (h w) c')"
    assert codes(HEAD.format(call, "a, b, c = x.shape")) == ["SHP505"]
    assert codes(HEAD.format(call, "return x.permute(0, 2, 1)")) == ["SHP504"]
    assert codes(HEAD.format(call, "return nn.Conv2d(3, 4, 1)(x)")) == []


@pytest.mark.parametrize(
    "call",
    [
        "rearrange(x, pattern)",
        "rearrange([x, x], 'n b c -> n c b')",
        "rearrange(self.x, 'b c -> c b')",
        "rearrange(tensor=x, pattern='b c -> c b')",
        "rearrange(x, unknown(x))",
    ],
)
def test_other_calls_are_left_alone(call: str) -> None:
    assert codes(HEAD.format(call, "a, b, c = x.shape")) == []


def test_a_list_of_another_framework_is_no_tensor_of_pytorch() -> None:
    head = "import tensorflow as tf\nfrom einops import rearrange\n"
    text = head + "def f(x):\n    y = rearrange(x, 'b c -> c b')\n    z = x\n"
    assert "z" not in shapes(text)
