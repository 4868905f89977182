"""Parts of a convolution's kernel that a program calls a filter.

A kernel of Keras is (height, width, channels, filters): `kernel[0]` is a row of all filters, `kernel[..., 0]` is one.
"""

from __future__ import annotations

import re
from typing import Final

from shapelint.rules.fixes import changed
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import Flow, Tensor
from shapelint.sizes import Shape, less

_ONE: Final = re.compile(r"filter(?!s)", re.IGNORECASE)
_KERNEL: Final = re.compile(r"Q?(Conv\d|Convolution\d|SeparableConv\d)\w*\.\w*kernel")
_MOST_INDICES: Final = 3


def check_name(name: str, value: Tensor) -> Mismatch | None:
    """SHP705 where a variable named as one filter holds what the first axes of a kernel were indexed for."""
    if value.flow is None or value.flow.what != "__getitem__" or not _ONE.search(name):
        return None
    kernel = _kernel_behind(value.flow)
    if kernel is None or value.shape.open:
        return None
    dims, taken = kernel.shape.dims, len(kernel.shape.dims) - len(value.shape.dims)
    first, last = Shape(dims[taken:]), Shape(dims[: len(dims) - taken])
    if taken < 1 or value.shape != first or first == last or less(1, dims[0]) is not True:
        return None
    return Mismatch(
        "SHP705",
        "`{name}` is {found}, a part of every filter: the kernel is {kernel}, its filters are on the last axis",
        site=value.flow.site,
        help=changed("key", (..., 0), text="[..., 0] is the first filter"),
        name=name,
        found=value.shape,
        kernel=kernel.shape,
    )


def _kernel_behind(flow: Flow) -> Flow | None:
    """The kernel of which nothing but indices have made this."""
    for step in flow.steps(_MOST_INDICES + 1):
        if _KERNEL.fullmatch(step.what):
            return step
        if step.what != "__getitem__":
            return None
    return None
