"""Linear maps of the last axis."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.values import Value
from shapelint.sizes import Shape


@layer(
    "torch.nn.Linear",
    "*batch in_features -> *batch out_features",
    weights={"weight": "out_features in_features", "bias": "out_features if bias"},
    least={"in_features": 0, "out_features": 0},
)
def linear_layer(in_features, out_features, bias=True, device=None, dtype=None):
    """Mix the last axis.

    >>> Linear(5, 7)([2, 3, 5])
    (2, 3, 7)
    >>> Linear(5, 7)([5])
    (7,)
    >>> Linear(5, 7)([2, 6])
    SHP201 axis `in_features` is 6, expected 5
    >>> Linear(5, 7)([])
    SHP101
    >>> Linear(5, -1)
    SHP707
    >>> Linear(5, 7).weight
    (7, 5)
    >>> Linear(5, 7, bias=False).bias
    None
    """


@layer("torch.nn.LazyLinear", "*batch in_features -> *batch out_features")
def lazy_linear(out_features, bias=True, device=None, dtype=None):
    """Mix the last axis, whose size is taken from the first input.

    >>> LazyLinear(7)([2, 3, 5])
    (2, 3, 7)
    """


@layer(
    "torch.nn.Bilinear",
    "input1: *batch in1_features, input2: *batch in2_features -> *batch out_features",
    weights={"weight": "out_features in1_features in2_features", "bias": "out_features if bias"},
)
def bilinear_layer(in1_features, in2_features, out_features, bias=True, device=None, dtype=None):
    """Mix the last axes of two inputs with each other.

    >>> Bilinear(5, 6, 7)([2, 5], [2, 6])
    (2, 7)
    >>> Bilinear(5, 6, 7)([2, 5], [2, 5])
    SHP201 axis `in2_features` is 5, expected 6
    >>> Bilinear(5, 6, 7)([2, 5], [3, 6])
    SHP201
    >>> Bilinear(5, 6, 7).weight
    (7, 5, 6)
    """


@layer("torch.nn.Identity", call="input")
def identity(*args, input, **kwargs):
    """Give the input back.

    >>> Identity()([2, 3])
    (2, 3)
    >>> Identity(54, unused=1)([2])
    (2,)
    """
    return input


@op(
    "torch.nn.functional.linear",
    "input: *batch in_features, weight: *out_features in_features -> *batch *out_features",
    code="SHP302",
)
def linear(input, weight, bias=None, *, batch, out_features):
    """Mix the last axis with a weight of shape (out_features, in_features).

    >>> linear([2, 3, 5], [7, 5])
    (2, 3, 7)
    >>> linear([2, 5], [7, 5], [7])
    (2, 7)
    >>> linear([2, 5], [5])
    (2,)
    >>> linear([2, 5], [7, 6])
    SHP302
    >>> linear([2, 5], [7, 5], [8])
    SHP301
    """
    result = _extended(batch, out_features)
    if bias is not None:
        broadcasted(result, bias, what="the bias")
    return result


def _extended(batch: Value, out_features: Value) -> Shape:
    head = batch if isinstance(batch, Shape) else Shape(batch)
    if isinstance(out_features, Shape):
        return Shape(out_features.dims, open=True)
    return Shape((*head.dims, *out_features), head.open)


@op("torch.nn.functional.bilinear", "input1: *batch a, input2: *batch b, weight: out a b -> *batch out", code="SHP302")
def bilinear(input1, input2, weight, bias=None):
    """Mix the last axes of two inputs with each other.

    >>> bilinear([2, 5], [2, 6], [7, 5, 6])
    (2, 7)
    >>> bilinear([2, 5], [2, 6], [7, 5, 5])
    SHP302
    """
