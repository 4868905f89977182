"""Losses of PyTorch in whole programs: what nobody means is told, what somebody may mean is not; and what would fit."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.engine.programs import analysis_of

PRELUDE = """
import torch
from torch import nn
import torch.nn.functional as F
x, y, labels = torch.randn(32, 8), torch.randn(32), torch.randint(0, 5, (32,))
images, masks = torch.randn(4, 3, 16, 16), torch.randn(4, 16, 16)
one, five, hidden = nn.Linear(8, 1), nn.Linear(8, 5), nn.Linear(8, 8)
net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))
conv = nn.Conv2d(3, 1, 3, padding=1)
"""


def codes(program: str) -> list[str]:
    return [report.code for report in analysis_of(PRELUDE + dedent(program)).reports]


def helps(program: str) -> list[str | None]:
    return [report.help for report in analysis_of(PRELUDE + dedent(program)).reports]


@pytest.mark.parametrize(
    "program",
    [
        "F.mse_loss(one(x), y)",
        "nn.L1Loss()(y, torch.sigmoid(one(x)))",
        "nn.SmoothL1Loss(reduction='sum')(one(x).detach(), y)",
        "F.mse_loss(one(x).squeeze(1), y.unsqueeze(1))",
        "F.mse_loss(one(x).view(-1), y.view(-1, 1))",
        "F.mse_loss(conv(images), masks)",
        "F.mse_loss(five(x).gather(1, labels.unsqueeze(1)), y, reduction='none')",
        "F.mse_loss(five(x), torch.randn(32, 1))",
        "F.huber_loss(net(x), torch.randn(32, 3))",
        "nn.PoissonNLLLoss()(net(x), y)",
        "nn.GaussianNLLLoss()(net(x), y, torch.ones(32, 1))",
    ],
)
def test_sides_that_nobody_compares(program: str) -> None:
    assert codes(program) == ["SHP402"]


@pytest.mark.parametrize(
    "program",
    [
        "F.mse_loss(one(x).squeeze(1), y)",
        "F.mse_loss(conv(images).squeeze(1), masks)",
        "F.mse_loss(five(x), torch.randn(5))",
        "F.mse_loss(one(x), torch.tensor(1.0))",
        "F.mse_loss(one(torch.randn(1, 8)), torch.randn(1))",
        # all pairs of quantiles, of one sample and of many
        "F.smooth_l1_loss(y.unsqueeze(1), y, reduction='none')",
        "F.smooth_l1_loss(y[:, None], y, reduction='none')",
        "F.smooth_l1_loss(five(x).unsqueeze(2), five(x).detach().unsqueeze(1), reduction='none')",
        "F.l1_loss(five(x), torch.randn(32, 1), reduction='none')",
        # several critics, or heads of an ensemble, learn one target
        "F.mse_loss(five(x), torch.randn(32, 1) + 0.9 * net(x))",
        "F.mse_loss(five(x), y.unsqueeze(1))",
        "F.mse_loss(torch.randn(32, 5), torch.randn(32, 1))",
        "F.mse_loss(torch.randn(4, 3, 16, 16), torch.randn(4, 1, 16, 16))",
    ],
)
def test_sides_that_may_be_meant(program: str) -> None:
    assert codes(program) == []


@pytest.mark.parametrize(
    "program",
    [
        "((one(x) - y) ** 2).mean()",
        "(y - net(x)).pow(2).sum() / 32",
        "torch.mean(torch.abs(torch.sigmoid(net(x)) - y))",
        "torch.square(net(x) - y).mean().sqrt()",
        "((conv(images) - masks) ** 2).mean()",
        "(five(x).argmax(1, keepdim=True) == labels).sum().item()",
        "five(x).argmax(dim=1, keepdim=True).eq(labels).float().mean()",
        "(torch.sigmoid(net(x)).round() == y).float().mean()",
        "((net(x) > 0).long().cpu() == labels).sum()",
    ],
)
def test_differences_and_equalities_that_nobody_sums_up(program: str) -> None:
    assert codes(program) == ["SHP305"]


@pytest.mark.parametrize(
    "program",
    [
        "((one(x).squeeze(1) - y) ** 2).mean()",
        "((one(x) - y.unsqueeze(1)) ** 2).mean()",
        "five(x).argmax(1, keepdim=True).eq(labels.view(-1, 1)).sum()",
        "(five(x).argmax(1) == labels).sum()",
        # pairs of samples: a ranking, and which of them share a label
        "scores = net(x); ((scores - scores.squeeze(1)) ** 2).mean()",
        "(labels.unsqueeze(1) == labels).float().sum()",
        "(labels.view(-1, 1) == labels).sum()",
        "((y.unsqueeze(1) - y) ** 2).mean()",
        "(torch.cdist(x, x).topk(1).indices == labels).sum()",
    ],
)
def test_differences_and_equalities_that_may_be_meant(program: str) -> None:
    assert codes(program) == []


@pytest.mark.parametrize(
    "program",
    [
        "F.nll_loss(F.log_softmax(five(x), dim=0), labels)",
        "nn.NLLLoss()(nn.LogSoftmax(0)(five(x)), labels)",
        "nn.CrossEntropyLoss()(torch.softmax(F.relu(five(x)), 0), labels)",
        "F.nll_loss(torch.log(five(x).softmax(0) + 1e-8), labels)",
        "F.nll_loss(F.log_softmax(five(torch.randn(4, 5, 8)), dim=-1), torch.randint(0, 5, (4, 5)))",
        "F.cross_entropy(five(torch.randn(4, 7, 8)), F.one_hot(torch.randint(0, 5, (4, 7)), 5).float())",
    ],
)
def test_classes_on_another_axis(program: str) -> None:
    assert codes(program) == ["SHP404"]


@pytest.mark.parametrize(
    "program",
    [
        "F.nll_loss(F.log_softmax(five(x), dim=1), labels)",
        "F.nll_loss(F.log_softmax(five(x), dim=-1), labels)",
        "F.nll_loss(F.log_softmax(five(torch.randn(8)), dim=0), torch.tensor(3))",
        "F.cross_entropy(five(x), F.one_hot(labels, 5).float())",
        "F.cross_entropy(five(torch.randn(4, 7, 8)).transpose(1, 2), torch.randint(0, 5, (4, 7)))",
        # the attention of every sample to all others
        "F.softmax(one(x), dim=0).T @ x",
        # a contrastive loss, in both directions
        "a, b = hidden(x), hidden(x); F.nll_loss(F.log_softmax(a @ b.T, dim=0), torch.arange(32))",
    ],
)
def test_classes_where_they_belong(program: str) -> None:
    assert codes(program) == []


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("F.cross_entropy(one(x), labels)", ["SHP405"]),
        ("nn.CrossEntropyLoss()(conv(images), torch.zeros(4, 16, 16, dtype=torch.long))", ["SHP405"]),
        ("F.cross_entropy(one(torch.randn(4, 7, 8)).transpose(1, 2), torch.zeros(4, 7).long())", ["SHP405"]),
        ("F.cross_entropy(five(x), labels)", []),
        ("F.nll_loss(F.logsigmoid(one(x)), torch.zeros(32).long())", []),
        # every sample against all others, of a batch of one
        ("a, b = hidden(x[:1]), hidden(x[:1]); F.cross_entropy(a @ b.T, torch.arange(1))", []),
        # the choice of one of five answers
        ("F.cross_entropy(one(torch.randn(20, 8)).view(-1, 5), torch.zeros(4).long())", []),
    ],
)
def test_one_class(program: str, found: list[str]) -> None:
    assert codes(program) == found


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("out = torch.randn(4, 7, 5); F.cross_entropy(out, torch.zeros(4, 7).long())", "out.transpose(1, 2)"),
        ("out = torch.randn(7, 4, 5); F.cross_entropy(out, torch.zeros(4, 7).long())", "out.permute(1, 2, 0)"),
        ("out = torch.randn(4, 8, 8, 5); F.cross_entropy(out, torch.zeros(4, 8, 8).long())", "out.movedim(-1, 1)"),
        ("out = torch.randn(28, 5); target = torch.zeros(4, 7).long(); F.cross_entropy(out, target)",
         "target.reshape(-1)"),
        ("out = torch.randn(4, 7, 5); F.cross_entropy(out, torch.zeros(28).long())", "out.reshape(-1, 5)"),
        ("out = torch.randn(4, 1, 5); F.cross_entropy(out, torch.zeros(4).long())", "out.squeeze(1)"),
        ("target = torch.zeros(32, 1).long(); F.cross_entropy(five(x), target)", "target.squeeze(1)"),
        ("target = F.one_hot(labels, 5); F.cross_entropy(five(x), target)",
         "target.argmax(dim=1) gives class indices, target.float() probabilities"),
        ("F.cross_entropy(five(x), torch.zeros(31).long())", None),
        ("F.mse_loss(net(x), y)", "y.unsqueeze(1)"),
        ("p = net(x).squeeze(1); t = torch.randn(32, 1); F.binary_cross_entropy_with_logits(p, t)", "t.squeeze(1)"),
        ("F.binary_cross_entropy_with_logits(conv(images), masks)", "masks.unsqueeze(1)"),
        ("p = torch.rand(4, 768); F.binary_cross_entropy(p, images)", "images.flatten(1)"),
    ],
)  # fmt: skip
def test_what_would_fit(program: str, told: str | None) -> None:
    assert helps(program) == [told]


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("policy.log_prob(torch.zeros(32, 1).long())", ["SHP305"]),
        ("policy.log_prob(policy.sample().unsqueeze(1))", []),
        ("policy.log_prob(torch.zeros(32).long())", []),
        ("policy.log_prob(torch.zeros(7, 1).long())", []),
        ("torch.distributions.Normal(one(x), 1.0).log_prob(torch.zeros(32, 1))", []),
    ],
)
def test_choices_under_many_distributions(program: str, found: list[str]) -> None:
    assert codes(f"policy = torch.distributions.Categorical(logits=five(x))\n{program}") == found


def test_a_reshape_that_makes_more_samples_is_shown() -> None:
    program = """
        maps = torch.randn(4, 16, 5, 5)
        rows = maps.view(-1, 200)
        loss = F.cross_entropy(nn.Linear(200, 10)(rows), torch.zeros(4, dtype=torch.long))
    """
    (report,) = analysis_of(PRELUDE + dedent(program)).reports
    assert report.code == "SHP401"
    assert "4 samples become 8 here" in [related.label for related in report.related]
