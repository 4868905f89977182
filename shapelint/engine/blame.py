"""Whose call is at fault: an operation that some callers' shapes fit and others' do not is blamed on those others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from shapelint.findings.report import RelatedAt, Report
from shapelint.rules.values import Site

Calls: TypeAlias = tuple[int, ...]  # of one file, outermost first; the last is the operation, or the call into its file
Operation: TypeAlias = tuple[str, int]  # its file and node
_MOST_CALLERS: Final = 3  # that a message names


class Blame:
    """Through which calls of the checked file each operation was reached, and whether it fitted there."""

    __slots__ = ("_described", "_failed", "_file", "_fitted")

    def __init__(self, file: str, described: Callable[[str], bool]) -> None:
        """described: whether a file is one of our own, in whose place stands the call into it."""
        self._file, self._described = file, described
        self._fitted: Final[defaultdict[Operation, set[int]]] = defaultdict(set)
        self._failed: Final[defaultdict[tuple[Operation, int], list[Calls]]] = defaultdict(list)

    def fitted(self, sites: Sequence[Site]) -> None:
        """The call under way came to its end."""
        depth = len(sites)
        while depth and self._described(sites[depth - 1].file):
            depth -= 1
        calls = self.calls(sites[: depth - 1]) if depth else ()
        if calls:
            self._fitted[sites[depth - 1].file, sites[depth - 1].at].update(calls)

    def failed(self, report: Report) -> None:
        """What is told does not fit, reached through the calls that it holds."""
        failed = self._failed[_operation(report), report.at]
        if report.at in report.callers and report.callers not in failed:
            failed.append(report.callers)

    def calls(self, sites: Iterable[Site]) -> Calls:
        """The calls under way that stand in the file."""
        return tuple(site.at for site in sites if site.file == self._file)

    def told(self, report: Report) -> Report | None:
        """The report with the calls at fault, where others that reach the same place fit.

        None where these lead to it through a branch that may not be taken for them: that the place is right for others
        says that it is there for those.
        """
        unsure, operation = report.unsure, _operation(report)
        report, fitting = replace(report, callers=(), unsure=()), self._fitted.get(operation)
        if not fitting or report.file != self._file:
            return report
        inner = int(report.origin is not None)  # the call into another file may be at fault itself
        callers = [self._caller(calls, report.at, fitting, inner) for calls in self._failed[operation, report.at]]
        known = tuple(dict.fromkeys(caller for caller in callers if caller is not None))
        if None in callers or not known:
            return report
        if all(caller in unsure for caller in known):
            return None
        known = tuple(caller for caller in known if caller != report.at)
        if not 0 < len(known) <= _MOST_CALLERS:
            return report
        related = (RelatedAt(at, report.file, "called from here") for at in known)
        return replace(report, callers=known, related=(*report.related, *related))

    @staticmethod
    def _caller(calls: Calls, at: int, fitting: set[int], inner: int) -> int | None:
        """The innermost call through which nothing came that fits."""
        around = calls[: calls.index(at) + inner]
        return next((call for call in reversed(around) if call not in fitting), None)


def _operation(report: Report) -> Operation:
    return report.origin or (report.file, report.at)
