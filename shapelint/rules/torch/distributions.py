"""torch.distributions: a batch of independent distributions, each of events of a shape."""

from __future__ import annotations

import re
from typing import Final

from shapelint.rules.fixes import changed
from shapelint.rules.form import kind, op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value, is_soft, shape_of, sizes_of
from shapelint.sizes import Dim, Shape, Size, product

BASE: Final = "torch.distributions.Distribution"
BATCH: Final = "#batch"  # slot: the shape of the batch
EVENT: Final = "#event"  # slot: the shape of what one distribution gives
DTYPE: Final = "#dtype"  # slot: the kind of number that is drawn
LENIENT: Final = "#lenient"  # slot: whether values are taken as they are
STRETCH: Final = "#stretch"  # slot: the shape that densities broadcast with, beside the batch
HEAT: Final = "#heat"  # slot: the shape of the temperature
COUNT: Final = "#count"  # slot: how many classes are drawn for one sample
SUPPORT: Final = "#support"  # slot: how many values there are

_MODULES: Final = {
    "StudentT": "studentT",
    "FisherSnedecor": "fishersnedecor",
    "LKJCholesky": "lkj_cholesky",
    "LowRankMultivariateNormal": "lowrank_multivariate_normal",
    "OneHotCategoricalStraightThrough": "one_hot_categorical",
    "RelaxedOneHotCategorical": "relaxed_categorical",
}


def names(name: str) -> tuple[str, str]:
    """With and without the module that it stands in."""
    module = _MODULES.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return f"torch.distributions.{name}", f"torch.distributions.{module}.{name}"


def keep(
    layer: Value, machine: Machine, batch: Shape, event: Shape, validate_args: Value = None, **slots: Value
) -> None:
    """Set up a distribution; slots: its attributes."""
    lenient = machine.settings.slots.get(LENIENT, False) if validate_args is None else validate_args is not True
    for slot, value in {BATCH: batch, EVENT: event, DTYPE: "float", LENIENT: lenient, **slots}.items():
        machine.put(layer, slot, value)


def floats(shape: Shape) -> Tensor:
    """Numbers of that shape."""
    return Tensor(shape, "torch", "float")


def at_least_rank(rank: int, name: str, value: Value) -> Shape:
    """The shape of a parameter.

    Raises Mismatch SHP101 where it certainly has fewer axes.
    """
    shape = shape_of(value)
    if not shape.open and len(shape.dims) < rank:
        raise Mismatch(
            "SHP101",
            "`{name}` needs {rank} axes at least, gets {found}",
            operand=culprit(value),
            name=name,
            rank=rank,
            found=shape,
        )
    return shape


def only_one(**given: Value) -> tuple[str, Value] | None:
    """The one of several parameters that is given; None where that is not known.

    Raises Mismatch SHP706 where it certainly is not just one.
    """
    there = {name: value for name, value in given.items() if value is not None}
    sure = [name for name, value in there.items() if isinstance(value, Tensor)]
    if not there or len(sure) > 1:
        raise Mismatch(
            "SHP706",
            "takes just one of {names}, gets {count}",
            names=", ".join(f"`{name}`" for name in given),
            count=len(sure) or "none",
        )
    return next(iter(there.items())) if len(there) == 1 else None


def shapes_of(self: Value) -> tuple[Shape, Shape]:
    """Batch and event; open where they are not known."""
    slots = self.slots if isinstance(self, Instance) else {}
    batch, event = slots.get(BATCH), slots.get(EVENT)
    return (
        batch if isinstance(batch, Shape) else UNKNOWN_SHAPE,
        event if isinstance(event, Shape) else UNKNOWN_SHAPE,
    )


def joined(batch: Shape, event: Shape) -> Shape:
    """A batch of events."""
    return UNKNOWN_SHAPE if event.open else Shape((*batch.dims, *event.dims), batch.open)


def extended(self: Value, sample_shape: Value = ()) -> Shape:
    """The shape of samples.

    Raises Mismatch SHP702 or SHP707.
    """
    sizes, whole = row_of_sizes("sample_shape", sample_shape), joined(*shapes_of(self))
    require_at_least(0, "sample_shape", sizes)
    if sizes is None or whole.open:
        return Shape(whole.dims, open=True)
    return Shape((*sizes, *whole.dims))


def row_of_sizes(name: str, value: Value) -> tuple[Size, ...] | None:
    """The sizes that a shape argument names; None where they are not known.

    Raises Mismatch SHP702 where a number stands for them.
    """
    if isinstance(value, int | Dim) and not isinstance(value, bool) and not is_soft(value):
        fix = changed(name, (value,), text=f"({value},)")
        raise Mismatch("SHP702", "`{name}` is the number {value}", help=fix, name=name, value=value)
    return sizes_of(value)


def slot(self: Value, name: str) -> Value:
    """What is kept of a distribution, its attributes included, or None."""
    return self.slots.get(name) if isinstance(self, Instance) else None


