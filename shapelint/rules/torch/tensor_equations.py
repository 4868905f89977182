"""Tensors as matrices of which some axes are the rows: their inverses, and equations with them."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import moved
from shapelint.rules.shared.operands import axes_in, culprit, is_int
from shapelint.rules.torch.matrix_batches import check_rows
from shapelint.rules.values import UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape, Size, equal, product


@op("torch.linalg.tensorinv", least={"ind": 1})
def tensorinv(input, ind=2, *, out=None):
    """Invert a tensor as a matrix of which the first `ind` axes are the rows.

    >>> torch.linalg.tensorinv(torch.eye(24).reshape(4, 6, 8, 3))
    (8, 3, 4, 6)
    >>> torch.linalg.tensorinv(torch.eye(24).reshape(24, 8, 3), ind=1)
    (8, 3, 24)
    >>> torch.linalg.tensorinv([4, 6, 8, 3], ind=1)
    SHP302
    >>> torch.linalg.tensorinv([4, 4], ind=3)
    SHP101
    """
    shape = shape_of(input)
    if not is_int(ind) or shape.open:
        return UNKNOWN_SHAPE
    _split("tensorinv", input, shape, ind)
    return Shape((*shape.dims[ind:], *shape.dims[:ind]))


def _split(name: str, operand: Value, shape: Shape, count: int) -> tuple[Size, tuple[Size, ...]]:
    """How many elements the first `count` axes have, and the other axes, which must have as many.

    Raises Mismatch SHP101 or SHP302.
    """
    if len(shape.dims) < count:
        raise Mismatch(
            "SHP101",
            "{name} expects at least {count} axes, gets {found}",
            operand=culprit(operand),
            name=name,
            count=count,
            found=shape,
        )
    rows, rest = product(shape.dims[:count]), shape.dims[count:]
    if equal(rows, product(rest)) is False:
        raise Mismatch(
            "SHP302",
            "{name} needs as many elements on the first {count} axes as on the others; {found}: {rows} and {columns}",
            operand=culprit(operand),
            name=name,
            count=count,
            found=shape,
            rows=rows,
            columns=product(rest),
        )
    return rows, rest


@op("torch.linalg.tensorsolve")
def tensorsolve(input, other, dims=None, *, out=None):
    """Solve equations with a tensor as a matrix: its rows are as many axes as the right side has.

    >>> torch.linalg.tensorsolve(torch.eye(24).reshape(6, 4, 2, 3, 4), [6, 4])
    (2, 3, 4)
    >>> torch.linalg.tensorsolve(torch.eye(24).reshape(24, 6, 4), [6, 4], dims=(0,))
    (24,)
    >>> torch.linalg.tensorsolve([24, 6, 4], [6, 4])
    SHP302
    >>> torch.linalg.tensorsolve(torch.eye(24).reshape(6, 4, 24), [6, 5])
    SHP302
    """
    shape, sides = shape_of(input), shape_of(other)
    if dims is not None:
        named = axes_in(dims)
        shape = UNKNOWN_SHAPE if named is None else moved(input, named, tuple(range(-len(named), 0)))
    if shape.open or sides.open:
        return UNKNOWN_SHAPE
    rows, rest = _split("tensorsolve", input, shape, len(sides.dims))
    check_rows("tensorsolve", other, rows, sides.numel(), "elements")
    return Shape(rest)
