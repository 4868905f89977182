"""Windows over as many axes as there are: `tf.nn.convolution`, `tf.nn.pool`, and what mathematical morphology does."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank as check_ranks
from shapelint.rules.shared.operands import culprit, measured, per_axis
from shapelint.rules.tensorflow.convolution import WORDS, check_rank, convolved
from shapelint.rules.tensorflow.sliding import channels_first, slid, spatial
from shapelint.rules.values import UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, equal, less

_NAMES: Final = ("SAME", "VALID")


def _old_order(places: tuple[str, ...], first: int):
    """TensorFlow 1 gives the arguments from `first` on in another order, the padding first of them."""

    def adapt(positional: tuple[Value, ...], keywords: dict[str, Value]):
        given = positional[first:]
        if not given or not (isinstance(given[0], str) and given[0].upper() in _NAMES):
            return positional, keywords
        return positional[:first], {**dict(zip(places, given, strict=False)), **keywords}

    return adapt


@op(
    "tf.nn.convolution",
    legacy={"filter": "filters", "dilation_rate": "dilations"},
    adapt=_old_order(("padding", "strides", "dilations", "name", "data_format"), 2),
)
def convolution(input, filters, strides=None, padding="VALID", data_format=None, dilations=None, name=None, *, machine):
    """Slide filters over as many axes as they have, the last two not counted.

    >>> convolution([2, 10, 10, 3], [3, 3, 3, 8])
    (2, 8, 8, 8)
    >>> convolution([2, 10, 3], [3, 3, 8], padding="SAME", strides=2)
    (2, 5, 8)
    >>> convolution([2, 10, 10, 3], [3, 3, 3, 8], padding="VALID", dilations=(2, 2))
    (2, 6, 6, 8)
    >>> convolution([2, 10, 10, 4], [3, 3, 3, 8])
    SHP201 axis `in_channels` is 4, expected 3
    >>> convolution([2, 10, 3], [3, 3, 3, 8])
    SHP101
    """
    check_ranks(filters, "tf.nn.convolution", 3, 5, "filters: … in_channels out_channels")
    kernel = measured(filters)
    if kernel.open:
        return UNKNOWN_SHAPE
    count = len(kernel.dims) - 2
    return convolved("tf.nn.convolution", count, input, filters, strides, padding, data_format, dilations, machine)


@op(
    "tf.nn.pool",
    legacy={"dilation_rate": "dilations"},
    adapt=_old_order(("padding", "dilations", "strides", "name", "data_format"), 3),
    least={"window_shape": 1, "strides": 1, "dilations": 1},
)
def pool(
    input, window_shape, pooling_type, strides=None, padding="VALID", data_format=None, dilations=None, name=None, *,
    machine,
):  # fmt: skip
    """Take the largest element or the mean of every window, over as many axes as that has.

    >>> pool([2, 10, 10, 3], (2, 2), "MAX", strides=(2, 2))
    (2, 5, 5, 3)
    >>> pool([2, 10, 3], (3,), "AVG", padding="SAME")
    (2, 10, 3)
    >>> pool([2, 10, 10, 3], (2,), "MAX")
    SHP101
    >>> pool([2, 10, 10, 3], (2, 2), "MAX", strides=(3, 3))
    SHP707 strides of 3 are longer than windows of 2
    """
    window, first = items_of(window_shape), channels_first(data_format)
    if window is None or len(window) not in WORDS:
        return UNKNOWN_SHAPE
    check_rank("tf.nn.pool", input, len(window) + 2, "an input", f"batch {WORDS[len(window)]} channels")
    shape = measured(input)
    if shape.open or first is None:
        return UNKNOWN_SHAPE
    for name, given in (("strides", strides), ("dilations", dilations)):
        _check_count(name, given, len(window))
    for step, extent in zip(per_axis(1 if strides is None else strides, len(window)), window, strict=True):
        if less(extent, step) is True:
            raise Mismatch("SHP707", "strides of {step} are longer than windows of {extent}", operand=culprit(input),
                           step=step, extent=extent)  # fmt: skip
    steps, holes = spatial(strides, len(window), first, "strides"), spatial(dilations, len(window), first, "dilations")
    sizes = shape.dims[2:] if first else shape.dims[1:-1]
    found = slid(sizes, window, steps, padding, holes, input, machine)
    return Shape((*shape.dims[:2], *found) if first else (shape.dims[0], *found, shape.dims[-1]))


def _check_count(name: str, given: Value, count: int) -> None:
    """Raises Mismatch SHP707 where a row does not hold a number for each axis of the window."""
    row = items_of(given)
    if row is not None and len(row) != count:
        raise Mismatch(
            "SHP707", "{name} holds {found} numbers, expected {count}", name=name, found=len(row), count=count
        )


def _morphological(layer: str, input: Value, filters: Value, strides: Value, padding: Value, holes: Value, machine):
    """Raises Mismatch SHP101 for ranks, SHP201 where there is no filter for each channel."""
    check_rank(layer, input, 4, "an input", "batch height width channels")
    check_rank(layer, filters, 3, "filters", "height width channels")
    shape, kernel = measured(input), measured(filters)
    if shape.open or kernel.open:
        return UNKNOWN_SHAPE
    if equal(shape.dims[-1], kernel.dims[-1]) is False:
        raise Mismatch("SHP201", "{layer} has filters for {expected} channels, the input has {found}",
                       operand=culprit(input), layer=layer, axis="channels", expected=kernel.dims[-1],
                       found=shape.dims[-1])  # fmt: skip
    steps, gaps = spatial(strides, 2, False, "strides"), items_of(holes)
    _check_count("dilations", holes, 4)
    if gaps is None:
        return UNKNOWN_SHAPE
    found = slid(shape.dims[1:3], kernel.dims[:2], steps, padding, gaps[1:3], input, machine)
    return Shape((shape.dims[0], *found, shape.dims[-1]))


@op("tf.nn.dilation2d", legacy={"filter": "filters", "rates": "dilations"})
def dilation2d(input, filters, strides, padding, data_format, dilations, name=None, *, machine):
    """Take the largest of what stands in every window and the filter, added.

    >>> dilation2d([2, 10, 10, 3], [3, 3, 3], (1, 1, 1, 1), "VALID", "NHWC", (1, 1, 1, 1))
    (2, 8, 8, 3)
    >>> dilation2d([2, 10, 10, 4], [3, 3, 3], (1, 1, 1, 1), "VALID", "NHWC", (1, 1, 1, 1))
    SHP201
    """
    return _morphological("tf.nn.dilation2d", input, filters, strides, padding, dilations, machine)


@op("tf.nn.erosion2d", legacy={"kernel": "filters", "rates": "dilations"})
def erosion2d(value, filters, strides, padding, data_format, dilations, name=None, *, machine):
    """Take the smallest of what stands in every window less the filter.

    >>> erosion2d([2, 10, 10, 3], [3, 3, 3], (1, 1, 1, 1), "VALID", "NHWC", (1, 1, 1, 1))
    (2, 8, 8, 3)
    >>> erosion2d([2, 10, 10, 4], [3, 3, 3], (1, 1, 1, 1), "VALID", "NHWC", (1, 1, 1, 1))
    SHP201
    """
    return _morphological("tf.nn.erosion2d", value, filters, strides, padding, dilations, machine)
