"""Names that stand for one function in an edition of TensorFlow or Keras and for another in the next."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes, shapes

FED = "x = {v1}.placeholder({v1}.float32, [8, 1])\ny = {v1}.placeholder({v1}.float32, [8, 1])\n"


def test_a_loss_is_one_number_in_the_first_version_alone() -> None:
    first = "import tensorflow.compat.v1 as tf\n" + FED.format(v1="tf")
    assert shapes(first + "loss = tf.losses.mean_squared_error(y, x)\n")["loss"] == [()]
    old = "import tensorflow as tf\n" + FED.format(v1="tf")
    assert shapes(old + "loss = tf.losses.mean_squared_error(y, x)\n")["loss"] == [()]
    both = "import tensorflow as tf\n" + FED.format(v1="tf.compat.v1")
    assert shapes(both + "loss = tf.losses.mean_squared_error(y, x)\n")["loss"] == [None]


@pytest.mark.parametrize("only", ["import tensorflow_addons", "keras.optimizers.legacy.SGD(0.1)", "1"])
def test_what_only_keras_2_has_lets_a_number_be_a_shape(only: str) -> None:
    text = f"from tensorflow import keras\n{only}\nx = keras.layers.Input(3)\n"
    assert codes(text) == (["SHP702"] if only == "1" else [])
