"""Random layers on random inputs: Keras accepts what our rules accept, and gives the shapes that they say."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import numpy as np
import pytest

from shapelint.confirm.ours import Ours, plain
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find
from tests.rules.drawn import agrees, axis, near, ours, real_shape, sizes, zeros

keras = pytest.importorskip("keras")

DRAWS = 10
Draw = random.Random
Made = tuple[tuple[Any, ...], dict[str, Any]]


def image(d: Draw, rank: int, largest: int = 9) -> Any:
    """An input for `rank` windows; one time in five of another rank."""
    count = rank + 2 - (d.random() < 0.2)
    return np.zeros((2, *(d.randint(1, largest) for _ in range(count - 2)), d.choice([1, 2, 3, 4])))


def window(d: Draw, rank: int) -> Any:
    return d.choice([d.randint(1, 4), tuple(d.randint(1, 3) for _ in range(rank))])


def convolution(
    rank: int, paddings: tuple[str, ...] = ("valid", "same"), groups: bool = True
) -> Callable[[Draw], Made]:
    def draw(d: Draw) -> Made:
        more: dict[str, Any] = {"padding": d.choice(paddings), "use_bias": d.random() < 0.7}
        more |= d.choice([{}, {"strides": d.randint(1, 3)}, {"dilation_rate": 2}])
        if groups:
            more["groups"] = d.choice([1, 1, 2])
        return (d.choice([2, 4, 6]), window(d, rank)), more

    return draw


def depthwise(rank: int) -> Callable[[Draw], Made]:
    return lambda d: (
        (window(d, rank),),
        {"padding": d.choice(["valid", "same"]), "depth_multiplier": d.choice([1, 2]), "strides": d.randint(1, 2)},
    )


def transposed(rank: int) -> Callable[[Draw], Made]:
    return lambda d: ((3, d.randint(1, 4)), {"strides": d.randint(1, 3), "padding": d.choice(["valid", "same"])})


def pool(rank: int) -> Callable[[Draw], Made]:
    return lambda d: (
        (window(d, rank),),
        {"strides": d.choice([None, 1, 2]), "padding": d.choice(["valid", "same"])},
    )


def recurrent(d: Draw) -> Made:
    return (d.randint(1, 4),), {
        "return_sequences": d.random() < 0.5,
        "return_state": d.random() < 0.5,
        "use_bias": d.random() < 0.7,
    }


def sequence(d: Draw) -> Any:
    return zeros(d, 3 if d.random() < 0.8 else 4, 3 if d.random() < 0.8 else 2)


def alike(d: Draw) -> Any:
    first = zeros(d, 4, 2)
    return [first, near(d, first)]


def broadcast_pair(d: Draw) -> Any:
    last = sizes(d, 2, 1)
    return [np.zeros((2, *last)), np.zeros((2, *(d.choice([1, size, size + 1]) for size in last[d.randint(0, 1) :])))]


def dotted(d: Draw) -> Any:
    return [np.zeros((2, *sizes(d, 2, 1, 2))), np.zeros((2, *sizes(d, 2, 1, 2)))]


def nothing(d: Draw) -> Made:
    return (), {}


def sides(d: Draw, rank: int) -> Any:
    return d.choice([d.randint(0, 2), tuple((d.randint(0, 2), d.randint(0, 2)) for _ in range(rank))])


LAYERS: dict[str, tuple[Callable[[Draw], Made], Callable[[Draw], Any]]] = {
    "Dense": (lambda d: ((d.randint(1, 5),), {"use_bias": d.random() < 0.5}), lambda d: zeros(d, 4, 1)),
    "Embedding": (lambda d: ((7, d.randint(1, 4)), {}), lambda d: zeros(d, 3, 1).astype("int32")),
    "Flatten": (nothing, lambda d: zeros(d, 5, 1)),
    "Reshape": (
        lambda d: ((d.choice([(-1,), (2, -1), (-1, 3, 1), (6,), (2, 3), (-1, -1)]),), {}),
        lambda d: zeros(d, 4, 2),
    ),
    "Permute": (lambda d: ((d.choice([(2, 1), (1, 3, 2), (3, 1, 2), (1,), (0, 1)]),), {}), lambda d: zeros(d, 4, 2)),
    "RepeatVector": (lambda d: ((d.randint(1, 4),), {}), lambda d: zeros(d, 3, 1)),
    "PReLU": (lambda d: ((), {"shared_axes": d.choice([None, [1]])}), lambda d: zeros(d, 4, 2)),
    "Softmax": (nothing, lambda d: zeros(d, 3, 1)),
    "Conv1D": (convolution(1, ("valid", "same", "causal")), lambda d: image(d, 1)),
    "Conv2D": (convolution(2), lambda d: image(d, 2)),
    "Conv3D": (convolution(3), lambda d: image(d, 3, 5)),
    "SeparableConv1D": (convolution(1, groups=False), lambda d: image(d, 1)),
    "SeparableConv2D": (convolution(2, groups=False), lambda d: image(d, 2)),
    "DepthwiseConv1D": (depthwise(1), lambda d: image(d, 1)),
    "DepthwiseConv2D": (depthwise(2), lambda d: image(d, 2)),
    "Conv1DTranspose": (transposed(1), lambda d: image(d, 1)),
    "Conv2DTranspose": (transposed(2), lambda d: image(d, 2)),
    "Conv3DTranspose": (transposed(3), lambda d: image(d, 3, 4)),
    "MaxPooling1D": (pool(1), lambda d: image(d, 1)),
    "MaxPooling2D": (pool(2), lambda d: image(d, 2)),
    "AveragePooling2D": (pool(2), lambda d: image(d, 2)),
    "MaxPooling3D": (pool(3), lambda d: image(d, 3, 5)),
    "GlobalAveragePooling1D": (lambda d: ((), {"keepdims": d.random() < 0.5}), lambda d: image(d, 1)),
    "GlobalMaxPooling2D": (lambda d: ((), {"keepdims": d.random() < 0.5}), lambda d: image(d, 2)),
    "ZeroPadding1D": (lambda d: ((d.choice([1, (1, 2)]),), {}), lambda d: image(d, 1)),
    "ZeroPadding2D": (lambda d: ((sides(d, 2),), {}), lambda d: image(d, 2)),
    "ZeroPadding3D": (lambda d: ((sides(d, 3),), {}), lambda d: image(d, 3, 4)),
    "Cropping1D": (lambda d: ((d.choice([1, (1, 2)]),), {}), lambda d: image(d, 1, 5)),
    "Cropping2D": (lambda d: ((sides(d, 2),), {}), lambda d: image(d, 2, 5)),
    "UpSampling1D": (lambda d: ((d.randint(1, 3),), {}), lambda d: image(d, 1)),
    "UpSampling2D": (lambda d: ((d.choice([2, (1, 3)]),), {}), lambda d: image(d, 2)),
    "BatchNormalization": (
        lambda d: ((), {"axis": d.choice([-1, 1]), "scale": d.random() < 0.5}),
        lambda d: zeros(d, 4, 1),
    ),
    "LayerNormalization": (
        # PyTorch's kernel, which Keras uses here, takes no other axes than the last ones.
        lambda d: ((), {"axis": d.choice([-1, 2, [1, 2]]), "center": d.random() < 0.5}),
        lambda d: zeros(d, 3, 2),
    ),
    "GroupNormalization": (lambda d: ((d.choice([1, 2, 3, -1]),), {}), lambda d: np.zeros((2, 3, d.choice([2, 4, 6])))),
    "SimpleRNN": (recurrent, sequence),
    "GRU": (recurrent, sequence),
    "LSTM": (recurrent, sequence),
    "ConvLSTM2D": (
        lambda d: (
            (2, d.randint(1, 3)),
            {"return_sequences": d.random() < 0.5, "padding": d.choice(["valid", "same"])},
        ),
        lambda d: np.zeros((1, 2, d.randint(1, 4), 4, 2)),
    ),
    "Add": (nothing, broadcast_pair),
    "Multiply": (nothing, broadcast_pair),
    "Maximum": (nothing, broadcast_pair),
    "Concatenate": (lambda d: ((), {"axis": d.choice([-1, 1, 2])}), alike),
    "Dot": (lambda d: ((d.choice([1, 2, -1, (1, 2), (2, 1)]),), {}), dotted),
    "Attention": (nothing, lambda d: [np.zeros((2, 3, d.choice([4, 5]))), np.zeros((2, d.randint(1, 3), 4))]),
    "Masking": (nothing, lambda d: zeros(d, 3, 3)),
    "SpatialDropout1D": (lambda d: ((0.5,), {}), lambda d: zeros(d, 4, 2)),
    "EinsumDense": (
        lambda d: (d.choice([("abc,cd->abd", (None, 4)), ("ab,bc->ac", 4)]), {}),
        lambda d: zeros(d, 3, 2),
    ),
    "CategoryEncoding": (
        lambda d: ((4,), {"output_mode": d.choice(["multi_hot", "one_hot"])}),
        lambda d: np.zeros((2, d.randint(1, 3)), "int32"),
    ),
    "Resizing": (lambda d: ((3, 4), {}), lambda d: image(d, 2)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers(name: str) -> None:
    make, feed = LAYERS[name]
    draw = random.Random(name)
    accepted = 0
    for _ in range(DRAWS):
        (args, keywords), x = make(draw), feed(draw)
        said = _said_of_layer(name, args, keywords, x)
        real = _real_of_layer(name, args, keywords, x)
        call = f"{name}{args}{keywords} on {real_shape(x)}"
        assert isinstance(said, str) == isinstance(real, str), f"{call}: {said} against {real}"
        if not isinstance(said, str) and not isinstance(real, str):
            accepted += 1
            assert agrees(said[0], real[0]), f"{call}: {said[0]} against {real[0]}"
            assert agrees(said[1], real[1]), f"{call}: weights {said[1]} against {real[1]}"
    assert accepted, "nothing was accepted"


def _said_of_layer(name: str, args: tuple[Any, ...], keywords: dict[str, Any], x: Any) -> Any:
    rule = find(f"keras.layers.{name}")
    assert rule is not None
    world = Ours(rule)
    try:
        layer = world.call(rule, tuple(map(ours, args)), {key: ours(value) for key, value in keywords.items()})
        result = world.call(layer, (ours(x, "keras"),))
        return plain(result), plain(world.call(world.get(layer, "get_weights")))
    except Mismatch as mismatch:
        return mismatch.code


def _real_of_layer(name: str, args: tuple[Any, ...], keywords: dict[str, Any], x: Any) -> Any:
    try:
        layer = getattr(keras.layers, name)(*args, **keywords)
        result = layer(x)
    except Exception as error:  # Keras refuses with any exception there is
        return f"{type(error).__name__}: {error}"
    return _shapes(result), _shapes(layer.get_weights())


def _shapes(value: Any) -> Any:
    return tuple(map(_shapes, value)) if isinstance(value, list | tuple) else tuple(value.shape)


def solid(d: Draw) -> Any:
    """An array without axes of size 1, which PyTorch's `tensordot` stretches and no other does."""
    return np.zeros(tuple(d.randint(2, 3) for _ in range(d.randint(1, 3))))


