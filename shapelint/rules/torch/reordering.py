"""The same memory with its axes in another order, or a part of it."""

from __future__ import annotations

from shapelint.rules.fixes import instead
from shapelint.rules.form import Rule, op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank, moved, permuted, swapped
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.indexing import check_inside
from shapelint.rules.shared.operands import culprit, is_int, measured, optional_size, size_in
from shapelint.rules.shared.strides import rearranged, seen, strides_of
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, at_most, less, slice_size


def _swap(name: str, first: str, second: str) -> Rule:
    return declare(
        (f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"),
        f"input, {first}, {second}",
        lambda **given: _swapped(*given.values()),
        """Exchange two axes.

        >>> @([2, 3, 4], 1, 2)
        (2, 4, 3)
        >>> [2, 3, 4].@(0, -1)
        (4, 3, 2)
        >>> @([], 0, -1)
        ()
        >>> @([2, 3], 0, 2)
        SHP502
        """,
    )


def _swapped(input: Value, first: Value, second: Value) -> Tensor:
    return rearranged(input, lambda x: swapped(x, first, second, name="dim"))


transpose = _swap("transpose", "dim0", "dim1")
_swap("swapdims", "dim0", "dim1")
_swap("swapaxes", "axis0", "axis1")


@op("torch.permute")
def permute(input, dims):
    """Bring the axes into another order.

    >>> permute([2, 3, 4], (2, 0, 1))
    (4, 2, 3)
    >>> permute([2, 3, 4], (0, -1, 1))
    (2, 4, 3)
    >>> permute([2, 3, 4], (0, 1))
    SHP504
    """
    return rearranged(input, lambda x: permuted(x, row((dims,))))


@op("torch.Tensor.permute")
def permute_method(input, *args, dims=None):
    """Bring the axes into another order.

    >>> [2, 3, 4].permute(0, 2, 1)
    (2, 4, 3)
    >>> [2, 3, 4].permute((2, 1, 0))
    (4, 3, 2)
    >>> [2, 3, 4].permute(dims=(-1, 0, 1))
    (4, 2, 3)
    >>> [2, 3, 4].permute(0, 1)
    SHP504
    >>> [2, 3, 4].permute(0, 1, 1)
    SHP504
    """
    return rearranged(input, lambda x: permuted(x, row(args, dims)))


def _reversed(x: Value) -> Shape:
    """All axes in reverse order."""
    shape = measured(x)
    return UNKNOWN_SHAPE if shape.open else Shape(shape.dims[::-1])


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
    fix = instead("torch.Tensor.transpose", ("dim0", -2), ("dim1", -1), text=".transpose(-2, -1), or .mT")
    check_rank(input, "t", most=2, help=fix)
    return rearranged(input, _reversed)


@prop("torch.Tensor.T")
def reversed_axes(input):
    """All axes in reverse order.

    >>> [2, 3].T
    (3, 2)
    >>> [2, 3, 4].T
    (4, 3, 2)
    """
    return rearranged(input, _reversed)


def _transposed(name: str, input: Value) -> Tensor:
    """The last two axes exchanged; a scalar is left as it is.

    Raises Mismatch SHP101.
    """
    if shape_of(input) == Shape(()):
        return rearranged(input, measured)
    check_rank(input, name, 2)
    return rearranged(input, lambda x: swapped(x, -2, -1))


@prop(("torch.Tensor.mT", "torch.Tensor.mH"))
def matrix_transpose(input):
    """The last two axes exchanged.

    >>> [2, 3, 4].mT
    (2, 4, 3)
    >>> [3].mT
    SHP101
    """
    return _transposed("mT", input)


@prop("torch.Tensor.H")
def adjoint_matrix(input):
    """The two axes of a matrix exchanged, conjugated.

    >>> [2, 3].H
    (3, 2)
    >>> [2, 3, 4].H
    SHP101
    """
    check_rank(input, "H", most=2, help=".mH")
    return _transposed("H", input)


@op(("torch.adjoint", "torch.Tensor.adjoint"))
def adjoint(input):
    """The last two axes exchanged, conjugated.

    >>> adjoint([2, 3, 4])
    (2, 4, 3)
    >>> adjoint([2])
    SHP101
    """
    return _transposed("adjoint", input)


@op(("torch.movedim", "torch.Tensor.movedim", "torch.moveaxis", "torch.Tensor.moveaxis"))
def movedim(input, source, destination):
    """Move axes to other places.

    >>> movedim([2, 3, 4], 1, -1)
    (2, 4, 3)
    >>> [2, 3, 4].movedim((0, 1), (1, 2))
    (4, 2, 3)
    >>> movedim([2, 3, 4], 3, 0)
    SHP502
    >>> movedim([2, 3, 4], (0, 1), (2,))
    SHP504
    """
    return rearranged(input, lambda x: moved(x, source, destination))


@op(("torch.narrow", "torch.Tensor.narrow"), least={"length": 0})
def narrow(input, dim, start, length):
    """Keep a part of an axis.

    >>> narrow([2, 5], 1, 1, 3)
    (2, 3)
    >>> [2, 5].narrow(-1, -4, 2)
    (2, 2)
    >>> [2, 5].narrow(2, 0, 1)
    SHP502
    >>> narrow([2, 5], 1, 3, 3)
    SHP506
    """
    return narrowed(input, dim, start, length)


def narrowed(input: Value, dim: Value, start: Value, length: Value) -> Tensor:
    """A part of an axis.

    Raises Mismatch SHP101, SHP502, or SHP506 where it reaches beyond the axis.
    """
    shape = check_rank(input, "narrow", 1)
    check_axis(input, dim, name="dim")
    if not is_int(dim):
        return seen(input, UNKNOWN_SHAPE)
    size, first, count = shape.axis(dim), size_in(start), size_in(length)
    begin = first + size if less(first, 0) is True else first if less(first, 0) is False else UNKNOWN
    if at_most(-size, first) is False or at_most(first, size) is False or at_most(begin + count, size) is False:
        raise Mismatch(
            "SHP506",
            "{count} from {start} lie outside dim {dim}, which has {size}",
            operand=culprit(input),
            count=count,
            start=first,
            dim=dim,
            size=size,
        )
    return seen(input, shape.replace(dim, count), strides_of(input))


@op(("torch.select", "torch.Tensor.select"))
def select(input, dim, index):
    """Take one place of an axis.

    >>> select([2, 5, 4], 1, 0)
    (2, 4)
    >>> [2, 5].select(-1, -5)
    (2,)
    >>> [2, 5].select(2, 0)
    SHP502
    >>> [2, 5].select(1, 5)
    SHP506
    """
    return selected(input, dim, index)


def selected(input: Value, dim: Value, index: Value) -> Tensor:
    """One place of an axis.

    Raises Mismatch SHP101, SHP502, or SHP506.
    """
    shape = check_rank(input, "select", 1)
    check_axis(input, dim, name="dim")
    if not is_int(dim):
        return seen(input, UNKNOWN_SHAPE)
    check_inside(size_in(index), shape.axis(dim), dim, operand=culprit(input))
    return rearranged(input, lambda x: measured(x).drop(dim))


def sliced(input: Value, dim: Value, start: Value, end: Value, step: Value) -> Tensor:
    """Every `step`th place of a part of an axis; ends beyond the axis stand for the axis's own.

    Raises Mismatch SHP101 or SHP502.
    """
    shape = check_rank(input, "slice", 1)
    check_axis(input, dim, name="dim")
    if not is_int(dim):
        return seen(input, UNKNOWN_SHAPE)
    by = size_in(step)
    size = slice_size(shape.axis(dim), optional_size(start), optional_size(end), by)
    strides = strides_of(input)
    moved = None if strides is None else Shape(strides).replace(dim, strides[dim] * by).dims
    return seen(input, shape.replace(dim, size), moved)
