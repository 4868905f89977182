"""torch.special: functions of one tensor or two, element by element, that have no name outside of it."""

from __future__ import annotations

from typing import Final

from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare, of, words
from shapelint.rules.values import Tensor, Value, shape_of

_ONE: Final = {
    "airy_ai": "the Airy function",
    "bessel_j0": "the Bessel function of the first kind of order 0",
    "bessel_j1": "the Bessel function of the first kind of order 1",
    "bessel_y0": "the Bessel function of the second kind of order 0",
    "bessel_y1": "the Bessel function of the second kind of order 1",
    "entr": "minus every value times its logarithm",
    "erfcx": "the scaled complementary error function",
    "gammaln": "the logarithm of the gamma function",
    "i0e": "the scaled modified Bessel function of order 0",
    "i1": "the modified Bessel function of order 1",
    "i1e": "the scaled modified Bessel function of order 1",
    "log_ndtr": "the logarithm of the normal distribution's cumulated density",
    "modified_bessel_i0": "the modified Bessel function of the first kind of order 0",
    "modified_bessel_i1": "the modified Bessel function of the first kind of order 1",
    "modified_bessel_k0": "the modified Bessel function of the second kind of order 0",
    "modified_bessel_k1": "the modified Bessel function of the second kind of order 1",
    "ndtr": "the normal distribution's cumulated density",
    "ndtri": "the inverse of `ndtr`",
    "psi": "the derivative of `gammaln`",
    "scaled_modified_bessel_k0": "the scaled modified Bessel function of the second kind of order 0",
    "scaled_modified_bessel_k1": "the scaled modified Bessel function of the second kind of order 1",
    "spherical_bessel_j0": "the spherical Bessel function of order 0",
}
_TWO: Final = {
    "xlog1py": "the first times the logarithm of 1 plus the other",
    "zeta": "the Hurwitz zeta function",
}
_POLYNOMIALS: Final = words(
    """chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w hermite_polynomial_h
    hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p shifted_chebyshev_polynomial_t
    shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w"""
)


def _of_one(input: Value) -> Tensor:
    return Tensor(shape_of(input), "torch", "float")


def _of_two(one: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(one, other), "torch", "float")


def _doc(gives: str) -> str:
    return f"""Give {gives}; axes of size 1 stretch.

>>> torch.special.@([2, 3], [3])
(2, 3)
>>> torch.special.@([2, 1], [3])
(2, 3)
>>> torch.special.@(2, [2, 3])
(2, 3)
>>> torch.special.@([2, 3], 2)
(2, 3)
>>> torch.special.@([2, 3], [4])
SHP301
"""


for _name, _gives in _ONE.items():
    declare(
        f"torch.special.{_name}",
        "input, *, out=None",
        _of_one,
        f"Give {_gives}, element by element.\n\n>>> torch.special.{_name}([2, 3])\n(2, 3)",
    )
for _name, _gives in _TWO.items():
    declare(f"torch.special.{_name}", "input, other, *, out=None", of(_of_two, "input", "other"), _doc(_gives))
for _name in _POLYNOMIALS:
    _text = _doc("the polynomial of degree `n`")
    declare(f"torch.special.{_name}", "input, n, *, out=None", of(_of_two, "input", "n"), _text)
