"""What TensorFlow alone has: variables, data sets, windows, and what a session of its first version is fed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from shapelint.confirm.kernels.activations import log_softmax
from shapelint.confirm.kernels.convolution import around, padded, windows
from shapelint.confirm.kernels.graphs import Node, nodes
from shapelint.confirm.kernels.registry import Array, kernel_of, maker, op


def _same_shape(variable: Array, value: Array) -> None:
    if np.shape(variable) != np.shape(value):
        raise ValueError(f"a variable of shape {np.shape(variable)} takes no value of shape {np.shape(value)}")


@op("tf.Variable.assign")
def assigned(variable: Array, value: Array) -> Array:
    """The value, of the variable's shape."""
    _same_shape(variable, value)
    return np.asarray(value)


@op("tf.Variable.assign_add")
def assigned_sum(variable: Array, value: Array) -> Array:
    """The variable and a value of its shape."""
    _same_shape(variable, value)
    return variable + value


@op("tf.Variable.assign_sub")
def assigned_difference(variable: Array, value: Array) -> Array:
    """The variable less a value of its shape."""
    _same_shape(variable, value)
    return variable - value


@op("tf.data.Dataset.from_tensor_slices")
def sliced(tensors: Any) -> list[Any]:
    """The samples of arrays that hold as many of them."""
    rows = list(tensors) if isinstance(tensors, tuple | list) else [tensors]
    counts = [len(row) for row in rows]
    if len(set(counts)) != 1:
        raise ValueError(f"the arrays hold {', '.join(map(str, counts))} samples")
    return list(zip(*rows, strict=True)) if isinstance(tensors, tuple) else list(rows[0])


def _window(value: Any) -> tuple[int, ...]:
    row = (value,) if isinstance(value, int) else tuple(value)
    return row * 2 if len(row) == 1 else row[1:3] if len(row) == 4 else row


def _pooled(input: Array, ksize: Any, strides: Any, padding: str, most: bool) -> Array:
    if input.ndim != 4:
        raise ValueError(f"an input of 4 axes is wanted, got {input.shape}")
    if padding.upper() == "SAME" and not most:
        raise NotImplementedError("means at a border have no reference kernel")
    size, steps = _window(ksize), _window(strides)
    spatial = input.shape[1:3]
    if padding.upper() == "VALID" and any(one > length for one, length in zip(size, spatial, strict=True)):
        rows = zip(spatial, size, steps, strict=True)
        counts = [math.trunc((length - one + step) / step) for length, one, step in rows]
        if min(counts) < 0:
            raise ValueError(f"windows of {size} are too large for {spatial}")
        return np.zeros((len(input), *counts, input.shape[-1]), np.float32)
    before, behind = around(padding, size, steps, (1, 1), spatial)
    seen = windows(padded(np.moveaxis(input, -1, 1), before, behind, -np.inf if most else 0.0), size, steps, (1, 1))
    return np.moveaxis(seen.max((-2, -1)) if most else seen.mean((-2, -1)), 1, -1)


@op("tf.nn.avg_pool2d")
def averaged_windows(input: Array, ksize: Any, strides: Any, padding: str) -> Array:
    """(N, H, W, C) to (N, H2, W2, C); a window that is a little too large leaves nothing."""
    return _pooled(input, ksize, strides, padding, False)


@op("tf.nn.max_pool2d")
def largest_of_windows(input: Array, ksize: Any, strides: Any, padding: str) -> Array:
    """(N, H, W, C) to (N, H2, W2, C); a window that is a little too large leaves nothing."""
    return _pooled(input, ksize, strides, padding, True)


@op("tf.nn.sparse_softmax_cross_entropy_with_logits")
def sparse_losses(labels: Array, logits: Array) -> Array:
    """Classes (*batch) against scores (*batch, C), one loss for each."""
    if np.ndim(labels) != logits.ndim - 1 or labels.shape != logits.shape[:-1]:
        raise ValueError(f"classes of shape {logits.shape[:-1]} are wanted, got {np.shape(labels)}")
    return -np.take_along_axis(log_softmax(logits, -1), labels.astype(np.int64)[..., None], -1)[..., 0]


