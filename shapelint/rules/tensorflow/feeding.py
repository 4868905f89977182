"""What a session of TensorFlow 1 is fed, and what the tensors that it fetches are for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH, counts_batch
from shapelint.rules.values import UNKNOWN, DictValue, Flow, ListValue, Site, Tensor, TensorKey, Value, shape_of
from shapelint.sizes import Shape, Size, equal, substitute

_DECLARED: Final = ("placeholder", "placeholder_with_default")
_MOST_STEPS: Final = 5_000
_COUNTED: Final = next(iter(BATCH.symbols()))


@dataclass(frozen=True, slots=True)
class Feed:
    """The samples that are fed, and where the placeholders were made that they are fed to."""

    samples: Size = UNKNOWN
    sites: frozenset[Site | None] = frozenset()


def fed(feed_dict: Value) -> Feed:
    """What is fed, each array to a placeholder that can take it.

    Raises Mismatch SHP801 where an array lacks axes, SHP802 where it has other sizes or axes too many.
    """
    slots = feed_dict.slots if isinstance(feed_dict, DictValue) else {}
    pairs = [(key, shape_of(value)) for key, value in slots.items() if isinstance(key, TensorKey)]
    known = [(key, found) for key, found in pairs if key.what in _DECLARED]
    for key, found in known:
        _check(key.tensor, found, slots[key])
    counts = [(key.site, found.axis(0)) for key, found in known if key.shape.axis(0) == BATCH]
    if not counts or any(equal(counts[0][1], count) is not True for _, count in counts):
        return Feed()
    return Feed(counts[0][1], frozenset(site for site, _ in counts))


def _check(placeholder: Tensor, found: Shape, value: Value) -> None:
    wanted = placeholder.shape
    if wanted.open or found.open or (isinstance(value, Tensor) and value.family != "numpy"):
        return
    name = placeholder.flow.name if placeholder.flow is not None else None
    facts: dict[str, Value] = {"operand": value, "name": name, "wanted": str(wanted), "array": str(found)}
    sentence = f"the placeholder {'`{name}` ' if name else ''}takes {{wanted}}, gets {{array}}"
    if len(found.dims) != len(wanted.dims):
        raise Mismatch("SHP801" if len(found.dims) < len(wanted.dims) else "SHP802", sentence, **facts)
    for axis, (want, size) in enumerate(zip(wanted.dims, found.dims, strict=True)):
        if want != BATCH and equal(want, size) is False:
            raise Mismatch("SHP802", sentence, axis=axis, expected=want, found=size, **facts)


def fetched(fetches: Value, feed: Feed, machine: Machine) -> Value:
    """Arrays for tensors, in the same nesting."""
    if isinstance(fetches, Tensor):
        samples = feed.samples if _depends_on(fetches.flow, feed.sites) else UNKNOWN
        dims = tuple(_counted(size, samples) for size in fetches.shape.dims)
        return Tensor(Shape(dims, fetches.shape.open), "numpy", fetches.dtype)
    if isinstance(fetches, tuple):
        return tuple(fetched(each, feed, machine) for each in fetches)
    if isinstance(fetches, ListValue) and isinstance(fetches.items, tuple):
        return machine.list(fetched(each, feed, machine) for each in fetches.items)
    if isinstance(fetches, DictValue):
        return DictValue({key: fetched(each, feed, machine) for key, each in fetches.slots.items()})
    return UNKNOWN


def _counted(size: Size, samples: Size) -> Size:
    if not counts_batch(size):
        return size
    return UNKNOWN if samples is UNKNOWN else substitute(size, {_COUNTED: samples})


def _depends_on(flow: Flow | None, sites: frozenset[Site | None]) -> bool:
    """Whether all samples of a tensor come from what is fed."""
    if flow is None or not sites:
        return False
    steps = list(flow.ancestors(_MOST_STEPS))
    first = [step for step in steps if not step.parents and not step.shape.open and step.shape.axis(0) == BATCH]
    return len(steps) < _MOST_STEPS and bool(first) and all(step.site in sites for step in first)
