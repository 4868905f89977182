"""What a program keeps in a file and takes from it again."""

from __future__ import annotations

import pytest

from tests.engine.programs import Sizes, shapes

TORCH = """
import os, tempfile
from pathlib import Path
import numpy as np
import torch
from torch import nn
from elsewhere import chosen, name
net = nn.Linear(4, 8)
folder = os.environ["RUNS"]
path, other, known = os.path.join(folder, "a.pt"), Path(folder) / "b.pt", Path("runs") / "c.pt"
"""


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("torch.save({'net': net.state_dict(), 'n': 3}, path)\nx = torch.zeros(torch.load(path)['n'])", (3,)),
        ("torch.save(net.state_dict(), other)\nx = torch.load(other, map_location='cpu')['weight']", (8, 4)),
        ("torch.save(torch.ones(5), 'runs/c.pt')\nx = torch.load(known)", (5,)),
        ("torch.save(torch.ones(5), 'a.pt')\ntorch.save(torch.ones(6), 'b.pt')\nx = torch.load('a.pt')", (5,)),
        ("torch.save(torch.ones(5), path)\ntorch.save(torch.ones(6), path)\nx = torch.load(path)", (6,)),
        ("if chosen:\n    torch.save(torch.ones(5), path)\nx = torch.load(path)", (5,)),
        ("for n in range(chosen):\n    if n:\n        torch.save(torch.ones(5), path)\nx = torch.load(path)", (5,)),
        (
            "with tempfile.TemporaryDirectory() as made:\n    torch.save(torch.ones(5), f'{made}/a.pt')\n"
            "    torch.save(torch.ones(6), str(Path(made) / 'b.pt'))\n    x = torch.load(os.path.join(made, 'a.pt'))",
            (5,),
        ),
        ("np.save('rows', np.ones((5, 2)))\nx = np.load('rows.npy')", (5, 2)),
        ("np.savez_compressed('all.npz', np.ones(3), b=np.ones(4))\nx = np.load('all.npz')['arr_0']", (3,)),
        ("np.savez_compressed('all.npz', np.ones(3), b=np.ones(4))\nx = np.load(Path('all.npz'))['b']", (4,)),
        # Nobody knows whether these are the same files.
        ("torch.save(torch.ones(5), path)\ntorch.save(torch.ones(6), other)\nx = torch.load(path) @ net.bias", None),
        ("torch.save(torch.ones(5), 'a.pt')\ntorch.save(torch.ones(6), name)\nx = torch.load('a.pt') * 1", None),
        ("torch.save(torch.ones(5), path)\nx = torch.load(os.path.join(folder, 'a.pt')) * 1", None),
        ("x = torch.load(path) * 1", None),
    ],
)
def test_what_pytorch_saves(text: str, sizes: Sizes) -> None:
    assert shapes(f"{TORCH}{text}\n").get("x", [None]) == [sizes]


def test_what_is_taken_from_a_file_is_a_copy() -> None:
    text = "rows = [1]\ntorch.save(rows, path)\nrows.append(2)\nx = torch.zeros(len(torch.load(path)))\n"
    assert shapes(TORCH + text)["x"] == [(1,)]


KERAS = """
import os, tempfile
import keras
import numpy as np
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, name="wide"), keras.layers.Dense(3)])
model.compile("sgd", "mse")
best = os.path.join(tempfile.mkdtemp(), "best.keras")
"""
FIT = "model.fit(np.zeros((6, 4)), np.zeros((6, 3)), callbacks=[{}])\n"


@pytest.mark.parametrize(
    ("saved", "sizes"),
    [
        ("model.save(best)\n", (5, 3)),
        ("keras.models.save_model(model, best)\n", (5, 3)),
        (FIT.format("keras.callbacks.ModelCheckpoint(best, save_best_only=True)"), (5, 3)),
        (FIT.format("keras.callbacks.ModelCheckpoint(best, save_weights_only=True)"), None),
    ],
)
def test_what_keras_saves(saved: str, sizes: Sizes) -> None:
    text = f"{KERAS}{saved}again = keras.models.load_model(best)\nx = again.predict(np.zeros((5, 4))) * 1\n"
    assert shapes(text).get("x", [None]) == [sizes]
    text += "part = keras.Model(again.inputs, again.get_layer('wide').output)\ny = part.predict(np.zeros((5, 4))) * 1\n"
    assert shapes(text).get("y", [None]) == [None if sizes is None else (5, 8)]


OPENED = """
import json, os, pickle, tempfile
from pathlib import Path
import torch
from elsewhere import change
settings = {"width": 8, "sizes": (3, 4), 1: 5, "on": True}
folder = os.environ["RUNS"]
path, other = os.path.join(folder, "a.json"), Path(folder) / "b.pkl"
with open(path, "w") as file:
    json.dump(settings, file, indent=2)
with other.open("wb") as file:
    pickle.dump(settings, file)
"""


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("held = json.load(open(path))\nx = torch.zeros(held['width'], *held['sizes'], held['1'])", (8, 3, 4, 5)),
        ("with other.open('rb') as file:\n    x = torch.zeros(pickle.load(file)[1])", (5,)),
        ("x = torch.zeros(pickle.load(open(path, 'rb'))['width']) * 1", None),
        ("with open(path, 'w') as file:\n    change(file)\nx = torch.zeros(json.load(open(path))['width']) * 1", None),
        ("with open(path, 'a') as file:\n    pass\nx = torch.zeros(json.load(open(path))['width']) * 1", None),
        ("x = torch.zeros(json.load(open(folder))['width']) * 1", None),
        ("settings['width'] = 9\nx = torch.zeros(json.load(open(path))['width'])", (8,)),
    ],
)
def test_what_is_written_through_a_file_that_is_open(text: str, sizes: Sizes) -> None:
    assert shapes(f"{OPENED}{text}\n").get("x", [None]) == [sizes]
