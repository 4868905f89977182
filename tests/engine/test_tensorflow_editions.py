"""Names that stand for one function in TensorFlow 1 and for another in TensorFlow 2."""

from __future__ import annotations

from tests.engine.programs import shapes

FED = "x = {v1}.placeholder({v1}.float32, [8, 1])\ny = {v1}.placeholder({v1}.float32, [8, 1])\n"


def test_a_loss_is_one_number_in_the_first_version_alone() -> None:
    first = "import tensorflow.compat.v1 as tf\n" + FED.format(v1="tf")
    assert shapes(first + "loss = tf.losses.mean_squared_error(y, x)\n")["loss"] == [()]
    old = "import tensorflow as tf\n" + FED.format(v1="tf")
    assert shapes(old + "loss = tf.losses.mean_squared_error(y, x)\n")["loss"] == [()]
    both = "import tensorflow as tf\n" + FED.format(v1="tf.compat.v1")
    assert shapes(both + "loss = tf.losses.mean_squared_error(y, x)\n")["loss"] == [None]
