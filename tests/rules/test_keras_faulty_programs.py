"""Keras programs with one mistake: it is found, and Keras refuses them too, or does what nobody means."""

from __future__ import annotations

import pytest

from shapelint.findings.catalogue import CATALOGUE
from tests.rules.keras_programs import DENSE, ROWS, TWO_OUTPUTS, codes_of, run

GENERATOR = """
    noise = keras.Input((100,))
    image = layers.Reshape((28, 28, 1))(layers.Dense(784)(noise))
    generator = Model(noise, image)
    pixels = keras.Input((28, 28, 3))
    critic = Model(pixels, layers.Dense(1)(layers.Flatten()(layers.Conv2D(8, 3)(pixels))))
"""

FAULTY = {
    "a model called on another width": ("SHP201", GENERATOR + "    generator(keras.Input((64,)))"),
    "outputs of unlike batches, one behind the other": (
        "SHP303",
        """
        x = keras.Input((6,))
        model = Model(x, ops.matmul(x, ops.transpose(x)))
        model.predict(np.zeros((100, 6)), verbose=0)
        """,
    ),
    "a model called without channels": ("SHP101", GENERATOR + "    critic(keras.Input((28, 28)))"),
    "a kernel larger than what is left": (
        "SHP503",
        """
        model = Sequential([keras.Input((8, 8, 1)), layers.MaxPooling2D(4), layers.Conv2D(4, 3)])
        """,
    ),
    "steps lost before a recurrent layer": (
        "SHP101",
        """
        x = layers.LSTM(8)(layers.Embedding(100, 16)(keras.Input((20,))))
        y = layers.LSTM(8)(x)
        """,
    ),
    "an own layer built for one width": (
        "SHP302",
        """
        class Mix(layers.Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1], 4))
            def call(self, x):
                return ops.matmul(x, self.w)
        mix = Mix()
        mix(keras.Input((5,)))
        mix(keras.Input((6,)))
        """,
    ),
    "one-hot targets for number labels": (
        "SHP803",
        """
        model = Sequential([keras.Input((4,)), layers.Dense(3)])
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(np.zeros((6, 4)), np.zeros((6, 3)))
        """,
    ),
    "validation data of another width": (
        "SHP802",
        """
        model = Sequential([keras.Input((4,)), layers.Dense(3)])
        model.compile("sgd", "mse")
        model.fit(np.zeros((6, 4)), np.zeros((6, 3)), validation_data=(np.zeros((2, 5)), np.zeros((2, 3))))
        """,
    ),
    "a batch of samples that differ in number": (
        "SHP804",
        """
        class Data(keras.utils.Sequence):
            def __getitem__(self, index):
                return np.zeros((6, 4)), np.zeros((5, 3))
        model = Sequential([keras.Input((4,)), layers.Dense(3)])
        model.compile("sgd", "mse")
        model.fit(Data())
        """,
    ),
    "weights of samples that differ in number": (
        "SHP804",
        DENSE + "    model.fit(np.zeros((6, 4)), np.zeros((6, 3)), sample_weight=np.ones(5))",
    ),
    "weights of rows that differ in number": (
        "SHP803",
        ROWS + "    model.fit(np.zeros((6, 7, 4)), np.zeros((6, 7, 3)), sample_weight=np.ones((6, 5)))",
    ),
    "a generator of another width": (
        "SHP802",
        """
        def batches():
            while True:
                yield np.zeros((6, 5)), np.zeros((6, 3))
        """
        + DENSE.replace("    ", "        ")
        + "        model.fit(batches(), steps_per_epoch=1)",
    ),
    "validation data that are yielded": (
        "SHP803",
        """
        def batches(units):
            yield np.zeros((6, 4)), np.zeros((6, units))
        """
        + DENSE.replace("    ", "        ")
        + "        model.fit(batches(3), steps_per_epoch=1, validation_data=batches(2), validation_steps=1)",
    ),
    "what an own step does with the data": (
        "SHP302",
        """
        class Net(Model):
            def train_step(self, data):
                x, y = data
                return {"loss": ops.mean(ops.matmul(x, y))}
        x = keras.Input((4,))
        net = Net(x, layers.Dense(3)(x))
        net.compile("sgd")
        net.fit(np.zeros((6, 4)), np.zeros((6, 3)))
        """,
    ),
    "a compute_loss of the program's own": (
        "SHP301",
        """
        class Net(Model):
            def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
                return ops.mean(ops.square(y[:, 1:] - y_pred))
        x = keras.Input((4,))
        net = Net(x, layers.Dense(3)(x))
        net.compile("sgd")
        net.fit(np.zeros((6, 4)), np.zeros((6, 3)), verbose=0)
        """,
    ),
    "a metric of the program's own": (
        "SHP301",
        """
        def worst(y_true, y_pred):
            return ops.max(ops.abs(y_true[:, 1:] - y_pred), axis=-1)
        model = Sequential([keras.Input((4,)), layers.Dense(5)])
        model.compile("sgd", "mse", metrics=["mae", worst])
        model.fit(np.zeros((6, 4)), np.zeros((6, 5)), verbose=0)
        """,
    ),
    "a loss for an output by its name": (
        "SHP803",
        TWO_OUTPUTS
        + """
    both.compile("sgd", {"kind": "categorical_crossentropy", "size": "mse"})
    both.fit(np.zeros((6, 4)), {"size": np.zeros((6, 1)), "kind": np.zeros((6, 4))}, verbose=0)
    """,
    ),
    "losses in a row": (
        "SHP301",
        TWO_OUTPUTS
        + """
    both.compile("sgd", [lambda y, x: ops.mean(y - x), "mse"])
    both.fit(np.zeros((6, 4)), [np.zeros((6, 4)), np.zeros((6, 1))], verbose=0)
    """,
    ),
    "one target for two outputs, of which it fits one": (
        "SHP803",
        TWO_OUTPUTS
        + """
    both.compile("sgd", "mse")
    both.fit(np.zeros((6, 4)), np.zeros((6, 2)), verbose=0)
    """,
    ),
    "a row of one target for two outputs": (
        "SHP706",
        TWO_OUTPUTS
        + """
    both.compile("sgd", "mse")
    both.fit(np.zeros((6, 4)), [np.zeros((6, 3))], verbose=0)
    """,
    ),
    "a Dot over the batch": (
        "SHP306",
        """
        x = np.zeros((6, 6))
        y = layers.Dot(axes=0)([x, x])
        """,
    ),
    "one array for several inputs": (
        "SHP706",
        """
        a, b = keras.Input((4,)), keras.Input((2,))
        model = Model([a, b], layers.Dense(1)(layers.Concatenate()([a, b])))
        model.predict(np.zeros((6, 4)), verbose=0)
        """,
    ),
    "several pictures for one input": (
        "SHP706",
        """
        a = keras.Input((8, 8, 3))
        model = Model(a, layers.Conv2D(1, 3)(a))
        model.predict([np.zeros((8, 8, 3)), np.zeros((8, 8, 3))], verbose=0)
        """,
    ),
    "one picture without its batch": (
        "SHP801",
        """
        model = Sequential([keras.Input((8, 8, 1)), layers.Conv2D(1, 3), layers.Flatten(), layers.Dense(2)])
        model.predict(np.zeros((8, 8, 1)), verbose=0)
        """,
    ),
    "one of several inputs by its name": (
        "SHP802",
        """
        a, b = keras.Input((4,), name="left"), keras.Input((2,), name="right")
        model = Model([a, b], layers.Dense(1)(layers.Concatenate()([a, b])))
        model.predict({"left": np.zeros((6, 4)), "right": np.zeros((6, 3))}, verbose=0)
        """,
    ),
    "what a callback asks of the model": (
        "SHP802",
        """
        class Watch(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                self.model.predict(np.zeros((2, 5)), verbose=0)
        model = Sequential([keras.Input((4,)), layers.Dense(3)])
        model.compile("sgd", "mse")
        model.fit(np.zeros((6, 4)), np.zeros((6, 3)), callbacks=[Watch()], verbose=0)
        """,
    ),
    "an input that a dict lacks": (
        "SHP706",
        """
        a, b = keras.Input((4,), name="left"), keras.Input((2,), name="right")
        model = Model([a, b], layers.Dense(1)(layers.Concatenate()([a, b])))
        model.predict({"left": np.zeros((6, 4))}, verbose=0)
        """,
    ),
    "a loss that is asked in a step of the program's own": (
        "SHP803",
        """
        class Net(Model):
            def train_step(self, data):
                x, y = data
                return {"loss": self.compute_loss(x=x, y=y, y_pred=self(x, training=True))}
        x = keras.Input((4,))
        net = Net(x, layers.Dense(3)(x))
        net.compile("sgd", "categorical_crossentropy")
        net.fit(np.zeros((6, 4)), np.zeros((6, 2)), verbose=0)
        """,
    ),
    "a metric of the program's own, made for other classes": (
        "SHP301",
        """
        class Hits(keras.metrics.Metric):
            def __init__(self, count):
                super().__init__(name="hits")
                self.total = self.add_weight(name="total", shape=(count,), initializer="zeros")
            def update_state(self, y_true, y_pred):
                self.total.assign_add(ops.sum(y_true * y_pred, axis=0))
        Hits(3).update_state(np.zeros((5, 4)), np.zeros((5, 4)))
        """,
    ),
    "a dense layer on what a transposition leaves": (
        "SHP204",
        """
        x = keras.Input((4,))
        y = layers.Dense(3)(layers.Lambda(ops.transpose)(x))
        """,
    ),
    "one of several inputs in a dict": (
        "SHP802",
        """
        a, b = keras.Input((4,)), keras.Input((2,))
        model = Model({"left": a, "right": b}, layers.Dense(1)(layers.Concatenate()([a, b])))
        model.predict({"right": np.zeros((6, 3)), "left": np.zeros((6, 4))}, verbose=0)
        """,
    ),
}


