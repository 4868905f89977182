"""Advice on the order of two calls is measured: both orders, on the same random numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shapelint.api import check_source
from shapelint.cli import main
from shapelint.confirm.session import Session
from shapelint.findings.finding import Finding, Place
from shapelint.findings.witness import Array, Ref, Step, Witness

pytest.importorskip("torch")

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rows"
ADVISED = ("row02_pool_order_advice.py", "row02_pool_order_module_advice.py")
LINEAR = (
    Step("use", "torch.nn.Linear", (), (("in_features", 32), ("out_features", 5))),
    Step("call", "torch.nn.Linear", (Ref(0), Array((16, 60, 32)))),
)


def measured(pool: Step) -> Finding:
    asked = Finding("SHP901", Place("a.py", 1, 0, 1, 1), "advice", witness=Witness((*LINEAR, pool)))
    with Session("cpu") as session:
        (found,) = session.confirmed([asked])
    return found


def test_both_orders_are_told_in_numbers_in_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(FIXTURES / name) for name in ADVISED]
    assert main(["check", "--device", "cpu", "--select", "SHP9", *files]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all("on (16, 6000, 32) the two orders differ by at most" in line and "ratio" in line for line in lines)
    assert main(["check", "--device", "cpu", "--select", "SHP9", "--format", "json", files[0]]) == 1
    for found in json.loads(capsys.readouterr().out)["findings"]:
        numbers = found["verdict"]["numbers"]
        assert numbers["difference"] < 1e-5
        assert numbers["seconds"] > 0
        assert numbers["ratio"] == pytest.approx(numbers["seconds"] / numbers["seconds_pooled_first"])
    assert main(["check", "--device", "cpu", "--select", "SHP9", "--format", "sarif", files[0]]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert all(result["properties"]["verdict"]["numbers"]["ratio"] > 0 for result in run["results"])


@pytest.mark.parametrize("pool", ["torch.amax", "torch.prod", "torch.std"])
def test_orders_that_differ_are_no_advice(pool: str) -> None:
    verdict = measured(Step("use", pool, (Ref(1), 1))).verdict
    assert verdict is not None
    assert (verdict.state, dict(verdict.numbers)["difference"] > 1e-3) == ("refuted", True)


@pytest.mark.parametrize("pool", ["torch.mean", "torch.median"])
def test_what_can_be_compared_is(pool: str) -> None:
    verdict = measured(Step("use", pool, (Ref(1), 1))).verdict
    assert verdict is not None
    assert verdict.state == ("confirmed" if pool == "torch.mean" else "not run")
    assert "died" not in verdict.text


def test_sizes_stay_as_they_are_where_they_can() -> None:
    program = (
        "import torch\nfrom torch import nn\ndef score(x):\n    b, n, d = x.shape\n"
        "    return nn.Linear(512, 8)(torch.zeros({batch}, 6000, 512)).mean(1)\nscore(torch.zeros(2, 3, 4))\n"
    )
    (finding,) = check_source(program.replace("{batch}", "32"), select=["SHP9"], witnesses=True)
    with Session("cpu") as session:
        (found,) = session.confirmed([finding])
    assert found.verdict is not None
    assert found.verdict.state == "confirmed", found.verdict
