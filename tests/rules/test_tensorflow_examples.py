"""TensorFlow: what only our world can be asked (the batch, TensorFlow 1), and random calls where it is installed."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import reduce
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

from shapelint.confirm.ours import Ours, plain
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.values import UNKNOWN, Flow, Site, Tensor
from shapelint.sizes import Shape
from tests.engine.programs import analysis_of
from tests.rules.drawn import agrees, axis, near, ours, real_shape, sizes, zeros

Call = tuple[tuple[Any, ...], dict[str, Any]]


def tensor(*dims: Any, family: str = "tf", flow: Flow | None = None) -> Tensor:
    return Tensor(Shape(dims), family, "float", flow=flow)


def call(name: str, *args: Any, **keywords: Any) -> tuple[Any, list[str]]:
    """The result in plain values, and the codes of what was reported."""
    rule = find(f"tf.{name}")
    assert rule is not None
    world = Ours(rule)
    value = world.call(rule, args, keywords)
    return plain(value), [mismatch.code for mismatch in world.reports]


def value(name: str, *args: Any, **keywords: Any) -> Any:
    rule = find(f"tf.{name}")
    assert rule is not None
    return Ours(rule).call(rule, args, keywords)


# --- the batch ---


def test_reshape_keeps_samples() -> None:
    x = tensor(BATCH, 784)
    assert call("reshape", x, (-1, 28, 28, 1)) == ((None, 28, 28, 1), [])
    assert call("reshape", x, (-1, 14, 14, 1)) == ((None, 14, 14, 1), ["SHP106"])
    assert call("reshape", tensor(BATCH, 7, 7, 64), (-1, 3136)) == ((None, 3136), [])


def test_shapes_are_values() -> None:
    sizes_ = value("shape", tensor(BATCH, 5, 3))
    assert sizes_.content == (BATCH, 5, 3)
    first = value("Tensor.__getitem__", sizes_, 0)
    assert first == BATCH
    assert value("reshape", tensor(BATCH, 5, 3), (first, 15)).shape == Shape((BATCH, 15))
    packed = value("stack", (first, 15))
    assert value("reshape", tensor(BATCH, 5, 3), packed).shape == Shape((BATCH, 15))
    joined = value("concat", (sizes_, (1,)), 0)
    assert value("reshape", tensor(BATCH, 5, 3), joined).shape == Shape((BATCH, 5, 3, 1))
    assert value("reshape", tensor(5, 3), value("Tensor.__getitem__", tensor(2), UNKNOWN)).shape.open


def test_keras_tensors_stay_keras_tensors() -> None:
    x = tensor(BATCH, 5, family="keras")
    assert value("exp", x).family == "keras"
    assert value("add", value("constant", 1.0), x).family == "keras"
    assert value("concat", (tensor(3, 5), x), 1).family == "keras"
    assert value("exp", tensor(2)).family == "tf"


def test_steps_remember_all_operands() -> None:
    left, right = (tensor(2, 3, flow=Flow(name, Shape((2, 3)), Site("a.py", 1))) for name in ("a", "b"))
    made = value("subtract", left, right)
    assert [parent.what for parent in made.flow.parents] == ["a", "b"]


def test_scores_through_a_sigmoid() -> None:
    context = tensor(BATCH, 256, flow=Flow("Input", Shape((BATCH, 256)), Site("a.py", 1)))
    reply = tensor(BATCH, 256, flow=Flow("Input", Shape((BATCH, 256)), Site("a.py", 2)))
    scores = value("matmul", context, value("transpose", reply))
    assert call("sigmoid", scores) == ((None, None), ["SHP104"])
    assert call("nn.softmax", scores) == ((None, None), [])
    itself = value("matmul", context, context, transpose_b=True)
    assert call("sigmoid", itself) == ((None, None), [])


# --- TensorFlow 1 ---


def test_placeholders() -> None:
    assert value("placeholder", "float32", (None, 784)).shape == Shape((BATCH, 784))
    assert value("placeholder", "float32", (None, None, 8)).shape == Shape((BATCH, UNKNOWN, 8))
    assert value("placeholder", "float32").shape.open


def test_labels_for_logits_of_which_only_the_classes_are_known() -> None:
    loss = value(
        "nn.sparse_softmax_cross_entropy_with_logits",
        Tensor(Shape((4,)), "tf", "int"),
        Tensor(Shape((10,), True), "tf"),
    )
    assert loss.shape == Shape((4,))


def test_samples_of_several_placeholders() -> None:
    """Both halves may be fed to a third placeholder at once."""
    text = """
        import tensorflow.compat.v1 as tf
        real, fake = tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.float32, [None, 2])
        truths = tf.placeholder(tf.int32, [None])
        both = tf.concat([real, fake], 0)
        tf.nn.sparse_softmax_cross_entropy_with_logits(logits=both, labels=truths)
        split = tf.reshape(both, [-1, 4])
    """
    analysis = analysis_of(dedent(text))
    assert analysis.reports == ()


def test_old_names() -> None:
    x = tensor(2, 3, 4)
    assert call("reduce_sum", x, reduction_indices=1, keep_dims=True) == ((2, 1, 4), [])
    assert call("expand_dims", x, dim=0) == ((1, 2, 3, 4), [])
    assert call("squeeze", tensor(2, 1), squeeze_dims=(1,)) == ((2,), [])
    assert call("nn.conv2d", tensor(2, 9, 9, 3), filter=tensor(3, 3, 3, 8), strides=1, padding="SAME") == (
        (2, 9, 9, 8), [],
    )  # fmt: skip
    assert call("mul", tensor(2, 1), tensor(3)) == ((2, 3), [])
    assert call("arg_max", x, dimension=2) == ((2, 3), [])


def test_one_row_of_labels_for_the_batch() -> None:
    loss = "losses.mean_squared_error"
    assert call(loss, tensor(1, 2), tensor(BATCH, 2))[1] == ["SHP402"]
    assert call(loss, tensor(BATCH, 2), tensor(BATCH, 2))[1] == []
    assert call(loss, tensor(50, 2), tensor(BATCH, 2))[1] == []
    with pytest.raises(Mismatch, match="SHP403"):
        call(loss, tensor(BATCH, 3), tensor(BATCH, 2))


def test_sessions() -> None:
    session = value("Session")
    fetched = value("Session.run", session, (tensor(BATCH, 3), tensor(2)))
    assert [each.family for each in fetched] == ["numpy", "numpy"]
    assert plain(fetched) == ((None, 3), (2,))


def test_datasets() -> None:
    rows = value("data.Dataset.from_tensor_slices", (tensor(10, 3), tensor(10)))
    batches = value("data.Dataset.batch", rows, 4)
    assert value("data.Dataset.__iter__", batches).each[0].shape == Shape((BATCH, 3))
    full = value("data.Dataset.batch", rows, 4, drop_remainder=True)
    assert value("data.Dataset.__iter__", full).each[1].shape == Shape((4,))


# --- random calls ---

ROWS: dict[str, Callable[[random.Random], Call]] = {
    "add": lambda d: ((zeros(d), zeros(d)), {}),
    "where": lambda d: ((np.asarray(zeros(d, 2) > 0), zeros(d, 2), zeros(d, 1)), {}),
    "zeros": lambda d: ((sizes(d),), {}),
    "constant": lambda d: ((1.0,), {"shape": sizes(d)}),
    "range": lambda d: ((d.randint(-3, 3), d.randint(3, 9), d.choice([1, 2])), {}),
    "one_hot": lambda d: ((np.zeros(sizes(d, 2), int), 4), {"axis": d.choice([None, 0])}),
    "reshape": lambda d: ((zeros(d), tuple(d.choice([-1, 1, 2, 3, 6]) for _ in range(d.randint(1, 3)))), {}),
    "transpose": lambda d: ((zeros(d), d.choice([None, tuple(d.sample(range(4), d.randint(1, 4)))])), {}),
    "expand_dims": lambda d: ((zeros(d), axis(d)), {}),
    "squeeze": lambda d: ((zeros(d, least=1, largest=2), d.choice([None, axis(d)])), {}),
    "broadcast_to": lambda d: ((zeros(d, 2), (2, 3, 3)), {}),
    "concat": lambda d: (([a := zeros(d, least=1), near(d, a)], axis(d)), {}),
    "stack": lambda d: (([a := zeros(d), near(d, a)], axis(d)), {}),
    "unstack": lambda d: ((zeros(d, least=1),), {"axis": axis(d)}),
    "split": lambda d: ((zeros(d, 3, 1, 6), d.choice([2, 3, (1, 2)]), d.randint(-2, 1)), {}),
    "tile": lambda d: ((zeros(d, 3, 1), sizes(d, 3, 1)), {}),
    "repeat": lambda d: ((zeros(d, least=1), 2, d.choice([None, axis(d)])), {}),
    "pad": lambda d: ((zeros(d, 2, 1), ((0, 1),) * d.randint(1, 2)), {}),
    "gather": lambda d: ((zeros(d, least=1), np.zeros(sizes(d, 2), int)), {"axis": axis(d)}),
    "reduce_sum": lambda d: ((zeros(d, least=1), d.choice([None, axis(d), (0, -1)])), {"keepdims": d.random() < 0.5}),
    "argmax": lambda d: ((zeros(d, least=1), d.choice([None, axis(d)])), {}),
    "cumsum": lambda d: ((zeros(d, least=1), axis(d)), {}),
    "matmul": lambda d: ((zeros(d, 3, 2), zeros(d, 3, 2)), {"transpose_b": d.random() < 0.5}),
    "tensordot": lambda d: ((zeros(d, 3, 1), zeros(d, 3, 1), d.choice([1, ((-1,), (0,))])), {}),
    "einsum": lambda d: ((d.choice(["ij,jk->ik", "bi,bi->b", "ij,ji"]), zeros(d, 3), zeros(d, 3)), {}),
    "nn.conv1d": lambda d: (
        (np.zeros((2, d.randint(3, 6), d.choice([2, 2, 3]))), zeros(d, 3, 2, 2), d.randint(1, 2),
         d.choice(["SAME", "VALID"])), {},
    ),
    "nn.conv2d": lambda d: (
        (np.zeros((2, 6, d.randint(3, 6), d.choice([3, 3, 4]))), np.zeros((3, d.randint(1, 3), 3, 5)),
         d.choice([1, (2, 1), (1, 2, 2, 1)]), d.choice(["SAME", "VALID"])), {},
    ),
    "nn.max_pool2d": lambda d: (
        (zeros(d, 4, 4, 6), d.choice([2, (1, 2, 2, 1)]), d.choice([1, 2, (2, 3)]), d.choice(["SAME", "VALID"])), {},
    ),
    "nn.bias_add": lambda d: ((zeros(d, 3, 2), zeros(d, 1, 1)), {}),
    "nn.sparse_softmax_cross_entropy_with_logits": lambda d: ((np.zeros(sizes(d, 2), int), zeros(d, 3, 1)), {}),
    "nn.sigmoid_cross_entropy_with_logits": lambda d: ((a := zeros(d), near(d, a)), {}),
    "Tensor.__getitem__": lambda d: (
        (zeros(d), tuple(d.choice([0, -1, 2, None, Ellipsis, slice(1, None)]) for _ in range(d.randint(1, 3)))), {},
    ),
    "linalg.diag": lambda d: ((zeros(d, 2, 1),), {}),
    "image.resize": lambda d: ((zeros(d, 4, 3), (4, 5)), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_draws(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")  # whose kernels go on with shapes that do not fit
    tf = pytest.importorskip("tensorflow")
    rule = find(f"tf.{name}")
    assert rule is not None
    draw = random.Random(name)
    accepted = False
    for _ in range(40):
        args, keywords = ROWS[name](draw)
        said, real = _said(rule, args, keywords), _real(tf, name, args, keywords)
        shown = f"{name}{[np.shape(arg) if isinstance(arg, np.ndarray) else arg for arg in args]} {keywords}"
        assert isinstance(said, str) == isinstance(real, str), f"{shown}: {said} against {real}"
        assert isinstance(said, str) or agrees(said, real), f"{shown}: {said} against {real}"
        accepted = accepted or not isinstance(real, str)
    assert accepted, "nothing was accepted"


def _said(rule: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    world = Ours(rule)
    try:
        return plain(world.call(rule, tuple(ours(arg, "tf") for arg in args), keywords))
    except Mismatch as mismatch:
        return mismatch.code


def _real(tf: Any, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    function = reduce(getattr, name.split("."), tf)
    try:
        return real_shape(function(*(_tensors(tf, arg) for arg in args), **keywords))
    except Exception as error:  # TensorFlow refuses with any of a dozen exceptions
        return f"{type(error).__name__}: {error}"


def _tensors(tf: Any, arg: Any) -> Any:
    if isinstance(arg, np.ndarray):
        return tf.constant(arg, {"f": tf.float32, "i": tf.int32, "b": tf.bool}[arg.dtype.kind])
    return [_tensors(tf, item) for item in arg] if isinstance(arg, list) else arg
