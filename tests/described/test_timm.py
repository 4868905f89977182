"""What is told of the layers that models of their own take from timm, against the library where it is there."""

from __future__ import annotations

import pytest

from tests.described.telling import told

START = """
import torch
from timm.models.layers import DropPath, to_2tuple, trunc_normal_
from timm.layers import LayerScale, Mlp, drop_path, make_divisible, to_ntuple
from timm.data import IMAGENET_DEFAULT_MEAN
"""
LINES = {
    "DropPath(0.1)(torch.zeros(2, 3, 5))": (2, 3, 5),
    "drop_path(torch.zeros(2, 3), 0.5, True)": (2, 3),
    "torch.zeros(to_2tuple(7))": (7, 7),
    "torch.zeros(to_2tuple((3, 4)))": (3, 4),
    "torch.zeros(to_ntuple(3)(2))": (2, 2, 2),
    "torch.zeros(make_divisible(37))": (40,),
    "trunc_normal_(torch.zeros(3, 2), std=0.02)": (3, 2),
    "Mlp(4, 8)(torch.zeros(2, 5, 4))": (2, 5, 4),
    "Mlp(4, 8, 6, drop=0.1)(torch.zeros(2, 4))": (2, 6),
    "Mlp(4, use_conv=True)(torch.zeros(2, 4, 7, 7))": (2, 4, 7, 7),
    "LayerScale(4)(torch.zeros(2, 3, 4))": (2, 3, 4),
    "torch.tensor(IMAGENET_DEFAULT_MEAN)": (3,),
}


def test_sizes() -> None:
    known, findings = told(START, [f"out{at} = {line}" for at, line in enumerate(LINES)])
    assert [known[at] for at in range(len(LINES))] == list(LINES.values())
    assert not findings


def test_a_model_that_is_registered_stays_what_it_is() -> None:
    start = "import torch\nfrom timm.models.registry import register_model\n\n"
    known, _ = told(start + "@register_model\ndef rows(n):\n    return torch.zeros(n, 4)\n", ["out0 = rows(5)"])
    assert known[0] == (5, 4)


def test_refusals() -> None:
    _, findings = told(START, ["out0 = Mlp(4, 8)(torch.zeros(2, 5))", "out1 = LayerScale(4)(torch.zeros(2, 3))"])
    assert sorted(findings) == [0, 1]


def test_what_the_library_gives() -> None:
    pytest.importorskip("timm")
    names: dict[str, object] = {}
    exec(START, names)
    made = [eval(line, names) for line in LINES]
    assert [tuple(each.shape) for each in made] == list(LINES.values())
