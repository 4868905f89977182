"""torch.distributions: a batch of independent distributions, each of events of a shape."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any, Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.values import UNKNOWN_SHAPE, Instance, Tensor, Value, shape_of, sizes_of
from shapelint.sizes import Shape

_BASE: Final = "torch.distributions.Distribution"
BATCH: Final = "#batch"  # slot: the shape of the batch
EVENT: Final = "#event"  # slot: the shape of what one distribution gives

# Distribution, its constructor, which arguments decide about its batch, how many of their last axes are one event,
# the example's arguments.
_TWO_TENSORS: Final = "[2, 3], [3]"
_ODDS: Final = "probs=None, logits=None"
_SINGLE: Final = (
    ("Normal", "loc, scale", _TWO_TENSORS),
    ("LogNormal", "loc, scale", _TWO_TENSORS),
    ("Laplace", "loc, scale", _TWO_TENSORS),
    ("Gumbel", "loc, scale", _TWO_TENSORS),
    ("Cauchy", "loc, scale", _TWO_TENSORS),
    ("Uniform", "low, high", "0.5, [2, 3]"),
    ("Beta", "concentration1, concentration0", _TWO_TENSORS),
    ("Gamma", "concentration, rate", _TWO_TENSORS),
    ("Weibull", "scale, concentration", _TWO_TENSORS),
    ("VonMises", "loc, concentration", _TWO_TENSORS),
    ("StudentT", "df, loc=0.0, scale=1.0", "[2, 3]"),
    ("Exponential", "rate", "[2, 3]"),
    ("Poisson", "rate", "[2, 3]"),
    ("HalfNormal", "scale", "[2, 3]"),
    ("Chi2", "df", "[2, 3]"),
    ("Bernoulli", _ODDS, "logits=[2, 3]"),
    ("Geometric", _ODDS, "logits=[2, 3]"),
    ("Binomial", f"total_count=1, {_ODDS}", "4, logits=[2, 3]"),
    ("RelaxedBernoulli", f"temperature, {_ODDS}", "0.5, logits=[2, 3]"),
)
_ROWS: Final = (
    ("Dirichlet", "concentration", "[2, 3]"),
    ("OneHotCategorical", _ODDS, "logits=[2, 3]"),
    ("RelaxedOneHotCategorical", f"temperature, {_ODDS}", "torch.ones(()), logits=[2, 3]"),
    ("Multinomial", f"total_count=1, {_ODDS}", "4, logits=[2, 3]"),
    (
        "MultivariateNormal",
        "loc, covariance_matrix=None, precision_matrix=None, scale_tril=None",
        "[2, 3], torch.eye(3)",
    ),
)
_MATRICES: Final = frozenset({"covariance_matrix", "precision_matrix", "scale_tril"})


def _names(name: str) -> tuple[str, str]:
    """With and without the module that it stands in."""
    module = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return f"torch.distributions.{name}", f"torch.distributions.{module}.{name}"


def _set_up(layer: Instance, given: Mapping[str, Value], rank: int, machine: Machine) -> None:
    """Keep the batch and the event; every argument stretches to both, a matrix by its rows.

    Raises Mismatch SHP301, or SHP101 where rows are needed and a scalar is given.
    """
    wide = {name: value for name, value in given.items() if name != "temperature" and value is not None}
    for name, value in wide.items():
        if rank and shape_of(value) == Shape(()) and name != "total_count":
            raise Mismatch(
                "SHP101",
                "{name} takes rows of numbers, gets a scalar",
                operand=culprit(value),
                name=layer.cls.short if hasattr(layer.cls, "short") else "the distribution",
            )
    rows = [shape_of(value).drop(-2) if name in _MATRICES else value for name, value in wide.items()]
    shape = broadcasted(*rows, what="the parameters of a distribution") if rows else UNKNOWN_SHAPE
    _keep(layer, shape, rank, machine)
    for name in wide.keys() - _MATRICES - {"total_count"}:
        machine.put(layer, name, Tensor(shape, "torch", "float"))


def _keep(layer: Instance, shape: Shape, rank: int, machine: Machine) -> None:
    event = Shape(shape.tail(rank)) if rank else Shape(())
    machine.put(layer, EVENT, event)
    machine.put(layer, BATCH, Shape(shape.dims[: len(shape.dims) - rank] if rank else shape.dims, shape.open))


def _declare(name: str, signature: str, example: str, rank: int) -> None:
    model: Any = eval(f"lambda {signature}, validate_args=None, *, layer, machine: None")  # our own declarations only
    names = [
        param for param in inspect.signature(model).parameters if param not in ("validate_args", "layer", "machine")
    ]

    def body(*args: Value, layer: Instance, machine: Machine, **keywords: Value) -> None:
        _set_up(layer, dict(zip(names, args, strict=False)) | keywords, rank, machine)

    body.__signature__ = inspect.signature(model)  # type: ignore[attr-defined]
    made = f"torch.distributions.{name}({example})"
    clash = ""
    if example == _TWO_TENSORS:
        clash = f"\n    >>> torch.distributions.{name}([2, 3], [4])\n    SHP301\n"
    body.__doc__ = f"""A distribution of {"rows of numbers" if rank else "numbers"} for every element of its parameters.

    >>> {made}.sample()
    (2, 3)
    >>> {made}.batch_shape
    {(2,) if rank else (2, 3)}
{clash}    """
    kind(_names(name), bases=(_BASE,))(body)


@kind((_BASE, "torch.distributions.distribution.Distribution"))
def distribution(batch_shape=(), event_shape=(), validate_args=None, *, layer, machine):
    """What distributions derive from.

    >>> torch.distributions.Distribution(torch.Size((2, 3)), validate_args=False)
    "Distribution"
    """
    for slot, sizes in ((BATCH, sizes_of(batch_shape)), (EVENT, sizes_of(event_shape))):
        machine.put(layer, slot, UNKNOWN_SHAPE if sizes is None else Shape(sizes))


for _name, _signature, _example in _SINGLE:
    _declare(_name, _signature, _example, 0)
for _name, _signature, _example in _ROWS:
    _declare(_name, _signature, _example, 1)


@kind(_names("Categorical"), bases=(_BASE,))
def categorical(probs=None, logits=None, validate_args=None, *, layer, machine):
    """The choice of one of several classes, whose chances stand on the last axis.

    >>> torch.distributions.Categorical(logits=[2, 3]).sample()
    (2,)
    >>> torch.distributions.Categorical(logits=[2, 3]).log_prob(ints[5, 2])
    (5, 2)
    >>> torch.distributions.Categorical(logits=[])
    SHP101
    >>> torch.distributions.Categorical(logits=[2, 3]).log_prob(ints[4])
    SHP301
    """
    given = probs if logits is None else logits
    _set_up(layer, {"probs": given, "logits": given}, 1, machine)
    machine.put(layer, EVENT, Shape(()))


@kind(_names("Independent"), bases=(_BASE,))
def independent(base_distribution, reinterpreted_batch_ndims, validate_args=None, *, layer, machine):
    """A distribution whose last batch axes are one event.

    >>> torch.distributions.Independent(torch.distributions.Normal([2, 3], [3]), 1).log_prob([2, 3])
    (2,)
    """
    machine.put(layer, "base_dist", base_distribution)
    batch, event = _shapes(base_distribution)
    count = reinterpreted_batch_ndims
    if not is_int(count) or batch.open or not 0 <= count <= len(batch.dims) or event.open:
        return
    machine.put(layer, EVENT, Shape((*batch.dims[len(batch.dims) - count :], *event.dims)))
    machine.put(layer, BATCH, Shape(batch.dims[: len(batch.dims) - count]))


def _shapes(self: Value) -> tuple[Shape, Shape]:
    """Batch and event; open where they are not known."""
    slots = self.slots if isinstance(self, Instance) else {}
    batch, event = slots.get(BATCH), slots.get(EVENT)
    return (
        batch if isinstance(batch, Shape) else UNKNOWN_SHAPE,
        event if isinstance(event, Shape) else UNKNOWN_SHAPE,
    )


def _extended(self: Value, sample_shape: Value = ()) -> Shape:
    batch, event = _shapes(self)
    sizes = sizes_of(sample_shape)
    whole = Shape((*batch.dims, *event.dims), batch.open) if not event.open else UNKNOWN_SHAPE
    if sizes is None or whole.open:
        return Shape(whole.dims, open=True)
    return Shape((*sizes, *whole.dims))


@op((f"{_BASE}.sample", f"{_BASE}.rsample"))
def sample(self, sample_shape=()):
    """Draw from every distribution of the batch; `sample_shape` times over.

    >>> torch.distributions.Normal([2, 3], [3]).sample((5,))
    (5, 2, 3)
    >>> torch.distributions.Dirichlet([2, 3]).rsample()
    (2, 3)
    """
    return Tensor(_extended(self, sample_shape), "torch", None)


@op(f"{_BASE}.sample_n")
def sample_n(self, n):
    """Draw n times from every distribution of the batch.

    >>> torch.distributions.Normal([2, 3], [3]).sample_n(5)
    (5, 2, 3)
    """
    return Tensor(_extended(self, (n,)), "torch", None)


@op((f"{_BASE}.log_prob", f"{_BASE}.cdf", f"{_BASE}.icdf"))
def log_prob(self, value):
    """Give the logarithm of the density at a value, which stretches over the batch.

    >>> torch.distributions.Normal([2, 3], [3]).log_prob([5, 2, 3])
    (5, 2, 3)
    >>> torch.distributions.Dirichlet([2, 3]).log_prob(torch.softmax([2, 3], 1))
    (2,)
    >>> torch.distributions.Normal([2, 3], [3]).log_prob([2, 4])
    SHP301
    """
    _, event = _shapes(self)
    whole = broadcasted(value, _extended(self), what="log_prob")
    if event.open:
        return UNKNOWN_SHAPE
    kept = len(whole.dims) - len(event.dims)
    return Tensor(Shape(whole.dims[: max(kept, 0)], whole.open), "torch", "float")


@op((f"{_BASE}.entropy", f"{_BASE}.perplexity"))
def entropy(self):
    """Give the entropy of every distribution of the batch.

    >>> torch.distributions.Normal([2, 3], [3]).entropy()
    (2, 3)
    """
    return Tensor(_shapes(self)[0], "torch", "float")


@prop((f"{_BASE}.mean", f"{_BASE}.variance", f"{_BASE}.stddev", f"{_BASE}.mode"))
def mean(self):
    """Give the mean of every distribution of the batch.

    >>> torch.distributions.Normal([2, 3], [3]).mean
    (2, 3)
    """
    return Tensor(_extended(self), "torch", "float")


@prop(f"{_BASE}.batch_shape")
def batch_shape(self):
    """The shape of the batch.

    >>> torch.distributions.Dirichlet([2, 3]).batch_shape
    (2,)
    """
    return shape_value(_shapes(self)[0])


@prop(f"{_BASE}.event_shape")
def event_shape(self):
    """The shape of what one distribution gives.

    >>> torch.distributions.Dirichlet([2, 3]).event_shape
    (3,)
    """
    return shape_value(_shapes(self)[1])


@op(("torch.distributions.kl_divergence", "torch.distributions.kl.kl_divergence"))
def kl_divergence(p, q):
    """Give the divergence of distributions from others.

    >>> torch.distributions.kl_divergence(torch.distributions.Normal([2, 3], [3]), torch.distributions.Normal(0.0, 1.0))
    (2, 3)
    """
    return Tensor(broadcasted(_shapes(p)[0], _shapes(q)[0], what="kl_divergence"), "torch", "float")
