"""Whether a real run of a fixture bears out its marks."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fixtures_support.marks import Marks
from tests.fixtures_support.worker import Outcome, Raised


def contradictions(marks: Marks, outcome: Outcome) -> list[str]:
    """What the run did otherwise than the marks say, a line for each; empty when they agree."""
    return [*_about_the_end(marks, outcome), *_about_silence(marks, outcome), *_about_shapes(marks, outcome)]


def _about_the_end(marks: Marks, outcome: Outcome) -> Iterator[str]:
    errors = [mark.line for mark in marks.findings if mark.severity == "error"]
    if len(errors) > 1:
        yield f"only the first of the errors on lines {errors} can be seen in a run"
    if outcome.raised is None and errors:
        yield f"ran to its end past the error on line {errors[0]}"
    if outcome.raised is not None and outcome.raised.line not in errors:
        yield f"raised on the unmarked line {outcome.raised.line}: {_said(outcome.raised)}"


def _about_silence(marks: Marks, outcome: Outcome) -> Iterator[str]:
    for mark in marks.findings:
        if mark.severity != "error" and mark.line not in outcome.reached:
            yield f"never reached the {mark.severity} on line {mark.line}"


def _about_shapes(marks: Marks, outcome: Outcome) -> Iterator[str]:
    for seen in outcome.seen:
        if not seen.fits:
            yield f"line {seen.line}: {seen.name} is {seen.actual}, marked {seen.marked}"
    bound = {(seen.line, seen.name) for seen in outcome.seen}
    for mark in marks.shapes:
        if (mark.line, mark.name) not in bound:
            yield f"line {mark.line}: {mark.name} is marked but never bound"


def _said(raised: Raised) -> str:
    return f"{raised.type}: {raised.text[:300]}"
