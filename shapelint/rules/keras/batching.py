"""How many of the samples of an array a model is given at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor
from typing import Final

from shapelint.rules.keras.nested import each, tensors
from shapelint.rules.shared.uneven import uneven_batch
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape, Size, equal, fresh

USUAL: Final = 32  # where `batch_size` says nothing
WHOLE: Final = 1 << 62  # all samples at once


@dataclass(frozen=True, slots=True)
class Batched:
    """Arrays (at_once, ...) taken from arrays (samples, ...); at_once is a symbol where batches differ."""

    data: Value
    samples: Size
    at_once: Size
    first_of: Size

    @property
    def first(self) -> Batched:
        """The first batch, of which it is known how many samples it has where that is known of any."""
        other = replace(self, at_once=self.first_of)
        return replace(other, data=other.cut(self.whole(self.data)))

    def cut(self, value: Value) -> Value:
        """A batch of other arrays (samples, ...)."""
        return each(value, lambda one: _counted(one, self.samples, self.at_once))

    def whole(self, value: Value) -> Value:
        """What was made of a batch, for all samples together."""
        return each(value, lambda one: _counted(one, self.at_once, self.samples))


def batched(data: Value, size: Value, split: Value = 0.0) -> Batched:
    """One batch of the samples that are left when the part `split` of them is put aside."""
    found = tensors(data)
    first = found[0].shape if found else None
    samples = first.dims[0] if first is not None and first.dims and not first.open else UNKNOWN
    left, most = _left(samples, split), USUAL if size is None else size
    at_once = _at_once(left, most)
    start = min(left, most) if isinstance(left, int) and isinstance(most, int) and most > 0 else at_once
    every = Batched(data, samples, at_once, start)
    return replace(every, data=every.cut(data))


def said(size: Value) -> Value:
    """The `batch_size` that a program gives itself."""
    return None if size == WHOLE else size


def _left(samples: Size, split: Value) -> Size:
    if split is None or split == 0:
        return samples
    return floor(samples * (1 - split)) if isinstance(samples, int) and isinstance(split, float) else UNKNOWN


def _at_once(samples: Size, size: Value) -> Size:
    if size == WHOLE:
        return samples
    if not isinstance(samples, int) or not isinstance(size, int) or size < 1:
        return fresh("B", 1)
    if samples <= size:
        return samples
    return uneven_batch("fit", samples, size) if samples % size else size


def _counted(value: Value, before: Size, after: Size) -> Value:
    """With another number of samples on the first axis, where that is the batch."""
    if not isinstance(value, Tensor) or value.shape.open or not value.shape.dims:
        return value
    first, *others = value.shape.dims
    if first == after or not equal(first, before):
        return value
    return replace(value, shape=Shape((after, *others)), content=None, strides=None)
