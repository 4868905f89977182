"""Ordinary code of Keras that runs: nothing is told of it, and what is known at its end is what a run ends with."""

from __future__ import annotations

import pytest

from tests.engine.working import compare

PROGRAMS = {
    "labels of classes, for a metric of one's own and a step of one's own": """
        import keras
        import numpy as np
        from keras import ops
        noted = {}

        class PerClass(keras.metrics.Metric):
            def __init__(self, count, **kwargs):
                super().__init__(**kwargs)
                self.hits = self.add_weight(name="hits", shape=(count,), initializer="zeros")
            def update_state(self, y_true, y_pred, sample_weight=None):
                noted["labels"], noted["scores"] = y_true, y_pred
                pred = ops.one_hot(ops.argmax(y_pred, axis=-1), 3)
                self.hits.assign(self.hits + ops.sum(pred * ops.one_hot(ops.cast(y_true, "int32"), 3), axis=0))
            def result(self):
                return ops.mean(self.hits)

        class Stepped(keras.Model):
            def __init__(self):
                super().__init__()
                self.head = keras.layers.Dense(3)
            def call(self, x):
                return self.head(x)
            def test_step(self, data):
                x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
                noted["x"], noted["y"] = x, y
                return {"loss": ops.mean(self(x))}

        net = keras.Sequential([keras.layers.Dense(3)])
        net.compile(loss="sparse_categorical_crossentropy", metrics=[PerClass(3)])
        net.fit(np.zeros((8, 4)), np.zeros(8), batch_size=4, verbose=0)
        labels, scores = noted["labels"], noted["scores"]
        stepped = Stepped()
        stepped.compile(loss="sparse_categorical_crossentropy")
        stepped.evaluate(np.zeros((8, 4)), np.zeros(8), batch_size=4, verbose=0)
        a, b = noted["x"], noted["y"]
    """,
    "masks that Keras hands on by itself": """
        import keras
        import numpy as np
        from keras import layers, ops
        noted = {}

        class Pooled(layers.Layer):
            def __init__(self, name):
                super().__init__(name=name)
                self.supports_masking = True
            def call(self, inputs, mask=None):
                if mask is None:
                    noted[self.name] = inputs
                    return ops.mean(inputs, axis=1)
                noted[self.name] = mask
                shares = ops.expand_dims(ops.cast(mask, inputs.dtype), -1)
                return ops.sum(inputs * shares, axis=1) / ops.sum(shares, axis=1)
            def compute_mask(self, inputs, mask=None):
                return None

        steps, words = np.ones((2, 7, 5)), np.ones((2, 9))
        masked = layers.GRU(4, return_sequences=True)(layers.Dense(6)(layers.Masking()(steps)))
        first = Pooled("first")(masked)
        second = Pooled("second")(layers.Embedding(20, 3, mask_zero=True)(words))
        third = Pooled("third")(layers.Conv1D(2, 3)(masked))
        fourth = Pooled("fourth")(layers.Embedding(20, 3)(words))
        fifth = Pooled("fifth")(layers.Bidirectional(layers.LSTM(4, return_sequences=True))(masked))
        a, b, c, d, e = (noted[name] for name in ("first", "second", "third", "fourth", "fifth"))
    """,
    "a metric of one's own, as training calls it": """
        import keras
        from keras import ops
        noted = {}

        class Overlap(keras.metrics.Metric):
            def __init__(self, beta=1.0, name="overlap", **kwargs):
                super().__init__(name=name, **kwargs)
                self.beta = beta
                self.hits = self.add_weight(name="hits", initializer="zeros")
                self.seen = self.add_weight(name="seen", initializer="zeros")
            def update_state(self, y_true, y_pred, sample_weight=None):
                self.hits.assign_add(ops.sum(y_true * y_pred))
            def result(self):
                share = (1 + self.beta**2) * self.hits
                noted["share"] = share
                return share / (self.seen + 1)
            def reset_state(self):
                for weight in (self.hits, self.seen):
                    weight.assign(0.0)

        net = keras.Sequential([keras.layers.Dense(1)])
        net.compile("adam", "mse", metrics=[Overlap(beta=2.0)])
        net.fit(ops.ones((3, 2)), ops.ones((3, 1)), verbose=0)
        share = noted["share"]
    """,
    "a data format set for all of Keras": """
        import keras
        import numpy as np
        keras.config.set_image_data_format("channels_first")
        x = np.zeros((2, 3, 50, 40))
        grey = keras.ops.image.rgb_to_grayscale(x)
        small = keras.ops.image.resize(x, (20, 10))
        pooled = keras.layers.MaxPooling2D(5)(keras.layers.CenterCrop(20, 10)(x))
        keras.config.set_image_data_format("channels_last")
    """,
    "models built for one batch, called with another": """
        import keras
        import numpy as np
        dense = keras.layers.Dense
        model = keras.Sequential([dense(16, activation="relu"), dense(10)])
        model.build(input_shape=(4, 28 * 28))
        out = model(np.ones((32, 784)))
        inputs, fixed = keras.Input((784,)), keras.Input(batch_shape=(4, 784))
        symbolic = model(inputs)
        other = keras.Model(fixed, dense(10)(fixed))
        again, found = other(inputs), other(np.ones((32, 784)))
    """,
    "batches that are told by their number": """
        import math
        import keras
        import numpy as np
        class Batches(keras.utils.PyDataset):
            def __init__(self, x, y, size):
                super().__init__()
                self.x, self.y, self.size = x, y, size
            def __len__(self):
                return math.ceil(len(self.x) / self.size)
            def __getitem__(self, idx):
                global part
                part = self.x[idx * self.size : (idx + 1) * self.size]
                return part, self.y[idx * self.size : min((idx + 1) * self.size, len(self.y))]
        model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3)])
        model.compile("adam", "mse")
        batches = Batches(np.zeros((32, 6)), np.zeros((32, 3)), 8)
        model.fit(batches, epochs=2, verbose=0)
        found = model.predict(batches, verbose=0)
    """,
    "a loss of one's own, for a model of one batch": """
        import keras
        import numpy as np
        x = keras.Input(batch_shape=(10, 7))
        y = keras.layers.Dense(7, activation="sigmoid")(x)
        model = keras.Model(x, y)
        def loss(target, output):
            return keras.ops.mean(keras.losses.binary_crossentropy(target, output))
        model.compile(loss=loss, optimizer="adam")
        rows = np.zeros((50, 7))
        model.fit(rows, rows, batch_size=10, validation_data=(rows[:20], rows[:20]), verbose=0)
        found = model.predict(rows, batch_size=10, verbose=0)
        del x, y
    """,
    "a model whose output counts the samples of a batch twice": """
        import keras
        import numpy as np
        x = keras.Input((6,))
        model = keras.Model(x, keras.ops.matmul(x, keras.ops.transpose(x)))
        three = model.predict(np.zeros((96, 6)), verbose=0)
        one = model.predict(np.zeros((20, 6)), verbose=0)
        whole = model.predict(np.zeros((100, 6)), batch_size=100, verbose=0)
        halves = model.predict(np.zeros((100, 6)), batch_size=50, verbose=0)
        pairs = keras.Model(x, keras.ops.reshape(x, (-1, 3))).predict(np.zeros((40, 6)), verbose=0)
        del x
    """,
    "a model of one output in a list": """
        import keras
        import numpy as np
        inputs = keras.Input((4,))
        model = keras.Model(inputs=[inputs], outputs=[keras.layers.Dense(3)(inputs)])
        rows = model.predict(np.zeros((2, 4)), verbose=0)
        first = rows[0, :2]
    """,
    "a model of PyTorch's that trains itself on a loader": """
        import keras
        import numpy as np
        import torch
        from torch.utils.data import DataLoader, TensorDataset
        seen = {}
        class Gan(keras.Model):
            def __init__(self):
                super().__init__()
                self.generator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
                self.judge = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
                self.built = True
            def train_step(self, data):
                real = data[0] if isinstance(data, (tuple, list)) else data
                count = keras.ops.shape(real)[0]
                made = self.generator(keras.random.normal((count, 4)))
                both = keras.ops.concatenate([made.detach(), real], axis=0)
                scores = self.judge(both)
                loss = (scores - 1.0).square().mean()
                loss.backward()
                seen["step"] = real, made, both, scores, loss
                return {"loss": loss}
        class Watch(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                seen["made"] = keras.ops.convert_to_numpy(self.model.generator(np.zeros((2, 4))).detach())
        gan = Gan()
        gan.compile(optimizer="sgd")
        gan.fit(DataLoader(TensorDataset(torch.zeros(8, 3)), batch_size=4), verbose=0, callbacks=[Watch()])
        real, made, both, scores, loss = seen["step"]
        pictures = seen["made"]
        features = keras.layers.Conv2D(2, 3)(np.zeros((1, 8, 8, 3))).detach().clone().requires_grad_(True)
        gradient = torch.autograd.grad(keras.layers.Flatten()(features).sum(), features)[0]
        pooled = keras.ops.mean(gradient, axis=(0, 1, 2)).cpu().numpy()
    """,
    "a metric of one's own, for classes along a row": """
        import keras
        import numpy as np
        seen = []
        def right(y_true, y_pred):
            found = keras.ops.argmax(y_pred, axis=-1)
            seen.append((y_true, y_pred, found))
            same = keras.ops.equal(keras.ops.cast(y_true, found.dtype), found)
            return keras.ops.mean(keras.ops.cast(same, "float32"))
        x = keras.Input((5, 2))
        model = keras.Model(x, keras.layers.Dense(3, activation="softmax")(x))
        model.compile(loss="sparse_categorical_crossentropy", metrics=[right])
        model.fit(np.zeros((8, 5, 2)), np.zeros((8, 5), dtype="int32"), batch_size=4, verbose=0)
        target, output, found = seen[-1]
        del x
    """,
    "a layer that is called nobody knows how often": """
        import io
        import keras
        import numpy as np
        numbers = [int(word) for word in io.StringIO("1 2 3 4 5").read().split()]
        embedded, mixed = keras.layers.Embedding(9, 3), keras.layers.Dense(2)
        for start in range(0, len(numbers) - 2, 2):
            scores = mixed(embedded(np.array(numbers[start : start + 2])))
        after = mixed(embedded(np.zeros((4, 5))))
    """,
    "two batches behind each other, and targets for both": """
        import numpy as np
        import keras
        from keras import layers
        real, made = keras.Input((8,)), keras.Input((8,))
        scores = layers.Dense(1)(layers.Concatenate(axis=0)([real, made]))
        judge = keras.Model([real, made], scores)
        judge.compile("sgd", "mse")
        loss = judge.train_on_batch([np.ones((10, 8)), np.zeros((10, 8))], np.ones((20, 1)))
        both = judge.predict([np.ones((10, 8)), np.zeros((10, 8))], verbose=0)
    """,
    "data and targets by name, in any order, and more data than is taken": """
        import numpy as np
        import keras
        from keras import layers
        first, second = keras.Input((4,), name="first"), keras.Input((3,), name="second")
        both = layers.Concatenate()([first, second])
        outputs = {"low": layers.Dense(2)(both), "high": layers.Dense(5)(both)}
        model = keras.Model({"first": first, "second": second}, outputs)
        model.compile("sgd", {"high": "mse"}, metrics={"low": "mae"})
        data = {"second": np.ones((6, 3)), "third": np.ones((6, 9)), "first": np.ones((6, 4))}
        done = model.fit(data, {"high": np.ones((6, 5)), "low": np.ones((6, 2))}, verbose=0)
        found = model.predict(data, verbose=0)["high"]
    """,
    "a layer found by its name, in whatever order the layers are": """
        import numpy as np
        import keras
        from keras import layers, ops
        words, marks = keras.Input((None,), dtype="int32"), keras.Input((5,))
        vectors = layers.Embedding(50, 8, name="vectors")(words)
        mask = ops.expand_dims(ops.cast(ops.not_equal(words, 0), "float32"), axis=-1)
        vectors = ops.sum(vectors * mask, axis=1) / ops.maximum(ops.sum(mask, axis=1), 1.0)
        joined = layers.Dense(6)(layers.concatenate([vectors, marks]))
        first = layers.Dense(1)(layers.concatenate([joined, marks]))
        model = keras.Model([words, marks], {"first": first, "second": layers.Dense(3)(joined)})
        weights = model.get_layer("vectors").get_weights()[0]
        del words, marks, vectors, mask, joined, first
    """,
    "distances of all samples from each other, and weights with an axis for the steps": """
        import numpy as np
        import keras
        from keras import layers, ops
        class Nearest(layers.Layer):
            def call(self, x):
                between = ops.sum(ops.square(x[:, None] - x), axis=-1)
                return ops.min(between, axis=-1, keepdims=True)
            def compute_output_shape(self, shape):
                return (shape[0], 1)
        steps, query = keras.Input((15, 6)), keras.Input((6,))
        weighted = layers.Lambda(lambda pair: pair[0] * ops.expand_dims(pair[1], 1))([steps, query])
        nearest = Nearest()(query)
        model = keras.Model([steps, query], [weighted, nearest])
        wide, near = model.predict([np.ones((4, 15, 6)), np.ones((4, 6))], verbose=0)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_told(name: str) -> None:
    compare(PROGRAMS[name])
