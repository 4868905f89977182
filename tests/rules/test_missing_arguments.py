"""A call from which an argument without default is left out is found, and the framework refuses it too."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from example_draws import Call, real_examples

from shapelint.confirm.examples import Example
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import Absent, Outcome, framework_of
from shapelint.rules.binding import BadCall
from shapelint.rules.form import REQUIRED, Rule
from shapelint.rules.registry import everything, find


def _leaves_out(rule: Rule) -> bool:
    params = (*rule.params, *(rule.call_params if rule.kind == "layer" else ()))
    required = [param for param in params if param.default is REQUIRED and param.kind not in ("star", "double_star")]
    told = rule.family in ("torch", "numpy") or rule.name.startswith("keras.ops.")
    return told and rule.kind in ("op", "layer") and len(required) > 1


RULES: Final = [rule for rule in everything() if _leaves_out(rule)]


def _shorter(rule: Rule) -> Iterator[Example]:
    """Each example without the last argument that stands by position, and without each of its keywords."""
    for example in real_examples(rule):
        call = Call(rule, example)
        for node in call.calls():
            for given, at in ((node.args, -1), *((node.keywords, at) for at in range(len(node.keywords)))):
                if given and not isinstance(given[at], ast.Starred):
                    removed = given.pop(at)
                    yield call.drawn().example
                    given.insert(len(given) if at < 0 else at, removed)  # type: ignore[arg-type]


def _told_and_real(rule: Rule) -> Iterator[tuple[Example, Outcome]]:
    """The calls that lack an argument as we see it, and what the framework does with them."""
    world = framework_of(rule)
    for example in _shorter(rule) if world is not None else ():
        try:
            if "needs an argument" in Ours(rule).outcome(example).message:
                yield example, world.outcome(example)
        except (BadCall, Absent):
            continue


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_an_argument_that_is_left_out_is_missed_by_the_framework_too(rule: Rule) -> None:
    for example, real in _told_and_real(rule):
        assert not real.accepted, str(example)


@pytest.mark.parametrize(
    "name", ["torch.softmax", "torch.gather", "torch.nn.Conv2d", "numpy.expand_dims", "keras.ops.expand_dims"]
)
def test_it_is_told(name: str) -> None:
    rule = find(name)
    assert rule is not None
    assert list(_told_and_real(rule))
