"""The densities of distributions at values."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.edits import method
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.losses import agree, extra_axis
from shapelint.rules.shared.origins import has_new_axis
from shapelint.rules.torch.distributions import (
    BASE,
    DTYPE,
    HEAT,
    LENIENT,
    STRETCH,
    extended,
    floats,
    met,
    shapes_of,
    slot,
)
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape


@op((f"{BASE}.log_prob", f"{BASE}.cdf", f"{BASE}.icdf"))
def log_prob(self, value, *, machine):
    """Give the logarithm of the density at a value, which stretches over the batch.

    >>> torch.distributions.Normal([2, 3], [3]).log_prob([5, 2, 3])
    (5, 2, 3)
    >>> torch.distributions.Normal([2, 1], 1.0).log_prob([3])
    (2, 3)
    >>> torch.distributions.Dirichlet([2, 3]).log_prob(torch.softmax([2, 3], 1))
    (2,)
    >>> torch.distributions.Categorical([2, 3]).log_prob(ints[4, 2])
    (4, 2)
    >>> torch.distributions.Normal([2, 3], [3]).log_prob([2, 4])
    SHP301
    >>> torch.distributions.Categorical([4, 3]).log_prob(ints[4, 1])
    SHP305
    """
    each = scored(self, value)
    _check_pairs(self, value, each, machine)
    return floats(each)


def _check_pairs(self: Value, value: Value, each: Shape, machine: Machine) -> None:
    """Report SHP305 where choices `(N, 1)` meet N distributions: every choice is scored under every distribution.

    A new axis, and the row of all choices that there are, may be meant to.
    """
    batch, _ = shapes_of(self)
    if slot(self, DTYPE) != "int" or not isinstance(value, Tensor) or extra_axis(value.shape, batch) is None:
        return
    if not has_new_axis(value) and (value.flow is None or value.flow.what != "enumerate_support"):
        machine.report(
            Mismatch(
                "SHP305",
                "log_prob of {value} under a batch {batch} of distributions gives {each}: each under each",
                operand=value,
                help=method(value, "squeeze", extra_axis(value.shape, batch), otherwise="value"),
                value=value.shape,
                batch=batch,
                each=each,
            )
        )


def scored(self: Value, value: Value) -> Shape:
    """The shape of the densities at a value.

    Raises Mismatch SHP301.
    """
    _, event = shapes_of(self)
    _check_event(self, value, event)
    if event.open:
        return UNKNOWN_SHAPE
    whole = met(self, HEAT, met(self, STRETCH, broadcasted(value, extended(self), what="log_prob")))
    return met(self, HEAT, Shape(whole.dims[: len(whole.dims) - len(event.dims)], whole.open))


def _check_event(self: Value, value: Value, event: Shape) -> None:
    """Values end in the axes of an event, as they are, unless the distribution was told not to ask."""
    if event.open or not event.dims or not isinstance(value, Tensor) or slot(self, LENIENT):
        return
    given = value.shape
    if agree(Shape(given.tail(len(event.dims))), event) is False:
        raise Mismatch(
            "SHP301",
            "a value {given} does not end in an event {event}",
            operand=value,
            given=given,
            event=event,
        )
