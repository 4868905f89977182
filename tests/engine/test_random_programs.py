"""Whatever is said of programs that are made up at random is what runs of them end with."""

from __future__ import annotations

import random

import pytest

from tests.engine.programs import analysis_of
from tests.engine.random_programs import Maker

SEEDS = (*range(11), 126)
PROGRAMS = 10  # of each
RUNS = 4  # of each program, with other random numbers
TOO_LARGE = 10**15  # numbers of which nobody makes a size


def _runs(text: str) -> list[dict[str, object]]:
    """What the variables of some runs hold in the end; of those that end, and not with huge numbers."""
    found = []
    for seed in range(RUNS):
        names: dict[str, object] = {}
        random.seed(seed)
        try:
            exec(compile(text, "program", "exec", dont_inherit=True), names)
        except (ValueError, IndexError, OverflowError):
            continue
        if all(isinstance(names[name], int) and abs(names[name]) < TOO_LARGE for name in "abc"):  # type: ignore[arg-type]
            found.append(names)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_said_is_what_runs_end_with(seed: int) -> None:
    maker, known = Maker(seed), 0
    for _ in range(PROGRAMS):
        text = maker.program()
        runs = _runs(text)
        analysis = analysis_of(text)
        assert not (runs and analysis.reports), text
        for binding in analysis.bindings:
            for names in runs if binding.name in ("ra", "rb", "rc", "rp", "rq", "rs", "rd", "rn", "rw") else ():
                true = tuple(names[binding.name].shape)  # type: ignore[attr-defined]
                said = binding.shape
                fits = said is None or (
                    len(said) == len(true)
                    and all(not isinstance(size, int) or size == other for size, other in zip(said, true, strict=True))
                )
                assert fits, f"{binding.name} is {true}, not {said}:\n{text}"
                known += said == true
    assert known
