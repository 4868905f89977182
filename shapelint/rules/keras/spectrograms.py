"""Layers that turn sounds into frequencies."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.keras.convolution import image_axes
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import optional_size, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, shape_of
from shapelint.sizes import Shape, Size, at_most, ceil_div, less, window


@layer(
    "keras.layers.MelSpectrogram",
    "*batch time",
    least={"fft_length": 1, "sequence_stride": 1, "sequence_length": 1, "num_mel_bins": 1},
)
def mel_spectrogram(
    fft_length=2048,
    sequence_stride=512,
    sequence_length=None,
    window="hann",
    sampling_rate=16000,
    num_mel_bins=128,
    min_freq=20.0,
    max_freq=None,
    power_to_db=True,
    top_db=80.0,
    mag_exp=2.0,
    min_power=1e-10,
    ref_power=1.0,
    *,
    inputs,
):
    """Turn sounds into the loudness of tones, a column for each moment.

    >>> MelSpectrogram()([2, 16000])
    (2, 128, 32)
    >>> MelSpectrogram(512, 128, num_mel_bins=40)([8000])
    (40, 63)
    """
    shape, points = shape_of(inputs), size_in(fft_length)
    if not shape.dims:
        return UNKNOWN_SHAPE
    whole = shape.dims[-1] + 2 * (points // 2)
    return Shape(
        (*shape.dims[:-1], size_in(num_mel_bins), _frames(whole, points, size_in(sequence_stride))), shape.open
    )


def _frames(size: Size, length: Size, step: Size) -> Size:
    return window(size, length, step) if less(0, step) is True else UNKNOWN


@layer(
    "keras.layers.STFTSpectrogram",
    "batch *two",
    least={"frame_length": 1, "frame_step": 1, "fft_length": 1},
)
def stft_spectrogram(
    mode="log",
    frame_length=256,
    frame_step=None,
    fft_length=None,
    window="hann",
    periodic=False,
    scaling="density",
    padding="valid",
    expand_dims=False,
    data_format=None,
    *,
    inputs,
    machine: Machine,
):
    """Turn sounds into the loudness of frequencies, a row for each moment.

    >>> STFTSpectrogram()([2, 8000, 1])
    (2, 61, 129)
    >>> STFTSpectrogram(frame_length=64, frame_step=32)([2, 8000, 3])
    (2, 249, 99)
    >>> STFTSpectrogram(frame_length=64, expand_dims=True)([2, 8000, 3])
    (2, 249, 33, 3)
    >>> STFTSpectrogram(frame_length=64, fft_length=32)
    SHP707
    >>> STFTSpectrogram(frame_length=64, frame_step=128)
    SHP707
    """
    shape, first = shape_of(inputs), channels_first(data_format, machine)
    if shape.rank != 3 or first is None or expand_dims not in (True, False):
        return UNKNOWN_SHAPE
    (time,), channels = image_axes(shape, 1, first)
    length = size_in(frame_length)
    step, points = optional_size(frame_step), optional_size(fft_length)
    frames = _spread(time, length, length // 2 if step is None else step, padding)
    tones = (length if points is None else points) // 2 + 1
    tones = 2 * tones if mode == "stft" else tones
    if expand_dims:
        return Shape((shape.dims[0], channels, frames, tones) if first else (shape.dims[0], frames, tones, channels))
    tones = tones * channels
    return Shape((shape.dims[0], tones, frames) if first else (shape.dims[0], frames, tones))


def _spread(time: Size, length: Size, step: Size, padding: str) -> Size:
    """The moments at which a window stands; a window longer than the sound is one to some backends."""
    if padding == "same" and less(0, step) is True:
        return ceil_div(time, step)
    return _frames(time, length, step) if padding == "valid" and at_most(length, time) is True else UNKNOWN


@stft_spectrogram.construction
def check_points(frame_length, frame_step, fft_length):
    """A transform of at least as many points as a window has, and no gaps between windows.  Raises Mismatch SHP707."""
    length = size_in(frame_length)
    points, step = optional_size(fft_length), optional_size(frame_step)
    if points is not None and less(points, length) is True:
        raise Mismatch("SHP707", "fft_length is {points}, expected at least frame_length, {length}", points=points,
                       length=length)  # fmt: skip
    if step is not None and less(length, step) is True:
        raise Mismatch("SHP707", "frame_step is {step}, expected at most frame_length, {length}", step=step,
                       length=length)  # fmt: skip
