"""The reference kernels give the frameworks' own numbers, in float32."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import numpy as np
import pytest

from shapelint.confirm.kernels import registry
from shapelint.confirm.kernels.registry import Layer, kernel_of
from shapelint.rules.registry import find

pytestmark = pytest.mark.filterwarnings("ignore")  # the frameworks' own

TOLERANCE = {"rtol": 1e-4, "atol": 1e-5}  # sums of some hundred float32 numbers, added up in another order


def floats(*sizes: int, seed: int = 0) -> Any:
    return np.random.default_rng([seed, *sizes]).uniform(0.05, 0.95, sizes).astype(np.float32)


def whole(*sizes: int, below: int) -> Any:
    return np.random.default_rng(sizes).integers(0, below, sizes)


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


TORCH_LAYERS: list[tuple[str, dict[str, Any], tuple[Any, ...]]] = [
    ("Linear", {"in_features": 5, "out_features": 3}, (floats(2, 4, 5),)),
    ("Linear", {"in_features": 5, "out_features": 3, "bias": False}, (floats(5),)),
    ("Bilinear", {"in1_features": 5, "in2_features": 4, "out_features": 3}, (floats(2, 5), floats(2, 4))),
    ("Embedding", {"num_embeddings": 7, "embedding_dim": 3}, (whole(2, 4, below=7),)),
    ("Conv1d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "padding": 1}, (floats(2, 4, 9),)),
    ("Conv1d", {"in_channels": 4, "out_channels": 6, "kernel_size": 4, "padding": "same"}, (floats(4, 9),)),
    ("Conv2d", {"in_channels": 4, "out_channels": 6, "kernel_size": (3, 2), "stride": 2}, (floats(2, 4, 9, 8),)),
    (
        "Conv2d",
        {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "dilation": 2, "groups": 2, "padding": (1, 2)},
        (floats(2, 4, 9, 8),),
    ),
    ("Conv3d", {"in_channels": 2, "out_channels": 3, "kernel_size": 2, "bias": False}, (floats(2, 2, 4, 5, 3),)),
    ("MaxPool1d", {"kernel_size": 3}, (floats(2, 4, 10),)),
    ("MaxPool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, (floats(2, 4, 9, 8),)),
    ("AvgPool2d", {"kernel_size": (3, 2), "padding": 1}, (floats(2, 4, 9, 8),)),
    ("AvgPool1d", {"kernel_size": 3, "stride": 2}, (floats(2, 4, 10),)),
    ("MaxPool3d", {"kernel_size": 2}, (floats(2, 3, 4, 5, 6),)),
    ("AvgPool3d", {"kernel_size": 2, "padding": 1}, (floats(2, 3, 4, 5, 6),)),
    ("AdaptiveAvgPool1d", {"output_size": 4}, (floats(2, 3, 10),)),
    ("AdaptiveAvgPool2d", {"output_size": (3, None)}, (floats(2, 3, 10, 7),)),
    ("AdaptiveAvgPool3d", {"output_size": 2}, (floats(3, 5, 4, 7),)),
    ("AdaptiveMaxPool1d", {"output_size": 3}, (floats(2, 3, 10),)),
    ("AdaptiveMaxPool2d", {"output_size": (3, 2)}, (floats(2, 3, 10, 7),)),
    ("AdaptiveMaxPool3d", {"output_size": 2}, (floats(2, 3, 5, 4, 7),)),
    ("ConvTranspose1d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "stride": 2}, (floats(2, 4, 5),)),
    (
        "ConvTranspose2d",
        {
            "in_channels": 4,
            "out_channels": 6,
            "kernel_size": (4, 3),
            "stride": 3,
            "padding": 1,
            "output_padding": (2, 1),
            "groups": 2,
            "dilation": (1, 2),
        },
        (floats(2, 4, 5, 3),),
    ),
    ("ConvTranspose2d", {"in_channels": 4, "out_channels": 2, "kernel_size": 2, "bias": False}, (floats(4, 5, 3),)),
    ("ConvTranspose3d", {"in_channels": 2, "out_channels": 3, "kernel_size": 2, "stride": 2}, (floats(2, 2, 2, 3, 2),)),
    (
        "MultiheadAttention",
        {"embed_dim": 6, "num_heads": 2},
        (floats(4, 3, 6), floats(5, 3, 6), floats(5, 3, 6, seed=1)),
    ),
    (
        "MultiheadAttention",
        {"embed_dim": 6, "num_heads": 3, "kdim": 4, "vdim": 5, "batch_first": True, "bias": False},
        (floats(3, 4, 6), floats(3, 5, 4), floats(3, 5, 5)),
    ),
    ("RNN", {"input_size": 5, "hidden_size": 3, "num_layers": 2}, (floats(6, 2, 5),)),
    ("GRU", {"input_size": 5, "hidden_size": 3, "batch_first": True, "bidirectional": True}, (floats(2, 6, 5),)),
    ("GRU", {"input_size": 5, "hidden_size": 3}, (floats(6, 2, 5), floats(1, 2, 3))),
    (
        "LSTM",
        {"input_size": 5, "hidden_size": 3, "num_layers": 2, "bidirectional": True},
        (floats(6, 2, 5), (floats(4, 2, 3), floats(4, 2, 3, seed=1))),
    ),
    ("LSTM", {"input_size": 5, "hidden_size": 3, "bias": False}, (floats(6, 2, 5),)),
    ("BatchNorm1d", {"num_features": 5}, (floats(4, 5),)),
    ("BatchNorm2d", {"num_features": 5}, (floats(4, 5, 3, 2),)),
    ("BatchNorm3d", {"num_features": 3, "affine": False}, (floats(2, 3, 2, 2, 2),)),
    ("GroupNorm", {"num_groups": 2, "num_channels": 6}, (floats(4, 6, 3, 2),)),
    ("LayerNorm", {"normalized_shape": (3, 2)}, (floats(4, 3, 2),)),
    ("MSELoss", {}, (floats(4, 3), floats(4, 3, seed=1))),
    ("CrossEntropyLoss", {}, (floats(4, 5, 3), whole(4, 3, below=5))),
    ("CrossEntropyLoss", {"reduction": "sum"}, (floats(5), np.int64(3))),
    ("BCELoss", {}, (floats(4, 3), floats(4, 3, seed=1))),
    ("L1Loss", {"reduction": "none"}, (floats(4, 3), floats(4, 3, seed=1))),
    ("HuberLoss", {"delta": 0.2}, (floats(4, 3), floats(4, 3, seed=1))),
    ("SmoothL1Loss", {"beta": 0.3, "reduction": "sum"}, (floats(4, 3), floats(4, 3, seed=1))),
    ("BCEWithLogitsLoss", {}, (4 * floats(4, 3) - 2, floats(4, 3, seed=1))),
    ("NLLLoss", {}, (-floats(4, 5, 3), whole(4, 3, below=5))),
    ("InstanceNorm1d", {"num_features": 5}, (floats(4, 5, 6),)),
    ("InstanceNorm2d", {"num_features": 5, "affine": True}, (floats(4, 5, 3, 2),)),
    ("InstanceNorm3d", {"num_features": 3}, (floats(2, 3, 2, 2, 2),)),
    ("Flatten", {}, (floats(2, 3, 4),)),
    ("Flatten", {"start_dim": 0, "end_dim": 1}, (floats(2, 3, 4),)),
]


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


KERAS_LAYERS: list[tuple[str, dict[str, Any], Any]] = [
    ("Dense", {"units": 3, "activation": "relu"}, floats(2, 4, 5)),
    ("Dense", {"units": 3, "activation": "softmax", "use_bias": False}, floats(2, 5)),
    ("Embedding", {"input_dim": 7, "output_dim": 3}, whole(2, 4, below=7)),
    ("Conv1D", {"filters": 6, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}, floats(2, 9, 4)),
    ("Conv1D", {"filters": 6, "kernel_size": 4, "padding": "same", "activation": "tanh"}, floats(2, 9, 4)),
    ("Conv2D", {"filters": 6, "kernel_size": (3, 2), "strides": 2, "padding": "same"}, floats(2, 9, 8, 4)),
    ("Conv2D", {"filters": 6, "kernel_size": 3, "activation": "sigmoid"}, floats(2, 9, 8, 4)),
    ("MaxPooling1D", {"pool_size": 3}, floats(2, 10, 4)),
    ("MaxPooling2D", {"pool_size": 2, "strides": 1, "padding": "same"}, floats(2, 9, 8, 4)),
    ("SimpleRNN", {"units": 3}, floats(2, 6, 5)),
    ("LSTM", {"units": 3, "return_sequences": True}, floats(2, 6, 5)),
    ("SimpleRNN", {"units": 3, "return_state": True, "use_bias": False}, floats(2, 6, 5)),
    ("LSTM", {"units": 3, "return_state": True, "go_backwards": True}, floats(2, 6, 5)),
    ("GRU", {"units": 3}, floats(2, 6, 5)),
    ("GRU", {"units": 3, "return_sequences": True, "return_state": True}, floats(2, 6, 5)),
    ("GRU", {"units": 3, "reset_after": False, "return_sequences": True}, floats(2, 6, 5)),
    ("GRU", {"units": 3, "use_bias": False}, floats(2, 6, 5)),
    ("Conv3D", {"filters": 3, "kernel_size": 2, "strides": 2}, floats(2, 4, 5, 4, 2)),
    ("Conv1DTranspose", {"filters": 3, "kernel_size": 3, "strides": 2}, floats(2, 5, 4)),
    ("Conv1DTranspose", {"filters": 3, "kernel_size": 2, "strides": 3, "padding": "same"}, floats(2, 5, 4)),
    ("Conv1DTranspose", {"filters": 3, "kernel_size": 2, "strides": 3}, floats(2, 5, 4)),
    ("Conv2DTranspose", {"filters": 3, "kernel_size": 4, "strides": 2, "padding": "same"}, floats(2, 5, 3, 4)),
    ("Conv2DTranspose", {"filters": 3, "kernel_size": (3, 2), "strides": 2, "activation": "relu"}, floats(2, 5, 3, 4)),
    ("Conv3DTranspose", {"filters": 3, "kernel_size": 2, "use_bias": False}, floats(2, 2, 3, 2, 4)),
    ("MaxPooling3D", {"pool_size": 2}, floats(2, 4, 5, 4, 2)),
    ("AveragePooling1D", {"pool_size": 3, "strides": 2}, floats(2, 9, 4)),
    ("AveragePooling2D", {"pool_size": 2}, floats(2, 9, 8, 4)),
    ("AveragePooling3D", {"pool_size": 2}, floats(2, 4, 5, 4, 2)),
    ("GlobalMaxPooling1D", {}, floats(2, 9, 4)),
    ("GlobalMaxPooling2D", {"keepdims": True}, floats(2, 9, 8, 4)),
    ("GlobalMaxPooling3D", {}, floats(2, 4, 5, 4, 2)),
    ("GlobalAveragePooling1D", {}, floats(2, 9, 4)),
    ("GlobalAveragePooling2D", {}, floats(2, 9, 8, 4)),
    ("GlobalAveragePooling3D", {}, floats(2, 4, 5, 4, 2)),
    ("Add", {}, [floats(2, 4, 5), floats(2, 1, 5)]),
    ("Multiply", {}, [floats(2, 4, 5), floats(2, 4, 5, seed=1)]),
    ("Maximum", {}, [floats(2, 4, 5), floats(2, 4, 5, seed=1)]),
    ("Minimum", {}, [floats(2, 4, 5), floats(2, 4, 5, seed=1)]),
    ("Subtract", {}, [floats(2, 4, 5), floats(2, 4, 5, seed=1)]),
    ("Average", {}, [floats(2, 4, 5), floats(2, 4, 5, seed=1), floats(2, 4, 5, seed=2)]),
    ("LayerNormalization", {}, floats(2, 4, 5)),
    ("Concatenate", {"axis": 1}, [floats(2, 4, 5), floats(2, 3, 5)]),
    ("Dot", {"axes": (2, 1)}, [floats(2, 3, 4), floats(2, 4)]),
    ("Dot", {"axes": 1}, [floats(2, 4), floats(2, 4, seed=1)]),
    ("Reshape", {"target_shape": (5, 4)}, floats(2, 4, 5)),
    ("Flatten", {}, floats(2, 4, 5)),
]


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


X, Y, MATRIX = floats(2, 3, 4), floats(2, 3, 4, seed=1), floats(2, 4, 5)
TORCH_OPS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("torch.relu", (X - 0.5,), {}),
    ("torch.sigmoid", (X,), {}),
    ("torch.tanh", (X,), {}),
    ("torch.softmax", (X,), {"dim": 1}),
    ("torch.Tensor.log_softmax", (X, 0), {}),
    ("torch.cat", ([X, Y],), {"dim": 1}),
    ("torch.stack", ([X, Y],), {"dim": -1}),
    ("torch.matmul", (X, MATRIX), {}),
    ("torch.Tensor.matmul", (X, MATRIX), {}),
    ("torch.add", (X, Y), {}),
    ("torch.mul", (X, Y), {}),
    ("torch.Tensor.view", (X, 4, -1), {}),
    ("torch.Tensor.reshape", (X, (4, 6)), {}),
    ("torch.reshape", (X, (4, -1)), {}),
    ("torch.transpose", (X, 0, 2), {}),
    ("torch.Tensor.transpose", (X, -1, 1), {}),
    ("torch.Tensor.permute", (X, 2, 0, 1), {}),
    ("torch.swapaxes", (X, 0, 2), {}),
    ("torch.Tensor.swapaxes", (X, -1, 1), {}),
    ("torch.chunk", (X, 2), {"dim": 1}),
    ("torch.Tensor.chunk", (X, 3, -1), {}),
    ("torch.squeeze", (X[:1],), {}),
    ("torch.Tensor.squeeze", (X, 1), {}),
    ("torch.unsqueeze", (X, -1), {}),
    ("torch.Tensor.unsqueeze", (X, 1), {}),
    ("torch.flatten", (X,), {"start_dim": 1}),
    ("torch.Tensor.flatten", (X, 0, 1), {}),
    ("torch.mean", (X,), {"dim": (0, 2), "keepdim": True}),
    ("torch.nn.functional.adaptive_avg_pool1d", (X, 3), {}),
    ("torch.nn.functional.adaptive_avg_pool2d", (X, (2, 3)), {}),
    ("torch.nn.functional.adaptive_avg_pool3d", (floats(1, 2, 3, 4), 2), {}),
    ("torch.nn.functional.linear", (X, floats(5, 4), floats(5)), {}),
    ("torch.nn.functional.mse_loss", (X, Y), {"reduction": "none"}),
    ("torch.nn.functional.l1_loss", (X, Y), {"reduction": "sum"}),
    ("torch.nn.functional.cross_entropy", (X, whole(2, 4, below=3)), {}),
    ("torch.nn.functional.cross_entropy", (X, Y), {}),
    ("torch.nn.functional.huber_loss", (X, Y), {"delta": 0.1}),
    ("torch.nn.functional.nll_loss", (-X, whole(2, 4, below=3)), {}),
    ("torch.nn.functional.binary_cross_entropy_with_logits", (X - 0.5, Y), {}),
    ("torch.nn.functional.layer_norm", (X, X.shape[1:]), {}),
    ("torch.bmm", (X, floats(2, 4, 5)), {}),
    ("torch.sub", (X, Y), {}),
    ("torch.nn.functional.binary_cross_entropy", (X, Y), {"reduction": "sum"}),
    ("torch.nn.functional.scaled_dot_product_attention", (X, floats(2, 5, 4), floats(2, 5, 6)), {}),
    ("torch.nn.functional.scaled_dot_product_attention", (X, MATRIX.mT, floats(2, 5, 6), floats(3, 5) > 0.5), {}),
]


@pytest.mark.parametrize(("name", "args", "keywords"), TORCH_OPS, ids=lambda value: str(value)[:40])
def test_functions_of_torch(name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    theirs = torch
    for part in name.split(".")[1:]:
        theirs = getattr(theirs, part)
    ours = kernel_of(name)
    assert ours is not None
    same(ours(*args, **keywords), theirs(*(tensors(torch, each) for each in args), **keywords))


KERAS_OPS: list[tuple[str, tuple[Any, ...]]] = [
    ("keras.ops.sigmoid", (X,)),
    ("keras.ops.tanh", (X,)),
    ("keras.ops.matmul", (X, MATRIX)),
    ("keras.ops.add", (X, Y)),
    ("keras.ops.multiply", (X, Y)),
    ("keras.ops.reshape", (X, (4, 6))),
    ("keras.ops.sum", (X, 1)),
    ("keras.ops.subtract", (X, Y)),
    ("keras.ops.dot", (X[0], MATRIX[0])),
    ("keras.ops.concatenate", ([X, Y], 1)),
    ("keras.ops.stack", ([X, Y], 1)),
    ("keras.losses.mean_squared_error", (X, Y)),
    ("keras.losses.mean_absolute_error", (X, Y)),
    ("keras.layers.add", ([X, Y],)),
    ("keras.layers.multiply", ([X, Y],)),
    ("keras.layers.maximum", ([X, Y],)),
    ("keras.layers.minimum", ([X, Y],)),
    ("keras.ops.sum", (X, (0, 2))),
]


@pytest.mark.parametrize(("name", "args"), KERAS_OPS, ids=lambda value: str(value)[:40])
def test_functions_of_keras(name: str, args: tuple[Any, ...]) -> None:
    keras = pytest.importorskip("keras")
    ours = kernel_of(name)
    assert ours is not None
    theirs = attrgetter(name.removeprefix("keras."))(keras)
    same(ours(*args), keras.ops.convert_to_numpy(theirs(*args)))


def test_what_only_tensorflow_has() -> None:
    """Where it is not installed: against sums written out."""
    rows, taps = floats(2, 6, 3), floats(2, 3, 4)
    conv = kernel_of("tf.nn.conv1d")
    assert conv is not None
    wanted = np.stack([np.einsum("nwc,wco->no", rows[:, at : at + 2], taps) for at in range(0, 5, 2)], axis=1)
    same(conv(rows, taps, stride=2, padding="VALID"), wanted)
    assert conv(rows, taps, stride=2, padding="SAME").shape == (2, 3, 4)
    dot = kernel_of("keras.backend.dot")
    assert dot is not None
    same(dot(X, MATRIX), np.einsum("abc,dce->abde", X, MATRIX))
    loss = kernel_of("tf.losses.mean_squared_error")
    assert loss is not None
    same(loss(X, Y), np.mean((X - Y) ** 2))


def test_every_kernel_has_a_rule_and_its_numbers_are_compared() -> None:
    registry._load()
    compared = {f"torch.nn.{name}" for name, *_ in TORCH_LAYERS} | {f"keras.layers.{name}" for name, *_ in KERAS_LAYERS}
    compared |= {name for name, *_ in TORCH_OPS} | {name for name, *_ in KERAS_OPS}
    compared.add("keras.layers.MultiHeadAttention")
    declared = {**registry._LAYERS, **registry._OPS}
    assert [name for name in declared if find(name) is None] == []
    shared = {declared[name] for name in compared if name in declared}
    missing = [name for name, kernel in declared.items() if name not in compared and kernel not in shared]
    assert sorted(missing) == ["tf.losses.mean_squared_error", "tf.nn.conv1d"]


def test_a_layer_keeps_the_weights_of_its_first_call() -> None:
    dense = layer("keras.layers.Dense", {"units": 3}, {})
    assert dense(floats(2, 5)).shape == (2, 3)
    with pytest.raises(ValueError, match=r"made with shape \(5, 3\), this input needs \(6, 3\)"):
        dense(floats(2, 6))
