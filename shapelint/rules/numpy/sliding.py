"""Neighbours along an axis: differences, windows, convolutions, sums under a curve."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least, require_window
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.indexing import check_vector
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.joining import concatenated
from shapelint.rules.shared.operands import axes_in, culprit, is_int, measured, per_axis
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, Size, equal, maximum, minimum


@op("numpy.diff", least={"n": 0})
def diff(a, n=1, axis=-1, prepend=None, append=None):
    """Take differences of neighbours along an axis, which gets shorter by one each time.

    >>> diff([5, 4])
    (5, 3)
    >>> diff([5, 4], axis=0)
    (4, 4)
    >>> diff([5, 4], 2, prepend=0, append=[5, 3])
    (5, 6)
    >>> diff([5, 4], axis=2)
    SHP502
    >>> diff([5, 4], prepend=[4, 4])
    SHP303
    """
    shape = measured(a)
    if is_int(n) and n == 0:
        return array(shape, number_kind(a))
    place = check_axis(a, axis, least=0)
    kind = promoted(a, *(each for each in (prepend, append) if each is not None))
    if place is None:
        return array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), kind)
    row = [_edge(each, shape, place) for each in (prepend, a, append) if each is not None]
    whole = concatenated(tuple(row), place) if len(row) > 1 else shape
    if whole.open:
        return array(Shape((UNKNOWN,) * len(shape.dims)), kind)
    left = maximum(whole.dims[place] - n, 0) if is_int(n) else UNKNOWN
    return array(whole.replace(place, left), kind)


def _edge(value: Value, shape: Shape, place: int) -> Shape:
    """What is put in front or behind: a number stands for a row of it."""
    found = measured(value)
    return shape.replace(place, 1) if found == Shape(()) else found


@op("numpy.ediff1d")
def ediff1d(ary, to_end=None, to_begin=None):
    """Take differences of neighbours, of all elements in a row; perhaps with more in front and behind.

    >>> ediff1d([3, 4])
    (11,)
    >>> ediff1d([3], to_end=[2])
    (4,)
    """
    added = [measured(each).numel() for each in (to_begin, to_end) if each is not None]
    left = maximum(measured(ary).numel() - 1, 0)
    return array(Shape((sum(added, start=left),)), number_kind(ary))


@op("numpy.gradient")
def gradient(f, *varargs, axis=None, edge_order=1):
    """Take central differences: one array for each axis, in the same shape.

    >>> gradient([3, 4])
    ((3, 4), (3, 4))
    >>> gradient([3, 4], axis=1)
    (3, 4)
    >>> gradient([5], 0.5)
    (5,)
    >>> gradient([3, 1])
    SHP503
    """
    shape = measured(f)
    axes = tuple(range(len(shape.dims))) if axis is None else axes_in(axis)
    if shape.open or axes is None:
        return UNKNOWN
    for each in axes:
        place = check_axis(f, each, least=0) or 0
        if is_int(edge_order):
            require_window(max(edge_order, 1) + 1, shape.dims[place], f"{place}", operand=culprit(f))
    found = tuple(array(shape, number_kind(f)) for _ in axes)
    return found[0] if len(found) == 1 else found


@op(("numpy.trapezoid", "numpy.trapz"))
def trapezoid(y, x=None, dx=1.0, axis=-1):
    """Sum up the area under a curve along an axis.

    >>> trapezoid([3, 4])
    (3,)
    >>> trapezoid([3, 4], [3], axis=0)
    (4,)
    >>> trapezoid([3, 4], axis=2)
    SHP502
    >>> trapezoid([3, 4], [3])
    SHP301
    """
    shape, place = measured(y), check_axis(y, axis, least=0)
    if place is None:
        return array(UNKNOWN_SHAPE)
    if x is None:
        return array(shape.drop(place))
    points = measured(x)
    if points.rank == 1:
        points = Shape((*(1,) * place, *points.dims, *(1,) * (len(shape.dims) - 1 - place)))
        x, axis = points, place
    found = check_axis(x, axis, least=0)
    if found is None:
        return array(UNKNOWN_SHAPE)
    steps = [_shorter(shape, place), _shorter(points, found)]
    return array(broadcasted(*steps, what="the area").drop(axis))


def _shorter(shape: Shape, place: int) -> Shape:
    return shape.replace(place, maximum(shape.dims[place] - 1, 0))


_MODES = """Slide one vector over another.

    >>> @([5], [3], "full")
    (7,)
    >>> @([5], [3], "same")
    (5,)
    >>> @([5], [3], "valid")
    (3,)
    >>> @([5], [2, 3])
    SHP101
    """


def _slid(name: str, a: Value, v: Value, mode: Value, scalars: bool) -> Tensor:
    sizes: list[Size] = []
    for each in (a, v):
        if not (scalars and measured(each) == Shape(())):
            check_vector(name, each)
        size = measured(each).numel()
        require_at_least(1, f"the number of elements that {name} takes", size)
        sizes.append(size)
    long, short = maximum(*sizes), minimum(*sizes)
    found = {"full": sizes[0] + sizes[1] - 1, "same": long, "valid": long - short + 1}
    return array(Shape((found.get(mode, UNKNOWN) if isinstance(mode, str) else UNKNOWN,)), promoted(a, v))


declare("numpy.convolve", "a, v, mode='full'", lambda a, v, mode: _slid("convolve", a, v, mode, True), _MODES)
declare("numpy.correlate", "a, v, mode='valid'", lambda a, v, mode: _slid("correlate", a, v, mode, False), _MODES)


@op(("numpy.lib.stride_tricks.sliding_window_view", "numpy.sliding_window_view"), least={"window_shape": 0})
def sliding_window_view(x, window_shape, axis=None, *, subok=False, writeable=False):
    """Give every window of a size, as new axes behind the others.

    >>> sliding_window_view([10], 3)
    (8, 3)
    >>> sliding_window_view([10, 4], 3, axis=0)
    (8, 4, 3)
    >>> sliding_window_view([10, 4], (3, 2))
    (8, 3, 3, 2)
    >>> sliding_window_view([2], 3)
    SHP503
    >>> sliding_window_view([10, 4], 3)
    SHP101
    """
    shape = measured(x)
    axes = tuple(range(len(shape.dims))) if axis is None else axes_in(axis)
    rank = measured(window_shape).rank
    count = 1 if rank == 0 else measured(window_shape).axis(0) if rank == 1 else UNKNOWN
    if shape.open or axes is None:
        return array(UNKNOWN_SHAPE, number_kind(x))
    if equal(count, len(axes)) is False:
        raise Mismatch(
            "SHP101",
            "a window of {window} slides over {axes} axes of {shape}: it needs a size for each",
            operand=culprit(x),
            window=window_shape,
            axes=len(axes),
            shape=shape,
        )
    sizes = per_axis(window_shape, len(axes))
    dims = list(shape.dims)
    for each, size in zip(axes, sizes, strict=True):
        place = check_axis(x, each, least=0) or 0
        require_window(size, dims[place], f"{place}", operand=x)
        dims[place] = dims[place] - size + 1
    return array(Shape((*dims, *sizes)), number_kind(x))


@op("numpy.interp")
def interp(x, xp, fp, left=None, right=None, period=None):
    """Read values off a curve that is given by points.

    >>> interp([2, 3], [4], [4])
    (2, 3)
    >>> interp([2, 3], [4], [3])
    SHP301
    """
    for each in (xp, fp):
        check_vector("interp", each)
    check_one_length("interp", xp, fp)
    return array(measured(x), "complex" if number_kind(fp) == "complex" else "float")


def check_one_length(name: str, first: Value, second: Value) -> None:
    """Two vectors must have one length.

    Raises Mismatch SHP301 where they certainly have not.
    """
    a, b = measured(first), measured(second)
    if a.rank == b.rank == 1 and equal(a.dims[0], b.dims[0]) is False:
        raise Mismatch(
            "SHP301",
            "{name} expects {first} and {second} of one length",
            operand=culprit(second, first),
            name=name,
            first=str(a),
            second=str(b),
        )
