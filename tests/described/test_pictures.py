"""Transforms of pictures as they are described: what the linter says of random ones, against torchvision itself.

SHAPELINT_TORCHVISION_PYTHON names a Python that has torchvision; without it the comparison is skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.described import telling
from tests.described.pipelines import START, program

ROOT = Path(__file__).parents[2]
SEEDS = tuple(range(int(os.environ.get("SHAPELINT_PIPELINES", "8"))))


@cache
def real() -> list[list[list[int] | None]]:
    """The sizes that torchvision comes to, for each line of each program."""
    python = os.environ.get("SHAPELINT_TORCHVISION_PYTHON")
    if not python:
        pytest.skip("SHAPELINT_TORCHVISION_PYTHON names no Python with torchvision")
    command = [python, "-W", "ignore", "-m", "tests.described.pipelines", *map(str, SEEDS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=600)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@cache
def told(seed: int) -> tuple[dict[int, tuple[object, ...] | None], dict[int, str]]:
    """What the linter says of the shape that each line comes to, and what it refuses."""
    return telling.told(START, program(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_are_those_of_the_library(seed: int) -> None:
    shapes, _ = told(seed)
    for at, (line, made) in enumerate(zip(program(seed), real()[seed], strict=True)):
        shape = shapes[at]
        if made is not None and shape is not None:
            assert list(shape) == telling.agreed(shape, made), line


@pytest.mark.parametrize("seed", SEEDS)
def test_only_what_the_library_refuses_is_found(seed: int) -> None:
    _, findings = told(seed)
    for at, message in findings.items():
        assert real()[seed][at] is None, f"{program(seed)[at]}: {message}"


def test_most_of_what_is_made_is_known() -> None:
    made = [(seed, at) for seed in SEEDS for at, sizes in enumerate(real()[seed]) if sizes is not None]
    whole = [all(isinstance(size, int) for size in told(seed)[0][at] or [None]) for seed, at in made]
    assert sum(whole) > 0.8 * len(whole)
