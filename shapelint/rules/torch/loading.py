"""torch.utils.data.DataLoader: batches of a dataset."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.collating import collated
from shapelint.rules.torch.data import count_of, kept, sample_of
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, Tensor, Value
from shapelint.sizes import Size, at_most, ceil_div, divides, less, symbol

_KEPT: Final = ("dataset", "batch_size", "sampler", "batch_sampler", "num_workers", "collate_fn", "drop_last")


@kind(("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader"))
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
    """Give the samples of a dataset in batches; the last one is smaller where the number of samples does not divide.

    >>> DataLoader(TensorDataset([4, 3], ints[4]), batch_size=2).__iter__()
    (((2, 3), (2,)), ((2, 3), (2,)))
    >>> len(DataLoader(TensorDataset([10, 3]), batch_size=4))
    3
    >>> len(DataLoader(TensorDataset([10, 3]), batch_size=4, drop_last=True))
    2
    >>> DataLoader(TensorDataset([5, 3]), batch_size=4, drop_last=True).__iter__()
    (((4, 3),),)
    """
    given = (dataset, batch_size, sampler, batch_sampler, num_workers, collate_fn, drop_last)
    for name, value in zip(_KEPT, given, strict=True):
        machine.put(layer, name, value)


@op("torch.utils.data.DataLoader.__iter__")
def batches(self, *, machine):
    """Give one batch after the other.

    >>> data = torch.utils.data.TensorDataset([4, 3])
    >>> torch.utils.data.DataLoader(data, batch_size=2).__iter__()
    (((2, 3),), ((2, 3),))
    """
    dataset = kept(self, "dataset", machine)
    if kept(self, "batch_sampler", machine) is UNKNOWN:
        return UNKNOWN
    sample = _sample(dataset, machine)
    count = _batches(self, dataset, machine)
    if kept(self, "batch_size", machine) is None and kept(self, "batch_sampler", machine) is None:
        return Many(_converted(sample, kept(self, "collate_fn", machine), machine), count)
    size = _batch_size(self, dataset, machine)
    collate = kept(self, "collate_fn", machine)
    if collate is None:
        return Many(collated(sample, size), count)
    return Many(machine.call(collate, (ListValue(Many(sample, size)),)), count)


def _sample(dataset: Value, machine: Machine) -> Value:
    """One sample: the item at some index, or what going through the dataset yields."""
    if isinstance(dataset, Instance) and machine.is_a(dataset, "torch.utils.data.IterableDataset"):
        found = machine.call(machine.get(dataset, "__iter__"))
        return found.each if isinstance(found, Many) else UNKNOWN
    return sample_of(dataset, machine)


def _converted(sample: Value, collate: Value, machine: Machine) -> Value:
    """A sample on its own, where there is no batch."""
    if collate is not None:
        return machine.call(collate, (sample,))
    return Tensor(sample.shape, "torch", sample.dtype) if isinstance(sample, Tensor) else UNKNOWN


def _batch_size(loader: Value, dataset: Value, machine: Machine) -> Size:
    """The size of every batch; a symbol of the loader's own where the last may be smaller."""
    size = size_in(kept(loader, "batch_size", machine))
    if kept(loader, "batch_sampler", machine) is not None:
        return UNKNOWN
    if kept(loader, "drop_last", machine) is True or (isinstance(size, int) and size == 1):
        return size
    if kept(loader, "sampler", machine) is None:
        count = count_of(dataset, machine)
        if less(0, count) is True and divides(size, count) is True:
            return size
        if less(0, count) is True and at_most(count, size) is True:
            return count
    made = loader.made if isinstance(loader, Instance) else None
    if made is None:
        return UNKNOWN
    return symbol(f"batch@{made.file}:{made.at}", high=size if isinstance(size, int) else None, show="batch")


def _batches(loader: Value, dataset: Value, machine: Machine) -> Size:
    """How many batches there are."""
    size, drop_last = kept(loader, "batch_size", machine), kept(loader, "drop_last", machine)
    if kept(loader, "batch_sampler", machine) is not None or kept(loader, "sampler", machine) is not None:
        return UNKNOWN
    if isinstance(dataset, Instance) and machine.is_a(dataset, "torch.utils.data.IterableDataset"):
        return UNKNOWN
    count = count_of(dataset, machine)
    if size is None:
        return count
    size = size_in(size)
    if less(0, size) is not True or not isinstance(drop_last, bool):
        return UNKNOWN
    return count // size if drop_last else ceil_div(count, size)


@op("torch.utils.data.DataLoader.__len__")
def batch_count(self, *, machine):
    """How many batches there are.

    >>> data = torch.utils.data.TensorDataset([10, 3])
    >>> torch.utils.data.DataLoader(data, batch_size=4).__len__()
    3
    """
    return _batches(self, kept(self, "dataset", machine), machine)
