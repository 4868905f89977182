"""Convolution turned round: the output has the shape that is asked for."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.tensorflow.convolution import WORDS, check_rank, ends, slid_or_padded
from shapelint.rules.tensorflow.sliding import channels_first, spatial
from shapelint.rules.tensorflow.tensors import shape_argument
from shapelint.rules.values import UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, equal


def transposed(
    layer: str,
    count: int,
    input: Value,
    filters: Value,
    output_shape: Value,
    strides: Value,
    padding: Value,
    data_format: Value,
    dilations: Value,
    machine: Machine,
) -> Shape:
    """The shape that is asked for, which a convolution over `count` spatial axes must turn back into that of the input.

    Raises Mismatch SHP101 for ranks, SHP302 where the shapes do not belong together.
    """
    check_rank(layer, filters, count + 2, "filters", f"{WORDS[count]} out_channels in_channels")
    check_rank(layer, input, count + 2, "an input", f"batch {WORDS[count]} channels")
    wanted, kernel, first = shape_argument(output_shape), measured(filters), channels_first(data_format)
    check_rank(layer, wanted, count + 2, "an output shape", f"batch {WORDS[count]} channels")
    if wanted.open or kernel.open or first is None:
        return wanted
    *leading, one, two = ends(wanted.dims, count, first)
    sizes, channels = (two, one) if first else (one, two)
    steps, holes = spatial(strides, count, first, "strides"), spatial(dilations, count, first, "dilations")
    back = slid_or_padded(sizes, kernel.dims[:count], steps, padding, holes, wanted, machine)
    source = Shape((*leading[0], *((kernel.dims[-1], *back) if first else (*back, kernel.dims[-1]))))
    if differ(measured(input), source) or equal(channels[0], kernel.dims[count]) is False:
        raise Mismatch(
            "SHP302",
            "{wanted} would come from {source}, not from {found}, with filters of {kernel}",
            operand=culprit(input),
            wanted=wanted,
            source=source,
            found=measured(input),
            kernel=kernel,
        )
    return wanted


_DOC = """Turn a convolution round: filters have the shape ({words}, out_channels, in_channels).

    The output has the shape that is asked for, which the convolution must turn back into that of the input.

    >>> @([2, {five}, 3], [{three}, 8, 3], (2, {ten}, 8), 2)
    (2, {ten}, 8)
    >>> @([2, {five}, 3], [{three}, 8], (2, {ten}, 8), 2)
    SHP101 expects filters of {total} axes
    >>> @([2, {five}, 3], [{three}, 8, 3], (2, {twelve}, 8), 2)
    SHP302 (2, {twelve}, 8) would come from (2, {six}, 3), not from (2, {five}, 3)
    >>> @([2, {five}, 3], [{three}, 8, 3], (2, {ten}, 4), 2)
    SHP302
    """
_PARAMETERS = "input, filters, output_shape, strides, padding='SAME', data_format={}, dilations=None, name=None"


def _declare(count: int, form: str) -> None:
    def made(input, filters, output_shape, strides, padding, data_format, dilations, machine):
        return transposed(
            f"tf.nn.conv{count}d_transpose", count, input, filters, output_shape, strides, padding, data_format,
            dilations, machine,
        )  # fmt: skip

    sizes = {word: ", ".join([str(size)] * count) for word, size in
             (("three", 3), ("five", 5), ("six", 6), ("ten", 10), ("twelve", 12))}  # fmt: skip
    declare(
        f"tf.nn.conv{count}d_transpose",
        _PARAMETERS.format(repr(form)),
        made,
        _DOC.format(words=", ".join(WORDS[count].split()), total=count + 2, **sizes),
        legacy={"filter": "filters", "value": "input"},
        least={"output_shape": 0},
    )


for _count, _form in ((1, "NWC"), (2, "NHWC"), (3, "NDHWC")):
    _declare(_count, _form)


@op("tf.nn.conv_transpose", least={"output_shape": 0})
def conv_transpose(
    input, filters, output_shape, strides, padding="SAME", data_format=None, dilations=None, name=None, *, machine
):
    """Turn a convolution round, over as many axes as the output shape has.

    >>> conv_transpose([2, 5, 5, 3], [3, 3, 8, 3], (2, 10, 10, 8), 2)
    (2, 10, 10, 8)
    >>> conv_transpose([2, 5, 3], [3, 8, 3], (2, 10, 8), 2)
    (2, 10, 8)
    >>> conv_transpose([2, 5, 5, 3], [3, 3, 8, 3], (2, 12, 12, 8), 2)
    SHP302 (2, 12, 12, 8) would come from (2, 6, 6, 3), not from (2, 5, 5, 3)
    >>> conv_transpose([2, 5, 5, 3], [3, 3, 8, 3], (2, 8), 2)
    SHP101
    """
    wanted, name = shape_argument(output_shape), "tf.nn.conv_transpose"
    if wanted.open:
        return UNKNOWN_SHAPE
    count = len(wanted.dims) - 2
    if count not in WORDS:
        raise Mismatch("SHP101", "{layer} expects an output shape of {least} to {most} axes, gets {found}",
                       layer=name, least=3, most=5, found=wanted)  # fmt: skip
    return transposed(name, count, input, filters, wanted, strides, padding, data_format, dilations, machine)


@op("tf.nn.atrous_conv2d_transpose", least={"output_shape": 0, "rate": 1})
def atrous_conv2d_transpose(value, filters, output_shape, rate, padding, name=None, *, machine):
    """Turn a convolution with holes round.

    >>> atrous_conv2d_transpose([2, 6, 6, 3], [3, 3, 8, 3], (2, 10, 10, 8), 2, "VALID")
    (2, 10, 10, 8)
    >>> atrous_conv2d_transpose([2, 5, 5, 3], [3, 3, 8, 3], (2, 10, 10, 8), 2, "VALID")
    SHP302
    >>> atrous_conv2d_transpose([2, 6, 6, 3], [3, 3, 8, 4], (2, 10, 10, 8), 2, "VALID")
    SHP302
    """
    name = "tf.nn.atrous_conv2d_transpose"
    return transposed(name, 2, value, filters, output_shape, 1, padding, "NHWC", rate, machine)
