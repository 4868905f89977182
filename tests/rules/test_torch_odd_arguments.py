"""Whatever a program hands to PyTorch or einops, a rule answers: it knows, it refuses, or it does not know."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from shapelint.confirm.ours import Ours
from shapelint.rules.apply import Made, call_layer, call_op, construct
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import everything
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, ListValue, Many, Range, Tensor
from shapelint.sizes import Shape, symbol

N = symbol("N")
ROOTS = (
    "einops.",
    "torch.fft.",
    "torch.special.",
    "torch.utils.data.",
    "torch.nn.utils.",
    "torch.linalg.",
    "torch.distributions.",
)
FUNCTIONS = (
    "pad",
    "interpolate",
    "grid_sample",
    "affine_grid",
    "unfold",
    "fold",
    "scaled_dot_product_attention",
    "max_unpool2d",
)
LAYERS = (
    "Pad1d",
    "Pad2d",
    "Pad3d",
    "Upsample",
    "Shuffle",
    "Unshuffle",
    "Fold",
    "fold",
    "Attention",
    "coderLayer",
    "pool2d",
)
RULES = [
    rule
    for rule in everything()
    if (rule.kind == "op" and (rule.name.startswith(ROOTS) or rule.short in FUNCTIONS) and rule.family == "torch")
    or (rule.kind == "layer" and rule.family == "torch" and rule.name.endswith(LAYERS))
]
ODD: list[Any] = [
    UNKNOWN, None, True, 0, 1, -1, 7, 2.5, "text", "b c -> c b", "b *", N, N - 1, (), (2, 3), (N, UNKNOWN), (1, "x"),
    Range(0, N, 1), UNKNOWN_SHAPE, ListValue(()), ListValue((1, 2)), ListValue(Many(UNKNOWN)),
    Many(Tensor(Shape((3,))), N), Tensor(UNKNOWN_SHAPE), Tensor(Shape(()), "torch", "int", 3),
    Tensor(Shape((N, 3)), "torch", "float"), Tensor(Shape((2, UNKNOWN)), "numpy"), Tensor(Shape((3,), True)),
    Tensor(Shape((2, 3, N, 5)), "torch", "float"), ListValue((Tensor(Shape((2, 3))), UNKNOWN)),
]  # fmt: skip


def _arguments(params: Any, pick: Callable[[], Any]) -> Args:
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for param in params:
        if param.kind == "star":
            positional.extend(pick() for _ in range(2))
        elif param.kind == "keyword":
            keywords[param.name] = pick()
        elif param.kind != "double_star":
            positional.append(pick())
    return Args(tuple(positional), keywords)


def _asked(rule: Rule, pick: Callable[[], Any]) -> None:
    world = Ours(rule)
    if rule.kind == "op":
        call_op(rule, _arguments(rule.params, pick), world)
        return
    instance = Instance(rule, None, {})
    made = construct(rule, _arguments(rule.params, pick))
    instance.slots["#made"] = Made(made)
    call_layer(rule, made, _arguments(rule.call_params, pick), instance, world)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_odd_arguments(rule: Rule) -> None:
    """Whatever a program hands to a rule, it knows, it refuses, or it does not know."""
    draw = random.Random(rule.name)
    for _ in range(40):
        with contextlib.suppress(Mismatch):
            _asked(rule, lambda: draw.choice(ODD))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nothing_is_known(rule: Rule) -> None:
    _asked(rule, lambda: UNKNOWN)
