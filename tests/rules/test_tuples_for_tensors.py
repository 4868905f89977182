"""What PyTorch calls `input` is a tensor: a rule takes a tuple of two where the framework does."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
sys.path.insert(0, str(Path(__file__).parent))

from example_draws import Call, Drawn, last_name, real_examples

from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import framework_of, resolve
from shapelint.rules.form import Rule
from shapelint.rules.registry import everything


def with_a_tuple(rule: Rule) -> Drawn | None:
    """An example of a rule with its input given twice, in a tuple; None where no example hands it over in the call."""
    for example in real_examples(rule):
        call = Call(rule, example)
        for node in call.nodes():
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.List) and _is_own(rule, node):
                node.args[0] = ast.Tuple([node.args[0], node.args[0]], ast.Load())
                return call.drawn()
    return None


def _is_own(rule: Rule, node: ast.Call) -> bool:
    if rule.kind == "layer":
        return isinstance(node.func, ast.Call)
    function = isinstance(node.func, ast.Name) or ast.unparse(node.func).startswith("torch.")
    return function and last_name(node.func) in {name.rpartition(".")[2] for name in rule.names}


def cases() -> list[tuple[str, Rule, Drawn]]:
    """All rules whose first parameter is `input`."""
    found = []
    for rule in everything():
        params = rule.call_params if rule.kind == "layer" else rule.params
        named = rule.kind in ("layer", "op") and bool(params) and params[0].name == "input"
        named = named and not params[0].anything
        if named and rule.name.startswith("torch.") and resolve(rule.name) is not None:
            drawn = with_a_tuple(rule)
            if drawn is not None:
                found.append((rule.name, rule, drawn))
    return found


@pytest.mark.parametrize(("name", "rule", "drawn"), cases(), ids=lambda value: value if isinstance(value, str) else "")
def test_tuple(name: str, rule: Rule, drawn: Drawn) -> None:
    world = framework_of(rule)
    assert world is not None
    assert world.outcome(drawn.example).accepted == Ours(rule).outcome(drawn.example).accepted
