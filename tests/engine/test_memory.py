"""Calls are not run again where nothing that they see has changed, and are where anything has."""

from __future__ import annotations

from tests.engine.programs import analysis_of, codes, shapes

PRELUDE = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*[nn.Linear(8, 8) for _ in range(20)])
        self.width = 8
    def forward(self, x):
        return self.layers(x)[:, : self.width]

net = Net()
x = torch.zeros(4, 8)
"""


def steps(text: str) -> int:
    """How many steps of the budget a program takes."""
    return analysis_of(text).effort.steps


def test_a_call_on_the_same_shapes_is_not_run_again() -> None:
    loop = "for turn in range(50):\n    y = net(torch.zeros(4, 8))\n"
    assert steps(PRELUDE + loop) < 2 * steps(PRELUDE + "y = net(x)\n") + 50 * 30  # `zeros` is run each time


def test_a_changed_attribute_is_seen() -> None:
    found = shapes(PRELUDE + "a = net(x)\nnet.width = 3\nb = net(x)\n")
    assert found["a"] == [(4, 8)]
    assert found["b"] == [(4, 3)]


def test_a_changed_layer_is_seen() -> None:
    assert codes(PRELUDE + "a = net(x)\nnet.layers = nn.Linear(5, 8)\nb = net(x)\n") == ["SHP201"]


def test_a_changed_global_is_seen() -> None:
    program = """
        import torch
        size = 3
        def cut(x):
            return x[:, :size]
        x = torch.zeros(4, 8)
        a = cut(x)
        size = 5
        b = cut(x)
    """
    found = shapes(program)
    assert found["a"] == [(4, 3)]
    assert found["b"] == [(4, 5)]


def test_what_a_call_leaves_behind_is_left_again() -> None:
    program = """
        import torch
        kept = []
        def keep(x):
            kept.append(x)
            return x
        x = torch.zeros(4, 8)
        for _ in range(3):
            keep(x)
        y = torch.stack(kept)
    """
    assert shapes(program)["y"] == [(3, 4, 8)]


def test_a_new_list_is_made_by_every_call() -> None:
    program = """
        import torch
        def pair(x):
            return [x, x]
        x = torch.zeros(4)
        a = pair(x)
        a.append(x)
        b = pair(x)
        y, z = torch.stack(a), torch.stack(b)
    """
    found = shapes(program)
    assert found["y"] == [(3, 4)]
    assert found["z"] == [(2, 4)]


def test_a_closure_over_other_values_is_another_function() -> None:
    program = """
        import torch
        def cutter(n):
            def cut(x):
                return x[:, :n]
            return cut
        x = torch.zeros(4, 8)
        a = cutter(2)(x)
        b = cutter(3)(x)
    """
    found = shapes(program)
    assert found["a"] == [(4, 2)]
    assert found["b"] == [(4, 3)]


def test_a_finding_is_told_at_each_place_that_has_one() -> None:
    program = PRELUDE + "bad = nn.Linear(5, 3)\ndef use(v):\n    return bad(v)\na = use(x)\nb = use(x)\n"
    assert codes(program) == ["SHP201"]


PICTURE = """
import numpy as np
rng = np.random.default_rng(0)
def picture(size):
    image, points = rng.normal(size=(size, size)), rng.random((5, 2))
    for point in points[rng.random(5) > 0.5]:
        for part in np.linspace(0, 1, 30):
            image[int(point[0] * part), int(point[1] * part)] = 1.0
    return image, points
def some(size):
    return rng.random((size, 2))[rng.random(size) > 0.5]
"""


def test_sizes_by_chance_that_a_call_keeps_to_itself() -> None:
    many = steps(PICTURE + "y = np.stack([picture(24)[0] for _ in range(12)])\n")
    assert many < 2 * steps(PICTURE + "y = picture(24)[0]\n")


def test_sizes_by_chance_are_others_in_each_call() -> None:
    text = PICTURE + "a, b = some(9), some(9)\nif len(a) != len(b):\n    c = a @ np.zeros((3, 4))\n"
    assert codes(text) == ["SHP302"]
