"""The same elements with their axes in another order, or a part of them."""

from __future__ import annotations

from shapelint.rules.form import op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, moved, permuted, swapped
from shapelint.rules.shared.operands import axes_in, culprit, is_int, size_in
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape


def _swap(name: str, first: str, second: str) -> None:
    namespace: dict[str, Value] = {"swapped": swapped}
    exec(f"def body(input, {first}, {second}): return swapped(input, {first}, {second}, name='dim')", namespace)
    body = namespace["body"]
    body.__doc__ = f"""Exchange two axes.

    >>> {name}([2, 3, 4], 1, 2)
    (2, 4, 3)
    >>> [2, 3, 4].{name}(0, -1)
    (4, 3, 2)
    >>> {name}([2, 3], 0, 2)
    SHP502
    """
    op((f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"))(body)


_swap("transpose", "dim0", "dim1")
_swap("swapdims", "dim0", "dim1")
_swap("swapaxes", "axis0", "axis1")


@op("torch.permute")
def permute(input, dims):
    """Bring the axes into another order.

    >>> permute([2, 3, 4], (2, 0, 1))
    (4, 2, 3)
    >>> permute([2, 3, 4], (0, 1))
    SHP504
    """
    return permuted(input, row((dims,)))


@op("torch.Tensor.permute")
def permute_method(input, *args, dims=None):
    """Bring the axes into another order.

    >>> [2, 3, 4].permute(0, 2, 1)
    (2, 4, 3)
    >>> [2, 3, 4].permute((2, 1, 0))
    (4, 3, 2)
    >>> [2, 3, 4].permute(0, 1)
    SHP504
    >>> [2, 3, 4].permute(0, 1, 1)
    SHP504
    """
    return permuted(input, row(args, dims))


@op(("torch.t", "torch.Tensor.t", "torch.Tensor.t_"))
def t(input):
    """Exchange the two axes of a matrix.

    >>> t([2, 3])
    (3, 2)
    >>> [3].t()
    (3,)
    >>> t([2, 3, 4])
    SHP101
    """
    shape = shape_of(input)
    if len(shape.dims) > 2:
        raise Mismatch(
            "SHP101",
            "t() expects at most 2 axes, gets {found}",
            operand=culprit(input),
            help=".transpose(-2, -1), or .mT",
            found=shape,
        )
    return UNKNOWN_SHAPE if shape.open else Shape(shape.dims[::-1])


@prop("torch.Tensor.T")
def reversed_axes(input):
    """All axes in reverse order.

    >>> [2, 3].T
    (3, 2)
    """
    shape = shape_of(input)
    return UNKNOWN_SHAPE if shape.open else Shape(shape.dims[::-1])


@prop(("torch.Tensor.mT", "torch.Tensor.mH"))
def matrix_transpose(input):
    """The last two axes exchanged.

    >>> [2, 3, 4].mT
    (2, 4, 3)
    >>> [3].mT
    SHP101
    """
    shape = shape_of(input)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch("SHP101", "mT expects at least 2 axes, gets {found}", operand=culprit(input), found=shape)
    return swapped(input, -2, -1)


@prop("torch.Tensor.H")
def adjoint_matrix(input):
    """The two axes of a matrix exchanged, conjugated.

    >>> [2, 3].H
    (3, 2)
    """
    shape = shape_of(input)
    return UNKNOWN_SHAPE if shape.open else Shape(shape.dims[::-1])


@op(("torch.adjoint", "torch.Tensor.adjoint"))
def adjoint(input):
    """The last two axes exchanged, conjugated.

    >>> adjoint([2, 3, 4])
    (2, 4, 3)
    """
    return swapped(input, -2, -1)


@op(("torch.movedim", "torch.Tensor.movedim", "torch.moveaxis", "torch.Tensor.moveaxis"))
def movedim(input, source, destination):
    """Move axes to other places.

    >>> movedim([2, 3, 4], 1, -1)
    (2, 4, 3)
    >>> [2, 3, 4].movedim((0, 1), (1, 2))
    (4, 2, 3)
    >>> movedim([2, 3, 4], 3, 0)
    SHP502
    """
    return moved(input, source, destination)


@op(("torch.narrow", "torch.Tensor.narrow"))
def narrow(input, dim, start, length):
    """Keep a part of an axis.

    >>> narrow([2, 5], 1, 1, 3)
    (2, 3)
    >>> [2, 5].narrow(2, 0, 1)
    SHP502
    """
    check_axis(input, dim, name="dim")
    return shape_of(input).replace(dim, size_in(length)) if is_int(dim) else UNKNOWN_SHAPE


@op(("torch.select", "torch.Tensor.select"))
def select(input, dim, index):
    """Take one place of an axis.

    >>> select([2, 5, 4], 1, 0)
    (2, 4)
    >>> [2, 5].select(2, 0)
    SHP502
    """
    check_axis(input, dim, name="dim")
    return shape_of(input).drop(dim) if is_int(dim) else UNKNOWN_SHAPE


@op(("torch.flip", "torch.Tensor.flip"))
def flip(input, *args, dims=None):
    """Turn axes round.

    >>> [2, 3].flip(0, 1)
    (2, 3)
    >>> flip([2, 3], (1,))
    (2, 3)
    >>> flip([2, 3], dims=(0, -1))
    (2, 3)
    >>> [2, 3].flip(2)
    SHP502
    """
    for axis in axes_in(row(args, dims)) or ():
        check_axis(input, axis, name="dim")
    return shape_of(input)


@op(("torch.roll", "torch.Tensor.roll"))
def roll(input, shifts, dims=None):
    """Shift along axes, what falls out coming in at the other end.

    >>> roll([2, 3], 1, 1)
    (2, 3)
    >>> [2, 3].roll((1, 1), (0, 1))
    (2, 3)
    >>> roll([2, 3], 1, 2)
    SHP502
    """
    for axis in axes_in(dims) or ():
        check_axis(input, axis, name="dim")
    return shape_of(input)


@op(("torch.fliplr", "torch.Tensor.fliplr", "torch.flipud", "torch.Tensor.flipud"))
def fliplr(input):
    """Turn one axis round.

    >>> fliplr([2, 3])
    (2, 3)
    """
    return shape_of(input)


@op(("torch.rot90", "torch.Tensor.rot90"))
def rot90(input, k=1, dims=(0, 1)):
    """Turn by quarters in the plane of two axes.

    >>> rot90([2, 3])
    (3, 2)
    >>> rot90([2, 3], 2)
    (2, 3)
    >>> rot90([2, 3, 4], 1, (1, 2))
    (2, 4, 3)
    """
    plane = axes_in(dims)
    if not is_int(k) or plane is None or len(plane) != 2:
        return UNKNOWN_SHAPE
    return swapped(input, *plane, name="dim") if k % 2 else shape_of(input)
