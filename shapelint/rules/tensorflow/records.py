"""Records of files, parsed into tensors of declared shapes; the digits of TensorFlow 1's tutorials."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import size_in
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import REST, UNKNOWN, DictValue, Instance, Tensor, Value
from shapelint.sizes import Shape, Size

_FEATURE: Final = "tf.io.FixedLenFeature"


@kind((_FEATURE, "tf.FixedLenFeature"))
def fixed_len_feature(shape, dtype, default_value=None, *, layer, machine):
    """Declares a part of a record: its shape is the same in all.

    >>> feature = tf.io.FixedLenFeature((3,), "float32")
    >>> symbol = [B]
    >>> tf.io.parse_single_example(tf.constant("bytes"), {"x": feature})
    {'x': (3,)}
    """
    machine.put(layer, "shape", shape_argument(shape))
    machine.put(layer, "dtype", dtype)


def _parsed(features: Value, batch: tuple[Size, ...]) -> Value:
    if not isinstance(features, DictValue) or REST in features.slots:
        return UNKNOWN
    return DictValue({name: _part(feature, batch) for name, feature in features.slots.items()})


def _part(feature: Value, batch: tuple[Size, ...]) -> Value:
    if not isinstance(feature, Instance) or feature.cls is None or feature.cls.name != _FEATURE:
        return UNKNOWN
    shape = feature.slots.get("shape")
    if not isinstance(shape, Shape):
        return UNKNOWN
    return tensor(Shape((*batch, *shape.dims), shape.open), dtype_kind(feature.slots.get("dtype")))


_PARSED: Final = """Parse {}.

    >>> symbol = [B]
    >>> @(tf.constant("bytes"), {{"x": tf.io.FixedLenFeature((3,), "float32")}})
    {{'x': ({}3{})}}
    """
declare(
    ("tf.io.parse_single_example", "tf.parse_single_example"),
    "serialized, features, example_names=None, name=None",
    lambda features: _parsed(features, ()),
    _PARSED.format("one record", "", ","),
)
declare(
    ("tf.io.parse_example", "tf.parse_example"),
    "serialized, features, example_names=None, name=None",
    lambda features: _parsed(features, (UNKNOWN,)),
    _PARSED.format("a row of records", "None, ", ""),
)

_SETS: Final = "tf.examples.tutorials.mnist.input_data.DataSets"
_SET: Final = "tf.examples.tutorials.mnist.input_data.DataSet"


@kind(_SETS)
def data_sets(*, layer):
    """The digits to train, to validate and to test with.

    >>> tf.examples.tutorials.mnist.input_data.read_data_sets("data").test.images
    (10000, 784)
    """


@kind(_SET)
def data_set(*, layer):
    """Digits and their labels.

    >>> tf.examples.tutorials.mnist.input_data.read_data_sets("data", one_hot=True).train.labels
    (55000, 10)
    """


@op("tf.examples.tutorials.mnist.input_data.read_data_sets")
def read_data_sets(
    train_dir,
    fake_data=False,
    one_hot=False,
    dtype="float32",
    reshape=True,
    validation_size=5000,
    seed=None,
    source_url="",
    *,
    machine,
):
    """Load the digits of MNIST.

    >>> digits = tf.examples.tutorials.mnist.input_data.read_data_sets("data", one_hot=True)
    >>> digits.train.next_batch(50)
    ((50, 784), (50, 10))
    >>> digits.validation.labels
    (5000, 10)
    """
    held = size_in(validation_size)
    counts = {"train": 60000 - held, "validation": held, "test": 10000}
    return machine.make(_SETS, {name: _digits(machine, n, one_hot, reshape) for name, n in counts.items()})


def _digits(machine: Machine, count: Size, one_hot: Value, reshape: Value) -> Value:
    images: Value = UNKNOWN
    labels: Value = UNKNOWN
    if isinstance(reshape, bool):
        images = Tensor(Shape((count, 784) if reshape else (count, 28, 28, 1)), "numpy", "float")
    if isinstance(one_hot, bool):
        labels = Tensor(Shape((count, 10) if one_hot else (count,)), "numpy", "int")
    return machine.make(_SET, {"images": images, "labels": labels, "num_examples": count})


@op(f"{_SET}.next_batch")
def next_batch(self, batch_size, fake_data=False, shuffle=True):
    """The next digits and their labels.

    >>> tf.examples.tutorials.mnist.input_data.read_data_sets("data").train.next_batch(50)
    ((50, 784), (50,))
    """
    parts = [self.slots.get(name) if isinstance(self, Instance) else UNKNOWN for name in ("images", "labels")]
    return tuple(_rows(part, size_in(batch_size)) for part in parts)


def _rows(part: Value, count: Size) -> Value:
    if not isinstance(part, Tensor):
        return UNKNOWN
    return Tensor(Shape((count, *part.shape.dims[1:])), part.family, part.dtype)
