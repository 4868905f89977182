"""The public functions: findings and shapes of a text or a file.

Nothing of the checked program is imported or run, and nothing raises because of what stands in it: what cannot be
checked becomes a finding itself (SHP902 for a file that cannot be read, SHP900 where shapelint fails).
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, TypeAlias

from shapelint.findings.catalogue import INTERNAL_ERROR, UNREADABLE_FILE
from shapelint.findings.finding import Fact, Finding, Place
from shapelint.findings.report import Positions, resolve
from shapelint.findings.select import Selection, selection
from shapelint.findings.suppress import silences_file, suppress

if TYPE_CHECKING:
    from shapelint.engine import Analysis, Binding
    from shapelint.source.project import Project
    from shapelint.source.read import Source

Sizes: TypeAlias = "tuple[int | str | None, ...] | None"


@dataclass(frozen=True, slots=True)
class Row:
    """The shape of one name where it is bound: int = exact, str = symbolic, None = unknown (also for the rank).

    A size that Keras leaves open is the symbol "None".
    """

    line: int
    col: int
    name: str
    shape: Sizes
    kind: Literal["tensor", "array"]


@dataclass(frozen=True, slots=True)
class Spent:
    """What the analysis of one file took, and what it left out.

    seconds: of real time; steps: evaluations, of so many in the `budget`; ended: which limit ended it ("steps", "time",
    "depth"), "" for none; unreached, cut: functions and classes that were not analysed, and functions that were not
    analysed to their end, each with its line; loops: lines of loops whose state was given up after a few turns; deep:
    functions that some call was not followed into; imports: modules that are not known.
    """

    file: str
    seconds: float
    steps: int
    budget: int
    ended: str
    unreached: tuple[tuple[str, int], ...]
    cut: tuple[tuple[str, int], ...]
    loops: tuple[int, ...]
    deep: tuple[str, ...]
    imports: tuple[str, ...]


class NotCheckedError(Exception):
    """A file that could not be analysed; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def check_source(
    text: str | bytes,
    filename: str = "<string>",
    *,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    witnesses: bool = False,
    trust_comments: bool = False,
) -> list[Finding]:
    """The findings of a source text, in the order of their places.

    select, ignore: prefixes of codes, as on the command line; witnesses: whether findings keep the call that they are
    about, for a confirming run; trust_comments: whether comments such as `# (B, T, C)` count where nothing else is
    known of a tensor.  Raises UnknownCodeError (a ValueError) for a prefix that no code begins with.
    """
    return check(text, filename, selection(select, ignore), witnesses, trust_comments)


def check_file(
    path: str | os.PathLike[str],
    *,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    witnesses: bool = False,
    trust_comments: bool = False,
    told: Callable[[Spent], object] | None = None,
) -> list[Finding]:
    """The findings of a file.  A file that cannot be opened is one SHP902 finding; told: as for `check`."""
    chosen = selection(select, ignore)
    filename = os.fspath(path)
    try:
        data = Path(filename).read_bytes()
    except OSError as error:
        return _chosen([unreadable(filename, reason(error))], chosen)
    return check(data, filename, chosen, witnesses, trust_comments, told)


def check(
    text: str | bytes,
    filename: str,
    chosen: Selection,
    witnesses: bool = False,
    trust_comments: bool = False,
    told: Callable[[Spent], object] | None = None,
) -> list[Finding]:
    """The chosen findings that no comment silences; told: takes what the analysis took, if there was one."""
    start = perf_counter()
    try:
        with _guard(filename):
            analysed = _analyse(text, filename, witnesses, trust_comments)
            if analysed is None:
                return []
            found = _unsilenced(analysed, chosen)
            if told is not None:
                told(analysed.spent(filename, perf_counter() - start))
            return found
    except NotCheckedError as failure:
        return _chosen([failure.finding], chosen)


def inspect(
    text: str | bytes, filename: str, chosen: Selection, trust_comments: bool = False, witnesses: bool = False
) -> list[Finding]:
    """The chosen findings, for a host that sees to `# noqa` itself (`skip-file` is still obeyed)."""
    try:
        with _guard(filename):
            analysed = _analyse(text, filename, witnesses, trust_comments=trust_comments)
            return [] if analysed is None else _chosen(analysed.findings(), chosen)
    except NotCheckedError as failure:
        return _chosen([failure.finding], chosen)


def shapes_of(
    text: str | bytes, filename: str = "<string>", *, contexts: bool = False, trust_comments: bool = False
) -> list[Row]:
    """The shapes of all names that hold tensors or arrays, by place; with `contexts` one row per context, else joined.

    A program that reads options is taken to be started with none; what it reaches with others only is told, too.
    trust_comments: as for `check_source`.  Raises NotCheckedError where the text cannot be analysed.
    """
    with _guard(filename):
        analysed = _analyse(text, filename, trust_comments=trust_comments, unasked=True, stating=True)
        rows = [] if analysed is None else analysed.rows(contexts)
        if analysed is not None and analysed.analysis.asked:
            rows += _elsewhere(rows, _analyse(text, filename, trust_comments=trust_comments, stating=True), contexts)
        return sorted(rows, key=lambda row: (row.line, row.col))


