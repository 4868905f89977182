"""Cross products of vectors of 3."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit
from shapelint.rules.values import Value, shape_of
from shapelint.sizes import Shape, equal


@op(("torch.cross", "torch.Tensor.cross"))
def cross(input, other, dim=None, *, out=None):
    """Give the cross product along `dim`, the first axis of 3 if not said otherwise.

    >>> cross([2, 3], [2, 3])
    (2, 3)
    >>> [3, 2].cross([3, 1], dim=0)
    (3, 2)
    >>> cross([3, 2], [3, 2], 1)
    SHP302
    >>> cross([2, 4], [2, 4])
    SHP302
    >>> cross([2, 3], [3])
    SHP101
    """
    _check_ranks(input, other)
    if dim is not None:
        return _crossed(input, other, dim)
    shape = shape_of(input)
    threes = [equal(size, 3) for size in shape.dims]
    if not shape.open and all(three is False for three in threes):
        raise Mismatch("SHP302", "cross needs an axis of 3, {shape} has none", operand=culprit(input), shape=shape)
    first = next((at for at, three in enumerate(threes) if three is not False), None)
    known = not shape.open and first is not None and threes[first] is True
    return _crossed(input, other, first) if known else broadcasted(input, other)


@op("torch.linalg.cross")
def linalg_cross(input, other, *, dim=-1, out=None):
    """Give the cross product along `dim`.

    >>> torch.linalg.cross([2, 3], [1, 3])
    (2, 3)
    >>> torch.linalg.cross([3, 2], [3, 2], dim=0)
    (3, 2)
    >>> torch.linalg.cross([3, 2], [3, 2])
    SHP302
    >>> torch.linalg.cross([2, 3], [3])
    SHP101
    """
    _check_ranks(input, other)
    return _crossed(input, other, dim)


def _check_ranks(input: Value, other: Value) -> None:
    """Both have as many axes.

    Raises Mismatch SHP101.
    """
    a, b = shape_of(input), shape_of(other)
    if not a.open and not b.open and len(a.dims) != len(b.dims):
        raise Mismatch(
            "SHP101",
            "a cross product needs as many axes on both sides, gets {input} and {other}",
            operand=culprit(input, other),
            input=a,
            other=b,
        )


def _crossed(input: Value, other: Value, dim: Value) -> Shape:
    """The common shape, of two operands with 3 on an axis.

    Raises Mismatch SHP101, SHP302, SHP502 or SHP301.
    """
    for operand in (input, other):
        shape = shape_of(operand)
        if shape == Shape(()):
            raise Mismatch("SHP101", "a cross product needs at least 1 axis, gets a scalar", operand=culprit(operand))
        axis = check_axis(operand, dim, name="dim")
        if axis is not None and equal(shape.dims[axis], 3) is False:
            raise Mismatch(
                "SHP302",
                "a cross product is along an axis of 3, dim {dim} of {shape} has {size}",
                operand=culprit(operand),
                dim=dim,
                shape=shape,
                size=shape.dims[axis],
            )
    return broadcasted(input, other)
