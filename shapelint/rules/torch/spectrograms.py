"""Signals cut into windows: short-time transforms, and the windows themselves."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, at_most, equal, less

_WINDOWS: Final = (
    ("hann_window", "periodic=True"),
    ("hamming_window", "periodic=True, alpha=0.54, beta=0.46"),
    ("blackman_window", "periodic=True"),
    ("bartlett_window", "periodic=True"),
    ("kaiser_window", "periodic=True, beta=12.0"),
)
for _name, _more in _WINDOWS:
    declare(
        f"torch.{_name}",
        f"window_length, {_more}, *, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False",
        lambda window_length: Tensor(Shape((size_in(window_length),)), "torch", "float"),
        f"""Give a window of a length.

>>> {_name}(400)
(400,)
""",
    )


@op(("torch.stft", "torch.Tensor.stft"))
def stft(
    input,
    n_fft,
    hop_length=None,
    win_length=None,
    window=None,
    center=True,
    pad_mode="reflect",
    normalized=False,
    onesided=None,
    return_complex=None,
    align_to_window=None,
):
    """Transform a signal window by window: frequencies, then windows.

    >>> stft([2, 1600], 400, 160, window=torch.hann_window(400), return_complex=True)
    (2, 201, 11)
    >>> stft([1600], 400, return_complex=True, center=False)
    (201, 13)
    >>> stft([2, 1600], 400, window=torch.hann_window(512), return_complex=True)
    SHP201
    >>> stft([2, 3, 1600], 400, return_complex=True)
    SHP101
    >>> stft([2, 300], 400, return_complex=True, center=False)
    SHP503
    """
    shape = check_rank("stft", input, (1, 2), "length, perhaps a batch")
    size = size_in(n_fft)
    hop = size // 4 if hop_length is None else size_in(hop_length)
    _check_window(window, size if win_length is None else size_in(win_length), "stft")
    length = shape.axis(-1)
    if center is True:
        length = length + 2 * (size // 2)
    if center is False and at_most(size, length) is False:
        raise Mismatch(
            "SHP503",
            "stft's window of {size} does not fit on a signal of {length}",
            operand=culprit(input),
            size=size,
            length=length,
        )
    frames = (length - size) // hop + 1 if center in (True, False) and less(0, hop) is True else UNKNOWN
    return _spectrum(shape, input, onesided, return_complex, size, frames)


def _spectrum(shape: Shape, input: Value, onesided: Value, return_complex: Value, size: Size, frames: Size) -> Tensor:
    real = isinstance(input, Tensor) and input.dtype == "float"
    halved = onesided if isinstance(onesided, bool) else (True if onesided is None and real else None)
    bins = UNKNOWN if halved is None else (size // 2 + 1 if halved else size)
    batch = () if shape.open else shape.dims[:-1]
    if return_complex is True:
        return Tensor(Shape((*batch, bins, frames), shape.open), "torch", "complex")
    if return_complex is False:
        return Tensor(Shape((*batch, bins, frames, 2), shape.open), "torch", "float")
    return Tensor(UNKNOWN_SHAPE, "torch", None)


def _check_window(window: Value, expected: Size, name: str) -> None:
    """The window must have the length asked for.

    Raises Mismatch SHP201.
    """
    if window is None:
        return
    found = shape_of(window).axis(0)
    if equal(expected, found) is False:
        raise Mismatch(
            "SHP201",
            "{name} expects a window of {expected}, gets {found}",
            operand=culprit(window),
            help="win_length says how long the window is",
            name=name,
            axis="win_length",
            expected=expected,
            found=found,
        )


@op(("torch.istft", "torch.Tensor.istft"))
def istft(
    input,
    n_fft,
    hop_length=None,
    win_length=None,
    window=None,
    center=True,
    normalized=False,
    onesided=None,
    length=None,
    return_complex=False,
):
    """Put a signal together from its windows.

    >>> istft(complexes[2, 201, 11], 400, 160, window=torch.hann_window(400))
    (2, 1600)
    >>> istft(complexes[201, 11], 400, 160, window=torch.hann_window(400), length=1500)
    (1500,)
    >>> istft(complexes[2, 200, 11], 400, 160, window=torch.hann_window(400))
    SHP201
    """
    shape = check_rank("istft", input, (2, 3), "frequencies and windows, perhaps a batch")
    size = size_in(n_fft)
    _check_window(window, size if win_length is None else size_in(win_length), "istft")
    bins, frames = shape.tail(2)
    if onesided in (None, True) and return_complex is False and equal(bins, size // 2 + 1) is False:
        raise Mismatch(
            "SHP201",
            "istft expects {expected} frequencies for n_fft = {size}, gets {found}",
            operand=culprit(input),
            axis="frequencies",
            size=size,
            expected=size // 2 + 1,
            found=bins,
        )
    hop = size // 4 if hop_length is None else size_in(hop_length)
    whole = size + hop * (frames - 1)
    told = whole - 2 * (size // 2) if center is True else whole if center is False else UNKNOWN
    batch = () if shape.open else shape.dims[:-2]
    return Tensor(Shape((*batch, told if length is None else size_in(length)), shape.open), "torch", "float")
