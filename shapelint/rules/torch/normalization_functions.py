"""Normalisation functions that do not look at the batch, whose weights are arguments."""

from __future__ import annotations

from functools import partial

from shapelint.rules.fixes import changed
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides, require_equal
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.torch.normed import check_grouped, check_least_rank, check_normalized, check_weight
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, shape_of, sizes_of
from shapelint.sizes import Shape


@op("torch.nn.functional.group_norm")
def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    """Normalise groups of channels (dim 1) of every sample.

    >>> group_norm([2, 6, 7], 3)
    (2, 6, 7)
    >>> group_norm([2, 6, 7, 8], 3, weight=[6], bias=[6])
    (2, 6, 7, 8)
    >>> group_norm([2, 6, 7], 4)
    SHP202
    >>> group_norm([2, 6, 7], 3, [7])
    SHP201
    >>> group_norm([1, 6], 6)
    SHP707
    """
    return _group_normed(input, num_groups, weight, bias, several=True)


def _group_normed(input: Value, num_groups: Value, weight: Value, bias: Value, *, several: bool) -> Shape:
    shape = check_grouped("group_norm", input, num_groups, several=several)
    channels = UNKNOWN if shape.open else shape.dims[1]
    check_weight("group_norm", "weight", weight, Shape((channels,)))
    check_weight("group_norm", "bias", bias, Shape((channels,)))
    return shape


@op("torch.group_norm")
def torch_group_norm(input, num_groups, weight=None, bias=None, eps=1e-5, cudnn_enabled=True):
    """Normalise groups of channels (dim 1) of every sample.

    >>> torch.group_norm([2, 6, 7], 3)
    (2, 6, 7)
    >>> torch.group_norm([2, 6, 7], 3, [7])
    SHP201
    """
    return _group_normed(input, num_groups, weight, bias, several=False)


@op("torch.native_group_norm")
def native_group_norm(input, weight, bias, N, C, HxW, group, eps):
    """Normalise groups of channels, and give what the gradients need.

    >>> torch.native_group_norm([2, 6, 7], [6], [6], 2, 6, 7, 3, 1e-5)
    ((2, 6, 7), (2, 3), (2, 3))
    >>> torch.native_group_norm([2, 6, 7], None, None, 2, 6, 8, 3, 1e-5)
    SHP501
    >>> torch.native_group_norm([2, 6, 7], None, None, 2, 6, 7, 4, 1e-5)
    SHP202
    """
    batch, channels, groups = size_in(N), size_in(C), size_in(group)
    require_at_least(1, "group", groups)
    require_divides(groups, channels, "group", "C")
    numbers = batch * channels * size_in(HxW)
    require_equal(
        "SHP501",
        "N * C * HxW is {left}, and the input has {right} values",
        numbers,
        shape_of(input).numel(),
    )
    check_weight("native_group_norm", "weight", weight, Shape((channels,)))
    check_weight("native_group_norm", "bias", bias, Shape((channels,)))
    counts = Shape((batch, groups))
    return shape_of(input), counts, counts


_NORMED = "input, normalized_shape, weight=None, bias=None, eps=1e-5"
_NORMED_DOC = """{what} the last axes.

>>> @([2, 3, 5], (3, 5))
(2, 3, 5)
>>> @([2, 3, 5], (5,), [5])
(2, 3, 5)
>>> @([2, 3, 5], (3, 5), weight=[3, 5])
(2, 3, 5)
>>> @([2, 3, 5], (3,))
SHP201 axis `normalized_shape` is 5, expected 3
>>> @([2, 3, 5], (5,), [3])
SHP201 axis `weight` is (3,), expected (5,)
>>> @([2, 3, 5], ())
SHP101
>>> @([2, 3, 5], 5)
SHP702
"""


def _normed(name: str, input: Value, normalized_shape: Value, weight: Value, bias: Value = None) -> Shape:
    """The input's shape, which ends in `normalized_shape`; weights have that shape.

    Raises Mismatch SHP101, SHP201, or SHP702 where a number stands for a row.
    """
    if is_int(normalized_shape):
        raise Mismatch(
            "SHP702",
            "{name} takes normalized_shape as a tuple, not {given}",
            help=changed("normalized_shape", (normalized_shape,), text=f"({normalized_shape},)"),
            name=name,
            given=normalized_shape,
        )
    shape, sizes = check_normalized(name, input, normalized_shape), sizes_of(normalized_shape)
    for which, given in (("weight", weight), ("bias", bias)):
        check_weight(name, which, given, UNKNOWN_SHAPE if sizes is None else Shape(sizes))
    return shape


for _name, _parameters in (
    ("torch.nn.functional.layer_norm", _NORMED),
    ("torch.layer_norm", f"{_NORMED}, cudnn_enable=True"),
):
    declare(_name, _parameters, partial(_normed, "layer_norm"), _NORMED_DOC.format(what="Normalise"), call=_name)
declare(
    ("torch.nn.functional.rms_norm", "torch.rms_norm"),
    "input, normalized_shape, weight=None, eps=None",
    partial(_normed, "rms_norm"),
    _NORMED_DOC.format(what="Divide by their root mean square"),
)


@op("torch.native_layer_norm")
def native_layer_norm(input, normalized_shape, weight, bias, eps):
    """Normalise the last axes, and give what the gradients need.

    >>> torch.native_layer_norm([2, 3, 5], (5,), [5], [5], 1e-5)
    ((2, 3, 5), (2, 3, 1), (2, 3, 1))
    >>> torch.native_layer_norm([2, 3, 5], (3, 5), None, None, 1e-5)
    ((2, 3, 5), (2, 1, 1), (2, 1, 1))
    >>> torch.native_layer_norm([2, 3, 5], (3,), None, None, 1e-5)
    SHP201
    """
    shape, sizes = _normed("native_layer_norm", input, normalized_shape, weight, bias), sizes_of(normalized_shape)
    if sizes is None:
        return shape, UNKNOWN_SHAPE, UNKNOWN_SHAPE
    kept = shape.dims[: max(0, len(shape.dims) - len(sizes))]
    counts = Shape((*kept, *(1 for _ in sizes)), shape.open)
    return shape, counts, counts


@op("torch.nn.functional.local_response_norm", least={"size": 1})
def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    """Normalise every channel by its neighbours.

    >>> local_response_norm([2, 5, 7], 2)
    (2, 5, 7)
    >>> local_response_norm([2, 5, 7, 8], 3)
    (2, 5, 7, 8)
    >>> local_response_norm([2, 5], 2)
    SHP101
    """
    return check_least_rank("local_response_norm", input, 3, "N C first")


@op("torch.nn.functional.normalize")
def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    """Divide by the norm along an axis.

    >>> normalize([2, 3])
    (2, 3)
    >>> normalize([3], dim=0)
    (3,)
    >>> normalize([2, 3, 4], dim=(1, 2))
    (2, 3, 4)
    >>> normalize([3])
    SHP502
    """
    reduced(input, dim, True, name="dim")
    return shape_of(input)
