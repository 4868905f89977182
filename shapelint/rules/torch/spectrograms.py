"""Signals cut into windows: short-time transforms."""

from __future__ import annotations

from shapelint.rules.fixes import changed
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, is_soft
from shapelint.sizes import Shape, Size, at_most, equal, less, slice_size


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
    >>> stft([2, 900], 64, 16, 40, [40], pad_mode="constant", onesided=False, return_complex=False)
    (2, 64, 57, 2)
    >>> stft(complexes[900], 64, win_length=40)
    (64, 57)
    >>> stft(complexes[900], 64, onesided=True)
    SHP706
    >>> [2, 900].stft(64, 20, win_length=40, center=False, align_to_window=True, return_complex=True)
    (2, 33, 44)
    >>> stft([2, 1600], 400, window=torch.hann_window(512), return_complex=True)
    SHP201
    >>> stft([2, 3, 1600], 400, return_complex=True)
    SHP101
    >>> stft([2, 300], 400, return_complex=True, center=False)
    SHP503
    >>> stft([2, 200], 400, return_complex=True)
    SHP503
    >>> stft([2, 1600], 400, 0, return_complex=True)
    SHP707
    """
    shape = check_rank("stft", input, (1, 2), "length, perhaps a batch")
    size, hop, width = _lengths(n_fft, hop_length, win_length)
    _check_window(window, width, "stft")
    real, length = _is_real(input, window), shape.axis(-1)
    _check_sides(onesided, real is False, "stft")
    if center is True:
        _check_copied(input, length, size // 2, pad_mode)
        _check_unaligned(align_to_window)
        length = length + 2 * (size // 2)
    if center in (True, False) and at_most(size, length) is False:
        raise Mismatch(
            "SHP503",
            "stft's window of {size} does not fit on a signal of {length}",
            operand=culprit(input),
            size=size,
            length=length,
        )
    span = width if align_to_window is True else size if align_to_window in (None, False) else UNKNOWN
    frames = (length - span) // hop + 1 if center in (True, False) and less(0, hop) is True else UNKNOWN
    return _spectrum(shape, real, onesided, return_complex, size, frames)


def _lengths(n_fft: Value, hop_length: Value, win_length: Value) -> tuple[Size, Size, Size]:
    """What is transformed at once, the step to the next, and the length of the window.

    Raises Mismatch SHP707 where one certainly cannot be.
    """
    size = size_in(n_fft)
    hop = size // 4 if hop_length is None else UNKNOWN if is_soft(hop_length) else size_in(hop_length)
    width = size if win_length is None else UNKNOWN if is_soft(win_length) else size_in(win_length)
    for name, each in (("n_fft", size), ("hop_length", hop), ("win_length", width)):
        require_at_least(1, name, each)
    if at_most(width, size) is False:
        raise Mismatch("SHP707", "win_length is {width}, at most n_fft = {size} is allowed", width=width, size=size)
    return size, hop, width


def _check_copied(input: Value, length: Size, pad: Size, mode: Value) -> None:
    """What is put before and behind a signal must be there to be copied.

    Raises Mismatch SHP503.
    """
    enough = (
        {"reflect": less(pad, length), "circular": at_most(pad, length)}.get(mode) if isinstance(mode, str) else None
    )
    if enough is False:
        raise Mismatch(
            "SHP503",
            "stft pads with {pad} on both sides, which a signal of {length} does not have",
            operand=culprit(input),
            help=changed("pad_mode", "constant", text='pad_mode="constant" needs none'),
            pad=pad,
            length=length,
        )


def _check_unaligned(align_to_window: Value) -> None:
    if isinstance(align_to_window, bool):
        raise Mismatch("SHP706", "stft takes align_to_window only with center=False")


def _check_sides(onesided: Value, all_of_them: bool, name: str) -> None:
    """What is complex has no half that tells the other.

    Raises Mismatch SHP706.
    """
    if onesided is True and all_of_them:
        raise Mismatch("SHP706", "{name} of complex numbers has two sides: onesided must not be True", name=name)


def _is_real(input: Value, window: Value) -> bool | None:
    """Whether neither signal nor window is complex; None where that is not known."""
    kinds = [value.dtype if isinstance(value, Tensor) else None for value in (input, window) if value is not None]
    return False if "complex" in kinds else None if None in kinds else True


def _spectrum(
    shape: Shape, real: bool | None, onesided: Value, return_complex: Value, size: Size, frames: Size
) -> Tensor:
    halved = onesided if isinstance(onesided, bool) else (real if onesided is None else None)
    bins = UNKNOWN if halved is None else (size // 2 + 1 if halved else size)
    batch = () if shape.open else shape.dims[:-1]
    if return_complex is True or (return_complex is None and real is False):
        return Tensor(Shape((*batch, bins, frames), shape.open), "torch", "complex")
    if return_complex is False:
        return Tensor(Shape((*batch, bins, frames, 2), shape.open), "torch", "float")
    return Tensor(UNKNOWN_SHAPE, "torch", None)


def _check_window(window: Value, expected: Size, name: str) -> None:
    """The window must have the length asked for.

    Raises Mismatch SHP101 or SHP201.
    """
    if window is None:
        return
    found = check_rank(f"{name}'s window", window, (1,), "its length").axis(0)
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
    >>> istft(complexes[2, 33, 9], 64, center=False, onesided=True)
    (2, 192)
    >>> complexes[2, 64, 9].istft(64, 16, return_complex=True)
    (2, 128)
    >>> istft(complexes[2, 200, 11], 400, 160, window=torch.hann_window(400))
    SHP201
    >>> istft(complexes[2, 201, 11], 400, 401)
    SHP707
    >>> istft(complexes[2, 201, 1], 400)
    SHP503
    """
    shape = check_rank("istft", input, (2, 3), "frequencies and windows, perhaps a batch")
    size, hop, width = _lengths(n_fft, hop_length, win_length)
    if at_most(hop, width) is False:
        raise Mismatch("SHP707", "hop_length is {hop}, at most win_length = {width} is allowed", hop=hop, width=width)
    _check_window(window, width, "istft")
    bins, frames = shape.tail(2)
    _check_sides(onesided, return_complex is True, "istft")
    _check_bins(input, bins, size, False if return_complex is True else onesided)
    told = _joined(size, size + hop * (frames - 1), center, length)
    if at_most(told, 0):
        raise Mismatch(
            "SHP503", "istft leaves {told} of {frames} windows", operand=culprit(input), told=told, frames=frames
        )
    batch = () if shape.open else shape.dims[:-2]
    dtype = {True: "complex", False: "float"}.get(return_complex) if isinstance(return_complex, bool) else None
    return Tensor(Shape((*batch, told), shape.open), "torch", dtype)


def _joined(size: Size, whole: Size, center: Value, length: Value) -> Size:
    """How long the signal becomes, whose windows cover `whole`."""
    if length is not None:
        wanted = UNKNOWN if is_soft(length) else size_in(length)
        if at_most(0, wanted) is True or center not in (True, False):
            return wanted
        start = size // 2 if center else 0
        return slice_size(whole, start, start + wanted)
    return whole - 2 * (size // 2) if center is True else whole if center is False else UNKNOWN


def _check_bins(input: Value, bins: Size, size: Size, onesided: Value) -> None:
    """Half of the frequencies and one, or all of them.

    Raises Mismatch SHP201.
    """
    half = size // 2 + 1
    allowed = (
        {True: (half,), False: (size,), None: (half, size)}.get(onesided) if onesided in (True, False, None) else None
    )
    if allowed is not None and all(equal(bins, each) is False for each in allowed):
        raise Mismatch(
            "SHP201",
            "istft expects {expected} frequencies for n_fft = {size}, gets {found}",
            operand=culprit(input),
            axis="frequencies",
            size=size,
            expected=allowed[0],
            found=bins,
        )
