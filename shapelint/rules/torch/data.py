"""torch.utils.data: datasets, and parts and joins of them."""

from __future__ import annotations

from math import floor
from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.collating import common
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, Tensor, Value, items_of, shape_of
from shapelint.sizes import Size, equal, symbol

_DATASET: Final = "torch.utils.data.Dataset"
INDEX: Final = symbol("index of a sample", low=0, show="index")  # any: a sampler's choice


def sample_of(dataset: Value, machine: Machine) -> Value:
    """What a dataset gives for an index that nobody knows; UNKNOWN where that cannot be followed."""
    if isinstance(dataset, Tensor):
        return dataset.reshaped(dataset.shape.drop(0)) if dataset.shape.rank else UNKNOWN
    items = dataset.items if isinstance(dataset, ListValue) else dataset
    if isinstance(items, Many):
        return items.each
    if isinstance(items, tuple):
        return common(items)
    return machine.call(machine.get(dataset, "__getitem__"), (INDEX,)) if isinstance(dataset, Instance) else UNKNOWN


def kept(owner: Value, name: str, machine: Machine) -> Value:
    """What a dataset or loader was made with."""
    return machine.get(owner, name) if isinstance(owner, Instance) else UNKNOWN


def count_of(dataset: Value, machine: Machine) -> Size:
    """How many samples a dataset has."""
    if isinstance(dataset, Instance):
        return size_in(machine.call(machine.get(dataset, "__len__")))
    items = dataset.items if isinstance(dataset, ListValue) else dataset
    if isinstance(items, Many):
        return items.length
    return len(items) if isinstance(items, tuple) else shape_of(items).axis(0)


@kind((_DATASET, "torch.utils.data.dataset.Dataset"))
def dataset(*args, **kwargs):
    """What datasets derive from: they have `__getitem__` and `__len__`.

    >>> torch.utils.data.Dataset()
    "Dataset"
    """


@op(f"{_DATASET}.__iter__")
def iterated(self, *, machine):
    """Give one sample after the other.

    >>> torch.utils.data.TensorDataset([2, 3]).__iter__()
    (((3,),), ((3,),))
    """
    return Many(sample_of(self, machine), count_of(self, machine))


@op(f"{_DATASET}.__add__")
def added(self, other, *, machine):
    """Put one dataset behind another.

    >>> len(torch.utils.data.TensorDataset([5, 3]).__add__(torch.utils.data.TensorDataset([4, 3])))
    9
    """
    return machine.make("torch.utils.data.ConcatDataset", {"datasets": ListValue((self, other))})


@kind(("torch.utils.data.IterableDataset", "torch.utils.data.dataset.IterableDataset"), bases=(_DATASET,))
def iterable_dataset(*args, **kwargs):
    """What datasets derive from that can only be gone through.

    >>> torch.utils.data.IterableDataset.__name__
    "IterableDataset"
    """


@kind(("torch.utils.data.TensorDataset", "torch.utils.data.dataset.TensorDataset"), bases=(_DATASET,))
def tensor_dataset(*tensors, layer, machine):
    """Samples that are rows of tensors, which must be equally many.

    >>> TensorDataset([5, 3], ints[5])[0]
    ((3,), ())
    >>> len(TensorDataset([5, 3]))
    5
    >>> TensorDataset([5, 3], ints[4])
    SHP804
    """
    machine.put(layer, "tensors", tensors)
    for tensor in tensors[1:]:
        first, other = shape_of(tensors[0]), shape_of(tensor)
        if not first.open and not other.open and equal(first.axis(0), other.axis(0)) is False:
            raise Mismatch(
                "SHP804",
                "the tensors of a dataset must have equally many rows: {first} has {a}, {other} has {b}",
                operand=tensor,
                first=first,
                a=first.axis(0),
                other=other,
                b=other.axis(0),
            )


@op("torch.utils.data.TensorDataset.__getitem__")
def tensor_item(self, index, *, machine):
    """Give the rows at an index.

    >>> torch.utils.data.TensorDataset([5, 3], ints[5]).__getitem__(0)
    ((3,), ())
    """
    rows = kept(self, "tensors", machine)
    if not isinstance(rows, tuple):
        return UNKNOWN
    return tuple(machine.call(machine.get(row, "__getitem__"), (index,)) for row in rows)


