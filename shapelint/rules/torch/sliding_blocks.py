"""Sliding blocks as columns, and columns put together again."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.shared.windows import windows
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.torch.per_axis import numbers
from shapelint.rules.values import UNKNOWN, Value
from shapelint.sizes import Shape, Size, equal, product


@layer("torch.nn.Unfold")
def unfold_layer(kernel_size, dilation=1, padding=0, stride=1, *, input):
    """Give every block of an image as a column.

    >>> Unfold(3)([2, 5, 8, 6])
    (2, 45, 24)
    >>> Unfold((2, 3), stride=2)([5, 8, 6])
    (30, 8)
    >>> Unfold(3, (1, 2), padding=(1, 0), stride=(2, 1))([2, 5, 8, 6])
    (2, 45, 8)
    >>> Unfold(3, stride=(1,))([2, 5, 8, 6])
    SHP706
    >>> Unfold(3, stride=0)([2, 5, 8, 6])
    SHP707
    >>> Unfold(3)([8, 6])
    SHP101
    >>> Unfold(9)([2, 5, 8, 6])
    SHP503
    """
    return unfolded(input, kernel_size, dilation, padding, stride, "Unfold")


@op("torch.nn.functional.unfold")
def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """Give every block of an image as a column.

    >>> unfold([2, 5, 8, 6], 3)
    (2, 45, 24)
    >>> unfold([5, 8, 6], (2, 3), dilation=2, padding=(1, 2), stride=(2, 3))
    (30, 8)
    >>> unfold([2, 5, 8, 6], 9)
    SHP503
    """
    return unfolded(input, kernel_size, dilation, padding, stride, "unfold")


@layer("torch.nn.Fold")
def fold_layer(output_size, kernel_size, dilation=1, padding=0, stride=1, *, input):
    """Add columns up to an image.

    >>> Fold((8, 6), 3)([2, 45, 24])
    (2, 5, 8, 6)
    >>> Fold((8, 6), 3)([45, 24])
    (5, 8, 6)
    >>> Fold(8, (2, 4), padding=(0, 1), stride=2)([2, 24, 16])
    (2, 3, 8, 8)
    >>> Fold((8, 6), 3)([2, 44, 24])
    SHP202
    >>> Fold((8, 6), 3)([2, 45, 25])
    SHP501
    """
    return folded(input, output_size, (kernel_size, dilation, padding, stride), "Fold")


@op("torch.nn.functional.fold")
def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Add columns up to an image.

    >>> fold([2, 45, 24], (8, 6), 3)
    (2, 5, 8, 6)
    >>> fold([12, 30], (9, 8), (2, 3), dilation=2, stride=(2, 1), padding=1)
    (2, 9, 8)
    >>> fold([2, 45, 25], (8, 6), 3)
    SHP501
    >>> fold([2, 5, 45, 24], (8, 6), 3)
    SHP101
    """
    return folded(input, output_size, (kernel_size, dilation, padding, stride), "fold")


def unfolded(input: Value, kernel: Value, dilation: Value, padding: Value, stride: Value, name: str) -> Shape:
    """The shape `(N?, C * kernel, places)`.

    Raises Mismatch SHP101, SHP706 or SHP707, or SHP503 where the block does not fit.
    """
    shape = check_rank(name, input, (3, 4), "channels, height and width, perhaps a batch")
    channels, *sizes = shape.tail(3)
    window = _block(kernel, stride, padding, dilation)
    places = windows(sizes, *window, operand=culprit(input))
    batch = shape.dims[:-3] if len(shape.dims) > 3 or not shape.open else ()
    return Shape((*batch, channels * product(window[0]), product(places)), shape.open)


def _block(kernel: Value, stride: Value, padding: Value, dilation: Value) -> tuple[tuple[Size, ...], ...]:
    """Two numbers of each, which must be positive (padding: at least 0).

    Raises Mismatch SHP706 or SHP707.
    """
    return (
        numbers("kernel_size", kernel, 2, least=1, single=False),
        numbers("stride", stride, 2, least=1, single=False),
        numbers("padding", padding, 2, least=0, single=False),
        numbers("dilation", dilation, 2, least=1, single=False),
    )


def folded(input: Value, output_size: Value, block: tuple[Value, Value, Value, Value], name: str) -> Shape:
    """The shape `(N?, C, H, W)`; block: kernel, dilation, padding, stride.

    Raises Mismatch SHP101, SHP706 or SHP707, SHP202 where the columns are no whole number of channels, SHP501 where
    their number is not that of the places of the block.
    """
    shape = check_rank(name, input, (2, 3), "columns and places, perhaps a batch")
    kernel, dilation, padding, stride = block
    column, count = shape.tail(2)
    sizes = numbers("output_size", output_size, 2, least=1, single=False)
    window = _block(kernel, stride, padding, dilation)
    area = product(window[0])
    require_divides(area, column, "the block's area", "the length of a column")
    places = product(windows(sizes, *window, operand=culprit(input)))
    if equal(places, count) is False:
        raise Mismatch(
            "SHP501",
            "{name} to {sizes} needs {places} columns, gets {count}",
            operand=culprit(input),
            name=name,
            sizes=sizes,
            places=places,
            count=count,
        )
    batch = shape.dims[:-2] if len(shape.dims) > 2 or not shape.open else ()
    channels = UNKNOWN if area is UNKNOWN else size_in(column) // area
    return Shape((*batch, channels, *sizes), shape.open)
