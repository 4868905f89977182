"""What pooling layers and pooling functions share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.mismatch import Mismatch, require_at_least, require_window
from shapelint.rules.shared.operands import culprit
from shapelint.rules.shared.windows import axis_names, windows
from shapelint.rules.torch.per_axis import numbers
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, at_most, shape_from

_AXES: Final = {1: "axis", 2: "two axes", 3: "three axes"}

Window = tuple[Value, Value, Value, Value]  # kernel, stride (None: the kernel), padding, dilation


def pooled(
    input: Value,
    axes: Mapping[str, Value],
    count: int,
    window: Window,
    ceil_mode: Value,
    return_indices: Value = False,
    *,
    whole: bool = False,
    single: bool = True,
) -> Value:
    """The output of a pool over the last `count` axes; with `return_indices` a pair of tensors.

    whole: whether the pool must fit without padding; single: whether a kernel may be a row of one number.  Raises
    Mismatch SHP706 or SHP707 for arguments that no pool can have, SHP503 where the pool does not fit.
    """
    names = axis_names(count)
    sizes = tuple(axes[name] for name in names)
    for name in ("C", *names):
        require_at_least(1, name, axes[name])
    kernels, *others = _window(window, count, single)
    if whole:
        for name, kernel, size in zip(names, kernels, sizes, strict=True):
            require_window(kernel, size, name, operand=culprit(input))
    after = windows(sizes, kernels, *others, ceil=ceil_mode, operand=culprit(input))
    return given(shaped(axes, count, after), return_indices)


def _window(window: Window, count: int, single: bool) -> tuple[tuple[Size, ...], ...]:
    kernel, stride, padding, dilation = window
    kernels = numbers("kernel_size", kernel, count, least=1, single=single)
    strides = kernels if stride is None or items_of(stride) == () else numbers("stride", stride, count, least=1)
    pads = numbers("padding", padding, count, least=0)
    for size, pad in zip(kernels, pads, strict=True):
        if at_most(2 * pad, size) is False:
            raise Mismatch(
                "SHP707", "padding is {pad}, at most half of the kernel, {size}, is allowed", pad=pad, size=size
            )
    return kernels, strides, pads, numbers("dilation", dilation, count, least=1)


def shaped(axes: Mapping[str, Value], count: int, sizes: tuple[Size, ...]) -> Shape:
    """The shape `(N?, C, ...)` with other sizes behind the channels."""
    after = dict(zip(axis_names(count), sizes, strict=True))
    return shape_from(f"N? C {' '.join(after)}", {**axes, **after})


def given(shape: Shape, return_indices: Value) -> Value:
    """The output, or it and the places where its values were found."""
    if return_indices is False:
        return shape
    return (shape, Tensor(shape, "torch", "int")) if return_indices is True else UNKNOWN


def example_words(count: int) -> dict[str, object]:
    """What the examples of pools over so many axes say."""
    sizes, kernel = (10, 12, 8)[:count], (2, 3, 4)[:count]
    return {
        "axes": _AXES[count],
        "batch": [2, 3, *sizes],
        "sample": [3, *sizes],
        "small": [2, 3, *[2] * count],
        "flat": [4] * count,
        "kernel": kernel,
        "plain_kernel": kernel if count > 1 else 2,
        "strides": (1, 2, 3)[:count],
        "long": (2,) * (count + 1),
        "halves": (2, 3, *(5, 6, 4)[:count]),
        "thirds": (2, 3, *(4, 5, 3)[:count]),
        "padded": (2, 3, *(5, 6, 4)[:count]),
        "spread": (2, 3, *(2, 3, 2)[:count]),
        "uneven": (3, *(9, 5, 2)[:count]),
    }
