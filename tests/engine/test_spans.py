"""Numbers of which nobody knows more than the ends."""

from __future__ import annotations

import pytest

from tests.engine.programs import analysis_of

SOLVER = """
import random
import torch
class Solver:
    def update(self, last, order):
        if order == 1:
            return last[-1]
        elif order == 2:
            a, b = last
            return a - b
        elif order == 3:
            a, b, c = last
            return a - b + c
        if order > 3:
            a, b, c, d = last
    def sample(self, x, steps, few, order):
        last = [x, x]
        for step in range(order, steps + 1):
            x = self.update(last, {taken})
            last[0] = last[1]
            last[-1] = x
        return x
Solver().sample(torch.zeros(2, 3), random.randint(2, 30), random.random() < 0.5, {order})
"""


@pytest.mark.parametrize(
    "taken", ["min(order, steps + 1 - step) if few else order", "min(2, step)", "max(step, 2) - step"]
)
def test_no_more_than_two(taken: str) -> None:
    text = SOLVER.format(taken=taken, order=2)
    exec(text, {})
    assert [report.template for report in analysis_of(text).reports] == []
