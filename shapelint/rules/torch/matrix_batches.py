"""Batches of matrices: what linear algebra asks of its operands."""

from __future__ import annotations

from dataclasses import dataclass

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit
from shapelint.rules.values import UNKNOWN, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal, minimum


@dataclass(frozen=True, slots=True)
class Matrices:
    """Matrices on the last two axes; `batch` are the axes before them."""

    batch: Shape
    rows: Size
    columns: Size

    def each(self, *dims: Size) -> Shape:
        """A shape that has these axes for every matrix."""
        return Shape((*self.batch.dims, *dims), self.batch.open)

    @property
    def shape(self) -> Shape:
        """The shape of the matrices themselves."""
        return self.each(self.rows, self.columns)

    @property
    def flipped(self) -> Shape:
        """The shape of the matrices with rows and columns exchanged."""
        return self.each(self.columns, self.rows)

    @property
    def least(self) -> Size:
        """Rows or columns, whichever are fewer."""
        return minimum(self.rows, self.columns)


def matrices(name: str, input: Value) -> Matrices:
    """An operand as matrices.

    Raises Mismatch SHP101 where it certainly has fewer than two axes.
    """
    shape = shape_of(input)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch(
            "SHP101", "{name} expects at least 2 axes, gets {found}", operand=culprit(input), name=name, found=shape
        )
    rows, columns = shape.tail(2)
    return Matrices(Shape(shape.dims[:-2], shape.open), rows, columns)


def square(name: str, input: Value) -> Matrices:
    """An operand as square matrices.

    Raises Mismatch SHP101, or SHP302 where they certainly are not square.
    """
    found = matrices(name, input)
    agreed = equal(found.rows, found.columns)
    if agreed is False:
        raise Mismatch(
            "SHP302",
            "{name} expects square matrices, gets {found}",
            operand=culprit(input),
            name=name,
            found=found.shape,
        )
    if agreed is None and (found.rows is UNKNOWN or found.columns is UNKNOWN):
        size = found.columns if found.rows is UNKNOWN else found.rows
        return Matrices(found.batch, size, size)
    return found


def common_batch(*operands: Matrices) -> Shape:
    """The batches of several operands, broadcast.

    Raises Mismatch SHP301 where they do not.
    """
    return broadcasted(*(operand.batch for operand in operands), what="the axes before the matrices")


def check_rows(name: str, operand: Value, expected: Size, found: Size, what: str = "rows") -> None:
    """The matrices of an operand must have so many rows (or columns).

    Raises Mismatch SHP302 where they certainly have not.
    """
    if equal(expected, found) is False:
        raise Mismatch(
            "SHP302",
            "{name} expects {shape} to have {expected} {what}, it has {found}",
            operand=culprit(operand),
            name=name,
            shape=shape_of(operand),
            expected=expected,
            what=what,
            found=found,
        )


def ints(shape: Shape) -> Tensor:
    """Whole numbers: ranks, pivots, error codes."""
    return Tensor(shape, "torch", "int")


def check_shape(name: str, operand: Value, expected: Shape, what: str, code: str = "SHP302") -> None:
    """An operand must have just this shape: one number for every column, say.

    Raises Mismatch SHP101 where it certainly has more or fewer axes, `code` where it has other sizes.
    """
    found = shape_of(operand)
    if _other_rank(found, expected) or any(
        equal(a, b) is False for a, b in zip(reversed(found.dims), reversed(expected.dims), strict=False)
    ):
        raise Mismatch(
            "SHP101" if _other_rank(found, expected) else code,
            "{name} expects {what} of shape {expected}, gets {found}",
            operand=culprit(operand),
            name=name,
            what=what,
            expected=expected,
            found=found,
        )


def _other_rank(found: Shape, expected: Shape) -> bool:
    shorter, longer = sorted((found, expected), key=lambda shape: len(shape.dims))
    return len(shorter.dims) < len(longer.dims) and not shorter.open
