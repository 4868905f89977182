"""One line, a block, JSON and GitHub commands of the same finding."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from shapelint.findings.finding import Fact, Finding, Place, Related, Step
from shapelint.findings.render.block import COLOUR, block
from shapelint.findings.render.github import command
from shapelint.findings.render.json import document
from shapelint.findings.render.text import one_line

SOURCE = """\
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, stride=2)
        self.head = nn.Linear(16 * 32 * 32, 10)

    def forward(self, x):
        h = self.conv(x).flatten(1)
        return self.head(h)
"""

FINDING = Finding(
    "SHP201",
    Place("net.py", 12, 15, 12, 27),
    "Linear expects 16384 features, gets 15376: `h` is (B, 15376)",
    facts=(Fact("expected", 16384), Fact("h.shape", ("B", 15376, None))),
    flow=(
        Step("x", "(B, 3, 64, 64)", Place("net.py", 10, 22, 10, 23)),
        Step("Conv2d", "(B, 16, 31, 31)", Place("net.py", 11, 12, 11, 24), "(64 - 3)//2 + 1 = 31"),
        Step("scaled", "(B, 15376)", Place("other.py", 3, 0, 3, 2)),
    ),
    related=(
        Related(Place("net.py", 8, 20, 8, 47), "made for 16384 features"),
        Related(Place("train.py", 4, 0, 4, 9), "called here"),
    ),
    help="nn.Linear(16 * 31 * 31, 10)",
)


def lines_of(file: str) -> list[str]:
    return SOURCE.splitlines() if file == "net.py" else []


def test_one_line() -> None:
    assert one_line(FINDING) == (
        "net.py:12:16: SHP201 Linear expects 16384 features, gets 15376: `h` is (B, 15376); "
        "help: nn.Linear(16 * 31 * 31, 10)"
    )


def test_a_message_cannot_break_the_line_or_the_terminal() -> None:
    hostile = replace(FINDING, message="a\nb\x1b[31m\u2028", place=Place("ne\nt.py", 1, 0, 1, 1), help=None)
    assert one_line(hostile) == r"ne\nt.py:1:1: SHP201 a\nb\x1b[31m\u2028"


def test_block() -> None:
    assert block(FINDING, lines_of).splitlines() == [
        "SHP201 Linear expects 16384 features, gets 15376: `h` is (B, 15376)",
        "  --> net.py:12:16",
        "   |",
        " 8 |         self.head = nn.Linear(16 * 32 * 32, 10)",
        "   |                     --------------------------- made for 16384 features",
        " ...",
        "12 |         return self.head(h)",
        "   |                ^^^^^^^^^^^^",
        "   |",
        "   = see: train.py:4:1: called here",
        "   = flow: x (B, 3, 64, 64) L10",
        "        -> Conv2d (B, 16, 31, 31) L11: (64 - 3)//2 + 1 = 31",
        "        -> scaled (B, 15376) other.py:3",
        "   = why: an axis has another size than the layer's own sizes fix",
        "   = help: nn.Linear(16 * 31 * 31, 10)",
    ]


def test_block_without_source() -> None:
    shown = block(FINDING, lambda file: ())
    assert "= see: net.py:8:21: made for 16384 features" in shown
    assert "^" not in shown


def test_underlines_stand_under_wide_characters_and_tabs() -> None:
    finding = Finding("SHP201", Place("a.py", 1, 6, 1, 8), "message")
    _, _, _, line, under, *_ = block(finding, lambda file: ["\t漢字 = 漢y"]).splitlines()
    assert line == "1 | \t漢字 = 漢y"
    assert under == "  | \t" + " " * 7 + "^^^"


def test_a_place_over_several_lines_is_shortened() -> None:
    source = ["call(", *["    x,"] * 10, ")"]
    shown = block(Finding("SHP706", Place("a.py", 1, 0, 12, 1), "message"), lambda file: source).splitlines()
    assert shown[2:-1] == [
        "   |",
        " 1 | call(",
        "   | ^^^^^",
        " 2 |     x,",
        "   |     ^^",
        " 3 |     x,",
        "   |     ^^",
        " 4 |     x,",
        "   |     ^^",
        "   |",
    ]


def test_colour_changes_nothing_but_colour() -> None:
    coloured = block(FINDING, lines_of, COLOUR)
    assert coloured != block(FINDING, lines_of)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == block(FINDING, lines_of)


def test_places_beyond_the_source_do_no_harm() -> None:
    beyond = Finding("SHP902", Place("net.py", 99, 70, 99, 80), "message")
    assert "net.py:99:71" in block(beyond, lines_of)


def test_json() -> None:
    parsed = json.loads(document([FINDING]))
    assert parsed["version"] == 1
    (finding,) = parsed["findings"]
    assert finding == {
        "file": "net.py",
        "line": 12,
        "col": 15,
        "end_line": 12,
        "end_col": 27,
        "code": "SHP201",
        "name": "wrong-features",
        "severity": "error",
        "message": FINDING.message,
        "help": "nn.Linear(16 * 31 * 31, 10)",
        "fixes": [],
        "facts": {"expected": 16384, "h.shape": ["B", 15376, None]},
        "flow": finding["flow"],
        "related": finding["related"],
    }
    assert finding["flow"][1] == {
        "file": "net.py",
        "line": 11,
        "col": 12,
        "end_line": 11,
        "end_col": 24,
        "what": "Conv2d",
        "shape": "(B, 16, 31, 31)",
        "sum": "(64 - 3)//2 + 1 = 31",
    }
    assert [related["label"] for related in finding["related"]] == ["made for 16384 features", "called here"]


def test_no_findings_are_a_document_too() -> None:
    assert json.loads(document([])) == {"version": 1, "findings": []}


def test_github() -> None:
    assert command(FINDING) == (
        "::error file=net.py,line=12,endLine=12,col=16,endColumn=28,title=SHP201 wrong-features::"
        "SHP201 Linear expects 16384 features, gets 15376: `h` is (B, 15376); help: nn.Linear(16 * 31 * 31, 10)"
    )


@pytest.mark.parametrize(("code", "name"), [("SHP201", "error"), ("SHP305", "warning"), ("SHP901", "notice")])
def test_github_severity(code: str, name: str) -> None:
    assert command(replace(FINDING, code=code)).startswith(f"::{name} ")


def test_github_escapes() -> None:
    hostile = Finding("SHP305", Place("a:b,c%.py", 1, 0, 3, 1), "50% of\n(a, b): bad::")
    assert command(hostile) == (
        "::warning file=a%3Ab%2Cc%25.py,line=1,endLine=3,title=SHP305 silent-broadcast::SHP305 50%25 of%0A(a, b): bad::"
    )
