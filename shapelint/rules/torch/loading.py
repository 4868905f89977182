"""torch.utils.data.DataLoader: batches of a dataset."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.collating import collated, converted
from shapelint.rules.torch.data import ITERABLE, count_of, kept, sample_of, spellings, streamed
from shapelint.rules.torch.samplers import batch_size as size_of_batches
from shapelint.rules.torch.samplers import batches_of, number_of_batches
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, Value
from shapelint.sizes import Size

_GIVEN: Final = "#given"  # slot of a loader: its own arguments, from which `sampler` and others are made


@kind(spellings("DataLoader", "dataloader"))
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
    >>> DataLoader(TensorDataset([3, 2]), batch_size=2).__iter__()
    (((None, 2),), ((None, 2),))
    >>> DataLoader(TensorDataset([4, 3]), 0)
    SHP707
    >>> DataLoader(TensorDataset([4, 3]), 2, shuffle=True, sampler=range(2))
    SHP706
    """
    require_at_least(1, "batch_size", batch_size)
    require_at_least(0, "num_workers", num_workers)
    require_at_least(0, "timeout", timeout)
    given = {
        "batch_size": batch_size,
        "shuffle": shuffle,
        "sampler": sampler,
        "batch_sampler": batch_sampler,
        "drop_last": drop_last,
        "collate_fn": collate_fn,
    }
    _check_together(given)
    machine.put(layer, _GIVEN, given)
    kept_as_given = {"dataset": dataset, "num_workers": num_workers, "generator": generator, "timeout": timeout}
    for name, value in (kept_as_given | _made(given, dataset, machine)).items():
        machine.put(layer, name, value)


def _check_together(given: dict[str, Value]) -> None:
    """Some arguments stand for others.

    Raises Mismatch SHP706 where two certainly contradict each other.
    """
    own = given["batch_sampler"] is not None and given["batch_sampler"] is not UNKNOWN
    size = given["batch_size"]
    for first, second, wrong in (
        ("sampler", "shuffle", _is_given(given["sampler"]) and given["shuffle"] is True),
        ("batch_sampler", "batch_size", own and (size is None or (isinstance(size, int) and size != 1))),
        ("batch_sampler", "shuffle", own and given["shuffle"] is True),
        ("batch_sampler", "sampler", own and _is_given(given["sampler"])),
        ("batch_sampler", "drop_last", own and given["drop_last"] is True),
        ("drop_last", "batch_size=None", size is None and given["drop_last"] is True),
    ):
        if wrong:
            raise Mismatch("SHP706", "DataLoader takes {first} or {second}, not both", first=first, second=second)


def _is_given(value: Value) -> bool:
    return value is not None and value is not UNKNOWN


def _made(given: dict[str, Value], dataset: Value, machine: Machine) -> dict[str, Value]:
    """The attributes of a loader that it makes of its arguments."""
    sampler, batch_sampler, size = given["sampler"], given["batch_sampler"], given["batch_size"]
    if sampler is None:
        name = {True: "RandomSampler", False: "SequentialSampler", None: "SequentialSampler"}.get(given["shuffle"])
        known = name is not None and not _is_stream(dataset, machine)
        sampler = machine.make(f"torch.utils.data.{name}", {"data_source": dataset}) if known else UNKNOWN
    if batch_sampler is None and size is not None:
        slots = {"sampler": sampler, "batch_size": size, "drop_last": given["drop_last"]}
        batch_sampler = machine.make("torch.utils.data.BatchSampler", slots)
        batch_sampler = batch_sampler if size is not UNKNOWN else UNKNOWN
    elif batch_sampler is not None:
        size = None if batch_sampler is not UNKNOWN else UNKNOWN
    collate = UNKNOWN if given["collate_fn"] is None else given["collate_fn"]
    return {
        "sampler": sampler,
        "batch_sampler": batch_sampler,
        "batch_size": size,
        "drop_last": given["drop_last"],
        "collate_fn": collate,
    }


def _is_stream(dataset: Value, machine: Machine) -> bool:
    return isinstance(dataset, Instance) and machine.is_a(dataset, ITERABLE)


@op("torch.utils.data.DataLoader.__iter__")
def batches(self, *, machine):
    """Give one batch after the other.

    >>> data = torch.utils.data.TensorDataset([4, 3])
    >>> torch.utils.data.DataLoader(data, batch_size=2).__iter__()
    (((2, 3),), ((2, 3),))
    >>> torch.utils.data.DataLoader(data, batch_size=3).__iter__()
    (((None, 3),), ((None, 3),))
    >>> torch.utils.data.DataLoader(data, batch_size=None).__iter__()
    (((3,),), ((3,),), ((3,),), ((3,),))
    """
    dataset, given = kept(self, "dataset", machine), _given(self, machine)
    if given is None or given["batch_sampler"] is UNKNOWN:
        return UNKNOWN
    samplers = given["sampler"], given["batch_sampler"]
    anywhere = any(machine.user_method(each, "__iter__") is not None for each in samplers)
    stream = _is_stream(dataset, machine)
    sample, length = streamed(dataset, machine) if stream else (sample_of(dataset, machine, anywhere=anywhere), None)
    if length is not None and kept(self, "num_workers", machine) not in (0, 1):
        length = UNKNOWN  # each process goes through all of it
    size, count = _plan(self, given, dataset, machine, length)
    collate = given["collate_fn"]
    if size is None:
        return Many(converted(sample) if collate is None else machine.call(collate, (sample,)), count)
    if collate is None:
        return Many(collated(sample, size), count)
    return Many(machine.call(collate, (ListValue(Many(sample, size)),)), count)


def _given(loader: Value, machine: Machine) -> dict[str, Value] | None:
    found = kept(loader, _GIVEN, machine)
    return found if isinstance(found, dict) else None


def _plan(
    loader: Value, given: dict[str, Value], dataset: Value, machine: Machine, length: Size | None = None
) -> tuple[Size | None, Size]:
    """The size of the batches (None where samples come one by one), and their number; length: that of a stream."""
    own = given["batch_sampler"]
    if own is not None:
        return _own_plan(own, machine)
    total = length
    if total is None:
        total = count_of(dataset if given["sampler"] is None else given["sampler"], machine)
    if given["batch_size"] is None:
        return None, total
    size, drop_last = size_in(given["batch_size"]), given["drop_last"]
    made = loader.made if isinstance(loader, Instance) else None
    return size_of_batches(total, size, drop_last, made), number_of_batches(total, size, drop_last)


def _own_plan(batch_sampler: Value, machine: Machine) -> tuple[Size, Size]:
    """The size of the batches that a sampler of batches makes, and their number."""
    own = machine.user_method(batch_sampler, "__iter__") is not None
    if machine.is_a(batch_sampler, "torch.utils.data.BatchSampler") and not own:
        return batches_of(batch_sampler, machine)
    return count_of(streamed(batch_sampler, machine)[0], machine), count_of(batch_sampler, machine)


@op("torch.utils.data.DataLoader.__len__")
def batch_count(self, *, machine):
    """How many batches there are.

    >>> data = torch.utils.data.TensorDataset([10, 3])
    >>> torch.utils.data.DataLoader(data, batch_size=4).__len__()
    3
    >>> torch.utils.data.DataLoader(data, batch_sampler=torch.utils.data.BatchSampler(range(6), 3, False)).__len__()
    2
    >>> torch.utils.data.DataLoader(data, 3, sampler=range(4)).__len__()
    2
    """
    given = _given(self, machine)
    if given is None or given["batch_sampler"] is UNKNOWN:
        return UNKNOWN
    return _plan(self, given, kept(self, "dataset", machine), machine)[1]
