"""`shapelint shapes`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import CLEAN, Shapelint

TWICE = """\
import torch

def double(x):
    y = torch.cat([x, x], dim=1)
    return y

a = double(torch.zeros(2, 3))
b = double(torch.zeros(2, 5))
"""


def rows(out: str) -> list[tuple[object, ...]]:
    return [(row["line"], row["col"], row["name"], row["shape"], row["kind"]) for row in json.loads(out)["shapes"]]


def test_json(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("shapes", "clean.py", "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    assert json.loads(outcome.out)["file"] == "clean.py"
    assert rows(outcome.out) == [(5, 0, "logits", [8, 10], "tensor")]


def test_contexts_are_joined_unless_asked_for(folder: Path, shapelint: Shapelint) -> None:
    (folder / "twice.py").write_text(TWICE)
    joined = rows(shapelint("shapes", "twice.py", "--format", "json").out)
    assert joined == [
        (3, 11, "x", [2, None], "tensor"),
        (4, 4, "y", [2, None], "tensor"),
        (7, 0, "a", [2, 6], "tensor"),
        (8, 0, "b", [2, 10], "tensor"),
    ]
    single = rows(shapelint("shapes", "twice.py", "--format", "json", "--contexts").out)
    assert (4, 4, "y", [2, 6], "tensor") in single
    assert (4, 4, "y", [2, 10], "tensor") in single
    assert (7, 0, "a", [2, 6], "tensor") in single


def test_text_stands_beside_the_source(folder: Path, shapelint: Shapelint) -> None:
    out = shapelint("shapes", "-", stdin=CLEAN).out
    assert [line.split("  #")[0].rstrip() for line in out.splitlines()] == CLEAN.splitlines()
    assert out.splitlines()[4] == "logits = head(torch.zeros(8, 16))".ljust(60) + "# logits (8, 10)"


def test_text_of_several_contexts(folder: Path, shapelint: Shapelint) -> None:
    out = shapelint("shapes", "-", "--contexts", stdin=TWICE).out.splitlines()
    at = out.index("    y = torch.cat([x, x], dim=1)".ljust(60) + "# y (2, 6)")
    assert out[at + 1] == " " * 60 + "# y (2, 10)"


def test_what_cannot_be_read(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("shapes", "missing.py")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "shapelint: missing.py: cannot be read: No such file or directory\n"
    outcome = shapelint("shapes", "-", stdin="import torch\nx = (\n")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("shapelint: stdin:")
    assert outcome.err.count("\n") == 1


def test_a_file_without_model_code_has_no_shapes(folder: Path, shapelint: Shapelint) -> None:
    outcome = shapelint("shapes", "-", "--format", "json", stdin="x = 1\n")
    assert outcome.code == 0
    assert json.loads(outcome.out) == {"file": "stdin", "shapes": []}
