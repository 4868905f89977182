"""Operators that a program's own objects define; each program is run as well."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes
from tests.engine.working import compare

PROGRAMS = {
    "on the left, on the right and alone": """
        import numpy as np
        class Wave:
            def __init__(self, x):
                self.x = x
            def __add__(self, other):
                return np.concatenate([self.x, other.x if isinstance(other, Wave) else other])
            def __rmul__(self, times):
                return np.tile(self.x, times)
            def __rsub__(self, other):
                return self.x[:other]
            def __neg__(self):
                return self.x[::-1, None]
            def __invert__(self):
                return self.x[None]
            def __matmul__(self, other):
                return self.x[:, None] @ other
            def __iadd__(self, other):
                self.x = np.append(self.x, other)
                return self
        wave = Wave(np.zeros(3))
        both, more = wave + wave, wave + np.zeros(4)
        tiled, cut = 2 * wave, 2 - wave
        column, row = -wave, ~wave
        product = wave @ np.zeros((1, 5))
        wave += np.zeros(2)
        grown = wave.x
    """,
    "of PyTorch's tensors and objects": """
        import torch
        class Scale:
            def __init__(self, n):
                self.n = n
            def __rmul__(self, x):
                return x.repeat(self.n, 1)
            def __mul__(self, x):
                return x.repeat(1, self.n)
        scale = Scale(3)
        tall, wide = torch.ones(2, 4) * scale, scale * torch.ones(2, 4)
    """,
    "places and counts in rows": """
        import numpy as np
        kinds = ["linear", "full", "linear", "full"]
        first = np.zeros(kinds.index("full"))
        last = np.zeros(len(kinds) - 1 - kinds[::-1].index("linear"))
        how_many = np.zeros((kinds.count("full"), (3, 5, 3).count(3), (3, 5).index(5)))
    """,
    "what is false in the end": """
        import random
        import numpy as np
        class Cache:
            def __init__(self):
                self.states = [None, None] if random.random() < 0.5 else [1, 1]
            @property
            def filled(self):
                return self.states[0] is not None
        cache, length = Cache(), 8
        alone = cache is not None and cache.filled and length == 1
        x = np.zeros(length if not alone else 1)
        either = cache.filled or length == 8
        y = np.zeros(length if either else 1)
    """,
    "rows picked by a sample of unknown length": """
        import random
        import numpy as np
        table = np.random.randn(9, 6)
        tags = [sorted(random.sample(range(9), k=random.randint(1, 4))) for _ in range(5)]
        means = np.array([table[each].mean(axis=0) for each in tags])
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_sizes(name: str) -> None:
    compare(PROGRAMS[name])


OVERRIDING = """
import numpy as np
import torch
import torch.nn.functional as F
from elsewhere import variable
class Symbol:
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return cls()
    def __array_ufunc__(self, *args, **kwargs):
        return self
    def __array_function__(self, *args):
        return self
    def __call__(self, data):
        return data
x, y = Symbol(), variable("y")
"""


@pytest.mark.parametrize(
    "made",
    [
        "F.mse_loss(x, x)",
        "torch.cat([x, x])",
        "torch.randn(2, 2) @ x",
        "nn.Linear(3, 4)(x)",
        "np.sin(x)",
        "np.ones(3) * x",
        "np.concatenate((x, x))",
        "F.mse_loss(y, y)",
        "torch.randn(2, 2) @ y",
        "torch.norm(y).T",
    ],
)
def test_what_functions_make_of_objects_that_say_so_themselves(made: str) -> None:
    assert codes(f"{OVERRIDING}from torch import nn\nz = {made}\nz(3)\n") == []


def test_what_functions_make_of_tensors_is_not_called() -> None:
    assert codes(f"{OVERRIDING}z = F.mse_loss(torch.ones(3), torch.ones(3))\nz(3)\n") == ["SHP704"]
