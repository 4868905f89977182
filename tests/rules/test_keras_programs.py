"""What is known inside Keras programs: weights, own losses, pictures from folders."""

from __future__ import annotations

import pytest

from tests.rules.keras_programs import codes_of, run, shape_of


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
    assert shape_of(program, "one") == (6, 7)
    assert shape_of(program, "two") == (4, 5)
    assert shape_of(program, "last") == (5, 2)


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
    assert codes_of(program) == []
    assert shape_of(program, "out") == ("None", 3)
    assert [shape_of(program, name) for name in ("w", "kernel", "bias")] == [(5, 4), (4, 3), (3,)]


def test_layers_of_a_model_that_goes_through_something_unknown() -> None:
    program = """
        from elsewhere import extractor
        image, boxes = keras.Input((64, 64, 3)), keras.Input((1, 1, 1, 10, 4))
        found = layers.Reshape((32, 32, 5, 6))(layers.Conv2D(30, 1)(extractor(image)))
        model = Model([image, boxes], layers.Lambda(lambda args: args[0])([found, boxes]))
        model.layers[-4].set_weights([np.zeros((1, 1, 4, 30)), np.zeros(30)])
    """
    assert codes_of(program) == []


def test_weights_of_a_layer_that_is_first_called_on_this_or_that() -> None:
    program = """
        import random
        layer = layers.Dense(4)
        if random.random() < 0.5:
            layer(np.zeros((2, 3)))
        else:
            layer(np.zeros((2, 5)))
        kernel, bias = layer.get_weights()
    """
    assert shape_of(program, "kernel") == (None, 4)
    assert shape_of(program, "bias") == (4,)


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
    assert codes_of(program) == []
    assert [shape_of(program, name) for name in ("targets", "outputs")] == [(16, 1), (16, 1)]


def test_own_losses_that_do_not_fit() -> None:
    program = (
        OWN_LOSSES
        + """
    model.compile("sgd", loss=labelled)
    model.fit(np.zeros((64, 4)), np.zeros((64,)), batch_size=16, verbose=0)
"""
    )
    assert codes_of(program) == ["SHP301"]


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
    assert codes_of(program) == []
    assert shape_of(program, "symbolic") == ("None", 5, 7)


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
    names = run(WEIGHTS)
    for name in ("every", "trained", "count", "left", "kept"):
        assert shape_of(WEIGHTS, name) == getattr(names[name], "shape", None), name


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
    assert codes_of(PICTURES + f"    {line}\n") == codes


CNN = """
    from keras.layers import Convolution2D, Dense, Flatten, MaxPooling2D
    model = Sequential()
    model.add(Convolution2D(32, 3, 3, activation="relu", input_shape={shape}))
    model.add(Convolution2D(64, 3, 3, border_mode="same", subsample=(2, 2)))
    model.add(MaxPooling2D(pool_size=(2, 2)))
    image = np.zeros(model.output_shape[1:])
    model.add(Flatten())
    row = np.zeros(model.output_shape[1:])
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    model.fit(np.zeros({data}), np.zeros((60, 10)), batch_size=32, nb_epoch=2)
"""


@pytest.mark.parametrize(
    ("shape", "image", "row"),
    [
        ((1, 28, 28), (64, 6, 6), (2304,)),
        ((28, 28, 1), (6, 6, 64), (2304,)),
        ((3, 32, 40), (64, 7, 9), (4032,)),
        ((32, 40, 3), (7, 9, 64), (4032,)),
        ((28, 28, 28), None, None),  # nobody knows which of them are the channels
        ((1, 28, 1), None, None),
    ],
)
def test_images_show_where_the_channels_stand_in_keras_1(
    shape: tuple[int, ...], image: tuple[int, ...] | None, row: tuple[int, ...] | None
) -> None:
    """The numbers were computed by Keras 1.2.2, with `image_dim_ordering` as the image wants it."""
    program = CNN.format(shape=shape, data=(60, *shape))
    assert codes_of(program) == []
    for name, expected in (("image", image), ("row", row)):
        found = shape_of(program, name)
        assert found == expected or (expected is None and (found is None or None in found)), name
    turned = CNN.format(shape=shape, data=(60, *reversed(shape)))
    assert codes_of(turned) == (["SHP802"] if shape != shape[::-1] else [])


OWN_STEPS = """
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(10)
        def call(self, x):
            seen = x
            return self.dense(x)
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None{more}):
            wanted = ops.one_hot(y, {classes})
            return ops.mean((wanted - y_pred) ** 2)
    model = Own()
    model.compile("sgd")
    model.fit(np.zeros((64, 4)), np.zeros((64,), "int32"), batch_size=16)
"""


@pytest.mark.parametrize("more", ["", ", training=True"])
def test_a_loss_that_the_model_computes_is_followed(more: str) -> None:
    assert codes_of(OWN_STEPS.format(more=more, classes=10)) == []
    assert codes_of(OWN_STEPS.format(more=more, classes=12)) == ["SHP301"]
    assert shape_of(OWN_STEPS.format(more=more, classes=10), "wanted") == (16, 10)


def test_a_model_that_nothing_has_called_is_called_before_its_own_step() -> None:
    step = "def train_step(self, data):\n            return {}\n        def unused("
    program = OWN_STEPS.format(more="", classes=10).replace("def compute_loss(", step)
    assert shape_of(program, "seen") == (16, 4)
    assert codes_of(program.replace("Dense(10)(x)", "Dense(10)(x) + x")) == []


