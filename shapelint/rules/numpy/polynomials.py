"""Polynomials as vectors of coefficients."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.indexing import check_vector
from shapelint.rules.numpy.sliding import check_one_length
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import square
from shapelint.rules.shared.operands import culprit, is_int, measured, optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, equal, less, maximum


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
    >>> polyfit([9], [9, 4, 2], 2)
    SHP101
    >>> polyfit([9], [9], 2, w=[8])
    SHP301
    """
    check_vector("polyfit", x)
    rows = measured(y)
    if not rows.open and rows.rank not in (1, 2):
        raise Mismatch("SHP101", "polyfit expects one or two axes, gets {found}", operand=culprit(y), found=rows)
    for other in (y, w):
        if other is not None:
            length = measured(other)
            check_one_length("polyfit", x, length if length.open else Shape(length.dims[:1]))
    if w is not None:
        check_vector("polyfit", w)
    if full is not False or cov is not False or rows.open:
        return UNKNOWN
    return array(Shape((size_in(deg) + 1, *rows.dims[1:])))


@op("numpy.polyval")
def polyval(p, x):
    """Give the values of a polynomial.

    >>> polyval([3], [2, 4])
    (2, 4)
    >>> polyval([3, 4], [2, 4])
    (2, 4)
    >>> polyval([3, 5], [2, 4])
    SHP301
    >>> polyval([], [4])
    SHP101
    """
    coefficients = measured(p)
    _check_row("polyval", p)
    if coefficients.open or equal(coefficients.dims[0], 0) is not False:
        return array(UNKNOWN_SHAPE, promoted(p, x))
    return array(broadcasted(x, Shape(coefficients.dims[1:]), what="polyval"), promoted(p, x))


def _check_row(name: str, p: Value, *, only: bool = False) -> None:
    """Coefficients stand along an axis; only: along one and no other."""
    shape = measured(p)
    if shape == Shape(()) or (only and len(shape.dims) > 1):
        raise Mismatch("SHP101", "{name} expects one axis, gets {found}", operand=culprit(p), name=name, found=shape)


_SUM = """Add or subtract polynomials.

    >>> @([3], [4])
    (4,)
    >>> @([3, 2], [3, 2])
    (3, 2)
    >>> @([3, 3], [2])
    (3, 3)
    >>> @([3, 2], [3])
    SHP301
    >>> @([3, 2], [4])
    SHP101
    """


def _longer(name: str, a1: Value, a2: Value) -> Value:
    short, long = _at_least_a_row(a1), _at_least_a_row(a2)
    if short.open or long.open:
        return array(UNKNOWN_SHAPE, promoted(a1, a2))
    if less(long.dims[0], short.dims[0]) is True:
        short, long = long, short
    length = maximum(short.dims[0], long.dims[0])
    if short.rank == long.rank == 1:
        return array(Shape((length,)), promoted(a1, a2))
    if equal(short.dims[0], long.dims[0]) is True:
        return array(broadcasted(short, long, what=name), promoted(a1, a2))
    if less(short.dims[0], long.dims[0]) is not True:
        return array(UNKNOWN_SHAPE, promoted(a1, a2))
    _check_row(name, short, only=True)  # zeros are put in front of it
    return array(broadcasted(Shape((length,)), long, what=name), promoted(a1, a2))


def _at_least_a_row(operand: Value) -> Shape:
    shape = measured(operand)
    return Shape((1,)) if shape == Shape(()) else UNKNOWN_SHAPE if shape.open else shape


for _name in ("polyadd", "polysub"):
    declare(f"numpy.{_name}", "a1, a2", lambda a1, a2, name=_name: _longer(name, a1, a2), _SUM)


@op("numpy.polymul")
def polymul(a1, a2):
    """Multiply polynomials; zeros in front of the coefficients are cut off.

    >>> polymul([3], [4])
    (None,)
    >>> polymul([3, 2], [4])
    SHP101
    """
    for operand in (a1, a2):
        if len(measured(operand).dims) > 1:
            check_vector("polymul", operand)
    return array(Shape((UNKNOWN,)), promoted(a1, a2))


@op("numpy.polydiv")
def polydiv(u, v):
    """Divide polynomials: the quotient and the remainder, of which zeros in front are cut off.

    >>> polydiv([4], [2])
    ((3,), (None,))
    >>> polydiv([2], [4])
    ((1,), (None,))
    """
    whole, part = _at_least_a_row(u), _at_least_a_row(v)
    if whole.rank != 1 or part.rank != 1:
        return array(UNKNOWN_SHAPE, None), array(UNKNOWN_SHAPE, None)
    quotient = maximum(whole.dims[0] - part.dims[0] + 1, 1)
    return array(Shape((quotient,))), array(Shape((UNKNOWN,)))


@op("numpy.polyder", least={"m": 0})
def polyder(p, m=1):
    """Differentiate a polynomial, `m` times.

    >>> polyder([3])
    (2,)
    >>> polyder([3], 5)
    (0,)
    >>> polyder([3, 2])
    (2, 2)
    >>> polyder([4, 2])
    SHP301
    """
    _check_row("polyder", p)
    shape = measured(p)
    if shape.open or not is_int(m):
        return array(UNKNOWN_SHAPE, number_kind(p))
    after = _derivative(shape)  # made even where `m` is 0
    for _ in range(m):
        shape, after = after, _derivative(after)
    return array(shape, number_kind(p))


def _derivative(shape: Shape) -> Shape:
    degree = maximum(shape.dims[0] - 1, 0)
    return broadcasted(Shape((degree, *shape.dims[1:])), Shape((degree,)), what="polyder")


@op("numpy.polyint", least={"m": 0})
def polyint(p, m=1, k=None):
    """Integrate a polynomial, `m` times.

    >>> polyint([3])
    (4,)
    >>> polyint([3], 2)
    (5,)
    >>> polyint([3, 2])
    SHP101
    """
    shape = measured(p)
    if not is_int(m):
        return array(UNKNOWN_SHAPE, None)
    if m == 0:
        return array(shape, number_kind(p))
    _check_row("polyint", p, only=True)
    return array(Shape((shape.axis(0) + m,)))


@op("numpy.roots")
def roots(p):
    """Find the zeros of a polynomial.

    >>> roots([3])
    (None,)
    >>> roots([3, 2])
    SHP101
    """
    if measured(p).rank != 0:
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
    if shape.rank != 0:
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
