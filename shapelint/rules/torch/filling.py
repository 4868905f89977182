"""Other values for a tensor: one value, draws by chance, those of another tensor, what a function gives."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.elementwise import in_place
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import require_scalar
from shapelint.rules.torch.families import unchanged
from shapelint.rules.values import UNKNOWN, shape_of

# Method, its signature behind `input`, what it fills with, the arguments of the example.
_FILLS: Final = (
    ("normal_", ", mean=0, std=1, *, generator=None", "draws from a normal distribution", "0, 0.02"),
    ("uniform_", ", *args, generator=None, **kwargs", "draws between two bounds", "-1, 1"),
    ("random_", ", *args, generator=None, **kwargs", "whole numbers by chance", ""),
    ("exponential_", ", lambd=1, *, generator=None", "draws from an exponential distribution", ""),
    ("log_normal_", ", mean=1, std=2, *, generator=None", "draws from a log-normal distribution", ""),
    ("cauchy_", ", median=0, sigma=1, *, generator=None", "draws from a Cauchy distribution", ""),
    ("geometric_", ", p, *, generator=None", "draws from a geometric distribution", "0.5"),
)
for _name, _more, _what, _given in _FILLS:
    declare(
        f"torch.Tensor.{_name}", f"input{_more}", unchanged, f"Fill with {_what}.\n\n>>> [2, 3].@({_given})\n(2, 3)"
    )
declare(
    ("torch.zero_", "torch.Tensor.zero_"),
    "input",
    unchanged,
    "Fill with zeros.\n\n>>> zero_([2, 3])\n(2, 3)\n>>> [2, 3].zero_()\n(2, 3)",
)


@op(("torch.fill", "torch.fill_", "torch.Tensor.fill_"))
def fill(input, value):
    """Fill with one value.

    >>> fill([2, 3], 0.5)
    (2, 3)
    >>> [2, 3].fill_([])
    (2, 3)
    >>> [2, 3].fill_([3])
    SHP101
    """
    require_scalar("fill", "value", value)
    return shape_of(input)


@op("torch.Tensor.bernoulli_")
def bernoulli_in_place(input, p=0.5, *, generator=None):
    """Fill with 0 or 1 by chance.

    >>> [2, 3].bernoulli_()
    (2, 3)
    >>> [2, 3].bernoulli_(0.5)
    (2, 3)
    >>> [2, 3].bernoulli_([3])
    (2, 3)
    >>> [3].bernoulli_([2, 3])
    SHP301
    """
    return in_place(input, p)


@op("torch.Tensor.copy_", legacy={"src": "other"})
def copy_in_place(input, other, non_blocking=False):
    """Take the values of another tensor, which stretches to this one.

    >>> [2, 3].copy_([3])
    (2, 3)
    >>> [2, 3].copy_([])
    (2, 3)
    >>> [2, 3].copy_([2])
    SHP301
    >>> [2, 3].copy_([1, 2, 3])
    SHP301
    """
    return in_place(input, other)


@op("torch.Tensor.apply_")
def apply_in_place(input, callable):
    """Put every value through a function.

    >>> [2, 3].apply_(lambda value: value)
    (2, 3)
    """
    return shape_of(input)


@op("torch.Tensor.map_")
def map_in_place(input, other, callable):
    """Put every value through a function, with that of another tensor, which stretches to this one.

    >>> [2, 3].map_([3], lambda value, second: value)
    (2, 3)
    >>> [2, 3].map_([2], lambda value, second: value)
    SHP301
    """
    return in_place(input, other)


@op("torch.Tensor.map2_")
def map2_in_place(input, x, y, callable):
    """Put every value through a function, with those of two other tensors, which stretch to this one.

    >>> [2, 3].map2_([3], [2, 1], lambda value, second, third: value)
    (2, 3)
    >>> [2, 3].map2_([3], [2], lambda value, second, third: value)
    SHP301
    """
    return in_place(input, x, y)


@op("torch.Tensor.module_load")
def module_load(input, other, assign=False):
    """Take a value that a module's state holds.

    >>> [2, 3].module_load([2, 3])
    (2, 3)
    >>> [2, 3].module_load([4], assign=True)
    (4,)
    >>> [2, 3].module_load([4])
    SHP301
    """
    if isinstance(assign, bool):
        return shape_of(other) if assign else in_place(input, other)
    return UNKNOWN