@op("tf.losses.sparse_softmax_cross_entropy")
def sparse_loss(labels: Array, logits: Array) -> Array:
    """The mean of these; labels may have an axis of one number more."""
    if labels.ndim == logits.ndim and labels.shape[-1] == 1:
        labels = labels[..., 0]
    return sparse_losses(labels, logits).mean()


# --- layers by function ----------------------------------------------------------------------------------------------


def _at_once(name: str, inputs: Array, **made: Any) -> Array:
    """What a new layer of Keras gives."""
    make = kernel_of(f"keras.layers.{name}")
    assert make is not None
    return make(**made)(inputs)


@op("tf.layers.dense", "tf.contrib.layers.fully_connected")
def dense_at_once(inputs: Array, units: int, activation: Any = None, use_bias: bool = True) -> Array:
    """(*batch, n) to (*batch, units)."""
    return _at_once("Dense", inputs, units=units, activation=activation, use_bias=use_bias)


@op("tf.layers.flatten", "tf.contrib.layers.flatten")
def flat_at_once(inputs: Array) -> Array:
    """(N, ...) to (N, n)."""
    return _at_once("Flatten", inputs)


@op("tf.layers.conv2d")
def conv2d_at_once(
    inputs: Array, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid", activation: Any = None
) -> Array:
    """(N, H, W, C) to (N, H2, W2, filters)."""
    given = {"kernel_size": kernel_size, "strides": strides, "padding": padding.lower(), "activation": activation}
    return _at_once("Conv2D", inputs, filters=filters, **given)


@op("tf.contrib.layers.conv2d")
def slim_conv2d(
    inputs: Array, num_outputs: int, kernel_size: Any, stride: Any = 1, padding: str = "SAME", rate: Any = 1
) -> Array:
    """(N, H, W, C) to (N, H2, W2, num_outputs)."""
    given = {"kernel_size": kernel_size, "strides": stride, "padding": padding.lower(), "dilation_rate": rate}
    return _at_once("Conv2D", inputs, filters=num_outputs, **given)


@op("tf.layers.max_pooling2d")
def pooled_at_once(inputs: Array, pool_size: Any, strides: Any, padding: str = "valid") -> Array:
    """(N, H, W, C) to (N, H2, W2, C)."""
    return _at_once("MaxPooling2D", inputs, pool_size=pool_size, strides=strides, padding=padding.lower())


@op("tf.contrib.layers.max_pool2d")
def slim_pooled(inputs: Array, kernel_size: Any, stride: Any = 2, padding: str = "VALID") -> Array:
    """(N, H, W, C) to (N, H2, W2, C)."""
    return pooled_at_once(inputs, kernel_size, stride, padding)


# --- what is fed -----------------------------------------------------------------------------------------------------


@op("tf.placeholder")
def placeholder(dtype: Any, shape: Sequence[int | None] | None = None) -> Node:
    """What will be fed; without a shape it may be anything."""
    if shape is None:
        raise NotImplementedError("a placeholder without a shape has no reference kernel")
    return Node(tuple(shape))


class Session:
    """Works out what it is asked for."""


@op("tf.Session")
def session() -> Session:
    """A session."""
    return Session()


@maker("tf.Session.run")
def fed(session: Session, fetches: Any, feed_dict: Mapping[Node, Array]) -> Any:
    """What is fetched, of arrays for placeholders that can take them."""
    for node, array in feed_dict.items():
        sizes = zip(np.shape(array), node.shape, strict=False)
        if np.ndim(array) != len(node.shape) or any(want not in (None, size) for size, want in sizes):
            shown = ", ".join("?" if size is None else str(size) for size in node.shape)
            raise ValueError(f"a placeholder of ({shown}) is fed {np.shape(array)}")
    known = {id(node): array for node, array in feed_dict.items()}
    return [node.value(known) for node in nodes(fetches)] if isinstance(fetches, list) else fetches.value(known)
