"""Random data for small models: what our rules refuse, Keras refuses; what broadcasts silently is only noted."""

from __future__ import annotations

import os
import random
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import numpy as np
import pytest

from shapelint.confirm.ours import Ours, plain
from shapelint.findings.catalogue import CATALOGUE
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find
from tests.rules.drawn import agrees, ours

keras = pytest.importorskip("keras")

DRAWS = 80
LOSSES = (
    "mse",
    "mae",
    "huber",
    "categorical_crossentropy",
    "binary_crossentropy",
    "sparse_categorical_crossentropy",
)


def _near(draw: random.Random, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """The sizes themselves, or with one changed, dropped or added."""
    sizes = tuple(draw.choice([size, size, size, size, 1, size + 1]) for size in sizes)
    change = draw.random()
    if change < 0.2:
        return sizes[:-1]
    return (*sizes, 1) if change < 0.3 else sizes


def _build(world: Any, sample: tuple[int, ...], units: int, loss: str) -> Any:
    """A model of one dense layer, in Keras or in our world."""
    find_ = (lambda name: getattr(keras, name)) if world is None else (lambda name: find(f"keras.{name}"))
    call = (
        (lambda f, *args, **kw: f(*args, **kw)) if world is None else (lambda f, *args, **kw: world.call(f, args, kw))
    )
    get = getattr if world is None else world.get
    layers = keras.layers if world is None else None
    inputs = call(layers.Input if layers else find("keras.layers.Input"), sample)
    dense = call(layers.Dense if layers else find("keras.layers.Dense"), units)
    model = call(find_("Model"), inputs, call(dense, inputs))
    call(get(model, "compile"), "sgd", loss)
    return model


def test_training() -> None:
    draw = random.Random("training")
    refused = noticed = broadcast = 0
    for _ in range(DRAWS):
        sample = tuple(draw.randint(2, 4) for _ in range(draw.randint(1, 2)))
        units, count, loss = draw.choice([1, 2, 3]), draw.randint(5, 7), draw.choice(LOSSES)
        x = np.zeros(_near(draw, (count, *sample)))
        sparse = loss.startswith("sparse")
        y = np.zeros(_near(draw, (draw.choice([count, count, count, 4]), *sample[:-1], *(() if sparse else (units,)))))
        code = _said(sample, units, loss, x, y)
        error = _real(sample, units, loss, x, y)
        call = f"{sample} -> {units} with {loss} on {x.shape}, {y.shape}: {code} against {error}"
        if code is not None and CATALOGUE[code].severity == "error":
            assert error is not None, call
            noticed += 1
        elif code is not None:
            assert error is None, call
            broadcast += 1
        refused += error is not None
    assert noticed >= 0.9 * refused > 0
    assert broadcast


def _said(sample: tuple[int, ...], units: int, loss: str, x: Any, y: Any) -> str | None:
    rule = find("keras.Model")
    assert rule is not None
    world = Ours(rule)
    model = _build(world, sample, units, loss)
    try:
        world.call(world.get(model, "fit"), (ours(x), ours(y)))
    except Mismatch as mismatch:
        return mismatch.code
    return world.reports[0].code if world.reports else None


def _real(sample: tuple[int, ...], units: int, loss: str, x: Any, y: Any) -> str | None:
    try:
        _build(None, sample, units, loss).fit(x, y, verbose=0)
    except Exception as error:  # Keras refuses with any exception there is
        return f"{type(error).__name__}: {error}"
    return None


def test_predicting() -> None:
    draw = random.Random("predicting")
    rule = find("keras.Model")
    assert rule is not None
    accepted = 0
    for _ in range(DRAWS):
        sample = tuple(draw.randint(1, 3) for _ in range(draw.randint(1, 3)))
        x = np.zeros(_near(draw, (draw.randint(1, 40), *sample)))
        world = Ours(rule)
        model = _build(world, sample, 2, "mse")
        try:
            said: Any = plain(world.call(world.get(model, "predict"), (ours(x),)))
        except Mismatch as mismatch:
            said = mismatch.code
        try:
            real: Any = _build(None, sample, 2, "mse").predict(x, verbose=0).shape
        except Exception as error:  # Keras refuses with any exception there is
            real = f"{type(error).__name__}: {error}"
        call = f"{sample} on {x.shape}: {said} against {real}"
        if said is None:
            continue  # nothing is claimed
        assert isinstance(said, str) == isinstance(real, str), call
        assert isinstance(said, str) or agrees(said, real), call
        accepted += not isinstance(real, str)
    assert accepted
