"""`tf.data`: rows of elements, each a tensor or a tuple or dict of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, measured, size_in
from shapelint.rules.shared.uneven import uneven_batch
from shapelint.rules.tensorflow.tensors import constant, tensor
from shapelint.rules.values import UNKNOWN, DictValue, Instance, ListValue, Many, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, Symbol, ceil_div, divides, equal

DATASET: Final = "tf.data.Dataset"
ELEMENT: Final = "#element"
COUNT: Final = "#count"
UNEVEN: Final = "#uneven"  # what the batch of a batched dataset is, where the last one is smaller


def each_tensor(value: Value, change: Callable[[Tensor], Value]) -> Value:
    """A structure of tensors with each of them changed; UNKNOWN where it holds anything else."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, tuple):
        return tuple(each_tensor(item, change) for item in value)
    if isinstance(value, DictValue):
        return DictValue({key: each_tensor(item, change) for key, item in value.slots.items()})
    return UNKNOWN


def made_dataset(machine: Any, element: Value, count: Value = UNKNOWN, uneven: Value = UNKNOWN) -> Value:
    """A dataset of elements like this one; count: how many there are; uneven: see `UNEVEN`."""
    return machine.make(DATASET, {ELEMENT: element, COUNT: count, UNEVEN: uneven})


def with_element(dataset: Value, element: Value, machine: Any) -> Value:
    """As many elements in the same order."""
    return made_dataset(machine, element, part_of(dataset, COUNT), part_of(dataset, UNEVEN))


def _eager(dataset: Value, change: Callable[[Tensor], Tensor]) -> Many:
    """The elements as a program goes through them: how many samples a batch has is known there, where it can be."""
    uneven = part_of(dataset, UNEVEN)
    sizes: dict[Symbol, Size] = {symbol: uneven for symbol in BATCH.symbols() if uneven is not UNKNOWN}
    element = each_tensor(part_of(dataset, ELEMENT), lambda x: change(x.substituted(sizes)))
    return Many(element, part_of(dataset, COUNT))


def part_of(dataset: Value, key: str) -> Value:
    """What is known of a dataset: its `ELEMENT`, its `COUNT`, or `UNEVEN`."""
    return dataset.slots.get(key, UNKNOWN) if isinstance(dataset, Instance) else UNKNOWN


def even_count(dataset: Value) -> int | None:
    """How many elements of one shape there are, where that is known."""
    count = part_of(dataset, COUNT)
    return count if is_int(count) and part_of(dataset, UNEVEN) is UNKNOWN else None


@kind(DATASET)
def dataset(variant_tensor, *, layer):
    """A row of elements.

    >>> tf.data.Dataset.from_tensor_slices([2, 3]).as_numpy_iterator()
    ((3,), (3,))
    """


@prop(f"{DATASET}.element_spec")
def element_spec(self):
    """What an element looks like.

    >>> tf.data.Dataset.from_tensor_slices([10, 3]).element_spec
    (3,)
    """
    return part_of(self, ELEMENT)


def _sliced(value: Value) -> Value:
    """A structure without the first axes, as a dataset's element."""
    if isinstance(value, ListValue) or (isinstance(value, Tensor) and value.family == "numpy"):
        value = constant(value)
    if isinstance(value, tuple):
        return tuple(_sliced(item) for item in value)
    if isinstance(value, DictValue):
        return DictValue({key: _sliced(item) for key, item in value.slots.items()})
    return tensor(value.shape.drop(0), value.dtype) if isinstance(value, Tensor) and value.shape.dims else UNKNOWN


def _count(value: Value) -> Size:
    """The size of the first axis, of the first tensor of a structure."""
    if isinstance(value, tuple):
        return _count(value[0]) if value else UNKNOWN
    if isinstance(value, DictValue):
        return _count(next(iter(value.slots.values()), UNKNOWN))
    rows = items_of(value) if isinstance(value, ListValue) else None
    return len(rows) if rows is not None else measured(value).axis(0) if isinstance(value, Tensor) else UNKNOWN


@op(f"{DATASET}.from_tensor_slices")
def from_tensor_slices(tensors, name=None, *, machine):
    """Make a dataset of the rows of tensors.

    >>> tf.data.Dataset.from_tensor_slices([2, 3]).as_numpy_iterator()
    ((3,), (3,))
    >>> tf.data.Dataset.from_tensor_slices([]).as_numpy_iterator()
    SHP101
    >>> tf.data.Dataset.from_tensor_slices(([10, 3], [9])).as_numpy_iterator()
    SHP804 10 rows stand beside 9
    """
    _check_rows(tensors)
    return made_dataset(machine, _sliced(tensors), _count(tensors))


def _leaves(value: Value) -> list[Tensor]:
    if isinstance(value, tuple | DictValue):
        return [
            leaf for item in (value if isinstance(value, tuple) else value.slots.values()) for leaf in _leaves(item)
        ]
    return [value] if isinstance(value, Tensor) else []


def _check_rows(tensors: Value) -> None:
    """All tensors have as many rows.  Raises Mismatch SHP101 where one has none, or SHP804."""
    leaves = _leaves(tensors)
    for leaf in leaves:
        check_rank(leaf, "from_tensor_slices", 1)
        rows, first = leaf.shape.axis(0), leaves[0].shape.axis(0)
        if equal(first, rows) is False:
            raise Mismatch("SHP804", "{first} rows stand beside {rows}", operand=leaf, first=first, rows=rows)


