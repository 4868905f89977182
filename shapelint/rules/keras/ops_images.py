"""`keras.ops`: images taken apart and put together, and adaptive pooling."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.arguments import one_per_axis
from shapelint.rules.keras.convolution import image_axes, image_shape
from shapelint.rules.keras.ops_networks import ranked
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, measured, per_axis, size_in
from shapelint.rules.shared.windows import windows
from shapelint.rules.values import UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, Size, equal, product

_DEEPER: Final = """Move blocks of pixels {where}.

    >>> ops.@({before}, 2)
    {after}
    >>> ops.@({wrong}, 2)
    SHP202
    >>> ops.@([4, 6, 8], 2)
    SHP101
    """


def _blocks(name: str, x: Value, block: Value, data_format: Value, machine: Machine, deeper: bool) -> Value:
    shape = ranked(name, x, 4)
    first = channels_first(data_format, machine)
    (height, width), channels = image_axes(shape, 2, first)
    side = size_in(block)
    if deeper:
        for size, axis in ((height, "the height"), (width, "the width")):
            require_divides(side, size, "block_size", axis)
        height, width, channels = height // side, width // side, channels * side * side
    else:
        require_divides(side * side, channels, "block_size squared", "the number of channels")
        height, width, channels = height * side, width * side, channels // (side * side)
    return tensor(image_shape(Shape(shape.tail(4)), (height, width), channels, first), number_kind(x))


for _name, _deep, _where, _before, _after, _wrong in (
    ("space_to_depth", True, "into the channels", "[2, 4, 6, 3]", "(2, 2, 3, 12)", "[2, 4, 5, 3]"),
    ("depth_to_space", False, "out of the channels", "[2, 4, 6, 8]", "(2, 8, 12, 2)", "[2, 4, 6, 6]"),
):
    declare(
        f"keras.ops.{_name}",
        "x, block_size, data_format='channels_last'",
        lambda x, block_size, data_format, machine, name=_name, deep=_deep: _blocks(
            name, x, block_size, data_format, machine, deep
        ),
        _DEEPER.format(where=_where, before=_before, after=_after, wrong=_wrong),
        least={"block_size": 2},
    )
_WINDOWS: Final = {"kernel_size": 1, "dilation": 1, "padding": 0, "stride": 1}


@op("keras.ops.unfold", least=_WINDOWS)
def unfold(x, kernel_size, dilation=1, padding=0, stride=1):
    """Put every window of an image, channels first, into a column.

    >>> ops.unfold([2, 3, 8, 8], 2)
    (2, 12, 49)
    >>> ops.unfold([2, 3, 8, 8], (2, 3), 1, 1, 2)
    (2, 18, 20)
    >>> ops.unfold([3, 8, 8], 2)
    SHP101
    >>> ops.unfold([2, 3, 8, 8], 9)
    SHP503
    """
    batch, channels, *spatial = ranked("unfold", x, 4).tail(4)
    kernel = one_per_axis("kernel_size", kernel_size, 2)
    places = windows(spatial, kernel, stride, padding, dilation, operand=culprit(x))
    return tensor(Shape((batch, channels * product(kernel), product(places))), number_kind(x))


@op("keras.ops.fold", least={"output_size": 1, **_WINDOWS})
def fold(x, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Put columns of windows together to an image, channels first.

    >>> ops.fold([2, 12, 16], (8, 8), 2, stride=2)
    (2, 3, 8, 8)
    >>> ops.fold([2, 12, 50], (8, 8), 2)
    SHP201
    >>> ops.fold([2, 13, 49], (8, 8), 2)
    SHP202
    """
    batch, rows, columns = ranked("fold", x, 3).tail(3)
    kernel, sizes = one_per_axis("kernel_size", kernel_size, 2), one_per_axis("output_size", output_size, 2)
    require_divides(product(kernel), rows, "the size of a window", "the number of rows")
    places = product(windows(sizes, kernel, stride, padding, dilation, operand=culprit(x)))
    if equal(places, columns) is False:
        raise Mismatch(
            "SHP201",
            "an image of {sizes} has {places} windows, gets {columns}",
            operand=culprit(x),
            sizes=sizes,
            places=places,
            columns=columns,
        )
    return tensor(Shape((batch, rows // product(kernel), *sizes)), number_kind(x))


def _adapted(x: Value, output_size: Value, data_format: Value, machine: Machine) -> Value:
    shape = measured(x)
    if shape.open:
        return tensor(UNKNOWN_SHAPE)
    if not 3 <= len(shape.dims) <= 5:
        raise Mismatch("SHP101", "pooling expects 3 to 5 axes, gets {found}", operand=culprit(x), found=str(shape))
    rank = len(shape.dims) - 2
    first = channels_first(data_format, machine)
    _check_outputs(output_size, rank)
    sizes: tuple[Size, ...] = per_axis(output_size, rank)
    return tensor(image_shape(shape, sizes, image_axes(shape, rank, first)[1], first), number_kind(x))


def _check_outputs(output_size: Value, rank: int) -> None:
    """There must be a size for each axis; PyTorch's backend alone looks at what is left over for a single one.

    Raises Mismatch SHP707.
    """
    items = items_of(output_size)
    if items is None or (rank == 1 and items):
        return
    if len(items) != rank:
        raise Mismatch("SHP707", "`output_size` holds {found} numbers, expected {rank}", found=len(items), rank=rank)
    require_at_least(1, "output_size", output_size)


for _name in ("adaptive_average_pool", "adaptive_max_pool"):
    declare(
        f"keras.ops.{_name}",
        "inputs, output_size, data_format=None",
        lambda inputs, output_size, data_format, machine: _adapted(inputs, output_size, data_format, machine),
        """Pool into as many windows as are wanted.

    >>> ops.@([2, 9, 9, 3], 4)
    (2, 4, 4, 3)
    >>> ops.@([2, 9, 9, 3], (4, 5))
    (2, 4, 5, 3)
    >>> ops.@([2, 9, 3], 4)
    (2, 4, 3)
    >>> ops.@([9, 3], 4)
    SHP101
    >>> ops.@([2, 9, 9, 3], (4,))
    SHP707
    """,
        least={"output_size": 0},
    )
