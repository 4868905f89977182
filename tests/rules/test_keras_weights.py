"""The weights that our rules tell of a built Keras layer are those of Keras's own, on random calls."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")
sys.path.insert(0, str(Path(__file__).parent))

import pytest

pytest.importorskip("keras")

from drawing import matches
from example_draws import draws, last_name, real_examples

from shapelint.confirm.examples import Example
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import Absent, framework_of, resolve
from shapelint.rules.binding import BadCall
from shapelint.rules.form import Rule
from shapelint.rules.registry import everything
from tests.engine.programs import shapes

ASKED = (
    "layer.get_weights()",
    "layer.weights",
    "layer.trainable_weights",
    "layer.non_trainable_weights",
    "layer.count_params()",
)
LAYERS = [
    rule
    for rule in everything()
    if rule.kind == "layer"
    and rule.name.startswith("keras.layers.")
    and resolve(rule.name) is not None
    and real_examples(rule)
]


def built(rule: Rule, source: str, setup: tuple[str, ...]) -> tuple[str, ...] | None:
    """The statements that make and call the layer; None where the call is not `Layer(...)(...)`."""
    call = ast.parse(source, mode="eval").body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Call):
        return None
    if last_name(call.func.func) not in {name.rpartition(".")[2] for name in rule.names}:
        return None
    made, call.func = ast.unparse(call.func), ast.Name("layer", ast.Load())
    return (*setup, f"layer = {made}", f"done = {ast.unparse(call)}")


def differences(rule: Rule, count: int) -> list[str]:
    """The calls after which the weights are not those that we say."""
    world = framework_of(rule)
    assert world is not None
    found = []
    for drawn in draws(rule, count, seed=7):
        setup = built(rule, drawn.source, drawn.setup)
        if setup is None or not world.outcome(Example("None", setup, None, "", None)).accepted:
            continue
        for source in ASKED:
            asked = Example(source, setup, None, "", None)
            theirs, ours = world.outcome(asked).value, _said(rule, asked)
            if theirs is not None and not matches(ours, theirs):
                found.append(f"{'; '.join((*setup, source))}\n  ours: {ours}\n  Keras: {theirs}")
    return found


def _said(rule: Rule, asked: Example) -> Any:
    try:
        return Ours(rule).outcome(asked).value
    except BadCall as refusal:
        return str(refusal)


@pytest.mark.parametrize("rule", LAYERS, ids=lambda rule: rule.name)
def test_weights(rule: Rule, draw_count: int) -> None:
    try:
        found = differences(rule, draw_count // 10)
    except Absent as lacking:
        pytest.skip(str(lacking))
    assert not found, "\n".join(found[:3])


def test_variables_of_metrics_as_keras_2_makes_them() -> None:
    text = """
        from tensorflow import keras
        class Table(keras.metrics.Metric):
            def __init__(self):
                super().__init__()
                self.table, self.total = self.add_weight("table", (4, 5)), self.add_weight("total")
        table = Table()
        a, b = table.table, table.total
    """
    found = shapes(text)
    assert (found["a"], found["b"]) == ([(4, 5)], [()])
