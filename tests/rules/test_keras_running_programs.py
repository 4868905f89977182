"""Keras programs that run: nothing is said of them."""

from __future__ import annotations

import pytest

from tests.rules.keras_programs import DENSE, ROWS, TWO_OUTPUTS, codes_of, run

RUNS = {
    "steps first between two transpositions": """
        x = keras.Input((6, 4))
        steps = ops.transpose(x, (1, 0, 2))
        model = Model(x, layers.LSTM(3)(ops.transpose(steps * 2, (1, 0, 2))))
        stacked = Model(x, ops.stack([x, x]))
        """,
    "one number for the whole batch": """
        x = keras.Input((6,))
        model = Model(x, layers.Lambda(lambda t: ops.mean(t))(x))
        """,
    "targets for the outputs that have a loss, as Keras 2 takes them": """
        x = keras.Input((4,))
        both = Model(x, [layers.Dense(3)(x), layers.Dense(1)(x)])
        both.compile("sgd", ["mse", None])
        both.fit(np.zeros((6, 4)), [np.zeros((6, 3)), np.zeros((6, 1))], verbose=0)
        """,
    "weights of samples": DENSE
    + """
    model.fit(np.zeros((6, 4)), np.zeros((6, 3)), sample_weight=np.ones(6))
    model.train_on_batch(np.zeros((6, 4)), np.zeros((6, 3)), np.ones((6, 1)))
    """,
    "a compute_loss of the program's own": """
        class Net(Model):
            def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
                return ops.mean(ops.square(y - y_pred)) + ops.mean(ops.abs(x[:, :3] - y_pred))
        x = keras.Input((4,))
        net = Net(x, layers.Dense(3)(x))
        net.compile("sgd")
        net.fit(np.zeros((6, 4)), np.zeros((6, 3)), verbose=0)
        """,
    "metrics of the program's own": """
        def worst(y_true, y_pred):
            return ops.max(ops.abs(y_true - y_pred), axis=-1)
        model = Sequential([keras.Input((4,)), layers.Dense(1)])
        model.compile("sgd", "mse", metrics=[worst, "mae"], weighted_metrics=["mape"])
        model.fit(np.zeros((6, 4)), np.zeros((6, 1)), verbose=0)
        loss, first, second, third = model.evaluate(np.zeros((6, 4)), np.zeros((6, 1)), verbose=0)
        """,
    "losses, targets and metrics by name": TWO_OUTPUTS
    + """
    both.compile(
        "sgd",
        {"size": "mse", "kind": "sparse_categorical_crossentropy"},
        metrics={"size": [lambda y, x: ops.mean(y - x)], "kind": ["accuracy"]},
    )
    both.fit(np.zeros((6, 4)), {"size": np.zeros((6, 1)), "kind": np.zeros(6)}, verbose=0)
    both.fit(np.zeros((6, 4)), [np.zeros((6, 1)), np.zeros(6)], sample_weight=np.ones(6), verbose=0)
    """,
    "one initial state for all samples": """
        x = np.zeros((2, 7, 5), "float32")
        one = np.zeros((1, 3), "float32")
        y = layers.GRU(3)(x, initial_state=one)
        y = layers.LSTM(3)(x, initial_state=[one, one])
        y = layers.RNN(layers.LSTMCell(3))(x, initial_state=[one, np.zeros((2, 1), "float32")])
        """,
    "an input in a row": """
        a = keras.Input((4,))
        model = Model(a, layers.Dense(2)(a))
        found = model.predict([np.zeros((6, 4))], verbose=0)
        first = Sequential([a, layers.Dense(2)]).predict([np.zeros((6, 4)), np.zeros((6, 4))], verbose=0)
        """,
    "weights that a build of its own makes": """
        class Scale(layers.Layer):
            def build(self, input_shape):
                self.scale = self.add_weight(shape=(input_shape[-1],))
                super().build(input_shape)
        scale = Scale()
        scale.build((None, 6))
        scale.set_weights([np.ones(6)])
        """,
    "inputs in a dict": """
        a, b = keras.Input((4,)), keras.Input((2,), name="other")
        model = Model({"left": a, "right": b}, {"sum": layers.Concatenate()([a, b]), "one": layers.Dense(1)(b)})
        found = model.predict({"right": np.zeros((6, 2)), "left": np.zeros((6, 4))}, verbose=0)
        kernel = found["sum"].reshape(6, 2, 3)
        model.compile("sgd", {"sum": "mse", "one": "mae"})
        model.fit({"right": np.zeros((6, 2)), "left": np.zeros((6, 4))},
                  {"one": np.zeros((6, 1)), "sum": np.zeros((6, 6))}, verbose=0)
        """,
    "weights of rows": ROWS + "    model.fit(np.zeros((6, 7, 4)), np.zeros((6, 7, 3)), sample_weight=np.ones((6, 7)))",
    "targets that are as many as they are wide, in batches of that size": DENSE
    + "    model.fit(np.zeros((64, 4)), np.zeros((64, 3)), sample_weight=np.ones(64))",
    "data of which an own step makes something else": """
        class Net(Model):
            def train_step(self, data):
                x, y = data
                return {"loss": ops.mean(self(x[:, :4]) - y)}
        x = keras.Input((4,))
        net = Net(x, layers.Dense(3)(x))
        net.compile("sgd")
        net.fit(np.zeros((6, 5)), np.zeros((6, 3)), verbose=0)
        """,
    "a row of layers that take any length, on data of another": """
        model = Sequential([keras.Input((25, 3)), layers.Conv1D(4, 3), layers.GlobalMaxPooling1D()])
        model.compile("sgd", "mse")
        model.fit(np.zeros((6, 24, 3)), np.zeros((6, 4)), verbose=0)
        """,
    "an inner model on another length": """
        words = keras.Input((None, 8))
        encoder = Model(words, layers.LSTM(16)(layers.Conv1D(8, 3)(words)))
        y = encoder(keras.Input((40, 8)))
        z = layers.concatenate([y, encoder(keras.Input((30, 8)))])
        """,
    "a channel axis that Keras adds": """
        model = Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(np.zeros((6, 28, 28)), np.zeros(6))
        """,
    "a stateful model measured on many batches": """
        model = Sequential([keras.Input(batch_shape=(25, 1, 1)), layers.LSTM(5, stateful=True), layers.Dense(1)])
        model.compile("sgd", "mse")
        model.evaluate(np.zeros((500, 1, 1)), np.zeros((500, 1)), batch_size=25, verbose=0)
        """,
    "a loss of the program's own": """
        model = Sequential([keras.Input((4,)), layers.Dense(3)])
        model.compile("sgd", lambda y_true, y_pred: ops.mean(y_pred))
        model.fit(np.zeros((6, 4)), np.zeros((6, 1)))
        """,
    "an axis of any size": """
        x = keras.Input((None, None, 3))
        y = layers.UpSampling2D()(layers.MaxPooling2D()(x))
        z = layers.Concatenate()([x, y])
        """,
    "one image and its shape": """
        image = np.zeros((32, 32, 3))
        labels = np.zeros((10,))
        x = keras.Input(shape=image.shape)
        y = layers.Conv2D(4, 3)(x)
        """,
    "a layer that reads the shape of its input": """
        class Gap(layers.Layer):
            def call(self, x):
                if x.shape[0] is None:
                    return ops.mean(x, axis=1)
                return ops.mean(x, axis=(1, 2))
        y = layers.Dense(3)(Gap()(keras.Input((5, 4, 3))))
        """,
    "a subclassed model": """
        class Net(keras.Model):
            def __init__(self, units=8):
                super().__init__()
                self.hidden = [layers.Dense(units, activation="relu") for _ in range(3)]
                self.drop = layers.Dropout(0.5)
                self.head = layers.Dense(2)
            def call(self, x, training=False):
                for layer in self.hidden:
                    x = layer(x)
                return self.head(self.drop(x, training=training))
        net = Net()
        net.compile("sgd", "sparse_categorical_crossentropy")
        net.fit(np.zeros((6, 4)), np.zeros(6))
        """,
    "a flag that call asks for, on top of a result that is unknown": """
        def outside(x):
            return x
        outside = globals()["outside"]
        class Net(keras.Model):
            def call(self, inputs, training=True):
                if training:
                    a, b, c = inputs
                    return [a, b]
                else:
                    a, b = inputs
                    return outside(a)
        Net()((np.zeros((6, 4)), np.zeros((6, 2))), training=False)
        """,
    "an input that is optional": """
        class Sum(layers.Layer):
            def call(self, x, y=None):
                return x if y is None else x + y
            def compute_output_shape(self, shape):
                return shape
        x, y = keras.Input((2,)), keras.Input((2,), optional=True)
        model = keras.Model([x, y], Sum()(x, y))
        model([np.ones((2, 2)), None])
        """,
}


@pytest.mark.parametrize("what", RUNS)
def test_runs(what: str) -> None:
    assert codes_of(RUNS[what]) == []


@pytest.mark.parametrize("what", RUNS)
def test_keras_accepts(what: str) -> None:
    pytest.importorskip("keras")
    run(RUNS[what])
