"""Signals put together again from frames, cosine transforms, and what spectra are weighted with."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import size_in
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, Size

_WINDOW: Final = """The weights of a window of that length.

    >>> @(8)
    (8,)
    """
for _name, _more in (
    ("hann_window", "periodic=True, "),
    ("hamming_window", "periodic=True, "),
    ("kaiser_window", "beta=12.0, "),
    ("vorbis_window", ""),
):
    declare(
        f"tf.signal.{_name}",
        f"window_length, {_more}dtype=None, name=None",
        lambda window_length: Shape((size_in(window_length),)),
        _WINDOW,
        dtype="float",
        least={"window_length": 0},
    )


@op("tf.signal.linear_to_mel_weight_matrix", dtype="float", least={"num_mel_bins": 1})
def linear_to_mel_weight_matrix(
    num_mel_bins=20,
    num_spectrogram_bins=129,
    sample_rate=8000,
    lower_edge_hertz=125.0,
    upper_edge_hertz=3800.0,
    dtype=None,
    name=None,
):
    """The matrix that a spectrum is multiplied with to get so many mel bins.

    >>> linear_to_mel_weight_matrix(40, 129)
    (129, 40)
    """
    bins = size_in(num_spectrogram_bins)
    return Shape((1 if bins == 0 else bins, size_in(num_mel_bins)))


@op("tf.signal.mfccs_from_log_mel_spectrograms")
def mfccs_from_log_mel_spectrograms(log_mel_spectrograms, name=None):
    """Transform the mel bins of every frame; the shape stays.

    >>> mfccs_from_log_mel_spectrograms([2, 61, 40])
    (2, 61, 40)
    >>> mfccs_from_log_mel_spectrograms([])
    SHP101
    """
    return check_rank(log_mel_spectrograms, "mfccs_from_log_mel_spectrograms", 1)


_COSINES: Final = """Transform the last axis, cut or filled up to `n` where that is given.

    >>> @([2, 8])
    (2, 8)
    >>> @([2, 8], n=5)
    (2, 5)
    >>> @([])
    SHP101
    """


def _cosines(input: Value, n: Value, type: Value) -> Shape:
    shape = check_rank(input, "a cosine transform", 1)
    if type == 1 and n is not None:
        return UNKNOWN_SHAPE
    return shape if n is None or not shape.dims else shape.replace(-1, size_in(n))


for _name in ("dct", "idct"):
    declare(
        f"tf.signal.{_name}",
        "input, type=2, n=None, axis=-1, norm=None, name=None",
        _cosines,
        _COSINES,
        least={"n": 1},
    )


def _joined(frames: Size, width: Size, step: Value) -> Size:
    """How long a signal is that has so many frames."""
    return (frames - 1) * size_in(step) + width


@op("tf.signal.overlap_and_add", least={"frame_step": 1})
def overlap_and_add(signal, frame_step, name=None):
    """Put frames together that overlap, adding what stands in several of them.

    >>> overlap_and_add([2, 7, 4], 2)
    (2, 16)
    >>> overlap_and_add([4], 2)
    SHP101
    """
    shape = check_rank(signal, "overlap_and_add", 2)
    if shape.open:
        return UNKNOWN_SHAPE
    *batch, frames, width = shape.dims
    return Shape((*batch, _joined(frames, width, frame_step)))


@op("tf.signal.inverse_stft", least={"frame_length": 1, "frame_step": 1, "fft_length": 1})
def inverse_stft(stfts, frame_length, frame_step, fft_length=None, window_fn=UNKNOWN, name=None):
    """Make a signal of the spectra of its frames.

    >>> inverse_stft(complexes[2, 61, 129], 256, 128)
    (2, 7936)
    >>> inverse_stft(complexes[129], 256, 128)
    SHP101
    """
    shape = check_rank(stfts, "inverse_stft", 2)
    if shape.open:
        return tensor(UNKNOWN_SHAPE, "float", stfts)
    *batch, frames, _ = shape.dims
    return tensor(Shape((*batch, _joined(frames, size_in(frame_length), frame_step))), "float", stfts)


for _name in ("fftshift", "ifftshift"):
    declare(
        f"tf.signal.{_name}",
        "x, axes=None, name=None",
        lambda x: check_rank(x, "a shift of frequencies", 1),
        """Move the first frequency to the middle, or back; the shape stays.

    >>> @([4, 8])
    (4, 8)
    >>> @([])
    SHP101
    """,
    )