def unreadable(filename: str, message: str, line: int = 1, col: int = 0) -> Finding:
    """The finding for a file that cannot be read or parsed."""
    return Finding(UNREADABLE_FILE, Place(filename, line, col, line, col), message)


def internal_error(filename: str, what: str) -> Finding:
    """The finding for a file on which shapelint itself failed."""
    return Finding(
        INTERNAL_ERROR,
        Place(filename, 1, 0, 1, 0),
        f"internal error in {filename}: {what}; nothing in this file was checked",
        facts=(Fact("error", what),),
        help="please report it, with the file if you can",
    )


def reason(error: OSError) -> str:
    """Why a file could not be read, in a few words."""
    return f"cannot be read: {error.strerror or error}"


@dataclass(frozen=True, slots=True)
class _Analysed:
    source: Source
    project: Project
    analysis: Analysis

    def findings(self) -> list[Finding]:
        found = [resolve(report, self._positions) for report in self.analysis.reports]
        return sorted(found, key=lambda finding: finding.sort_key)

    def rows(self, contexts: bool) -> list[Row]:
        made = [self._row(binding) for binding in self.analysis.bindings]
        return made if contexts else _joined(made)

    def spent(self, file: str, seconds: float) -> Spent:
        """What the analysis of a file took and left out."""
        effort = self.analysis.effort
        line = {at: self.source.positions.of(at).line for at in effort.places}
        return Spent(
            file,
            seconds,
            effort.steps,
            effort.budget,
            effort.ended,
            tuple((name, line[at]) for name, at in effort.unreached),
            tuple((name, line[at]) for name, at in effort.cut),
            tuple(line[at] for at in effort.loops),
            effort.deep,
            effort.imports,
        )

    def _row(self, binding: Binding) -> Row:
        place = self.source.positions.of(binding.at)
        return Row(place.line, place.col, binding.name, binding.shape, binding.kind)

    def _positions(self, file: str) -> Positions:
        return self.project.positions(file) or self.source.positions


def _analyse(
    text: str | bytes,
    filename: str,
    witnesses: bool = False,
    trust_comments: bool = False,
    unasked: bool = False,
    stating: bool = False,
) -> _Analysed | None:
    """The analysis of a text; None where it names no framework or asks to be skipped.

    unasked: whether it is started with no options; stating: whether the shapes of variables are wanted.  Raises
    NotCheckedError where it cannot be read.
    """
    from shapelint.source.decode import decode
    from shapelint.source.errors import SourceError
    from shapelint.source.sniff import wanted

    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        if not wanted(data):
            if b"\0" in data:  # no text at all: not model code either, but whoever asked should know
                decode(data)
            return None

        from shapelint.engine import analyse
        from shapelint.source.project import Project
        from shapelint.source.read import read

        source = read(text, filename)
    except SourceError as error:
        raise NotCheckedError(unreadable(filename, error.message, error.line, error.col)) from error
    project = Project(source.program, Path(filename))
    found = analyse(
        source.program,
        strict=_debugging(),
        modules=project,
        witnesses=witnesses,
        trust_comments=trust_comments,
        unasked=unasked,
        stating=stating,
    )
    return _Analysed(source, project, found)


def _unsilenced(analysed: _Analysed, chosen: Selection) -> list[Finding]:
    from shapelint.source.comments import noqa

    found, text = _chosen(analysed.findings(), chosen), analysed.source.text
    return suppress(found, noqa(text)) if found and not silences_file(text) else []


def _chosen(findings: Iterable[Finding], chosen: Selection) -> list[Finding]:
    return [finding for finding in findings if chosen.wants(finding.code)]


def _elsewhere(rows: list[Row], analysed: _Analysed | None, contexts: bool) -> list[Row]:
    """What another analysis tells of the places that none of these rows stands at."""
    told = {(row.line, row.col) for row in rows}
    return [] if analysed is None else [row for row in analysed.rows(contexts) if (row.line, row.col) not in told]


def _joined(rows: Iterable[Row]) -> list[Row]:
    """One row per place and name: sizes that differ between contexts are unknown, as are shapes of differing rank."""
    joined: dict[tuple[int, int, str], Row] = {}
    for row in rows:
        key = (row.line, row.col, row.name)
        seen = joined.get(key)
        joined[key] = row if seen is None else replace(seen, shape=_join(seen.shape, row.shape))
    return list(joined.values())


def _join(left: Sizes, right: Sizes) -> Sizes:
    if left is None or right is None or len(left) != len(right):
        return None
    return tuple(one if one == other else None for one, other in zip(left, right, strict=True))


@contextmanager
def _guard(filename: str) -> Iterator[None]:
    """Turn whatever goes wrong inside into a NotCheckedError; one bad file must never cost the rest of a run."""
    try:
        yield
    except NotCheckedError:
        raise
    except Exception as error:
        if _debugging():
            raise
        raise NotCheckedError(internal_error(filename, _describe(error))) from error


def _debugging() -> bool:
    """Whether whoever works on shapelint wants to see failures in full."""
    return bool(os.environ.get("SHAPELINT_DEBUG"))


def _describe(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + where
