"""The parameters and buffers that our rules tell of a layer are those that the framework's own layer has."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

pytest.importorskip("torch")

from shapelint.confirm.examples import Example, examples_of
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import framework_of, resolve
from shapelint.rules.form import Rule
from shapelint.rules.registry import everything


def constructions(rule: Rule) -> Iterator[str]:
    """The constructor's calls in a rule's examples, each once."""
    seen = set()
    for example in examples_of(rule):
        for node in ast.walk(ast.parse(example.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == rule.short:
                text = ast.unparse(node)
                if text not in seen:
                    seen.add(text)
                    yield text


LAYERS = [
    rule
    for rule in everything()
    if rule.kind == "layer"
    and rule.name.startswith("torch.nn.")
    and resolve(rule.name) is not None
    and not rule.short.startswith("Lazy")  # which has no sizes yet
]


@pytest.mark.parametrize("rule", LAYERS, ids=lambda rule: rule.name)
def test_weights(rule: Rule) -> None:
    world = framework_of(rule)
    assert world is not None
    for call in constructions(rule):
        asked = Example(f"{call}.state_dict()", (), None, "", None)
        theirs = world.outcome(asked)
        if theirs.accepted:
            ours = Ours(rule).outcome(asked)
            assert ours.accepted, call
            assert ours.value in (None, theirs.value), call
