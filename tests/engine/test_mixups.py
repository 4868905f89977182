"""Methods that are not called, what is called and cannot be, rows of a scalar: found where Python raises alone."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes

PRELUDE = """
import numpy as np
import torch
x = torch.zeros(3, 4)
a = np.zeros((3, 4))
"""


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("x.size[0]", "SHP710"),
        ("x.mean - x", "SHP710"),
        ("x - x.mean", "SHP710"),
        ("x.max().values - x", "SHP710"),
        ("x.dim - 1", "SHP710"),
        ("a.sum * 2", "SHP710"),
        ("x.shape(0)", "SHP704"),
        ("a.shape(0)", "SHP704"),
        ("x.T()", "SHP704"),
        ("for row in x.sum(): pass", "SHP101"),
        ("[row for row in a.argmax()]", "SHP101"),
        ("list(zip(x, x.argmax()))", "SHP101"),
        ("p, q = x.mean()", "SHP101"),
        ("max(x.sum())", "SHP101"),
    ],
)
def test_found_and_raised(line: str, code: str) -> None:
    pytest.importorskip("torch")
    assert codes(PRELUDE + line) == [code]
    with pytest.raises((TypeError, ValueError)):
        exec(PRELUDE + line, {})


@pytest.mark.parametrize(
    "line",
    [
        "x.size()[0]",
        "x.shape[0]",
        "a.size - 1",
        "x.values == 3",
        "x.max(0).values - x",
        "reversed(x.sum())",
        "for row in reversed(x): row + torch.zeros(4)",
        "(p,) = x.sum().view(1)",
        "[x.mean, x.sum][0]()",
        "list(map(torch.Tensor.sum, [x]))",
        "x.T.T",
        "for n in range(x.sum().int()): pass",
    ],
)
def test_what_works_is_left_alone(line: str) -> None:
    pytest.importorskip("torch")
    assert codes(PRELUDE + line) == []
    exec(PRELUDE + line, {})


def test_methods_of_the_backend_alone_are_not_looked_for() -> None:
    """In a graph of TensorFlow the slope of an embedding is told row by row, and has `values`."""
    text = """
        from keras import backend as K
        def penalty(y_true, y_pred, layer):
            loss = K.mean(K.categorical_crossentropy(y_true, y_pred))
            return loss + K.sum(K.gradients(loss, [layer.embeddings])[0].values ** 2)
    """
    assert codes(text) == []


def test_a_property_that_is_called_is_a_method_where_another_class_says_so() -> None:
    text = """
import torch
class Common:
    kinds = ()
    @property
    def sample(self):
        return torch.rand(4, 3)
    def check(self):
        for kind in self.kinds:
            x = self.sample if kind else self.sample(3)
"""
    assert codes(text) == []
    assert codes(text + "Common().sample(3)\n") == ["SHP704"]
