"""Keras programs that run: nothing is told of them, and every tensor at their end is known as a run leaves it."""

from __future__ import annotations

import pytest

from shapelint.api import check_source, shapes_of
from tests.rules.keras_programs import codes_of, run, shape_of

PROGRAMS = {
    "operations between layers, which Keras 3 does not count among them": """
        x = keras.Input((4, 6))
        y = layers.Dense(5)(x[:, 0] * 2)
        z = ops.concatenate([y, ops.relu(y)])
        model = Model(x, layers.Dense(3, name="head")(z))
        kernel, last = model.layers[1].kernel, model.layers[-1].kernel
        named = model.get_layer("head").get_weights()[1]
        count, whole = np.zeros(len(model.layers)), np.zeros(model.count_params())
        third = model.get_weights()[2]
        row = Model(model.input, model.layers[-2].output).predict(np.zeros((2, 4, 6)), verbose=0)
    """,
    "the only output in a list": """
        a, b = keras.Input((4,)), keras.Input((4,))
        model = Model([a], [layers.Dense(3)(a)])
        (first,) = model(b)
        again = model([b])[0]
        made, found = model(ops.zeros((2, 4))), model.predict(np.zeros((2, 4)), verbose=0)
        out, sample = model.output[0], np.zeros(model.output_shape[1:])
    """,
    "layers in lists and dicts of a model": """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.dense = [layers.Dense(3 + i, name=f"d{i}") for i in range(3)]
                self.rows = {"one": layers.Dense(1), "two": [layers.Dense(2, name="two")]}
                self.last = Sequential([layers.Dense(4)])
            def call(self, x):
                for dense in self.dense:
                    x = dense(x)
                return self.last(x) + self.rows["one"](x) + self.rows["two"][0](x)[:, :1]
        net = Net()
        y = net(np.zeros((2, 7)))
        count, whole, third = np.zeros(len(net.layers)), np.zeros(net.count_params()), net.get_weights()[2]
        named, inner = net.get_layer("two").kernel, net.layers[-1].layers[0].kernel
    """,
    "layers put into two lists by turns": """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.dense, self.norms = [], []
                for i in range(2):
                    self.dense.append(layers.Dense(3 + i, name=f"d{i}"))
                    self.norms.append(layers.BatchNormalization())
            def call(self, x):
                for dense, norm in zip(self.dense, self.norms):
                    x = norm(dense(x))
                return x
        net = Net()
        y = net(np.zeros((2, 7)))
        named = net.get_layer("d1").kernel
    """,
    "states of the cells of a stack, symbolic and not": """
        symbolic, rows = keras.Input((7, 5)), np.zeros((2, 7, 5))
        last, first, second = layers.RNN([layers.GRUCell(3), layers.GRUCell(4)], return_state=True)(symbolic)
        end, *states = layers.RNN([layers.GRUCell(3), layers.LSTMCell(4)], return_state=True)(rows)
        one, two = states[0][0], states[1][1]
    """,
    "metrics as objects, some of the program's own": """
        class Hits(keras.metrics.Metric):
            def __init__(self, count, name="hits"):
                super().__init__(name=name)
                self.total = self.add_weight(name="total", shape=(count,), initializer="zeros")
                self.steps = self.add_weight(name="steps", initializer="zeros")
            def update_state(self, y_true, y_pred, sample_weight=None):
                self.total.assign_add(ops.sum(y_true * y_pred, axis=0))
                self.steps.assign(self.steps + 1)
            def result(self):
                return self.total / self.steps
        hits, mean = Hits(3), keras.metrics.Mean()
        hits.update_state(np.zeros((5, 3)), np.zeros((5, 3)))
        mean(2.0)
        found, again, one = hits.result(), hits(np.zeros((4, 3)), np.zeros((4, 3))), mean.result()
        model = Sequential([keras.Input((4,)), layers.Dense(3)])
        model.compile("sgd", "mse", metrics=[Hits(3), keras.metrics.MeanAbsoluteError()])
        history = model.fit(np.zeros((6, 4)), np.zeros((6, 3)), epochs=4, verbose=0)
        epochs = np.zeros(len(history.epoch))
        told = np.zeros(len(model.evaluate(np.zeros((6, 4)), np.zeros((6, 3)), verbose=0)))
    """,
    "what weights begin with and activations, by name": """
        from keras import activations, constraints, initializers, regularizers
        class Twice(initializers.Initializer):
            def __call__(self, shape, dtype=None):
                return ops.ones(shape) * 2
        class Own(layers.Layer):
            def __init__(self, units, activation=None, initializer="glorot_uniform", regularizer=None):
                super().__init__()
                self.units, self.activation = units, activations.get(activation)
                self.init, self.regularizer = initializers.get(initializer), regularizers.get(regularizer)
                self.constraint = constraints.get("non_neg")
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer=self.init)
                self.v = keras.Variable(self.init((self.units, 2)))
            def call(self, x):
                return self.activation(ops.matmul(ops.matmul(x, self.w), self.v))
        own = Own(4, "relu", Twice(), regularizers.L2(0.1))
        y = own(np.zeros((3, 5), "float32"))
        first, second = own.w * 1, own.v * 1
        drawn, cost = initializers.RandomNormal(stddev=0.1)((2, 3)), own.regularizer(first)
        variable = keras.Variable("zeros", shape=(4, 3))
    """,
    "callbacks of the program's own": """
        class Watch(keras.callbacks.Callback):
            def __init__(self, rows):
                super().__init__()
                self.rows, self.kept = rows, []
            def on_train_begin(self, logs=None):
                self.kept = []
            def on_epoch_end(self, epoch, logs=None):
                self.found = self.model.predict(self.rows, verbose=0)
                self.kept.append(logs.get("loss"))
        model = Sequential([keras.Input((4,)), layers.Dense(3)])
        model.compile("sgd", "mse")
        watch = Watch(np.zeros((2, 4)))
        model.fit(np.zeros((6, 4)), np.zeros((6, 3)), callbacks=[watch], verbose=0)
        found = watch.found
    """,
    "numbers that Keras keeps as bounds": """
        kept = ops.clip(np.zeros((2, 3)), -1.0 + keras.config.epsilon(), 1.0 - keras.backend.epsilon())
    """,
    "the loss that a model was compiled with": """
        class Net(Model):
            def train_step(self, data):
                x, y = data
                return {"loss": self.compute_loss(x=x, y=y, y_pred=self(x, training=True))}
        x = keras.Input((4,))
        net = Net(x, layers.Dense(3)(x))
        net.compile("sgd", "sparse_categorical_crossentropy")
        net.fit(np.zeros((6, 4)), np.zeros(6), verbose=0)
        loss = net.compute_loss(y=np.zeros(6), y_pred=ops.zeros((6, 3)))
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_tensor_is_known(name: str) -> None:
    pytest.importorskip("keras")
    program = PROGRAMS[name]
    assert codes_of(program) == []
    tensors = {
        made: value.shape for made, value in run(program).items() if isinstance(getattr(value, "shape", None), tuple)
    }
    assert tensors
    for made, sizes in tensors.items():
        known = shape_of(program, made)
        assert known is not None, made
        assert tuple(None if size == "None" else size for size in known) == tuple(sizes), made


TURNS = PROGRAMS["layers put into two lists by turns"] + "    third = net.get_weights()[2]\n"


def test_the_order_of_layers_on_which_versions_differ_is_not_known() -> None:
    assert shape_of(TURNS, "third") is None


SAYINGS = """
    class Own(layers.Layer):
        def call(self, x):
            return x[:, :2]
        def compute_output_shape(self, input_shape):
            return (input_shape[0], 3)
    y = Own()(keras.Input((4,)))
    z = layers.Lambda(lambda x: x[:, :2], output_shape=(5,))(keras.Input((4,)))
"""


def test_what_a_program_says_of_a_symbolic_result_and_is_not_so_leaves_it_open() -> None:
    assert codes_of(SAYINGS) == []
    assert shape_of(SAYINGS, "y") == shape_of(SAYINGS, "z") == ("None", None)


NUMBER = "import keras\nfrom keras.layers import Dense, Input\nx = Input(shape=(20))\ny = Dense(3)(x)\n"


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ("", ["SHP702"]),
        ("keras.ops.square(y)\n", ["SHP702"]),
        ("import tensorflow as tf\ntf.keras.backend.square(y)\n", ["SHP702"]),
        ("from keras.layers.core import Activation\n", []),
        ("from keras.utils.np_utils import to_categorical\n", []),
        ("from keras import backend as K\nz = K.square(y)\n", []),
        ("keras.optimizers.Adam(lr=0.1)\n", []),
        ("keras.Model(x, y).fit_generator(None)\n", []),
        ("from keras.layers.core import Activation\nkeras.ops.square(y)\n", ["SHP702"]),
    ],
)
def test_a_number_for_a_shape_where_no_version_takes_it(more: str, codes: list[str]) -> None:
    assert [finding.code for finding in check_source(NUMBER + more, "program.py")] == codes
    ((shape,),) = ([row.shape for row in shapes_of(NUMBER + more, "program.py") if row.name == "y"] or [None],)
    assert shape == (None if codes else ("None", 3))


GATES = """
from keras.layers import LSTM
from keras.models import Sequential
model = Sequential([LSTM({units}, input_shape=(7, 4))])
recurrent = model.get_weights()[1]
"""


@pytest.mark.parametrize(
    ("units", "shape"), [("3", (3, 12)), ("3, return_sequences=True", (3, 12)), ("output_dim=3", None)]
)
def test_weights_of_gates_that_keras_1_keeps_apart(units: str, shape: tuple[int, ...] | None) -> None:
    rows = [row.shape for row in shapes_of(GATES.format(units=units), "program.py") if row.name == "recurrent"]
    assert rows == ([] if shape is None else [shape])


def test_a_product_with_a_batch_of_windows_that_nobody_counts() -> None:
    program = """
        import os
        n = len([name for name in os.listdir(os.curdir) if name == os.curdir]) + 2
        windows, pooled = keras.Input((64, 4)), keras.Input((16,))
        rows = ops.reshape(ops.reshape(windows, (-1, n, n, 16)), (-1, 2, 8, 16))
        model = Model([windows, pooled], ops.matmul(rows, ops.expand_dims(ops.expand_dims(pooled, -1), 1)))
    """
    assert codes_of(program) == []
    run(program)
