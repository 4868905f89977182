"""The reference kernels give the frameworks' own numbers, in float32."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import numpy as np
import pytest

from shapelint.confirm.kernels import registry
from shapelint.confirm.kernels.keras_losses import _LOSSES
from shapelint.confirm.kernels.registry import Layer, kernel_of
from shapelint.rules.registry import find
from tests.confirm.kernel_cases import (
    IN_MODELS,
    IN_TENSORFLOW,
    KERAS_LAYERS,
    KERAS_OPS,
    TORCH_LAYERS,
    TORCH_OPS,
    floats,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # the frameworks' own

TOLERANCE = {"rtol": 1e-4, "atol": 1e-5}  # sums of some hundred float32 numbers, added up in another order


def same(found: Any, wanted: Any) -> None:
    """The same shapes and numbers, however nested."""
    if isinstance(wanted, tuple | list):
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            same(one, other)
        return
    numbers = wanted.detach().numpy() if hasattr(wanted, "detach") else np.asarray(wanted)
    assert np.shape(found) == numbers.shape
    np.testing.assert_allclose(found, numbers, **TOLERANCE)


@pytest.mark.parametrize(("name", "made", "inputs"), TORCH_LAYERS, ids=lambda value: str(value)[:40])
def test_layers_of_torch(name: str, made: dict[str, Any], inputs: tuple[Any, ...]) -> None:
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.nn, name)(**made)
    ours = layer(f"torch.nn.{name}", made, {key: value.numpy() for key, value in theirs.state_dict().items()})
    same(ours(*inputs), theirs(*(tensors(torch, each) for each in inputs)))


def tensors(torch: Any, value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(tensors(torch, each) for each in value)
    return torch.as_tensor(value) if isinstance(value, np.ndarray | np.generic) else value


def layer(name: str, made: Mapping[str, Any], weights: Mapping[str, Any]) -> Layer:
    make = kernel_of(name)
    assert make is not None
    found = make(**made)
    assert isinstance(found, Layer)
    found.weights.arrays.update(weights)
    return found


@pytest.mark.parametrize(("name", "made", "inputs"), KERAS_LAYERS, ids=lambda value: str(value)[:40])
def test_layers_of_keras(name: str, made: dict[str, Any], inputs: Any) -> None:
    keras = pytest.importorskip("keras")
    theirs = getattr(keras.layers, name)(**made)
    theirs(inputs)
    # No parameter stays zero, as biases are in a new layer.
    weights = {each.name: keras.ops.convert_to_numpy(each) + 0.1 for each in theirs.weights}
    theirs.set_weights(list(weights.values()))
    given = theirs(inputs)
    convert = keras.ops.convert_to_numpy
    wanted = tuple(map(convert, given)) if isinstance(given, tuple | list) else convert(given)
    same(layer(f"keras.layers.{name}", made, weights)(inputs), wanted)


MULTIHEAD: list[tuple[dict[str, Any], tuple[Any, ...]]] = [
    ({"num_heads": 2, "key_dim": 3}, (floats(2, 4, 6), floats(2, 5, 6))),
    (
        {"num_heads": 2, "key_dim": 3, "value_dim": 5, "output_shape": 7},
        (floats(2, 4, 6), floats(2, 5, 4), floats(2, 5, 3)),
    ),
    ({"num_heads": 3, "key_dim": 2, "use_bias": False}, (floats(2, 4, 6), floats(2, 5, 6))),
]


@pytest.mark.parametrize(("made", "inputs"), MULTIHEAD, ids=lambda value: str(value)[:40])
def test_the_attention_of_keras(made: dict[str, Any], inputs: tuple[Any, ...]) -> None:
    keras = pytest.importorskip("keras")
    theirs = keras.layers.MultiHeadAttention(**made)
    theirs(*inputs)
    weights = {".".join(each.path.split("/")[-2:]): keras.ops.convert_to_numpy(each) + 0.1 for each in theirs.weights}
    theirs.set_weights(list(weights.values()))
    wanted = [keras.ops.convert_to_numpy(each) for each in theirs(*inputs, return_attention_scores=True)]
    same(layer("keras.layers.MultiHeadAttention", made, weights)(*inputs, return_attention_scores=True), wanted)


@pytest.mark.parametrize(("name", "args", "keywords"), TORCH_OPS, ids=lambda value: str(value)[:40])
def test_functions_of_torch(name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    theirs = torch
    for part in name.split(".")[1:]:
        theirs = getattr(theirs, part)
    ours = kernel_of(name)
    assert ours is not None
    same(ours(*args, **keywords), theirs(*(tensors(torch, each) for each in args), **keywords))


@pytest.mark.parametrize(("name", "args"), KERAS_OPS, ids=lambda value: str(value)[:40])
def test_functions_of_keras(name: str, args: tuple[Any, ...]) -> None:
    keras = pytest.importorskip("keras")
    ours = kernel_of(name)
    assert ours is not None
    theirs = attrgetter(name.removeprefix("keras."))(keras)
    same(ours(*args), keras.ops.convert_to_numpy(theirs(*args)))


def test_every_kernel_has_a_rule_and_its_numbers_are_compared() -> None:
    registry._load()
    compared = {f"torch.nn.{name}" for name, *_ in TORCH_LAYERS} | {f"keras.layers.{name}" for name, *_ in KERAS_LAYERS}
    compared |= {name for name, *_ in TORCH_OPS} | {name for name, *_ in KERAS_OPS}
    compared.add("keras.layers.MultiHeadAttention")
    compared |= {*IN_MODELS, *IN_TENSORFLOW, *(f"keras.losses.{cls}" for _, cls, *_ in _LOSSES)}
    declared = {**registry._LAYERS, **registry._OPS}
    assert [name for name in declared if find(name) is None] == []
    shared = {declared[name] for name in compared if name in declared}
    missing = [name for name, kernel in declared.items() if name not in compared and kernel not in shared]
    assert sorted(missing) == []


def test_a_layer_keeps_the_weights_of_its_first_call() -> None:
    dense = layer("keras.layers.Dense", {"units": 3}, {})
    assert dense(floats(2, 5)).shape == (2, 3)
    with pytest.raises(ValueError, match=r"made with shape \(5, 3\), this input needs \(6, 3\)"):
        dense(floats(2, 6))
