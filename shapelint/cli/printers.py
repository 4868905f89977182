"""How `shapelint check` prints: file by file where the format allows it, else at the end."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from shapelint import __version__
from shapelint.api import Spent
from shapelint.cli import sources
from shapelint.cli.mending import Mender
from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.finding import Finding
from shapelint.findings.render.block import COLOUR, PLAIN, Style, block
from shapelint.findings.render.github import command
from shapelint.findings.render.json import document
from shapelint.findings.render.printable import printable
from shapelint.findings.render.sarif import sarif
from shapelint.findings.render.text import one_line

_MOST = 8  # names in a line


class Printer(Protocol):
    """Takes the findings of one file after another."""

    def show(self, findings: Sequence[Finding]) -> None: ...

    def close(self, files: int) -> None:
        """Everything has been shown; `files` were checked."""


class _Lines:
    def show(self, findings: Sequence[Finding]) -> None:
        for finding in findings:
            print(one_line(finding))

    def close(self, files: int) -> None: ...


@dataclass(slots=True)
class _Blocks:
    stdin_name: str
    shown: int = 0

    def show(self, findings: Sequence[Finding]) -> None:
        for finding in findings:
            print(block(finding, self._lines_of, _style()), end="\n\n")
        self.shown += len(findings)

    def close(self, files: int) -> None:
        print(f"{_count(self.shown, 'finding')} in {_count(files, 'file')}")

    def _lines_of(self, file: str) -> Sequence[str]:
        return sources.lines(sources.stdin()) if file == self.stdin_name else sources.lines_of_file(file)


class _Commands:
    def show(self, findings: Sequence[Finding]) -> None:
        for finding in findings:
            print(command(finding))

    def close(self, files: int) -> None: ...


@dataclass(slots=True)
class _Document:
    rendered: Callable[[list[Finding]], str]
    findings: list[Finding] = field(default_factory=list)

    def show(self, findings: Sequence[Finding]) -> None:
        self.findings += findings

    def close(self, files: int) -> None:
        print(self.rendered(self.findings))


def printer(options: argparse.Namespace) -> Printer:
    """The printer that the options ask for."""
    if options.format == "json":
        return _Document(document)
    if options.format == "sarif":
        mends = Mender(partial(_text_of, options.stdin_display_name))
        return _Document(partial(sarif, version=__version__, mends=mends))
    if options.format == "github":
        return _Commands()
    pretty = sys.stdout.isatty() if options.pretty is None else options.pretty
    return _Blocks(options.stdin_display_name) if pretty else _Lines()


def _text_of(stdin_name: str, file: str) -> str | None:
    """The text of a file as its lines are counted; None of a notebook, which has others."""
    found = sources.lines(sources.stdin()) if file == stdin_name else sources.lines_of_file(file)
    return None if file.endswith(".ipynb") or not found else "\n".join(found)


def print_statistics(counts: Counter[str], spent: Sequence[Spent], format: str) -> None:
    """What each file took and what was left out of it, the slowest file first; then how often each code was found.

    Beside a machine-readable report it goes to stderr.
    """
    to = sys.stdout if format == "text" else sys.stderr
    for each in sorted(spent, key=lambda each: -each.seconds):
        print(f"{each.seconds:.2f} s  {each.steps:,} of {each.budget:,} steps  {printable(each.file)}", file=to)
        for gap in gaps(each):
            print(f"        {gap}", file=to)
    for code, count in sorted(counts.items()):
        print(f"{count:<7} {code} {CATALOGUE[code].name}", file=to)


_ENDED = {
    "steps": "the budget of steps was used up",
    "time": "the limit of time was reached",
    "depth": "the program nests too deep",
}


def gaps(spent: Spent) -> Iterator[str]:
    """What was left out of a file, a line for each kind."""
    if spent.ended:
        yield f"{_ENDED[spent.ended]}: what had been found by then is reported"
    for what, items in (
        ("not analysed", [f"{name} (L{line})" for name, line in spent.unreached]),
        ("not analysed to the end", [f"{name} (L{line})" for name, line in spent.cut]),
        ("loops given up after a few turns", [f"L{line}" for line in spent.loops]),
        ("calls not followed, too deep", spent.deep),
        ("imports not followed", spent.imports),
    ):
        if items:
            more = f" and {len(items) - _MOST} more" if len(items) > _MOST else ""
            yield f"{what}: {', '.join(items[:_MOST])}{more}"


def _style() -> Style:
    return COLOUR if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else PLAIN


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