@pytest.mark.parametrize("what", FAULTY)
def test_faulty(what: str) -> None:
    code, program = FAULTY[what]
    assert codes_of(program) == [code]


@pytest.mark.parametrize("what", FAULTY)
def test_keras_refuses(what: str) -> None:
    pytest.importorskip("keras")
    code, program = FAULTY[what]
    assert CATALOGUE[code].severity == "error"
    with pytest.raises(Exception, match=r"."):  # Keras refuses with any exception there is
        run(program)


# Programs that run, or that some versions of Keras run, and that do to the batch what nobody means.
SILENT = {
    "an output that is turned round": (
        "SHP104",
        """
        x = keras.Input((6, 4))
        model = Model(x, ops.transpose(x))
        """,
    ),
    "a reduction over the samples before the output": (
        "SHP105",
        """
        x = keras.Input((6, 4))
        model = Model(x, layers.Dense(2)(ops.max(x, axis=0)))
        """,
    ),
    "a product that sums over the samples": (
        "SHP105",
        """
        x, y = keras.Input((6,)), keras.Input((4,))
        model = Model([x, y], layers.Activation("relu")(ops.einsum("bi,bj->ij", x, y)))
        """,
    ),
    "a product of a batch turned round": (
        "SHP105",
        """
        x, y = keras.Input((6,)), keras.Input((4,))
        model = Model([x, y], ops.matmul(ops.transpose(x), y))
        """,
    ),
    "steps first for a recurrent layer": (
        "SHP104",
        """
        x = keras.Input((6, 4))
        y = layers.LSTM(3)(ops.transpose(x, (1, 0, 2)))
        """,
    ),
}


@pytest.mark.parametrize("what", SILENT)
def test_what_nobody_means(what: str) -> None:
    pytest.importorskip("keras")
    code, program = SILENT[what]
    assert codes_of(program) == [code]
    run(program)
