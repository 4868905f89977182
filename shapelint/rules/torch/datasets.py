"""torch.utils.data: datasets of tensors, and datasets put together."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int
from shapelint.rules.torch.collating import common
from shapelint.rules.torch.data import (
    DATASET,
    ITERABLE,
    check_index,
    count_of,
    item_of,
    kept,
    sample_of,
    spellings,
    streamed,
)
from shapelint.rules.values import UNKNOWN, DictValue, Many, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


@kind(spellings("TensorDataset", "dataset"), bases=(DATASET,))
def tensor_dataset(*tensors, layer, machine):
    """Samples that are rows of tensors, which must be equally many.

    >>> TensorDataset([5, 3], ints[5])[0]
    ((3,), ())
    >>> len(TensorDataset([5, 3]))
    5
    >>> TensorDataset([5, 3], ints[4])
    SHP804
    >>> TensorDataset([])
    SHP101
    """
    machine.put(layer, "tensors", tensors)
    for tensor in tensors:
        if shape_of(tensor) == Shape(()):
            raise Mismatch("SHP101", "the tensors of a dataset need an axis of samples", operand=tensor)
        _check_counts(tensors[0], tensor)


def _check_counts(first: Value, other: Value) -> None:
    """Raises Mismatch SHP804 where two tensors certainly have not equally many rows."""
    a, b = shape_of(first), shape_of(other)
    if not a.open and not b.open and equal(a.axis(0), b.axis(0)) is False:
        raise Mismatch(
            "SHP804",
            "the tensors of a dataset must have equally many rows: {first} has {a}, {other} has {b}",
            operand=other,
            first=a,
            a=a.axis(0),
            other=b,
            b=b.axis(0),
        )


@op("torch.utils.data.TensorDataset.__getitem__")
def tensor_item(self, index, *, machine):
    """Give the rows at an index.

    >>> torch.utils.data.TensorDataset([5, 3], ints[5]).__getitem__(0)
    ((3,), ())
    >>> torch.utils.data.TensorDataset([5, 3])[1:3]
    ((2, 3),)
    >>> torch.utils.data.TensorDataset([5, 3])[5]
    SHP506
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


@kind(spellings("StackDataset", "dataset"), bases=(DATASET,))
def stack_dataset(*args, layer, machine, **kwargs):
    """Samples that have a part of each of several datasets, which must have equally many.

    >>> StackDataset(TensorDataset([5, 3]), TensorDataset([5]))[0]
    (((3,),), ((),))
    >>> StackDataset(x=TensorDataset([5, 3]), y=TensorDataset([5]))[0]
    {"x": ((3,),), "y": ((),)}
    >>> StackDataset(TensorDataset([5, 3]), TensorDataset([4]))
    SHP804
    """
    if not isinstance(args, tuple):
        machine.put(layer, "datasets", UNKNOWN)
        return
    machine.put(layer, "datasets", DictValue(kwargs) if kwargs else args)
    counts: list[Size] = [count_of(each, machine) for each in args or kwargs.values()]
    for count in counts[1:]:
        if equal(counts[0], count) is False:
            raise Mismatch("SHP804", "datasets of {a} and {b} samples cannot be put side by side", a=counts[0], b=count)


@op("torch.utils.data.StackDataset.__getitem__")
def stack_item(self, index, *, machine):
    """Give the samples of all datasets at an index.

    >>> data = torch.utils.data.TensorDataset([5, 3])
    >>> torch.utils.data.StackDataset(data, data).__getitem__(1)
    (((3,),), ((3,),))
    """
    datasets = kept(self, "datasets", machine)
    if isinstance(datasets, DictValue):
        return DictValue({name: item_of(each, index, machine) for name, each in datasets.slots.items()})
    return tuple(item_of(each, index, machine) for each in datasets) if isinstance(datasets, tuple) else UNKNOWN


@op("torch.utils.data.StackDataset.__len__")
def stack_count(self, *, machine):
    """How many samples there are.

    >>> torch.utils.data.StackDataset(torch.utils.data.TensorDataset([5, 3])).__len__()
    5
    """
    datasets = kept(self, "datasets", machine)
    row = tuple(datasets.slots.values()) if isinstance(datasets, DictValue) else datasets
    return count_of(row[0], machine) if isinstance(row, tuple) and row else UNKNOWN


@kind(spellings("ConcatDataset", "dataset"), bases=(DATASET,))
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
    >>> torch.utils.data.ConcatDataset((data, torch.utils.data.TensorDataset([2, 4])))[-1]
    ((4,),)
    >>> torch.utils.data.ConcatDataset((data, data))[10]
    SHP506
    """
    datasets = items_of(kept(self, "datasets", machine))
    if not datasets:
        return UNKNOWN
    counts = [count for each in datasets if isinstance(count := count_of(each, machine), int)]
    if not is_int(idx) or len(counts) < len(datasets):
        return common(tuple(sample_of(each, machine) for each in datasets))
    at = check_index(idx, sum(counts))
    for each, count in zip(datasets, counts, strict=True):
        if at < count:
            return item_of(each, at, machine)
        at -= count
    return UNKNOWN


@op("torch.utils.data.ConcatDataset.__len__")
def concat_count(self, *, machine):
    """How many samples there are in all.

    >>> data = torch.utils.data.TensorDataset([5, 3])
    >>> torch.utils.data.ConcatDataset((data, data)).__len__()
    10
    """
    datasets = items_of(kept(self, "datasets", machine))
    return sum((count_of(each, machine) for each in datasets), start=0) if datasets else UNKNOWN


@kind(spellings("ChainDataset", "dataset"), bases=(ITERABLE,))
def chain_dataset(datasets, *, layer, machine):
    """Streams one behind the other.

    >>> ChainDataset([])
    "ChainDataset"
    """
    machine.put(layer, "datasets", datasets)


@op("torch.utils.data.ChainDataset.__iter__")
def chain_samples(self, *, machine):
    """Give the samples of one stream after the other.

    >>> list(torch.utils.data.ChainDataset(()))
    ()
    """
    datasets = items_of(kept(self, "datasets", machine))
    if datasets is None:
        return UNKNOWN
    if not datasets:
        return ()
    samples, lengths = zip(*(streamed(each, machine) for each in datasets), strict=True)
    return Many(common(samples), whole=sum(lengths[1:], lengths[0]))


@op("torch.utils.data.ChainDataset.__len__")
def chain_count(self, *, machine):
    """How many samples there are in all.

    >>> torch.utils.data.ChainDataset(()).__len__()
    0
    """
    datasets = items_of(kept(self, "datasets", machine))
    return UNKNOWN if datasets is None else sum((count_of(each, machine) for each in datasets), start=0)
