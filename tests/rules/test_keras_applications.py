"""Networks that Keras has ready-made: their shapes, asked of Keras on pictures of several sizes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rules.keras_programs import codes_of, shape_of

keras = pytest.importorskip("keras")

NETWORKS = ("VGG16", "ResNet50", "MobileNet", "MobileNetV2", "DenseNet121", "InceptionV3", "Xception", "EfficientNetB0")
SIZES = (96, 100, 127, 128, 150, 224)


@pytest.mark.parametrize("name", NETWORKS)
def test_maps(name: str) -> None:
    network = getattr(keras.applications, name)(include_top=False, weights=None)
    for size in SIZES:
        program = f"""
            network = keras.applications.{name}(include_top=False, weights=None, input_shape=({size}, {size}, 3))
            maps = network.output
        """
        real = network(keras.Input((size, size, 3))).shape[1:]
        known = shape_of(program, "maps")
        assert known is not None
        assert all(ours in (None, theirs) for ours, theirs in zip(known[1:], real, strict=True)), (size, known, real)
        assert (size % 32 != 0 and name not in ("VGG16", "Xception", "InceptionV3")) or None not in known


TRANSFER = """
    from keras.applications.vgg16 import VGG16, preprocess_input
    base = VGG16(weights=None, include_top=False, input_shape=(96, 96, 3))
    for layer in base.layers:
        layer.trainable = False
    maps = base.output
    pooled = layers.GlobalAveragePooling2D()(maps)
    scores = layers.Dense(5, activation="softmax", name="scores")(pooled)
    model = Model(inputs=base.input, outputs=scores)
    pictures = preprocess_input(np.zeros((4, 96, 96, 3)))
    found = model.predict(pictures, verbose=0)
    stacked = Sequential([base, layers.Flatten(), layers.Dense(3)])
    kernel, made = stacked.layers[2].kernel, stacked(pictures)
    head = keras.applications.MobileNet(weights=None, classes=7).output
    narrow = keras.applications.MobileNet(weights=None, include_top=False, pooling="avg", alpha=0.5).output
"""


def test_a_network_with_another_head() -> None:
    assert codes_of(TRANSFER) == []
    known = {name: shape_of(TRANSFER, name) for name in ("maps", "scores", "found", "kernel", "made", "head", "narrow")}
    assert known == {
        "maps": ("None", 3, 3, 512),
        "scores": ("None", 5),
        "found": (4, 5),
        "kernel": (4608, 3),
        "made": (4, 3),
        "head": ("None", 7),
        "narrow": ("None", None),
    }
    base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(96, 96, 3))
    assert keras.Sequential([base, keras.layers.Flatten(), keras.layers.Dense(3)])(np.zeros((4, 96, 96, 3))).shape == (
        4,
        3,
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [("layers.LSTM(3)(maps)", "SHP101"), ("model.predict(np.zeros((4, 96, 96)))", "SHP801")],
)
def test_a_network_that_is_used_wrongly(line: str, code: str) -> None:
    assert codes_of(TRANSFER + f"    {line}\n") == [code]
