"""Whole Keras programs: what is said of them, and that nothing is said of what runs."""

from __future__ import annotations

import io
import os
import textwrap
from contextlib import redirect_stdout

import pytest

from shapelint.api import check_source, shapes_of
from shapelint.findings.catalogue import CATALOGUE

os.environ.setdefault("KERAS_BACKEND", "torch")

HEAD = "import numpy as np\nimport keras\nfrom keras import layers, ops\nfrom keras.models import Model, Sequential\n"


def _codes(program: str) -> list[str]:
    return [finding.code for finding in check_source(HEAD + textwrap.dedent(program), "program.py")]


def _shape(program: str, name: str) -> tuple[int | str | None, ...] | None:
    rows = [row for row in shapes_of(HEAD + textwrap.dedent(program), "program.py") if row.name == name]
    return rows[-1].shape if rows else None


GENERATOR = """
    noise = keras.Input((100,))
    image = layers.Reshape((28, 28, 1))(layers.Dense(784)(noise))
    generator = Model(noise, image)
    pixels = keras.Input((28, 28, 3))
    critic = Model(pixels, layers.Dense(1)(layers.Flatten()(layers.Conv2D(8, 3)(pixels))))
"""

DENSE = """
    model = Sequential([keras.Input((4,)), layers.Dense(3)])
    model.compile("sgd", "mse")
"""
ROWS = DENSE.replace("(4,)", "(7, 4)")
TWO_OUTPUTS = """
    x = keras.Input((4,))
    kind = layers.Dense(3, activation="softmax", name="kind")(x)
    both = Model(x, [kind, layers.Dense(1, name="size")(x)])
"""

