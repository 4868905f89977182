"""From a report about nodes to a finding about places."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from shapelint.findings.finding import Fact, Place, Related, Step
from shapelint.findings.report import RelatedAt, Report, StepAt, render, resolve, show


@dataclass(frozen=True)
class Positions:
    file: str

    def of(self, at: int) -> Place:
        return Place(self.file, at, 4, at, 8)


def test_every_node_becomes_a_place_in_its_own_file() -> None:
    report = Report(
        "SHP201",
        at=14,
        file="net.py",
        template="{layer} expects {expected} features, gets {got}: `h` is {h.shape}",
        facts=(
            Fact("layer", "Linear"),
            Fact("expected", 16384),
            Fact("got", 15376),
            Fact("h.shape", ("B", 15376)),
            Fact("fix", "16 * 31 * 31"),
        ),
        flow=(
            ("x", "(B, 3)", 3, "net.py", ""),
            StepAt("conv", "(B, 16, 31, 31)", 12, "blocks.py", "(64 - 3)//2 + 1 = 31"),
        ),
        related=(RelatedAt(5, "net.py", "expects 16384"),),
        help="nn.Linear({fix}, 10)",
    )
    finding = resolve(report, Positions)
    assert finding.place == Place("net.py", 14, 4, 14, 8)
    assert finding.message == ("Linear expects 16384 features, gets 15376: `h` is (B, 15376) via x L3 (B, 3), conv L12")
    assert finding.help == "nn.Linear(16 * 31 * 31, 10)"
    assert finding.line == f"SHP201 {finding.message}; help: {finding.help}"
    assert finding.flow == (
        Step("x", "(B, 3)", Place("net.py", 3, 4, 3, 8)),
        Step("conv", "(B, 16, 31, 31)", Place("blocks.py", 12, 4, 12, 8), "(64 - 3)//2 + 1 = 31"),
    )
    assert finding.related == (Related(Place("net.py", 5, 4, 5, 8), "expects 16384"),)
    assert finding.facts == report.facts


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (("B", 3, "H//2"), "(B, 3, H//2)"),
        ((7,), "(7,)"),
        ((), "()"),
        ((None, "*rest"), "(?, *rest)"),
        (None, "?"),
        (True, "True"),
        (3, "3"),
    ],
)
def test_values_in_prose(value: object, shown: str) -> None:
    assert show(value) == shown  # type: ignore[arg-type]


def test_facts_are_text_and_never_templates() -> None:
    assert render("{a} {{b}}", (Fact("a", "{b}"), Fact("b", 1))) == "{b} {b}"


def test_a_message_is_one_line() -> None:
    assert render("{a}\n  end", (Fact("a", "first\nsecond"),)) == "first second end"


def test_a_fact_that_is_not_there() -> None:
    with pytest.raises(KeyError, match="missing"):
        render("{missing}", ())
