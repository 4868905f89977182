"""Arrays compared with each other, and angles with their neighbours."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.pointwise import PAIRS, pair
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN


@op("numpy.unwrap")
def unwrap(p, discont=None, axis=-1, *, period=6.283185307179586):
    """Take jumps of a whole turn out of angles along an axis.

    >>> unwrap([2, 3])
    (2, 3)
    >>> unwrap([2, 3], axis=2)
    SHP502
    """
    check_axis(p, axis, least=0)
    return array(measured(p), number_kind(p))


@op("numpy.allclose")
def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether two arrays are nearly equal everywhere.

    >>> allclose([2, 3], [3])
    None
    >>> allclose([2, 3], [2])
    SHP301
    """
    broadcasted(a, b, what="np.allclose")
    return UNKNOWN


@op("numpy.array_equal")
def array_equal(a1, a2, equal_nan=False):
    """Whether two arrays have one shape and equal elements.

    >>> array_equal([2, 3], [3])
    None
    """
    return UNKNOWN


@op("numpy.array_equiv")
def array_equiv(a1, a2):
    """Whether two arrays broadcast and have equal elements.

    >>> array_equiv([2, 3], [3])
    None
    """
    return UNKNOWN


for _name in ("isclose",):
    declare(
        f"numpy.{_name}",
        "a, b, rtol=1e-5, atol=1e-8, equal_nan=False",
        lambda a, b: pair(a, b, test=True),
        PAIRS,
    )
