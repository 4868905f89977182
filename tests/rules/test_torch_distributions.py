"""Distributions in whole programs: policies, squashed and mixed distributions, and what their values may be."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.engine.programs import analysis_of

PRELUDE = """
import torch
from torch import nn
from torch import distributions as td
from torch.distributions import Categorical, Distribution, Independent, Normal, kl_divergence

class Policy(nn.Module):
    def __init__(self, observation, action):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(observation, 64), nn.Tanh(), nn.Linear(64, 2 * action))

    def forward(self, x):
        mean, spread = self.net(x).chunk(2, dim=-1)
        return Independent(Normal(mean, spread.exp()), 1)

policy = Policy(8, 3)
pi = policy(torch.zeros(32, 8))
"""


def shape(expression: str) -> object:
    found = analysis_of(f"{PRELUDE}\nprobe = {expression}")
    assert list(found.reports) == []
    return next(binding.shape for binding in found.bindings if binding.name == "probe")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("pi.rsample()", (32, 3)),
        ("pi.sample((5,))", (5, 32, 3)),
        ("pi.log_prob(pi.sample((5,)))", (5, 32)),
        ("pi.entropy()", (32,)),
        ("pi.mean", (32, 3)),
        ("pi.expand((4, 32)).sample()", (4, 32, 3)),
        ("kl_divergence(pi, Independent(Normal(torch.zeros(3), torch.ones(3)), 1))", (32,)),
        ("td.TransformedDistribution(pi.base_dist, [td.transforms.TanhTransform()]).rsample()", (32, 3)),
        ("td.TransformedDistribution(pi, [td.SigmoidTransform(), td.ExpTransform()]).log_prob(pi.mean)", (32,)),
        ("td.MixtureSameFamily(Categorical(torch.ones(32, 4)), Normal(torch.zeros(32, 4), 1.0)).sample()", (32,)),
        ("td.LogisticNormal(pi.mean, pi.stddev).sample()", (32, 4)),
        ("nn.functional.cross_entropy(torch.zeros(32, 6), Categorical(logits=torch.zeros(32, 6)).sample())", ()),
    ],
)  # fmt: skip
def test_shapes(expression: str, expected: object) -> None:
    assert shape(expression) == expected


@pytest.mark.parametrize(
    ("program", "codes"),
    [
        ("pi.log_prob(torch.zeros(32, 4))", ["SHP301"]),
        ("pi.sample(5)", ["SHP702"]),
        ("Independent(Normal(0.0, 1.0), 1)", ["SHP101"]),
        ("td.Bernoulli()", ["SHP706"]),
        ("td.MultivariateNormal(torch.zeros(3), torch.eye(4)).sample()", ["SHP302"]),
        ("td.MultivariateNormal(torch.zeros(3), torch.eye(4)).mean", []),
        ("td.Dirichlet(torch.ones(3)).log_prob(torch.ones(2, 1))", ["SHP301"]),
        ("Distribution.set_default_validate_args(False); td.Dirichlet(torch.ones(3)).log_prob(torch.ones(2, 1))", []),
        ("td.Dirichlet(torch.ones(3), validate_args=False).log_prob(torch.ones(2, 1))", []),
    ],
)
def test_findings(program: str, codes: list[str]) -> None:
    found = analysis_of(f"{PRELUDE}\n{dedent(program)}")
    assert [report.code for report in found.reports] == codes
