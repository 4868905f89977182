"""Objects of which nobody knows which one is meant."""

from __future__ import annotations

import pytest

from tests.engine.programs import Sizes, shapes

CLIENTS = """
import random
import numpy as np
SETTINGS = {"batch": 4}
class Client:
    def __init__(self, number, settings):
        self.number, self.settings = number, settings
        self.x = np.zeros((number + 1, 3))
        self.seen = np.zeros(2)
    def step(self):
        return self.x[: self.settings["batch"]] @ np.zeros((3, 5))
    def grow(self):
        self.seen = np.zeros(6)
"""


@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("y = np.zeros(random.choice(clients).settings['batch'])", (4,)),
        ("for client in random.sample(clients, 2):\n    y = client.step()", (None, 5)),
        ("few = [each for each in clients if random.random() < 0.5]\nfor each in few:\n    y = each.x", (None, 3)),
        ("few = [each for each in clients if random.random() < 0.5]\ny = few[0].seen", (2,)),
        # What is written to one may be written to each.
        ("one = random.choice(clients)\none.seen = np.zeros(5)\ny = clients[1].seen", (None,)),
        ("one = random.choice(clients)\none.seen = np.zeros(5)\ny = one.seen", (None,)),
        ("one = random.choice(clients)\none.grow()\ny = clients[2].seen", (None,)),
        (
            "one, other = random.choice(clients), random.choice(clients)\ny = np.zeros(1 if one is other else 2)",
            (None,),
        ),
    ],
)
def test_one_of_them(text: str, sizes: Sizes, count: int) -> None:
    program = f"{CLIENTS}clients = [Client(i, SETTINGS) for i in range({count})]\n{text}\n"
    assert shapes(program)["y"] == [sizes]
