"""What `shapelint shapes` says of a program's bindings, against what a real run shows.

`python -m tests.programs.comparing FILES` prints the bindings that are not stated exactly, and the share of the rest.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Literal, TypeAlias

from shapelint.api import Sizes, shapes_of
from tests.programs.tracing import Bound, Seen, True_, trace

Verdict: TypeAlias = Literal["exact", "partial", "missing", "wrong"]


def verdict(said: Sizes | Literal["nothing"], real: set[True_ | None]) -> Verdict | None:
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


def compare(path: Path) -> dict[Bound, tuple[Verdict, Sizes | Literal["nothing"], set[True_ | None]]]:
    """The verdict on every binding of a program that a run reaches, what was said and what is true."""
    said = {(row.line, row.name): row.shape for row in shapes_of(path.read_bytes(), str(path))}
    real: Seen = trace(path)
    found = {}
    for bound, shapes in real.items():
        statement: Sizes | Literal["nothing"] = said.get(bound, "nothing")
        judged = verdict(statement, shapes)
        if judged is not None:
            found[bound] = judged, statement, shapes
    return found


def main(names: list[str]) -> None:
    """Print what is not exact, and the figures."""
    totals: Counter[str] = Counter()
    for name in names:
        counts: Counter[str] = Counter()
        for (line, bound), (judged, said, real) in sorted(compare(Path(name)).items()):
            counts[judged] += 1
            if judged != "exact":
                print(f"{name}:{line}: {judged}: {bound} is {sorted(real, key=str)}, said {said}")
        totals += counts
        print(name, dict(counts))
    print(dict(totals), f"{totals['exact'] / max(1, totals.total()):.1%} exact")


if __name__ == "__main__":
    main(sys.argv[1:])
