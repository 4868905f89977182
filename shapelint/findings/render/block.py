"""A finding as a block for people: the source underlined, the flow, why, and what would fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.finding import Finding, Place, Step
from shapelint.findings.render.printable import blank, printable, width

LinesOf = Callable[[str], Sequence[str]]
"""The source lines of a file, without line ends; empty where the file cannot be read."""

_MOST_LINES = 4  # of one place that spans several lines


@dataclass(frozen=True, slots=True)
class Style:
    """How the parts are coloured: opening escape sequences, all empty without colour."""

    head: str = ""
    culprit: str = ""
    label: str = ""
    dim: str = ""
    reset: str = ""


PLAIN = Style()
COLOUR = Style(head="\x1b[1m", culprit="\x1b[1;31m", label="\x1b[36m", dim="\x1b[2m", reset="\x1b[0m")


def block(finding: Finding, lines_of: LinesOf, style: Style = PLAIN) -> str:
    """The finding over several lines; ends without a line break."""
    return "\n".join(_Block(finding, lines_of, style).lines())


@dataclass(frozen=True, slots=True)
class _Block:
    finding: Finding
    lines_of: LinesOf
    style: Style

    def lines(self) -> Iterator[str]:
        finding, style = self.finding, self.style
        info = CATALOGUE[finding.code]
        yield f"{style.culprit}{info.code}{style.reset} {style.head}{printable(finding.message)}{style.reset}"
        yield f"{self._margin('-->')} {_where(finding.place)}"
        yield from self._source()
        yield from self._flow()
        yield self._note("why", info.summary)
        if finding.help:
            yield self._note("help", finding.help)
        if finding.verdict is not None:
            yield self._note("run", finding.verdict.line)

    def _gutter(self) -> int:
        numbers = [related.place.line for related in self._near()]
        return max(len(str(number)) for number in [*numbers, self.finding.place.end_line])

    def _margin(self, mark: str) -> str:
        return f"{self.style.dim}{' ' * self._gutter()}{mark}{self.style.reset}"

    def _note(self, title: str, text: str) -> str:
        return f"{self._margin(' =')} {self.style.head}{title}{self.style.reset}: {printable(text)}"

    # --- source ---------------------------------------------------------------------------------------------------

    def _near(self) -> list[_Marked]:
        """The places of the checked file that are shown with their source, the first line first."""
        home = self.finding.place
        others = [
            _Marked(related.place, related.label, culprit=False)
            for related in self.finding.related
            if related.place.file == home.file
        ]
        return sorted([*others, _Marked(home, "", culprit=True)], key=lambda marked: marked.place)

    def _source(self) -> Iterator[str]:
        lines = self.lines_of(self.finding.place.file)
        if lines:
            yield self._margin(" |")
            previous = None
            for marked in self._near():
                yield from self._excerpt(marked, lines, previous)
                previous = marked.place.end_line
            yield self._margin(" |")
        for related in self.finding.related:
            if not lines or related.place.file != self.finding.place.file:
                yield self._note("see", f"{_where(related.place)}: {related.label}")

    def _excerpt(self, marked: _Marked, lines: Sequence[str], previous: int | None) -> Iterator[str]:
        place = marked.place
        if previous is not None and place.line > previous + 1:
            yield f"{self.style.dim}{'.' * 3:>{self._gutter() + 2}}{self.style.reset}"
        last = min(place.end_line, place.line + _MOST_LINES - 1, len(lines))
        for number in range(place.line, last + 1):
            if number != previous:
                yield f"{self.style.dim}{number:>{self._gutter()}} |{self.style.reset} {printable(lines[number - 1])}"
            yield f"{self._margin(' |')} {self._underline(marked, lines[number - 1], number, last)}"

    def _underline(self, marked: _Marked, line: str, number: int, last: int) -> str:
        place = marked.place
        start = place.col if number == place.line else len(line) - len(line.lstrip())
        end = place.end_col if number == place.end_line else len(line.rstrip())
        colour = self.style.culprit if marked.culprit else self.style.label
        stroke = ("^" if marked.culprit else "-") * max(1, width(printable(line[start:end])))
        label = f" {printable(marked.label)}" if marked.label and number == last else ""
        return f"{blank(printable(line[:start]))}{colour}{stroke}{label}{self.style.reset}"

    # --- flow -----------------------------------------------------------------------------------------------------

    def _flow(self) -> Iterator[str]:
        for position, step in enumerate(self.finding.flow):
            if position == 0:
                yield self._note("flow", self._step(step))
            else:
                yield f"{' ' * self._gutter()}      -> {self._step(step)}"

    def _step(self, step: Step) -> str:
        place = step.place
        where = f"L{place.line}" if place.file == self.finding.place.file else f"{place.file}:{place.line}"
        return printable(f"{step.what} {step.shape} {where}" + (f": {step.sum}" if step.sum else ""))


@dataclass(frozen=True, slots=True)
class _Marked:
    place: Place
    label: str
    culprit: bool


def _where(place: Place) -> str:
    return printable(f"{place.file}:{place.line}:{place.col + 1}")
