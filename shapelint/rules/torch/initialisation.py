"""`nn.init`: filling a tensor in place."""

from __future__ import annotations

from typing import Final

from shapelint.rules.shared.families import declare
from shapelint.rules.values import Value

# Function, its signature behind `tensor`, what it fills with, the arguments of the example.
_FILLS: Final = (
    ("normal_", ", mean=0.0, std=1.0, generator=None", "draws from a normal distribution", ""),
    ("uniform_", ", a=0.0, b=1.0, generator=None", "draws between two bounds", ""),
    ("trunc_normal_", ", mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None", "draws from a cut normal distribution", ""),
    ("constant_", ", val", "one value", ", 0.5"),
    ("ones_", "", "ones", ""),
    ("zeros_", "", "zeros", ""),
    ("eye_", "", "the identity", ""),
    ("xavier_uniform_", ", gain=1.0, generator=None", "draws scaled by the sizes on both sides", ""),
    ("xavier_normal_", ", gain=1.0, generator=None", "draws scaled by the sizes on both sides", ""),
    (
        "kaiming_uniform_",
        ", a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None",
        "draws scaled by the size on one side",
        "",
    ),
    (
        "kaiming_normal_",
        ", a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None",
        "draws scaled by the size on one side",
        "",
    ),
    ("orthogonal_", ", gain=1, generator=None", "an orthogonal matrix", ""),
    ("sparse_", ", sparsity, std=0.01, generator=None", "mostly zeros", ", 0.5"),
)


def _itself(tensor: Value) -> Value:
    return tensor


for _name, _more, _what, _given in _FILLS:
    declare(
        f"torch.nn.init.{_name}",
        f"tensor{_more}",
        _itself,
        f"Fill with {_what}, and give the tensor back.\n\n>>> @([3, 4]{_given})\n(3, 4)",
    )
