"""Layers of one's own that do something else in training: `fit` runs them so, `predict` does not."""

from __future__ import annotations

import os
from textwrap import dedent

import pytest

from tests.engine.programs import analysis_of

pytest.importorskip("torch")
os.environ["KERAS_BACKEND"] = "torch"

LAYERS = """
    import keras
    import numpy as np
    from keras import layers, ops
    class Drop(layers.Layer):
        def call(self, x, training=False):
            if not training:
                return x
            kept = x[:, :3]
            return kept
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.drop, self.head, self.side = Drop(), layers.Dense(2), layers.Dense(1)
        def call(self, x, training=None):
            parts = self.drop(x)
            self.add_loss(ops.mean(self.side(parts)))
            return self.head(ops.reshape(parts, (-1, 20)) if FLAT else ops.mean(parts, axis=1))
    x, y = np.zeros((8, 5, 4)), np.zeros((8, 2))
    net = Net()
    net.compile("sgd", "mse")
"""
RUN = {
    "predict": "net.predict(x, verbose=0)",
    "fit": "net.fit(x, y, verbose=0)",
    "fit by what layers add": "net = Net()\nnet.compile('sgd')\nnet.fit(x, verbose=0)",
    "call": "net(x, training=True)",
}


def _program(flat: bool, run: str) -> str:
    return f"FLAT = {flat}\n" + dedent(LAYERS) + RUN[run]


def _raises(text: str) -> bool:
    try:
        exec(text, {})
    except Exception:
        return True
    return False


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("run", RUN)
def test_what_training_does_is_told_where_it_fails(run: str, flat: bool) -> None:
    text = _program(flat, run)
    told = [report for report in analysis_of(text).reports if report.code != "SHP402"]
    assert bool(told) is _raises(text)


@pytest.mark.parametrize(("run", "expected"), [("predict", "5, 4)"), ("fit", "3, 4)"), ("call", "3, 4)")])
def test_the_shapes_are_those_of_the_mode(run: str, expected: str) -> None:
    known = {each.name: str(each.shape) for each in analysis_of(_program(False, run)).bindings}
    assert known["parts"].endswith(expected)


def test_layers_of_a_functional_model_are_run_for_training_too() -> None:
    text = dedent(LAYERS) + "i = keras.Input((5, 4))\nnet = keras.Model(i, layers.Flatten()(Drop()(i)))\n"
    text += "net.compile('sgd', 'mse')\n"
    fitted = {each.name: str(each.shape) for each in analysis_of(text + "net.fit(x, np.zeros((8, 20)))").bindings}
    made = {each.name: str(each.shape) for each in analysis_of(text).bindings}
    assert fitted["kept"].endswith("3, 4)")
    assert "kept" not in made
