"""torch.utils.data: parts of a dataset."""

from __future__ import annotations

from math import floor, isclose

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.torch.data import DATASET, check_index, count_of, item_of, kept, sample_of, spellings
from shapelint.rules.values import UNKNOWN, ListValue, Many, Range, SomeInt, Tensor, Value, items_of
from shapelint.sizes import Size, equal


@kind(spellings("Subset", "dataset"), bases=(DATASET,))
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
    >>> torch.utils.data.Subset(torch.utils.data.TensorDataset([5, 3]), (0, 2))[2]
    SHP506
    >>> torch.utils.data.Subset(torch.utils.data.TensorDataset([5, 3]), (0, 5))[1]
    SHP506
    """
    dataset, indices = kept(self, "dataset", machine), items_of(kept(self, "indices", machine))
    if indices is None or not is_int(idx):
        return sample_of(dataset, machine)
    index = indices[check_index(idx, len(indices))]
    return item_of(dataset, index, machine) if is_int(index) else sample_of(dataset, machine)


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
    return count_of(indices, machine) if isinstance(indices, ListValue | Many | Range | Tensor) else UNKNOWN


@op(spellings("random_split", "dataset"))
def random_split(dataset, lengths, generator=None, *, machine):
    """Split a dataset by chance into parts of these lengths, or of these fractions of the whole.

    >>> data = torch.utils.data.TensorDataset([10, 3])
    >>> len(torch.utils.data.random_split(data, (7, 3))[0])
    7
    >>> len(torch.utils.data.random_split(data, (0.85, 0.15))[0])
    9
    >>> torch.utils.data.random_split(data, (7, 2))
    SHP501
    """
    items, total = items_of(lengths), count_of(dataset, machine)
    if items is None:
        return UNKNOWN
    counts = _shares(items, total) if _are_fractions(items) else _lengths(items, total)
    return machine.list(
        machine.make("torch.utils.data.Subset", {"dataset": dataset, "indices": ListValue(Many(SomeInt(0), count))})
        for count in counts
    )


def _are_fractions(lengths: tuple[Value, ...]) -> bool:
    numbers = all(isinstance(length, int | float) for length in lengths)
    return numbers and isclose(sum(lengths), 1) and sum(lengths) <= 1


def _shares(fractions: tuple[float, ...], total: Size) -> list[Size]:
    """How many samples each part gets: fractions are rounded down, what is left over goes round from the first.

    Raises Mismatch SHP706.
    """
    wrong = next((fraction for fraction in fractions if not 0 <= fraction <= 1), None)
    if wrong is not None:
        raise Mismatch("SHP706", "a part of a dataset cannot be {fraction} of it", fraction=wrong)
    if not isinstance(total, int):
        return [UNKNOWN] * len(fractions)
    counts = [floor(total * fraction) for fraction in fractions]
    for at in range(total - sum(counts)):
        counts[at % len(counts)] += 1
    return [*counts]


def _lengths(lengths: tuple[Value, ...], total: Size) -> list[Size]:
    """How many samples each part gets, which together must be all.

    Raises Mismatch SHP501.
    """
    sizes = [size_in(length) for length in lengths]
    whole = sum(lengths) if all(isinstance(length, int | float) for length in lengths) else sum(sizes, start=0)
    if isinstance(whole, float) or equal(whole, total) is False:
        raise Mismatch(
            "SHP501",
            "parts of {lengths} samples make {whole}, the dataset has {total}",
            lengths=lengths,
            whole=whole,
            total=total,
        )
    return [size if not isinstance(size, int) or size >= 0 else UNKNOWN for size in sizes]
