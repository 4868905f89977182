"""Whatever is declared in `rules/` can be confirmed: a layer is added in one file, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shapelint.rules.registry import find

ROOT = Path(__file__).parents[2]
NAME = "torch.ao.nn.quantizable.LSTMCell"  # a layer that we have no declaration of
ADDED = f'''
from shapelint.rules.form import layer


@layer("{NAME}", "N input_dim -> N hidden_dim")
def quantizable_lstm_cell(input_dim, hidden_dim, bias=True, device=None, dtype=None):
    """One step.

    >>> LSTMCell(5, 7)([2, 6])
    SHP201 axis `input_dim` is 6, expected 5
    """
'''
PROGRAM = """
import torch
from torch.ao.nn.quantizable import LSTMCell

cell = LSTMCell(5, 7)
cell(torch.zeros(2, 6))
"""


def test_a_layer_that_is_declared_is_confirmed_with_no_further_code(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    assert find(NAME) is None
    shutil.copytree(ROOT / "shapelint", tmp_path / "shapelint", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "shapelint" / "rules" / "torch" / "added.py").write_text(ADDED)
    (tmp_path / "cell.py").write_text(PROGRAM)

    def told(*arguments: str) -> str:
        command = [sys.executable, "-m", "shapelint", *arguments, "--device", "cpu"]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        ).stdout

    line = told("check", "cell.py")
    assert "SHP201 LSTMCell expects 5 on axis `input_dim`, gets 6" in line
    assert "; confirmed by torch " in line
    assert "shapes cannot be multiplied (2x6 and 5x28)" in line
    refused, said = (row.split("  ")[-1].strip() for row in told("run", f"{NAME}(5, 7)", "2 6").splitlines()[:2])
    assert refused == "refused: SHP201 LSTMCell expects 5 on axis `input_dim`, gets 6"
    assert said == "refused: mat1 and mat2 shapes cannot be multiplied (2x6 and 5x28)"
