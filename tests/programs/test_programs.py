"""What is stated of the shapes of whole programs is true, and nearly all of it is said."""

from __future__ import annotations

import pytest

from shapelint.api import Sizes
from tests.programs.comparing import Verdict, compare, verdict
from tests.programs.kept import PROGRAMS
from tests.programs.table import TABLE, Counts, found_of_broken, recorded, share, total, written
from tests.programs.tracing import True_

_LEAST_SHARE = 0.95


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_shapes_of_a_program_are_as_the_table_says(name: str) -> None:
    judged = compare(PROGRAMS[name])
    assert not [str(one) for one in judged if one.verdict == "wrong"]
    told = "\n".join(str(one) for one in judged if one.verdict != "exact")
    assert Counts(one.verdict for one in judged) == recorded()[name], f"`python -m tests.programs.table`\n{told}"


def test_the_table_holds_every_program_and_nothing_wrong() -> None:
    rows = recorded()
    assert set(rows) == set(PROGRAMS)
    assert TABLE.read_text(encoding="utf-8") == written(rows, found_of_broken())
    assert total(rows)["wrong"] == 0
    assert share(total(rows)) >= _LEAST_SHARE


@pytest.mark.parametrize(
    ("said", "real", "judged"),
    [
        ((2, 3), {(2, 3)}, "exact"),
        ((2, None), {(2, 3), (2, 4)}, "exact"),
        ((2, "n"), {(2, 3)}, "partial"),
        (None, {(2, 3)}, "missing"),
        (None, {(2, 3), (2,)}, "exact"),
        ("nothing", {(2,)}, "missing"),
        ("nothing", {None}, None),
        ((2,), {None}, "wrong"),
        ((2, 3), {(2, 4)}, "wrong"),
        ((2, 3), {(2, 3), (2, 4)}, "wrong"),
        ((2, 3), {(2,)}, "wrong"),
    ],
)
def test_verdicts(said: Sizes, real: set[True_ | None], judged: Verdict) -> None:
    assert verdict(said, real) == judged
