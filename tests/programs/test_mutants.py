"""What breaks a working program is found, and what does not break it is no error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs.breaking import run as broken
from tests.programs.kept import PROGRAMS
from tests.programs.mutating import chosen, figures, is_apart, judged_all, mutants

_EACH = 2
_LEAST_FOUND = 0.9


def test_a_sample_of_broken_programs_is_found_and_nothing_else() -> None:
    every = chosen(list(PROGRAMS.values()), _EACH)
    judged = list(judged_all(every))
    assert not [str(one) for one in judged if one.verdict.startswith("FALSE")]
    found = figures(judged)
    assert found.raised > len(every) / 4
    assert found.share >= _LEAST_FOUND, [str(one) for one in judged if one.verdict in ("missed", "elsewhere")]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("import numpy\nnumpy.zeros(3)[numpy.array([3])]", True),
        ("import torch\ntorch.nn.functional.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 3]))", True),
        ("import torch\ntorch.nn.Embedding(3, 2)(torch.tensor([3]))", True),
        ("import nothing_of_this_name", True),
        ("def f(n):\n    if n % 2:\n        raise ValueError(\n            n\n        )\nf(3)", True),
        ("import torch\ntorch.zeros(2, 3) + torch.zeros(4)", False),
        ("import torch\ntorch.zeros(2, 3).sum(2)", False),
        ("import torch\ntorch.softmax(torch.zeros(2))", False),
        ("import torch\ntorch.zeros(2)[0, 0]", False),
    ],
)
def test_what_raises_because_of_values_is_told_by_what_is_raised(tmp_path: Path, text: str, apart: bool) -> None:
    run = broken(tmp_path / "program.py", text)
    assert run.ended == "raised"
    assert is_apart(run) is apart, run


def test_a_program_is_broken_in_each_way(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("y = f(4).permute(\n    0, 1\n)\nz = torch.cat([y, y], dim=1)\n", encoding="utf-8")
    assert {(one.what, one.text) for one in mutants(path)} == {
        ("no permute", "y = (f(4)) \\\n \\\n\nz = torch.cat([y, y], dim=1)\n"),
        ("swapped in permute", "y = (f(4).permute(1, 0)) \\\n \\\n\nz = torch.cat([y, y], dim=1)\n"),
        ("size of f", "y = f((5)).permute(\n    0, 1\n)\nz = torch.cat([y, y], dim=1)\n"),
        ("no dim", "y = f(4).permute(\n    0, 1\n)\nz = (torch.cat([y, y]))\n"),
        ("axis of cat", "y = f(4).permute(\n    0, 1\n)\nz = torch.cat([y, y], dim=(0))\n"),
    }
