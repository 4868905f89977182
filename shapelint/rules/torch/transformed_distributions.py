"""Distributions whose samples go through transforms."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.torch.derived_distributions import like
from shapelint.rules.torch.distribution_transforms import Step, codomain, domain, inverted, steps_of, through
from shapelint.rules.torch.distributions import (
    BASE,
    DTYPE,
    ask,
    floats,
    joined,
    keep,
    names,
    shapes_of,
    slot,
)
from shapelint.rules.torch.expanded_distributions import stretched_batch
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape

_TRANSFORMED: Final = names("TransformedDistribution")[0]
_NORMAL: Final = "torch.distributions.Normal"
_TRANSFORMS: Final = "torch.distributions.transforms"


@kind(names("TransformedDistribution"), bases=(BASE,))
def transformed_distribution(base_distribution, transforms, validate_args=None, *, layer, machine):
    """A distribution whose samples are those of another, transformed.

    >>> squash = torch.distributions.transforms.TanhTransform()
    >>> torch.distributions.TransformedDistribution(torch.distributions.Normal([2, 3], 1.0), squash).rsample((4,))
    (4, 2, 3)
    >>> torch.distributions.TransformedDistribution(torch.distributions.Normal([2, 3], 1.0), squash).batch_shape
    (2, 3)
    >>> shift = torch.distributions.transforms.AffineTransform([3], 2.0)
    >>> torch.distributions.TransformedDistribution(torch.distributions.Normal([2, 1], 1.0), shift).sample()
    (2, 3)
    >>> softmax = torch.distributions.transforms.SoftmaxTransform()
    >>> torch.distributions.TransformedDistribution(torch.distributions.Normal([2, 3], 1.0), softmax).event_shape
    (3,)
    >>> torch.distributions.TransformedDistribution(torch.distributions.Normal([], 1.0), softmax)
    SHP101
    >>> torch.distributions.TransformedDistribution(torch.distributions.Normal([4], 1.0), shift)
    SHP301
    """
    steps = steps_of(transforms, machine)
    batch, event = _moved(base_distribution, steps)
    keep(
        layer,
        machine,
        batch,
        event,
        validate_args,
        base_dist=base_distribution,
        transforms=transforms,
        **{DTYPE: None if steps is None else "float"},
    )


def _moved(base: Value, steps: tuple[Step, ...] | None) -> tuple[Shape, Shape]:
    """Batch and event behind the transforms.

    Raises Mismatch SHP101 where the base has too few axes, SHP301 or SHP501 where they do not fit.
    """
    batch, event = shapes_of(base)
    if steps is None or batch.open or event.open:
        return UNKNOWN_SHAPE, UNKNOWN_SHAPE
    whole, needed = joined(batch, event), domain(steps)
    if len(whole.dims) < needed:
        raise Mismatch(
            "SHP101", "the transforms need {needed} axes, the distribution has {found}", needed=needed, found=whole
        )
    there = through(steps, whole)
    if there.open:
        return UNKNOWN_SHAPE, UNKNOWN_SHAPE
    cut = len(there.dims) - max(codomain(steps), len(event.dims) + codomain(steps) - needed)
    return Shape(there.dims[:cut]), Shape(there.dims[cut:])


@op(f"{_TRANSFORMED}.expand")
def expand(self, batch_shape, _instance=None, *, machine):
    """The same distributions, stretched to another batch.

    >>> squash = torch.distributions.transforms.TanhTransform()
    >>> one = torch.distributions.TransformedDistribution(torch.distributions.Normal([3], 1.0), squash)
    >>> one.expand((2, 3)).sample()
    (2, 3)
    """
    batch, steps = stretched_batch(self, batch_shape), steps_of(slot(self, "transforms"), machine)
    base, event = slot(self, "base_dist"), shapes_of(self)[1]
    if batch.open or steps is None or event.open:
        return UNKNOWN
    before = through(inverted(steps), joined(batch, event))
    own = len(shapes_of(base)[1].dims)
    wide = ask(machine, base, "expand", before.dims[: len(before.dims) - own])
    return like(self, machine, batch, base_dist=wide)


@kind(names("LogisticNormal"), bases=(_TRANSFORMED,))
def logistic_normal(loc, scale, validate_args=None, *, layer, machine):
    """Chances of one class more than there are numbers, from normal distributions.

    >>> torch.distributions.LogisticNormal([2, 3], 1.0).sample()
    (2, 4)
    >>> torch.distributions.LogisticNormal([3], [3]).batch_shape
    ()
    >>> torch.distributions.LogisticNormal(0.0, 1.0).rsample((2,))
    (2, 2)
    >>> torch.distributions.LogisticNormal([2, 3], 1.0).log_prob(torch.softmax([2, 4], 1))
    (2,)
    >>> torch.distributions.LogisticNormal([3], [4])
    SHP301
    """
    whole = broadcasted(loc, scale, what="the parameters of a distribution")
    if whole == Shape(()):
        whole = Shape((1,))
    event = Shape((whole.axis(-1) + 1,))
    keep(
        layer, machine, Shape(whole.dims[:-1], whole.open), event, validate_args, loc=floats(whole), scale=floats(whole)
    )
