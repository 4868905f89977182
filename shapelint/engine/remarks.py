"""Comments that are plainly shapes: names for sizes nobody knows, and contracts that are compared at the end (SHP903).

A comment is an author's word, so that it becomes a fact only where it was asked for (`Run.trusting`).  It is told only
where it fits in no context that the line is met in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shapelint.engine.families import family_of
from shapelint.engine.objects import Frame, Place
from shapelint.engine.telling import report_of
from shapelint.findings.report import Report
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, Site, Tensor, Value
from shapelint.sizes import AxisClash, Pattern, RankClash, Shape, build, fresh
from shapelint.sizes.matching import Matching
from shapelint.sizes.prose import layout, sample, written

if TYPE_CHECKING:
    from shapelint.engine.run import Run


@dataclass(slots=True)
class Remark:
    """One comment: whether it fitted what it stands beside, and the numbers that its names stood for."""

    at: Site
    function: Place | None
    fitted: bool = False
    broken: Report | None = None
    numbers: dict[str, set[int]] = field(default_factory=dict)
    value: Tensor | None = None


def remarked(run: Run, frame: Frame, at: int, note: str | None, value: Value) -> Value:
    """Weigh the comment beside a value; what is known of the value with it."""
    pattern = None if note is None else written(note.lstrip("#").partition("#")[0])
    if pattern is None:
        return value
    if isinstance(value, Tensor):
        _weigh(run, frame, at, pattern, value)
        return _named(value, pattern, believed=run.trusting)
    family = family_of(frame) if run.trusting and value is UNKNOWN else None
    return value if family is None else Tensor(_stated(pattern), family, None)


def _weigh(run: Run, frame: Frame, at: int, pattern: Pattern, value: Tensor) -> None:
    if run.quiet or run.captures or frame.scope.file != run.file or any(each.left for each in run.frames):
        return
    place = None if frame.function is None else frame.function.place
    remark = run.remarks.setdefault(at, Remark(Site(run.file, at), place, value=value))
    clash, names = _compared(pattern, value.shape)
    if clash is None:
        remark.fitted = remark.fitted or UNKNOWN not in value.shape.dims
        for name, size in names.items():
            if isinstance(size, int):
                remark.numbers.setdefault(name, set()).add(size)
    elif remark.broken is None:
        remark.broken = report_of(_contradiction(pattern, clash, value), remark.at)


def _compared(pattern: Pattern, shape: Shape) -> tuple[RankClash | AxisClash | None, dict[str, Value]]:
    """What contradicts a comment, if anything does, and what its names stand for otherwise."""
    matching = Matching({})
    clash = matching.input(0, pattern, shape)
    if clash is not None and sample(pattern) and shape.rank == len(pattern.axes) + 1:
        matching = Matching({})
        if matching.input(0, pattern, shape.drop(0)) is None:
            clash = None
    if isinstance(clash, RankClash):
        listed = shape.rank == 1 and shape.dims[0] == len(pattern.axes)  # `# (h, w)` beside a tensor of these two
        if shape.open or UNKNOWN in shape.dims or listed:
            return None, {}
    return clash, {} if layout(pattern) else dict(matching.bound)


def _contradiction(pattern: Pattern, clash: RankClash | AxisClash, value: Tensor) -> Mismatch:
    if isinstance(clash, RankClash):
        return Mismatch(
            "SHP903",
            "the comment says {said}, {expected} axes, and there are {found}",
            operand=value,
            said=_said(pattern),
            expected=clash.wanted,
            found=value.shape.least_rank,
        )
    return Mismatch(
        "SHP903",
        "the comment says {said}, and axis {place} is {found}, not {expected}",
        operand=value,
        said=_said(pattern),
        place=clash.axis,
        found=clash.found,
        expected=clash.expected,
    )


def _said(pattern: Pattern) -> str:
    return f"({', '.join(map(str, pattern.axes))}{',' * (len(pattern.axes) == 1)})"


def contradicted(remarks: dict[int, Remark]) -> Iterator[Report]:
    """SHP903 for each comment that fits nowhere, or gives a name another number than an earlier one of the function."""
    first: dict[tuple[Place, str], Remark] = {}
    for _, remark in sorted(remarks.items()):
        if remark.broken is not None:
            if not remark.fitted:
                yield remark.broken
            continue
        for name, sizes in remark.numbers.items():
            if len(sizes) != 1 or remark.function is None:
                continue
            earlier = first.setdefault((remark.function, name), remark)
            if earlier.numbers[name] != sizes:
                yield _other_number(remark, earlier, name)
                break


def _other_number(remark: Remark, earlier: Remark, name: str) -> Report:
    (now,), (before,) = remark.numbers[name], earlier.numbers[name]
    found = Mismatch(
        "SHP903",
        "the comment calls {now} `{name}`, and an earlier one {before}",
        operand=remark.value,
        related=((earlier.at, f"`{name}` is {before} here"),),
        now=now,
        name=name,
        before=before,
    )
    return report_of(found, remark.at)


def _named(value: Tensor, pattern: Pattern, *, believed: bool) -> Tensor:
    """A tensor with names for its unknown sizes; believed: with numbers and the number of axes, too."""
    shape = value.shape
    if not shape.open and UNKNOWN not in shape.dims:
        return value
    if not believed and (shape.open or len(pattern.axes) != len(shape.dims)):
        return value
    stated = _stated(pattern)
    if not believed:
        stated = Shape(tuple(UNKNOWN if isinstance(size, int) else size for size in stated.dims), stated.open)
    refined = shape.refined(stated)
    return value if refined == shape else replace(value, shape=refined)


def _stated(pattern: Pattern) -> Shape:
    """A name is one size within a comment, and another one in every other."""
    rows = {axis.text for axis in pattern.axes if axis.kind == "many"}
    return build(pattern, {name: fresh(name) for name in sorted(pattern.names() - rows)})
