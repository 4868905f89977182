"""Witnesses: the call that a finding is about, as plain data that any world can run again.

A witness is a row of steps, of which the last one is the call that does not fit and those before it make what it
needs: a layer, a model, the first call that built a layer.  As the engine hands it over, sizes may be symbols; before
it is run they are numbers.  Names of the checked program are in it only to be shown, never to be looked up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from shapelint.findings.edits import Edit
from shapelint.sizes import Dim, Symbol

Form: TypeAlias = Literal["use", "call", "read", "unpack", "index"]
State: TypeAlias = Literal["confirmed", "refuted", "not run"]


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that nobody knows: whatever it is, the call does not fit."""


ANYTHING: Final = Anything()


@dataclass(frozen=True, slots=True)
class Array:
    """A tensor or array.

    sizes: None where nobody knows one; open: whether there may be more axes before them; dtype: "float", "int",
    "bool", "complex" or None; content: the numbers in it, where it holds a few that are known; name: of the variable;
    strides: how far apart in memory the neighbours along each axis stand, None where they stand as in a new one;
    edited: whether it is the operand that the suggested fix is about.
    """

    sizes: tuple[int | Dim | None, ...]
    dtype: str | None = None
    open: bool = False
    content: tuple[int | Dim, ...] | int | Dim | None = None
    name: str | None = field(default=None, compare=False)
    strides: tuple[int | Dim, ...] | None = None
    edited: bool = field(default=False, compare=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The sizes that are numbers: all of them, as soon as it can be run."""
        return tuple(size for size in self.sizes if isinstance(size, int))

    @property
    def steps(self) -> tuple[int, ...]:
        """The strides that are numbers: all of them, as soon as it can be run."""
        return tuple(step for step in self.strides or () if isinstance(step, int))

    @property
    def reach(self) -> int:
        """How many numbers lie in memory from its first to its last one."""
        if self.strides is None:
            return math.prod(self.numbers)
        return 1 + sum((size - 1) * step for size, step in zip(self.numbers, self.steps, strict=True))


@dataclass(frozen=True, slots=True)
class Row:
    """A tuple, a list, or a dict as a row of pairs."""

    kind: Literal["tuple", "list", "dict"]
    items: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """`lower:upper:step`."""

    lower: Term
    upper: Term
    step: Term


@dataclass(frozen=True, slots=True)
class Public:
    """Something that a library offers under a canonical name: a dtype, or what has a rule."""

    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    """What an earlier step gave."""

    step: int


Term: TypeAlias = "int | float | bool | str | Dim | Array | Row | Cut | Public | Ref | Anything | None"


@dataclass(frozen=True, slots=True)
class Step:
    """One call.

    form: "use" calls what stands under the canonical name `rule`, "call" calls the first argument (a layer) on the
    rest, "read" reads the attribute that `rule` ends in, "unpack" unpacks the first argument into as many names as the
    second says, "index" indexes the first with the second.
    """

    form: Form
    rule: str
    args: tuple[Term, ...] = ()
    keywords: tuple[tuple[str, Term], ...] = ()

    def terms(self) -> Iterator[Term]:
        """The arguments."""
        yield from self.args
        for _, value in self.keywords:
            yield value


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the program knows of a symbol where the finding stands."""

    symbol: Symbol
    low: int | None
    high: int | None
    multiple_of: int = 1


@dataclass(frozen=True, slots=True)
class Witness:
    """The steps, what is known of the symbols in them, and the suggested fixes in the same sizes.

    in_graph: the same call on the tensors of a model that it is written for, with the sizes that these leave open: it
    is run where numbers by themselves do not show what a silent mistake does.
    """

    steps: tuple[Step, ...]
    bounds: tuple[Bounds, ...] = ()
    edits: tuple[Edit, ...] = ()
    in_graph: Witness | None = None

    @property
    def rule(self) -> str:
        """The canonical name of what does not fit."""
        return self.steps[-1].rule


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why there is no witness of a finding."""

    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of running a witness.

    world: who was asked, "torch 2.13.0 on cpu", empty where nobody was; text: the framework's own words, what happened
    in numbers, or why nothing was run; numbers: what was measured, by name, times in seconds; fixed: whether
    the call was run with the suggested fix as well, and passes.
    """

    state: State
    text: str
    world: str = ""
    numbers: tuple[tuple[str, float], ...] = ()
    fixed: bool = False

    @property
    def line(self) -> str:
        """`confirmed by torch 2.13.0 on cpu: Expected target size [128, 44], got [128, 100]`."""
        return f"{self.state}{' by ' + self.world if self.world else ''}: {self.text}"
