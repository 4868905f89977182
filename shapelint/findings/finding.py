"""What the linter says: a code, a place, the facts, and perhaps a fix."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapelint.findings.edits import Edit
from shapelint.findings.witness import Unfit, Verdict, Witness


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of source: lines count from 1, columns (in code points) from 0, the end is exclusive."""

    file: str
    line: int
    col: int
    end_line: int
    end_col: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stands at a place of a file gives way to a text."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that the finding is about, and what stands there (`expects 16384 features`)."""

    place: Place
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the finding knows, by name: `expected` = 16384, `x.shape` = (B, 15376)."""

    name: str
    value: str | int | float | bool | tuple[str | int | None, ...] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the flow that brought a shape in: what made it, where, and the shape after it."""

    what: str
    shape: str
    place: Place
    sum: str = ""  # the arithmetic that gave the new size, `(64 - 3)//2 + 1 = 31`


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect; `message` is the one-line form without place and code.

    help: what would fit, in a few words; edits: the same as data, one for each alternative, where it can be said so;
    witness: the call itself, where a confirming run was asked for; verdict: what came of it.
    """

    code: str
    place: Place
    message: str
    facts: tuple[Fact, ...] = ()
    flow: tuple[Step, ...] = ()
    related: tuple[Related, ...] = ()
    help: str | None = None
    edits: tuple[Edit, ...] = ()
    witness: Witness | Unfit | None = field(default=None, compare=False, repr=False)
    verdict: Verdict | None = None
    sort_key: tuple[str, int, int, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sort_key", (self.place.file, self.place.line, self.place.col, self.code))

    @property
    def refuted(self) -> bool:
        """Whether a run withdrew it."""
        return self.verdict is not None and self.verdict.state == "refuted"

    @property
    def line(self) -> str:
        """The whole one-line message, `SHP201 Linear expects …; via …; help: …`."""
        text = f"{self.code} {self.message}"
        text = f"{text}; help: {self.help}" if self.help else text
        return f"{text}; {self.verdict.line}" if self.verdict is not None else text
