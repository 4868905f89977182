"""Whose call is at fault: an operation that some callers' shapes fit and others' do not is blamed on those others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from shapelint.findings.report import RelatedAt, Report
from shapelint.rules.values import Site

Calls: TypeAlias = tuple[int, ...]  # of one file, outermost first; the last is the operation itself
_MOST_CALLERS: Final = 3  # that a message names


class Blame:
    """Through which calls each operation of the checked file was reached, and whether it fitted there."""

    __slots__ = ("_failed", "_file", "_fitted")

    def __init__(self, file: str) -> None:
        self._file = file
        self._fitted: Final[defaultdict[int, set[int]]] = defaultdict(set)
        self._failed: Final[defaultdict[int, list[Calls]]] = defaultdict(list)

    def fitted(self, sites: Iterable[Site]) -> None:
        """The call under way came to its end."""
        *calls, last = self.calls(sites) or (None,)
        if last is not None and calls:
            self._fitted[last].update(calls)

    def failed(self, report: Report) -> None:
        """What is told does not fit, reached through the calls that it holds."""
        if report.at in report.callers and report.callers not in self._failed[report.at]:
            self._failed[report.at].append(report.callers)

    def calls(self, sites: Iterable[Site]) -> Calls:
        """The calls under way that stand in the file."""
        return tuple(site.at for site in sites if site.file == self._file)

    def told(self, report: Report) -> Report:
        """The report with the calls at fault, where others that reach the same place fit."""
        report, fitting = replace(report, callers=()), self._fitted.get(report.at)
        if not fitting or report.file != self._file:
            return report
        callers = [self._caller(calls, report.at, fitting) for calls in self._failed[report.at]]
        known = tuple(dict.fromkeys(caller for caller in callers if caller is not None))
        if None in callers or not 0 < len(known) <= _MOST_CALLERS:
            return report
        related = (RelatedAt(at, report.file, "called from here") for at in known)
        return replace(report, callers=known, related=(*report.related, *related))

    @staticmethod
    def _caller(calls: Calls, at: int, fitting: set[int]) -> int | None:
        """The innermost call through which nothing came that fits."""
        around = calls[: calls.index(at)]
        return next((call for call in reversed(around) if call not in fitting), None)
