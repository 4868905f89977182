"""Signals: frames of them, and their spectra."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, Size, ceil_div, equal, less, maximum

_SAME: Final = """Transform the last {0} axes; the shape stays.

    >>> @(complexes[{1}])
    ({1})
    >>> @(complexes[{2}])
    SHP101
    """


def _spectrum(name: str, axes: int) -> None:
    def made(input: Value) -> Value:
        return tensor(check_rank(input, name, axes), "complex", input)

    sizes = ", ".join(("2", "8", "6", "4")[: axes + 1])
    doc = _SAME.format(axes, sizes, ", ".join(("8",) * (axes - 1)) or "()")
    declare((f"tf.signal.{name}", f"tf.{name}"), "input, name=None", made, doc)


for _axes in (1, 2, 3):
    for _direction in ("fft", "ifft"):
        _spectrum(f"{_direction}{_axes}d" if _axes > 1 else _direction, _axes)

_HALVES: Final = """Transform real numbers{back}; the last axis becomes {what}.

    >>> @({kind}[{sizes}])
    ({out})
    >>> @({kind}[{short}])
    SHP101
    """


def _halved(name: str, axes: int, back: bool) -> None:
    def made(input_tensor: Value, fft_length: Value) -> Value:
        shape = check_rank(input_tensor, name, axes)
        if shape.open:
            return tensor(UNKNOWN_SHAPE, "float" if back else "complex", input_tensor)
        lengths = _lengths(shape, fft_length, axes, back)
        last = lengths[-1] if back else lengths[-1] // 2 + 1
        dims = (*shape.dims[:-axes], *lengths[:-1], last)
        return tensor(Shape(dims), "float" if back else "complex", input_tensor)

    sizes = ("2", "8", "6", "4")[: axes + 1]
    last = int(sizes[-1])
    out = str((last - 1) * 2 if back else last // 2 + 1)
    declare(
        f"tf.signal.{name}",
        "input_tensor, fft_length=None, name=None",
        made,
        _HALVES.format(
            back=" back" if back else "",
            what="twice as long" if back else "half as long",
            kind="complexes" if back else "floats",
            sizes=", ".join(sizes),
            out=", ".join((*sizes[:-1], out)),
            short=", ".join(("8",) * (axes - 1)) or "()",
        ),
    )


def _lengths(shape: Shape, given: Value, axes: int, back: bool) -> tuple[Size, ...]:
    """How many numbers are transformed on each axis."""
    if given is None:
        inner = shape.dims[-axes:]
        return (*inner[:-1], (inner[-1] - 1) * 2) if back else inner
    row = items_of(given)
    return tuple(map(size_in, row)) if row is not None and len(row) == axes else (UNKNOWN,) * axes


for _axes in (1, 2, 3):
    for _name in ("rfft", "irfft"):
        _halved(f"{_name}{_axes}d" if _axes > 1 else _name, _axes, _name == "irfft")


def _frames(length: Size, frame: Size, step: Size, pad_end: Value) -> Size:
    """How many frames a signal of that length has."""
    if not isinstance(pad_end, bool) or not isinstance(step, int):
        return UNKNOWN
    if step == 0:
        raise Mismatch("SHP707", "frame_step is {step}: the frames do not move on", step=step)
    if step < 0 and pad_end:
        return UNKNOWN
    return ceil_div(length, step) if pad_end else maximum((length - frame) // step + 1, 0)


@op("tf.signal.frame")
def frame(signal, frame_length, frame_step, pad_end=False, pad_value=0, axis=-1, name=None):
    """Cut a signal into frames that may overlap.

    >>> frame([2, 16], 4, 2)
    (2, 7, 4)
    >>> frame([2, 16], 4, 2, pad_end=True)
    (2, 8, 4)
    >>> frame([16, 2], 4, 2, axis=0)
    (7, 4, 2)
    >>> frame([], 4, 2)
    SHP101
    """
    shape = check_rank(signal, "frame", 1)
    place = check_axis(signal, axis)
    if shape.open or place is None:
        return UNKNOWN_SHAPE
    width = size_in(frame_length)
    count = _frames(shape.dims[place], width, size_in(frame_step), pad_end)
    return Shape((*shape.dims[:place], count, width, *shape.dims[place + 1 :]))


@op("tf.signal.stft", least={"frame_length": 0, "fft_length": 0})
def stft(signals, frame_length, frame_step, fft_length=None, window_fn=UNKNOWN, pad_end=False, name=None):
    """Transform every frame of a signal.

    >>> stft([2, 64], 16, 8)
    (2, 7, 9)
    >>> stft([2, 64], 16, 8, fft_length=32)
    (2, 7, 17)
    >>> stft([], 16, 8)
    SHP101
    >>> stft([2, 8], 16, 8, fft_length=32)
    SHP503
    """
    shape = check_rank(signals, "stft", 1)
    if shape.open:
        return tensor(UNKNOWN_SHAPE, "complex", signals)
    width = size_in(frame_length)
    count = _frames(shape.dims[-1], width, size_in(frame_step), pad_end)
    length = _enclosing(width) if fft_length is None else size_in(fft_length)
    if equal(count, 0) is True and less(width, length) is True:
        raise Mismatch(
            "SHP503", "no frame of {width} fits into {shape}", operand=culprit(signals), width=width, shape=shape
        )
    return tensor(Shape((*shape.dims[:-1], count, length // 2 + 1)), "complex", signals)


def _enclosing(width: Size) -> Size:
    """The power of two that is not less than a width."""
    return 1 << (width - 1).bit_length() if isinstance(width, int) and width > 0 else UNKNOWN


@op(("tf.complex", "tf.dtypes.complex"))
def complex_of(real, imag, name=None):
    """Make complex numbers of their two parts.

    >>> tf.complex([2, 3], [2, 3])
    (2, 3)
    >>> tf.complex([2, 3], [2, 4])
    SHP301
    """
    return tensor(broadcasted(real, imag, what="tf.complex"), "complex", real, imag)


for _name in ("real", "imag", "angle"):
    declare(
        (f"tf.math.{_name}", f"tf.{_name}"),
        "input, name=None",
        lambda **given: tensor(measured(given["input"]), "float", given["input"]),
        """Give a part of complex numbers.

    >>> @(complexes[2, 3])
    (2, 3)
    """,
    )
declare(
    ("tf.math.conj", "tf.conj"),
    "x, name=None",
    lambda x: measured(x),
    """Change the sign of the imaginary parts.

    >>> @(complexes[2, 3])
    (2, 3)
    """,
)