OPS: dict[str, Callable[[Draw], Made]] = {
    "add": lambda d: ((zeros(d), zeros(d)), {}),
    "maximum": lambda d: ((zeros(d), zeros(d)), {}),
    "where": lambda d: ((zeros(d, 2) > 0, zeros(d, 2), zeros(d, 1)), {}),
    "sum": lambda d: ((zeros(d, least=1), axis(d)), {"keepdims": d.random() < 0.5}),
    "mean": lambda d: ((zeros(d, least=1), d.choice([None, axis(d)])), {}),
    "max": lambda d: ((zeros(d, least=1), axis(d)), {"keepdims": d.random() < 0.5}),
    "argmax": lambda d: ((zeros(d, least=1), axis(d)), {}),
    "reshape": lambda d: ((zeros(d), tuple(d.choice([-1, 1, 2, 3, 6]) for _ in range(d.randint(0, 3)))), {}),
    "transpose": lambda d: ((zeros(d, 3), d.choice([None, tuple(d.sample(range(3), d.randint(1, 3)))])), {}),
    "swapaxes": lambda d: ((zeros(d, least=1), axis(d), axis(d)), {}),
    "moveaxis": lambda d: ((zeros(d, least=1), axis(d), axis(d)), {}),
    "expand_dims": lambda d: ((zeros(d), axis(d)), {}),
    "broadcast_to": lambda d: ((zeros(d, 2), (2, 3, 3)), {}),
    "concatenate": lambda d: (([a := zeros(d, least=1), near(d, a)], axis(d)), {}),
    "stack": lambda d: (([a := zeros(d), near(d, a)], axis(d)), {}),
    "repeat": lambda d: ((zeros(d, least=1), 2, d.choice([None, -1, 0])), {}),
    "tile": lambda d: ((zeros(d, least=1), sizes(d, 3, 1)), {}),
    "split": lambda d: ((zeros(d, 3, 1, 6), d.choice([2, 3]), d.randint(-1, 0)), {}),
    "matmul": lambda d: ((zeros(d, least=1), zeros(d, least=1)), {}),
    "tensordot": lambda d: ((solid(d), solid(d), 1), {}),
    "einsum": lambda d: ((d.choice(["ij,jk->ik", "bi,bi->b", "bij,bjk->bik"]), zeros(d, 3), zeros(d, 3)), {}),
    "take": lambda d: ((zeros(d, least=1), np.zeros((2, 3), "int64"), d.choice([None, axis(d)])), {}),
    "one_hot": lambda d: ((np.zeros(sizes(d, 3), "int64"), 4), {}),
    "pad": lambda d: ((zeros(d, 2, 2), ((d.randint(0, 2), 1), (2, 0))), {}),
    "squeeze": lambda d: ((zeros(d, largest=2), None), {}),
    "unstack": lambda d: ((zeros(d, least=1),), {}),
    "cumsum": lambda d: ((zeros(d, least=1), axis(d)), {}),
    "eye": lambda d: ((d.randint(1, 3), d.choice([None, 2])), {}),
    "diag": lambda d: ((zeros(d, 2, 1), d.randint(-1, 1)), {}),
}


