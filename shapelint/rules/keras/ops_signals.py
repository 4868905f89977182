"""`keras.ops`: neighbours along an axis, and frequencies."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import same
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import culprit, measured, optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, Size, at_most, equal, less, maximum, product, window


@op("keras.ops.diff", least={"n": 0})
def diff(a, n=1, axis=-1, *, machine):
    """Take differences of neighbours along an axis, which gets shorter by one each time.

    >>> ops.diff([5, 4])
    (5, 3)
    >>> ops.diff([5, 4], 2, axis=0)
    (3, 4)
    >>> ops.diff([5, 4], axis=2)
    SHP502
    """
    return twin("numpy.diff", machine, a, n, axis)


@op("keras.ops.trapezoid")
def trapezoid(y, x=None, dx=1.0, axis=-1, *, machine):
    """Sum up the area under a curve along an axis.

    >>> ops.trapezoid([3, 4])
    (3,)
    >>> ops.trapezoid([3, 4], [4])
    (3,)
    >>> ops.trapezoid([3, 4], axis=2)
    SHP502
    """
    return twin("numpy.trapezoid", machine, y, x, dx, axis)


@op("keras.ops.correlate")
def correlate(x1, x2, mode="valid"):
    """Slide one vector over another.

    >>> ops.correlate([5], [3])
    (3,)
    >>> ops.correlate([5], [3], "full")
    (7,)
    >>> ops.correlate([5], [3], "same")
    (5,)
    >>> ops.correlate([3], [5], "same")
    (...,)
    >>> ops.correlate([2, 5], [3])
    SHP101
    """
    for each, other in ((x1, x2), (x2, x1)):
        _check_slid(each, other)
    if measured(x1).rank != 1 or measured(x2).rank != 1:
        return tensor(UNKNOWN_SHAPE)
    first, second = measured(x1).axis(0), measured(x2).axis(0)
    if less(second, first) is not True:  # the backends think differently; PyTorch's drops an axis of 1
        return tensor(UNKNOWN_SHAPE, promoted(x1, x2))
    found: dict[str, Size] = {"full": first + second - 1, "same": first, "valid": first - second + 1}
    return tensor(Shape((found.get(mode, UNKNOWN) if isinstance(mode, str) else UNKNOWN,)), promoted(x1, x2))


def _check_slid(x: Value, other: Value) -> None:
    """There must be one axis; PyTorch's backend takes more where both have the same, TensorFlow's axes of 1 behind it.

    Raises Mismatch SHP101.
    """
    shape, beside = measured(x), measured(other)
    if shape.open or beside.open or len(shape.dims) == 1:
        return
    alone = len(beside.dims) < 2 or differ(shape.drop(-1), beside.drop(-1))
    if not shape.dims or (alone and equal(product(shape.dims[1:]), 1) is False):
        raise Mismatch("SHP101", "correlate expects 1 axis, gets {found}", operand=culprit(x), found=shape)


def _pair(x: Value, name: str) -> Shape:
    """The shape of a tensor that is given as its real and its imaginary parts."""
    parts = items_of(x) if isinstance(x, tuple) else None
    if parts is None or len(parts) != 2:
        return UNKNOWN_SHAPE
    return same(parts[0], parts[1], name)


_TRANSFORM: Final = """Transform {axes} into frequencies, or back: the real parts, and the imaginary ones.

    >>> ops.@(([2, 8], [2, 8]))
    ((2, 8), (2, 8))
    >>> ops.@(([2, 8], [2, 7]))
    SHP403
    """


def _transformed(x: Value, count: int, name: str) -> Value:
    shape = _pair(x, name)
    if not shape.open:
        check_axis(shape, -count, least=0)
    return tensor(shape), tensor(shape)


for _name, _count, _axes in (("fft", 1, "the last axis"), ("fft2", 2, "two axes"), ("ifft2", 2, "two axes")):
    declare(
        f"keras.ops.{_name}",
        "x",
        lambda x, count=_count, name=_name: _transformed(x, count, name),
        _TRANSFORM.format(axes=_axes),
    )


@op("keras.ops.rfft", least={"fft_length": 1})
def rfft(x, fft_length=None):
    """Transform the last axis, of real numbers, into frequencies: the real parts, and the imaginary ones.

    >>> ops.rfft([2, 8])
    ((2, 5), (2, 5))
    >>> ops.rfft([2, 8], 6)
    ((2, 4), (2, 4))
    """
    shape, count = measured(x), optional_size(fft_length)
    check_axis(x, -1, least=0)
    found = shape.replace(-1, (shape.axis(-1) if count is None else count) // 2 + 1)
    return tensor(found), tensor(found)


@op("keras.ops.irfft", least={"fft_length": 1})
def irfft(x, fft_length=None):
    """Transform frequencies on the last axis back into real numbers.

    >>> ops.irfft(([2, 5], [2, 5]))
    (2, 8)
    >>> ops.irfft(([2, 5], [2, 5]), 6)
    (2, 6)
    """
    shape, count = _pair(x, "irfft"), optional_size(fft_length)
    if not shape.open:
        check_axis(shape, -1, least=0)
    size = 2 * (shape.axis(-1) - 1) if count is None else count
    require_at_least(1, "the number of points", size)
    return tensor(shape.replace(-1, size))


@op("keras.ops.extract_sequences", least={"sequence_length": 0, "sequence_stride": 1})
def extract_sequences(x, sequence_length, sequence_stride):
    """Cut the last axis into windows, which may overlap.

    >>> ops.extract_sequences([2, 100], 20, 10)
    (2, 9, 20)
    """
    check_axis(x, -1, least=0)
    return tensor(_framed(measured(x), sequence_length, sequence_stride), number_kind(x))


def _framed(shape: Shape, length: Value, stride: Value) -> Shape:
    if not shape.dims:
        return UNKNOWN_SHAPE
    size, step = size_in(length), size_in(stride)
    frames = window(shape.dims[-1], size, step) if less(0, step) is True else UNKNOWN
    return Shape((*shape.dims[:-1], maximum(frames, 0), size), shape.open)


_STFT: Final = {"sequence_length": 1, "sequence_stride": 1, "fft_length": 1}


@op("keras.ops.stft", least=_STFT)
def stft(x, sequence_length, sequence_stride, fft_length, window="hann", center=True):
    """Transform windows of the last axis into frequencies: the real parts, and the imaginary ones.

    >>> ops.stft([2, 100], 20, 10, 32)
    ((2, 11, 17), (2, 11, 17))
    >>> ops.stft([2, 100], 20, 10, 32, center=False)
    ((2, 7, 17), (2, 7, 17))
    >>> ops.stft([2, 100], 20, 10, 16)
    SHP707
    """
    shape, points = measured(x), size_in(fft_length)
    check_axis(x, -1, least=0)
    if less(points, size_in(sequence_length)) is True:
        raise Mismatch(
            "SHP707",
            "fft_length is {points}, expected at least sequence_length, {length}",
            points=points,
            length=size_in(sequence_length),
        )
    if center is True and shape.dims:
        shape = shape.replace(-1, shape.dims[-1] + 2 * (points // 2))
    framed = _framed(shape, points, sequence_stride) if isinstance(center, bool) else UNKNOWN_SHAPE
    found = framed.replace(-1, points // 2 + 1)
    return tensor(found), tensor(found)


@op("keras.ops.istft", least=_STFT)
def istft(x, sequence_length, sequence_stride, fft_length, length=None, window="hann", center=True):
    """Put windows of frequencies together to a sequence again.

    >>> ops.istft(([2, 11, 17], [2, 11, 17]), 20, 10, 32)
    (2, 100)
    >>> ops.istft(([2, 11, 17], [2, 11, 17]), 20, 10, 32, length=90)
    (2, 90)
    >>> ops.istft(([4, 6, 17], [4, 6, 17]), 20, 10, 32, length=90)
    (4, None)
    >>> ops.istft(([2, 11, 17], [2, 11, 17]), 20, 10, 32, center=False)
    (2, 132)
    >>> ops.istft(([17], [17]), 20, 10, 32)
    SHP101
    """
    shape, points = check_rank(_pair(x, "istft"), "istft", 2), size_in(fft_length)
    if shape.open or len(shape.dims) < 2 or not isinstance(center, bool):
        return tensor(UNKNOWN_SHAPE)
    edge = points // 2 if center else 0
    whole = points + size_in(sequence_stride) * (shape.dims[-2] - 1)
    wanted = optional_size(length)
    size = whole - 2 * edge
    if wanted is not None:
        size = wanted if at_most(wanted, whole - edge) is True and at_most(0, wanted) is True else UNKNOWN
    return tensor(Shape((*shape.dims[:-2], size)))


@op("keras.ops.view_as_complex")
def view_as_complex(x):
    """Make complex numbers of pairs on the last axis.

    >>> ops.view_as_complex([3, 2])
    (3,)
    >>> ops.view_as_complex([3, 4])
    SHP201
    """
    shape = measured(x)
    check_axis(x, -1, least=0)
    if less(2, shape.axis(-1)) is True or less(shape.axis(-1), 2) is True:
        raise Mismatch(
            "SHP201",
            "view_as_complex expects pairs on the last axis, gets {size}",
            operand=culprit(x),
            size=shape.axis(-1),
        )
    return tensor(shape.drop(-1), "complex")


@op("keras.ops.view_as_real")
def view_as_real(x):
    """Make pairs of real numbers on a last axis.

    >>> ops.view_as_real(ops.view_as_complex([3, 2]))
    (3, 2)
    """
    shape = measured(x)
    return tensor(Shape((*shape.dims, 2), shape.open))
