"""The fix that a finding suggests, put into its witness."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import Final

from shapelint.findings.witness import Array, Ref, Row, Step, Term, Witness

_METHOD: Final = re.compile(
    r"(?P<name>[\w.]+)\.(?P<method>transpose|permute|squeeze|unsqueeze|flatten)\((?P<args>[-\d, ]*)\)"
)
_MADE: Final = re.compile(r"\w+\((?:(?P<first>\d+), \.\.\.|\.\.\., (?P<name>\w+)=(?P<size>\d+))\) fits")
_AXES: Final = re.compile(r"axes=(?P<axes>\(\d+, \d+\)) fits")
_FIRST: Final = ("in_features", "in_channels", "input_size", "num_features")


def fixed(witness: Witness, help: str) -> Witness | None:
    """The witness with the fix; None where the help is no fix that can be run.

    >>> bad = Step("use", "torch.cat", (Array((2, 3), name="x"),))
    >>> fixed(Witness((bad,)), "x.transpose(0, 1)").steps[0].rule
    'torch.Tensor.transpose'
    """
    for pattern, apply in ((_METHOD, _on_operand), (_MADE, _made_for), (_AXES, _with_axes)):
        found = pattern.match(help)
        if found is not None:
            return apply(witness, found)
    return None


def _on_operand(witness: Witness, found: re.Match[str]) -> Witness | None:
    """A method of one of the tensors before the call."""
    last = witness.steps[-1]
    if not last.rule.startswith("torch."):
        return None
    numbers = [int(number) for number in found["args"].split(",") if number.strip()]
    named = [at for at, term in enumerate(last.args) if isinstance(term, Array) and term.name == found["name"]]
    if len(named) != 1:
        return None
    (at,) = named
    edit = Step("use", f"torch.Tensor.{found['method']}", (last.args[at], *numbers))
    args = tuple(Ref(len(witness.steps) - 1) if place == at else term for place, term in enumerate(last.args))
    return replace(witness, steps=(*witness.steps[:-1], edit, replace(last, args=args)))


def _made_for(witness: Witness, found: re.Match[str]) -> Witness | None:
    """The layer made for another size."""
    size = int(found["first"] or found["size"])
    at = next((at for at, step in enumerate(witness.steps) if step.form == "use"), None)
    if at is None or at == len(witness.steps) - 1:
        return None
    made = witness.steps[at]
    arrays = [term for term in witness.steps[-1].args if isinstance(term, Array)]
    if not any(size in array.sizes for array in arrays):  # of sizes that were made smaller since
        return None
    names = (found["name"],) if found["name"] else _FIRST
    if not any(name in names for name, _ in made.keywords):
        return None
    keywords = tuple((name, size if name in names else value) for name, value in made.keywords)
    return replace(witness, steps=(*witness.steps[:at], replace(made, keywords=keywords), *witness.steps[at + 1 :]))


def _with_axes(witness: Witness, found: re.Match[str]) -> Witness | None:
    """Other axes for a layer or function that takes `axes`."""
    axes: Term = Row("tuple", ast.literal_eval(found["axes"]))
    changed = tuple(
        replace(step, keywords=tuple((name, axes if name == "axes" else value) for name, value in step.keywords))
        for step in witness.steps
    )
    return replace(witness, steps=changed) if changed != witness.steps else None
