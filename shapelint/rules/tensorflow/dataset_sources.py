"""`tf.data`: datasets of files and of numbers, several datasets in turn, and elements grouped in batches by length."""

from __future__ import annotations

from typing import Any, Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.control import either, settled
from shapelint.rules.shared.families import declare
from shapelint.rules.tensorflow.datasets import (
    DATASET,
    ELEMENT,
    each_tensor,
    made_dataset,
    part_of,
    with_element,
)
from shapelint.rules.tensorflow.nested_datasets import called_on, padded
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, Instance, Value, items_of
from shapelint.sizes import Shape


def _scalars(kind: str) -> Any:
    return lambda machine: made_dataset(machine, tensor(Shape(()), kind))


_FILES: Final = """Go through files: an element is a text.

    >>> @({}).element_spec
    ()
    """
declare(f"{DATASET}.list_files", "file_pattern, shuffle=None, seed=None, name=None", _scalars("object"),
        _FILES.format("('a.txt',)").replace("    >>> ", "    >>> symbol = [B]\n    >>> ", 1))  # fmt: skip
for _name in ("TFRecordDataset", "TextLineDataset"):
    declare(
        f"tf.data.{_name}",
        "filenames, compression_type=None, buffer_size=None, num_parallel_reads=None, name=None",
        _scalars("object"),
        _FILES.format("'a.txt'"),
        call=f"tf.data.{_name}",
    )
declare(
    "tf.data.FixedLengthRecordDataset",
    "filenames, record_bytes, header_bytes=None, footer_bytes=None, buffer_size=None, compression_type=None, "
    "num_parallel_reads=None, name=None",
    _scalars("object"),
    _FILES.format("'a.txt', 4"),
    call="tf.data.FixedLengthRecordDataset",
)
declare(
    f"{DATASET}.random",
    "seed=None, rerandomize_each_iteration=None, name=None",
    _scalars("int"),
    _FILES.format("").replace("Go through files: an element is a text.", "Go on giving random numbers."),
    call="tf.data.Dataset.random",
)
declare(
    f"{DATASET}.counter",
    "start=0, step=1, dtype='int64', name=None",
    _scalars("int"),
    _FILES.format("").replace("Go through files: an element is a text.", "Count for ever."),
    call="tf.data.Dataset.counter",
)

_SOME: Final = """Give some of the elements.

    >>> tf.data.Dataset.from_tensor_slices({}).@({}).element_spec
    {}
    """
for _name, _parameters, _rows, _given, _after in (
    ("take_while", "self, predicate, name=None", "[4, 3]", "lambda row: True", "(3,)"),
    ("unique", "self, name=None", "ints[4]", "", "()"),
    ("ignore_errors", "self, log_warning=False, name=None", "[4, 3]", "", "(3,)"),
):
    declare(
        f"{DATASET}.{_name}",
        _parameters,
        lambda self, machine: made_dataset(machine, part_of(self, ELEMENT)),
        _SOME.format(_rows, _given, _after),
    )
declare(
    f"{DATASET}.snapshot",
    "self, path, compression='AUTO', reader_func=None, shard_func=None, name=None",
    lambda self, machine: with_element(self, part_of(self, ELEMENT), machine),
    _SOME.format("[4, 3]", "'folder'", "(3,)").replace("some of the", "the same"),
)


def _mixed(datasets: Value, machine: Any) -> Value:
    """Elements of several datasets in any order."""
    row = items_of(datasets)
    if not row or not all(isinstance(each, Instance) for each in row):
        return made_dataset(machine, UNKNOWN)
    first, *others = [part_of(each, ELEMENT) for each in row]
    for other in others:
        first = either(first, other)
    return made_dataset(machine, first)


_MIXED: Final = """Give the elements of several datasets, one of this and one of that.

    >>> rows = tf.data.Dataset.from_tensor_slices([4, 3])
    >>> tf.data.{}((rows, rows){}).element_spec
    (3,)
    """
declare(
    (f"{DATASET}.sample_from_datasets", "tf.data.experimental.sample_from_datasets"),
    "datasets, weights=None, seed=None, stop_on_empty_dataset=False, rerandomize_each_iteration=None",
    _mixed,
    _MIXED.format("Dataset.sample_from_datasets", ""),
)
declare(
    (f"{DATASET}.choose_from_datasets", "tf.data.experimental.choose_from_datasets"),
    "datasets, choice_dataset, stop_on_empty_dataset=True",
    _mixed,
    _MIXED.format("Dataset.choose_from_datasets", ", tf.data.Dataset.range(2)"),
)


@op(f"{DATASET}.scan")
def scanned(self, initial_state, scan_func, name=None, *, machine):
    """Run a function on what it kept before and the next element: what it gives beside.

    >>> rows = tf.data.Dataset.from_tensor_slices([4, 3])
    >>> rows.scan(tf.zeros(()), lambda kept, row: (kept, row[:2])).element_spec
    (2,)
    """
    element = part_of(self, ELEMENT)
    given = UNKNOWN if element is UNKNOWN else machine.call(scan_func, (initial_state, element))
    known = isinstance(given, tuple) and len(given) == 2
    if known and settled(initial_state, given[0]) is UNKNOWN:
        known = False
    return with_element(self, given[1] if known else UNKNOWN, machine)


@op(f"{DATASET}.apply")
def applied(self, transformation_func, *, machine):
    """Give what a function makes of the dataset.

    >>> tf.data.Dataset.from_tensor_slices([4, 3]).apply(lambda rows: rows.batch(2, True)).element_spec
    (2, 3)
    """
    return machine.call(transformation_func, (self,))


@op(f"{DATASET}.bucket_by_sequence_length")
def bucket_by_sequence_length(
    self,
    element_length_func,
    bucket_boundaries,
    bucket_batch_sizes,
    padded_shapes=None,
    padding_values=None,
    pad_to_bucket_boundary=False,
    no_padding=False,
    drop_remainder=False,
    name=None,
    *,
    machine,
):
    """Put elements of like length together, filled up to one shape.

    >>> rows = tf.data.Dataset.from_tensor_slices([4, 3])
    >>> rows.bucket_by_sequence_length(lambda row: tf.shape(row)[0], (5,), (2, 2)).element_spec
    (None, None)
    """
    limits, sizes = items_of(bucket_boundaries), items_of(bucket_batch_sizes)
    if limits is not None and sizes is not None and len(sizes) != len(limits) + 1:
        raise Mismatch("SHP707", "{limits} boundaries make {wanted} buckets, bucket_batch_sizes has {found}",
                       limits=len(limits), wanted=len(limits) + 1, found=len(sizes))  # fmt: skip
    called_on(element_length_func, part_of(self, ELEMENT), machine)
    element = padded(part_of(self, ELEMENT), UNKNOWN if padded_shapes is None else padded_shapes)
    return made_dataset(machine, each_tensor(element, lambda x: tensor(x.shape.insert(0, BATCH), x.dtype)))
