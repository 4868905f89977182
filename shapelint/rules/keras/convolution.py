"""Convolutions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from shapelint.rules.form import Rule, layer
from shapelint.rules.keras.arguments import CONVOLUTION, WINDOWS, check_apart, check_padding, spread
from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.keras_1 import kernel_of_rows, kernel_or_stride
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.operands import size_in
from shapelint.rules.shared.windows import axis_names, named_windows
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of
from shapelint.sizes import UNKNOWN_SHAPE, Shape, Size

_OLDER_WEIGHTS: Final = {"kernel": "*kernel_shape", "bias": "filters if use_bias"}
_WEIGHTS: Final = {"kernel": "*kernel_size channels//groups filters", "bias": "filters if use_bias"}

_EXAMPLES: Final = {
    1: """Slide a kernel over the steps of a sequence.

    >>> Conv1D(64, 3)([2, 10, 32])
    (2, 8, 64)
    >>> Conv1D(64, 3, padding="same", strides=2)([2, 9, 32])
    (2, 5, 64)
    >>> Conv1D(64, 3, padding="causal", dilation_rate=2)([2, 9, 32])
    (2, 9, 64)
    >>> Conv1D(64, 3)([2, 10])
    SHP101
    >>> Conv1D(64, 11)([2, 10, 32])
    SHP503
    >>> Conv1D(64, (3, 3))
    SHP706
    >>> Conv1D(64, 3, data_format="channels_first")([2, 32, 10])
    (2, 64, 8)
    """,
    2: """Slide a kernel over the height and width of an image.

    >>> Conv2D(16, 3)([2, 28, 28, 1])
    (2, 26, 26, 16)
    >>> Conv2D(16, (3, 5), strides=2, padding="same")([2, 9, 10, 3])
    (2, 5, 5, 16)
    >>> Conv2D(16, 3)([2, 28, 28])
    SHP101
    >>> Conv2D(1, 3)([1, 2, 2, 8])
    SHP503
    >>> Conv2D(3, 3, groups=2)
    SHP202
    >>> Conv2D(4, 3, groups=2)([2, 8, 8, 3])
    SHP202
    >>> Conv2D(4, 3, dilation_rate=(2, 1))([2, 8, 9, 3])
    (2, 4, 7, 4)
    >>> Conv2D(4, 3, groups=2)([2, 8, 8, 4])
    (2, 6, 6, 4)
    >>> Conv2D(4, 3, strides=2, dilation_rate=2)
    SHP706
    >>> Conv2D(4, 3, strides=0)
    SHP707
    >>> Conv2D(4, 3, padding=1)
    SHP707
    """,
    3: """Slide a kernel over the depth, height and width of a volume.

    >>> Conv3D(8, 3)([2, 10, 10, 10, 1])
    (2, 8, 8, 8, 8)
    >>> Conv3D(8, (1, 2, 3), 2, "same")([2, 10, 9, 8, 1])
    (2, 5, 5, 4, 8)
    >>> Conv3D(8, 3)([2, 10, 10, 1])
    SHP101
    """,
}


def convolved(
    x: Value,
    rank: int,
    channels_out: Size | None,
    kernel: Value,
    strides: Value,
    padding: Value,
    dilation: Value,
    first: bool | None,
) -> tuple[Shape, Size]:
    """The shape behind windows on `rank` axes, and how many channels went in.

    channels_out: None where a convolution keeps every channel by itself.  Raises Mismatch SHP503.
    """
    check_padding(padding)
    spatial, channels = image_axes(shape_of(x), rank, first)
    sizes = named_windows(spatial, kernel, strides, padding, dilation, operand=x)
    return image_shape(shape_of(x), sizes, channels if channels_out is None else channels_out, first), channels


def check_batch_alone(x: Value, rank: int, machine: Machine) -> None:
    """Keras 3 takes no axes between the batch and those that windows slide over.  Raises Mismatch SHP101."""
    shape = shape_of(x)
    if len(shape.dims) > rank + 2 and edition(machine) == 3:
        raise Mismatch(
            "SHP101",
            "a convolution over {rank} axes expects {wanted} in Keras 3, gets {shape}",
            operand=x,
            help="TimeDistributed runs a layer on each step of a sequence",
            excess=len(shape.dims) - rank - 2,
            rank=rank,
            wanted=rank + 2,
            shape=shape,
        )


def image_axes(shape: Shape, rank: int, first: bool | None) -> tuple[tuple[Size, ...], Size]:
    """The axes that windows slide over, and the channels."""
    tail = shape.tail(rank + 1)
    if first is None:
        return (UNKNOWN_SHAPE.axis(0),) * rank, UNKNOWN_SHAPE.axis(0)
    return (tail[1:], tail[0]) if first else (tail[:-1], tail[-1])


def image_shape(like: Shape, spatial: tuple[Size, ...], channels: Size, first: bool | None) -> Shape:
    """The shape with these axes behind the batch of `like`."""
    lead = like.dims[: max(len(like.dims) - len(spatial) - 1, 0)]
    if first is None:
        return Shape((*lead, *(UNKNOWN_SHAPE.axis(0),) * (len(spatial) + 1)), like.open)
    tail = (channels, *spatial) if first else (*spatial, channels)
    return Shape((*lead, *tail), like.open)


def check_groups(groups: Value, channels: Size) -> None:
    """The channels that go in must divide into the groups.  Raises Mismatch SHP202."""
    require_divides(groups, channels, "groups", "the number of channels")


def _kernel_of_keras_1(sizes: Value, channels: Size, filters: Size, data_format: Value, first: bool | None) -> Value:
    """The shape of a kernel of an older name; UNKNOWN where Keras 1 and Keras 2 do not agree."""
    rows = items_of(sizes)
    if rows is None or len(rows) == 1:
        return UNKNOWN
    if data_format == "th":
        return (filters, channels, *rows)
    return (*rows, channels, filters) if first is False else UNKNOWN


def _convolution(rank: int) -> Callable[..., Value]:
    ones = 1 if rank == 1 else (1,) * rank

    def body(
        filters,
        kernel_size,
        strides=ones,
        padding="valid",
        data_format=None,
        dilation_rate=ones,
        groups=1,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        *,
        inputs,
        axes,
        machine: Machine,
    ):
        check_batch_alone(inputs, rank, machine)
        first = channels_first(data_format, machine, inputs, kernel_size)
        shape, axes["channels"] = convolved(
            inputs, rank, size_in(filters), kernel_size, strides, padding, dilation_rate, first
        )
        check_groups(groups, axes["channels"])
        kernel = (kernel_size, axes["channels"] // size_in(groups), size_in(filters), data_format, first)
        axes["kernel_shape"] = _kernel_of_keras_1(*kernel)
        return shape

    body.__doc__ = _EXAMPLES[rank]
    return body


def check_filters(filters, groups):
    """The filters must divide into the groups.  Raises Mismatch SHP202."""
    require_divides(groups, filters, "groups", "filters")


def _declare(names: tuple[str, ...], rank: int, weights: Mapping[str, str] = _WEIGHTS, **options: Value) -> Rule:
    pattern = f"batch *more {' '.join(axis_names(rank))} channels"
    adjust = spread(rank, "kernel_size", "strides", "dilation_rate")
    least = {"filters": 1, **WINDOWS, "groups": 1}
    made = layer(names, pattern, weights=weights, legacy=CONVOLUTION, adjust=adjust, least=least, **options)(
        _convolution(rank)
    )
    made.construction(check_filters)
    made.construction(check_apart)
    return made


CONV1D: Final = _declare(("keras.layers.Conv1D",), 1)
CONVOLUTION1D: Final = _declare(("keras.layers.Convolution1D", "keras.layers.AtrousConvolution1D"), 1, _OLDER_WEIGHTS)
CONV2D: Final = _declare(("keras.layers.Conv2D",), 2, adapt=kernel_or_stride(2))
CONVOLUTION2D: Final = _declare(
    ("keras.layers.Convolution2D", "keras.layers.AtrousConvolution2D"), 2, _OLDER_WEIGHTS, adapt=kernel_of_rows(2)
)
CONV3D: Final = _declare(("keras.layers.Conv3D",), 3, adapt=kernel_or_stride(3))
CONVOLUTION3D: Final = _declare(("keras.layers.Convolution3D",), 3, _OLDER_WEIGHTS, adapt=kernel_of_rows(3))