@pytest.mark.parametrize("name", OPS)
def test_operations(name: str) -> None:
    rule = find(f"keras.ops.{name}")
    assert rule is not None
    draw = random.Random(name)
    accepted = 0
    for _ in range(3 * DRAWS):
        args, keywords = OPS[name](draw)
        try:
            said = plain(Ours(rule).call(rule, tuple(ours(arg, "keras") for arg in args), keywords))
        except Mismatch as mismatch:
            said = mismatch.code
        try:
            real: Any = _shapes(getattr(keras.ops, name)(*map(_tensor, args), **keywords))
        except Exception as error:  # Keras refuses with any exception there is
            real = f"{type(error).__name__}: {error}"
        call = f"{name}{[np.shape(arg) if isinstance(arg, np.ndarray) else arg for arg in args]} {keywords}"
        assert isinstance(said, str) == isinstance(real, str), f"{call}: {said} against {real}"
        assert isinstance(said, str) or agrees(said, real), f"{call}: {said} against {real}"
        accepted += not isinstance(real, str)
    assert accepted, "nothing was accepted"


def _tensor(value: Any) -> Any:
    if isinstance(value, list):
        return [_tensor(item) for item in value]
    return keras.ops.convert_to_tensor(value) if isinstance(value, np.ndarray) else value
