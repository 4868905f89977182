"""Padding, rolling, flipping, diagonals, grids, windows, differences."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_window
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, is_int, measured, optional_size, per_axis, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal, less, maximum, minimum


@op("numpy.pad")
def pad(array, pad_width, mode="constant", **kwargs):
    """Add elements before and behind every axis: one number for all, a pair for all, or a pair for each axis.

    >>> pad([2, 3], 1)
    (4, 5)
    >>> pad([2, 3], ((0, 0), (1, 2)))
    (2, 6)
    >>> pad([2, 3], ((0, 0), (1, 2), (0, 0)))
    SHP301
    """
    shape = measured(array)
    widths = _widths(pad_width)
    if shape.open or widths is None:
        return Tensor(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), "numpy", number_kind(array))
    if len(widths) not in (1, len(shape.dims)):
        raise _wrong_count(array, len(widths), shape)
    widths = widths * len(shape.dims) if len(widths) == 1 else widths
    dims = tuple(size + before + behind for size, (before, behind) in zip(shape.dims, widths, strict=True))
    return Tensor(Shape(dims), "numpy", number_kind(array))


def _wrong_count(operand: Value, pairs: int, shape: Shape) -> Mismatch:
    return Mismatch(
        "SHP301",
        "{pairs} pairs of widths pad {shape}, which has {rank} axes",
        operand=operand,
        pairs=pairs,
        shape=shape,
        rank=len(shape.dims),
    )


def _widths(pad_width: Value) -> tuple[tuple[Size, Size], ...] | None:
    """The widths before and behind, for each axis or once for all."""
    shape = measured(pad_width)
    if shape.rank == 0:
        return ((size_in(pad_width), size_in(pad_width)),)
    items = items_of(pad_width)
    if items is None:
        return None
    pairs = [items_of(item) for item in items]
    if all(pair is not None and len(pair) == 2 for pair in pairs):
        return tuple((size_in(pair[0]), size_in(pair[1])) for pair in pairs if pair is not None)
    if shape.rank == 1 and len(items) in (1, 2):
        return ((size_in(items[0]), size_in(items[-1])),)
    return None


_SAME = """Move the elements around; the shape stays.

    >>> {}
    (2, 3)
    """


def _kept(a: Value, axis: Value = None) -> Tensor:
    for each in axes_in(axis) or ():
        check_axis(a, each)
    return array(measured(a), number_kind(a))


declare("numpy.roll", "a, shift, axis=None", lambda a, axis: _kept(a, axis), _SAME.format("@([2, 3], 1)"))
declare("numpy.flip", "m, axis=None", lambda m, axis: _kept(m, axis), _SAME.format("@([2, 3], 1)"))
for _name in ("fliplr", "flipud"):
    declare(f"numpy.{_name}", "m", lambda m: _kept(m), _SAME.format("@([2, 3])"))
for _name in ("tril", "triu"):
    declare(f"numpy.{_name}", "m, k=0", lambda m: _kept(m), _SAME.format("@([2, 3])"))


@op("numpy.rot90")
def rot90(m, k=1, axes=(0, 1)):
    """Turn by a right angle, `k` times.

    >>> rot90([2, 3])
    (3, 2)
    >>> rot90([2, 3], 2)
    (2, 3)
    """
    shape = measured(m)
    if shape.rank != 2 or not is_int(k):
        return array(UNKNOWN_SHAPE, number_kind(m))
    return array(Shape(shape.dims[::-1]) if k % 2 else shape, number_kind(m))


@op("numpy.diag")
def diag(v, k=0):
    """Make a matrix with a diagonal, or take the diagonal out of one.

    >>> diag([3])
    (3, 3)
    >>> diag([3, 4])
    (3,)
    >>> diag([3], 1)
    (4, 4)
    """
    shape = measured(v)
    if shape.rank == 1:
        side = shape.dims[0] + (abs(k) if is_int(k) else UNKNOWN)
        return array(Shape((side, side)), number_kind(v))
    return _diagonal(v, k, 0, 1) if shape.rank == 2 else array(UNKNOWN_SHAPE, number_kind(v))


def _diagonal(a: Value, offset: Value, axis1: Value, axis2: Value) -> Tensor:
    shape = measured(a)
    first, second = check_axis(a, axis1), check_axis(a, axis2)
    if shape.open or first is None or second is None or first == second:
        return array(UNKNOWN_SHAPE, number_kind(a))
    rows, columns = shape.dims[first], shape.dims[second]
    rest = tuple(size for place, size in enumerate(shape.dims) if place not in (first, second))
    if not is_int(offset):
        return array(Shape((*rest, UNKNOWN)), number_kind(a))
    length = minimum(rows + min(offset, 0), columns - max(offset, 0))
    return array(Shape((*rest, maximum(length, 0))), number_kind(a))


_DIAGONAL = """Take the diagonal of two axes; it becomes the last axis.

    >>> {0}
    (3,)
    >>> {1}
    (4, 2)
    """
_AT = "offset=0, axis1=0, axis2=1"
declare("numpy.diagonal", f"a, {_AT}", _diagonal, _DIAGONAL.format("@([3, 4])", "@([2, 3, 4])"))
declare(
    "numpy.ndarray.diagonal",
    f"self, /, {_AT}",
    lambda self, offset, axis1, axis2: _diagonal(self, offset, axis1, axis2),
    _DIAGONAL.format("[3, 4].@()", "[2, 3, 4].@()"),
)
_TRACE = """Sum the diagonal of two axes.

    >>> {}
    (4,)
    """


def _traced(a: Value, offset: Value, axis1: Value, axis2: Value) -> Tensor:
    diagonal = _diagonal(a, offset, axis1, axis2)
    return array(diagonal.shape.drop(-1), diagonal.dtype)


declare("numpy.trace", f"a, {_AT}, dtype=None, out=None", _traced, _TRACE.format("@([2, 3, 4])"))
declare(
    "numpy.ndarray.trace",
    f"self, /, {_AT}, dtype=None, out=None",
    lambda self, offset, axis1, axis2: _traced(self, offset, axis1, axis2),
    _TRACE.format("[2, 3, 4].@()"),
)


@op("numpy.meshgrid")
def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    """Make grids of coordinates, one for each of the vectors; with "xy" the first two axes are exchanged.

    >>> meshgrid([2], [3])
    ((3, 2), (3, 2))
    >>> meshgrid([2], [3], indexing="ij")
    ((2, 3), (2, 3))
    """
    sizes = [measured(each).numel() for each in xi]
    if indexing not in ("xy", "ij") or sparse is not False:
        return (array(Shape((UNKNOWN,) * len(sizes))),) * len(sizes)
    if indexing == "xy" and len(sizes) > 1:
        sizes[:2] = sizes[1::-1]
    return tuple(array(Shape(tuple(sizes)), number_kind(each)) for each in xi)


@op("numpy.diff")
def diff(a, n=1, axis=-1, prepend=None, append=None):
    """Take differences of neighbours along an axis, which gets shorter by one.

    >>> diff([5, 4])
    (5, 3)
    >>> diff([5, 4], axis=0)
    (4, 4)
    >>> diff([5, 4], axis=2)
    SHP502
    """
    shape, place = measured(a), check_axis(a, axis)
    if place is None or not is_int(n) or prepend is not None or append is not None:
        return array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), number_kind(a))
    return array(shape.replace(place, maximum(shape.dims[place] - n, 0)), number_kind(a))


@op("numpy.convolve")
def convolve(a, v, mode="full"):
    """Slide one vector over another.

    >>> convolve([5], [3])
    (7,)
    >>> convolve([5], [3], "same")
    (5,)
    >>> convolve([5], [3], "valid")
    (3,)
    """
    n, m = measured(a).numel(), measured(v).numel()
    long, short = maximum(n, m), minimum(n, m)
    return array(Shape(({"full": n + m - 1, "same": long, "valid": long - short + 1}.get(mode, UNKNOWN),)))


@op(("numpy.lib.stride_tricks.sliding_window_view", "numpy.sliding_window_view"))
def sliding_window_view(x, window_shape, axis=None, *, subok=False, writeable=False):
    """Give every window of a size, as new axes behind the others.

    >>> sliding_window_view([10], 3)
    (8, 3)
    >>> sliding_window_view([10, 4], 3, axis=0)
    (8, 4, 3)
    >>> sliding_window_view([2], 3)
    SHP503
    """
    shape = measured(x)
    axes = tuple(range(len(shape.dims))) if axis is None else axes_in(axis)
    if shape.open or axes is None:
        return array(UNKNOWN_SHAPE, number_kind(x))
    sizes = per_axis(window_shape, len(axes))
    dims = list(shape.dims)
    for each, size in zip(axes, sizes, strict=True):
        place = check_axis(x, each) or 0
        require_window(size, dims[place], f"{place}", operand=x)
        dims[place] = dims[place] - size + 1
    return array(Shape((*dims, *sizes)), number_kind(x))


_SPECTRUM = """Transform an axis into frequencies.

    >>> @([2, 8])
    (2, {0})
    >>> @([2, 8], axis=0)
    ({1}, 8)
    """


def _transformed(a: Value, n: Value, axis: Value, half: bool = False) -> Tensor:
    shape, place = measured(a), check_axis(a, axis)
    if place is None or not shape.dims:
        return array(UNKNOWN_SHAPE, "complex")
    count = optional_size(n)
    size = shape.dims[place] if count is None else count
    return array(shape.replace(place, size // 2 + 1 if half else size), "complex")


_FFT = "a, n=None, axis=-1, norm=None, out=None"
for _name in ("fft", "ifft"):
    declare(f"numpy.fft.{_name}", _FFT, lambda a, n, axis: _transformed(a, n, axis), _SPECTRUM.format(8, 2))
declare("numpy.fft.rfft", _FFT, lambda a, n, axis: _transformed(a, n, axis, True), _SPECTRUM.format(5, 2))
for _name in ("fftshift", "ifftshift"):
    declare(f"numpy.fft.{_name}", "x, axes=None", lambda x: _kept(x), _SAME.format("@([2, 3])"))


@op("numpy.cov")
def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """How the variables vary together; each row is a variable.

    >>> cov([3, 10])
    (3, 3)
    """
    return _variables(m, y, rowvar)


@op("numpy.corrcoef")
def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    """How the variables correlate; each row is a variable.

    >>> corrcoef([3, 10])
    (3, 3)
    """
    return _variables(x, y, rowvar)


def _variables(m: Value, y: Value, rowvar: Value) -> Tensor:
    shape = measured(m)
    if shape.rank != 2 or y is not None or not isinstance(rowvar, bool):
        return array(UNKNOWN_SHAPE)
    count = shape.dims[0 if rowvar else 1]
    return array(UNKNOWN_SHAPE if less(count, 2) is not False or equal(count, 1) else Shape((count, count)))
