"""Batches of pictures and of windows over series: out of arrays, and out of folders of pictures."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.tensorflow.datasets import COUNT, DATASET, ELEMENT
from shapelint.rules.values import UNKNOWN, Many, Tensor, Value, is_number, items_of
from shapelint.sizes import Shape, Size, at_most, equal

_GENERATOR: Final = "keras.preprocessing.image.ImageDataGenerator"
_FORMAT: Final = "#format"
_CHANNELS: Final = {"rgb": 3, "rgba": 4, "grayscale": 1}


@kind(_GENERATOR)
def image_data_generator(*args, layer, machine, **kwargs):
    """Turns, shifts and scales pictures while it yields batches of them, as Keras 2 has it.

    >>> ImageDataGenerator(rescale=1.0)
    'ImageDataGenerator'
    """
    machine.put(layer, _FORMAT, UNKNOWN if args else kwargs.get("data_format", kwargs.get("dim_ordering")))


@op(f"{_GENERATOR}.flow")
def flow(self, x, y=None, batch_size=32, *args, **kwargs):
    """Yield batches of pictures out of an array.

    >>> ImageDataGenerator().flow([9, 8, 8, 3], [9])
    (..., ((None, 8, 8, 3), (None,)))
    >>> ImageDataGenerator().flow([9, 8, 8])
    SHP101
    >>> ImageDataGenerator().flow([9, 8, 8, 3], [8])
    SHP804
    """
    if not isinstance(x, Tensor):
        return UNKNOWN
    pictures = measured(x)
    if pictures.rank not in (None, 4):
        raise Mismatch("SHP101", "flow takes pictures on 4 axes, gets {shape}", operand=culprit(x), shape=str(pictures))
    if y is not None and equal(pictures.axis(0), measured(y).axis(0)) is False:
        raise Mismatch(
            "SHP804",
            "{first} pictures stand beside {other} targets",
            operand=culprit(y),
            first=pictures.axis(0),
            other=measured(y).axis(0),
        )
    if args or kwargs.get("sample_weight") is not None:
        return UNKNOWN
    batches = [_batch(pictures)] + ([] if y is None else [_batch(measured(y))])
    return Many(batches[0] if y is None else tuple(batches))


@op(f"{_GENERATOR}.flow_from_directory")
def flow_from_directory(
    self, directory, target_size=(256, 256), color_mode="rgb", classes=None, class_mode="categorical", *args,
    machine, **kwargs,
):  # fmt: skip
    """Yield batches of pictures out of a folder for each class, brought to one size.

    >>> ImageDataGenerator().flow_from_directory("pictures", (150, 160), class_mode="binary")
    (..., ((None, 150, 160, 3), (None,)))
    >>> ImageDataGenerator().flow_from_directory("pictures", classes=("a", "b"), color_mode="grayscale")
    (..., ((None, 256, 256, 1), (None, 2)))
    """
    pictures = _pictures(target_size, color_mode, self.slots.get(_FORMAT), machine)
    labels = {
        "categorical": Shape((BATCH, _count(classes))),
        "binary": Shape((BATCH,)),
        "sparse": Shape((BATCH,)),
        "input": pictures.shape,
    }
    if class_mode is None:
        return Many(pictures)
    found = labels.get(class_mode) if isinstance(class_mode, str) else None
    return Many((pictures, UNKNOWN if found is None else _array(found)))


def _batch(rows: Shape) -> Tensor:
    return _array(rows if rows.open or not rows.dims else Shape((BATCH, *rows.dims[1:])))


def _array(shape: Shape) -> Tensor:
    return Tensor(shape, "numpy", "float")


def _count(names: Value) -> Size:
    found = items_of(names)
    return UNKNOWN if found is None else len(found)


def _pictures(size: Value, color_mode: Value, data_format: Value, machine: Machine) -> Tensor:
    """A batch of pictures of one size."""
    sides, first = items_of(size), channels_first(data_format, machine)
    height, width = map(size_in, sides) if sides is not None and len(sides) == 2 else (UNKNOWN, UNKNOWN)
    channels = _CHANNELS.get(color_mode, UNKNOWN) if isinstance(color_mode, str) else UNKNOWN
    if first is None:
        return _array(Shape((BATCH, UNKNOWN, UNKNOWN, UNKNOWN)))
    return _array(Shape((BATCH, channels, height, width) if first else (BATCH, height, width, channels)))


def _dataset(machine: Machine, parts: list[Tensor], batch_size: Value) -> Value:
    """A dataset of batches, or of what is in them."""
    if batch_size is None:
        parts = [part.reshaped(part.shape.drop(0)) for part in parts]
    made = tuple(Tensor(part.shape, "tf", part.dtype) for part in parts)
    return machine.make(DATASET, {ELEMENT: made[0] if len(made) == 1 else made, COUNT: UNKNOWN})


@op(
    (
        "keras.utils.image_dataset_from_directory",
        "keras.preprocessing.image_dataset_from_directory",
        "keras.preprocessing.image.image_dataset_from_directory",
    )
)
def image_dataset_from_directory(
    directory, labels="inferred", label_mode="int", class_names=None, color_mode="rgb", batch_size=32,
    image_size=(256, 256), shuffle=True, seed=None, validation_split=None, subset=None, interpolation="bilinear",
    follow_links=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, data_format=None, format="tf",
    verbose=True, *, machine,
):  # fmt: skip
    """Make a dataset of the pictures in a folder for each class, brought to one size.

    >>> keras.utils.image_dataset_from_directory("pictures", labels=[N], image_size=(64, 48)).__iter__()
    (..., ((None, 64, 48, 3), (None,)))
    """
    pictures = _pictures(image_size, color_mode, data_format, machine)
    told = {"int": Shape((BATCH,)), "binary": Shape((BATCH, 1)), "categorical": Shape((BATCH, _count(class_names)))}
    found = told.get(label_mode) if isinstance(label_mode, str) else None
    if labels is None or label_mode is None:
        made = _dataset(machine, [pictures], batch_size)
    elif found is None:
        return UNKNOWN
    else:
        made = _dataset(machine, [pictures, _array(found)], batch_size)
    return (made, made) if subset == "both" else made


@op(
    ("keras.utils.timeseries_dataset_from_array", "keras.preprocessing.timeseries_dataset_from_array"),
    least={"sampling_rate": 1, "sequence_stride": 1, "start_index": 0, "end_index": 0},
)
def timeseries_dataset_from_array(
    data, targets, sequence_length, sequence_stride=1, sampling_rate=1, batch_size=128, shuffle=False, seed=None,
    start_index=None, end_index=None, format="tf", *, machine,
):  # fmt: skip
    """Make a dataset of windows over the rows of an array.

    >>> keras.utils.timeseries_dataset_from_array([100, 8], [100], 10).__iter__()
    (..., ((None, 10, 8), (None,)))
    >>> keras.utils.timeseries_dataset_from_array([100, 8], None, 10).__iter__()
    (..., (None, 10, 8))
    >>> keras.utils.timeseries_dataset_from_array([100, 8], None, 10, start_index=100)
    SHP707
    """
    rows = measured(data)
    if rows.open or not rows.dims:
        return UNKNOWN
    _check_places(rows.dims[0], start_index, end_index, sampling_rate, sequence_stride)
    windows = _array(Shape((BATCH, size_in(sequence_length), *rows.dims[1:])))
    return _dataset(machine, [windows] if targets is None else [windows, _batch(measured(targets))], batch_size)


def _check_places(rows: Size, start: Value, end: Value, rate: Value, stride: Value) -> None:
    """Where windows begin and end, and how far they go, must lie within the series.  Raises Mismatch SHP707."""
    places = (("start_index", start), ("end_index", end), ("sampling_rate", rate), ("sequence_stride", stride))
    for name, place in places:
        if is_number(place) and place != 0 and at_most(rows, place) is True:
            raise Mismatch("SHP707", "{name} is {place}, the series has {rows} rows", name=name, place=place, rows=rows)
    if is_number(start) and is_number(end) and start != 0 and end != 0 and at_most(end, start) is True:
        raise Mismatch("SHP707", "the series ends at {end}, before it starts at {start}", start=start, end=end)
