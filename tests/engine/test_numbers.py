"""Where one number is wanted, a tensor of several values is none: conditions, `float`, chained comparisons."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes, shapes

HEAD = "import math\nimport numpy as np\nimport torch\nfrom torch import nn\nx = torch.zeros(2, 3)\n"
WRONG = (
    "if x: pass",
    "if x > 0: pass",
    "while x: break",
    "assert x == x",
    "not x",
    "0 < x < 1",
    "y = 1 if x else 2",
    "y = [1 for _ in range(3) if x]",
    "y = x and 1",
    "float(x)",
    "int(x)",
    "bool(x)",
    "math.sqrt(x)",
    "x.item()",
    "torch.tensor([x, x])",
    "if np.zeros((2, 3)): pass",
    "if torch.zeros(0): pass",
)
RIGHT = (
    "if x.mean(): pass",
    "if x.any() and x.sum() > 0: pass",
    "if torch.zeros(1, 1): pass",
    "assert (x == x).all()",
    "y = 1 and x",
    "y = x.mean() and x",
    "float(x.mean())",
    "torch.tensor([x.mean(), x[0, 0]])",
    "if x is not None: pass",
    "if x.shape == x.shape: pass",
    "if np.zeros(0): pass",
    "try:\n    x.item()\nexcept RuntimeError:\n    pass",
)


@pytest.mark.parametrize("text", WRONG)
def test_several_values_are_no_number(text: str) -> None:
    assert codes(HEAD + text + "\n") == ["SHP709"]


@pytest.mark.parametrize("text", RIGHT)
def test_one_value_is_a_number(text: str) -> None:
    assert codes(HEAD + text + "\n") == []


def test_sizes_that_nobody_knows_may_be_one() -> None:
    text = "import torch\ndef f(n, mask):\n    if torch.zeros(n) or mask: pass\n    return float(torch.zeros(n, n))\n"
    assert codes(text) == []
    text = "import torch\ndef f(x):\n    a, b = x.shape\n    if torch.zeros(a, 3): pass\n"
    assert codes(text) == ["SHP709"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("y = x.max(1).values", (2,)),
        ("y = torch.min(x, axis=0, keepdims=True).indices", (1, 3)),
        ("values, y = x.median(dim=-1)", (2,)),
        ("y = torch.mode(x)[0]", (2,)),
        ("y = x.sort(0).values", (2, 3)),
        ("_, y = torch.topk(x, 2, axis=1)", (2, 2)),
        ("y = x.topk(2).indices", (2, 2)),
        ("y = torch.kthvalue(x, 2).values", (2,)),
        ("y = x.cummax(0).values", (2, 3)),
        ("y = x.aminmax(dim=0).max", (3,)),
        ("y = torch.histogram(x, 5).bin_edges", (6,)),
        ("y = torch.frexp(x).mantissa", (2, 3)),
        ("y = (x.max(1) if len(x) else x.min(1)).values", (2,)),
        ("y = abs(x)", (2, 3)),
        ("y = x.add(0.1, torch.zeros(3))", (2, 3)),
        ("y = x\ny.mul_(0.9).addcmul_(0.1, x, x)", (2, 3)),
        ("y = torch.zeros(3)\ny.resize_(4, 5)\ny = y.clone()", (4, 5)),
    ],
)
def test_what_else_is_given(text: str, wanted: tuple[int, ...]) -> None:
    assert codes(HEAD + text + "\n") == []
    assert shapes(HEAD + text + "\n")["y"][-1] == wanted


def test_a_scalar_has_no_length() -> None:
    assert codes(HEAD + "len(torch.zeros(()))\n") == ["SHP101"]


@pytest.mark.parametrize("operator", ["+=", "-=", "*=", "/=", "//=", "%=", "**="])
def test_nothing_grows_in_place(operator: str) -> None:
    assert codes(HEAD + f"x {operator} torch.ones(4, 2, 3)\n") == ["SHP301"]
    assert codes(HEAD + f"x {operator} torch.ones(3)\nx {operator} 2\n") == []
    assert codes(HEAD + f"y = x[:, :1]\ny {operator} x\n") == ["SHP301"]


@pytest.mark.parametrize(
    "draw", ["np.random.choice", "np.random.default_rng().choice", "np.random.RandomState(0).choice"]
)
def test_a_number_of_unknown_kind_may_be_a_count(draw: str) -> None:
    found = shapes(f"import numpy as np\ndef f(sizes):\n    picked = {draw}(np.prod(sizes), 3, replace=False)\n")
    assert found["picked"] == [(3,)]


def test_a_weight_of_a_size_that_nobody_knows() -> None:
    text = (
        "import keras\nclass D(keras.layers.Layer):\n    def build(self, shape):\n        for i in range(100):\n"
        "            k = i % 3\n        self.kernel = self.add_weight(shape=(k, 4), name='k')\n"
    )
    assert shapes(text)["self.kernel"] == [(None, 4)]


@pytest.mark.parametrize(
    "made",
    ["torch.LongTensor(n)", "torch.zeros(n)", "torch.empty(n).fill_(1)", "np.zeros(n)", "np.random.permutation(n)"],
)
def test_a_count_of_unknown_value_makes_one_axis(made: str) -> None:
    text = f"""
        import numpy as np, torch
        def read(lines):
            n = 0
            for line in lines:
                n += len(line.split())
            made = {made}
            made[0], made.shape[0]
        """
    assert codes(text) == []
    assert len(shapes(text)["made"][-1] or ()) == 1
