"""The engine: runs a Program on abstract values and reports what cannot be right."""

from __future__ import annotations

from shapelint.engine.modules import Modules
from shapelint.engine.results import Analysis, Binding
from shapelint.source.program import Program

__all__ = ["Analysis", "Binding", "Modules", "analyse"]


def analyse(
    program: Program,
    *,
    strict: bool = False,
    modules: Modules | None = None,
    witnesses: bool = False,
    trust_comments: bool = False,
    unasked: bool = False,
    stating: bool = True,
) -> Analysis:
    """Everything that is found in one file.

    strict: let faults of rules through instead of treating their results as unknown; modules: the other files of its
    project; witnesses: keep with each report the call that it is about; trust_comments: believe comments that say a
    shape, where nothing else is known; unasked: take the program to be started with no options, so that those that it
    reads have their defaults; stating: say the shapes of variables, too, and not only what is wrong.
    """
    from shapelint.engine.analysis import analyse_program

    return analyse_program(program, strict, modules, witnesses, trust_comments, unasked, stating)
