"""Triangles of matrices, and where they are."""

from __future__ import annotations

from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.torch.matrix_batches import matrices
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape, Size


def _triangle(name: str, which: str) -> None:
    def body(input: Value) -> Shape:
        return matrices(name, input).shape

    declare(
        (f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"),
        "input, diagonal=0, *, out=None",
        body,
        f"""Keep the {which} triangle of matrices.

>>> @([2, 3, 4])
(2, 3, 4)
>>> [3, 4].@(diagonal=1)
(3, 4)
>>> @([3])
SHP101
""",
    )


_triangle("tril", "lower")
_triangle("triu", "upper")


def _below(row: Value, col: Value, offset: Value) -> Size:
    """How many elements of a matrix lie on or below a diagonal."""
    if not (is_int(row) and is_int(col) and is_int(offset)):
        return UNKNOWN
    first = min(max(-offset, 0), row)  # the rows before it have no element there, those from `whole` on have all
    whole = min(max(col - offset - 1, first), row)
    return size_in((whole - first) * (first + whole + 2 * offset + 1) // 2 + (row - whole) * col)


def _above(row: Value, col: Value, offset: Value) -> Size:
    below = _below(row, col, offset - 1 if is_int(offset) else UNKNOWN)
    return size_in(row * col - below) if isinstance(below, int) else UNKNOWN


def _indices(name: str, count: Size, which: str, made) -> None:
    declare(
        f"torch.{name}",
        "row, col, offset=0, *, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False",
        lambda row, col, offset: Tensor(Shape((2, made(row, col, offset))), "torch", "int"),
        f"""Give the rows and columns of the {which} triangle of a matrix.

>>> @(3, 3)
(2, 6)
>>> @(3, 4, offset=1)
(2, {count})
>>> @(4, 3, -2)
(2, {_below(4, 3, -2) if which == "lower" else _above(4, 3, -2)})
>>> @(-1, 3)
SHP707
""",
        least={"row": 0, "col": 0},
    )


_indices("tril_indices", 9, "lower", _below)
_indices("triu_indices", 6, "upper", _above)