def ask(machine: Machine, distribution: Value, method: str, *args: Value) -> Value:
    """Call a method of what may be a distribution."""
    return machine.call(machine.get(distribution, method), args) if isinstance(distribution, Instance) else UNKNOWN


def met(self: Value, name: str, shape: Shape) -> Shape:
    """A shape that has met the shape in a slot, if there is one."""
    other = slot(self, name)
    return shape if other is None else broadcasted(shape, other, what="a distribution")


def _known(sizes: Value) -> Shape:
    dims = sizes_of(sizes)
    return UNKNOWN_SHAPE if dims is None else Shape(dims)


@kind((BASE, "torch.distributions.distribution.Distribution"))
def distribution(batch_shape=(), event_shape=(), validate_args=None, *, layer, machine):
    """What distributions derive from.

    >>> torch.distributions.Distribution((2, 3), validate_args=False)
    "Distribution"
    >>> torch.distributions.Distribution((2, 3), (4,), validate_args=False).event_shape
    (4,)
    """
    keep(layer, machine, _known(batch_shape), _known(event_shape), validate_args, **{DTYPE: None})


@kind(("torch.distributions.ExponentialFamily", "torch.distributions.exp_family.ExponentialFamily"), bases=(BASE,))
def exponential_family(batch_shape=(), event_shape=(), validate_args=None, *, layer, machine):
    """What many distributions derive from.

    >>> torch.distributions.ExponentialFamily((2, 3), validate_args=False).batch_shape
    (2, 3)
    """
    keep(layer, machine, _known(batch_shape), _known(event_shape), validate_args, **{DTYPE: None})


@op(f"{BASE}.set_default_validate_args")
def set_default_validate_args(value, *, machine):
    """Say whether distributions made from now on look at the values that they are asked about.

    >>> torch.distributions.Distribution.set_default_validate_args(True)
    None
    """
    machine.put(machine.settings, LENIENT, value is not True)


@op((f"{BASE}.sample", f"{BASE}.rsample"))
def sample(self, sample_shape=()):
    """Draw from every distribution of the batch; `sample_shape` times over.

    >>> torch.distributions.Normal([2, 3], [3]).sample((5,))
    (5, 2, 3)
    >>> torch.distributions.Dirichlet([2, 3]).rsample()
    (2, 3)
    >>> torch.distributions.Categorical([2, 3]).sample(sample_shape=(4, 5))
    (4, 5, 2)
    >>> torch.distributions.Normal([2, 3], [3]).sample(5)
    SHP702
    """
    count = slot(self, COUNT)
    shape = extended(self, sample_shape)
    if count is not None:
        require_at_least(1, "the number of samples", product((count, *(sizes_of(sample_shape) or ()))))
    return Tensor(met(self, HEAT, shape), "torch", slot(self, DTYPE))


@op(f"{BASE}.sample_n")
def sample_n(self, n, *, machine):
    """Draw n times from every distribution of the batch.

    >>> torch.distributions.Normal([2, 3], [3]).sample_n(5)
    (5, 2, 3)
    """
    return ask(machine, self, "sample", (n,))


@op((f"{BASE}.entropy", f"{BASE}.perplexity"))
def entropy(self):
    """Give the entropy of every distribution of the batch.

    >>> torch.distributions.Normal([2, 3], [3]).entropy()
    (2, 3)
    >>> torch.distributions.Categorical(logits=[2, 3]).perplexity()
    (2,)
    """
    return floats(shapes_of(self)[0])


@prop((f"{BASE}.mean", f"{BASE}.variance", f"{BASE}.stddev", f"{BASE}.mode"))
def mean(self):
    """Give the mean of every distribution of the batch.

    >>> torch.distributions.Normal([2, 3], [3]).mean
    (2, 3)
    """
    return floats(extended(self))


@prop(f"{BASE}.batch_shape")
def batch_shape(self):
    """The shape of the batch.

    >>> torch.distributions.Dirichlet([2, 3]).batch_shape
    (2,)
    """
    return shape_value(shapes_of(self)[0])


@prop(f"{BASE}.event_shape")
def event_shape(self):
    """The shape of what one distribution gives.

    >>> torch.distributions.Dirichlet([2, 3]).event_shape
    (3,)
    """
    return shape_value(shapes_of(self)[1])


@op(f"{BASE}.enumerate_support")
def enumerate_support(self, expand=True):
    """Give every value that there is, for each distribution of the batch.

    >>> torch.distributions.Bernoulli([2, 3]).enumerate_support()
    (2, 2, 3)
    >>> torch.distributions.OneHotCategorical([2, 3]).enumerate_support(expand=False)
    (3, 1, 3)
    """
    batch, event = shapes_of(self)
    count = slot(self, SUPPORT)
    if batch.open or event.open or count is None or not isinstance(expand, bool):
        return UNKNOWN_SHAPE
    return Shape((count, *(batch.dims if expand else (1,) * len(batch.dims)), *event.dims))
