"""Run by a Python that has TensorFlow: the kernels beside its numbers, and the fixtures that are about it confirmed.

Prints what is wrong, a line each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from shapelint.api import check_file
from shapelint.confirm.kernels.graphs import Node
from shapelint.confirm.kernels.registry import kernel_of
from shapelint.confirm.session import Session
from shapelint.confirm.worlds import resolve
from tests.confirm.kernel_cases import MATRIX, X, Y, floats, whole

FIXTURES = Path(__file__).parents[2] / "fixtures"
IMAGES = floats(2, 9, 8, 3)
OLD = tf.compat.v1


def variable(method: str) -> Callable[..., Any]:
    return lambda numbers, value: getattr(tf.Variable(numbers), method)(value)


CASES: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
    ("tf.nn.conv1d", tf.nn.conv1d, (floats(2, 6, 3), floats(2, 3, 4), 2, "SAME")),
    ("tf.nn.conv1d", tf.nn.conv1d, (floats(2, 6, 3), floats(2, 3, 4), 1, "VALID")),
    ("tf.nn.avg_pool2d", tf.nn.avg_pool2d, (IMAGES, 2, 2, "VALID")),
    ("tf.nn.avg_pool2d", tf.nn.avg_pool2d, (IMAGES, (1, 3, 2, 1), (1, 2, 1, 1), "VALID")),
    ("tf.nn.avg_pool2d", tf.nn.avg_pool2d, (IMAGES, 9, 2, "VALID")),
    ("tf.nn.max_pool2d", tf.nn.max_pool2d, (IMAGES, 3, 2, "SAME")),
    ("tf.Variable.assign", variable("assign"), (X, Y)),
    ("tf.Variable.assign_add", variable("assign_add"), (X, Y)),
    ("tf.Variable.assign_sub", variable("assign_sub"), (X, Y)),
    ("tf.losses.mean_squared_error", OLD.losses.mean_squared_error, (X, Y)),
    ("tf.losses.sparse_softmax_cross_entropy", OLD.losses.sparse_softmax_cross_entropy, (whole(2, 3, below=4), X)),
    ("tf.losses.sparse_softmax_cross_entropy", OLD.losses.sparse_softmax_cross_entropy, (whole(2, 3, 1, below=4), X)),
    (
        "tf.nn.sparse_softmax_cross_entropy_with_logits",
        tf.nn.sparse_softmax_cross_entropy_with_logits,
        (whole(2, 3, below=4), X),
    ),
    ("tf.matmul", tf.matmul, (X, MATRIX)),
    ("tf.reduce_sum", tf.reduce_sum, (X, 1)),
    ("tf.reduce_mean", tf.reduce_mean, (X, (0, 2))),
    ("tf.einsum", tf.einsum, ("abc,acd->bd", X, MATRIX)),
    ("tf.transpose", tf.transpose, (X, (2, 0, 1))),
    ("tf.expand_dims", tf.expand_dims, (X, 1)),
    ("tf.squeeze", tf.squeeze, (X[:1], 0)),
    ("tf.nn.softmax", tf.nn.softmax, (X, 1)),
    ("tf.nn.relu", tf.nn.relu, (X - 0.5,)),
    ("tf.data.Dataset.from_tensor_slices", lambda x: list(tf.data.Dataset.from_tensor_slices(x)), (X,)),
]
REFUSED: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
    ("tf.Variable.assign_sub", variable("assign_sub"), (X, MATRIX)),
    ("tf.data.Dataset.from_tensor_slices", tf.data.Dataset.from_tensor_slices, ((X, floats(3, 4)),)),
    ("tf.nn.conv1d", tf.nn.conv1d, (floats(2, 6, 3), floats(2, 3), 1, "VALID")),
    ("tf.nn.avg_pool2d", tf.nn.avg_pool2d, (floats(2, 6, 3), 2, 2, "VALID")),
    ("tf.nn.avg_pool2d", tf.nn.avg_pool2d, (IMAGES, 12, 2, "VALID")),
    (
        "tf.losses.sparse_softmax_cross_entropy",
        OLD.losses.sparse_softmax_cross_entropy,
        (whole(2, 4, below=4), X),
    ),
]


# Layers by function, whose weights are by chance: the shapes of what they give, and what they refuse.
AT_ONCE: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("tf.layers.dense", (X, 5), {}),
    ("tf.layers.flatten", (X,), {}),
    ("tf.layers.conv2d", (IMAGES, 5, 3), {"strides": 2, "padding": "same"}),
    ("tf.layers.conv2d", (IMAGES, 5, (3, 2)), {}),
    ("tf.layers.conv2d", (X, 5, 3), {}),
    ("tf.layers.max_pooling2d", (IMAGES, 3, 2), {}),
    ("tf.layers.max_pooling2d", (X, 3, 2), {}),
    ("tf.contrib.layers.fully_connected", (X, 5), {}),
    ("tf.contrib.layers.flatten", (IMAGES,), {}),
    ("tf.contrib.layers.conv2d", (IMAGES, 5, 3), {"stride": 2}),
    ("tf.contrib.layers.conv2d", (IMAGES, 5, 3), {"padding": "VALID", "rate": 2}),
    ("tf.contrib.layers.conv2d", (IMAGES, 5, 9), {"padding": "VALID"}),
    ("tf.contrib.layers.max_pool2d", (IMAGES, 2), {}),
]


def at_once() -> Iterator[str]:
    for name, args, keywords in AT_ONCE:
        with tf.Graph().as_default():
            theirs = shape_of(lambda name=name, args=args, more=keywords: resolve(name)(*args, **more))
        one = shape_of(lambda name=name, args=args, more=keywords: ours(name)(*args, **more))
        if one != theirs:
            yield f"{name} of {np.shape(args[0])} {keywords}: {one} against {theirs}"


def shape_of(function: Callable[[], Any]) -> tuple[int, ...] | None:
    try:
        return tuple(function().shape)
    except ValueError:
        return None


def ours(name: str) -> Callable[..., Any]:
    found = kernel_of(name)
    assert found is not None, name
    return found


def kernels() -> Iterator[str]:
    for name, theirs, args in CASES:
        one, other = np.asarray(ours(name)(*args)), np.asarray(theirs(*args))
        if one.shape != other.shape or not np.allclose(one, other, rtol=1e-4, atol=1e-5):
            yield f"{name}: {one.shape} against {other.shape}"
    for name, theirs, args in REFUSED:
        for function in (ours(name), theirs):
            try:
                function(*args)
            except Exception:
                continue
            yield f"{name} takes {[np.shape(arg) for arg in args]}"


def feeding() -> Iterator[str]:
    """A placeholder takes in both worlds the same arrays."""
    node = ours("tf.placeholder")("float32", shape=(None, 4))
    assert isinstance(node, Node)
    session = ours("tf.Session")()
    with tf.Graph().as_default(), OLD.Session() as real:
        place = OLD.placeholder("float32", (None, 4))
        for sizes in ((2, 4), (5, 4), (2, 3), (4,), (2, 2, 4)):
            array = floats(*sizes)
            one = taken(lambda array=array: ours("tf.Session.run")(session, [node], feed_dict={node: array}))
            if one != taken(lambda array=array: real.run([place], feed_dict={place: array})):
                yield f"a placeholder of (?, 4) is fed {sizes}: {one}"


def taken(function: Callable[[], Any]) -> bool:
    try:
        function()
    except ValueError:
        return False
    return True


def fixtures() -> Iterator[str]:
    """Every finding of a fixture that needs TensorFlow, by TensorFlow itself or by Keras on it."""
    with Session("cpu", 60) as session:
        for path in sorted(FIXTURES.rglob("*_faulty.py")):
            runs = path.read_text(encoding="utf-8").partition("\n")[0]
            if runs not in ("# runs: tensorflow", "# runs: legacy") or "nolearn" in path.name:
                continue
            for finding in session.confirmed(check_file(path, witnesses=True)):
                verdict = finding.verdict
                if verdict is None or verdict.state != "confirmed":
                    yield f"{path.name}: {verdict and verdict.line}"
                elif "reference" in verdict.world and "_legacy" not in path.name:
                    yield f"{path.name}: {verdict.line}"


if __name__ == "__main__":
    for problem in (*kernels(), *at_once(), *feeding(), *fixtures()):
        print(problem)
    sys.exit(0)
