"""Discrete Fourier transforms."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, is_int, measured, optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, maximum

# How many numbers come of a size, the one given or the axis's own.
Change = Callable[[Size], Size]
Row = tuple[str, Change, Change, str]


def _same(size: Size) -> Size:
    return size


def _half(size: Size) -> Size:
    return size // 2 + 1


def _twice(size: Size) -> Size:
    return 2 * (size - 1)


# name, what an axis of so many numbers becomes, what `n` numbers become, the kind of the result
_ONE: tuple[Row, ...] = (
    ("fft", _same, _same, "complex"),
    ("ifft", _same, _same, "complex"),
    ("rfft", _half, _half, "complex"),
    ("irfft", _twice, _same, "float"),
    ("hfft", _twice, _same, "float"),
    ("ihfft", _half, _half, "complex"),
)


def _transformed(a: Value, n: Value, axis: Value, row: Row) -> Tensor:
    _, whole, cut, kind = row
    shape, place = measured(a), check_axis(a, axis, least=0)
    require_at_least(1, "n", n)
    if shape.open and is_int(axis) and axis < 0:
        return array(shape.replace(axis, _count(shape.axis(axis), n, whole, cut)), kind)
    if place is None:
        return array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), kind)
    size = _count(shape.dims[place], n, whole, cut)
    require_at_least(1, "the number of points", size if n is None else 1)
    return array(shape.replace(place, size), kind)


def _count(size: Size, n: Value, whole: Change, cut: Change) -> Size:
    count = optional_size(n)
    return whole(size) if count is None else cut(count)


_SPECTRUM = """Transform an axis into frequencies, or back.

    >>> @([2, 8])
    {0}
    >>> @([2, 8], axis=0)
    {1}
    >>> @([2, 8], 6)
    {2}
    >>> @([2, 8], axis=2)
    SHP502
    >>> @([2, 8], 0)
    SHP707
    """
for _row in _ONE:
    _name, _whole, _cut, _ = _row
    declare(
        f"numpy.fft.{_name}",
        "a, n=None, axis=-1, norm=None, out=None",
        lambda a, n, axis, row=_row: _transformed(a, n, axis, row),
        _SPECTRUM.format((2, _whole(8)), (_whole(2), 8), (2, _cut(6))),
    )


def _all_transformed(a: Value, s: Value, axes: Value, row: Row) -> Tensor:
    _, whole, cut, kind = row
    shape = measured(a)
    sizes = None if s is None else items_of(s)
    places = _axes(shape, axes, sizes)
    if shape.open or places is None or (s is not None and sizes is None):
        return array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), kind)
    if sizes is not None and len(sizes) != len(places):
        raise Mismatch(
            "SHP301", "{sizes} gives {count} sizes for {axes} axes", sizes=sizes, count=len(sizes), axes=len(places)
        )
    if not places and (whole is not _same):
        raise Mismatch("SHP101", "a transform of real numbers has at least one axis, gets {found}", found=str(shape))
    found: list[tuple[int, Size]] = []
    for at, axis in enumerate(places):
        check_axis(a, axis, least=0)
        last = at == len(places) - 1
        given = None if sizes is None or sizes[at] == -1 else size_in(sizes[at])
        size = _count(shape.axis(axis), given, whole if last else _same, cut if last else _same)
        require_at_least(1, "the number of points", size)
        found.append((axis, size))
    for axis, size in found if whole is _twice else reversed(found):  # an axis that is named twice keeps the last
        shape = shape.replace(axis, size)
    return array(shape, kind)


def _axes(shape: Shape, axes: Value, sizes: tuple[Value, ...] | None) -> tuple[int, ...] | None:
    """The axes to be transformed: those named, else as many as there are sizes, from the end."""
    if axes is not None:
        return axes_in(axes)
    return tuple(range(-len(shape.dims if sizes is None else sizes), 0))


_PLANES = """Transform several axes into frequencies, or back.

    >>> @([3, 4, 8])
    {0}
    >>> @([3, 4, 8], axes=(0, 1))
    {1}
    >>> @([3, 4, 8], (2, 6), axes=(1, 2))
    {2}
    >>> @([3, 4, 8], axes=(1, 3))
    SHP502
    """
for _base in ("fft", "ifft", "rfft", "irfft"):
    _row = next(row for row in _ONE if row[0] == _base)
    _, _whole, _cut, _ = _row
    for _end, _axes_default in (("2", "(-2, -1)"), ("n", "None")):
        declare(
            f"numpy.fft.{_base}{_end}",
            f"a, s=None, axes={_axes_default}, norm=None, out=None",
            lambda a, s, axes, row=_row: _all_transformed(a, s, axes, row),
            _PLANES.format((3, 4, _whole(8)), (3, _whole(4), 8), (3, 2, _cut(6))),
        )


def _shifted(x: Value, axes: Value) -> Tensor:
    shape = measured(x)
    if shape == Shape(()):
        raise Mismatch("SHP101", "a spectrum has at least one axis, gets a number")
    for each in axes_in(axes) or ():
        check_axis(x, each)
    return array(shape, number_kind(x))


_SHIFTED = """Bring the frequency zero to the middle, or back.

    >>> @([2, 3])
    (2, 3)
    >>> @([2, 3], axes=-1)
    (2, 3)
    >>> @([2, 3], (0, 2))
    SHP502
    """
for _name in ("fftshift", "ifftshift"):
    declare(f"numpy.fft.{_name}", "x, axes=None", _shifted, _SHIFTED)


def _check_points(n: Value) -> None:
    if is_int(n) and n == 0:
        raise Mismatch("SHP707", "a transform of {n} points has no frequencies", n=n)


@op("numpy.fft.fftfreq", least={"n": 0})
def fftfreq(n, d=1.0, device=None):
    """Give the frequencies of a transform of `n` points.

    >>> fftfreq(8)
    (8,)
    >>> fftfreq(0)
    SHP707
    """
    _check_points(n)
    return array(Shape((size_in(n),)))


@op("numpy.fft.rfftfreq")
def rfftfreq(n, d=1.0, device=None):
    """Give the frequencies of a transform of `n` real points.

    >>> rfftfreq(8)
    (5,)
    """
    _check_points(n)
    return array(Shape((maximum(_half(size_in(n)), 0),)))
