"""`shapelint explain`, `shapelint rules` and `--version`."""

from __future__ import annotations

import pytest

import shapelint as package
from shapelint.findings.catalogue import CATALOGUE, page
from tests.cli.conftest import Shapelint


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_code(shapelint: Shapelint, code: str) -> None:
    outcome = shapelint("explain", code)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == page(code)


def test_a_name(shapelint: Shapelint) -> None:
    assert shapelint("explain", "wrong-features").out == page("SHP201")
    assert shapelint("explain", "shp201").out == page("SHP201")


@pytest.mark.parametrize("spelling", ["torch.nn.Linear", "torch.nn.modules.linear.Linear", "Linear"])
def test_a_layer(shapelint: Shapelint, spelling: str) -> None:
    outcome = shapelint("explain", spelling)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("torch.nn.Linear(in_features, out_features, bias=True")
    assert "weight   weight: out_features in_features" in outcome.out


def test_a_name_that_two_libraries_use(shapelint: Shapelint) -> None:
    outcome = shapelint("explain", "LSTM")
    assert outcome.code == 2
    assert outcome.err == "shapelint: nothing is known of 'LSTM'; did you mean keras.layers.LSTM, torch.nn.LSTM?\n"


@pytest.mark.parametrize(
    ("subject", "meant"), [("SHP2001", "SHP201"), ("wrong-feature", "wrong-features"), ("torch.nn.Linaer", "Linear")]
)
def test_did_you_mean(shapelint: Shapelint, subject: str, meant: str) -> None:
    outcome = shapelint("explain", subject)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert meant in outcome.err.partition("did you mean")[2]


def test_nothing_alike(shapelint: Shapelint) -> None:
    assert shapelint("explain", "zzzzzzzz").err == "shapelint: nothing is known of 'zzzzzzzz'\n"


def test_rules(shapelint: Shapelint) -> None:
    outcome = shapelint("rules")
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert "    SHP201  error    wrong-features: " + CATALOGUE["SHP201"].summary in lines
    assert "  torch.nn.Linear" in lines
    assert "  keras.layers.Dense" in lines
    assert all(any(code in line for line in lines) for code in CATALOGUE)


def test_version(shapelint: Shapelint) -> None:
    assert shapelint("--version").out == f"shapelint {package.__version__}\n"
