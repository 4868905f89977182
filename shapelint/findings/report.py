"""A finding as the engine knows it, and the step to one that can be shown.

The engine speaks of nodes (`at`), not of lines: positions are worked out only for what is really reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from shapelint.findings.edits import Edit
from shapelint.findings.finding import Fact, Finding, Place, Related, Step
from shapelint.findings.witness import Unfit, Witness


class StepAt(NamedTuple):
    """A `Step` whose place is still a node."""

    what: str
    shape: str
    at: int
    file: str
    sum: str = ""


class RelatedAt(NamedTuple):
    """A `Related` whose place is still a node."""

    at: int
    file: str
    label: str


@dataclass(frozen=True, slots=True)
class Cause:
    """What a defect goes back to: the same that would fit, and a common source.

    fits: what the facts say would fit; sources: the layer that was called, the steps of the operand's flow.
    """

    fits: tuple[object, ...]
    sources: frozenset[object]

    def is_shared(self, other: Cause) -> bool:
        """Whether to mend one is to mend the other."""
        return self.fits == other.fits and not self.sources.isdisjoint(other.sources)


@dataclass(frozen=True, slots=True)
class Report:
    """One defect; `template` names the facts in braces, `Linear expects {expected} features, gets {got}`.

    Plain tuples do for `flow` and `related` as well.  `help` may name facts in braces too.
    """

    code: str
    at: int
    file: str
    template: str
    facts: tuple[Fact, ...] = ()
    flow: tuple[StepAt | tuple[str, str, int, str, str], ...] = ()
    related: tuple[RelatedAt | tuple[int, str, str], ...] = ()
    help: str | None = None
    edits: tuple[Edit, ...] = ()  # what the help says, as data
    origin: tuple[str, int] | None = None  # the operation that does not fit, where it lies in another file
    witness: Witness | Unfit | None = None  # the call itself, where it was asked for
    callers: tuple[int, ...] = ()  # calls of the file that it is reached through: in the end those that are at fault
    unsure: tuple[int, ...] = ()  # of these, meanwhile, the ones behind which a branch lies that may not be taken
    cause: Cause | None = None
    also: tuple[int, ...] = ()  # nodes of the file at which the same cause shows again


class Positions(Protocol):
    """Where the nodes of one file stand."""

    def of(self, at: int, /) -> Place: ...


def show(value: str | int | float | bool | tuple[str | int | None, ...] | None) -> str:
    """A fact's value in prose: a tuple as a shape, `(B, 3, H//2)`, an unknown size as `?`.

    >>> show((None, 3, "H//2")), show(("B",)), show(16384)
    ('(?, 3, H//2)', '(B,)', '16384')
    """
    if not isinstance(value, tuple):
        return "?" if value is None else str(value)
    sizes = ["?" if size is None else str(size) for size in value]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def render(template: str, facts: tuple[Fact, ...]) -> str:
    """The template with every `{name}` replaced by the fact of that name, on one line; `{{` stands for `{`.

    Raises KeyError where the template names a fact that is not there.  Names may hold dots (`{x.shape}`), which
    `str.format` would take for attributes.

    >>> render("{x} is {x.shape}", (Fact("x", "h"), Fact("x.shape", ("B", 3))))
    'h is (B, 3)'
    """
    values = {fact.name: fact.value for fact in facts}

    def replacement(match: re.Match[str]) -> str:
        name = match.group(1)
        return match.group()[0] if name is None else show(values[name])

    return " ".join(re.sub(r"\{\{|\}\}|\{([^{}]*)\}", replacement, template).split())


def resolve(report: Report, positions_of_file: Callable[[str], Positions]) -> Finding:
    """The finding that can be shown: nodes become places, the template becomes prose."""

    def place(at: int, file: str) -> Place:
        return positions_of_file(file).of(at)

    flow = tuple(Step(what, shape, place(at, file), sum) for what, shape, at, file, sum in report.flow)
    return Finding(
        code=report.code,
        place=place(report.at, report.file),
        message=render(report.template, report.facts) + via(flow) + _elsewhere(report, place),
        facts=report.facts,
        flow=flow,
        related=(
            *(Related(place(at, file), label) for at, file, label in report.related),
            *(Related(place(at, report.file), "the same cause shows here") for at in report.also),
        ),
        help=None if report.help is None else render(report.help, report.facts),
        edits=report.edits,
        witness=report.witness,
    )


_MOST_LINES: Final = 5  # that a message names


def _elsewhere(report: Report, place: Callable[[int, str], Place]) -> str:
    """The lines that it is called from, and those that have the same cause."""
    callers, also = (
        list(dict.fromkeys(f"L{place(at, report.file).line}" for at in nodes))
        for nodes in (report.callers, report.also)
    )
    if len(also) > _MOST_LINES:
        also = [*also[: _MOST_LINES - 1], f"{len(also) - _MOST_LINES + 1} more lines"]
    called = f", called from {', '.join(callers)}" if callers else ""
    return f"{called}; the same cause at {', '.join(also)}" if also else called


def via(flow: tuple[Step, ...], steps: int = 3) -> str:
    """How the operand at fault came to its shape: " via conv L12 (B, 16, 31, 31), flatten L13"."""
    told = [f"{step.what} L{step.place.line} {step.shape}" for step in flow[-steps:-1]]
    told += [f"{step.what} L{step.place.line}" for step in flow[-1:]]
    return f" via {', '.join(told)}" if told else ""
