"""A call some of whose arguments stand in a row that nobody knows, `zeros(*shape)`, against the call itself.

Whatever may be in the row: nothing is told of what is right with these arguments, and what is said holds of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from drawing import counted, matches

from shapelint.confirm.examples import Example, examples_of
from shapelint.confirm.ours import Ours, called
from shapelint.confirm.worlds import Absent
from shapelint.rules.apply import acts
from shapelint.rules.binding import Args, BadCall
from shapelint.rules.form import Rule
from shapelint.rules.registry import everything
from shapelint.rules.values import UNKNOWN, Method, Value

# What operators call gets no row.
RULES: Final = [
    rule for rule in everything() if rule.kind == "op" and not rule.short.startswith("__") and not acts(rule)
]


class Open(Ours):
    """Our world, in which of each call of the rule less is known: only the first arguments, or one that is left out."""

    kept: int | None = None
    vague: str | None = None

    def call(self, callee: Value, args: Iterable[Value] = (), kwargs: Mapping[str, Value] | None = None) -> Value:
        """Call something, the rule at hand with less known of its arguments."""
        given, named = tuple(args), dict(kwargs or {})
        if callee is self.rule or (isinstance(callee, Method) and callee.rule is self.rule):
            if self.vague is not None:
                return called(self, callee, Args(given, {self.vague: UNKNOWN, **named}))
            return called(self, callee, Args(given[: self.kept], named, open=True))
        return super().call(callee, given, kwargs)


def _differences(rule: Rule, worlds: list[Open]) -> Iterator[str]:
    for example in examples_of(rule):
        if example.code is None:
            yield from filter(None, (_difference(rule, example, world) for world in worlds))


def _difference(rule: Rule, example: Example, world: Open) -> str | None:
    try:
        real, said = Ours(rule).outcome(example), world.outcome(example)
    except (Absent, BadCall, LookupError):
        return None
    less = f"{world.kept} arguments known" if world.vague is None else f"{world.vague} not known"
    if real.accepted and not said.accepted:
        return f"{example.source} with {less}: told: {said.message}"
    if real.accepted and not matches(counted(said.value), counted(real.value)):
        return f"{example.source} with {less}: said {said.value}, is {real.value}"
    return None


def _knowing(rule: Rule, count: int) -> Open:
    world = Open(rule)
    world.kept = count
    return world


def _without(rule: Rule, name: str) -> Open:
    world = Open(rule)
    world.vague = name
    return world


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])
def test_a_row_that_nobody_knows(rule: Rule) -> None:
    assert not list(_differences(rule, [_knowing(rule, count) for count in range(3)]))


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])
def test_an_argument_that_nobody_knows(rule: Rule) -> None:
    """What is None where it is left out may be just that."""
    assert not list(_differences(rule, [_without(rule, name) for name in rule.may_be_none]))
