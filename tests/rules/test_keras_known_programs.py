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
        known = tuple(None if size == "None" else size for size in shape_of(program, made) or ("nothing",))
        assert known == tuple(sizes), made


TURNS = PROGRAMS["layers put into two lists by turns"] + "    third = net.get_weights()[2]\n"


def test_the_order_of_layers_on_which_versions_differ_is_not_known() -> None:
    assert shape_of(TURNS, "third") is None


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
