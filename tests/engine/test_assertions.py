"""`assert` about shapes: facts from there on, and findings where they are false on every run."""

from __future__ import annotations

import pytest

from shapelint.api import check_source
from tests.engine.programs import codes, shapes

HEAD = "import torch\nfrom torch import nn\nx = torch.zeros(2, 4, 6)\n"
FALSE = (
    "assert x.shape == (2, 4, 5)",
    "assert x.shape == (2, 4)",
    "assert list(x.shape) == [2, 4, 5]",
    "assert x.ndim == 4",
    "assert x.dim() in (2, 4)",
    "assert len(x.shape) == 2 and x is not None",
    "assert x.shape[-1] == 5, 'no'",
    "assert x.size(1) % 3 == 0",
    "assert x.shape[1:] == (4, 5)",
    "assert x.numel() == 47",
    "def f(x):\n    B, T, C = x.shape\n    assert C == 5\nf(x)",
    "def f(x):\n    n = x.size(0)\n    assert n > 2\nf(x)",
)
SILENT = (
    "assert x.shape == (2, 4, 6)",
    "assert x.ndim == 3 and x.size(1) == 4",
    "assert x.shape[-1] == unknown()",
    "width = 3\nassert width == 4",  # of no tensor: whoever runs it sees
    "assert False",
    "try:\n    assert x.ndim == 4\nexcept AssertionError:\n    pass",
    "import pytest\nwith pytest.raises(AssertionError):\n    assert x.ndim == 4",
    "import pytest\n@pytest.mark.xfail\ndef test():\n    assert x.ndim == 4",
    "if unknown():\n    x = unknown()\nassert x.ndim == 4",
    "def f(x):\n    assert x.ndim == 4\n",
)


@pytest.mark.parametrize("statement", FALSE)
def test_what_is_false_on_every_run_is_told(statement: str) -> None:
    assert codes(HEAD + statement + "\n") == ["SHP711"]


@pytest.mark.parametrize("statement", SILENT)
def test_what_may_be_true_or_is_no_shape_is_silent(statement: str) -> None:
    assert codes(HEAD + statement + "\n") == []


@pytest.mark.parametrize(("statement", "told"), [("x.size(0) == y.size(0)", "x"), ("y.size(0) == x.size(0)", "y")])
def test_the_tensor_on_the_left_is_told(statement: str, told: str) -> None:
    (finding,) = check_source(f"{HEAD}y = torch.zeros(3)\nassert {statement}\n")
    assert f"`{told}` is" in finding.message


NARROWED = {
    "assert x.shape == (5, 7)": (5, 7),
    "assert x.ndim == 2": (None, None),
    "assert x.dim() == 2 and x.size(1) == 3": (None, 3),
    "assert len(x.shape) == 3\n        assert x.shape[1:] == (3, 4)": (None, 3, 4),
    "assert x.ndim == 2\n        assert x.shape[-1] == self.d": (None, "d"),
}


@pytest.mark.parametrize("statement", NARROWED)
def test_what_is_asserted_holds_afterwards(statement: str) -> None:
    text = f"""{HEAD}
class Net(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.d = d
    def forward(self, x):
        {statement}
        y = x
"""
    assert shapes(text)["y"] == [NARROWED[statement]]


def test_an_asserted_axis_is_compared_with_a_layer() -> None:
    text = """import torch
from torch import nn
class Net(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.d = d
        self.a = nn.Linear({}, 5)
    def forward(self, x):
        assert x.shape[-1] == self.d
        return self.a(x)
"""
    assert codes(text.format("2 * d")) == ["SHP201"]
    assert codes(text.format("d")) == []


TREATED = {
    "a method of PyTorch's": ("import torch, numpy as np", "x.unsqueeze(0).reshape(5, 5)"),
    "a function of PyTorch's": ("import torch, numpy as np", "torch.relu(x).reshape(5, 5)"),
    "a tensor beside it": ("import torch, numpy as np", "x @ torch.ones(9, 3)"),
    "a method of NumPy's": ("import torch, numpy as np", "x.astype(np.float32).reshape(5, 5)"),
    "the only library, PyTorch": ("import torch", "x.reshape(5, 5)"),
    "the only library, NumPy": ("import numpy as np", "x.reshape(5, 5)"),
    "the only library, TensorFlow": ("import tensorflow as tf", "tf.reshape(x, (5, 5))"),
}
NO_FAMILY = {
    "what both have": ("import torch, numpy as np", "x.transpose(1, 0).reshape(5, 5)"),
    "what either has": ("import torch, numpy as np", "(x.astype(int) if t else x.numpy()).reshape(5, 5)"),
    "a table, perhaps": ("import pandas, numpy as np", "x.astype(int).reshape(5, 5)"),
    "another library": ("import torch, jax", "x.reshape(5, 5)"),
    "no library": ("import math", "x.reshape(5, 5)"),
    "another value": ("import torch", "x = pick(x)\n    assert x.shape == (4, 8)\n    x.reshape(5, 5)"),
}


@pytest.mark.parametrize("case", TREATED)
def test_what_is_asserted_of_a_parameter_holds_of_what_it_is_treated_as(case: str) -> None:
    imports, statement = TREATED[case]
    assert len(codes(f"{imports}\ndef f(x):\n    assert x.shape == (4, 8)\n    return {statement}\n")) == 1


@pytest.mark.parametrize("case", NO_FAMILY)
def test_what_is_asserted_of_what_may_be_anything_is_no_fact(case: str) -> None:
    imports, statement = NO_FAMILY[case]
    assert codes(f"{imports}\ndef f(x, t):\n    assert x.shape == (4, 8)\n    {statement}\n") == []
