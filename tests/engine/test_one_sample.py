"""A batch normalisation in training needs several values of each channel; who may have ended training is heard."""

from __future__ import annotations

import pytest

from tests.engine.programs import analysis_of, codes

NET = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from somewhere import prepare, pick

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 16)
        self.norm = nn.BatchNorm1d(16)
    def forward(self, x):
        return self.norm(self.fc(x))

net = Net()
"""
IN_TRAINING = {
    "a new one": "net(torch.zeros(1, 8))",
    "trained again": "net.eval()\nnet.train()\nnet(torch.zeros(1, 8))",
    "a part that is switched on": "net.eval()\nnet.norm.train()\nnet(torch.zeros(1, 8))",
    "by an attribute": "net.eval()\nfor part in net.modules():\n    part.training = True\nnet(torch.zeros(1, 8))",
}
NOT_CERTAIN = {
    "several samples": "net(torch.zeros(2, 8))",
    "eval": "net.eval()\nnet(torch.zeros(1, 8))",
    "a part that is switched off": "net.norm.eval()\nnet(torch.zeros(1, 8))",
    "by an attribute": "for part in net.modules():\n    part.training = False\nnet(torch.zeros(1, 8))",
    "by an attribute of nobody knows whom": "parts = list(net.modules())\npick(parts).training = False\n"
    "net(torch.zeros(1, 8))",
    "handed to someone": "prepare(net)\nnet(torch.zeros(1, 8))",
    "kept by someone": "prepare(model=net).fit()\nnet(torch.zeros(1, 8))",
    "over all processes": "both = nn.SyncBatchNorm.convert_sync_batchnorm(net)\nboth(torch.zeros(1, 8))",
}


@pytest.mark.parametrize("how", IN_TRAINING)
def test_one_sample_has_no_variance(how: str) -> None:
    assert codes(NET + IN_TRAINING[how] + "\n") == ["SHP707"]


@pytest.mark.parametrize("how", NOT_CERTAIN)
def test_nothing_is_said_where_training_may_be_over(how: str) -> None:
    assert codes(NET + NOT_CERTAIN[how] + "\n") == []


def test_a_mode_that_was_set_is_changed_by_train_and_eval() -> None:
    assert codes(NET + "net.norm.training = False\nnet.train()\nnet(torch.zeros(1, 8))\n") == ["SHP707"]
    assert codes(NET + "net.norm.training = True\nnet.eval()\nnet(torch.zeros(1, 8))\n") == []


LOADER = """
def trained(count, **options):
    for x, in DataLoader(TensorDataset(torch.zeros(count, 8)), batch_size=8, **options):
        net(x).sum().backward()
"""


def test_a_last_batch_of_one_sample_is_told() -> None:
    (report,) = analysis_of(NET + LOADER + "trained(33)\n").reports
    assert report.code == "SHP707"
    assert report.template.startswith("the last batch has {batch.last} of {batch.size}: ")
    assert codes(NET + LOADER + "trained(34)\n") == []
    assert codes(NET + LOADER + "trained(33, drop_last=True)\n") == []
    assert codes(NET + LOADER + "net.eval()\ntrained(33)\n") == []
