"""Linear maps of the last axis."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch, require_equal
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.lazy import lazily, settle, unsettled
from shapelint.rules.values import UNKNOWN, Value, shape_of
from shapelint.sizes import Shape, equal, product

_WEIGHTS = {"weight": "out_features in_features", "bias": "out_features if bias"}


@layer(
    ("torch.nn.Linear", "torch.nn.NonDynamicallyQuantizableLinear"),
    "*batch in_features -> *batch out_features",
    weights=_WEIGHTS,
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


@layer(
    "torch.nn.LazyLinear",
    "*batch in_features -> *batch out_features",
    base="torch.nn.Linear",
    weights=lazily(_WEIGHTS, "in_features"),
    least={"out_features": 0},
    adjust=unsettled,
)
def lazy_linear(out_features, bias=True, device=None, dtype=None, *, input, in_features, layer, machine):
    """Mix the last axis, whose size is taken from the first input.

    >>> LazyLinear(7)([2, 3, 5])
    (2, 3, 7)
    >>> LazyLinear(7, bias=False)([5])
    (7,)
    >>> fc = LazyLinear(7)
    >>> first = fc([2, 5])
    >>> fc([3, 5])
    (3, 7)
    >>> fc.weight
    (7, 5)
    >>> fc([2, 6])
    SHP203
    >>> LazyLinear(7)([])
    SHP101
    """
    settle(layer, machine, input, in_features, "features")


@layer(
    "torch.nn.Bilinear",
    "input1: *batch in1_features, input2: *batch in2_features -> *batch out_features",
    weights={"weight": "out_features in1_features in2_features", "bias": "out_features if bias"},
    least={"in1_features": 1, "in2_features": 0, "out_features": 0},
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


@layer("torch.nn.Identity", call="input: object")
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
    >>> linear([2, 3, 5], weight=[7, 5], bias=[7])
    (2, 3, 7)
    >>> linear([2, 5], [5])
    (2,)
    >>> linear([2, 5], [7, 6])
    SHP302
    >>> linear([2, 5], [7, 5], [8])
    SHP301
    >>> linear([2, 5], [3, 7, 5])
    SHP101 a weight has 1 or 2 axes, gets (3, 7, 5)
    """
    result, rows = _extended(batch, out_features), shape_of(weight)
    if len(rows.dims) > 2:
        raise Mismatch("SHP101", "a weight has 1 or 2 axes, gets {found}", operand=culprit(weight), found=rows)
    if bias is not None:
        _check_bias(bias, shape_of(input), rows, result)
    return result


def _extended(batch: Value, out_features: Value) -> Shape:
    head = batch if isinstance(batch, Shape) else Shape(batch)
    if isinstance(out_features, Shape):
        return Shape(out_features.dims, open=True)
    return Shape((*head.dims, *out_features), head.open)


def _check_bias(bias: Value, input: Shape, weight: Shape, result: Shape) -> None:
    """A bias that is one row is added to the rows of a matrix, any other in place to the result.

    Raises Mismatch SHP301, or SHP101 where a weight of one axis gets a row.
    """
    as_row = True if input.rank == 2 else _is_row(shape_of(bias))
    if as_row and weight.rank == 1:
        raise Mismatch("SHP101", "a weight of one axis, {weight}, takes no bias", operand=culprit(bias), weight=weight)
    if as_row is False:
        check_fits(result, bias, extra=False)
    elif as_row:
        rows = UNKNOWN if result.open else product(result.dims[:-1])
        check_fits(Shape((rows, result.axis(-1))), bias, extra=False)


def _is_row(bias: Shape) -> bool | None:
    if bias.open or len(bias.dims) == 1:
        return None if bias.open else True
    verdicts = [equal(size, 1) for size in bias.dims]
    if verdicts.count(False) > 1:
        return False
    return None if None in verdicts else False in verdicts


@op(
    ("torch.nn.functional.bilinear", "torch.bilinear"),
    "input1: *batch a, input2: *batch b, weight: out a b -> *batch out",
    code="SHP302",
)
def bilinear(input1, input2, weight, bias=None, *, batch):
    """Mix the last axes of two inputs with each other.

    >>> bilinear([2, 5], [2, 6], [7, 5, 6])
    (2, 7)
    >>> torch.bilinear([5], [6], [7, 5, 6], [7])
    (7,)
    >>> bilinear([2, 5], [2, 6], [7, 5, 5])
    SHP302
    >>> bilinear([2, 5], [2, 6], [7, 5, 6], [6])
    SHP201 axis `bias` is 6, expected 7
    """
    head = batch if isinstance(batch, Shape) else Shape(batch)
    result = Shape((*head.dims, shape_of(weight).axis(0)), head.open)
    if bias is None:
        return result
    given = shape_of(bias)
    if given == Shape(()):
        raise Mismatch("SHP101", "bilinear needs a bias of one axis, gets a number", operand=culprit(bias))
    require_equal(
        "SHP201",
        "bilinear expects a bias of {expected}, gets {found}",
        given.axis(0),
        result.axis(-1),
        axis="bias",
        expected=result.axis(-1),
        found=given.axis(0),
    )
    return broadcasted(result, bias, what="the bias")
