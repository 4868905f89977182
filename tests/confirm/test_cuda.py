"""On a CUDA GPU the world of PyTorch runs there: `pytest tests/confirm -m cuda -n0 -s` shows what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapelint.api import check_file
from shapelint.confirm.session import Session

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.cuda, pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA GPU")]

FIXTURES = Path(__file__).parents[2] / "fixtures"


def test_every_finding_of_pytorch_is_confirmed_on_the_gpu() -> None:
    asked, problems = 0, []
    with Session("cuda") as session:
        for path in sorted(FIXTURES.rglob("*.py")):
            for finding in session.confirmed(check_file(path, select=["SHP", "SHP9"], witnesses=True)):
                verdict = finding.verdict
                if verdict is None or not verdict.world.startswith("torch"):
                    continue
                asked += 1
                print(f"{path.name}:{finding.place.line}: {finding.code} {verdict.line}")
                if verdict.state != "confirmed" or " on cuda:0" not in verdict.world:
                    problems.append(verdict.line)
    assert asked > 25
    assert problems == []
