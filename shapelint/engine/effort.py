"""What an analysis took, and what it left out: for `--statistics`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from shapelint.engine.objects import Place
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


Ended: TypeAlias = Literal["", "steps", "time", "depth"]


@dataclass(slots=True)
class Gaps:
    """What was left out so far."""

    cut: dict[Place, str] = field(default_factory=dict)  # functions that a budget ended, by where they are
    loops: set[Place] = field(default_factory=set)  # whose state was given up after a few turns
    deep: dict[Place, str] = field(default_factory=dict)  # functions that a call was not followed into
    imports: set[str] = field(default_factory=set)  # modules that were used and are not known


@dataclass(frozen=True, slots=True)
class Effort:
    """What an analysis took and left out.

    steps: evaluations, of so many in the `budget`; ended: what was used up, "" where nothing was; unreached, cut: names
    and nodes of functions and classes that were not analysed, and of those not to their end; loops: nodes; deep: names
    of functions that some call was not followed into, because of its depth; imports: names of modules.
    """

    steps: int
    budget: int
    ended: Ended
    unreached: tuple[tuple[str, int], ...]
    cut: tuple[tuple[str, int], ...]
    loops: tuple[int, ...]
    deep: tuple[str, ...]
    imports: tuple[str, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Every node that is named."""
        return (*(at for _, at in (*self.unreached, *self.cut)), *self.loops)


def effort_of(run: Run, program: p.Program, budget: int) -> Effort:
    """What was done for a file."""
    gaps = run.gaps
    return Effort(
        run.taken if run.ended else budget - run.steps,
        budget,
        run.ended,
        tuple(_unreached(run, program.body, "")),
        tuple(
            sorted(((name, at) for (file, at), name in gaps.cut.items() if file == run.file), key=lambda row: row[1])
        ),
        tuple(sorted(at for file, at in gaps.loops if file == run.file)),
        tuple(sorted(set(gaps.deep.values()))),
        tuple(sorted(gaps.imports)),
    )


def _unreached(run: Run, block: p.Block, prefix: str) -> Iterator[tuple[str, int]]:
    """Functions, and classes none of whose functions was run."""
    for node in block:
        if isinstance(node, p.FunctionDef):
            if (run.file, node.at) not in run.reached:
                yield f"{prefix}{node.name}", node.at
        elif isinstance(node, p.ClassDef):
            methods = [each for each in node.body if isinstance(each, p.FunctionDef)]
            left = list(_unreached(run, node.body, f"{prefix}{node.name}."))
            yield from [(f"{prefix}{node.name}", node.at)] if methods and len(left) == len(methods) else left
        elif isinstance(node, p.If | p.Try | p.With):
            for inner in _blocks(node):
                yield from _unreached(run, inner, prefix)


def _blocks(node: p.If | p.Try | p.With) -> tuple[p.Block, ...]:
    if isinstance(node, p.If):
        return node.body, node.orelse
    return (node.body,) if isinstance(node, p.With) else (node.body, node.orelse, node.final)
