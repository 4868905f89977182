"""Batches of which the last one is smaller, against PyTorch itself."""

from __future__ import annotations

import pytest

from tests.engine.programs import analysis_of, shapes

HEAD = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

SIZE = 32
torch.manual_seed(0)
data = TensorDataset(torch.zeros({total}, 10, 4), torch.ones({total}, 1))
loader = DataLoader(data, batch_size=SIZE, shuffle=True{more})
rnn = nn.GRU(4, 6, batch_first=True)
head = nn.Linear(40, 1)
"""
# What fits whole batches only, and the code that tells so for the last one.
RAISING = {
    "an initial state": ("h = torch.zeros(1, SIZE, 6)\nfor x, y in loader:\n    out, _ = rnn(x, h)\n", "SHP601"),
    "a state that is carried on": (
        "h = None\nfor i, (x, y) in enumerate(loader):\n    out, h = rnn(x, h)\n    h = h.detach()\n",
        "SHP601",
    ),
    "labels of a fixed number": (
        "real = torch.ones(SIZE, 1)\nfor x, _ in loader:\n"
        "    loss = nn.functional.binary_cross_entropy_with_logits(head(x.flatten(1)), real)\n",
        "SHP403",
    ),
    "a reshape": ("for x, y in loader:\n    flat = head(x.reshape(SIZE, 40))\n", "SHP501"),
    "in a function": (
        "def step(x):\n    return head(x.view(SIZE, 40))\n"
        "for epoch in range(2):\n    for x, y in loader:\n        step(x)\n",
        "SHP501",
    ),
    "in a method": (
        "class Net(nn.Module):\n    def forward(self, x):\n        mask = torch.ones(SIZE, 10)\n"
        "        return x.sum(-1) * mask\nnet = Net()\nfor x, y in loader:\n    net(x)\n",
        "SHP301",
    ),
}
RUNNING = {
    "sizes of the batch": "for x, y in loader:\n    out, _ = rnn(x, torch.zeros(1, x.size(0), 6))\n",
    "what is left out by hand": (
        "for x, y in loader:\n    if len(x) != SIZE:\n        continue\n    head(x.reshape(SIZE, 40))\n"
    ),
    "the first batch alone": "for x, y in loader:\n    head(x.reshape(SIZE, 40))\n    break\n",
    "what is expected to fail": (
        "for x, y in loader:\n    try:\n        x.reshape(SIZE, 40)\n    except RuntimeError:\n        pass\n"
    ),
    "all together": (
        "outs, count = [], 0\nfor x, y in loader:\n    outs.append(head(x.flatten(1)))\n    count += len(x)\n"
        "both = torch.cat(outs) - torch.ones(len(data), 1)\nboth = torch.cat([y for _, y in loader]) + both\n"
    ),
    "a batch taken out": "x, y = next(iter(loader))\nhead(x.reshape(SIZE, 40))\n",
}
EVEN = {"total": 320, "more": ""}
DROPPED = {"total": 200, "more": ", drop_last=True"}
FEW, MANY = {"total": 200, "more": ""}, {"total": 3208, "more": ""}  # more batches than are gone through one by one


def run(program: str) -> None:
    exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("loader", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize("name", RAISING)
def test_what_fits_whole_batches_only_is_told_once_with_the_size_of_the_last(
    name: str, loader: dict[str, object]
) -> None:
    body, code = RAISING[name]
    program = HEAD.format(**loader) + body
    with pytest.raises((RuntimeError, ValueError)):
        run(program)
    (report,) = analysis_of(program).reports
    assert report.code == code
    assert report.template.startswith("the last batch has {batch.last} of {batch.size}: ")
    assert {("batch.last", 8), ("batch.size", 32)} <= {(fact.name, fact.value) for fact in report.facts}


@pytest.mark.parametrize("loader", [EVEN, DROPPED], ids=["even", "dropped"])
@pytest.mark.parametrize("name", RAISING)
def test_without_a_smaller_batch_it_runs_and_is_silent(name: str, loader: dict[str, object]) -> None:
    program = HEAD.format(**loader) + RAISING[name][0]
    run(program)
    assert analysis_of(program).reports == ()


@pytest.mark.parametrize("loader", [FEW, MANY, EVEN], ids=["few", "many", "even"])
@pytest.mark.parametrize("name", RUNNING)
def test_what_runs_is_silent(name: str, loader: dict[str, object]) -> None:
    program = HEAD.format(**loader) + RUNNING[name]
    run(program)
    assert analysis_of(program).reports == ()


def test_what_fits_no_batch_is_told_plainly() -> None:
    (report,) = analysis_of(HEAD.format(**FEW) + "for x, y in loader:\n    head(x)\n").reports
    assert report.code == "SHP201"
    assert "last batch" not in report.template


def test_an_unknown_number_of_samples_is_never_divided() -> None:
    text = HEAD.format(**FEW).replace("TensorDataset(", "unknown(")
    for body, _ in RAISING.values():
        assert analysis_of(text + body).reports == ()


def test_the_batches_together_have_all_samples() -> None:
    text = HEAD.format(**FEW) + "outs = []\nfor x, y in loader:\n    outs.append(x)\nwhole = torch.cat(outs)\n"
    assert shapes(text)["whole"] == [(200, 10, 4)]
    assert shapes(HEAD.format(**FEW) + "x, y = next(iter(loader))\n")["x"] == [(32, 10, 4)]