@op(f"{DATASET}.from_tensors")
def from_tensors(tensors, name=None, *, machine):
    """Make a dataset of one element.

    >>> tf.data.Dataset.from_tensors([10, 3]).as_numpy_iterator()
    ((10, 3),)
    """
    return made_dataset(machine, each_tensor(tensors, lambda x: tensor(x.shape, x.dtype)), 1)


@op(f"{DATASET}.range")
def rangepart_of(*args, machine, **kwargs):
    """Make a dataset of numbers.

    >>> tf.data.Dataset.range(2).as_numpy_iterator()
    ((), ())
    """
    return made_dataset(machine, tensor(Shape(()), "int"), args[0] if len(args) == 1 else UNKNOWN)


@op(f"{DATASET}.zip")
def zippart_of(*args, datasets=None, name=None, machine):
    """Make a dataset of tuples of the elements of others.

    >>> rows = tf.data.Dataset.from_tensor_slices([2, 3])
    >>> tf.data.Dataset.zip((rows, rows)).as_numpy_iterator()
    (((3,), (3,)), ((3,), (3,)))
    """
    row = args if len(args) != 1 or isinstance(args[0], Instance) else args[0]
    if datasets is not None:
        row = datasets
    if not isinstance(row, tuple):
        return UNKNOWN
    counts = [even_count(each) for each in row]
    known = [count for count in counts if count is not None]
    shortest = min(known) if known and len(known) == len(counts) else UNKNOWN
    return made_dataset(machine, tuple(part_of(each, ELEMENT) for each in row), shortest)


_GROUPED = "batch_size, drop_remainder=False, num_parallel_calls=None, deterministic=None, name=None"


def batched(self: Value, batch_size: Value, drop_remainder: Value, machine: Any) -> Value:
    """So many elements of a dataset put together."""
    size, count = size_in(batch_size), part_of(self, COUNT) if part_of(self, UNEVEN) is UNKNOWN else UNKNOWN
    even = drop_remainder is True or (isinstance(count, int) and divides(size, count) is True)
    axis = size if even else BATCH
    element = each_tensor(part_of(self, ELEMENT), lambda x: tensor(x.shape.insert(0, axis), x.dtype))
    if not isinstance(count, int) or not isinstance(size, int):
        return made_dataset(machine, element)
    if even or drop_remainder is not False or count <= size or machine.site is None:
        return made_dataset(machine, element, count // size if even else UNKNOWN)
    uneven = uneven_batch(f"{machine.site.file}:{machine.site.at}", count, size)
    return made_dataset(machine, element, ceil_div(count, size), uneven)


declare(
    f"{DATASET}.batch",
    f"self, {_GROUPED}",
    batched,
    """Put so many elements together; the last batch may have fewer.

    >>> tf.data.Dataset.from_tensor_slices([10, 3]).batch(5).as_numpy_iterator()
    ((5, 3), (5, 3))
    >>> tf.data.Dataset.from_tensor_slices([10, 3]).batch(4).as_numpy_iterator()
    (..., (None, 3))
    """,
    least={"batch_size": 1},
)


@op(f"{DATASET}.rebatch", least={"batch_size": 1})
def rebatch(self, batch_size, drop_remainder=False, name=None, *, machine):
    """Put the rows of batches together in batches of another size.

    >>> tf.data.Dataset.from_tensor_slices([12, 3]).batch(4).rebatch(6, True).as_numpy_iterator()
    (..., (6, 3))
    """
    size = size_in(batch_size) if drop_remainder is True else BATCH
    return made_dataset(
        machine,
        each_tensor(part_of(self, ELEMENT), lambda x: tensor(check_rank(x, "rebatch", 1).replace(0, size), x.dtype)),
    )


@op(f"{DATASET}.unbatch")
def unbatch(self, name=None, *, machine):
    """Take batches apart.

    >>> tf.data.Dataset.from_tensors([10, 3]).unbatch().as_numpy_iterator()
    (..., (3,))
    >>> tf.data.Dataset.from_tensors([]).unbatch().as_numpy_iterator()
    SHP101
    """
    return made_dataset(
        machine, each_tensor(part_of(self, ELEMENT), lambda x: tensor(check_rank(x, "unbatch", 1).drop(0), x.dtype))
    )


@op(f"{DATASET}.map")
def mapped(
    self, map_func, num_parallel_calls=None, deterministic=None, synchronous=None, use_unbounded_threadpool=False,
    name=None, *, machine,
):  # fmt: skip
    """Apply a function to every element; a tuple becomes its arguments.

    >>> tf.data.Dataset.from_tensor_slices([2, 3]).map(lambda x: tf.expand_dims(x, 0)).as_numpy_iterator()
    ((1, 3), (1, 3))
    """
    element = part_of(self, ELEMENT)
    if element is UNKNOWN:
        return with_element(self, UNKNOWN, machine)
    result = machine.call(map_func, element if isinstance(element, tuple) else (element,))
    return with_element(self, result, machine)


@op(f"{DATASET}.__iter__")
def iterated(self):
    """Go through the elements.

    >>> tf.data.Dataset.from_tensor_slices([2, 3]).__iter__()
    ((3,), (3,))
    """
    return _eager(self, lambda x: x)


@op(f"{DATASET}.as_numpy_iterator")
def as_numpy_iterator(self):
    """Go through the elements as arrays of NumPy's.

    >>> tf.data.Dataset.from_tensor_slices([2, 3]).as_numpy_iterator()
    ((3,), (3,))
    """
    return _eager(self, lambda x: Tensor(x.shape, "numpy", x.dtype))
