"""New tensors of numbers drawn by chance."""

from __future__ import annotations

from shapelint.rules.binding import MissingArgument
from shapelint.rules.form import op
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.creation import of_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, by_chance, shape_of
from shapelint.sizes import Dim


@op("torch.randint")
def randint(
    *args, low=0, high=None, size=None, generator=None, out=None, dtype=None, layout=None, device=None,
    requires_grad=False, pin_memory=False,
):  # fmt: skip
    """Make a tensor of whole numbers by chance: `randint(high, size)` or `randint(low, high, size)`.

    >>> randint(10, (2, 3))
    (2, 3)
    >>> randint(0, 10, (2, 3))
    (2, 3)
    >>> randint(high=10, size=(4,))
    (4,)
    >>> randint(10, size=())
    ()
    >>> randint(10, (2, -3))
    SHP707
    """
    if size is None and not args:
        raise MissingArgument("size")
    given = args[-1] if size is None else size
    if isinstance(given, int | Dim | Tensor):
        return Tensor(UNKNOWN_SHAPE, "torch", "int")
    made = of_sizes(row((given,)), dtype, "int")
    return by_chance(made, *_ends(args if size is not None else args[:-1], low, high))


def _ends(numbers: tuple[Value, ...], low: Value, high: Value) -> tuple[Value, Value]:
    """The least and the greatest number that is drawn."""
    if high is None:
        low, high = (low, *(numbers or (UNKNOWN,)))[-2:]
    elif numbers:
        low = numbers[0]
    return low, size_in(high) - 1


@op("torch.randperm")
def randperm(
    n, *, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False
):
    """Make a vector of the numbers below `n` in random order.

    >>> randperm(5)
    (5,)
    >>> randperm(-5)
    SHP707
    """
    return by_chance(of_sizes((size_in(n),), dtype, "int"), 0, size_in(n) - 1, once=True)


@op("torch.normal")
def normal(
    mean=0.0, std=1.0, size=None, *, generator=None, out=None, dtype=None, layout=None, device=None, pin_memory=False,
    requires_grad=False,
):  # fmt: skip
    """Draw from normal distributions.

    >>> normal(0.0, 1.0, (2, 3))
    (2, 3)
    >>> normal(mean=0.0, std=1.0, size=(2, 3))
    (2, 3)
    >>> normal([2, 3], [3])
    (2, 3)
    >>> normal([2, 3], 0.5)
    (2, 3)
    >>> normal(0.0, [2, 3])
    (2, 3)
    >>> normal(mean=[2, 3])
    (2, 3)
    >>> normal([2, 3], [2])
    SHP301
    >>> normal(0.0, 1.0, (2, -3))
    SHP707
    """
    return of_sizes(row((size,)), dtype) if size is not None else broadcasted(mean, std)


@op(("torch.bernoulli", "torch.Tensor.bernoulli"))
def bernoulli(input, p=None, *, generator=None, out=None):
    """Draw 0 or 1 with the given chances.

    >>> bernoulli([2, 3])
    (2, 3)
    >>> [2, 3].bernoulli(0.5)
    (2, 3)
    """
    return shape_of(input)


@op("torch.poisson")
def poisson(input, generator=None):
    """Draw from Poisson distributions.

    >>> poisson([2, 3])
    (2, 3)
    """
    return shape_of(input)


@op("torch.binomial")
def binomial(count, prob, generator=None):
    """Draw from binomial distributions.

    >>> binomial([2, 3], [3])
    (2, 3)
    >>> binomial([3], [2, 1])
    (2, 3)
    >>> binomial([2, 3], [2])
    SHP301
    """
    return broadcasted(count, prob)
