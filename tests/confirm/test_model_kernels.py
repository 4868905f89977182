"""Models that are put together from the reference kernels say what Keras' own say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from shapelint.confirm.kernels.keras_losses import _LOSSES
from shapelint.confirm.kernels.models import Model
from shapelint.confirm.kernels.registry import kernel_of
from tests.confirm.kernel_cases import floats, whole

pytestmark = pytest.mark.filterwarnings("ignore")

keras = pytest.importorskip("keras")
Make = Callable[..., Any]
TOLERANCE = {"rtol": 1e-4, "atol": 1e-5}


def ours(name: str, *args: Any, **keywords: Any) -> Any:
    function = kernel_of(f"keras.{name}")
    assert function is not None, name
    return function(*args, **keywords)


def theirs(name: str, *args: Any, **keywords: Any) -> Any:
    found: Any = keras
    for part in name.split("."):
        found = getattr(found, part)
    return found(*args, **keywords)


def layer(make: Make, name: str, *args: Any, **keywords: Any) -> Any:
    return make(f"layers.{name}", *args, **keywords)


def image_classifier(make: Make) -> Any:
    rows = [
        layer(make, "Input", (8, 9, 3)),
        layer(make, "Conv2D", filters=4, kernel_size=3, activation="relu"),
        layer(make, "MaxPooling2D"),
        layer(make, "BatchNormalization"),
        layer(make, "Flatten"),
        layer(make, "Dropout", 0.5),
        layer(make, "Dense", units=5, activation="softmax"),
    ]
    return make("Sequential", rows)


def of_sequences(make: Make) -> Any:
    """What the first layer says of its input, and layers around layers."""
    return make(
        "Sequential",
        [
            layer(make, "Input", batch_shape=(None, None, 4)),
            layer(make, "Bidirectional", layer(make, "LSTM", units=3, return_sequences=True)),
            layer(make, "TimeDistributed", layer(make, "Dense", units=2)),
            layer(make, "Bidirectional", layer(make, "SimpleRNN", units=3), merge_mode="sum"),
        ],
    )


def two_inputs(make: Make) -> Any:
    one, other = layer(make, "Input", (6,)), layer(make, "Input", (4, 3))
    shared = layer(make, "Dense", units=5)
    left = shared(one)
    right = shared(layer(make, "Dense", units=6)(layer(make, "GlobalAveragePooling1D")(other)))
    joined = layer(make, "Concatenate")([left, right])
    return make("Model", [one, other], [layer(make, "Dense", units=2)(joined), left])


def grown(make: Make) -> Any:
    model = make("Sequential")
    make("Sequential.add", model, layer(make, "Input", (6,)))
    make("Sequential.add", model, layer(make, "Dense", units=3, activation="tanh"))
    return model


MODELS: list[tuple[Callable[[Make], Any], Any]] = [
    (image_classifier, floats(40, 8, 9, 3)),
    (of_sequences, floats(5, 7, 4)),
    (two_inputs, [floats(5, 6), floats(5, 4, 3)]),
    (grown, floats(5, 6)),
]


def with_the_same_numbers(build: Callable[[Make], Any]) -> tuple[Any, Any]:
    one, other = build(ours), build(theirs)
    assert isinstance(one, Model)
    numbers = [each + 0.1 for each in other.get_weights()]
    other.set_weights(numbers)
    own = ours("layers.Layer.get_weights", one)
    assert [each.shape for each in own] == [each.shape for each in numbers]
    for array, number in zip(own, numbers, strict=True):
        array[...] = number
    return one, other


def same(one: Any, other: Any) -> None:
    if isinstance(other, list):
        for pair in zip(one, other, strict=True):
            same(*pair)
        return
    assert np.shape(one) == np.shape(other)
    np.testing.assert_allclose(one, other, **TOLERANCE)


@pytest.mark.parametrize(("build", "data"), MODELS, ids=lambda value: getattr(value, "__name__", ""))
def test_models_predict_the_same(build: Callable[[Make], Any], data: Any) -> None:
    one, other = with_the_same_numbers(build)
    same(ours("Model.predict", one, data), other.predict(data, verbose=0))
    same(ours("Model.predict_on_batch", one, data), other.predict_on_batch(data))


LOSSES = [
    *((name, floats(40, 5)) for name, *_ in _LOSSES if not name.startswith("sparse")),
    ("sparse_categorical_crossentropy", whole(40, below=5)),
    ("sparse_categorical_crossentropy", whole(40, 1, below=5)),
    ("mse", floats(40, 1)),
    *((cls, floats(40, 5)) for _, cls, *_ in _LOSSES if not cls.startswith("Sparse")),
    ("SparseCategoricalCrossentropy", whole(40, below=5)),
]


@pytest.mark.parametrize(("loss", "target"), LOSSES, ids=lambda value: value if isinstance(value, str) else "")
def test_the_loss_of_a_model_is_that_of_keras(loss: str, target: Any) -> None:
    """What is not trained yet: `evaluate`."""
    one, other = with_the_same_numbers(image_classifier)
    x = floats(40, 8, 9, 3)
    made = loss[0].isupper()
    other.compile("sgd", theirs(f"losses.{loss}") if made else loss)
    ours("Model.compile", one, "sgd", ours(f"losses.{loss}") if made else loss)
    wanted = other.evaluate(x, target, verbose=0)
    assert ours("Model.evaluate", one, x, target) == pytest.approx(wanted, rel=1e-4)
    assert ours("Model.fit", one, x, target).history["loss"][0] == pytest.approx(wanted, rel=1e-4)
    assert ours("Model.test_on_batch", one, x, target) == pytest.approx(other.test_on_batch(x, target), rel=1e-4)


def refusals(make: Make) -> list[Callable[[], Any]]:
    """Calls that cannot be right."""
    image, sequence = image_classifier(make), of_sequences(make)
    for model in (image, sequence):
        make("Model.compile", model, "sgd", "categorical_crossentropy")
    return [
        lambda: make("layers.Input", 16),
        lambda: make("Model.predict", image, floats(2, 12, 8, 3)),
        lambda: make("Model.predict", image, floats(8, 9, 3)),
        lambda: make("Model.predict", two_inputs(make), floats(5, 6)),
        lambda: make("Model.predict", two_inputs(make), [floats(5, 6), floats(4, 4, 3)]),
        lambda: make("Model.predict", two_inputs(make), [floats(5, 6), floats(5, 7, 3)]),
        lambda: make("Model.fit", image, floats(4, 8, 9, 3), floats(4, 6)),
        lambda: make("Model.fit", image, floats(4, 8, 9, 3), floats(4)),
        lambda: make("Model.fit", image, floats(4, 8, 9, 3), floats(5, 5)),
        lambda: layer(make, "Dense", units=3)(layer(make, "Flatten")(layer(make, "Input", (None, 4)))),
        lambda: layer(make, "LSTM", units=3)(layer(make, "Input", (4,))),
        lambda: make("Model.fit", two_inputs(make), [floats(5, 6), floats(5, 4, 3)], floats(5, 2)),
    ]


@pytest.mark.parametrize("at", range(12))
def test_models_refuse_what_keras_refuses(at: int) -> None:
    for make in (ours, theirs):
        with pytest.raises((ValueError, TypeError, RuntimeError)):
            refusals(make)[at]()


def test_a_row_of_layers_takes_what_its_layers_take() -> None:
    for make in (ours, theirs):
        rows = [layer(make, "Input", (8, 9, 3)), layer(make, "GlobalMaxPooling2D"), layer(make, "Dense", units=2)]
        assert np.shape(make("Model.predict", make("Sequential", rows), floats(2, 12, 8, 3))) == (2, 2)


def test_a_graph_leaves_open_what_its_inputs_leave_open() -> None:
    for make in (ours, theirs):
        x = layer(make, "Input", (None, 4))
        outputs = [x, layer(make, "LSTM", units=3)(x), layer(make, "Conv1D", filters=2, kernel_size=3)(x)]
        assert [tuple(each.shape) for each in outputs] == [(None, None, 4), (None, 3), (None, None, 2)]


def test_a_state_that_is_kept_is_that_of_so_many_samples() -> None:
    for make in (ours, theirs):
        made = layer(make, "SimpleRNN", units=3, stateful=True)
        model = make("Sequential", [layer(make, "Input", batch_shape=(2, 5, 1)), made])
        with pytest.raises(Exception, match=r"state"):
            make("Model.predict", model, floats(5, 5, 1))


def test_modules_of_pytorch_in_a_row() -> None:
    torch = pytest.importorskip("torch")
    nn = [kernel_of(f"torch.nn.{name}") for name in ("Sequential", "Linear", "ReLU")]
    make, linear, relu = (each for each in nn if each is not None)
    first, second = linear(4, 3), linear(3, 2)
    wanted = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))
    for one, other in ((first, wanted[0]), (second, wanted[2])):
        one.weights.arrays.update({name: each.detach().numpy() for name, each in other.named_parameters()})
    same(make(first, relu(), second)(floats(5, 4)), wanted(torch.as_tensor(floats(5, 4))).detach().numpy())
