"""Distributions stretched to another batch."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Rule, op
from shapelint.rules.mismatch import require_at_least
from shapelint.rules.torch.distributions import BASE, BATCH, floats, row_of_sizes, shapes_of
from shapelint.rules.torch.stretching import stretched
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value
from shapelint.sizes import Shape

_AS_THEY_ARE: Final = frozenset({"temperature"})  # attributes that no expansion stretches


@op(f"{BASE}.expand")
def expand(self, batch_shape, _instance=None, *, machine):
    """The same distributions, stretched to another batch.

    >>> torch.distributions.Normal([3], 1.0).expand((2, 3)).sample()
    (2, 3)
    >>> torch.distributions.Dirichlet([1, 3]).expand((2,)).concentration
    (2, 3)
    >>> torch.distributions.Normal([2, 3], 1.0).expand((4, 3))
    SHP301
    """
    new = stretched_batch(self, batch_shape)
    if not isinstance(self, Instance) or not isinstance(self.cls, Rule) or new.open:
        return UNKNOWN
    old, _ = shapes_of(self)
    moved = {name: _moved(value, old, new) for name, value in self.slots.items() if name not in _AS_THEY_ARE}
    return machine.make(self.cls.name, {**self.slots, **moved, BATCH: new})


def stretched_batch(self: Value, batch_shape: Value) -> Shape:
    """The batch after `expand`, open where the argument is not known.

    Raises Mismatch SHP101, SHP301, SHP702 or SHP707.
    """
    sizes, (old, _) = row_of_sizes("batch_shape", batch_shape), shapes_of(self)
    if sizes is None:
        return UNKNOWN_SHAPE
    if not old.open:
        require_at_least(0, "batch_shape", sizes[: max(len(sizes) - len(old.dims), 0)])
    return stretched(floats(old), sizes)


def _moved(value: Value, old: Shape, new: Shape) -> Value:
    """An attribute of a distribution whose batch has become another."""
    if not isinstance(value, Tensor) or old.open or value.shape.open or value.shape.dims[: len(old.dims)] != old.dims:
        return value
    return floats(Shape((*new.dims, *value.shape.dims[len(old.dims) :]), new.open))
