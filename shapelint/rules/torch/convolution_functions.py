"""Convolution functions, whose kernel is an argument."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.operands import culprit
from shapelint.rules.shared.windows import unwindowed, windows
from shapelint.rules.values import Value
from shapelint.sizes import Size, equal


def _check_channels(channels: Size, expected: Size, kernel: Value, operand: Value) -> None:
    if equal(channels, expected) is False:
        raise Mismatch(
            "SHP201",
            "the kernel {kernel} expects {expected} channels, gets {found}",
            operand=culprit(operand),
            kernel=kernel,
            axis="in_channels",
            expected=expected,
            found=channels,
        )


@op(
    ("torch.nn.functional.conv1d", "torch.conv1d"),
    "input: N? C L, weight: out Cg kL, bias?: out -> N? out L2",
    code="SHP201",
)
def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, C, Cg, out, L, kL):
    """Slide a kernel of shape (out, in/groups, kL).

    >>> conv1d([2, 3, 10], [6, 3, 3])
    (2, 6, 8)
    >>> conv1d([3, 10], [6, 3, 3], [6], padding=1)
    (6, 10)
    >>> conv1d([2, 4, 10], [6, 3, 3])
    SHP201 axis `in_channels` is 4, expected 3
    >>> conv1d([2, 3, 10], [6, 3, 3], [5])
    SHP201
    >>> conv1d([2, 3, 2], [6, 3, 3])
    SHP503
    """
    _check_channels(C, Cg * groups, weight, input)
    require_divides(groups, out, "groups", "the kernel's dim 0")
    (L2,) = windows((L,), (kL,), stride, padding, dilation, operand=input)
    return {"L2": L2}


@op(
    ("torch.nn.functional.conv_transpose1d", "torch.conv_transpose1d"),
    "input: N? C L, weight: C out kL -> N? groups*out L2",
    code="SHP201",
)
def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, L, kL):
    """Spread every place over a kernel of shape (in, out/groups, kL).

    >>> conv_transpose1d([2, 3, 10], [3, 6, 4], stride=2, padding=1)
    (2, 6, 20)
    >>> conv_transpose1d([2, 4, 10], [3, 6, 4])
    SHP201
    """
    (L2,) = unwindowed((L,), (kL,), stride, padding, output_padding, dilation)
    return {"L2": L2}


@op(
    ("torch.nn.functional.conv2d", "torch.conv2d"),
    "input: N? C H W, weight: out Cg kH kW, bias?: out -> N? out H2 W2",
    code="SHP201",
)
def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, C, Cg, out, H, W, kH, kW):
    """Slide a kernel of shape (out, in/groups, kH, kW).

    >>> conv2d([2, 3, 10, 12], [6, 3, 3, 3])
    (2, 6, 8, 10)
    >>> conv2d([3, 10, 12], [6, 3, 3, 3], [6], padding=1)
    (6, 10, 12)
    >>> conv2d([2, 4, 10, 12], [6, 3, 3, 3])
    SHP201 axis `in_channels` is 4, expected 3
    >>> conv2d([2, 3, 10, 12], [6, 3, 3, 3], [5])
    SHP201
    >>> conv2d([2, 3, 2, 2], [6, 3, 3, 3])
    SHP503
    """
    _check_channels(C, Cg * groups, weight, input)
    require_divides(groups, out, "groups", "the kernel's dim 0")
    H2, W2 = windows((H, W), (kH, kW), stride, padding, dilation, operand=input)
    return {"H2": H2, "W2": W2}


@op(
    ("torch.nn.functional.conv_transpose2d", "torch.conv_transpose2d"),
    "input: N? C H W, weight: C out kH kW -> N? groups*out H2 W2",
    code="SHP201",
)
def conv_transpose2d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, H, W, kH, kW
):
    """Spread every place over a kernel of shape (in, out/groups, kH, kW).

    >>> conv_transpose2d([2, 3, 10, 12], [3, 6, 4, 4], stride=2, padding=1)
    (2, 6, 20, 24)
    >>> conv_transpose2d([2, 4, 10, 12], [3, 6, 4, 4])
    SHP201
    """
    H2, W2 = unwindowed((H, W), (kH, kW), stride, padding, output_padding, dilation)
    return {"H2": H2, "W2": W2}


@op(
    ("torch.nn.functional.conv3d", "torch.conv3d"),
    "input: N? C D H W, weight: out Cg kD kH kW, bias?: out -> N? out D2 H2 W2",
    code="SHP201",
)
def conv3d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, C, Cg, out, D, H, W, kD, kH, kW):
    """Slide a kernel of shape (out, in/groups, kD, kH, kW).

    >>> conv3d([2, 3, 10, 12, 8], [6, 3, 3, 3, 3])
    (2, 6, 8, 10, 6)
    >>> conv3d([3, 10, 12, 8], [6, 3, 3, 3, 3], [6], padding=1)
    (6, 10, 12, 8)
    >>> conv3d([2, 4, 10, 12, 8], [6, 3, 3, 3, 3])
    SHP201 axis `in_channels` is 4, expected 3
    >>> conv3d([2, 3, 10, 12, 8], [6, 3, 3, 3, 3], [5])
    SHP201
    >>> conv3d([2, 3, 2, 2, 2], [6, 3, 3, 3, 3])
    SHP503
    """
    _check_channels(C, Cg * groups, weight, input)
    require_divides(groups, out, "groups", "the kernel's dim 0")
    D2, H2, W2 = windows((D, H, W), (kD, kH, kW), stride, padding, dilation, operand=input)
    return {"D2": D2, "H2": H2, "W2": W2}


@op(
    ("torch.nn.functional.conv_transpose3d", "torch.conv_transpose3d"),
    "input: N? C D H W, weight: C out kD kH kW -> N? groups*out D2 H2 W2",
    code="SHP201",
)
def conv_transpose3d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, D, H, W, kD, kH, kW
):
    """Spread every place over a kernel of shape (in, out/groups, kD, kH, kW).

    >>> conv_transpose3d([2, 3, 10, 12, 8], [3, 6, 4, 4, 4], stride=2, padding=1)
    (2, 6, 20, 24, 16)
    >>> conv_transpose3d([2, 4, 10, 12, 8], [3, 6, 4, 4, 4])
    SHP201
    """
    D2, H2, W2 = unwindowed((D, H, W), (kD, kH, kW), stride, padding, output_padding, dilation)
    return {"D2": D2, "H2": H2, "W2": W2}
