"""Running the engine on a few lines of source."""

from __future__ import annotations

from textwrap import dedent

from shapelint.engine import Analysis, analyse
from shapelint.source.read import read

Sizes = tuple[int | str | None, ...] | None


def analysis_of(text: str) -> Analysis:
    """Everything found in a program; faults of rules are let through."""
    return analyse(read(dedent(text), "program.py").program, strict=True)


def shapes(text: str) -> dict[str, list[Sizes]]:
    """Every shape that each name is bound to, in order of place."""
    found: dict[str, list[Sizes]] = {}
    for binding in analysis_of(text).bindings:
        found.setdefault(binding.name, []).append(binding.shape)
    return found


def size(expression: str, before: str = "") -> int | str | None:
    """The size that the engine works out for an expression, read off an array of that length."""
    text = f"import numpy as np\n{dedent(before)}\nprobe = np.zeros(({expression},))\n"
    ((sizes,),) = (found for name, found in shapes(text).items() if name == "probe")
    assert sizes is not None
    (only,) = sizes
    return only


def codes(text: str) -> list[str]:
    """The codes of the findings."""
    return [report.code for report in analysis_of(text).reports]
