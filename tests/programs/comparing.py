"""What `shapelint shapes` says of a program's bindings, against what a real run shows.

`python -m tests.programs.comparing FILES` prints the bindings that are not stated exactly, and the share of the rest.
With `--draws 3` each program is run with three sets of random numbers, so that what hangs on them is no fixed size.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from shapelint.api import Sizes, shapes_of
from tests.programs.tracing import Bound, Seen, True_, trace

Verdict: TypeAlias = Literal["exact", "partial", "missing", "wrong"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of a binding, and the shapes that it really had."""

    file: Path
    line: int
    name: str
    verdict: Verdict
    said: Sizes | Literal["nothing"]
    real: frozenset[True_ | None]

    def __str__(self) -> str:
        real = sorted(self.real, key=str)
        return f"{self.file}:{self.line}: {self.verdict}: {self.name} is {real}, said {self.said}"


def verdict(said: Sizes | Literal["nothing"], real: Set[True_ | None]) -> Verdict | None:
    """How well a statement describes the shapes that a name really had; None where it never held a tensor.

    exact: every size that was always the same is stated, and no other is; partial: something is left open that was
    always the same; missing: nothing is said, or not even the number of axes.
    """
    shapes = {shape for shape in real if shape is not None}
    if not shapes:
        return None if said == "nothing" else "wrong"
    if said == "nothing":
        return "missing"
    ranks = {len(shape) for shape in shapes}
    if said is None:
        return "exact" if len(ranks) > 1 else "missing"
    if ranks != {len(said)}:
        return "wrong"
    axes = [_axis(size, sizes) for size, sizes in zip(said, map(set, zip(*shapes, strict=True)), strict=True)]
    return next((bad for bad in ("wrong", "partial") if bad in axes), "exact")  # type: ignore[return-value]


def _axis(said: int | str | None, real: set[int | None]) -> Verdict:
    if isinstance(said, int):
        return "exact" if real == {said} else "wrong"
    return "exact" if len(real) > 1 or real == {None} else "partial"


def compare(path: Path, draws: int = 1) -> list[Judged]:
    """The verdict on every binding of a program that a run reaches.

    A file that it imports is judged by itself, for any caller: of it only what is wrong counts.  What such a file does
    where it is started itself was not run.
    """
    found = []
    for file, seen in trace(path, draws).items():
        text = file.read_bytes() if file == path.resolve() else _imported(file.read_text(encoding="utf-8")).encode()
        every = [_judge(file, bound, said, seen) for bound, said in _stated(text, file, seen).items()]
        found += [one for one in every if one and (file == path.resolve() or one.verdict == "wrong")]
    return sorted(found, key=lambda one: (one.file, one.line, one.name))


def _imported(text: str) -> str:
    """A file without what stands under `if __name__ == "__main__"`."""
    lines = text.splitlines(keepends=True)
    for node in ast.parse(text).body:
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            lines[node.lineno - 1 : node.end_lineno] = ["\n"] * ((node.end_lineno or node.lineno) - node.lineno + 1)
    return "".join(lines)


def _stated(text: bytes, file: Path, seen: Seen) -> dict[Bound, Sizes | Literal["nothing"]]:
    passing = set(_of_expressions(ast.parse(text)))  # no statement binds them, so that the run does not show them
    rows = [row for row in shapes_of(text, str(file)) if (row.line, row.col) not in passing]
    said = {(row.line, row.name): row.shape for row in rows}
    return {bound: said.get(bound, "nothing") for bound in seen}


def _of_expressions(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Where the names stand that comprehensions and lambdas bind: line and column."""
    for node in ast.walk(tree):
        if isinstance(node, ast.comprehension):
            yield from ((name.lineno, name.col_offset) for name in ast.walk(node.target) if isinstance(name, ast.Name))
        elif isinstance(node, ast.Lambda):
            yield from ((each.lineno, each.col_offset) for each in ast.walk(node.args) if isinstance(each, ast.arg))


def _judge(file: Path, bound: Bound, said: Sizes | Literal["nothing"], seen: Seen) -> Judged | None:
    judged = verdict(said, seen[bound])
    return None if judged is None else Judged(file, *bound, judged, said, frozenset(seen[bound]))


def main(names: list[str]) -> None:
    """Print what is not exact, and the figures."""
    draws = int(names[1]) if names[0] == "--draws" else 1
    totals: Counter[str] = Counter()
    for name in names[2:] if names[0] == "--draws" else names:
        judged = compare(Path(name), draws)
        counts = Counter(one.verdict for one in judged)
        for one in judged:
            if one.verdict != "exact":
                print(one)
        totals += counts
        print(name, dict(counts))
    print(dict(totals), f"{totals['exact'] / max(1, totals.total()):.1%} exact")


if __name__ == "__main__":
    main(sys.argv[1:])
