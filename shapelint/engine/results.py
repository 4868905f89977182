"""What comes out of an analysis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from shapelint.engine.budget import STEPS
from shapelint.engine.effort import Effort, effort_of
from shapelint.engine.remarks import contradicted
from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.report import Report
from shapelint.rules.values import UNKNOWN, Value
from shapelint.source.program import Program

if TYPE_CHECKING:
    from shapelint.engine.run import Run


@dataclass(frozen=True, slots=True)
class Binding:
    """The shape of a tensor where a name is bound: sizes as int, symbol or None, the shape None for an open rank.

    A size that Keras leaves open is the symbol "None".
    """

    at: int
    name: str
    shape: tuple[int | str | None, ...] | None
    kind: Literal["tensor", "array"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in one file; effort: what it took, and what was left out; asked: whether it reads its options."""

    reports: tuple[Report, ...]
    bindings: tuple[Binding, ...]
    faults: tuple[str, ...]
    effort: Effort
    asked: bool = False


def result(run: Run, program: Program) -> Analysis:
    """Everything recorded."""
    return Analysis(_causes(run), tuple(_bindings(run)), tuple(run.faults), effort_of(run, program, STEPS), run.asked)


def _bindings(run: Run) -> Iterator[Binding]:
    for (at, name), shapes in sorted(run.bound.items(), key=lambda entry: entry[0]):
        known = next((kind for kind in shapes.values() if kind is not None), None)
        if known is None:
            continue  # it is never known to be a tensor
        for shape, kind in shapes.items():
            yield Binding(at, name, None if shape.open else tuple(map(_size, shape.dims)), kind or known)


def _causes(run: Run) -> tuple[Report, ...]:
    """The reports, less those whose operand has come through a place that was at fault before; each cause once."""
    for advice in contradicted(run.remarks):
        run.found.setdefault((advice.code, advice.file, advice.at), advice)
    broken: set[tuple[str, int]] = set()
    causes = []
    for report in run.found.values():
        if not any((file, at) in broken and at != report.at for _, _, at, file, _ in report.flow):
            causes.append(report)
        if CATALOGUE[report.code].severity == "error":
            broken.add((report.file, report.at))
    told = map(run.blame.told, _once(causes))
    return tuple(report for report in told if report is not None)


def _once(reports: list[Report]) -> Iterator[Report]:
    """The first report of every cause, with the places at which it shows again."""
    first: list[Report] = []
    also: dict[int, list[int]] = {}
    for report in reports:
        known = next((at for at, other in enumerate(first) if _is_one(other, report)), len(first))
        if known == len(first):
            first.append(report)
        else:
            also.setdefault(known, []).append(report.at)
    return (replace(report, also=tuple(also.get(at, ()))) for at, report in enumerate(first))


def _is_one(one: Report, other: Report) -> bool:
    if one.cause is None or other.cause is None or one.file != other.file:
        return False
    alike = CATALOGUE[one.code].severity == CATALOGUE[other.code].severity
    return alike and one.cause.is_shared(other.cause)


def _size(size: Value) -> int | str | None:
    if isinstance(size, int):
        return size
    if size is UNKNOWN:
        return None
    return "None" if any(symbol.show == "None" for symbol in size.symbols()) else str(size)
