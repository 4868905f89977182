"""`nn.init`: filling a tensor in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import require_at_least, require_divides
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.normed import check_least_rank, check_rank
from shapelint.rules.values import UNKNOWN, Value, shape_of


def _itself(tensor: Value) -> Value:
    return tensor


def _fanned(name: str) -> Callable[..., Value]:
    """A filling that is scaled by the sizes on both sides of the weight, so that it has both."""

    def fill(tensor: Value) -> Value:
        check_least_rank(name, tensor, 2, "fan out and fan in first")
        return tensor

    return fill


def _matrix(name: str) -> Callable[..., Value]:
    def fill(tensor: Value) -> Value:
        check_rank(name, tensor, (2,), "a matrix")
        return tensor

    return fill


_SCALED: Final = ", gain=1.0, generator=None"
_KAIMING: Final = ", a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None"
# Function, its signature behind `tensor`, what it fills with, the arguments of the example, what it asks of the tensor.
_FILLS: Final = (
    ("normal", ", mean=0.0, std=1.0, generator=None", "draws from a normal distribution", "", None),
    ("uniform", ", a=0.0, b=1.0, generator=None", "draws between two bounds", "", None),
    ("constant", ", val", "one value", ", 0.5", None),
    ("xavier_uniform", _SCALED, "draws scaled by the sizes on both sides", "", _fanned),
    ("xavier_normal", _SCALED, "draws scaled by the sizes on both sides", "", _fanned),
    ("kaiming_uniform", _KAIMING, "draws scaled by the size on one side", "", _fanned),
    ("kaiming_normal", _KAIMING, "draws scaled by the size on one side", "", _fanned),
    ("orthogonal", ", gain=1, generator=None", "an orthogonal matrix", "", _fanned),
    ("eye", "", "the identity", "", _matrix),
    ("sparse", ", sparsity, std=0.01, generator=None", "mostly zeros", ", 0.5", _matrix),
)
_OTHERS: Final = (
    ("trunc_normal_", ", mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None", "draws from a cut normal distribution"),
    ("ones_", "", "ones"),
    ("zeros_", "", "zeros"),
)
for _name, _more, _what, _given, _asks in _FILLS:
    _refusal = f">>> @([3]{_given})\nSHP101" if _asks else f">>> @([]{_given})\n()"
    declare(
        (f"torch.nn.init.{_name}_", f"torch.nn.init.{_name}"),
        f"tensor{_more}",
        _asks(f"{_name}_") if _asks else _itself,
        f"Fill with {_what}, and give the tensor back.\n\n>>> @([3, 4]{_given})\n(3, 4)\n{_refusal}",
    )
for _name, _more, _what in _OTHERS:
    declare(
        f"torch.nn.init.{_name}",
        f"tensor{_more}",
        _itself,
        f"Fill with {_what}, and give the tensor back.\n\n>>> @([3, 4])\n(3, 4)",
    )


@op(("torch.nn.init.dirac_", "torch.nn.init.dirac"))
def dirac_(tensor, groups=1):
    """Fill a convolution's weight so that it passes its input on, and give it back.

    >>> torch.nn.init.dirac_([6, 3, 5])
    (6, 3, 5)
    >>> torch.nn.init.dirac_([6, 3, 5, 5], 2)
    (6, 3, 5, 5)
    >>> torch.nn.init.dirac_([6, 3])
    SHP101
    >>> torch.nn.init.dirac_([6, 3, 5], 4)
    SHP202
    """
    check_rank("dirac_", tensor, (3, 4, 5), "a convolution's weight")
    if groups == 0:
        require_at_least(1, "groups", 0)
    require_divides(size_in(groups), shape_of(tensor).axis(0), "groups", "dim 0")
    return tensor


@op("torch.nn.init.calculate_gain")
def calculate_gain(nonlinearity, param=None):
    """Give the scale that goes with an activation.

    >>> torch.nn.init.calculate_gain("relu")
    None
    """
    return UNKNOWN
