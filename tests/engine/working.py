"""Ordinary code that is analysed and run."""

from __future__ import annotations

from textwrap import dedent

from tests.engine.programs import analysis_of


def compare(program: str) -> None:
    """Nothing may be told of a program, and what is known at its end has to be what a run ends with."""
    text = dedent(program)
    analysis = analysis_of(text)
    assert [report.template for report in analysis.reports] == []
    names: dict[str, object] = {}
    exec(compile(text, "program", "exec", dont_inherit=True), names)
    known = {binding.name: binding.shape for binding in analysis.bindings if hasattr(names.get(binding.name), "shape")}
    assert known
    for made, sizes in known.items():
        assert str(sizes).replace("'", "") == str(tuple(names[made].shape)), made  # type: ignore[attr-defined]
