"""Whatever a program hands to NumPy or TensorFlow, a rule answers: it knows, it refuses, or it does not know."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from shapelint.confirm.ours import Ours
from shapelint.rules.apply import call_op
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import everything
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    DictValue,
    External,
    ListValue,
    Many,
    Mutable,
    Range,
    SliceOf,
    SomeInt,
    Tensor,
)
from shapelint.sizes import Shape, symbol

N, SOFT = symbol("N"), symbol("soft", soft=True)
ROOTS = ("numpy", "tf", "pandas", "sklearn", "matplotlib")
RULES = [rule for rule in everything() if rule.kind == "op" and rule.name.startswith(ROOTS)]
_INDEXED = ("c_", "r_", "s_", "index_exp", "mgrid", "ogrid")  # a call of them is always wrong


def odd_values(family: str) -> list[Any]:
    return [
        UNKNOWN, SOFT, SOFT + 1, SomeInt(), None, True, 0, 1, -1, 7, 2.5, "text", "SAME", N, N - 1, Ellipsis,
        (), (2, 3), (N, UNKNOWN), (None, 3),
        (1, (2, "x")), External("numpy.float32"), Range(0, N, 1), SliceOf(None, UNKNOWN, None), UNKNOWN_SHAPE,
        ListValue(()), ListValue((1, 2)), ListValue(Many(UNKNOWN)), Many(Tensor(Shape((3,)), family), N),
        DictValue({"a": 1}), DictValue({}), Tensor(UNKNOWN_SHAPE, family), Tensor(Shape(()), family, "int", 3),
        Tensor(Shape((N, 3)), family, "float"), Tensor(Shape((2, UNKNOWN)), family, None),
        Tensor(Shape((2,)), family, "int", (N, 4)), Tensor(Shape((3,), True), family, "bool"),
        Tensor(Shape((5,)), family, "object", Mutable({})), ListValue((Tensor(Shape((2, 3)), family), UNKNOWN)),
    ]  # fmt: skip


def _arguments(rule: Rule, own: Tensor, pick: Callable[[], Any]) -> Args:
    """An argument for every parameter; the first one of a method is a tensor."""
    method = rule.name.startswith(("numpy.ndarray", "tf.Tensor"))
    positional: list[Any] = [own] if method else []
    keywords: dict[str, Any] = {}
    for param in rule.params[1:] if method else rule.params:
        if param.kind == "star":
            positional.extend(pick() for _ in range(2))
        elif param.kind == "keyword":
            keywords[param.name] = pick()
        elif param.kind != "double_star":
            positional.append(pick())
    return Args(tuple(positional), keywords)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_odd_arguments(rule: Rule) -> None:
    draw = random.Random(rule.name)
    values = odd_values(rule.family)
    answered = 0
    for _ in range(60):
        own = Tensor(Shape(draw.choice(((N, 3), (N, 3), (4,)))), rule.family, "float")
        args = _arguments(rule, own, lambda: draw.choice(values))
        with contextlib.suppress(Mismatch):
            call_op(rule, args, Ours(rule))
            answered += 1
    assert answered or rule.short in _INDEXED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nothing_is_known(rule: Rule) -> None:
    world = Ours(rule)
    if rule.short not in _INDEXED:
        call_op(rule, _arguments(rule, Tensor(UNKNOWN_SHAPE, rule.family, None), lambda: UNKNOWN), world)
    assert world.reports == []
