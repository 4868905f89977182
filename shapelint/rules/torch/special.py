"""torch.special: functions of one tensor or two, element by element."""

from __future__ import annotations

from typing import Final

from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.values import Tensor, Value, shape_of

_ONE: Final = (
    ("digamma", "the derivative of `gammaln`"),
    ("entr", "minus every value times its logarithm"),
    ("erfc", "1 minus the error function"),
    ("erfcx", "the scaled complementary error function"),
    ("erfinv", "the inverse error function"),
    ("exp2", "2 to the power of every value"),
    ("expm1", "e to the power of every value, minus 1"),
    ("gammaln", "the logarithm of the gamma function"),
    ("i0", "the modified Bessel function of order 0"),
    ("i0e", "the scaled modified Bessel function of order 0"),
    ("i1", "the modified Bessel function of order 1"),
    ("i1e", "the scaled modified Bessel function of order 1"),
    ("log1p", "the logarithm of 1 plus every value"),
    ("log_ndtr", "the logarithm of the normal distribution's cumulated density"),
    ("ndtr", "the normal distribution's cumulated density"),
    ("ndtri", "the inverse of `ndtr`"),
    ("psi", "the derivative of `gammaln`"),
    ("sinc", "the normalised sinc"),
)
_TWO: Final = (
    ("gammainc", "the lower incomplete gamma function"),
    ("gammaincc", "the upper incomplete gamma function"),
    ("xlog1py", "the first times the logarithm of 1 plus the other"),
    ("xlogy", "the first times the logarithm of the other"),
    ("zeta", "the Hurwitz zeta function"),
)


def _of_one(input: Value) -> Tensor:
    return Tensor(shape_of(input), "torch", "float")


def _of_two(input: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(input, other), "torch", "float")


for _name, _gives in _ONE:
    declare(
        f"torch.special.{_name}",
        "input, *, out=None",
        _of_one,
        f"Give {_gives}.\n\n>>> torch.special.{_name}([2, 3])\n(2, 3)",
    )
for _name, _gives in _TWO:
    declare(
        f"torch.special.{_name}",
        "input, other, *, out=None",
        _of_two,
        f"""Give {_gives}.

>>> torch.special.{_name}([2, 3], [3])
(2, 3)
>>> torch.special.{_name}([2, 3], [4])
SHP301
""",
    )
declare(
    "torch.special.round",
    "input, *, decimals=0, out=None",
    _of_one,
    "Give every value rounded.\n\n>>> torch.special.round([2, 3])\n(2, 3)",
)
