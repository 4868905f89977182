"""torch.utils.data: what datasets derive from, and what a dataset holds."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.torch.collating import common
from shapelint.rules.values import (
    UNKNOWN,
    Instance,
    ListValue,
    Many,
    Range,
    Tensor,
    Value,
    is_soft,
    range_length,
    shape_of,
)
from shapelint.sizes import Dim, Size, Unknown, at_most, bounded, symbol

DATASET: Final = "torch.utils.data.Dataset"
ITERABLE: Final = "torch.utils.data.IterableDataset"
INDEX: Final = symbol("index of a sample", low=0, show="index")  # any: a sampler's choice


def spellings(name: str, module: str) -> tuple[str, str]:
    """The names under which `torch.utils.data` offers something of one of its modules."""
    return f"torch.utils.data.{name}", f"torch.utils.data.{module}.{name}"


def sample_of(dataset: Value, machine: Machine, *, anywhere: bool = False) -> Value:
    """What a dataset gives for an index that nobody knows; UNKNOWN where that cannot be followed.

    anywhere: the index need not be below the number of samples.
    """
    if isinstance(dataset, Tensor):
        return dataset.reshaped(dataset.shape.drop(0)) if dataset.shape.rank else UNKNOWN
    items = dataset.items if isinstance(dataset, ListValue) else dataset
    if isinstance(items, Many):
        return items.each
    if isinstance(items, tuple):
        return common(items)
    if not isinstance(dataset, Instance) or machine.user_method(dataset, "__getitems__") is not None:
        return UNKNOWN
    count = UNKNOWN if anywhere else count_of(dataset, machine)
    empty = not isinstance(count, Unknown) and at_most(1, count) is False
    with machine.silent() if empty else nullcontext():  # of no sample nothing can be wrong
        return machine.call(machine.get(dataset, "__getitem__"), (_index_in(count),))


def _index_in(count: Size) -> Size:
    """Any of so many indices; the same symbol for the same number of them."""
    if isinstance(count, Unknown) or is_soft(count) or at_most(1, count) is False:
        return INDEX
    written = count.written if isinstance(count, Dim) else count
    return bounded(f"index of a sample of {written}", "index", 0, count - 1)


def item_of(dataset: Value, index: Value, machine: Machine) -> Value:
    """What a dataset gives for an index."""
    if isinstance(dataset, Tensor | Instance):
        return machine.call(machine.get(dataset, "__getitem__"), (index,))
    items = dataset.items if isinstance(dataset, ListValue) else dataset
    if isinstance(items, tuple) and is_int(index):
        return items[check_index(index, len(items))]
    return sample_of(dataset, machine)


def check_index(index: int, count: int) -> int:
    """An index among so many samples, from the start.

    Raises Mismatch SHP506.
    """
    if not -count <= index < count:
        raise Mismatch("SHP506", "index {index} lies outside {count} samples", index=index, count=count)
    return index % count


def kept(owner: Value, name: str, machine: Machine) -> Value:
    """What a dataset or loader was made with."""
    return machine.get(owner, name) if isinstance(owner, Instance) else UNKNOWN


def count_of(dataset: Value, machine: Machine) -> Size:
    """How many samples (or indices) there are."""
    if isinstance(dataset, Instance):
        return size_in(machine.call(machine.get(dataset, "__len__")))
    items = dataset.items if isinstance(dataset, ListValue) else dataset
    if isinstance(items, Many):
        return items.length
    if isinstance(items, Range):
        return range_length(items)
    return len(items) if isinstance(items, tuple) else shape_of(items).axis(0)


def streamed(source: Value, machine: Machine) -> tuple[Value, Size]:
    """What going through something yields, where all that it yields is alike, and how many there are."""
    if isinstance(source, Instance):
        source = machine.call(machine.get(source, "__iter__"))
    items = source.items if isinstance(source, ListValue) else source
    if isinstance(items, Many):
        return items.each, len(items.fresh) if items.fresh is not None else items.whole
    return (common(items), len(items)) if isinstance(items, tuple) else (UNKNOWN, UNKNOWN)


@kind(spellings("Dataset", "dataset"))
def dataset(*args, **kwargs):
    """What datasets derive from: they have `__getitem__` and `__len__`.

    >>> torch.utils.data.Dataset()
    "Dataset"
    """


@op(f"{DATASET}.__iter__")
def iterated(self, *, machine):
    """Give one sample after the other, until there is none for an index.

    >>> torch.utils.data.TensorDataset([2, 3]).__iter__()
    (((3,),), ((3,),))
    """
    own = machine.user_method(self, "__getitem__") is None
    return Many(sample_of(self, machine), count_of(self, machine) if own else UNKNOWN)


@op(f"{DATASET}.__add__")
def added(self, other, *, machine):
    """Put one dataset behind another.

    >>> len(torch.utils.data.TensorDataset([5, 3]).__add__(torch.utils.data.TensorDataset([4, 3])))
    9
    """
    return machine.make("torch.utils.data.ConcatDataset", {"datasets": ListValue((self, other))})


@kind(spellings("IterableDataset", "dataset"), bases=(DATASET,))
def iterable_dataset(*args, **kwargs):
    """What datasets derive from that can only be gone through.

    >>> torch.utils.data.IterableDataset.__name__
    "IterableDataset"
    """


@op(f"{ITERABLE}.__add__")
def chained(self, other, *, machine):
    """Put one stream behind another.

    >>> torch.utils.data.ChainDataset([]).__add__(torch.utils.data.ChainDataset([]))
    "ChainDataset"
    """
    return machine.make("torch.utils.data.ChainDataset", {"datasets": ListValue((self, other))})
