"""`torch.utils.data`: data sets, and the batches that a loader makes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    DictValue,
    Instance,
    ListValue,
    Many,
    Tensor,
    Value,
    items_of,
    shape_of,
)
from shapelint.sizes import Dim, Shape, Size, ceil_div, divides, equal, symbol

_DATASET: Final = "torch.utils.data.Dataset"
TENSORS: Final = "#tensors"  # slot of a TensorDataset
COUNT: Final = "#count"  # slot of a Subset: how many samples, where that is known


@kind((_DATASET, "torch.utils.data.IterableDataset"))
def dataset(*args, **kwargs):
    """The base of data sets.

    >>> torch.utils.data.Dataset()
    'Dataset'
    """


@kind("torch.utils.data.TensorDataset", bases=(_DATASET,))
def tensor_dataset(*tensors, layer, machine):
    """Samples that are the rows of tensors.

    >>> torch.utils.data.TensorDataset([10, 3], [10])[0]
    ((3,), ())
    >>> torch.utils.data.TensorDataset([10, 3], [11])
    SHP804
    """
    machine.put(layer, TENSORS, tensors)
    counts = [shape_of(tensor).axis(0) for tensor in tensors]
    for tensor, count in zip(tensors, counts, strict=True):
        if equal(count, counts[0]) is False:
            raise Mismatch(
                "SHP804",
                "TensorDataset gets {first} and {count} samples",
                operand=culprit(tensor),
                first=counts[0],
                count=count,
            )


def sample_of(data: Value, machine: Machine) -> Value:
    """One sample of a data set; UNKNOWN where nobody knows."""
    if not isinstance(data, Instance):
        return UNKNOWN
    if TENSORS in data.slots:
        return tuple(_row(tensor) for tensor in data.slots[TENSORS])
    if COUNT in data.slots:
        return sample_of(data.slots["dataset"], machine)
    own = machine.user_method(data, "__getitem__")
    return UNKNOWN if own is None else machine.call(own, (UNKNOWN,))


def _row(tensor: Value) -> Value:
    return tensor.reshaped(tensor.shape.drop(0)) if isinstance(tensor, Tensor) and tensor.shape.dims else UNKNOWN


def count_of(data: Value, machine: Machine) -> Size:
    """The number of samples of a data set."""
    if not isinstance(data, Instance):
        return UNKNOWN
    if TENSORS in data.slots:
        tensors = data.slots[TENSORS]
        return shape_of(tensors[0]).axis(0) if tensors else 0
    if COUNT in data.slots:
        return size_in(data.slots[COUNT])
    own = machine.user_method(data, "__len__")
    return UNKNOWN if own is None else size_in(machine.call(own))


@op(("torch.utils.data.TensorDataset.__len__", "torch.utils.data.Subset.__len__"))
def length(self, *, machine):
    """Count the samples.

    >>> len(torch.utils.data.TensorDataset([10, 3]))
    10
    """
    return count_of(self, machine)


@op(("torch.utils.data.TensorDataset.__getitem__", "torch.utils.data.Subset.__getitem__"))
def getitem(self, index, *, machine):
    """Give one sample.

    >>> torch.utils.data.TensorDataset([10, 3], [10])[0]
    ((3,), ())
    """
    return sample_of(self, machine) if is_int(index) or isinstance(index, Dim) or index is UNKNOWN else UNKNOWN


@kind("torch.utils.data.Subset", bases=(_DATASET,))
def subset(dataset, indices, *, layer, machine):
    """Some of the samples.

    >>> len(torch.utils.data.Subset(torch.utils.data.TensorDataset([10, 3]), range(4)))
    4
    """
    items = items_of(indices)
    machine.put(layer, "dataset", dataset)
    machine.put(layer, COUNT, shape_of(indices).axis(0) if items is None else len(items))


@op("torch.utils.data.random_split")
def random_split(dataset, lengths, generator=None, *, machine):
    """Deal the samples out by chance: in the numbers given, or in parts of the whole.

    >>> parts = torch.utils.data.random_split(torch.utils.data.TensorDataset([10, 3]), (8, 2))
    >>> len(parts[0])
    8
    >>> parts[1][0]
    ((3,),)
    """
    counts = items_of(lengths)
    if counts is None:
        return UNKNOWN
    name = "torch.utils.data.Subset"
    return machine.list(machine.make(name, {"dataset": dataset, COUNT: size_in(count)}) for count in counts)


@kind("torch.utils.data.DataLoader")
def data_loader(
    dataset,
    batch_size=1,
    shuffle=None,
    sampler=None,
    batch_sampler=None,
    num_workers=0,
    collate_fn=None,
    pin_memory=False,
    drop_last=False,
    timeout=0,
    worker_init_fn=None,
    multiprocessing_context=None,
    generator=None,
    *,
    prefetch_factor=None,
    persistent_workers=False,
    pin_memory_device="",
    in_order=True,
    layer,
    machine,
):
    """Make batches of samples.

    >>> loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset([12, 3], ints[12]), batch_size=4)
    >>> list(loader)[0]
    ((4, 3), (4,))
    >>> len(torch.utils.data.DataLoader(torch.utils.data.TensorDataset([10, 3]), batch_size=4))
    3
    """
    given = {"dataset": dataset, "batch_size": batch_size, "drop_last": drop_last, "collate_fn": collate_fn}
    for name, value in {**given, "#sampler": sampler, "#batches": batch_sampler, "#made": machine.site}.items():
        machine.put(layer, name, value)


@op("torch.utils.data.DataLoader.__len__")
def batch_count(self, *, machine):
    """Count the batches.

    >>> len(torch.utils.data.DataLoader(torch.utils.data.TensorDataset([10, 3]), batch_size=4, drop_last=True))
    2
    """
    count, size = count_of(self.slots["dataset"], machine), size_in(self.slots["batch_size"])
    if self.slots["#sampler"] is not None or self.slots["#batches"] is not None or UNKNOWN in (count, size):
        return UNKNOWN
    drop = self.slots["drop_last"]
    return (count // size if drop else ceil_div(count, size)) if isinstance(drop, bool) else UNKNOWN


@op("torch.utils.data.DataLoader.__iter__")
def batches(self, *, machine):
    """Give every batch.

    >>> list(torch.utils.data.DataLoader(torch.utils.data.TensorDataset([12, 3]), batch_size=6))
    (((6, 3),), ((6, 3),))
    """
    if self.slots["collate_fn"] is not None:
        return Many(UNKNOWN, batch_count.body(self, machine=machine))
    sample = sample_of(self.slots["dataset"], machine)
    size = None if self.slots["batch_size"] is None and self.slots["#batches"] is None else _batch_size(self, machine)
    each = sample if size is None else collated(sample, size)
    return Many(each, batch_count.body(self, machine=machine) if size is not None else UNKNOWN)


def _batch_size(loader: Instance, machine: Machine) -> Size:
    """The number of samples of every batch; a symbol where the last batch may be smaller."""
    size, site = size_in(loader.slots["batch_size"]), loader.slots["#made"]
    if loader.slots["#batches"] is None:
        count = count_of(loader.slots["dataset"], machine)
        if loader.slots["drop_last"] is True or (
            count is not UNKNOWN and size is not UNKNOWN and divides(size, count) is True
        ):
            return size
    name = f"batch of {site.file}:{site.at}" if site is not None else "batch of a loader"
    return symbol(name, high=size if isinstance(size, int) else None, show="batch")


def collated(sample: Value, size: Size) -> Value:
    """A batch of such samples, as `default_collate` makes it."""
    collate = _COLLATE.get(type(sample))
    return collate(sample, size) if collate else UNKNOWN


def _stack(sample: Tensor, size: Size) -> Value:
    shape = sample.shape
    return Tensor(UNKNOWN_SHAPE if shape.open else Shape((size, *shape.dims)), "torch", sample.dtype)


def _vector(kind: str) -> Callable[[Any, Size], Value]:
    return lambda sample, size: Tensor(Shape((size,)), "torch", kind)


_COLLATE: Final[dict[type, Callable[[Any, Size], Value]]] = {
    Tensor: _stack,
    int: _vector("int"),
    bool: _vector("int"),
    float: _vector("float"),
    Dim: _vector("int"),
    tuple: lambda sample, size: ListValue(tuple(collated(item, size) for item in sample)),
    ListValue: lambda sample, size: (
        ListValue(tuple(collated(item, size) for item in sample.items))
        if isinstance(sample.items, tuple)
        else UNKNOWN
    ),
    DictValue: lambda sample, size: DictValue({key: collated(item, size) for key, item in sample.slots.items()}),
}