FAULTY = {
    "a model called on another width": ("SHP201", GENERATOR + "    generator(keras.Input((64,)))"),
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
    assert _codes(program) == [code]


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
    assert _codes(program) == [code]
    _run(program)


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
    "weights of samples": DENSE
    + """
    model.fit(np.zeros((6, 4)), np.zeros((6, 3)), sample_weight=np.ones(6))
    model.train_on_batch(np.zeros((6, 4)), np.zeros((6, 3)), np.ones((6, 1)))
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
    assert _codes(RUNS[what]) == []


@pytest.mark.parametrize("what", FAULTY)
def test_keras_refuses(what: str) -> None:
    pytest.importorskip("keras")
    code, program = FAULTY[what]
    assert CATALOGUE[code].severity == "error"
    with pytest.raises(Exception, match=r"."):  # Keras refuses with any exception there is
        _run(program)


@pytest.mark.parametrize("what", RUNS)
def test_keras_accepts(what: str) -> None:
    pytest.importorskip("keras")
    _run(RUNS[what])


def _run(program: str) -> None:
    with redirect_stdout(io.StringIO()):
        exec(HEAD + textwrap.dedent(program), {"__name__": "__main__"})


def test_layers_of_a_functional_model() -> None:
    program = """
        left, right = keras.Input((4,)), keras.Input((6,))
        a = layers.Dense(5)(left)
        b = layers.Dense(5)(layers.Dense(7)(right))
        model = Model([left, right], layers.Dense(2)(layers.Add()([a, b])))
        first, second = model.layers[2].get_weights(), model.layers[3].get_weights()
        one, two = first[0], second[0]
        whole = model.get_weights()
        last = whole[6]
    """
    assert _shape(program, "one") == (6, 7)
    assert _shape(program, "two") == (4, 5)
    assert _shape(program, "last") == (5, 2)


def test_weights_of_own_layers() -> None:
    program = """
        class Mix(layers.Layer):
            def __init__(self):
                super().__init__()
                self.inner = layers.Dense(3)
            def build(self, input_shape):
                self.w = self.add_weight("w", (input_shape[-1], 4))
            def call(self, x):
                return self.inner(ops.matmul(x, self.w))
        mix = Mix()
        out = mix(keras.Input((5,)))
        w, kernel, bias = mix.get_weights()
    """
    assert _codes(program) == []
    assert _shape(program, "out") == ("None", 3)
    assert [_shape(program, name) for name in ("w", "kernel", "bias")] == [(5, 4), (4, 3), (3,)]


OWN_LOSSES = """
    from keras import ops

    def squared(y_true, y_pred):
        kept.append((y_true, y_pred))
        return ops.mean(ops.square(y_true - y_pred), axis=-1)

    def labelled(y_true, y_pred):
        return ops.sum(ops.one_hot(ops.cast(y_true, "int32"), 7) * y_pred, axis=-1)

    kept = []
    model = Sequential([keras.Input((4,)), layers.Dense(3)])
    one = Sequential([keras.Input((4,)), layers.Dense(1)])
"""


def test_own_losses_get_batches() -> None:
    program = (
        OWN_LOSSES
        + """
    one.compile("sgd", loss=squared)
    one.fit(np.zeros((64, 4)), np.zeros((64,)), batch_size=16, verbose=0)
    targets, outputs = kept[0]
"""
    )
    assert _codes(program) == []
    assert [_shape(program, name) for name in ("targets", "outputs")] == [(16, 1), (16, 1)]


def test_own_losses_that_do_not_fit() -> None:
    program = (
        OWN_LOSSES
        + """
    model.compile("sgd", loss=labelled)
    model.fit(np.zeros((64, 4)), np.zeros((64,)), batch_size=16, verbose=0)
"""
    )
    assert _codes(program) == ["SHP301"]


def test_what_a_layer_says_of_its_output_counts_for_symbolic_inputs() -> None:
    program = """
        import somewhere

        class Own(layers.Layer):
            def call(self, x):
                return somewhere.made(x)

            def compute_output_shape(self, input_shape):
                return input_shape[:-1] + (7,)

        symbolic = Own()(keras.Input((5, 4)))
        ids, segments = Own()(np.zeros((3, 5, 4)))
    """
    assert _codes(program) == []
    assert _shape(program, "symbolic") == ("None", 5, 7)


WEIGHTS = """
    class Mix(layers.Layer):
        def __init__(self, dense):
            super().__init__()
            self.rows = {"first": dense, "second": layers.Dense(2)}
        def build(self, input_shape):
            self.scale = self.add_weight(shape=(input_shape[-1],))
            self.seen = self.add_weight(shape=(), trainable=False)
        def call(self, x):
            return self.rows["second"](self.rows["first"](x * self.scale))
    shared = layers.Dense(5)
    x = keras.Input((5,))
    model = Model(x, [Mix(shared)(shared(x)), layers.Bidirectional(layers.GRU(3))(layers.Reshape((5, 1))(x))])
    every, trained = np.zeros(len(model.get_weights())), np.zeros(len(model.trainable_weights))
    count = np.zeros(model.count_params())
    model.layers[1].trainable = False
    left, kept = np.zeros(len(model.trainable_weights)), np.zeros(len(model.non_trainable_weights))
"""


def test_weights_are_counted_once() -> None:
    pytest.importorskip("keras")
    names: dict[str, object] = {"__name__": "__main__"}
    exec(HEAD + textwrap.dedent(WEIGHTS), names)
    for name in ("every", "trained", "count", "left", "kept"):
        assert _shape(WEIGHTS, name) == getattr(names[name], "shape", None), name


PICTURES = """
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    from tensorflow.keras.utils import image_dataset_from_directory

    model = Sequential([keras.Input((150, 150, 3)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(1)])
    model.compile("sgd", "binary_crossentropy")
    shapes = ImageDataGenerator(rescale=1 / 255).flow_from_directory
"""


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ('model.fit(shapes("d", target_size=(150, 150), class_mode="binary"))', []),
        ('model.fit_generator(shapes("d", (150, 150), class_mode="binary"), steps_per_epoch=5)', []),
        ('model.fit(shapes("d", class_mode="binary"))', ["SHP802"]),
        ('model.fit(shapes("d", (150, 150), class_mode="categorical", classes=["a", "b"]))', ["SHP803"]),
        ('model.fit(shapes("d", (150, 150), "grayscale", class_mode="binary"))', ["SHP802"]),
        ('model.fit(image_dataset_from_directory("d", image_size=(150, 150), label_mode="binary"))', []),
        ('model.fit(image_dataset_from_directory("d", label_mode="binary"))', ["SHP802"]),
    ],
)
def test_pictures_of_folders(line: str, codes: list[str]) -> None:
    assert _codes(PICTURES + f"    {line}\n") == codes
