"""An operation that several callers reach is told once, and of the callers only those whose shapes do not fit it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from shapelint.api import check_source
from shapelint.findings.finding import Finding

HEAD = """
import torch
from torch import nn

fc = nn.Linear(8, 4)

def score(x):
    return fc(x.flatten(1))

def run(batch):
    return score(batch)

"""


def findings(text: str) -> list[Finding]:
    return check_source(HEAD + dedent(text), "program.py")


def told(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The callers that the only finding names, and the places that it names besides."""
    (only,) = findings(text)
    assert only.place.line == 8
    return only.message.partition(", called from ")[2], [(each.place.line, each.label) for each in only.related]


MADE = (5, "Linear is made here")


def test_the_caller_whose_shapes_do_not_fit_is_named() -> None:
    text = "run(torch.zeros(4, 8))\nrun(torch.zeros(4, 9))\nscore(torch.zeros(2, 8))\n"
    assert told(text) == ("L14", [MADE, (14, "called from here")])


def test_callers_of_which_none_fits_are_not_told_apart() -> None:
    assert told("run(torch.zeros(4, 9))\nscore(torch.zeros(4, 9))\n") == ("", [MADE])


def test_it_is_told_once_for_fifty_callers_and_names_none_of_them() -> None:
    wrong = "".join(f"score(torch.zeros({n}, 9))\n" for n in range(1, 51))
    assert told(wrong) == ("", [MADE])
    assert told("score(torch.zeros(2, 8))\n" + wrong) == ("", [MADE])


def test_turns_of_a_loop_that_fit_and_do_not_share_their_caller() -> None:
    assert told("for n in (8, 9):\n    score(torch.zeros(2, n))\n") == ("", [MADE])


def test_a_caller_that_expects_it_to_fail_is_not_named() -> None:
    text = """
        import random
        score(torch.zeros(2, 8))
        if random.random() > 0.5:
            score(torch.zeros(2, 9))
        try:
            score(torch.zeros(2, 7))
        except RuntimeError:
            pass
    """
    assert told(text) == ("L17", [MADE, (17, "called from here")])


def test_of_two_places_that_lead_to_each_other_the_first_is_told() -> None:
    """What comes out of either place goes into the other one, turn by turn."""
    text = """
        cell, out = nn.GRUCell(1, 6), nn.Linear(1, 12)
        step, h = torch.zeros(4, 1), torch.zeros(4, 6)
        for _ in range(3):
            h = cell(step, h)
            step = out(h)
    """
    (only,) = findings(text)
    assert (only.code, only.place.line) == ("SHP201", 18)


ELSEWHERE = """from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)
    def forward(self, x):
        return self.fc(x) + x
"""


def test_the_caller_is_named_where_the_operation_lies_in_another_file(tmp_path: Path) -> None:
    """That other steps of the same call fit, the sum here, says nothing of the one that does not."""
    (tmp_path / "net.py").write_text(ELSEWHERE)
    text = """import torch
from net import Block

def apply(block, x):
    return block(x)

block = Block(16)
apply(block, torch.zeros(2, 16))
apply(block, torch.zeros(2, 15))
"""
    (only,) = check_source(text, str(tmp_path / "train.py"))
    assert len(check_source(text + "Block(3)(torch.zeros(1, 4))\n", str(tmp_path / "train.py"))) == 2
    assert (only.place.line, only.message.partition(", called from ")[2]) == (5, "L9")
    related = [(each.place.file == str(tmp_path / "net.py"), each.place.line, each.label) for each in only.related]
    assert related == [
        (True, 8, "what does not fit is here"),
        (True, 6, "Linear is made here"),
        (False, 9, "called from here"),
    ]


BRANCHING = """
def turned(x):
    return x.reshape(-1, 1, 1).expand(-1, 3, 3)

def distort(points, how):
    if torch.any(how != 0):
        points = points @ turned(how[..., 0])
    return points

distort(torch.zeros(4, 5, 3), torch.rand(4, 2))
"""


def test_a_branch_that_is_there_for_some_callers_may_not_be_taken_for_others() -> None:
    """With `how` all zero the last call is right; where no caller fits, what is wrong is wrong for all."""
    other = "distort(torch.zeros(3, 2, 5, 3), torch.rand(3, 2, 2))\n"
    assert findings(BRANCHING + other) == []
    assert len(findings(BRANCHING.replace("(4, 2)", "(6, 2)") + other)) == 1
