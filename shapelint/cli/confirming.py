"""`shapelint check --confirm`: findings on their way to the printer, put to the real kernels."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator

from shapelint.cli.outcome import complain
from shapelint.cli.progress import Progress
from shapelint.findings.catalogue import FAILURES
from shapelint.findings.finding import Finding


def confirming(options: argparse.Namespace, results: Iterable[list[Finding]]) -> Iterator[list[Finding]]:
    """The findings of each file with their verdicts, less what the options leave out."""
    if not options.confirm:
        yield from results
        return
    from shapelint.confirm.session import Session

    withdrawn, progress = 0, Progress(sys.stderr)
    with Session(options.device) as session:
        for findings in results:
            found = list(progress.through(session.confirmed(findings)))
            withdrawn += sum(finding.refuted for finding in found)
            progress.clear()
            yield [finding for finding in found if _kept(options, finding)]
        for reason in session.absent:
            complain(reason)
    if withdrawn:
        counted = "1 finding was" if withdrawn == 1 else f"{withdrawn} findings were"
        shown = "" if options.show_refuted else "; --show-refuted shows what was withdrawn"
        complain(f"{counted} refuted by a run{shown}: this is a mistake of shapelint, please report it")


def _kept(options: argparse.Namespace, finding: Finding) -> bool:
    if finding.code in FAILURES or finding.verdict is None:
        return True
    if finding.verdict.state == "refuted":
        return bool(options.show_refuted)
    return finding.verdict.state == "confirmed" or not options.require_confirmed
