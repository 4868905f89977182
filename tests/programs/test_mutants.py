"""What breaks a working program is found, and what does not break it is no error."""

from __future__ import annotations

from pathlib import Path

from tests.programs.breaking import run_all
from tests.programs.kept import PROGRAMS
from tests.programs.mutating import chosen, judge, mutants

_EACH = 2
_LEAST_FOUND = 0.8


def test_a_sample_of_broken_programs_is_found_and_nothing_else() -> None:
    every = chosen(list(PROGRAMS.values()), _EACH)
    runs = run_all([(one.path, one.text) for one in every])
    judged = [judge(mutant, run) for mutant, run in zip(every, runs, strict=True)]
    assert not [str(one) for one in judged if one.verdict.startswith("FALSE")]
    raised = [one for one in judged if one.run.ended == "raised"]
    found = sum(one.verdict == "found" for one in raised)
    assert len(raised) > len(every) / 4
    assert found / len(raised) >= _LEAST_FOUND, [str(one) for one in raised if one.verdict != "found"]


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
