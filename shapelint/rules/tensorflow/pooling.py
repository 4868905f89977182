"""Pooling by function, dropout and normalization."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.axes import check_rank as check_ranks
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured
from shapelint.rules.tensorflow.convolution import check_rank
from shapelint.rules.tensorflow.sliding import channels_first, slid, spatial
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Dim, Shape

_DOC = """Take the {what} of every window.

    >>> @([2, {sizes}, 3], {ksize}, {ksize}, 'VALID')
    (2, {halves}, 3)
    >>> @([2, {sizes}, 3], {ksize}, {ksize}, 'SAME')
    (2, {rounded}, 3)
    """

_DEPTH = """
>>> @([2, 5, 7, 6], (1, 1, 1, 3), (1, 1, 1, 3), 'VALID')
(2, 5, 7, 2)
"""


def _pooled(
    count: int | None,
    name: str,
    input: Value,
    ksize: Value,
    strides: Value,
    padding: Value,
    form: Value,
    machine: Machine,
) -> Shape:
    """The shape after pooling; `count` is None where the rank of the input says how many axes the windows have."""
    shape, first = measured(input), channels_first(form)
    if count is not None:
        check_rank(f"tf.nn.{name}", input, count + 2, "an input", "batch … channels")
    else:
        check_ranks(input, f"tf.nn.{name}", 3, 5, "batch … channels")
    axes = len(shape.dims) - 2 if count is None else count
    if shape.open or first is None or axes < 1:
        return UNKNOWN_SHAPE
    sizes = shape.dims[2:] if first else shape.dims[1:-1]
    kernel, steps = spatial(ksize, axes, first, "ksize"), spatial(strides, axes, first, "strides")
    if _pools_elsewhere(ksize, axes, first):
        return _depth_pooled(shape, ksize) if name == "max_pool" and not first else UNKNOWN_SHAPE
    found = slid(sizes, kernel, steps, padding, 1, input, machine)
    return Shape((*shape.dims[:2], *found) if first else (shape.dims[0], *found, shape.dims[-1]))


def _pools_elsewhere(ksize: Value, axes: int, first: bool) -> bool:
    """Whether the windows may span several samples or channels."""
    items = items_of(ksize) or ()
    others = () if len(items) != axes + 2 else items[:2] if first else (items[0], items[-1])
    return any(item != 1 for item in others)


def _depth_pooled(shape: Shape, ksize: Value) -> Shape:
    """Windows of neighbouring channels stand side by side, and divide the channels evenly."""
    samples, *places, depth = items_of(ksize) or (UNKNOWN,)
    channels = shape.dims[-1]
    if samples != 1 or any(size != 1 for size in places) or not isinstance(depth, int | Dim):
        return UNKNOWN_SHAPE
    return Shape((*shape.dims[:-1], channels // depth if isinstance(channels, int | Dim) else UNKNOWN))


_FORMATS: Final = {1: "NWC", 2: "NHWC", 3: "NDHWC"}


def _declare(kind: str, count: int | None) -> None:
    name = f"{kind}_pool{count}d" if count else f"{kind}_pool"
    form = repr(_FORMATS[count]) if count else "None"

    def made(input, ksize, strides, padding, data_format, machine):
        return _pooled(count, name, input, ksize, strides, padding, data_format, machine)

    axes = count or 2
    doc = _DOC.format(
        what="largest element" if kind == "max" else "mean",
        sizes=", ".join(["11"] * axes),
        halves=", ".join(["5"] * axes),
        rounded=", ".join(["6"] * axes),
        ksize="(1, 2, 2, 2, 1)" if axes == 3 else "2" if count else "(1, 2, 2, 1)",
    )
    declare(
        f"tf.nn.{name}" if count else (f"tf.nn.{name}", f"tf.nn.{name}_v2"),
        f"input, ksize, strides, padding, data_format={form}, name=None",
        made,
        doc + _DEPTH if name == "max_pool" else doc,
        legacy={"value": "input"},
        least={"ksize": 1},
    )


for _kind in ("max", "avg"):
    for _count in (None, 1, 2, 3):
        _declare(_kind, _count)


@op("tf.nn.max_pool_with_argmax", least={"ksize": 1, "strides": 1})
def max_pool_with_argmax(
    input,
    ksize,
    strides,
    padding,
    data_format="NHWC",
    output_dtype="int64",
    include_batch_in_index=False,
    name=None,
    *,
    machine,
):
    """Take the largest element of every window, and say where it stands.

    >>> max_pool_with_argmax([2, 11, 11, 3], (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    ((2, 5, 5, 3), (2, 5, 5, 3))
    >>> max_pool_with_argmax([11, 11, 3], (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    SHP101
    """
    check_rank("tf.nn.max_pool_with_argmax", input, 4, "an input", "batch height width channels")
    found = _pooled(2, "max_pool_with_argmax", input, ksize, strides, padding, data_format, machine)
    return found, tensor(found, "int", input)


@op("tf.nn.dropout", legacy={"keep_prob": "rate"})
def dropout(x, rate, noise_shape=None, seed=None, name=None):
    """Set elements to zero at random; the shape stays.

    >>> dropout([2, 3], 0.5)
    (2, 3)
    """
    return measured(x)


@op("tf.nn.batch_normalization")
def batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None):
    """Shift and scale by given means and variances, which broadcast.

    >>> batch_normalization([2, 3], [3], [3], [3], [3], 0.001)
    (2, 3)
    >>> batch_normalization([2, 3], [4], [3], [3], [3], 0.001)
    SHP301
    """
    given = [each for each in (mean, variance, offset, scale) if each is not None]
    return broadcasted(x, *given, what="batch_normalization")


@op("tf.nn.local_response_normalization")
def local_response_normalization(input, depth_radius=5, bias=1, alpha=1, beta=0.5, name=None):
    """Divide by the strength of neighbouring channels; the shape stays.

    >>> local_response_normalization([2, 5, 5, 3])
    (2, 5, 5, 3)
    >>> local_response_normalization([5, 5, 3])
    SHP101
    """
    check_rank("tf.nn.lrn", input, 4, "an input", "batch height width channels")
    return measured(input)


op(("tf.nn.lrn",))(local_response_normalization.body)
