"""Every example in every rule's docstring is true of our rules, and of the framework where it is installed."""

from __future__ import annotations

from typing import Any

import pytest

from shapelint.confirm.examples import Example, examples_of
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import Absent
from shapelint.findings.catalogue import CATALOGUE
from shapelint.rules.form import Rule
from shapelint.rules.registry import everything
from shapelint.sizes import fingerprint
from tests.rules.other_python import world_of

RULES = everything()


def agrees(expected: Any, found: Any) -> bool:
    """Whether a framework's value is what an example says, where None stands for what is not known."""
    if expected is None:
        return True
    if isinstance(expected, tuple) and isinstance(found, tuple):
        if expected and expected[0] is ...:
            rest = expected[1:]
            return not found or (len(found) >= len(rest) and agrees(rest, found[len(found) - len(rest) :]))
        return len(expected) == len(found) and all(map(agrees, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(agrees(expected[key], found[key]) for key in expected)
    return bool(expected == found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_has_examples(rule: Rule) -> None:
    assert rule.doc, "no docstring"
    assert list(examples_of(rule)), "no example"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_ours(rule: Rule) -> None:
    for example in examples_of(rule):
        outcome = Ours(rule).outcome(example)
        if example.code is None:
            assert outcome.codes == (), f"{example}: {outcome.message}"
            assert outcome.value == example.expected, str(example)
        else:
            assert example.code in outcome.codes, f"{example}: {outcome}"
            assert example.brief in outcome.message, str(example)
    assert fingerprint() == ()


# Whole networks take seconds to make: tests/rules/test_keras_applications.py asks for some of them.
_ASKED = [rule for rule in RULES if world_of(rule) and not rule.name.startswith("keras.applications.")]


@pytest.mark.parametrize("rule", _ASKED, ids=lambda rule: rule.name)
def test_framework(rule: Rule) -> None:
    world = world_of(rule)
    assert world is not None
    asked = sum(_ask(world, rule, example) for example in examples_of(rule))
    if not asked:
        pytest.skip("the framework no longer has it")


def _ask(world: Any, rule: Rule, example: Example) -> bool:
    """Compare with the framework; False where it lacks what the example names."""
    try:
        outcome = world.outcome(example)
    except Absent:
        return False
    refused = example.code is not None and CATALOGUE[example.code].severity == "error"
    assert outcome.accepted is not refused, f"{example}: {outcome}"
    if example.code is None:
        left_out = rule.optional and outcome.value is None
        assert left_out or agrees(example.expected, outcome.value), f"{example}: {outcome.value}"
    return True
