"""A call in the spelling of Keras 1 means what the same call means in today's."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from example_draws import Call, Drawn, draws
from keras_1 import LAYERS, MERGES, NoSpelling, merge_spelled, spelled

from shapelint.confirm.ours import Ours
from shapelint.rules.form import Rule
from shapelint.rules.registry import find

DRAWS: Final = 25
POSITIONAL: Final = (0, 1, 3)
Write = Callable[[Call], None]


def rewritten(rule: Rule, drawn: Drawn, write: Write) -> Drawn | None:
    """A call of today in Keras 1's spelling; None where that has none."""
    call = Call(rule, drawn.example)
    try:
        write(call)
    except NoSpelling:
        return None
    return call.drawn()


def compare(rule: Rule, old: str, writes: Sequence[Write], *, alike: bool = False) -> None:
    """What our rules say of random calls of today, and of the same as Keras 1 spells them.

    alike: whether Keras 1 refuses tensors of different shapes in any case.
    """
    older = find(f"keras.layers.{old}")
    assert older is not None
    accepted = 0
    for drawn in draws(rule, DRAWS, 1):
        expected = Ours(rule).outcome(drawn.example)
        for in_keras_1 in (rewritten(rule, drawn, write) for write in writes):
            if in_keras_1 is None:
                continue
            found = Ours(older).outcome(in_keras_1.example)
            told = f"{drawn}\n  {expected}\n{in_keras_1}\n  {found}"
            if alike and differ(rule, drawn):
                assert not found.accepted, told
            else:
                assert found.accepted == expected.accepted, told
                assert (found.codes, found.value) == (expected.codes, expected.value), told
            accepted += expected.accepted
    assert accepted > 1


def differ(rule: Rule, drawn: Drawn) -> bool:
    """Whether the tensors of a call have different shapes."""
    return len({ast.unparse(ast.List(shape)) for shape in Call(rule, drawn.example).shapes()}) > 1


@pytest.mark.parametrize("old", LAYERS)
def test_layers(old: str) -> None:
    rule = find(f"keras.layers.{LAYERS[old][0]}")
    assert rule is not None
    compare(rule, old, [partial(spelled, rule, old, positional=count) for count in POSITIONAL])


@pytest.mark.parametrize("name", MERGES)
def test_merge(name: str) -> None:
    rule = find(f"keras.layers.{name}")
    assert rule is not None
    compare(rule, "merge", [merge_spelled], alike=name not in ("concatenate", "dot"))