KERNELS = """
    from keras.layers import Convolution1D, Convolution2D
    def kernel(layer):
        return Sequential([layer]).layers[0].get_weights()[0]
    first = kernel(Convolution2D(8, 3, 5, dim_ordering="th", input_shape=(2, 20, 20)))
    last = kernel(Convolution2D(8, 3, 5, dim_ordering="tf", input_shape=(20, 20, 2)))
    today = kernel(Convolution2D(8, (3, 5), input_shape=(20, 20, 2)))
    unsaid = kernel(Convolution2D(8, 3, 5, input_shape=(3, 20, 20)))
    steps = kernel(Convolution1D(8, 3, input_shape=(20, 2)))
"""


@pytest.mark.parametrize(
    ("name", "shape"),
    [("first", (8, 2, 3, 5)), ("last", (3, 5, 2, 8)), ("today", (3, 5, 2, 8)), ("unsaid", None), ("steps", None)],
)
def test_kernels_of_keras_1(name: str, shape: tuple[int, ...] | None) -> None:
    """Keras 1.2.2 keeps some kernels in another order than Keras 2: then the shape is not known."""
    assert shape_of(KERNELS, name) == shape


BETWEEN = """
    from keras import backend as K
    model = Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])
    between = K.function([model.layers[0].input, K.learning_phase()], [layer.output for layer in model.layers])
    maps, rows, scores = between([np.zeros((5, 8, 8, 3)), 0])
    (alone,) = K.function(model.inputs, [model.layers[1].output])([np.zeros((2, 8, 8, 3))])
"""


@pytest.mark.parametrize(
    ("name", "shape"), [("maps", (5, 6, 6, 4)), ("rows", (5, 144)), ("scores", (5, 2)), ("alone", (2, 144))]
)
def test_functions_of_a_graph(name: str, shape: tuple[int, ...]) -> None:
    assert shape_of(BETWEEN, name) == shape
    assert codes_of(BETWEEN) == []


CELLS = """
    x = np.zeros((2, 7, 5))
    lstm, both = layers.LSTM(3), layers.Bidirectional(layers.GRU(4))
    lstm(x), both(x)
    kernel, recurrent, bias = lstm.cell.get_weights()
    own = lstm.cell.kernel
    stack = layers.RNN([layers.GRUCell(3), layers.LSTMCell(4)], return_sequences=True, return_state=True)
    steps, first, second = stack(x)
    hidden, carried = second
    last = stack.get_weights()[4]
    again, *states = layers.RNN(layers.LSTMCell(4), return_state=True)(x, initial_state=second)
    kept = states[1]
"""


@pytest.mark.parametrize("name", ["kernel", "recurrent", "bias", "own", "steps", "hidden", "last", "again", "kept"])
def test_cells_and_their_states(name: str) -> None:
    pytest.importorskip("keras")
    assert codes_of(CELLS) == []
    assert shape_of(CELLS, name) == tuple(run(CELLS)[name].shape)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["AveragePooling2D", "MaxPooling2D"])
def test_a_default_that_older_versions_have(name: str) -> None:
    assert shape_of(f"    y = layers.{name}()(keras.Input((8, 8, 3)))", "y") == ("None", 4, 4, 3)
    given = f"    given = undefined\n    y = layers.{name}(**given)(keras.Input((8, 8, 3)))"
    assert shape_of(given, "y") == ("None", None, None, None)


OWN_CLASSES = """
    class Paired(keras.losses.Loss):
        def call(self, y_true, y_pred):
            return ops.mean(ops.matmul(y_true - y_pred, ops.ones((4, 1))), axis=-1)
    class Sums(keras.metrics.Metric):
        def __init__(self):
            super().__init__()
            self.sums = self.add_variable((4,), "zeros")
        def update_state(self, y_true, y_pred, sample_weight=None):
            sums = ops.sum(y_pred, axis=0)
            self.sums.assign_add(sums)
        def result(self):
            return ops.sum(self.sums)
    x = keras.Input((5,))
    heads = {"a": layers.Dense(WIDTH, name="a")(x), "b": layers.Dense(3, name="b")(x)}
    model = Model(x, heads)
    model.compile("sgd", {"a": LOSS, "b": "mse"}, metrics={"a": METRICS})
    model.fit(np.zeros((8, 5)), {"a": np.zeros((8, WIDTH)), "b": np.zeros((8, 3))}, verbose=0)
"""


@pytest.mark.parametrize(("loss", "metrics"), [("Paired()", "[]"), ("'mse'", "[Sums()]")])
@pytest.mark.parametrize("width", [4, 6])
def test_losses_and_metrics_that_are_classes(loss: str, metrics: str, width: int) -> None:
    program = OWN_CLASSES.replace("LOSS", loss).replace("METRICS", metrics).replace("WIDTH", str(width))
    assert len(codes_of(program)) == (width == 6)
    raised = False
    try:
        run(program)
    except Exception:
        raised = True
    assert raised == (width == 6)


@pytest.mark.parametrize(
    ("target", "loss", "found"),
    [
        ("np.zeros((32, 1))", "mse", ["SHP402"]),
        ("np.zeros(32)", "mse", ["SHP402"]),
        ("np.zeros((32, 1))", "binary_crossentropy", ["SHP803"]),
        ("np.eye(32)", "mse", []),
        ("np.eye(32)", "categorical_crossentropy", []),
        ("np.arange(32)", "sparse_categorical_crossentropy", []),
    ],
)
def test_every_sample_against_every_other(target: str, loss: str, found: list[str]) -> None:
    """Contrastive losses mean it; one score for each sample does not fit."""
    program = f"""
        left, right = keras.Input((16,)), keras.Input((16,))
        scores = layers.Lambda(lambda pair: ops.matmul(pair[0], ops.transpose(pair[1])))([left, right])
        model = Model([left, right], scores)
        model.compile("sgd", "{loss}")
        model.fit([np.zeros((32, 16)), np.zeros((32, 16))], {target}, verbose=0)
    """
    assert codes_of(program) == found
