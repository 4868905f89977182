"""What a generator yields is known item by item, until something else holds it and may have taken some."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes, size

TEXT = """
import itertools
import random
def count(n):
    for i in range(n):
        yield i + 1
def chained():
    yield 1
    yield from (k for k in (2, 3))
    yield from count(2)
def some(n, most):
    for i in range(n):
        if i == most:
            return
        yield i
def by_chance(n):
    for i in range(n):
        if random.random() > 0.5:
            continue
        yield i
def endless():
    while True:
        yield 7
it = count(4)
first = next(it)
rows = iter([3, 4, 5])
held = [count(3)]
"""


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("len(list(count(4)))", 4),
        ("sum(count(4))", 10),
        ("sum([i * n for i, n in enumerate(count(3))])", 8),
        ("sum(chained())", 9),
        ("next(count(3))", 1),
        ("len(list(itertools.combinations(range(4), 2)))", 6),
        ("sum([a * b for a, b in itertools.permutations([2, 3, 4], 2)])", 52),
        ("[*itertools.combinations(count(4), 3)][-1][0]", 2),
    ],
)
def test_known(expression: str, wanted: int) -> None:
    assert size(expression, TEXT) == wanted
    names: dict[str, object] = {}
    exec(TEXT, names)
    assert eval(expression, names) == wanted


@pytest.mark.parametrize(
    "expression",
    ["len(list(it))", "len(list(rows))", "len(list(held[0]))", "len(list(by_chance(3)))", "len(list(some(5, 2)))"],
)
def test_not_known(expression: str) -> None:
    assert not isinstance(size(expression, TEXT), int)


def test_each_next_takes_another_number() -> None:
    text = """
import torch
turns = iter(range(100))
a, b = next(turns), next(turns)
x = torch.zeros(2 if a == b else 3) @ torch.zeros(3)
"""
    assert codes(text) == []
