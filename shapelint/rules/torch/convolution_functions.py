"""Convolution functions, whose kernel is an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_window
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.torch.channels import Fits, rearranged
from shapelint.rules.torch.convolved import check_groups, convolved, slides, unconvolved
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.torch.per_axis import numbers
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, Size, equal, less

_EXAMPLES: Final = {
    1: """
    >>> conv1d([2, 3, 10], [6, 3, 3])
    (2, 6, 8)
    >>> conv1d([3, 10], [6, 3, 3], [6], padding=1)
    (6, 10)
    >>> conv1d([2, 4, 10], [6, 2, 3], stride=2, padding="valid", dilation=2, groups=2)
    (2, 6, 3)
    >>> conv1d([2, 4, 10], [6, 3, 3])
    SHP201 axis `in_channels` is 4, expected 3
    >>> conv1d([2, 3, 10], [6, 3, 3], [5])
    SHP201
    >>> conv1d([2, 3, 2], [6, 3, 3])
    SHP503
    """,
    2: """
    >>> conv2d([2, 3, 10, 12], [6, 3, 3, 3])
    (2, 6, 8, 10)
    >>> conv2d([3, 10, 12], [6, 3, 3, 3], [6], padding=1)
    (6, 10, 12)
    >>> conv2d([2, 4, 10, 12], [4, 1, 3, 2], None, (2, 1), "valid", groups=4)
    (2, 4, 4, 11)
    >>> conv2d([2, 3, 10, 12], [6, 3, 3, 5], padding="same", dilation=(1, 2))
    (2, 6, 10, 12)
    >>> conv2d([2, 4, 10, 12], [6, 3, 3, 3])
    SHP201 axis `in_channels` is 4, expected 3
    >>> conv2d([2, 3, 10, 12], [6, 3, 3, 3], [5])
    SHP201
    >>> conv2d([2, 3, 2, 2], [6, 3, 3, 3])
    SHP503
    >>> conv2d([2, 3, 10, 12], [6, 3, 3, 3], padding=(1, 1, 1))
    SHP706
    """,
    3: """
    >>> conv3d([2, 3, 10, 12, 8], [6, 3, 3, 3, 3])
    (2, 6, 8, 10, 6)
    >>> conv3d([3, 10, 12, 8], [6, 3, 3, 3, 3], [6], padding=1)
    (6, 10, 12, 8)
    >>> conv3d([2, 4, 6, 5, 8], [4, 2, 1, 3, 3], stride=(1, 2, 2), padding=(0, 1, 1), groups=2)
    (2, 4, 6, 3, 4)
    >>> conv3d([2, 4, 10, 12, 8], [6, 3, 3, 3, 3])
    SHP201 axis `in_channels` is 4, expected 3
    >>> conv3d([2, 3, 10, 12, 8], [6, 3, 3, 3, 3], [5])
    SHP201
    >>> conv3d([2, 3, 2, 2, 2], [6, 3, 3, 3, 3])
    SHP503
    """,
}

_TRANSPOSED_EXAMPLES: Final = {
    1: """
    >>> conv_transpose1d([2, 3, 10], [3, 6, 4], stride=2, padding=1)
    (2, 6, 20)
    >>> conv_transpose1d([4, 10], [4, 3, 4], [6], 3, 0, 2, 2)
    (6, 33)
    >>> conv_transpose1d([2, 4, 10], [3, 6, 4])
    SHP201
    >>> conv_transpose1d([2, 3, 10], [3, 6, 4], [5])
    SHP201
    """,
    2: """
    >>> conv_transpose2d([2, 3, 10, 12], [3, 6, 4, 4], stride=2, padding=1)
    (2, 6, 20, 24)
    >>> conv_transpose2d([4, 5, 6], [4, 3, 4, 4], [6], stride=(2, 3), output_padding=1, groups=2)
    (6, 13, 20)
    >>> conv_transpose2d([2, 3, 10, 12], [3, 6, 3, 3], dilation=(2, 3), output_padding=(1, 2))
    (2, 6, 15, 20)
    >>> conv_transpose2d([2, 4, 10, 12], [3, 6, 4, 4])
    SHP201
    >>> conv_transpose2d([2, 3, 10, 12], [3, 6, 4, 4], stride=2, output_padding=2)
    SHP707
    """,
    3: """
    >>> conv_transpose3d([2, 3, 5, 6, 4], [3, 6, 4, 4, 4], stride=2, padding=1)
    (2, 6, 10, 12, 8)
    >>> conv_transpose3d([4, 5, 6, 4], [4, 3, 2, 2, 2], [6], (1, 2, 2), groups=2)
    (6, 6, 12, 8)
    >>> conv_transpose3d([2, 4, 5, 6, 4], [3, 6, 4, 4, 4])
    SHP201
    """,
}


@dataclass(frozen=True, slots=True)
class Operands:
    """What is convolved with what; rows, columns: the first two axes of the kernel, taps: its others."""

    input: Value
    weight: Value
    bias: Value
    channels: Size
    sizes: tuple[Size, ...]
    rows: Size
    columns: Size
    taps: tuple[Size, ...]

    def forward(self, stride: Value, padding: Value, dilation: Value, groups: Value) -> tuple[Size, ...]:
        """Channels and sizes after a convolution.

        Raises Mismatch where the operands or arguments do not fit.
        """
        window = (self.taps, stride, padding, dilation)
        self._check_channels(self.columns * size_in(groups), lambda sizes: slides(sizes, window))
        check_groups(groups, UNKNOWN, self.rows, "the kernel's dim 0")
        _check_bias(self.bias, self.rows)
        return (self.rows, *convolved(self.input, self.sizes, window))

    def backward(
        self, stride: Value, padding: Value, output_padding: Value, groups: Value, dilation: Value
    ) -> tuple[Size, ...]:
        """Channels and sizes after a transposed convolution.

        Raises Mismatch where the operands or arguments do not fit.
        """
        self._check_channels(self.rows, lambda sizes: True)
        filters = self.columns * size_in(groups)
        check_groups(groups, self.rows, filters, "the number of channels to give")
        _check_bias(self.bias, filters)
        return (filters, *unconvolved(self.input, self.sizes, (self.taps, stride, padding, dilation), output_padding))

    def _check_channels(self, expected: Size, fits: Fits) -> None:
        if equal(self.channels, expected) is False:
            raise Mismatch(
                "SHP201",
                "the kernel {kernel} expects {expected} channels, gets {found}",
                operand=culprit(self.input),
                help=rearranged(self.input, expected, len(self.sizes), fits),
                kernel=self.weight,
                axis="in_channels",
                expected=expected,
                found=self.channels,
            )


def _check_bias(bias: Value, expected: Size) -> None:
    """A bias has one number for each channel of the output.

    Raises Mismatch SHP101 or SHP201.
    """
    if bias is None:
        return
    (found,) = check_rank("the bias", bias, (1,), "one number per channel").tail(1)
    if equal(found, expected) is False:
        raise Mismatch(
            "SHP201",
            "the bias has {found} numbers for {expected} channels",
            operand=culprit(bias),
            axis="out_channels",
            expected=expected,
            found=found,
        )


def _declare(count: int) -> None:
    places = axis_names(count)
    taps = tuple(f"k{name}" for name in places)
    after = tuple(f"{name}2" for name in places)
    pattern = f"input: N? C {' '.join(places)}, weight: rows columns {' '.join(taps)} -> N? filters {' '.join(after)}"

    def operands(input: Value, weight: Value, bias: Value, axes: Mapping[str, Value]) -> Operands:
        sizes, kernel = (tuple(axes[name] for name in names) for names in (places, taps))
        return Operands(input, weight, bias, axes["C"], sizes, axes["rows"], axes["columns"], kernel)

    def conv(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, axes):
        found = operands(input, weight, bias, axes).forward(stride, padding, dilation, groups)
        return dict(zip(("filters", *after), found, strict=True))

    conv.__doc__ = f"Slide a kernel of shape (out, in/groups, {', '.join(taps)}).\n{_EXAMPLES[count]}"
    name = f"conv{count}d"
    op((f"torch.nn.functional.{name}", f"torch.{name}"), pattern, code="SHP201", least={"groups": 1})(conv)

    def transposed(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, axes):
        found = operands(input, weight, bias, axes).backward(stride, padding, output_padding, groups, dilation)
        return dict(zip(("filters", *after), found, strict=True))

    given = f"(in, out/groups, {', '.join(taps)})"
    transposed.__doc__ = f"Spread every place over a kernel of shape {given}.\n{_TRANSPOSED_EXAMPLES[count]}"
    name = f"conv_transpose{count}d"
    op((f"torch.nn.functional.{name}", f"torch.{name}"), pattern, code="SHP201", least={"groups": 1})(transposed)


for _count in (1, 2, 3):
    _declare(_count)


@op("torch.convolution", least={"groups": 1})
def convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups):
    """Slide a kernel over all axes behind the channels, or spread them over one.

    >>> torch.convolution([2, 3, 10], [6, 3, 3], None, (1,), (0,), (1,), False, (0,), 1)
    (2, 6, 8)
    >>> torch.convolution([2, 4, 10, 12], [6, 2, 3, 3], [6], (1, 2), (1, 1), (1, 1), False, (0, 0), 2)
    (2, 6, 10, 6)
    >>> torch.convolution([2, 4, 5, 6, 4], [4, 3, 2, 2, 2], None, (2,), (0,), (1,), True, (1,), 2)
    (2, 6, 11, 13, 9)
    >>> torch.convolution([3, 10, 12], [6, 3, 3, 3], None, (1,), (0,), (1,), False, (0,), 1)
    SHP101
    >>> torch.convolution([2, 4, 10], [6, 3, 3], None, (1,), (0,), (1,), False, (0,), 1)
    SHP201
    """
    ranks, wanted = (3, 4, 5), "batch, channels and one to three more"
    shape = check_rank("convolution", input, ranks, wanted)
    kernel = check_rank("convolution's weight", weight, ranks if shape.open else (len(shape.dims),), "as the input")
    if shape.open:
        if kernel.open:
            return UNKNOWN_SHAPE
        shape = check_rank("convolution", input, (len(kernel.dims),), wanted)
    batch, channels, *sizes = shape.dims
    rows, columns, *taps = kernel.dims
    operands = Operands(input, weight, bias, channels, tuple(sizes), rows, columns, tuple(taps))
    numbers("output_padding", output_padding, len(sizes), least=0)
    if transposed is True:
        return Shape((batch, *operands.backward(stride, padding, output_padding, groups, dilation)))
    if transposed is False:
        return Shape((batch, *operands.forward(stride, padding, dilation, groups)))
    return Shape((batch, *(UNKNOWN,) * (len(sizes) + 1)))


@op(
    ("torch.nn.functional.conv_tbc", "torch.conv_tbc"),
    "input: T B C, weight: k C out, bias: out -> T2 B out",
    code="SHP201",
)
def conv_tbc(input, weight, bias, pad=0, *, T, k):
    """Slide a kernel over the first axis: time, batch, channels.

    >>> conv_tbc([7, 2, 4], [3, 4, 5], [5])
    (5, 2, 5)
    >>> conv_tbc([7, 2, 4], [3, 4, 5], [5], pad=1)
    (7, 2, 5)
    >>> conv_tbc([7, 2, 4], [3, 3, 5], [5])
    SHP201 axis `C` is 3, expected 4
    >>> conv_tbc([7, 2, 4], [3, 4, 5], [4])
    SHP201
    >>> conv_tbc([1, 2, 4], [3, 4, 5], [5])
    SHP503
    """
    after = T + 2 * size_in(pad) - k + 1
    if less(after, 0):
        require_window(k, T + 2 * size_in(pad), "T", operand=culprit(input))
    return {"T2": after}
