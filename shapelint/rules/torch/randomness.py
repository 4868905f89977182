"""New tensors of numbers drawn by chance."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.creation import of_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, shape_of
from shapelint.sizes import Dim


@op("torch.randint")
def randint(*args, low=0, high=None, size=None, generator=None, dtype=None, device=None, requires_grad=False):
    """Make a tensor of whole numbers by chance: `randint(high, size)` or `randint(low, high, size)`.

    >>> randint(10, (2, 3))
    (2, 3)
    >>> randint(0, 10, (2, 3))
    (2, 3)
    >>> randint(high=10, size=(4,))
    (4,)
    """
    given = args[-1] if size is None and args else size
    if isinstance(given, int | Dim | Tensor):
        return Tensor(UNKNOWN_SHAPE, "torch", "int")
    return of_sizes(row((given,)), dtype, "int")


@op("torch.randperm")
def randperm(n, *, generator=None, out=None, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """Make a vector of the numbers below `n` in random order.

    >>> randperm(5)
    (5,)
    """
    return of_sizes((size_in(n),), dtype, "int")


@op("torch.normal")
def normal(mean=0.0, std=1.0, size=None, *, generator=None, out=None, dtype=None, device=None):
    """Draw from normal distributions.

    >>> normal(0.0, 1.0, (2, 3))
    (2, 3)
    >>> normal([2, 3], [2, 3])
    (2, 3)
    """
    if size is not None:
        return of_sizes(row((size,)), dtype)
    return shape_of(mean) if isinstance(mean, Tensor) else shape_of(std)


@op(("torch.bernoulli", "torch.Tensor.bernoulli", "torch.poisson"))
def bernoulli(input, p=None, *, generator=None, out=None):
    """Draw with the given chances.

    >>> bernoulli([2, 3])
    (2, 3)
    """
    return shape_of(input)
