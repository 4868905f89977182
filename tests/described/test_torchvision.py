"""The networks of torchvision as they are described: against PyTorch's own layers, and against torchvision itself.

SHAPELINT_TORCHVISION_PYTHON names a Python that has torchvision; without it the second comparison is skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from shapelint.api import check_source, shapes_of
from tests.described.networks import CASES, Case, Facts, facts

ROOT = Path(__file__).parents[2]


@cache
def _described(case: int) -> Facts:
    from shapelint.described.torchvision import models

    return json.loads(json.dumps(facts(models, CASES[case])))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def library() -> list[Facts]:
    """The facts of torchvision's own networks, in the order of the cases."""
    python = os.environ.get("SHAPELINT_TORCHVISION_PYTHON")
    if not python:
        pytest.skip("SHAPELINT_TORCHVISION_PYTHON names no Python with torchvision")
    command = [python, "-W", "ignore", "-m", "tests.described.networks"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=600)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


cases = pytest.mark.parametrize("case", range(len(CASES)), ids=[case.call for case in CASES])


def _outputs(case: Case, real: Facts) -> dict[str, object]:
    """What the linter says of the pictures that come out, and of the fields of named tuples."""
    lines = ["import torch", "from torchvision import models", f"net = models.{case.call}"]
    asked: dict[str, str] = {}
    for height, width in case.sizes:
        size = f"{height} x {width}"
        fields = [f".{field}" for field in real[size]] if isinstance(real[size], dict) else [""]
        lines.append(f"out = net(torch.zeros(2, 3, {height}, {width}))")
        for field in fields:
            asked[size + field] = f"y{len(asked)}"
            lines.append(f"{asked[size + field]} = out{field}")
    text = "\n".join(lines)
    assert check_source(text) == []
    known = {row.name: row.shape for row in shapes_of(text)}
    return {of: list(known[name] or ()) for of, name in asked.items()}


@cases
def test_the_linter_says_what_the_described_network_does(case: int) -> None:
    real = _described(case)["outputs"]
    assert isinstance(real, dict)
    for of, shape in _outputs(CASES[case], real).items():
        size, _, field = of.partition(".")
        assert shape == (real[size][field] if field else real[size]), of


@cases
def test_a_described_network_is_the_library_s(case: int, library: list[Facts]) -> None:
    real, described = library[case], _described(case)
    for name in real:
        assert described[name] == real[name], name


def test_real_pictures_go_through() -> None:
    from shapelint.described.torchvision import models

    for case in (0, *(at for at, case in enumerate(CASES) if case.name in SMALL)):
        real = json.loads(json.dumps(facts(models, CASES[case], "cpu")))
        assert real["outputs"] == _described(case)["outputs"]


SMALL = ("squeezenet1_1", "mobilenet_v2", "mobilenet_v3_small", "shufflenet_v2_x0_5")
