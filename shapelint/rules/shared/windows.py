"""The sizes that sliding a window leaves: convolution, pooling, and convolution turned round."""

from __future__ import annotations

from collections.abc import Sequence

from shapelint.rules.mismatch import require_window
from shapelint.rules.shared.operands import per_axis
from shapelint.rules.values import UNKNOWN, Value
from shapelint.sizes import Size, at_most, ceil_div, less, maximum, window

NAMES = ("D", "H", "W")


def axis_names(count: int) -> tuple[str, ...]:
    """What the last `count` axes are called: `L` alone, else the last of D, H, W."""
    return ("L",) if count == 1 else NAMES[-count:] if count <= len(NAMES) else tuple(f"axis{i}" for i in range(count))


def windows(
    sizes: Sequence[Size],
    kernel: Value,
    stride: Value = 1,
    padding: Value = 0,
    dilation: Value = 1,
    *,
    ceil: Value = False,
    operand: Value = None,
) -> tuple[Size, ...]:
    """The places at which windows can stand, per axis, with padding in numbers or "same" / "valid" as PyTorch means it.

    Each of the arguments is one number for all axes or one per axis; a stride of None is the kernel.  Raises Mismatch
    SHP503 where a window certainly does not fit.
    """
    count = len(sizes)
    kernels = per_axis(kernel, count)
    strides = kernels if stride is None else per_axis(stride, count)
    dilations = per_axis(dilation, count)
    if padding == "same" and isinstance(padding, str):
        return tuple(sizes)
    pads = (0,) * count if isinstance(padding, str) and padding == "valid" else per_axis(padding, count)
    found: list[Size] = []
    for name, n, k, s, p, d in zip(axis_names(count), sizes, kernels, strides, pads, dilations, strict=True):
        if ceil is False or (ceil is True and less(window(n, k, s, p, d, ceil=True), 1) is True):
            require_window(d * (k - 1) + 1, n + 2 * p, name, operand=operand)
        found.append(window(n, k, s, p, d, ceil=ceil) if isinstance(ceil, bool) else UNKNOWN)
    return tuple(found)


def named_windows(
    sizes: Sequence[Size],
    kernel: Value,
    strides: Value = 1,
    padding: Value = "valid",
    dilation: Value = 1,
    *,
    operand: Value = None,
) -> tuple[Size, ...]:
    """The same with padding by name as Keras and TensorFlow mean it: "valid", "same", "causal" (any case).

    strides: None is the kernel (pooling).  Raises Mismatch SHP503 where a window certainly does not fit.
    """
    count = len(sizes)
    kernels = per_axis(kernel, count)
    steps = kernels if strides is None else per_axis(strides, count)
    mode = padding.lower() if isinstance(padding, str) else None
    if mode in ("same", "causal"):
        return tuple(ceil_div(n, s) if _counts(s) else UNKNOWN for n, s in zip(sizes, steps, strict=True))
    if mode != "valid":
        return (UNKNOWN,) * count
    return windows(sizes, kernels, steps, 0, dilation, operand=operand)


def _counts(step: Size) -> bool:
    return less(0, step) is True


def unwindowed(
    sizes: Sequence[Size],
    kernel: Value,
    stride: Value = 1,
    padding: Value = 0,
    output_padding: Value = 0,
    dilation: Value = 1,
) -> tuple[Size, ...]:
    """The sizes of a transposed convolution, as PyTorch counts them."""
    count = len(sizes)
    columns = [per_axis(value, count) for value in (kernel, stride, padding, output_padding, dilation)]
    return tuple((n - 1) * s - 2 * p + d * (k - 1) + o + 1 for n, k, s, p, o, d in zip(sizes, *columns, strict=True))


def named_unwindowed(
    sizes: Sequence[Size],
    kernel: Value,
    strides: Value = 1,
    padding: Value = "valid",
    output_padding: Value = None,
    dilation: Value = 1,
) -> tuple[Size, ...]:
    """The sizes of a transposed convolution, as Keras and TensorFlow count them."""
    count = len(sizes)
    mode = padding.lower() if isinstance(padding, str) else None
    if mode not in ("valid", "same"):
        return (UNKNOWN,) * count
    columns = [per_axis(value, count) for value in (kernel, strides, dilation)]
    extra = (None,) * count if output_padding is None else per_axis(output_padding, count)
    return tuple(
        _unwindowed(n, k + (k - 1) * (d - 1), s, o, mode) for n, k, s, d, o in zip(sizes, *columns, extra, strict=True)
    )


def _unwindowed(n: Size, extent: Size, step: Size, extra: Size | None, mode: str) -> Size:
    if extra is not None:
        return (n - 1) * step + extent - (2 * (extent // 2) if mode == "same" else 0) + extra
    if mode == "same":
        return n * step
    return n * step + (maximum(extent - step, 0) if at_most(extent, step) is None else max_known(extent - step))


def max_known(size: Size) -> Size:
    """A size, or 0 where it certainly is below."""
    return 0 if at_most(size, 0) else size