@op("torch.utils.data.TensorDataset.__len__")
def tensor_count(self, *, machine):
    """How many rows there are.

    >>> torch.utils.data.TensorDataset([5, 3]).__len__()
    5
    """
    rows = kept(self, "tensors", machine)
    return shape_of(rows[0]).axis(0) if isinstance(rows, tuple) and rows else UNKNOWN


@kind(("torch.utils.data.Subset", "torch.utils.data.dataset.Subset"), bases=(_DATASET,))
def subset(dataset, indices, *, layer, machine):
    """Some samples of a dataset.

    >>> Subset(TensorDataset([5, 3]), (0, 2))[1]
    ((3,),)
    >>> len(Subset(TensorDataset([5, 3]), (0, 2)))
    2
    """
    machine.put(layer, "dataset", dataset)
    machine.put(layer, "indices", indices)


@op("torch.utils.data.Subset.__getitem__")
def subset_item(self, idx, *, machine):
    """Give a sample of the whole dataset.

    >>> torch.utils.data.Subset(torch.utils.data.TensorDataset([5, 3]), (0, 2)).__getitem__(1)
    ((3,),)
    """
    return sample_of(kept(self, "dataset", machine), machine)


@op("torch.utils.data.Subset.__len__")
def subset_count(self, *, machine):
    """How many indices there are.

    >>> torch.utils.data.Subset(torch.utils.data.TensorDataset([5, 3]), (0, 2)).__len__()
    2
    """
    indices = kept(self, "indices", machine)
    items = items_of(indices)
    if items is not None:
        return len(items)
    return count_of(indices, machine) if isinstance(indices, ListValue | Many | Tensor) else UNKNOWN


@op(("torch.utils.data.random_split", "torch.utils.data.dataset.random_split"))
def random_split(dataset, lengths, generator=None, *, machine):
    """Split a dataset by chance into parts of these lengths, or of these fractions of the whole.

    >>> data = torch.utils.data.TensorDataset([10, 3])
    >>> len(torch.utils.data.random_split(data, (7, 3))[0])
    7
    >>> len(torch.utils.data.random_split(data, (0.85, 0.15))[0])
    9
    """
    items = items_of(lengths)
    if items is None:
        return UNKNOWN
    counts = _counts(items, count_of(dataset, machine))
    return machine.list(
        machine.make("torch.utils.data.Subset", {"dataset": dataset, "indices": Many(UNKNOWN, count)})
        for count in counts
    )


def _counts(lengths: tuple[Value, ...], total: Size) -> list[Size]:
    """How many samples each part gets: fractions are rounded down, what is left over goes round from the first."""
    if not all(isinstance(length, float) for length in lengths):
        return [size_in(length) for length in lengths]
    if not isinstance(total, int) or abs(sum(lengths) - 1) > 1e-9:
        return [UNKNOWN] * len(lengths)
    counts = [floor(total * length) for length in lengths]
    for at in range(total - sum(counts)):
        counts[at % len(counts)] += 1
    return [*counts]


@kind(("torch.utils.data.ConcatDataset", "torch.utils.data.dataset.ConcatDataset"), bases=(_DATASET,))
def concat_dataset(datasets, *, layer, machine):
    """Datasets one behind the other.

    >>> len(ConcatDataset((TensorDataset([5, 3]), TensorDataset([4, 3]))))
    9
    """
    machine.put(layer, "datasets", datasets)


@op("torch.utils.data.ConcatDataset.__getitem__")
def concat_item(self, idx, *, machine):
    """Give a sample of one of the datasets.

    >>> data = torch.utils.data.TensorDataset([5, 3])
    >>> torch.utils.data.ConcatDataset((data, data)).__getitem__(6)
    ((3,),)
    """
    datasets = items_of(kept(self, "datasets", machine))
    return common(tuple(sample_of(each, machine) for each in datasets)) if datasets else UNKNOWN


@op("torch.utils.data.ConcatDataset.__len__")
def concat_count(self, *, machine):
    """How many samples there are in all.

    >>> data = torch.utils.data.TensorDataset([5, 3])
    >>> torch.utils.data.ConcatDataset((data, data)).__len__()
    10
    """
    datasets = items_of(kept(self, "datasets", machine))
    return sum((count_of(each, machine) for each in datasets), start=0) if datasets else UNKNOWN
