"""Polynomials as vectors of coefficients."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.indexing import check_vector
from shapelint.rules.numpy.sliding import check_one_length
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import square
from shapelint.rules.shared.operands import measured, optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, maximum


@op("numpy.polyfit", least={"deg": 0})
def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    """Fit a polynomial through points: its coefficients.

    >>> polyfit([9], [9], 2)
    (3,)
    >>> polyfit([9], [9, 4], 2)
    (3, 4)
    >>> polyfit([9], [9], 2, full=True)
    None
    >>> polyfit([9], [8], 2)
    SHP301
    >>> polyfit([9, 2], [9], 2)
    SHP101
    """
    check_vector("polyfit", x)
    rows = measured(y)
    check_one_length("polyfit", x, Shape(rows.dims[:1]) if not rows.open else rows)
    if full is not False or cov is not False or rows.open:
        return UNKNOWN
    return array(Shape((size_in(deg) + 1, *rows.dims[1:])))


@op("numpy.polyval")
def polyval(p, x):
    """Give the values of a polynomial.

    >>> polyval([3], [2, 4])
    (2, 4)
    >>> polyval([3, 4], [2, 4])
    (...,)
    """
    return array(measured(x) if measured(p).rank == 1 else UNKNOWN_SHAPE, promoted(p, x))


_SUM = """Add or subtract polynomials.

    >>> @([3], [4])
    (4,)
    >>> @([3, 2], [3, 2])
    (...,)
    """


def _longer(a1: Value, a2: Value) -> Value:
    a, b = measured(a1), measured(a2)
    if a.rank != 1 or b.rank != 1:
        return array(UNKNOWN_SHAPE, promoted(a1, a2))
    return array(Shape((maximum(a.dims[0], b.dims[0]),)), promoted(a1, a2))


for _name in ("polyadd", "polysub"):
    declare(f"numpy.{_name}", "a1, a2", _longer, _SUM)


def _some(*operands: Value) -> Value:
    """A vector of coefficients, of which zeros in front may be cut off."""
    vectors = all(measured(each).rank == 1 for each in operands)
    return array(Shape((UNKNOWN,)) if vectors else UNKNOWN_SHAPE, promoted(*operands))


_ROW = """Calculate with polynomials.

    >>> {}
    {}
    """
declare("numpy.polymul", "a1, a2", lambda a1, a2: _some(a1, a2), _ROW.format("@([3], [4])", "(None,)"))
declare("numpy.polyder", "p, m=1", lambda p: _some(p), _ROW.format("@([3])", "(None,)"))
declare("numpy.polyint", "p, m=1, k=None", lambda p: _some(p), _ROW.format("@([3])", "(None,)"))
declare("numpy.polydiv", "u, v", lambda u, v: (_some(u, v),) * 2, _ROW.format("@([4], [2])", "((None,), (None,))"))


@op("numpy.roots")
def roots(p):
    """Find the zeros of a polynomial.

    >>> roots([3])
    (None,)
    >>> roots([3, 2])
    SHP101
    """
    if measured(p).rank not in (None, 0):
        check_vector("roots", p)
    return array(Shape((UNKNOWN,)), None)


@op("numpy.poly")
def poly(seq_of_zeros):
    """Give the polynomial that has these zeros.

    >>> poly([3])
    (4,)
    >>> poly([3, 3])
    (4,)
    >>> poly([2, 3])
    SHP302
    """
    shape = measured(seq_of_zeros)
    if shape.rank == 2:
        return array(Shape((square("poly", seq_of_zeros).rows + 1,)))
    if shape.rank not in (None, 0):
        check_vector("poly", seq_of_zeros)
    return array(Shape((shape.dims[0] + 1,)) if shape.rank == 1 else UNKNOWN_SHAPE)


@op("numpy.vander", least={"N": 0})
def vander(x, N=None, increasing=False):
    """Raise the elements of a vector to powers: a column for each.

    >>> vander([4])
    (4, 4)
    >>> vander([4], 3)
    (4, 3)
    >>> vander([4, 2])
    SHP101
    """
    check_vector("vander", x)
    rows, columns = measured(x).axis(0), optional_size(N)
    return array(Shape((rows, rows if columns is None else columns)), number_kind(x))


def _window(M: Value) -> Value:
    return array(Shape((maximum(size_in(M), 0),)))


_WINDOW = """Make a window of weights that fade to both sides.

    >>> @(5)
    (5,)
    """
for _name in ("bartlett", "blackman", "hamming", "hanning"):
    declare(f"numpy.{_name}", "M", lambda M: _window(M), _WINDOW)
declare("numpy.kaiser", "M, beta", lambda M: _window(M), _WINDOW.replace("(5)", "(5, 14.0)"))
