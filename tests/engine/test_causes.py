"""What goes back to one cause is told once, with the other lines; what does not is told by itself."""

from __future__ import annotations

from textwrap import dedent

import pytest

from shapelint.api import check_source

HEAD = """\
import torch
from torch import nn
from einops import rearrange
fc = nn.Linear(8, 4)
x, y, m = torch.zeros(4, 20), torch.zeros(4, 7), torch.zeros(2, 3, 4)
"""
FIRST = HEAD.count("\n") + 1


def told(text: str) -> list[tuple[int, list[int]]]:
    """Of each finding its line behind the head, and the lines that have the same cause."""
    found = check_source(HEAD + dedent(text), "program.py")
    return [
        (
            each.place.line - FIRST,
            [other.place.line - FIRST for other in each.related if other.label == "the same cause shows here"],
        )
        for each in found
    ]


ONE = {
    "a layer called in five places": "fc(torch.zeros(2, 9))\n" + "fc(torch.zeros(3, 9))\n" * 4,
    "a tensor given to three layers": "nn.Linear(10, 3)(x)\nnn.Linear(10, 3)(x)\nnn.Linear(10, 5)(x)\n",
    "two tensors that do not fit": "x + y\nx * y\n",
    "an axis too many": "rearrange(m, '(r s) d -> r s d', r=1)\nrearrange(m[0], '(r s) -> r s', r=1)\n"
    "assert m.shape == (2, 3)\n",
}


@pytest.mark.parametrize("name", ONE)
def test_one_cause_is_told_once(name: str) -> None:
    lines = ONE[name].count("\n")
    assert told(ONE[name]) == [(0, list(range(1, lines)))]


TWO = {
    "two layers made by one function": """
        def make():
            return nn.Linear(8, 4)
        first, second = make(), make()
        first(torch.zeros(2, 9))
        second(torch.zeros(3, 9))
    """,
    "a layer given two widths": "fc(torch.zeros(2, 9))\nfc(torch.zeros(2, 7))\n",
    "a tensor given to layers of two widths": "nn.Linear(10, 3)(x)\nnn.Linear(11, 3)(x)\n",
    "tensors made apart": "nn.Linear(10, 3)(torch.zeros(4, 20))\nnn.Linear(10, 3)(torch.zeros(4, 20))\n",
    "an axis too many and one too few": "rearrange(m, '(r s) d -> r s d', r=1)\nrearrange(m, 'a b c d -> a')\n",
    "an axis forgotten in two heads": """
        conv = nn.Conv2d(3, 3, 1)
        p = nn.Conv2d(3, 4, 1)(nn.Conv2d(3, 3, 1)(conv(torch.zeros(2, 3, 8, 8))))
        q = nn.Conv2d(3, 5, 1)(nn.Conv2d(3, 3, 1)(conv(torch.zeros(2, 3, 8, 8))))
        nn.LSTM(8, 2)(p)
        nn.LSTM(8, 2)(q)
    """,
}


@pytest.mark.parametrize("name", TWO)
def test_two_causes_are_told_apart(name: str) -> None:
    assert [also for _, also in told(TWO[name])] == [[], []]


def test_many_lines_are_counted() -> None:
    (only,) = check_source(HEAD + "fc(torch.zeros(2, 9))\n" * 50, "program.py")
    assert f"; the same cause at L{FIRST + 1}, L{FIRST + 2}, L{FIRST + 3}, L{FIRST + 4}, 45 more lines" in only.line
