"""What the linter says of a program of which each line comes to something, `out0`, `out1`, ..."""

from __future__ import annotations

from collections.abc import Sequence

from shapelint.api import check_source, shapes_of


def told(start: str, lines: Sequence[str]) -> tuple[dict[int, tuple[object, ...] | None], dict[int, str]]:
    """What is said of the shape that each line comes to, and what is refused; start: what stands above them."""
    text = start + "\n".join(lines)
    known = {row.name: row.shape for row in shapes_of(text)}
    above = start.count("\n") + 1
    findings = {finding.place.line - above: finding.message for finding in check_source(text)}
    return {at: known.get(f"out{at}") for at in range(len(lines))}, findings


def agreed(shape: tuple[object, ...], made: Sequence[int]) -> list[object]:
    """The sizes that a run comes to, but for those of which nothing is said."""
    return [size if isinstance(said, int) else said for said, size in zip(shape, made, strict=True)]
