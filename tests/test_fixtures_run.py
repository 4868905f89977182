"""Every fixture that can still run is run: its marks must be what the frameworks really do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.fixtures_support.marks import marks_of, read_marks, without_comments
from tests.fixtures_support.runner import fixtures, run_all
from tests.fixtures_support.verdict import contradictions
from tests.fixtures_support.worker import Outcome, run

ROWS = range(1, 29)


@pytest.fixture(scope="module")
def outcomes() -> Mapping[Path, Outcome | str]:
    return run_all(fixtures().values())


@pytest.mark.parametrize("path", fixtures().values(), ids=fixtures().keys())
def test_a_run_bears_out_the_marks(path: Path, outcomes: Mapping[Path, Outcome | str]) -> None:
    outcome = outcomes[path]
    if isinstance(outcome, str):
        pytest.skip(outcome)
    if outcome.raised and outcome.raised.type == "ModuleNotFoundError":
        pytest.skip(outcome.raised.text)
    assert contradictions(marks_of(path), outcome) == []


@pytest.mark.parametrize("row", ROWS)
def test_each_row_has_a_program_that_is_right_and_one_that_is_not(row: int) -> None:
    marked = [marks_of(path) for path in fixtures().values()]
    of_row = [bool(marks.findings) for marks in marked if marks.row == row]
    assert set(of_row) == {True, False}


@pytest.mark.parametrize(("name", "path"), fixtures().items(), ids=fixtures().keys())
def test_the_name_of_a_fixture_says_whether_it_is_marked_faulty(name: str, path: Path) -> None:
    marks = marks_of(path)
    assert bool(marks.findings) == name.endswith(("_faulty.py", "_advice.py"))
    assert marks.row is None or name.startswith(f"rows/row{marks.row:02}_")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = np.zeros((2, 3))  # shape: 2 4", "line 3: x is (2, 3), marked (2, 4)"),
        ("x = np.zeros((2, 3))  # shape: 2", "line 3: x is (2, 3), marked (2,)"),
        ("x = 5  # shape: 5", "line 3: x is None, marked (5,)"),
        ("n = 2\nx = np.zeros((n, 3))  # shape: n+1 3", "line 4: x is (2, 3), marked ('n+1', 3)"),
        ("def f(x):  # shape: 2\n    return x", "line 3: x is marked but never bound"),
        ("np.zeros(2) + np.zeros(2)  # error: SHP301", "ran to its end past the error on line 3"),
        ("np.zeros(2) + np.zeros(3)", "raised on the unmarked line 3: ValueError"),
        ("if np.e > 3:\n    np.zeros(2)  # warning: SHP305", "never reached the warning on line 4"),
    ],
)
def test_a_mark_that_is_not_true_is_found(tmp_path: Path, source: str, said: str) -> None:
    path = tmp_path / "fixture.py"
    path.write_text(f"# runs: numpy\nimport numpy as np\n{source}\n")
    found = contradictions(marks_of(path), run(path))
    assert len(found) == 1
    assert found[0].startswith(said)


def test_marks_that_are_true_stand_in_every_kind_of_binding(tmp_path: Path) -> None:
    path = tmp_path / "fixture.py"
    path.write_text(
        "# runs: numpy\nimport contextlib\nimport numpy as np\n"
        "a, (b, c) = np.ones(2), (np.ones((3, 4)), 5)  # shape: a=2; b=3 4\n"
        "for row in b:  # shape: 4\n"
        "    a += row[0]  # shape: 2\n"
        "with contextlib.nullcontext(np.ones(())) as scalar:  # shape: ()\n"
        "    pass\n"
        "def double(x, *, by=2):  # shape: x=n\n"
        "    n = len(x)\n"
        "    if (y := x * by).sum() > 0:  # shape: ?\n"
        "        return y\n"
        "z = double(a)  # shape: k*2  # warning: SHP305\n"
    )
    outcome = run(path)
    assert contradictions(marks_of(path), outcome) == []
    assert {seen.name for seen in outcome.seen} == {"a", "b", "row", "scalar", "x", "y", "z"}
    assert outcome.reached == (13,)


@pytest.mark.parametrize(
    "line",
    [
        "x, y = f()  # shape: 2",
        "f()  # shape: 2",
        "x = f()  # shape: y=2",
        "x = f()  # shape:",
        "x = f()  # error: SHP20 words",
        "# error: SHP201",
    ],
)
def test_a_mark_that_makes_no_sense_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"^line 2: "):
        read_marks(f"# runs: numpy\n{line}\n")


def test_how_a_fixture_runs_has_to_be_said() -> None:
    with pytest.raises(ValueError, match="torch, torchvision"):
        read_marks("x = 1\n")


def test_the_phrases_of_a_mark_are_looked_for_apart_from_case_and_backticks() -> None:
    (mark,) = read_marks("# runs: numpy\nf()  # error: SHP401 x.T; class axis\n").findings
    assert mark.says("`X.T` moves the Class   axis")
    assert not mark.says("`x.T` moves the axis")


def test_blanking_the_comments_leaves_the_program_where_it_was() -> None:
    source = 'def f():  # shape: 2\n    # error: SHP201\n    return "# shape: 3"  # row: 1\r\n'
    assert without_comments(source) == 'def f():\n\n    return "# shape: 3"\r\n'
