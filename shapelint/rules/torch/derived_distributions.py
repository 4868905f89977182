"""Distributions made of other distributions, and how far one is from another."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import is_int
from shapelint.rules.torch.distributions import (
    BASE,
    DTYPE,
    STRETCH,
    ask,
    floats,
    joined,
    keep,
    names,
    row_of_sizes,
    shapes_of,
    slot,
)
from shapelint.rules.torch.expanded_distributions import stretched_batch
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value, shape_of
from shapelint.sizes import Shape, equal, less

_INDEPENDENT: Final = names("Independent")[0]
_MIXTURE: Final = names("MixtureSameFamily")[0]


@kind(names("Independent"), bases=(BASE,))
def independent(base_distribution, reinterpreted_batch_ndims, validate_args=None, *, layer, machine):
    """A distribution whose last batch axes are one event.

    >>> torch.distributions.Independent(torch.distributions.Normal([2, 3], [3]), 1).log_prob([2, 3])
    (2,)
    >>> torch.distributions.Independent(torch.distributions.Normal([4, 2, 3], 1.0), 2).event_shape
    (2, 3)
    >>> torch.distributions.Independent(torch.distributions.Normal([2, 3], 1.0), 0).entropy()
    (2, 3)
    >>> torch.distributions.Independent(torch.distributions.Normal([2, 3], 1.0), 3)
    SHP101
    """
    batch, event = shapes_of(base_distribution)
    count = reinterpreted_batch_ndims
    own, one = _regrouped(batch, event, count)
    slots = {"base_dist": base_distribution, DTYPE: slot(base_distribution, DTYPE)}
    keep(layer, machine, own, one, validate_args, reinterpreted_batch_ndims=count, **slots)


def _regrouped(batch: Shape, event: Shape, count: Value) -> tuple[Shape, Shape]:
    """Batch and event where the last `count` axes of the batch are moved to the event.

    Raises Mismatch SHP101 where there are certainly fewer.
    """
    if not is_int(count) or batch.open or event.open:
        return UNKNOWN_SHAPE, UNKNOWN_SHAPE
    if count > len(batch.dims):
        raise Mismatch("SHP101", "a batch {batch} has no {count} axes to make an event of", batch=batch, count=count)
    whole = joined(batch, event)
    cut = len(batch.dims) - count
    return Shape(whole.dims[:cut]), Shape(whole.dims[cut:])


def _summed(shape: Shape, count: Value) -> Shape:
    """The shape after the last `count` axes are summed over."""
    if not is_int(count) or (shape.open and count > len(shape.dims)):
        return UNKNOWN_SHAPE
    return shape if count == 0 else Shape(shape.dims[:-count], shape.open)


@op(f"{_INDEPENDENT}.log_prob")
def independent_log_prob(self, value, *, machine):
    """Give the logarithm of the density at a value: the sum of those of the base.

    >>> torch.distributions.Independent(torch.distributions.Normal([2, 3], [3]), 1).log_prob([5, 2, 3])
    (5, 2)
    >>> torch.distributions.Independent(torch.distributions.Normal([2, 3], [3]), 2).log_prob([2, 4])
    SHP301
    """
    found = ask(machine, slot(self, "base_dist"), "log_prob", value)
    return floats(_summed(shape_of(found), slot(self, "reinterpreted_batch_ndims")))


@op((f"{_INDEPENDENT}.entropy", f"{_INDEPENDENT}.perplexity"))
def independent_entropy(self, *, machine):
    """Give the entropy: the sum of those of the base.

    >>> torch.distributions.Independent(torch.distributions.Normal([2, 3], 1.0), 1).entropy()
    (2,)
    """
    found = ask(machine, slot(self, "base_dist"), "entropy")
    return floats(_summed(shape_of(found), slot(self, "reinterpreted_batch_ndims")))


@op(f"{_INDEPENDENT}.expand")
def independent_expand(self, batch_shape, _instance=None, *, machine):
    """The same distributions, stretched to another batch.

    >>> torch.distributions.Independent(torch.distributions.Normal([3], 1.0), 1).expand((4,)).sample()
    (4, 3)
    """
    base, count = slot(self, "base_dist"), slot(self, "reinterpreted_batch_ndims")
    batch, event = stretched_batch(self, batch_shape), shapes_of(self)[1]
    if batch.open or event.open or not is_int(count):
        return UNKNOWN
    wide = ask(machine, base, "expand", (*batch.dims, *event.dims[:count]))
    return like(self, machine, batch, base_dist=wide)


def like(self: Value, machine: Machine, batch: Shape, **changed: Value) -> Value:
    """A distribution of the same class with another batch."""
    if not isinstance(self, Instance) or not isinstance(self.cls, Rule):
        return UNKNOWN
    made = machine.make(self.cls.name, {**self.slots, **changed})
    keep(made, machine, batch, shapes_of(self)[1], not slot(self, "#lenient") or None, **changed)
    return made


@kind(names("MixtureSameFamily"), bases=(BASE,))
def mixture_same_family(mixture_distribution, component_distribution, validate_args=None, *, layer, machine):
    """The choice of one of several distributions, which stand on the last axis of their batch.

    >>> torch.distributions.MixtureSameFamily(
    ...     torch.distributions.Categorical([2, 3]), torch.distributions.Normal([2, 3], 1.0)
    ... ).log_prob([5, 2])
    (5, 2)
    >>> torch.distributions.MixtureSameFamily(
    ...     torch.distributions.Categorical([3]),
    ...     torch.distributions.Independent(torch.distributions.Normal([2, 3, 4], 1.0), 1),
    ... ).event_shape
    (4,)
    >>> torch.distributions.MixtureSameFamily(
    ...     torch.distributions.Categorical([2, 3]), torch.distributions.Normal([2, 4], 1.0)
    ... )
    SHP201
    """
    mixed, _ = shapes_of(mixture_distribution)
    parts, event = shapes_of(component_distribution)
    if not parts.open and not parts.dims:
        raise Mismatch("SHP101", "the components need an axis of their own, the batch is {batch}", batch=parts)
    own = Shape(parts.dims[:-1], parts.open)
    broadcasted(mixed, own, what="the batches of the mixture and of its components")
    count = shape_of(slot(mixture_distribution, "logits")).axis(-1)
    if equal(count, parts.axis(-1)) is False:
        raise Mismatch(
            "SHP201",
            "a mixture of {count} gets {found} components, on the last axis of {batch}",
            axis="components",
            count=count,
            expected=count,
            found=parts.axis(-1),
            batch=parts,
        )
    keep(
        layer,
        machine,
        own,
        event,
        validate_args,
        mixture_distribution=mixture_distribution,
        component_distribution=component_distribution,
        **{
            DTYPE: slot(component_distribution, DTYPE),
            STRETCH: None if event.open else Shape((*mixed.dims, *(1,) * len(event.dims)), mixed.open),
        },
    )


@op(f"{_MIXTURE}.sample")
def mixture_sample(self, sample_shape=(), *, machine):
    """Draw from the chosen components; the batch is the mixture's.

    >>> mixture = torch.distributions.Categorical([2, 3])
    >>> torch.distributions.MixtureSameFamily(mixture, torch.distributions.Normal([2, 3], 1.0)).sample((5,))
    (5, 2)
    >>> one = torch.distributions.Categorical([3])
    >>> torch.distributions.MixtureSameFamily(one, torch.distributions.Normal([2, 3], 1.0)).sample()
    SHP301
    """
    own, event = shapes_of(self)
    mixture = slot(self, "mixture_distribution")
    ask(machine, mixture, "sample", sample_shape)
    mixed, sizes = shapes_of(mixture)[0], row_of_sizes("sample_shape", sample_shape)
    _check_choices(mixed, own)
    whole = joined(mixed, event)
    drawn = UNKNOWN_SHAPE if sizes is None or whole.open else Shape((*sizes, *whole.dims))
    return Tensor(drawn, "torch", slot(self, DTYPE))


def _check_choices(mixed: Shape, own: Shape) -> None:
    """The mixture chooses from as many batch axes, none of which is longer than that of the components."""
    if mixed.open or own.open:
        return
    if len(own.dims) != len(mixed.dims) or any(less(b, a) is True for a, b in zip(mixed.dims, own.dims, strict=True)):
        raise Mismatch(
            "SHP301",
            "a mixture of batch {mixed} cannot choose from components of batch {batch}",
            mixed=mixed,
            batch=own,
        )


@op(f"{_MIXTURE}.expand")
def mixture_expand(self, batch_shape, _instance=None, *, machine):
    """The same mixtures, stretched to another batch.

    >>> mixture = torch.distributions.Categorical([3])
    >>> torch.distributions.MixtureSameFamily(mixture, torch.distributions.Normal([3], 1.0)).expand((4,)).sample()
    (4,)
    """
    mixture, parts = slot(self, "mixture_distribution"), slot(self, "component_distribution")
    batch, before = stretched_batch(self, batch_shape), shapes_of(parts)[0]
    if batch.open or not before.dims:
        return UNKNOWN
    mixed = ask(machine, mixture, "expand", batch.dims)
    wide = ask(machine, parts, "expand", (*batch.dims, before.dims[-1]))
    return like(self, machine, batch, mixture_distribution=mixed, component_distribution=wide)


@op(("torch.distributions.kl_divergence", "torch.distributions.kl.kl_divergence"))
def kl_divergence(p, q, *, machine):
    """Give the divergence of distributions from others.

    >>> torch.distributions.kl_divergence(torch.distributions.Normal([2, 3], [3]), torch.distributions.Normal(0.0, 1.0))
    (2, 3)
    >>> torch.distributions.kl_divergence(torch.distributions.Categorical([2, 3]), torch.distributions.Categorical([3]))
    (2,)
    >>> torch.distributions.kl_divergence(torch.distributions.Dirichlet([2, 3]), torch.distributions.Dirichlet([2, 3]))
    (2,)
    >>> torch.distributions.kl_divergence(torch.distributions.Normal([3], 1.0), torch.distributions.Normal([4], 1.0))
    SHP301
    """
    return floats(_divergence(p, q, machine))


def _divergence(p: Value, q: Value, machine: Machine) -> Shape:
    if machine.is_a(p, _INDEPENDENT) and machine.is_a(q, _INDEPENDENT):
        inner = _divergence(slot(p, "base_dist"), slot(q, "base_dist"), machine)
        return _summed(inner, slot(p, "reinterpreted_batch_ndims"))
    (first, rows), (second, _) = _compared(p, machine), _compared(q, machine)
    whole = broadcasted(first, second, what="kl_divergence")
    if rows is None or len(whole.dims) < rows:
        return UNKNOWN_SHAPE
    return Shape(whole.dims[: len(whole.dims) - rows], whole.open)


def _compared(self: Value, machine: Machine) -> tuple[Shape, int | None]:
    """What is compared of a distribution, and how many of the last axes are summed over."""
    if machine.is_a(self, names("Categorical")[0]):
        return shape_of(slot(self, "logits")), 1
    batch, event = shapes_of(self)
    return joined(batch, event), None if event.open else len(event.dims)
