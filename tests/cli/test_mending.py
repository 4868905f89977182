"""Suggested fixes as replacements in the text: put in, the program runs."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from shapelint.api import check_source
from shapelint.cli import main
from shapelint.cli.mending import Mender
from shapelint.source.mending import mended, replacements

# The last line, and the text that takes the place of something in the program.
MENDED = [
    ("torch.nn.Linear(4 * 2, 3)(torch.zeros(2, 9))", "9"),
    ("torch.nn.Linear(in_features=8, out_features=8)(torch.zeros(2, 9))", "9"),
    ("torch.zeros(2, 6).view(3, 5)", "3, 4"),
    ("torch.reshape(torch.zeros(2, 6), (3, 5))", "(3, 4)"),
    ("x = torch.zeros(2, 6, 4).transpose(1, 2)\nx.view(2, 24)", "reshape"),
    (
        "scores, labels = torch.rand(8, 5, 3), torch.zeros(8, 5).long()\ntorch.nn.CrossEntropyLoss()(scores, labels)",
        "scores.transpose(1, 2)",
    ),
    ("é = np.zeros((5, 3))\nnp.zeros((2, 3)) @ é", "é.swapaxes(-1, -2)"),
    ("points = np.zeros(4)\nnp.c_(points, points)", "[points, points]"),
]


@pytest.mark.parametrize(("program", "text"), MENDED)
def test_a_replacement_makes_the_program_run(program: str, text: str) -> None:
    torch, numpy = pytest.importorskip("torch"), pytest.importorskip("numpy")
    whole = f"import numpy as np\nimport torch\n{program}\n"
    (finding,) = check_source(whole, "a.py")
    (found,) = Mender(lambda file: whole)(finding)
    assert found.text == text
    with contextlib.suppress(Exception):
        run(whole, torch, numpy)
        pytest.fail("it runs as it is")
    run(mended(whole, found), torch, numpy)


def run(program: str, torch: Any, numpy: Any) -> None:
    exec(compile(program, "a.py", "exec"), {"torch": torch, "np": numpy})


@pytest.mark.parametrize(
    "program",
    [
        "torch.nn.Linear(8, 8)(torch.zeros(2, 9))",  # which of both
        "n = 8\ntorch.nn.Linear(n, 3)(torch.zeros(2, 9))",  # n has other uses
        "x = torch.zeros(2, 3)\nx @ x",  # which of both
        "torch.zeros(2, 6).view(*(3, 5))",
    ],
)
def test_what_is_not_certain_is_not_replaced(program: str) -> None:
    whole = f"import torch\n{program}\n"
    (finding,) = check_source(whole, "a.py")
    assert list(replacements(whole, finding)) == []


def test_what_does_not_help_is_not_offered() -> None:
    """The loop mends one turn and breaks the other."""
    whole = (
        "import torch\nlayer = torch.nn.Linear(8, 3)\nlayer(torch.zeros(2, 8))\nlayer(torch.zeros(2, 9))\n"
        "torch.nn.Linear(3, 3)(layer(torch.zeros(2, 8)))\n"
    )
    (finding,) = check_source(whole, "a.py")
    assert list(Mender(lambda file: whole)(finding)) == []
    assert list(Mender(lambda file: None)(finding)) == []


def test_a_text_that_is_no_python_of_ours_has_no_replacements() -> None:
    (finding,) = check_source("import torch\ntorch.zeros(2, 6).view(3, 5)\n", "a.py")
    assert list(replacements("print 'x'\n", finding)) == []


def test_sarif_has_them_as_fixes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.py"
    path.write_bytes("import torch\r\nµ = torch.zeros(2, 6)\r\nx = 'µ', µ.view(3, 5)\r\n".encode())
    assert main(["check", "--format", "sarif", str(path)]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (fix,) = run["results"][0]["fixes"]
    assert fix["description"]["text"] == run["results"][0]["message"]["text"].rpartition("; help: ")[2]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 17, "endLine": 3, "endColumn": 21},
            "insertedContent": {"text": "3, 4"},
        }
    ]
