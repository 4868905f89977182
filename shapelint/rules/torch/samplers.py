"""torch.utils.data: the order in which samples are taken, and how they are put into batches."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.shared.uneven import uneven_batch
from shapelint.rules.torch.data import count_of, kept, spellings
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, Range, Site, SomeInt, Value
from shapelint.sizes import Size, at_most, ceil_div, divides, less, symbol

_SAMPLER: Final = "torch.utils.data.Sampler"


@kind(spellings("Sampler", "sampler"))
def sampler(data_source=None):
    """What samplers derive from: they have `__iter__`, and mostly `__len__`.

    >>> torch.utils.data.Sampler.__name__
    "Sampler"
    """


@kind(spellings("SequentialSampler", "sampler"), bases=(_SAMPLER,))
def sequential_sampler(data_source, *, layer, machine):
    """The samples in their order.

    >>> len(SequentialSampler(TensorDataset([5, 3])))
    5
    """
    machine.put(layer, "data_source", data_source)


@op("torch.utils.data.SequentialSampler.__len__")
def sequential_count(self, *, machine):
    """How many samples there are.

    >>> torch.utils.data.SequentialSampler(torch.utils.data.TensorDataset([5, 3])).__len__()
    5
    """
    return count_of(kept(self, "data_source", machine), machine)


@op("torch.utils.data.SequentialSampler.__iter__")
def sequential_indices(self, *, machine):
    """Give one index after the other.

    >>> torch.utils.data.SequentialSampler(torch.utils.data.TensorDataset([2, 3])).__iter__()
    (0, 1)
    """
    count = count_of(kept(self, "data_source", machine), machine)
    return Range(0, count, 1) if isinstance(count, int) else Many(SomeInt(), count)


@kind(spellings("RandomSampler", "sampler"), bases=(_SAMPLER,))
def random_sampler(data_source, replacement=False, num_samples=None, generator=None, *, layer, machine):
    """The samples by chance.

    >>> len(RandomSampler(TensorDataset([5, 3])))
    5
    >>> len(RandomSampler(TensorDataset([5, 3]), num_samples=8))
    8
    >>> RandomSampler(TensorDataset([5, 3]), num_samples=0)
    SHP707
    """
    require_at_least(1, "num_samples", num_samples)
    machine.put(layer, "data_source", data_source)
    machine.put(layer, "num_samples", count_of(data_source, machine) if num_samples is None else size_in(num_samples))


@kind(spellings("SubsetRandomSampler", "sampler"), bases=(_SAMPLER,))
def subset_random_sampler(indices, generator=None, *, layer, machine):
    """Some samples by chance.

    >>> len(SubsetRandomSampler((0, 2, 3)))
    3
    """
    machine.put(layer, "indices", indices)
    machine.put(layer, "num_samples", count_of(indices, machine))


@kind(spellings("WeightedRandomSampler", "sampler"), bases=(_SAMPLER,))
def weighted_random_sampler(weights, num_samples, replacement=True, generator=None, *, layer, machine):
    """The samples by chance, some more often than others.

    >>> len(WeightedRandomSampler([5], 8))
    8
    >>> WeightedRandomSampler([5, 1], 8)
    SHP101
    >>> WeightedRandomSampler([5], 0)
    SHP707
    """
    require_at_least(1, "num_samples", num_samples)
    check_rank("WeightedRandomSampler", weights, (1,), "samples")
    machine.put(layer, "weights", weights)
    machine.put(layer, "num_samples", size_in(num_samples))


@kind(spellings("DistributedSampler", "distributed"), bases=(_SAMPLER,))
def distributed_sampler(
    dataset, num_replicas=None, rank=None, shuffle=True, seed=0, drop_last=False, *, layer, machine
):
    """The share of one process of the samples.

    >>> len(DistributedSampler(TensorDataset([5, 3]), num_replicas=2, rank=1))
    3
    >>> len(DistributedSampler(TensorDataset([5, 3]), 2, 0, drop_last=True))
    2
    >>> DistributedSampler(TensorDataset([5, 3]), 2, 2)
    SHP706
    """
    if is_int(num_replicas) and is_int(rank) and not 0 <= rank < num_replicas:
        raise Mismatch("SHP706", "rank {rank} is none of {count} processes", rank=rank, count=num_replicas)
    machine.put(layer, "dataset", dataset)
    machine.put(layer, "num_samples", _share(count_of(dataset, machine), size_in(num_replicas), drop_last))


def _share(total: Size, processes: Size, drop_last: Value) -> Size:
    """How many samples each process gets: equally many, so that some are dropped or taken twice."""
    if not isinstance(drop_last, bool) or less(0, processes) is not True:
        return UNKNOWN
    return total // processes if drop_last else ceil_div(total, processes)


def _declare_counted(name: str, example: str, count: int) -> None:
    """How many samples a sampler takes, and their indices, for one that keeps their number."""

    @op(f"torch.utils.data.{name}.__len__")
    def length(self, *, machine):
        return size_in(kept(self, "num_samples", machine))

    @op(f"torch.utils.data.{name}.__iter__")
    def indices(self, *, machine):
        return Many(SomeInt(), size_in(kept(self, "num_samples", machine)))

    made = f"torch.utils.data.{name}({example})"
    length.body.__doc__ = f"""How many samples are taken.

    >>> {made}.__len__()
    {count}
    """
    indices.body.__doc__ = f"""Give one index after the other.

    >>> len(list({made}))
    {count}
    """


_declare_counted("RandomSampler", "torch.utils.data.TensorDataset([2, 3]), num_samples=5", 5)
_declare_counted("SubsetRandomSampler", "(0, 2)", 2)
_declare_counted("WeightedRandomSampler", "[3], 4", 4)
_declare_counted("DistributedSampler", "torch.utils.data.TensorDataset([4, 3]), 2, 0", 2)


@op("torch.utils.data.DistributedSampler.set_epoch")
def set_epoch(self, epoch):
    """Shuffle in another way.

    >>> torch.utils.data.DistributedSampler(torch.utils.data.TensorDataset([4, 3]), 2, 0).set_epoch(1)
    None
    """


@kind(spellings("BatchSampler", "sampler"), bases=(_SAMPLER,))
def batch_sampler(sampler, batch_size, drop_last, *, layer, machine):
    """The indices of a sampler in batches.

    >>> len(BatchSampler(SequentialSampler(TensorDataset([10, 3])), 4, False))
    3
    >>> len(BatchSampler(range(10), batch_size=4, drop_last=True))
    2
    >>> BatchSampler(range(10), 0, True)
    SHP707
    """
    require_at_least(1, "batch_size", batch_size)
    for name, value in (("sampler", sampler), ("batch_size", batch_size), ("drop_last", drop_last)):
        machine.put(layer, name, value)


@op("torch.utils.data.BatchSampler.__len__")
def batch_count(self, *, machine):
    """How many batches there are.

    >>> torch.utils.data.BatchSampler(range(10), 4, False).__len__()
    3
    """
    return batches_of(self, machine)[1]


@op("torch.utils.data.BatchSampler.__iter__")
def index_batches(self, *, machine):
    """Give the indices of one batch after the other.

    >>> len(list(torch.utils.data.BatchSampler(range(10), 4, False)))
    3
    """
    size, count = batches_of(self, machine)
    return Many(ListValue(Many(SomeInt(), size)), count)


def batches_of(sampler: Value, machine: Machine) -> tuple[Size, Size]:
    """The size of a `BatchSampler`'s batches, and their number."""
    total = count_of(kept(sampler, "sampler", machine), machine)
    size, drop_last = size_in(kept(sampler, "batch_size", machine)), kept(sampler, "drop_last", machine)
    made = sampler.made if isinstance(sampler, Instance) else None
    return batch_size(total, size, drop_last, made), number_of_batches(total, size, drop_last)


def batch_size(total: Size, size: Size, drop_last: Value, made: Site | None) -> Size:
    """The size of every batch; a symbol of the sampler's own (`made`) where the last is, or may be, smaller."""
    if drop_last is True or (isinstance(size, int) and size == 1):
        return size
    if less(0, total) is True:
        if divides(size, total) is True:
            return size
        if at_most(total, size) is True:
            return total
    if made is None:
        return UNKNOWN
    if drop_last is False and isinstance(total, int) and isinstance(size, int):
        return uneven_batch(f"{made.file}:{made.at}", total, size)
    return symbol(f"batch@{made.file}:{made.at}", high=size if isinstance(size, int) else None, show="batch")


def number_of_batches(total: Size, size: Size, drop_last: Value) -> Size:
    """How many batches so many samples make."""
    if less(0, size) is not True or not isinstance(drop_last, bool):
        return UNKNOWN
    return total // size if drop_last else ceil_div(total, size)
